"""Tables on stdout: fitted to the terminal, whole in plain aligned columns otherwise."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any


def table(columns: Sequence[str], rows: Sequence[Sequence[Any]], title: str = "", clip: str = "") -> None:
    """Print rows under their columns; numbers are set to the right.

    On a terminal the column `clip` is cut with … where the others leave no room; without it the longest texts
    go on in a second line.
    """
    cells = [["" if c is None else str(c) for c in row] for row in rows]
    right = [
        bool(rows) and all(isinstance(r[i], int | float) or _is_figure(str(r[i] or "")) for r in rows)
        for i in range(len(columns))
    ]
    if sys.stdout is not None and sys.stdout.isatty():
        _fitted(columns, cells, right, title, clip)
    else:
        _plain(columns, cells, right, title)


def _is_figure(text: str) -> bool:
    return bool(text) and text.lstrip("≤ $-")[:1].isdigit() and text.count(" ") <= 1 and "-" not in text[1:]


def _fitted(columns: Sequence[str], cells: list[list[str]], right: list[bool], title: str, clip: str) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(
        title=title or None,
        title_justify="left",
        title_style="bold",
        box=None,
        padding=(0, 2, 0, 0),
        pad_edge=False,
        header_style="bold",
    )
    for i, (name, to_right) in enumerate(zip(columns, right, strict=True)):
        longest = max((len(r[i]) for r in cells), default=0)
        drawn.add_column(
            name, justify="right" if to_right else "left", no_wrap=name != clip if clip else longest <= _SHORT
        )
    for row in cells:
        texts = zip(columns, row, strict=True)
        drawn.add_row(*(Text(c, no_wrap=True, overflow="ellipsis") if n == clip else Text(c) for n, c in texts))
    Console().print(drawn)


_SHORT = 20
"""Texts up to this length are not broken over lines."""


def _plain(columns: Sequence[str], cells: list[list[str]], right: list[bool], title: str) -> None:
    if title:
        print(title)
    widths = [max(len(r[i]) for r in [list(columns), *cells]) for i in range(len(columns))]
    for row in [list(columns), *cells]:
        padded = (c.rjust(w) if r else c.ljust(w) for c, w, r in zip(row, widths, right, strict=True))
        print("  ".join(padded).rstrip())
