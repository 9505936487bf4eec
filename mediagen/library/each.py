"""The list that a document's `each:` names → its rows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mediagen.errors import DocumentError
from mediagen.library.decode import shorten
from mediagen.library.folders import ROW_FILES, is_path
from mediagen.library.lists import Row, Rows, document_rows, read_rows
from mediagen.plan.ad import Ad
from mediagen.plan.documents import ListDocument, Narrative
from mediagen.plan.inputs import from_text_to
from mediagen.plan.text import nfc

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from mediagen.library.documents import Library
    from mediagen.library.load import Loaded


class Lists:
    """Rows of lists, each file read once. Lists named by id are looked for in `folders`."""

    def __init__(self, library: Library, folders: tuple[Path, ...]) -> None:
        self._library = library
        self._folders = folders
        self._rows: dict[Path, Rows] = {}
        self._typed: dict[tuple[Path, str], Rows | None] = {}

    def rows(self, document: Loaded) -> Rows | None:
        """As Library.rows."""
        key = (document.path, document.digest)
        if key not in self._typed:
            assert isinstance(document.document, Narrative | Ad)
            each = document.document.each
            rows = None if each is None else self._list(document, each)
            self._typed[key] = rows and _typed(rows, document.document.inputs)
        return self._typed[key]

    def _list(self, document: Loaded, each: str) -> Rows:
        if not is_path(each):
            return self._list_by_id(document, each)
        for path in (document.path.parent / each, self._library.root / each):
            if self._library.seen.is_file(path):
                return self._list_file(document, path)
        hint = f"looked in {self._library.shown(document.path.parent)} and {self._library.root}"
        raise DocumentError([document.problem(("each",), f"each: there is no file {shorten(each)}", hint)])

    def _list_by_id(self, document: Loaded, each: str) -> Rows:
        loaded, hint = self._library.find(ListDocument, each)
        if loaded is not None:
            return document_rows(loaded)
        paths = [p for f in self._folders for p in self._library.seen.files(f, ROW_FILES) if nfc(p.stem) == each]
        if each.lower().endswith(".json"):
            hint = "a list is YAML, CSV or JSONL: one object per line"
        if not paths:
            raise DocumentError([document.problem(("each",), f"each: no list {shorten(each)}", hint)])
        if len(paths) > 1 and paths[0].parent == paths[1].parent:
            message = f"each: {shorten(each)} is {paths[0].name} or {paths[1].name}"
            raise DocumentError([document.problem(("each",), message, "write the file's name")])
        return self.file(paths[0])

    def _list_file(self, document: Loaded, path: Path) -> Rows:
        if path.suffix.lower() in ROW_FILES:
            return self.file(path)
        loaded = self._library.load(path)
        if not isinstance(loaded.document, ListDocument):
            message = f"each: {loaded.file} is no list, its kind is {loaded.document.kind}"
            raise DocumentError([document.problem(("each",), message)])
        return document_rows(loaded)

    def file(self, path: Path) -> Rows:
        """The rows of a CSV or JSONL file. Raises DocumentError."""
        key = path.absolute()
        if key not in self._rows:
            self._rows[key] = read_rows(path, self._library.shown(path), self._library.seen.read)
        return self._rows[key]


def _typed(rows: Rows, specs: Mapping[str, Any]) -> Rows:
    """`rows` with their text read as what `specs` declare."""
    wanted = {n: s for n, s in specs.items() if s.type != "string"}
    if not rows.from_text or not wanted:
        return rows
    return replace(rows, rows=tuple(_typed_row(row, wanted) for row in rows.rows))


def _typed_row(row: Row, wanted: Mapping[str, Any]) -> Row:
    pairs = zip(row.fields, row.cells, strict=True)
    return Row(row.id, row.fields, tuple(from_text_to(wanted[f], c) if f in wanted else c for f, c in pairs))
