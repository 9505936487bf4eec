"""The providers: one module each, with a row for each kind of media that it makes.

CONTRIBUTING.md says how to add one; tests/providers/test_promises.py then runs the promise suite on it.

protocol.py    what a provider promises, and its row;  connection.py  how it is reached;  prices.py  what it charges
offline/, openai/, anthropic/, elevenlabs/, fal/, http.py  those there are
transport.py   the client for vendors' servers, wire.py beneath it;  replies.py  what each status means for the bill
writing/       prompts, and what becomes of the answers of language models
speakable.py, splitting.py, joining.py  of speech: long texts in parts, and what is asked of all;
               mpeg.py, riff.py  its files
fetching.py, opening.py  downloads;  sources.py  pictures to start from
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # what measures sound needs mpeg.py and no plans
    from mediagen.plan.requests import Kind
    from mediagen.providers.protocol import Row

Table = Mapping["tuple[Kind, str]", "Row"]


class _Rows(Table):
    """The rows of these kinds and names; a provider's module is imported when a row of it is asked for."""

    def __init__(self, *names: tuple[Kind, str]) -> None:
        self._names = dict.fromkeys(names)

    def __getitem__(self, name: tuple[Kind, str]) -> Row:
        if name not in self._names:
            raise KeyError(name)
        return _rows_of(name[1])[name]

    def __iter__(self) -> Iterator[tuple[Kind, str]]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


@cache
def _rows_of(name: str) -> Table:
    """The rows of the provider of that name, which is its module's name too."""
    rows: tuple[Row, ...] = import_module(f"mediagen.providers.{name}").ROWS
    return {(row.kind, row.name): row for row in rows}


TABLE: Table = _Rows(
    ("script", "offline"),
    ("speech", "offline"),
    ("speech", "openai"),
    ("speech", "elevenlabs"),
    ("image", "offline"),
    ("image", "fal"),
    ("video", "fal"),
    ("source", "http"),
    ("script", "openai"),
    ("analysis", "openai"),
    ("script", "anthropic"),
    ("analysis", "anthropic"),
)
