"""The formats of lists: CSV, JSONL and YAML → field names, values and line of each row.

Faults of single rows are appended to `problems` and the rows left out; a head that cannot be used is raised.
"""

from __future__ import annotations

import csv
import io
import json
import keyword
import re
from typing import TYPE_CHECKING, Any

from mediagen.errors import DocumentError, Problem
from mediagen.library.decode import FORBIDDEN_IN_TEXT, shorten
from mediagen.library.load import source_text
from mediagen.library.yaml_strict import MAX_PROBLEMS
from mediagen.plan.canonical import holds
from mediagen.plan.text import name, narration, slug

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mediagen.library.load import Loaded
    from mediagen.plan.documents import ListDocument

RESERVED = frozenset({"row", "loop", "self", "range"})
"""Names that mean something else in a template."""
_HEAD = re.compile(r"\s*[^\r\n]*")

Cells = tuple[tuple[str, ...], tuple[Any, ...], int]
"""Field names, their values, line."""


def csv_cells(text: str, file: str, problems: list[Problem]) -> Iterator[Cells]:
    """The rows below the head of a CSV file; text all of them."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    head: tuple[str, ...] | None = None
    before = 0
    try:
        for cells in reader:
            line, before = before + 1, reader.line_num
            if not any(cells):
                continue
            if head is None:
                head = tuple(map(name, cells))
                _check_head(head, file, line)
            elif len(cells) != len(head):
                message = f"the row has {len(cells)} field{'s' * (len(cells) > 1)}, the head has {len(head)}"
                hint = "a comma in a field needs quotes around the field" if len(cells) > len(head) else ""
                problems.append(Problem(file, line, 1, message, hint))
                if len(problems) >= MAX_PROBLEMS:
                    raise DocumentError(problems)
            else:
                yield head, tuple(map(narration, cells)), line
    except csv.Error as exc:
        problems.append(Problem(file, before + 1, 1, *_csv_fault(str(exc))))


def _csv_fault(message: str) -> tuple[str, str]:
    if "unexpected end" in message:
        return "a quote that opens in this row is never closed", ""
    if "expected after" in message:
        return "text after a closing quote", 'a quote inside a quoted field is written twice: ""'
    if "field limit" in message:
        return "a field has more than 131,072 characters, the limit", ""
    return f"this is not CSV: {message}", ""


def _delimiter(text: str) -> str:
    """A comma, unless the head has none but has semicolons or tabs."""
    head = _HEAD.match(text)
    return next((d for d in ",;\t" if head and d in head[0]), ",")


def _check_head(head: tuple[str, ...], file: str, line: int) -> None:
    problems = [
        Problem(file, line, 1, message, hint)
        for index, field_name in enumerate(head)
        for message, hint in _name_faults(field_name, index, head)
    ]
    if problems:
        raise DocumentError(problems[:MAX_PROBLEMS])


def _name_faults(field_name: str, index: int, head: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if not field_name:
        yield f"column {index + 1} has no name", "the first line names the fields"
    elif not good_name(field_name):
        fixed = slug(field_name)
        hint = f"for example {fixed}" if good_name(fixed) else "letters, digits and _"
        yield f"{shorten(field_name)} cannot name a field", hint
    elif field_name in head[:index]:
        yield f"two columns are named {shorten(field_name)}", ""


def good_name(field_name: str) -> bool:
    """Whether a template can use a field of this name."""
    return field_name.isidentifier() and not keyword.iskeyword(field_name) and field_name not in RESERVED


class _RowError(ValueError):
    """What is wrong with one line of JSONL."""


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) != len(pairs):
        seen: set[str] = set()
        twice = next(k for k, _ in pairs if k in seen or seen.add(k))  # type: ignore[func-returns-value]
        raise _RowError(f"duplicate field {shorten(twice)}")
    return values


def _no_constant(constant: str) -> Any:
    raise _RowError(f"{constant} is no number that can be used")


_DECODER = json.JSONDecoder(object_pairs_hook=_pairs, parse_constant=_no_constant)


def jsonl_cells(text: str, file: str, problems: list[Problem]) -> Iterator[Cells]:
    """The objects of a JSONL file."""
    good: set[str] = set()
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if not line or line.isspace():
            continue
        try:
            yield _object(_DECODER.decode(line), number, good, escapes="\\" in line)
        except json.JSONDecodeError as exc:
            problems.append(Problem(file, number, exc.colno, f"this is not JSON: {exc.msg}", "one object per line"))
        except (ValueError, RecursionError) as exc:
            message = str(exc) if isinstance(exc, _RowError) else "a value is nested too deep or too long a number"
            problems.append(Problem(file, number, 1, message))
        if len(problems) >= MAX_PROBLEMS:
            raise DocumentError(problems)


def _object(values: Any, line: int, good: set[str], *, escapes: bool) -> Cells:
    """`good` collects names that were found good before."""
    if not isinstance(values, dict) or not values:
        raise _RowError(f"a row is an object with fields, not {shorten(values)}")
    for key, value in values.items():
        if key not in good:
            for message, hint in _name_faults(key, 0, ()):
                raise _RowError(f"{message} ({hint})")
            good.add(key)
        values[key] = _value(key, value, escapes=escapes)
    return tuple(values), tuple(values.values()), line


def _value(key: str, value: Any, *, escapes: bool) -> Any:
    if isinstance(value, str):
        bad = FORBIDDEN_IN_TEXT.search(value) if escapes else None
        if bad:
            raise _RowError(f"{key}: the character U+{ord(bad[0]):04X} cannot be in a text")
        return narration(value)
    if not isinstance(value, int | float | None):
        raise _RowError(f"{key}: text, a number, true or false is meant, not {shorten(value)}")
    if isinstance(value, float) and not holds(value):
        raise _RowError(f"{key}: the number {value!r} cannot be used")
    return value


def yaml_cells(loaded: Loaded, document: ListDocument, problems: list[Problem]) -> Iterator[Cells]:
    """The rows of a YAML list, fields declared as text (and the key) as they are written."""
    rows = loaded.parsed.node(("rows",))[0].children
    texts = {document.key, *(n for n, spec in document.fields.items() if spec.type == "string")}
    for node in rows if isinstance(rows, list) else ():
        below = node.children if isinstance(node.children, dict) else {document.key: node}
        values: dict[str, Any] = {}
        line, column = loaded.parsed.lines.at(node.start)
        for key, child in below.items():
            for message, hint in _name_faults(key, 0, ()):
                problems.append(Problem(loaded.file, line, column, message, hint))
            if child.children is not None:
                message = f"{key}: text, a number, true or false is meant, not {shorten(child.plain())}"
                problems.append(Problem(loaded.file, *loaded.parsed.lines.at(child.start), message))
                continue
            value = source_text(child) if key in texts and child.value is not None else child.value
            values[key] = narration(value) if isinstance(value, str) else value
        if values:
            yield tuple(values), tuple(values.values()), line
