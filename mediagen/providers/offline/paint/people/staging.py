"""How people are shown: how much of them, in which pose, with what in their hands, beside them and on the table."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mediagen.providers.offline.paint import words as lexicon
from mediagen.providers.offline.paint.finding import Asked, find, tint
from mediagen.providers.offline.paint.people import lexicon as words
from mediagen.providers.offline.paint.people.showing import SHOWN

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.color import RGB

FULL = "standing, stands, full-length, full length, full body, full-body, head to toe, whole figure, walking, strolling"
HALF = "half-length, half length, waist up, waist-up, medium shot, three-quarter, sitting, seated, sits"
BUST = (
    "head-and-shoulders, head and shoulders, headshot, close-up, closeup, close up, bust, avatar, "
    "profile picture, selfie"
)
TABLE = (
    "at a table, around a table, at the table, round a table, around the table, at a desk, at her desk, at his desk, "
    "at their desk, table, desk, kitchen table, workbench, counter"
)
DRUNK = ("cup", "papercup", "glass")
HIGH = ("balloon", "umbrella")
"""Held over the head: all of it is shown."""
_ATE = "restaurant, dinner, lunch, breakfast, having a meal, eating"


def staged(asked: Asked, n: int) -> dict[str, Any]:
    """The fields of a Cast besides its `n` people."""
    close = asked.says(BUST)
    table = not close and asked.says(TABLE)
    held = asked.first(words.HELD) or _shown(asked)
    if close and held not in ("phone", "microphone"):
        held = ""
    pose = _pose(asked, held, table=table, many=n > 1)
    seat = "" if close else asked.first(words.SEATS)
    seat = "" if table and seat != "wheelchair" else seat
    framing = _framing(asked, held or seat or pose != "hang" or n > 1, n, close=close, table=table, seat=seat)
    return {
        "framing": framing,
        "pose": pose,
        "held": held,
        "beside": asked.first(words.BESIDE) if framing == "full" else "",
        "seat": seat,
        "table": table,
        "laid": _laid(asked, held, n) if table else (),
        "tints": _tints(asked.text),
    }


_WITH = re.compile(r"\b(?:with|holding|holds|showing|shows) (?=((?:(?!(?:in|on|at|by|with|and)\b)[\w'-]+ ?){1,6}))")


_ROOM = re.compile(rf"\b(?:{lexicon.SCENES['interior'].replace(', ', '|')}) $")


def _shown(asked: Asked) -> str:
    """Some other thing that somebody is said to be with: it is held before the chest."""
    for said in _WITH.finditer(asked.text):
        if said[0].startswith("with") and _ROOM.search(asked.text[: said.start()]):
            continue  # a kitchen with copper pans
        for name, listed in SHOWN.items():
            if find(said[1], listed) and not find(asked.banned, listed):
                return name
    return ""


def _framing(asked: Asked, hands: object, n: int, *, close: bool, table: bool, seat: str) -> str:
    """How much is shown: what hands do, and what stands beside, must be in the picture."""
    if close:
        return "half" if hands and asked.first(words.HELD) in ("phone", "microphone") else "bust"
    beside = asked.first(words.BESIDE) or asked.first(words.HELD) in HIGH
    if not table and not seat and n < 5 and (asked.says(FULL) or beside):
        return "full"
    return "half" if table or hands or asked.says(f"{HALF}, {words.WORN['handbag']}") else "bust"


def _laid(asked: Asked, held: str, n: int) -> tuple[str, ...]:
    """What is on the table; not what one person alone holds."""
    named = asked.all(words.HELD)
    drunk = "papercup" if "papercup" in named else "cup"  # coffee from a paper cup is one cup
    kept = [k for k in named if k != "wraps" and (k not in ("cup", "papercup") or k == drunk)]
    if n == 1 and held not in words.AT_REST:
        kept = [k for k in kept if k != held]
    return (*kept, "plate") if asked.says(_ATE) else tuple(kept)


POSES: dict[str, str] = {
    "crossed": "arms crossed, crossed arms, arms folded, folded arms",
    "hips": "hands on hips, hand on hip",
    "wave": "waving, waves",
    "wrist": "looking at a watch, looking at his watch, looking at her watch, checking a watch, wearing a watch, "
    "with a watch, with a wristwatch, with a chronograph, watch on his wrist, watch on her wrist",
    "sip": "drinking, drinks, sipping, sips",
}


def _pose(asked: Asked, held: str, *, table: bool, many: bool) -> str:
    """What the arms do."""
    if held == "wraps":
        return "wrap"
    said = asked.first(POSES)
    if said and (said != "sip" or held in DRUNK):
        return said
    free = not held or held in words.AT_REST
    if table and (many or free):
        return "table"
    if held == "baby" or ((held in words.IN_BOTH or held in SHOWN) and not many):
        return "both"
    return "hang" if free and held != "laptop" else "both" if free else "hold"


def _tints(text: str) -> dict[str, RGB]:
    found = {name: t.colour for name, listed in (words.HELD | words.BESIDE).items() if (t := tint(text, listed))}
    if table := tint(text, "table, desk, workbench, counter"):
        found["table"] = table.colour
    return found


def owned(text: str) -> str:
    """The text with the colours of clothes, hair and things blotted out: they tint nothing else."""
    every = (words.TOPS, words.WORN, words.HATS, words.BOTTOMS, words.HELD, words.BESIDE)
    lists = [listed for table in every for listed in table.values()]
    for listed in (
        *lists,
        "table, desk, workbench, counter",
        "hair, beard, moustache, eyes, skin",
        "dressed, clothes, wearing, outfit",
    ):
        while found := tint(text, listed):
            text = text[: found.start] + "·" * (found.end - found.start) + text[found.end :]
    return text
