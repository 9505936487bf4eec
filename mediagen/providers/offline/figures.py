"""Reading figures aloud: money, ranges, fractions and units, each a rule for one written word."""

from __future__ import annotations

import re

from mediagen.providers.offline import lexicon as lex
from mediagen.providers.offline.numerals import (
    DASH,
    NUMBER,
    Around,
    Rules,
    cardinal,
    digits,
    into,
    number,
    ordinal,
    year,
)

RULES: Rules = []
rule = into(RULES)

_UNIT = "|".join(sorted(map(re.escape, [*lex.UNITS, *lex.UNITS_FIXED]), key=len, reverse=True))


def _plural(word: str) -> str:
    return word[:-1] + "ies" if word.endswith("y") else word + "s"


def unit(text: str, amount: str) -> str | None:
    """The unit's name, singular after 1: kg → kilograms. None when it is no unit."""
    low = text.lower()
    one = amount in ("1", "-1")
    if low in lex.UNITS_FIXED:
        return lex.UNITS_FIXED[low][not one]
    name = lex.UNITS.get(low)
    return None if name is None else name if one else name + "s"


@rule(rf"({NUMBER})(?::|:)({NUMBER})")
def _ratio(m: re.Match[str], _: Around) -> str:
    return f"{number(m[1])} to {number(m[2])}"


@rule(rf"(\d+)({DASH})(\d+)({_UNIT})?")
def _range(m: re.Match[str], _: Around) -> str | None:
    low, _dash, high, what = m.groups()
    if _is_year(low) and len(high) in (2, 4) and not what:
        return f"{year(int(low))} to {year(int(high)) if len(high) == 4 else cardinal(int(high))}"
    said = f"{number(low)} {number(high)}" if low == high else f"{number(low)} to {number(high)}"
    return f"{said} {unit(what, high)}" if what else said


@rule(rf"({NUMBER})({DASH})({NUMBER})({_UNIT})?")
def _decimal_range(m: re.Match[str], _: Around) -> str:
    said = f"{number(m[1])} to {number(m[3])}"
    return f"{said} {unit(m[4], m[3])}" if m[4] else said


@rule(r"(\d+)-(\d+)-(\d+)(?:-(\d+))?")
def _formation(m: re.Match[str], _: Around) -> str:
    return " ".join(number(g) for g in m.groups() if g)


@rule(r"(\d+)/(\d+)")
def _fraction(m: re.Match[str], around: Around) -> str:
    top, bottom = int(m[1]), int(m[2])
    if (top, bottom) in ((24, 7), (9, 11)) or top + bottom == 100 or (top == bottom and bottom > 10):
        return f"{cardinal(top)} {cardinal(bottom)}"
    if 0 < top < bottom <= 10 and (bottom < 10 or around.after.lower() == "of"):
        said = f"{cardinal(top)} {_part(top, bottom)}"
        return f"and {said}" if re.fullmatch(r"\d+", around.before) else said
    return (
        f"{cardinal(top)} out of {cardinal(bottom)}"
        if bottom in (5, 10, 100)
        else f"{cardinal(top)} over {cardinal(bottom)}"
    )


@rule(r"(\d+\.\d+)/(4|5|10|100)(?:\.0)?")
def _marks(m: re.Match[str], _: Around) -> str:
    return f"{number(m[1])} out of {number(m[2])}"


def _part(top: int, bottom: int) -> str:
    return lex.PARTS[bottom] if top == 1 else "halves" if bottom == 2 else lex.PARTS[bottom] + "s"


@rule(r"(\d*)([½⅓⅔¼¾⅕⅛])([a-z°%]*)")
def _drawn_fraction(m: re.Match[str], _: Around) -> str:
    top, bottom = lex.FRACTIONS[m[2]]
    said = f"{cardinal(top)} {_part(top, bottom)}"
    whole = f"{cardinal(int(m[1]))} and {said if top > 1 else 'a ' + lex.PARTS[bottom]}" if m[1] else said
    return f"{whole} {unit(m[3], '2') or m[3]}".strip()


