"""Reading one written word aloud: figures by their rules, then addresses, acronyms and what is joined by marks."""

from __future__ import annotations

import re
from collections.abc import Callable

from mediagen.providers.offline import figures, moments, money
from mediagen.providers.offline import lexicon as lex
from mediagen.providers.offline.numerals import DASH, Around, Rules, cardinal, into, number, ordinal, year

__all__ = ["Around", "read"]

RULES: Rules = [*moments.RULES, *money.RULES, *figures.RULES]
rule = into(RULES)
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


_ENDS = frozenset(
    lex.split(
        "com org net io ai co uk de fr edu gov dev app tv me info us eu shop store online site tech xyz studio design "
        "blog cloud club agency coffee health fitness travel beauty ly gg fm ch nl se dk pl ca au nz ie jp br"
    )
)


@rule(r"([\w.+-]+)@((?:[\w-]+\.)+[a-z]{2,})")
def _mail(m: re.Match[str], _: Around) -> str:
    return _spell_out(m[0])


@rule(r"([~≈±<>≤≥])(\D?\d.*)")
def _about(m: re.Match[str], around: Around) -> str:
    """~20, <5: about twenty, less than five."""
    return f"{'more than' if m[1] == '>' else lex.SYMBOLS[m[1]]} {read(m[2], around)}"


@rule(r"([^/]+)/(\w{1,9}²?)")
def _per(m: re.Match[str], around: Around) -> str | None:
    """$5/month: five dollars per month."""
    what = lex.PER.get(m[2].lower())
    return f"{read(m[1], around)} per {what}" if what and _ANY_DIGIT.search(m[1]) else None


_SPAN = r"(?:[$£€]?\d[\d:.,]*(?:[ap]\.?m\.?|°[cf]?|[a-z%]{1,3})?)"


@rule(rf"({_SPAN}){DASH}({_SPAN})")
def _span(m: re.Match[str], around: Around) -> str:
    """9am–5pm, 20°–25°C: from the one to the other."""
    return f"{read(m[1], Around(around.before))} to {read(m[2], Around('', around.after))}"


@rule(r"([a-z]|\d[\d.,]*)([²³])")
def _power(m: re.Match[str], _: Around) -> str:
    return f"{read(m[1])} {'squared' if m[2] == '²' else 'cubed'}"


@rule(r"([a-z]{1,2})(\+\+|#)|([a-z]+)\+")
def _plus(m: re.Match[str], _: Around) -> str:
    """C++, F#, and services that end in a plus."""
    return f"{m[3]} plus" if m[3] else f"{m[1]} {'plus plus' if m[2] == '++' else 'sharp'}"


@rule(r"([#@])(\w+)")
def _tag(m: re.Match[str], _: Around) -> str:
    return f"{'hashtag' if m[1] == '#' else 'at'} {read(m[2])}"


@rule(r"([a-z]{1,3})&([a-z]{1,3})")
def _pair(m: re.Match[str], _: Around) -> str | None:
    """AT&T: its letters; salt&pepper comes apart like other words."""
    return f"{letters(m[1])} and {letters(m[2])}" if m[0] == m[0].upper() else None


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
    said = ".".join(c.upper() for c in text if c.isalnum())
    return "A." if said == "A" else said  # else it is the article


@rule(r"(?:[A-Za-z]{1,2}\.)+[A-Za-z]{1,2}")
def _dotted(m: re.Match[str], _: Around) -> str:
    return lex.NEVER_ENDS.get(m[0].replace(".", "").lower()) or letters(m[0])


@rule("am|pm")
def _half_of_day(m: re.Match[str], around: Around) -> str | None:
    return f"{m[0][0].upper()}.M" if re.fullmatch(r"\d{1,2}([:.]\d{2})?", around.before) else None


def _letters(core: str, around: Around, known: Callable[[str], bool]) -> str:
    low = core.lower()
    if said := lex.SYMBOLS.get(low) or lex.SPELLED.get(low):
        return said
    if (said := _roman(core, around)) is not None:
        return said
    if core.isupper() and (said := _capitals(core, around, known)):
        return said
    for pattern, glue in _APART:
        pieces = [p for p in pattern.split(core) if p]
        if len(pieces) > 1 or (pieces and pieces[0] != core):
            return glue.join(filter(None, (read(p, known=known) for p in pieces)))
    return " ".join(re.findall(r"[^\W\d_]{1,24}(?:['-][^\W\d_]+)*|[^\W\d_]", core.replace("’", "'")))


