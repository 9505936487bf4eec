"""A file → one document of a known kind, with the place of everything in it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from mediagen.errors import DocumentError, Problem
from mediagen.library.decode import MAX_YAML, Read, read, shorten
from mediagen.library.faults import label, text_places, translate
from mediagen.library.yaml_strict import MAX_PROBLEMS, Node, Parsed, parse
from mediagen.plan.canonical import canonical, digest, holds
from mediagen.plan.documents import KINDS, AnyDocument
from mediagen.plan.fields import Document
from mediagen.plan.inputs import check_specs, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path as FilePath

    from mediagen.library.yaml_strict import Path

FOR_PEOPLE = frozenset({"title", "description"})
"""Fields that change nothing that is made, so no digest."""

_ALL_FIELDS = {info.alias or n for model in KINDS.values() for n, info in model.model_fields.items()}


@dataclass(frozen=True)
class Loaded:
    """A valid document. `file` is its name in messages; `digest` names its meaning.

    `digest` is the SHA-256 (lower-case hex) of the canonical JSON of the document's fields but titles,
    descriptions and what is left at its default: comments, layout, the order of fields and a new version's
    new fields do not change it.
    """

    document: AnyDocument
    path: FilePath
    digest: str
    file: str
    parsed: Parsed = field(repr=False, compare=False)

    def at(self, path: Path) -> tuple[int, int]:
        """Line and column of the value at `path`, e.g. ("items", 2, "text"), or of the nearest above it."""
        return self.parsed.at(path)

    def problem(self, path: Path, message: str, hint: str = "") -> Problem:
        return self.parsed.problem(path, message, hint)


def load(path: FilePath, shown: str, read: Read = read) -> Loaded:
    """The document in the file `path`. Raises DocumentError with every problem found in it."""
    return interpret(parse(read(path, shown, MAX_YAML), shown), path)


def interpret(parsed: Parsed, path: FilePath) -> Loaded:
    """The document that `parsed` is. Raises DocumentError with every problem found in it."""
    value = parsed.value
    model = _model(parsed, value)
    try:
        document = _validate(parsed, value, model)
    except DocumentError as error:
        raise DocumentError([*error.problems, *_twice(value, parsed)][:MAX_PROBLEMS]) from None
    problems = [*_twice(value, parsed), *_limits(document, parsed), *_numbers(value, parsed)]
    if problems:
        raise DocumentError(problems[:MAX_PROBLEMS])
    return Loaded(document, path, _digest(document), parsed.file, parsed)


def _model(parsed: Parsed, value: Any) -> type[Document]:
    kinds = ", ".join(KINDS)
    if not isinstance(value, dict):
        problem = parsed.problem((), f"a document is a mapping of fields, not {shorten(value)}")
        raise DocumentError([problem])
    if "kind" not in value:
        near = next((k for k in value if k not in _ALL_FIELDS and did_you_mean(k, ["kind"])), None)
        if near is not None:
            message, hint = f"unknown field {shorten(near)}", "did you mean 'kind'?"
            raise DocumentError([parsed.problem((near,), message, hint, key=True)])
        raise DocumentError([parsed.problem((), "field 'kind' is missing", f"kinds: {kinds}")])
    kind = value["kind"]
    if not isinstance(kind, str) or kind not in KINDS:
        near = did_you_mean(kind, KINDS) if isinstance(kind, str) else ""
        hint = f"{near} kinds: {kinds}".strip()
        raise DocumentError([parsed.problem(("kind",), f"unknown kind {shorten(kind)}", hint)])
    return KINDS[kind]


def _validate(parsed: Parsed, value: Any, model: type[Document]) -> AnyDocument:
    """The model made of `value`. Where text is meant, an unquoted number or `true` is its own source text."""
    while True:
        try:
            # As JSON, because there strict mode takes lists for tuples and mappings for models.
            found = model.model_validate_json(json.dumps(value), strict=True, by_alias=True, by_name=False)
        except ValidationError as exc:
            if not sum(_use_source(parsed, value, place) for place in text_places(exc, value)):
                raise DocumentError(translate(exc, parsed, value, model)[:MAX_PROBLEMS]) from None
        else:
            return found  # type: ignore[return-value]


def _use_source(parsed: Parsed, value: Any, path: Path) -> bool:
    """Puts the source text of the scalar at `path` into `value`; False where there is none to put."""
    node, _ = parsed.node(path)
    if node.source is None or node.value is None:
        return False
    for part in path[:-1]:
        value = value[part]
    if isinstance(value[path[-1]], str):
        return False
    value[path[-1]] = node.source
    return True


def _twice(value: Any, parsed: Parsed) -> Iterator[Problem]:
    """Item ids that a narrative has already used."""
    first: dict[str, int] = {}
    items = value.get("items") if value["kind"] == "narrative" else None
    for index, item in enumerate(items if isinstance(items, list) else ()):
        name = item.get("id") if isinstance(item, dict) else None
        if isinstance(name, str) and first.setdefault(name, index) != index:
            line, _ = parsed.at(("items", first[name], "id"))
            yield parsed.problem(("items", index, "id"), f"duplicate item id '{name}'", f"first on line {line}")


def _limits(document: Document, parsed: Parsed) -> Iterator[Problem]:
    """Inputs whose own limits forbid their defaults."""
    for place in ("inputs", "fields"):
        for fault in check_specs(getattr(document, place, {})):
            yield parsed.problem((place, fault.name), fault.message, fault.hint)


def _numbers(value: Any, parsed: Parsed) -> Iterator[Problem]:
    """Numbers that a key cannot hold, in any place where they stayed numbers."""
    waiting: list[tuple[Path, Any]] = [((), value)]
    while waiting:
        path, there = waiting.pop()
        if isinstance(there, dict):
            waiting.extend(((*path, k), v) for k, v in there.items())
        elif isinstance(there, list):
            waiting.extend(((*path, i), v) for i, v in enumerate(there))
        elif isinstance(there, float) and not holds(there):
            message = f"{label(path)}the number {there!r} cannot be used"
            yield parsed.problem(path, message, "0, or from 0.0001 up to 10^16; in quotes it is text")


def _digest(document: Document) -> str:
    fields = document.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude=set(FOR_PEOPLE))
    for place in ("inputs", "fields"):
        for spec in fields.get(place, {}).values():
            spec.pop("description", None)
    return digest(canonical(fields))


def source_text(node: Node) -> str:
    """A scalar as it was written, for values that must be names: 007 stays 007."""
    return node.source if node.source is not None else str(node.value)
