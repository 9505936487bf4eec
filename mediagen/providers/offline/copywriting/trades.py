"""Opening words by trade, from `hooks.toml`: for products of which nothing is said that strikes by itself."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple

_OF_IT = re.compile(r"\s(?:and|of|for|by|over|in|with|from|to|on|at|near)\s")


class Trade(NamedTuple):
    """What its products are called, and opening words for each style that has some of its own."""

    words: re.Pattern[str]
    hooks: dict[str, tuple[str, ...]]


@cache
def trades() -> tuple[Trade, ...]:
    """All of them, in the order of the file."""
    raw = tomllib.loads(files(__package__).joinpath("hooks.toml").read_text("utf-8"))
    return tuple(
        Trade(_pattern(row.pop("words")), {style: tuple(lines) for style, lines in row.items()}) for row in raw.values()
    )


def hooks_for(kind: str, told: str, style: str) -> tuple[str, ...]:
    """Opening words in `style` of the trade that the product's kind names by its last words (a bicycle courier: not
    bicycles), or else that `told` names first; none where none is named.
    """
    head = _OF_IT.split(kind.casefold(), maxsplit=1)[0]
    named = [(-m.end(), m.start(), n) for n, trade in enumerate(trades()) for m in trade.words.finditer(head)]
    if not named:
        low = told.casefold()
        named = [(m.start(), -m.end(), n) for n, trade in enumerate(trades()) if (m := trade.words.search(low))]
    return trades()[min(named)[2]].hooks.get(style, ()) if named else ()


def _pattern(words: str) -> re.Pattern[str]:
    listed = sorted((re.escape(w.strip()) for w in words.split(",")), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(listed)})(?:s|es)?\b(?!-(?:free|based))")