@rule("❤")
def _heart(_: re.Match[str], around: Around) -> str:
    """I ❤ NY; elsewhere it is a picture."""
    return "love" if around.before.lower() in ("i", "we", "you", "they") and around.after else ""


@rule("n")
def _and(_: re.Match[str], around: Around) -> str | None:
    """Rock 'n' roll."""
    return "and" if around.before[-1:].isalpha() and around.after[:1].isalpha() else None


def _capitals(core: str, around: Around, known: Callable[[str], bool]) -> str | None:
    """A word that is shouted in lower case, DON'T MISS OUT, an acronym as it is; None for neither."""
    low = core.lower()
    if core == "A" and around.before.lower() in lex.LISTED and not around.begins:
        return letters(core)
    if "'" in core[1:] and core.replace("'", "").isalpha():
        return low if known(low.partition("'")[0]) or known(low) else None
    if len(core) < 2 or not core.isalpha():
        return None
    shouting = low not in lex.MAYBE_LETTERS or any(
        w.isupper() and len(w) > 1 and w.lower() not in lex.MAYBE_LETTERS and known(w.lower())
        for w in (around.before, around.after)
    )
    return low if shouting and known(low) else core


_APART = (
    (re.compile("[—–,;:!?()]+|\\.{2,}"), ", "),
    (re.compile(r"[/_=+<>|\\~^*\[\]\"]+|\.(?=\w)"), " "),
    (re.compile("(?=[&%×])|(?<=[&%×])"), " "),
)
"""Where a written word comes apart into several, and what is put between them."""


def _roman(core: str, around: Around) -> str | None:
    core, whose, _ = core.partition("'s")
    found = lex.ROMAN.fullmatch(core)
    century = around.after.lower() in ("century", "centuries")
    before = around.before.lower()
    titled = around.before.istitle() and core in lex.ROMAN_ALWAYS
    if not found or (before not in lex.ROMAN_AFTER and before not in lex.ROMAN_KINGS and not (titled or century)):
        return None
    worth = {"I": 1, "V": 5, "X": 10, "L": 50}
    values = [worth[c] for c in core]
    total = sum(-v if any(v < w for w in values[i + 1 : i + 2]) else v for i, v in enumerate(values))
    if century:
        return ordinal(total)
    return (f"the {ordinal(total)}" if before in lex.ROMAN_KINGS else cardinal(total)) + whose


def _mixed(core: str, around: Around, known: Callable[[str], bool]) -> str:
    """Letters and digits together: hyphenated pieces one by one, then letters and digits apart."""
    pieces = [p for p in re.split(r"(?:[-–—/_:;()\[\]|\\*~^]|,(?!\d{3}(?!\d)))+", core) if p]
    if len(pieces) > 1:
        after = [*("" for _ in pieces[1:]), around.after]
        if re.match(r"[$£€]\d", core):  # a $20-a-day habit
            return f"{read(pieces[0], Around('a', pieces[1]))} {' '.join(read(p, known=known) for p in pieces[1:])}"
        return " ".join(read(p, Around("", a), known=known) for p, a in zip(pieces, after, strict=True))
    parts = re.findall(r"\d+(?:\.\d+){2,}|\d[\d,]*(?:\.\d+)?|[^\W\d_]+(?:'[^\W\d_]+)?|[&@+%×=°#$£€]", core)
    if parts == [core]:
        return number(re.sub(r",$", "", core))
    if re.fullmatch(r"[A-Za-z]{1,2}[1-9]\d[1-9]|[A-Za-z]{1,2}[1-9]\d0(?<!00)", core):  # A380: A three eighty
        return f"{letters(core[:-3])} {year(int(core[-3:]))}"
    return " ".join(letters(p) if p.isalpha() and len(p) < 3 and p.isupper() else read(p, known=known) for p in parts)
