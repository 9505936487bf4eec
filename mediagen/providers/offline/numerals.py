"""Numbers as words, and what a rule is that reads one written word."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module


@dataclass(frozen=True, slots=True)
class Around:
    """The words beside the one that is read, stripped of marks; empty at the ends of the text."""

    before: str = ""
    after: str = ""
    rest: str = ""
    """The three words after it, with blanks between: and 12 July."""
    parted: bool = False
    """Whether a mark stands between it and the word after it."""
    begins: bool = False
    """Whether a mark stands between the word before and it."""


Rule = Callable[[re.Match[str], Around], str | None]
"""From a match and what is around it to the words said, or None when the rule is not for it."""
Rules = list[tuple[re.Pattern[str], Rule]]
"""Tried in their order; the first that does not return None wins."""
NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+"
DASH = "[-–—‑]"
_LONGEST = 15
"""Digits of a number that is not read digit by digit."""


def into(rules: Rules) -> Callable[[str], Callable[[Rule], Rule]]:
    """A decorator with a pattern, which puts a reader at the end of `rules`: it reads the words that match all of the
    pattern, any case.
    """

    def rule(pattern: str) -> Callable[[Rule], Rule]:
        def add(reader: Rule) -> Rule:
            rules.append((re.compile(pattern, re.IGNORECASE), reader))
            return reader

        return add

    return rule


def cardinal(n: int) -> str:
    """1205 → one thousand two hundred five; digit by digit from a quadrillion on."""
    if n >= 10**_LONGEST:
        return digits(str(n))
    return _words(import_module("hibari.g2p.numbers").cardinal(n))


def ordinal(n: int) -> str:
    """23 → twenty third."""
    return _words(import_module("hibari.g2p.numbers").ordinal(n))


def year(n: int) -> str:
    """1998 → nineteen ninety eight."""
    return _words(import_module("hibari.g2p.numbers").year(n)) if n < 10_000 else cardinal(n)


def digits(text: str) -> str:
    """555 → five five five."""
    return " ".join(cardinal(int(c)) for c in text if c.isdigit())


def number(text: str) -> str:
    """Digits with or without thousands separators and decimals: 3.50 → three point five zero."""
    whole, point, part = text.replace(",", "").partition(".")
    if (len(whole) > 1 and whole[0] == "0" and not point) or len(whole) > _LONGEST:
        return digits(whole + part)
    said = cardinal(int(whole)) if whole else ""
    return f"{said} point {digits(part)}".strip() if point else said


def _words(text: str) -> str:
    return " ".join(w for w in re.split("[ ,-]+", text) if w != "and")
