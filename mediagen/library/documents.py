"""The library: documents by name or path, found on search paths, checked, each read once."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mediagen.errors import DocumentError, Problem
from mediagen.library.crosschecks import check_narrative
from mediagen.library.decode import shorten
from mediagen.library.lists import Row, Rows, document_rows, read_rows
from mediagen.library.load import Loaded, load
from mediagen.library.texts import check_template
from mediagen.plan.documents import KINDS, ListDocument, Narrative, ScriptTemplate, Style
from mediagen.plan.fields import Document
from mediagen.plan.inputs import did_you_mean, from_text_to

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

__all__ = ["Library", "Loaded", "Row", "Rows", "check_narrative"]

YAML = (".yaml", ".yml")
ROW_FILES = (".csv", ".jsonl")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")
_CALLED = {
    "narrative": "narrative",
    "list": "list",
    "script_template": "script template",
    "template": "style",
}
_BY_MODEL = {model: kind for kind, model in KINDS.items()}


class Library:
    """Documents in the folders `narratives` (narratives and lists) and `templates` (script templates and
    styles). Of two documents with one id the one in the earlier folder is taken. Paths in messages are
    relative to `root`. A file is read once; a Library lives for one run and is used by one thread.
    """

    def __init__(self, narratives: tuple[Path, ...], templates: tuple[Path, ...], root: Path) -> None:
        self._narratives = narratives
        self._templates = templates
        self.root = root
        self._read: dict[Path, Loaded | DocumentError] = {}
        self._rows: dict[Path, Rows] = {}
        self._typed: dict[Path, Rows | None] = {}

    def narrative(self, name_or_path: str) -> Loaded:
        """The narrative with this id or in this file. Raises DocumentError."""
        path = self._path(name_or_path)
        if path is None:
            return self._by_id(Narrative, name_or_path, self._narratives)
        loaded = self.load(path)
        if not isinstance(loaded.document, Narrative):
            kind = _CALLED[_BY_MODEL[type(loaded.document)]]
            raise DocumentError([loaded.problem(("kind",), f"a narrative is meant here, this is a {kind}")])
        return loaded

    def all_narratives(self) -> list[Loaded]:
        """All narratives in the narratives folders, by id. Raises DocumentError with every problem of every
        file there that cannot be read; documents of other kinds are passed over.
        """
        found: dict[str, Loaded] = {}
        problems: list[Problem] = []
        for folder in self._narratives:
            for loaded in self._folder(folder, problems):
                if isinstance(loaded.document, Narrative):
                    found.setdefault(loaded.document.id, loaded)
            problems += self._twice(folder)
        if problems:
            raise DocumentError(problems)
        return [found[i] for i in sorted(found)]

    def script_template(self, template_id: str) -> Loaded:
        """The script template with this id. Raises DocumentError that names those there are."""
        return self._by_id(ScriptTemplate, template_id, self._templates)

    def style(self, style_id: str) -> Loaded:
        """The style with this id. Raises DocumentError that names those there are."""
        return self._by_id(Style, style_id, self._templates)

    def styles(self) -> list[Loaded]:
        """All styles, by id; broken files are passed over."""
        return self._all(Style, self._templates)

    def script_templates(self) -> list[Loaded]:
        """All script templates, by id; broken files are passed over."""
        return self._all(ScriptTemplate, self._templates)

    def lists(self) -> list[str]:
        """What `each:` may say: ids of YAML lists, names of CSV and JSONL files without their ending."""
        ids = {loaded.document.id for loaded in self._all(ListDocument, self._narratives)}
        ids.update(p.stem for folder in self._narratives for p in _files(folder, ROW_FILES))
        return sorted(ids)

    def rows(self, narrative: Loaded) -> Rows | None:
        """The rows that the narrative is expanded over, in the order of the file; None without `each`.

        Text of a CSV file is read as what the narrative's inputs declare, where it can be. Raises
        DocumentError, at `each` when there is no such list, else at the lines that are wrong in it.
        """
        if narrative.path not in self._typed:
            document = narrative.document
            assert isinstance(document, Narrative)
            rows = None if document.each is None else self._list(narrative, document.each)
            self._typed[narrative.path] = rows and _typed(rows, document.inputs)
        return self._typed[narrative.path]

    def check(self, paths: Sequence[str | Path] = (), variables: Mapping[str, Any] | None = None) -> list[Problem]:
        """Every problem of these documents (files of any kind, or ids of narratives), of all there are
        without `paths`: in themselves and with what they refer to. `variables` stand over those of the
        documents. Sorted by file, line and column.
        """
        problems: list[Problem] = []
        folders = dict.fromkeys((*self._narratives, *self._templates))
        files = [self._given(str(p), problems) for p in paths] or [
            p for folder in folders for p in (*_files(folder, YAML), *_files(folder, ROW_FILES))
        ]
        for folder in () if paths else folders:
            problems += self._twice(folder)
        for path in files:
            try:
                problems += self._check(path, variables or {}) if path else []
            except DocumentError as exc:
                problems += exc.problems
        return sorted({(str(p), p.message): p for p in problems}.values())

    def load(self, path: Path) -> Loaded:
        """The document in the file, of whichever kind. Raises DocumentError."""
        key = path.absolute()
        if key not in self._read:
            try:
                self._read[key] = load(path, self.shown(path))
            except DocumentError as exc:
                self._read[key] = exc
        found = self._read[key]
        if isinstance(found, DocumentError):
            raise DocumentError(found.problems)
        return found

    def shown(self, path: Path) -> str:
        """The path as messages show it: relative to the project where it is inside it."""
        absolute = path.absolute()
        try:
            return absolute.relative_to(self.root.absolute()).as_posix()
        except ValueError:
            return str(path)

    def find(self, model: type[Document], document_id: str) -> tuple[Loaded | None, str]:
        """The document of this kind and id, or None and a hint that names those there are."""
        kind = _BY_MODEL[model]
        folders = self._narratives if model in {Narrative, ListDocument} else self._templates
        if _ID.fullmatch(document_id):
            for folder in folders:
                for loaded in self._likely_first(folder, document_id):
                    if isinstance(loaded.document, model) and loaded.document.id == document_id:
                        return loaded, ""
        ids = self.lists() if model is ListDocument else [x.document.id for x in self._all(model, folders)]
        here = f"{_CALLED[kind]}s here: {', '.join(ids[:30]) or 'none'}"
        return None, f"{did_you_mean(document_id, ids)} {here}".strip()

    def _by_id(self, model: type[Document], document_id: str, folders: tuple[Path, ...]) -> Loaded:
        loaded, hint = self.find(model, document_id)
        if loaded is None:
            where = self.shown(folders[0]) if folders else "documents"
            message = f"no {_CALLED[_BY_MODEL[model]]} {shorten(document_id)}"
            raise DocumentError([Problem(where, 0, 0, message, hint)])
        return loaded

    def _likely_first(self, folder: Path, document_id: str) -> Iterator[Loaded]:
        """Documents of the folder; what is named by the id first, and an error in that one is raised."""
        for ending in YAML:
            if (folder / f"{document_id}{ending}").is_file():
                yield self.load(folder / f"{document_id}{ending}")
        yield from self._folder(folder, [])

    def _folder(self, folder: Path, problems: list[Problem]) -> Iterator[Loaded]:
        """The documents of a folder by file name; problems of those that cannot be read are added."""
        for path in _files(folder, YAML):
            try:
                yield self.load(path)
            except DocumentError as exc:
                problems += exc.problems

    def _all(self, model: type[Document], folders: Iterable[Path]) -> list[Loaded]:
        found: dict[str, Loaded] = {}
        for folder in folders:
            for loaded in self._folder(folder, []):
                if isinstance(loaded.document, model):
                    found.setdefault(loaded.document.id, loaded)
        return [found[i] for i in sorted(found)]

    def _twice(self, folder: Path) -> Iterator[Problem]:
        """Documents of one folder with one kind and id."""
        first: dict[tuple[type, str], Loaded] = {}
        for loaded in self._folder(folder, []):
            other = first.setdefault((type(loaded.document), loaded.document.id), loaded)
            if other is not loaded:
                hint = f"it is the id of {other.file} too"
                yield loaded.problem(("id",), f"duplicate id '{loaded.document.id}'", hint)

    def _path(self, name_or_path: str) -> Path | None:
        """The file that is meant, or None when it is an id."""
        if not name_or_path.lower().endswith((*YAML, *ROW_FILES)) and not re.search(r"[/\\]", name_or_path):
            return None
        path = Path(name_or_path)
        inside = self.root / path
        return inside if not _is_file(path) and _is_file(inside) else path

    def _given(self, name_or_path: str, problems: list[Problem]) -> Path | None:
        path = self._path(name_or_path)
        try:
            return path or self.narrative(name_or_path).path
        except DocumentError as exc:
            problems += exc.problems
            return None

    def _check(self, path: Path, variables: Mapping[str, Any]) -> list[Problem]:
        if path.suffix.lower() in ROW_FILES:
            self._row_file(path)
            return []
        loaded = self.load(path)
        if isinstance(loaded.document, Narrative):
            return check_narrative(self, loaded, variables)
        if isinstance(loaded.document, ListDocument):
            document_rows(loaded)
        return check_template(loaded) if isinstance(loaded.document, ScriptTemplate) else []

    def _list(self, narrative: Loaded, each: str) -> Rows:
        if not each.lower().endswith((*YAML, *ROW_FILES)) and not re.search(r"[/\\]", each):
            return self._list_by_id(narrative, each)
        for path in (narrative.path.parent / each, self.root / each):
            if _is_file(path):
                return self._list_file(narrative, path)
        hint = f"looked in {self.shown(narrative.path.parent)} and {self.root}"
        raise DocumentError([narrative.problem(("each",), f"each: there is no file {shorten(each)}", hint)])

    def _list_by_id(self, narrative: Loaded, each: str) -> Rows:
        loaded, hint = self.find(ListDocument, each)
        if loaded is not None:
            return document_rows(loaded)
        paths = [p for f in self._narratives for p in _files(f, ROW_FILES) if p.stem == each]
        if not paths:
            raise DocumentError([narrative.problem(("each",), f"each: no list {shorten(each)}", hint)])
        if len(paths) > 1 and paths[0].parent == paths[1].parent:
            message = f"each: {shorten(each)} is {paths[0].name} or {paths[1].name}"
            raise DocumentError([narrative.problem(("each",), message, "write the file's name")])
        return self._row_file(paths[0])

    def _list_file(self, narrative: Loaded, path: Path) -> Rows:
        if path.suffix.lower() in ROW_FILES:
            return self._row_file(path)
        loaded = self.load(path)
        if not isinstance(loaded.document, ListDocument):
            message = f"each: {loaded.file} is no list, its kind is {_BY_MODEL[type(loaded.document)]}"
            raise DocumentError([narrative.problem(("each",), message)])
        return document_rows(loaded)

    def _row_file(self, path: Path) -> Rows:
        key = path.absolute()
        if key not in self._rows:
            self._rows[key] = read_rows(path, self.shown(path))
        return self._rows[key]


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that is too long, or has NUL in it
        return False


def _files(folder: Path, endings: tuple[str, ...]) -> list[Path]:
    """Files of a folder with one of these endings, by name; hidden ones are left out."""
    try:
        paths = sorted(folder.iterdir())
    except OSError:
        return []
    return [p for p in paths if p.suffix.lower() in endings and not p.name.startswith(".") and p.is_file()]


def _typed(rows: Rows, specs: Mapping[str, Any]) -> Rows:
    """`rows` with their text read as what `specs` declare."""
    wanted = {n: s for n, s in specs.items() if s.type != "string"}
    if not rows.from_text or not wanted:
        return rows
    return replace(rows, rows=tuple(_typed_row(row, wanted) for row in rows.rows))


def _typed_row(row: Row, wanted: Mapping[str, Any]) -> Row:
    pairs = zip(row.fields, row.cells, strict=True)
    return Row(row.id, row.fields, tuple(from_text_to(wanted[f], c) if f in wanted else c for f, c in pairs))
