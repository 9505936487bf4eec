"""Tables on stdout: ruled on a terminal, plain aligned columns otherwise."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any


def table(columns: Sequence[str], rows: Sequence[Sequence[Any]], title: str = "") -> None:
    """Print rows under their columns; numbers are set to the right."""
    cells = [["" if c is None else str(c) for c in row] for row in rows]
    right = [
        bool(rows) and all(isinstance(r[i], int | float) or _is_figure(str(r[i] or "")) for r in rows)
        for i in range(len(columns))
    ]
    if sys.stdout.isatty():
        _ruled(columns, cells, right, title)
    else:
        _plain(columns, cells, right, title)


def _is_figure(text: str) -> bool:
    return bool(text) and text.lstrip("≤$-")[:1].isdigit()


def _ruled(columns: Sequence[str], cells: list[list[str]], right: list[bool], title: str) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(title=title or None, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    for name, to_right in zip(columns, right, strict=True):
        drawn.add_column(name, justify="right" if to_right else "left", overflow="fold")
    for row in cells:
        drawn.add_row(*(Text(c) for c in row))
    Console().print(drawn)


def _plain(columns: Sequence[str], cells: list[list[str]], right: list[bool], title: str) -> None:
    if title:
        print(title)
    widths = [max(len(r[i]) for r in [list(columns), *cells]) for i in range(len(columns))]
    for row in [list(columns), *cells]:
        padded = (c.rjust(w) if r else c.ljust(w) for c, w, r in zip(row, widths, right, strict=True))
        print("  ".join(padded).rstrip())
