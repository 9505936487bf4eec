"""What people do in trades: words, place, pose and things, as sports have them; several poses are several people."""

from __future__ import annotations

WORK: dict[str, tuple[str, str, str, str]] = {
    "delivering": ("somebody delivering", "city", "ride", "bike crate"),
    "scooting": ("somebody on a scooter, somebody on an e-scooter", "city", "scoot", "kick"),
    "carrying": ("somebody carrying, someone carrying", "city", "carry", "load"),
    "dog": ("somebody walking a dog, someone walking a dog", "field", "walk", "leash"),
    "pram": ("somebody pushing a pram, someone pushing a pram", "field", "push", "pram"),
    "sweeping": ("somebody sweeping, somebody cleaning, somebody mopping", "interior", "sweep", "broom"),
    "digging": ("somebody digging, somebody raking", "garden", "sweep", "spade"),
    "haircut": ("somebody cutting hair", "interior", "haircut", "stool"),
    "painting": ("somebody painting a wall", "interior", "reach", "roller"),
    "crafting": ("somebody at work, somebody hammering", "interior", "bench", "bench hammer"),
    "kitchen": ("somebody kneading, somebody cooking, somebody serving", "interior", "bench", "bench apron"),
    "mending": ("somebody mending, somebody kneeling by", "interior", "kneel", "before"),
    "typing": ("somebody at a laptop, somebody typing", "interior", "sit", "desk"),
    "talking": ("two people talking, somebody advising somebody", "interior", "talk", ""),
    "family": ("a family walking, a family out walking", "field", "family", ""),
    "strolling": ("people walking, passers-by, people strolling, commuters walking", "city", "stroll", ""),
    "calling": ("somebody walking with a phone, somebody on the phone", "city", "call", ""),
    "treadmill": ("on a treadmill, treadmill", "gym", "run", "treadmill"),
}

GROUPS: dict[str, tuple[tuple[str, float, float, int], ...]] = {
    "haircut": (("sit", 0.07, 0.98, 1), ("snip", -0.26, 1.0, 1)),
    "talk": (("talk", -0.24, 1.0, 1), ("listen", 0.24, 0.97, -1)),
    "family": (("walk", -0.34, 1.0, 1), ("walk", 0.02, 0.62, 1), ("walk", 0.36, 0.95, 1)),
    "stroll": (("walk", -0.58, 0.96, 1), ("call", -0.06, 1.0, 1), ("walk", 0.50, 0.94, -1)),
}
"""Several people: the pose of each, how far from the middle and how tall, in heights, and which way they face."""
