"""Shots of things, as data: which part of a thing is worth a close look, what lies beside it, where a hand grips it."""

from __future__ import annotations

from typing import NamedTuple

from mediagen.providers.offline.paint.forms import FORMS


class Detail(NamedTuple):
    """The point of a thing that is in the middle of a close look, in heights of the thing from its foot, y down; how
    many times larger it is then; and how far it is turned, in degrees.
    """

    x: float
    y: float
    zoom: float
    turn: float


DETAILS: dict[str, Detail] = {
    "watch": Detail(0.04, -0.5, 2.5, -20),
    "shoe": Detail(-0.26, -0.34, 2.5, -8),
    "cup": Detail(0.05, -0.66, 2.3, 0),
    "perfume": Detail(0.0, -0.66, 2.1, -14),
    "bottle": Detail(0.0, -0.62, 2.3, -16),
    "headphones": Detail(-0.1, -0.44, 1.8, 12),
    "phone": Detail(0.0, -0.62, 1.9, -18),
    "laptop": Detail(0.1, -0.45, 1.7, 0),
    "car": Detail(-0.58, -0.3, 2.8, 0),
    "bike": Detail(-0.3, -0.4, 1.9, 0),
    "camera": Detail(0.0, -0.32, 2.0, -10),
    "guitar": Detail(0.0, -0.42, 2.4, -24),
    "sofa": Detail(-0.5, -0.42, 1.8, 0),
    "hotel": Detail(-0.1, -0.6, 1.8, 0),
    "house": Detail(0.0, -0.5, 1.7, 0),
    "vase": Detail(0.05, -0.86, 2.2, 0),
    "bouquet": Detail(0.0, -0.8, 2.2, -12),
    "cake": Detail(0.1, -0.55, 1.9, 0),
    "bread": Detail(-0.1, -0.32, 1.9, 0),
    "typewriter": Detail(0.15, -0.24, 2.0, -10),
    "piggy bank": Detail(0.25, -0.55, 1.9, 0),
    "knife": Detail(-0.1, -0.4, 1.8, -14),
    "mat": Detail(-0.3, -0.2, 1.9, 0),
    "bag": Detail(0.0, -0.55, 1.8, -10),
    "jar": Detail(0.0, -0.46, 1.9, 0),
    "racket": Detail(0.0, -0.72, 2.0, 24),
    "gi": Detail(0.0, -0.34, 2.0, -8),
}
USUAL = Detail(0.06, -0.55, 1.9, -10)

LAID: dict[str, tuple[str, ...]] = {
    "watch": ("glasses", "pen", "notebook"),
    "phone": ("cup above", "pen", "card"),
    "laptop": ("cup above", "pen", "plan"),
    "book": ("cup above", "glasses", "leaf"),
    "camera": ("letter", "glasses", "leaf"),
    "headphones": ("phone", "cup above", "notebook"),
    "shoe": ("bottle", "clock", "towel"),
    "bag": ("book", "camera", "bottle"),
    "cup": ("beans", "cloth", "sprig"),
    "dish": ("cloth", "sprig", "fruit above"),
    "pizza": ("cloth", "sprig", "cup above"),
    "fruit": ("cloth", "leaf", "sprig"),
    "jar": ("petal", "leaf", "stone"),
    "perfume": ("petal", "sprig", "stone"),
    "candle": ("sprig", "stone", "petal"),
    "bottle": ("sprig", "cloth", "leaf"),
    "soap": ("sprig", "stone", "towel"),
    "tube": ("toothbrush", "towel", "leaf"),
    "toothbrush": ("tube", "towel", "leaf"),
    "vase": ("scissors", "petal", "leaf"),
    "bouquet": ("scissors", "petal", "letter"),
    "guitar": ("plan", "headphones", "leaf"),
    "ring": ("petal", "stone", "leaf"),
    "ticket": ("glasses", "camera", "card"),
    "umbrella": ("plan", "key", "leaf"),
    "package": ("sprig", "scissors", "letter"),
    "tooth": ("tube", "towel", "leaf"),
    "bread": ("cloth", "eggs", "sprig"),
    "chocolate": ("beans", "sprig", "cloth"),
    "cheese": ("cloth", "leaf", "fruit above"),
    "knife": ("sprig", "cloth", "leaf"),
    "scissors": ("pen", "cloth", "leaf"),
    "pen": ("letter", "glasses", "cup above"),
    "glasses": ("book", "cup above", "leaf"),
    "key": ("letter", "leaf", "card"),
    "drill": ("plan", "pen", "key"),
    "gamepad": ("headphones", "phone", "cup above"),
    "microphone": ("headphones", "plan", "cup above"),
    "drone": ("camera", "glasses", "leaf"),
    "shirt": ("cap", "glasses", "shoe"),
    "cap": ("glasses", "shirt", "phone"),
    "racket": ("shoe", "bottle", "towel"),
    "gi": ("bottle", "towel", "leaf"),
    "board": ("glasses", "towel", "leaf"),
    "gift": ("letter", "sprig", "petal"),
    "letter": ("pen", "leaf", "cup above"),
    "card": ("phone", "coins", "glasses"),
    "pills": ("leaf", "plan", "cup above"),
    "shield": ("phone", "key", "plan"),
    "jacket": ("cap", "glasses", "leaf"),
    "spanner": ("plan", "drill", "pen"),
    "plug": ("lamp", "plan", "pen"),
    "coffee bag": ("cup above", "beans", "letter"),
    "hearing aid": ("glasses", "leaf", "cup above"),
    "yarn": ("scissors", "cup above", "leaf"),
    "puzzle": ("cup above", "leaf", "blocks"),
    "hammer": ("plan", "pen", "leaf"),
    "heart": ("letter", "leaf", "petal"),
    "calculator": ("pen", "plan", "cup above"),
    "dice": ("cup above", "leaf", "card"),
    "pot": ("sprig", "leaf", "cloth"),
    "carabiner": ("shoe", "bottle", "towel"),
    "socks": ("cap", "glasses", "leaf"),
    "spade": ("leaf", "sprig", "petal"),
    "sushi": ("cloth", "sprig", "leaf"),
    "teddy": ("blocks", "book", "leaf"),
}
"""Things that can lie on a table, and what belongs to them there."""

