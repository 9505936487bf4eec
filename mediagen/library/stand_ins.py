"""What stands for parts of a document whose form is at fault, so that the others can be checked in company."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mediagen.library.yaml_strict import Path

_ENTRIES: dict[str, Any] = {"items": {"id": "x", "image": {"prompt": "x"}}, "scenes": {}}
"""Lists whose entries are parts of their own, and a sound entry that names nothing."""
_FIELDS: dict[str, Any] = {
    "id": "x",
    "schema": 1,
    "items": [_ENTRIES["items"]],
    "voices": ["x"],
    "product": {"name": "x", "description": "x"},
    "style": "x",
    "prompt": "x",
    "offline": {"paragraphs": [["x"]]},
    "look": {"prompt": "x", **dict.fromkeys(("background", "deep", "accent", "light"), "#000000")},
}
"""Fields that a document needs."""


def part_of(place: Path) -> Path:
    """The part of a document that has the place: an entry of `items` or `scenes`, or a field. A narrative as a whole
    is only at fault for want of voices.
    """
    if not place:
        return ("voices",)
    return place[:2] if len(place) > 1 and place[0] in _ENTRIES else place[:1]


def stand_in(value: dict[str, Any], part: Path) -> None:
    """Put a stand-in for the part into the document's plain values; what it need not have is left out."""
    name = str(part[0])
    if len(part) > 1:
        if isinstance(value.get(name), list):
            value[name][part[1]] = deepcopy(_ENTRIES[name])
    elif name in _FIELDS:
        value[name] = deepcopy(_FIELDS[name])
    else:
        value.pop(name, None)
