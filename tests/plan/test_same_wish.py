"""A document written in another way asks for the same things: its keys are the same."""

from __future__ import annotations

import random
import unicodedata
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mediagen import config
from mediagen.plan.expand import expand
from mediagen.plan.requests import key
from mediagen.wiring import Parts

DOCUMENT: dict[str, Any] = {
    "kind": "narrative",
    "schema": 1,
    "id": "talk",
    "title": "A title",
    "voices": ["nova", "onyx"],
    "vars": {"greeting": "Good evening", "name": "Zoë"},
    "items": [
        {"id": "hello", "type": "question", "text": "{{ greeting }}, {{ name }}. How are you?", "speed": 0.9},
        {"id": "cafe", "text": "A café,\nby the sea.\n\nAnd Pétanque."},
        {"id": "see", "script": "goal_visualisation_sport_only_07", "with": {"sport": "Table Tennis"}},
        {"id": "boat", "image": {"prompt": "a boat at dawn", "style": "luxury", "size": "square", "seed": 3}},
    ],
}


def keys(folder: Path, document: dict[str, Any], chance: random.Random | None = None) -> dict[tuple, str | None]:
    """(item, kind, voice) → key of all that the document asks for."""
    (folder / "narratives").mkdir(exist_ok=True)
    text = yaml.safe_dump(
        document, allow_unicode=True, sort_keys=False, width=chance.choice([20, 500]) if chance else 80
    )
    (folder / "narratives/talk.yaml").write_text(text, encoding="utf-8")
    parts = Parts(config.load(folder, {}))
    loaded = parts.library.narrative("talk")
    slots = expand(loaded.document, None, parts.context(folder))
    return {(s.item, s.kind, s.voice): key(s.request or s.script) for s in slots}


def rewritten(value: Any, chance: random.Random) -> Any:
    """The same, with mappings in another order, and texts with other blanks and another composition of accents."""
    if isinstance(value, dict):
        pairs = [(k, rewritten(v, chance)) for k, v in value.items()]
        chance.shuffle(pairs)
        return dict(pairs)
    if isinstance(value, list):
        return [rewritten(v, chance) for v in value]
    if isinstance(value, str) and " " in value:
        composed = unicodedata.normalize(chance.choice(["NFC", "NFD"]), value)
        lines = (chance.choice([" ", "  "]).join(line.split(" ")) for line in composed.split("\n"))
        return (
            chance.choice(["", " ", "\n"])
            + chance.choice(["\n", " \n", "\n  "]).join(lines)
            + chance.choice(["", "  "])
        )
    return value


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.randoms(use_true_random=False))
def test_order_blanks_and_composition_of_a_document_change_no_key(tmp_path, chance):
    again = rewritten(DOCUMENT, chance)
    chance.shuffle(again["items"])
    chance.shuffle(again["voices"])
    again["title"] = "Another title"
    assert keys(tmp_path, again, chance) == keys(tmp_path, DOCUMENT)


@pytest.mark.parametrize(
    ("path", "value", "changed"),
    [
        (("items", 1, "text"), "A cafe,\nby the sea.\n\nAnd Pétanque.", {"cafe"}),
        (("items", 1, "text"), "A café,\nby the sea.\n\nand Pétanque.", {"cafe"}),
        (("items", 1, "text"), "A café,\nby the sea.\nAnd Pétanque.", {"cafe"}),
        (("items", 0, "speed"), 0.91, {"hello"}),
        (("vars", "name"), "Zoe", {"hello"}),
        (("items", 2, "with", "sport"), "table tennis", set()),
        (("items", 2, "with", "sport"), "Tennis", {"see"}),
        (("items", 3, "image", "seed"), 4, {"boat"}),
        (("items", 3, "image", "style"), "bold", {"boat"}),
        (("items", 3, "type"), "portrait", set()),
    ],
)
def test_a_change_of_meaning_changes_just_the_keys_it_concerns(tmp_path, path, value, changed):
    before = keys(tmp_path, DOCUMENT)
    other = yaml.safe_load(yaml.safe_dump(DOCUMENT))
    place = other
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    after = keys(tmp_path, other)
    assert {place[0] for place in before if before[place] != after[place]} == changed
