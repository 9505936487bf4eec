"""Lists: YAML documents, CSV and JSONL files → rows. All three give the same rows for the same content.

CSV: UTF-8, a head of field names, comma-separated (semicolons or tabs when the head has no comma), quoted as
in RFC 4180, blank lines skipped; values are text. JSONL: one object per line, its values text, numbers, true
or false. An empty cell and null are no value. The first field names the row; names that differ in letter
case only are one name. A YAML list says both itself (`key`, `case`).
"""

from __future__ import annotations

import hashlib
from array import array
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mediagen.errors import DocumentError, Problem
from mediagen.library.decode import MAX_ROWS_FILE, Read, decode, read, shorten
from mediagen.library.row_formats import Cells, csv_cells, jsonl_cells, yaml_cells
from mediagen.library.yaml_strict import MAX_PROBLEMS
from mediagen.plan.documents import ListDocument
from mediagen.plan.inputs import InputFault, check_value, from_text_to
from mediagen.plan.text import fold, name, slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from mediagen.library.load import Loaded
    from mediagen.plan.fields import InputSpec


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `id`, made of its name, and its fields. Rows with the same fields share one tuple of names."""

    id: str
    fields: tuple[str, ...]
    cells: tuple[Any, ...]

    @property
    def values(self) -> dict[str, Any]:
        """Field → value; a new dict each time."""
        return dict(zip(self.fields, self.cells, strict=True))


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a list in the order of its file, and the line of each."""

    id: str
    file: str
    key: str
    rows: tuple[Row, ...]
    lines: array[int] = field(repr=False, compare=False)
    from_text: bool = False
    """Whether values can only be text (CSV), so that "5" may stand for a number."""

    def problem(self, index: int, message: str, hint: str = "") -> Problem:
        return Problem(self.file, self.lines[index], 1, message, hint)


def row_id(key: str) -> str:
    """The id of the row named `key`: its slug, or where nothing is left of it (🎾) a short digest of it."""
    return slug(key) or "r_" + hashlib.sha256(name(key).encode()).hexdigest()[:12]


def read_rows(path: Path, shown: str, read: Read = read) -> Rows:
    """The rows of a CSV or JSONL file. Raises DocumentError with all problems, each with its line."""
    text = decode(read(path, shown, MAX_ROWS_FILE), shown)
    problems: list[Problem] = []
    is_csv = path.suffix.lower() == ".csv"
    source = csv_cells(text, shown, problems) if is_csv else jsonl_cells(text, shown, problems)
    rows = _collect(path.stem, shown, source, problems, from_text=is_csv)
    if problems or rows is None:
        raise DocumentError(problems or [Problem(shown, 0, 0, "the list has no rows")])
    return rows


def document_rows(loaded: Loaded) -> Rows:
    """The rows of a YAML list, checked against its `fields`. Raises DocumentError."""
    document = loaded.document
    assert isinstance(document, ListDocument)
    problems: list[Problem] = []
    source = yaml_cells(loaded, document, problems)
    fixed = (document.key, document.case == "ignore")
    rows = _collect(document.id, loaded.file, source, problems, fixed)
    problems += limits(rows, document.fields) if rows else ()
    if problems or rows is None:
        raise DocumentError(problems[:MAX_PROBLEMS])
    return rows


def check_list(loaded: Loaded) -> list[Problem]:
    """What is wrong with the rows of a YAML list, as far as its form lets them be known."""
    try:
        if loaded.sound("key", "case", "fields", "rows"):
            document_rows(loaded)
    except DocumentError as exc:
        return exc.problems
    return []


def limits(rows: Rows, specs: Mapping[str, InputSpec]) -> Iterator[Problem]:
    """Values of rows that `specs` forbid, each at its row's line."""
    for index, row in enumerate(rows.rows) if specs else ():
        for name_, value in zip(row.fields, row.cells, strict=True):
            spec = specs.get(name_)
            if spec is None:
                continue
            found = check_value(name_, spec, from_text_to(spec, value) if rows.from_text else value)
            if isinstance(found, InputFault):
                yield rows.problem(index, f"row '{row.id}': {found.message}", found.hint)


def _collect(
    list_id: str,
    file: str,
    source: Iterable[Cells],
    problems: list[Problem],
    fixed: tuple[str, bool] | None = None,
    *,
    from_text: bool = False,
) -> Rows | None:
    """Rows of `source` with their ids; what has no name or another's name becomes a problem.

    `fixed` is the field that names a row and whether letter case is ignored in it.
    """
    rows: list[Row] = []
    lines = array("L")
    shapes: dict[tuple[str, ...], tuple[str, ...]] = {}
    seen = _Seen(file, lines, problems)
    key, seen.ignore_case = fixed or ("", True)
    for fields, cells, line in source:
        key = key or fields[0]
        if "" in cells or None in cells:
            fields, cells = _filled(fields, cells)  # noqa: PLW2901
        if key not in fields:
            problems.append(Problem(file, line, 1, f"the row has no '{key}', the field that names it"))
        else:
            own = name(str(cells[fields.index(key)]))
            row = Row(row_id(own), shapes.setdefault(fields, fields), cells)
            lines.append(line)
            seen.add(own, row.id)
            rows.append(row)
        if len(problems) >= MAX_PROBLEMS:
            raise DocumentError(problems)
    return Rows(list_id, file, key, tuple(rows), lines, from_text) if rows else None


def _filled(fields: tuple[str, ...], cells: tuple[Any, ...]) -> tuple[tuple[str, ...], tuple[Any, ...]]:
    """Without the empty cells, which are no values."""
    kept = [(f, c) for f, c in zip(fields, cells, strict=True) if c is not None and c != ""]
    return tuple(f for f, _ in kept), tuple(c for _, c in kept)


class _Seen:
    """The names and ids that rows have; the same name or id again is a problem."""

    def __init__(self, file: str, lines: array[int], problems: list[Problem]) -> None:
        self.file = file
        self.lines = lines
        self.problems = problems
        self.ignore_case = True
        self.names: dict[str, int] = {}
        self.ids: dict[str, int] = {}

    def add(self, own: str, row_id: str) -> None:
        """Takes the newest row, the last of `lines`."""
        index = len(self.lines) - 1
        line = self.lines[index]
        first = self.names.setdefault(fold(own) if self.ignore_case else own, index)
        same_id = self.ids.setdefault(row_id, index)
        if first != index:
            hint = f"first on line {self.lines[first]}"
            self.problems.append(Problem(self.file, line, 1, f"duplicate row {shorten(own)}", hint))
        elif same_id != index:
            message = f"row {shorten(own)} has the id '{row_id}', as the row on line {self.lines[same_id]}"
            hint = "rename one so that their letters or digits differ"
            self.problems.append(Problem(self.file, line, 1, message, hint))