@rule(r"([\d,]*\d)(st|nd|rd|th)(s?)")
def _ordinal(m: re.Match[str], _: Around) -> str:
    return ordinal(int(m[1].replace(",", ""))) + m[3]


@rule(r"'?(\d{2}|\d{4})'?s")
def _decade(m: re.Match[str], _: Around) -> str:
    *rest, last = (year(int(m[1])) if len(m[1]) == 4 else cardinal(int(m[1]))).split()
    return " ".join([*rest, last + "es" if last.endswith("x") else _plural(last)])


@rule(r"#([\d,]+)")
def _rank(m: re.Match[str], _: Around) -> str:
    return f"number {number(m[1])}"


@rule(r"no\.(\d+)")
def _numbered(m: re.Match[str], _: Around) -> str:
    """The No.1 choice."""
    return f"number {number(m[1])}"


@rule(r"v")
def _against(m: re.Match[str], around: Around) -> str | None:
    """5 v 5, Leeds v Hull."""
    after = around.after[:1]
    sides = around.before and (after.isdigit() if around.before.isdigit() else after.isupper())
    return "versus" if m[0] == "v" and sides else None


@rule(r"x")
def _times(_: re.Match[str], around: Around) -> str | None:
    """100 kg x 5, 10 x 15 cm."""
    counted = re.match(r"\d", around.before) or unit(around.before, "2")
    if not counted or around.parted or not around.after[:1].isdigit():
        return None
    measured = around.rest.split()[1:2]
    sized = measured and (measured[0] == "x" or unit(measured[0], "2"))
    return "by" if around.before.isdigit() and sized else "times"


@rule(r"(\d+)'(?:(\d+)\"?)?")
def _feet(m: re.Match[str], _: Around) -> str | None:
    return f"{cardinal(int(m[1]))} {'foot ' + cardinal(int(m[2])) if m[2] else 'feet'}"


@rule(rf"({NUMBER})\"")
def _inches(m: re.Match[str], around: Around) -> str:
    wide = around.after.lower() in ("", "wide", "long", "tall", "high", "deep", "thick", "in", "across", "by", "x")
    return f"{number(m[1])} {'inches' if wide and m[1] != '1' else 'inch'}"


@rule(rf"({NUMBER})-({_UNIT})")
def _adjective(m: re.Match[str], _: Around) -> str | None:
    """A 5-km run: five kilometer."""
    return f"{number(m[1])} {unit(m[2], '1')}" if m[2] != m[2].upper() or len(m[2]) > 1 else None


@rule(r"(\d{3,4})p")
def _lines(m: re.Match[str], _: Around) -> str:
    """1080p: ten eighty P."""
    return f"{year(int(m[1]))} P"


@rule(r"(\d+)h(?:(\d{1,2})m?)?")
def _hours(m: re.Match[str], _: Around) -> str | None:
    if not m[2]:
        return None
    return f"{cardinal(int(m[1]))} {unit('h', m[1])} {cardinal(int(m[2]))}"


@rule(r"(\d+)m")
def _minutes(m: re.Match[str], around: Around) -> str | None:
    """1h 30m: minutes; else metres or millions."""
    timed = re.fullmatch(r"\d+h", around.before) or re.fullmatch(r"\d+s", around.after)
    return f"{cardinal(int(m[1]))} {unit('min', m[1])}" if timed else None


@rule(r"(\d+)[x×](\d+)([a-z]*)")
def _by(m: re.Match[str], around: Around) -> str:
    return f"{cardinal(int(m[1]))} by {cardinal(int(m[2]))} {_length(m[3], around)}".strip()


