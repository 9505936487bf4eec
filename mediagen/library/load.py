"""A file → one document of a known kind, with the place of everything in it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from mediagen.errors import DocumentError, Problem
from mediagen.library.decode import MAX_YAML, Read, read, shorten
from mediagen.library.faults import label, places, text_places, translate
from mediagen.library.folders import is_file, no_document
from mediagen.library.stand_ins import part_of, stand_in
from mediagen.library.yaml_strict import MAX_PROBLEMS, Node, Parsed, parse
from mediagen.plan.canonical import canonical, digest, holds
from mediagen.plan.documents import KINDS, AnyDocument, Narrative
from mediagen.plan.fields import Document
from mediagen.plan.inputs import check_specs, did_you_mean
from mediagen.system import is_device

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path as FilePath

    from mediagen.library.yaml_strict import Path

FOR_PEOPLE = frozenset({"title", "description"})
"""Fields that change nothing that is made, so no digest."""

"""Naming Files, Paths, and Namespaces (learn.microsoft.com)."""


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
    unsound: frozenset[Path] = frozenset()
    """Parts with faults of form, for which stand-ins are in `document`: ("voices",), ("items", 2). `load` has none."""

    def sound(self, *names: str) -> bool:
        """Whether these fields have no fault of form, and none may be what an unknown field is meant for."""
        return not any(
            part[0] in names or _may_mean(str(part[0]), names, self.parsed, type(self.document))
            for part in self.unsound
        )

    def at(self, path: Path) -> tuple[int, int]:
        """Line and column of the value at `path`, e.g. ("items", 2, "text"), or of the nearest above it."""
        return self.parsed.at(path)

    def problem(self, path: Path, message: str, hint: str = "") -> Problem:
        return self.parsed.problem(path, message, hint)


Found = tuple[Loaded | None, list[Problem]]
"""What is sound of a document, if anything, and every fault of its form; without any it is the document."""


def load(path: FilePath, shown: str, read: Read = read) -> Loaded:
    """The document in the file `path`. Raises DocumentError with every problem found in it."""
    found, problems = look(path, shown, read)
    if problems or found is None:
        raise DocumentError(problems)
    return found


def look(path: FilePath, shown: str, read: Read = read) -> Found:
    """What is sound of the document in the file `path`, and every fault of its form."""
    other = no_document(path)
    if other and is_file(path):
        return None, [Problem(shown, 0, 0, *other)]
    try:
        return examine(parse(read(path, shown, MAX_YAML), shown), path)
    except DocumentError as error:
        return None, error.problems


def examine(parsed: Parsed, path: FilePath) -> Found:
    """What is sound of the document that `parsed` is, and every fault of its form."""
    value = parsed.value
    try:
        model = _model(parsed, value)
    except DocumentError as error:
        return None, error.problems
    document, unsound, problems = _validate(parsed, value, model)
    problems += _twice(parsed) if model is Narrative else ()
    numbers = [*_numbers(value, parsed)]
    problems += numbers
    if document is None or numbers:
        return None, problems[:MAX_PROBLEMS]
    problems += [*_limits(document, parsed), *_device(document, parsed)]
    found = Loaded(document, path, _digest(document), parsed.file, parsed, frozenset(unsound))
    return found, problems[:MAX_PROBLEMS]


def _model(parsed: Parsed, value: Any) -> type[Document]:
    kinds = ", ".join(KINDS)
    if not isinstance(value, dict):
        problem = parsed.problem((), f"a document is a mapping of fields, not {shorten(value)}")
        raise DocumentError([problem])
    if "kind" not in value:
        fields = frozenset().union(*map(_names, KINDS.values()))
        near = next((k for k in value if k not in fields and did_you_mean(k, ["kind"])), None)
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


def _validate(parsed: Parsed, value: Any, model: type[Document]) -> tuple[AnyDocument | None, set[Path], list[Problem]]:
    """The model made of `value`, with stand-ins for parts that are at fault; these; their faults.

    Where text is meant, an unquoted number or `true` is its own source text.
    """
    unsound: set[Path] = set()
    problems: list[Problem] = []
    while True:
        try:
            # As JSON, because there strict mode takes lists for tuples and mappings for models.
            found = model.model_validate_json(json.dumps(value), strict=True, by_alias=True, by_name=False)
        except ValidationError as exc:
            if sum(_use_source(parsed, value, place) for place in text_places(exc, value)):
                continue
            parts = {part_of(place) for place in places(exc, value)} - unsound
            if not parts:
                return None, unsound, problems
            if not any(_may_mean(str(part[0]), ("voices",), parsed, model) for part in unsound):
                problems += translate(exc, parsed, value, model)
            unsound |= parts
            for part in sorted(parts, key=len, reverse=True):  # a whole list after its entries
                stand_in(value, part)
        else:
            return found, unsound, problems  # type: ignore[return-value]


def _may_mean(field: str, names: Collection[str], parsed: Parsed, model: type[Document]) -> bool:
    """Whether the field is unknown, and one of the `names`, which is not there, may be meant by it."""
    known = _names(model)
    absent = [name for name in names if parsed.root.child(name) is None]
    return field not in known and bool(absent) and did_you_mean(field, known) == did_you_mean(field, absent)


@cache
def _names(model: type[Document]) -> frozenset[str]:
    return frozenset(info.alias or name for name, info in model.model_fields.items())


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


def _device(document: Document, parsed: Parsed) -> Iterator[Problem]:
    """An id that no file and no folder can have as its name on Windows, whatever its ending."""
    if is_device(document.id):
        yield parsed.problem(("id",), f"'{document.id}' is the name of a device on Windows", "take another id")


def _twice(parsed: Parsed) -> Iterator[Problem]:
    """Item ids that a narrative has already used."""
    first: dict[str, int] = {}
    items = parsed.root.child("items")
    for index, item in enumerate(items.children if items and isinstance(items.children, list) else ()):
        node = item.child("id")
        if node is None or node.value is None:
            continue
        name = source_text(node)
        if first.setdefault(name, index) != index:
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
