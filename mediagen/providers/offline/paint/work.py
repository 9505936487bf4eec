"""What people do in trades: words, place, pose and things, as sports have them; several poses are several people."""

from __future__ import annotations

from typing import NamedTuple

WORK: dict[str, tuple[str, str, str, str]] = {
    "delivering": ("somebody delivering", "city", "ride", "bike crate"),
    "scooting": ("somebody on a scooter, somebody on an e-scooter", "city", "scoot", "kick"),
    "carrying": ("somebody carrying, someone carrying", "city", "carry", "load"),
    "dog": ("somebody walking a dog, someone walking a dog", "field", "walk", "leash"),
    "wheeling": (
        "somebody pushing a wheelchair, someone pushing a wheelchair",
        "garden",
        "escort",
        "",
    ),
    "pram": ("somebody pushing a pram, someone pushing a pram", "field", "push", "pram"),
    "sweeping": ("somebody sweeping, somebody cleaning, somebody mopping", "interior", "sweep", "broom"),
    "digging": ("somebody digging, somebody raking", "garden", "sweep", "spade"),
    "haircut": ("somebody cutting hair", "interior", "haircut", "stool"),
    "painting": ("somebody painting a wall", "interior", "reach", "roller"),
    "crafting": ("somebody at work, somebody hammering", "interior", "bench", "bench hammer"),
    "kitchen": ("somebody kneading, somebody cooking, somebody serving", "interior", "bench", "bench apron"),
    "tending": ("somebody washing, somebody brushing, somebody mixing", "interior", "bench", "bench"),
    "mending": ("somebody mending, somebody kneeling by", "interior", "kneel", "before"),
    "typing": ("somebody at a laptop, somebody typing", "interior", "desk", "desk"),
    "scrolling": ("somebody sitting with a phone", "interior", "scroll", "cafe"),
    "meeting": ("two people at a table, somebody advising somebody", "interior", "meet", "stool between"),
    "handing": ("somebody handing", "interior", "hand over", "load"),
    "treating": ("somebody treating a patient", "interior", "treat", "couch"),
    "massaging": ("somebody massaging somebody", "interior", "massage", "couch"),
    "tattooing": ("somebody tattooing somebody", "interior", "tattoo", "couch"),
    "teaching": ("somebody teaching somebody", "interior", "teach", "desk"),
    "playing": ("two people playing the guitar", "interior", "duet", "stool lap"),
    "strumming": ("somebody playing the guitar", "interior", "strum", "stool lap"),
    "photographing": ("somebody photographing", "garden", "photograph", "aimed"),
    "window shopping": ("people looking at, somebody looking at", "shopfront", "browse", ""),
    "looking out": (
        "somebody looking out, somebody seen from behind, a person seen from behind",
        "mountain",
        "gaze",
        "",
    ),
    "talking": ("two people talking", "interior", "talk", ""),
    "family": ("a family walking, a family out walking", "field", "family", ""),
    "strolling": ("people walking, passers-by, people strolling, commuters walking", "city", "stroll", ""),
    "calling": ("somebody walking with a phone, somebody on the phone", "city", "call", "handset"),
    "listening": ("somebody walking with headphones, people with headphones", "city", "step", "headset"),
    "checking": ("somebody checking a watch, people checking a watch", "city", "glance", ""),
    "treadmill": ("on a treadmill, treadmill", "gym", "run", "treadmill"),
}


class Role(NamedTuple):
    """One of several people: the pose, how far from the middle and how tall, in heights, which way it faces, and the
    equipment that it alone has.
    """

    pose: str
    dx: float = 0.0
    tall: float = 1.0
    way: int = 1
    carried: str = ""


GROUPS: dict[str, tuple[Role, ...]] = {
    "haircut": (Role("sit", 0.07, 0.98), Role("snip", -0.26)),
    "talk": (Role("talk", -0.24), Role("listen", 0.24, 0.95, -1, "folder")),
    "meet": (Role("lean back", -0.46, 0.97), Role("desk", 0.46, 1.0, -1)),
    "hand over": (Role("carry", -0.25), Role("reached", 0.36, 0.95, -1)),
    "treat": (Role("tend", -0.52), Role("recline", 0.10)),
    "massage": (Role("tend", -0.34), Role("lie", 0.10)),
    "tattoo": (Role("tend", -0.46, 0.97, 1, "pen"), Role("recline", 0.10)),
    "escort": (Role("push", -0.42), Role("wheel", 0.16, 0.95, 1, "wheels")),
    "teach": (Role("tend", -0.40), Role("desk", -0.02, 0.78)),
    "duet": (Role("strum", -0.36), Role("strum", 0.36, 0.94, -1)),
    "photograph": (Role("aim", -0.46), Role("pose", 0.30, 0.96, -1), Role("pose", 0.52, 1.02, -1)),
    "browse": (Role("gaze", -0.30, 0.97, 1, "bag"), Role("point", 0.06, 1.03)),
    "family": (Role("walk", -0.34), Role("step", 0.02, 0.62, 1, "balloon"), Role("pass", 0.36, 0.95, 1, "bag")),
    "stroll": (Role("walk", -0.58), Role("step", -0.06), Role("pass", 0.50)),
    "glance": (Role("check", -0.16, 1.0, 1, "dial"), Role("step", -0.62, 0.94, 1, "bag")),
}
"""Who does together what they do, from back to front."""
WALKERS: tuple[tuple[str, str], ...] = (
    ("walk", "bag"),
    ("step", "case"),
    ("call", "handset"),
    ("sip", "beaker"),
    ("pass", "rucksack"),
    ("check", "dial"),
)
"""Passers-by: how each walks and with what; chance picks those of a "stroll"."""