GRIPS: dict[str, tuple[float, float]] = {
    "phone": (0.40, 0.25),
    "bottle": (0.34, 0.165),
    "perfume": (0.34, 0.22),
    "cup": (0.42, 0.27),
    "drinks can": (0.44, 0.26),
    "carton": (0.34, 0.24),
    "tube": (0.44, 0.19),
    "toothbrush": (0.34, 0.12),
    "spray": (0.34, 0.21),
    "beer": (0.40, 0.28),
    "wine glass": (0.30, 0.05),
    "ice cream": (0.26, 0.11),
    "microphone": (0.52, 0.17),
    "card": (0.30, 0.5),
    "trophy": (0.36, 0.06),
    "lamp": (0.3, 0.06),
    "pills": (0.4, 0.26),
    "package": (0.36, 0.33),
    "watch": (0.5, 0.0),
}
"""Things that one hand holds: how high it grips, and how wide they are there to each side, in heights of the thing.
What has no width is worn on the wrist.
"""

_BUILT = ("hotel", "house", "church", "tower", "castle", "lighthouse", "tent", "tree", "palm", "fir")
_LARGE = tuple(name for name, form in FORMS.items() if form.large)
ROOTED = (*_BUILT, *_LARGE, "bed", "sofa", "piano", "washer", "solar panel", "cow")
"""What does not fly."""
TALL = (
    *_BUILT,
    *_LARGE,
    *("van", "train", "bus", "fire engine", "tractor", "plane", "balloon", "ship", "motorboat", "sailboat", "rocket"),
    *("wind turbine", "solar panel", "cow", "hive", "piano", "wood stove"),
)
"""What stands behind people rather than beside them."""
LARGE = (*ROOTED, *TALL, "car", "bike", "scooter", "dog", "cat", "bird", "chair", "curtains")
SYMBOLS = (
    *(
        "heart",
        "note",
        "shield",
        "scales",
        "umbrella",
        "wheel",
        "horseshoe",
        "carabiner",
        "plug",
        "calculator",
        "coins",
    ),
    *("ticket", "mat", "tooth", "card", "globe", "hearing aid", "phone", "screen", "piggy bank", "rocket"),
)
"""What is too large to be carried or to stand on a shelf, and what only stands for a trade: nobody sells it."""


def settled(shot: str, thing: str, *, alone: bool, person: bool) -> str:
    """The shot that is taken of a thing: what cannot lie on a table, or in a hand, is shown nearer instead where it is
    alone in the picture, and as usual where it is not.
    """
    if person or not thing:
        return "wide" if person and shot == "wide" else ""
    if (shot == "above" and thing not in LAID) or (shot == "hand" and thing not in GRIPS):
        return "detail" if alone else ""
    return "" if shot == "air" and (not alone or thing in ROOTED) else shot
