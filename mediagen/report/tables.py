"""Tables on stdout: fitted to the terminal, or row by row where it is too narrow; whole in plain aligned columns
otherwise.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from typing import Any

_LARGE = 10_000
"""Numbers from which thousands are set apart."""
_SHORT = 20
"""Texts up to this length are not broken over lines."""
_READABLE = 24
"""Columns that a text that is cut should have left."""
_LEAST = 12
"""Columns below which a text that is cut or broken says nothing."""
_GAP = 2


def table(columns: Sequence[str], rows: Sequence[Sequence[Any]], *, clip: str = "", spare: Sequence[str] = ()) -> None:
    """Print rows under their columns; numbers are set to the right.

    On a terminal the column `clip` is cut with … where the others leave no room, after the columns `spare` have been
    left out; without `clip` the longest texts go on in a second line. Where not even that leaves room, each row is
    told below the one before, cell by cell.
    """
    cells = [[_shown(c) for c in row] for row in rows]
    right = [
        bool(rows) and all(isinstance(r[i], int | float) or _is_figure(str(r[i] or "")) for r in rows)
        for i in range(len(columns))
    ]
    if width() is not None:
        _fitted(columns, cells, right, clip, spare)
    else:
        _plain(columns, cells, right)


def _shown(value: Any) -> str:
    """A cell's text: of large numbers with a comma after the thousands."""
    if isinstance(value, int) and value >= _LARGE:
        return f"{value:,}"
    return "" if value is None else str(value)


def width() -> int | None:
    """Columns of the terminal that stdout is; None when it is none."""
    if sys.stdout is None or not sys.stdout.isatty():
        return None
    return shutil.get_terminal_size().columns


def _is_figure(text: str) -> bool:
    return bool(text) and text.lstrip("≤ $-")[:1].isdigit() and text.count(" ") <= 1 and "-" not in text[1:]


def _fitted(columns: Sequence[str], cells: list[list[str]], right: list[bool], clip: str, spare: Sequence[str]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    widths = _widths(columns, cells)
    drawn = Table(box=None, padding=(0, _GAP, 0, 0), pad_edge=False, header_style="bold")
    shown = _with_room(columns, widths, console.width, clip, spare)
    broken = {i for i in shown if columns[i] == clip or (not clip and widths[i] > _SHORT)}
    least = sum(min(widths[i], _LEAST) if i in broken else widths[i] for i in shown)
    if least + _GAP * (len(shown) - 1) > console.width:
        _row_by_row(columns, cells, console.width)
        return
    for i in shown:
        drawn.add_column(
            columns[i],
            justify="right" if right[i] else "left",
            no_wrap=i not in broken,
        )
    for row in cells:
        drawn.add_row(
            *(Text(row[i], no_wrap=True, overflow="ellipsis") if columns[i] == clip else Text(row[i]) for i in shown)
        )
    console.print(drawn)


def _row_by_row(columns: Sequence[str], cells: list[list[str]], room: int) -> None:
    """Each row below the one before, without what is empty in it."""
    from textwrap import TextWrapper

    margin = max(map(len, columns)) + _GAP
    wrapped = TextWrapper(room, subsequent_indent=" " * margin, break_long_words=False, break_on_hyphens=False)
    for number, row in enumerate(cells):
        print("\n" * (number > 0), end="")
        for name, value in zip(columns, row, strict=True):
            if value:
                print(wrapped.fill(name.ljust(margin) + value))


def _with_room(columns: Sequence[str], widths: list[int], room: int, clip: str, spare: Sequence[str]) -> list[int]:
    """Numbers of the columns to show: without as many of `spare` as must go for `clip` to be readable."""
    shown = list(range(len(columns)))
    for name in spare:
        needed = sum(min(widths[i], _READABLE) if columns[i] == clip else widths[i] for i in shown)
        if needed + _GAP * (len(shown) - 1) <= room:
            break
        shown.remove(columns.index(name))
    return shown


def _widths(columns: Sequence[str], cells: list[list[str]]) -> list[int]:
    return [max(len(r[i]) for r in [list(columns), *cells]) for i in range(len(columns))]


def _plain(columns: Sequence[str], cells: list[list[str]], right: list[bool]) -> None:
    widths = _widths(columns, cells)
    for row in [list(columns), *cells]:
        padded = (c.rjust(w) if r else c.ljust(w) for c, w, r in zip(row, widths, right, strict=True))
        print((" " * _GAP).join(padded).rstrip())
