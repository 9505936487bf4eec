"""Which goods people hold before the chest, for these have no place of their own in a hand: name → words."""

from __future__ import annotations

from mediagen.providers.offline.paint import words as lexicon
from mediagen.providers.offline.paint.forms import FORMS
from mediagen.providers.offline.paint.people import lexicon as people
from mediagen.providers.offline.paint.shots import LARGE

_WORN = (
    *("glasses", "cap", "helmet", "headphones", "jacket", "shirt", "ring", "watch", "hearing aid", "socks", "gi"),
    *("dress", "trousers", "hat", "sandals", "boxing glove", "stethoscope"),
)
SIZES = {
    "shoe": 1.0,
    "vase": 1.1,
    "lamp": 1.1,
    "key": 0.7,
    "pen": 0.9,
    "card": 0.7,
    "coins": 0.7,
    "jar": 0.8,
    "tube": 0.8,
}
"""Heights in heads, where it is not USUAL."""
USUAL = 0.95


def _table() -> dict[str, str]:
    every = {**lexicon.THINGS, **{name: form.words for name, form in FORMS.items() if form.words}}
    return {
        name: listed
        for name, listed in every.items()
        if name not in (*LARGE, *_WORN, *people.HELD, *people.BESIDE, "mat")
    }


SHOWN: dict[str, str] = _table()
