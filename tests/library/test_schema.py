"""JSON Schemas of documents: up to date, complete, and of one mind with the loader."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest
import yaml

from mediagen.errors import UsageError
from mediagen.library.schema import file_name, schema_for, schema_text, write_all
from mediagen.library.yaml_strict import parse
from mediagen.plan.documents import KINDS

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(p for folder in ("templates", "narratives") for p in (ROOT / folder).glob("*.yaml"))


@pytest.mark.parametrize("kind", KINDS)
def test_the_schemas_kept_in_the_repository_are_up_to_date(kind):
    kept = (ROOT / ".schemas" / file_name(kind)).read_text(encoding="utf-8")
    assert kept == schema_text(kind), "run: python -m mediagen.library.schema .schemas"


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_is_valid_has_a_title_and_describes_every_field(kind):
    schema = schema_for(kind)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["title"] == f"mediagen {kind.replace('_', ' ')}"
    assert all(field.get("description") for field in schema["properties"].values())


@pytest.mark.parametrize("path", EXAMPLES, ids=[p.name for p in EXAMPLES])
def test_every_example_validates_and_names_its_schema(path):
    value = parse(path.read_bytes(), path.name).value
    jsonschema.Draft202012Validator(schema_for(value["kind"])).validate(value)
    first = path.read_text(encoding="utf-8").split("\n", 1)[0]
    assert first == f"# yaml-language-server: $schema=../.schemas/{file_name(value['kind'])}"


def test_a_schema_refuses_what_the_loader_refuses():
    validator = jsonschema.Draft202012Validator(schema_for("narrative"))
    good = {
        "kind": "narrative",
        "schema": 1,
        "id": "a",
        "voices": ["nova"],
        "items": [{"id": "a", "text": "b"}],
    }
    assert validator.is_valid(good)
    assert not validator.is_valid({**good, "titel": "x"})
    assert not validator.is_valid({**good, "schema": 2})
    assert not validator.is_valid({**good, "items": []})
    assert not validator.is_valid({**good, "id": "a/b"})


def test_an_unknown_kind_is_told_the_close_one():
    with pytest.raises(UsageError) as caught:
        schema_for("narative")
    assert caught.value.remedy.startswith("did you mean 'narrative'?")


def test_write_all_writes_a_file_per_kind(tmp_path):
    assert [p.name for p in write_all(tmp_path / "s")] == [f"{k}.schema.json" for k in KINDS]
    assert all(yaml.safe_load(p.read_text(encoding="utf-8")) for p in (tmp_path / "s").iterdir())
