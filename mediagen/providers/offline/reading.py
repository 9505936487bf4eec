"""Reading one written word aloud: figures by their rules, then addresses, acronyms and what is joined by marks."""

from __future__ import annotations

import re
from collections.abc import Callable

from mediagen.providers.offline import lexicon as lex
from mediagen.providers.offline.figures import RULES, Around, cardinal, number, ordinal, rule

__all__ = ["Around", "read"]

_ANY_DIGIT = re.compile(r"\d")


_ALONE = Around()


def read(core: str, around: Around = _ALONE, *, known: Callable[[str], bool] = lambda _w: True) -> str:
    """`core`, one written word without marks around it, as the words that are said; empty if it is silent.

    `known` tells whether a lower-case word is in the dictionary: capitals of a known word are shouting, of an
    unknown one an acronym.
    """
    for pattern, reader in RULES:
        match = pattern.fullmatch(core)
        if match is not None and (said := reader(match, around)) is not None:
            return said
    return _letters(core, around, known) if not _ANY_DIGIT.search(core) else _mixed(core, around, known)


@rule(r"(?:https?://)?(?:www\.)?((?:[a-z0-9-]+\.)+[a-z]{2,12})((?:/[^\s]*)?)")
def _address(m: re.Match[str], _: Around) -> str | None:
    if not (re.match(r"https?:|www\.", m[0], re.IGNORECASE) or m[1].lower().rsplit(".", 1)[1] in _ENDS or m[2]):
        return None
    return _spell_out(m[1] + m[2].split("?")[0].rstrip("/"))


_ENDS = frozenset(lex.split("com org net io ai co uk de fr edu gov dev app tv me info us eu shop"))


@rule(r"([\w.+-]+)@((?:[\w-]+\.)+[a-z]{2,})")
def _mail(m: re.Match[str], _: Around) -> str:
    return _spell_out(m[0])


def _spell_out(text: str) -> str:
    names = {".": "dot", "/": "slash", "-": "dash", "_": "underscore", "@": "at", "+": "plus"}
    said = []
    for piece in re.findall(r"[A-Za-z]+|\d+|[./_@+-]", text):
        if piece in names:
            said.append(names[piece])
        elif piece.isdigit():
            said.append(number(piece))
        else:
            short = len(piece) < 3 and piece.lower() not in ("me", "go", "my", "we", "us")
            said.append(letters(piece) if short else piece.lower())
    return " ".join(said)


def letters(text: str) -> str:
    """The letters of `text` with full stops between (N.B.A), which the phonemiser spells."""
    return ".".join(c.upper() for c in text if c.isalnum())


@rule(r"(?:[A-Za-z]{1,2}\.)+[A-Za-z]{1,2}")
def _dotted(m: re.Match[str], _: Around) -> str:
    return lex.NEVER_ENDS.get(m[0].replace(".", "").lower()) or letters(m[0])


@rule("am|pm")
def _half_of_day(m: re.Match[str], around: Around) -> str | None:
    return f"{m[0][0].upper()}.M" if re.fullmatch(r"\d{1,2}(:\d{2})?", around.before) else None


def _letters(core: str, around: Around, known: Callable[[str], bool]) -> str:
    low = core.lower()
    if low in lex.SYMBOLS:
        return lex.SYMBOLS[low]
    if core.startswith(("#", "@")) and len(core) > 1:
        return f"{'hashtag' if core[0] == '#' else 'at'} {_letters(core[1:], around, known)}"
    if (said := _roman(core, around)) is not None:
        return said
    if core.isupper() and core.isalpha() and len(core) > 1:
        shouting = low not in lex.MAYBE_LETTERS or any(
            w.isupper() and len(w) > 1 for w in (around.before, around.after)
        )
        return low if shouting and known(low) else core
    for pattern, glue in _APART:
        pieces = [p for p in pattern.split(core) if p]
        if len(pieces) > 1 or (pieces and pieces[0] != core):
            return glue.join(filter(None, (read(p, known=known) for p in pieces)))
    return " ".join(re.findall(r"[^\W\d_]{1,24}(?:['-][^\W\d_]+)*|[^\W\d_]", core.replace("’", "'")))


_APART = (
    (re.compile("[—–,;:!?()]+|\\.{2,}"), ", "),
    (re.compile(r"[/_=+<>|\\~^*\[\]\"]+|\.(?=\w)"), " "),
    (re.compile("(?=[&%×])|(?<=[&%×])"), " "),
)
"""Where a written word comes apart into several, and what is put between them."""


def _roman(core: str, around: Around) -> str | None:
    found = lex.ROMAN.fullmatch(core)
    before = around.before.lower()
    if not found or (before not in lex.ROMAN_AFTER and before not in lex.ROMAN_KINGS):
        return None
    worth = {"I": 1, "V": 5, "X": 10, "L": 50}
    values = [worth[c] for c in core]
    total = sum(-v if any(v < w for w in values[i + 1 : i + 2]) else v for i, v in enumerate(values))
    return f"the {ordinal(total)}" if before in lex.ROMAN_KINGS else cardinal(total)


def _mixed(core: str, around: Around, known: Callable[[str], bool]) -> str:
    """Letters and digits together: hyphenated pieces one by one, then letters and digits apart."""
    pieces = [p for p in re.split(r"[-–—/_,:;()\[\]|\\=*~^]+", core) if p]
    if len(pieces) > 1:
        return " ".join(read(p, Around("", around.after if p is pieces[-1] else ""), known=known) for p in pieces)
    parts = re.findall(r"\d[\d,]*(?:\.\d+)?|[^\W\d_]+(?:'[^\W\d_]+)?|[&@+%×°#$£€]", core)
    if parts == [core]:
        return number(re.sub(r",$", "", core))
    return " ".join(letters(p) if p.isalpha() and len(p) < 3 and p.isupper() else read(p, known=known) for p in parts)