@rule(rf"([-−]?)({NUMBER})(x|k|m|b|bn)(\+?)")
def _multiple(m: re.Match[str], around: Around) -> str:
    names = {"x": "times", "k": "K", "bn": "billion", "b": "billion", "M": "million"}
    lettered = around.before.lower() in lex.NUMBERED or (around.after.istitle() and len(m[2]) < 4)
    if m[3] == "B" and lettered and m[2].isdigit():
        return f"{number(m[2])} B"  # apartment 4B, 221B Baker Street
    name = names.get(m[3]) or names.get(m[3].lower()) or ("meter" if m[2] == "1" else _length(m[3], around))
    return f"{'minus ' if m[1] else ''}{number(m[2])} {name}{' plus' if m[4] else ''}"


def _length(text: str, around: Around) -> str:
    """The unit after an amount; in the singular before what is so long or has so much: 100m dash, 48 MP camera."""
    return unit(text, "1" if around.after.lower() in lex.MEASURED else "2") or text


@rule(rf"([-−+]?)({NUMBER})({_UNIT})([+]?)")
def _measure(m: re.Match[str], around: Around) -> str | None:
    measured = around.after.lower() in lex.MEASURED
    name = m[3] if m[3] in lex.GENERATIONS else unit(m[3], "1" if measured else m[2])
    return f"{_sign(m[1])}{number(m[2])} {name}{' plus' if m[4] else ''}"


@rule(r"(\d{1,3}(?:\.\d{3})*),(\d{1,2})")
def _decimal_comma(m: re.Match[str], _: Around) -> str:
    return f"{number(m[1].replace('.', ''))} point {digits(m[2])}"


@rule(r"\d+(?:\.\d+){2,}")
def _version(m: re.Match[str], _: Around) -> str:
    return " point ".join(map(number, m[0].split(".")))


@rule(r"[1-9]\d\d")
def _of_a_room(m: re.Match[str], around: Around) -> str | None:
    numbered = around.before.lower() in lex.NUMBERED and not m[0].endswith("00")
    return year(int(m[0])) if numbered else None


@rule(rf"([-−+]?)({NUMBER})(\+?)")
def _number(m: re.Match[str], around: Around) -> str:
    text = m[2]
    measured = around.after.lower() in lex.UNITS or around.after.lower() in lex.UNITS_FIXED
    said = year(int(text)) if _is_year(text) and not (m[1] or measured) else number(text)
    if around.before.lower().rstrip(".") in lex.MONTHS or around.before.title() in lex.MONTH_NAMES:
        said = ordinal(int(text)) if re.fullmatch(r"[1-9]|[12]\d|3[01]", text) else said
    return _sign(m[1]) + said + (" plus" if m[3] else "")


def _sign(text: str) -> str:
    return "plus " if text == "+" else "minus " if text else ""


def _is_year(text: str) -> bool:
    return bool(re.fullmatch(r"1[1-9]\d\d|20\d\d", text))


@rule(f"{_UNIT}|[a-z]+/[a-z]+")
def _unit_apart(m: re.Match[str], around: Around) -> str | None:
    low = m[0].lower()
    if low == "in" or (low in lex.ONLY_ATTACHED and m[0] != low):
        return None
    what, _, each = m[0].partition("/")
    if around.before.lower() in ("sq", "cu", "fl"):
        return unit(m[0], "2")
    amount = re.fullmatch(rf"[-−~<>≈≤≥±]?(?:\d+(?:{DASH}|[x×]))?({NUMBER}|\d+,\d\d?|\d/\d|[½⅓⅔¼¾])", around.before)
    if not amount:
        return f"{what} per {lex.PER[each]}" if what.endswith("s") and each in lex.PER else None
    if each in lex.PER and low not in lex.UNITS_FIXED:
        return f"{unit(what, amount[1]) or what} per {lex.PER[each]}"
    part = amount[1] in lex.FRACTIONS or ("/" in amount[1] and not low.endswith("s"))
    return unit(m[0], "1" if part or around.after.lower() in lex.MEASURED else amount[1])
