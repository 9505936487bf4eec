"""Reading figures aloud: numbers, money, times, dates, ranges and units, each a rule for one written word."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from mediagen.providers.offline import lexicon as lex


@dataclass(frozen=True, slots=True)
class Around:
    """The words beside the one that is read, stripped of marks; empty at the ends of the text."""

    before: str = ""
    after: str = ""


Rule = Callable[[re.Match[str], Around], str | None]
"""From a match and what is around it to the words said, or None when the rule is not for it."""
RULES: list[tuple[re.Pattern[str], Rule]] = []
"""Tried in this order; the first that does not return None wins."""
_N = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+"
_UNIT = "|".join(sorted(map(re.escape, [*lex.UNITS, *lex.UNITS_FIXED]), key=len, reverse=True))
_DASH = "[-–—‑]"


def rule(pattern: str) -> Callable[[Rule], Rule]:
    """Puts a rule at the end of RULES: it reads the words that match all of `pattern`, any case."""

    def add(reader: Rule) -> Rule:
        RULES.append((re.compile(pattern, re.IGNORECASE), reader))
        return reader

    return add


def cardinal(n: int) -> str:
    """1205 → one thousand two hundred five; digit by digit from a quadrillion on."""
    if n >= 10**15:
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
    if len(whole) > 1 and whole[0] == "0" and not point:
        return digits(whole)
    said = cardinal(int(whole)) if whole else ""
    return f"{said} point {digits(part)}".strip() if point else said


def _words(text: str) -> str:
    return " ".join(w for w in re.split("[ ,-]+", text) if w != "and")


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


_MONEY = rf"([-−+]?)(?:us)?([$£€¥₹₩])({_N})(?:({_DASH})[$£€]?({_N}))?(k|m|mn|b|bn|t|tn)?(\+?)"


@rule(_MONEY)
def _money(m: re.Match[str], around: Around) -> str:
    sign, mark, amount, _dash, upto, scale, more = m.groups()
    one, many, cent, cents = lex.CURRENCIES[mark]
    head = "minus " if sign in ("-", "−") else ""
    tail = " plus" if more else ""
    if around.after.lower() in lex.SCALE_WORDS:
        return head + number(amount)  # "billion" itself then says "billion dollars"
    if upto or scale:
        span = number(amount) + (f" to {number(upto)}" if upto else "")
        return f"{head}{span} {lex.SCALES[scale.lower()] + ' ' if scale else ''}{many}{tail}"
    whole, _, part = amount.replace(",", "").partition(".")
    if part and len(part) != 2:
        return f"{head}{number(amount)} {many}{tail}"
    said = [f"{cardinal(int(whole))} {one if int(whole) == 1 else many}"] if whole and int(whole) else []
    if part and int(part):
        said.append(f"{cardinal(int(part))} {cent if int(part) == 1 else cents}")
    return head + (" and ".join(said) or f"zero {many}") + tail


@rule(r"(hundred|thousand|million|billion|trillion)")
def _scale_after_money(m: re.Match[str], around: Around) -> str | None:
    mark = re.fullmatch(rf"[-−]?(?:us)?([$£€¥₹₩])(?:{_N})", around.before.lower())
    return f"{m[1].lower()} {lex.CURRENCIES[mark[1]][1]}" if mark else None


@rule(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?(am|pm|a\.m|p\.m)?")
def _clock(m: re.Match[str], around: Around) -> str | None:
    hour, minute, second, part, half = m.groups()
    said = cardinal(int(hour))
    marked = half or re.fullmatch(r"[ap]\.?m", around.after.lower())
    if int(minute):
        said += f" {'oh ' if int(minute) < 10 else ''}{cardinal(int(minute))}"
    elif second or int(hour) > 24:
        said += " hundred" if not second else " zero zero"
    elif not marked:
        said += " o'clock"
    if second:
        said += f" {'oh ' if int(second) < 10 else ''}{cardinal(int(second))}"
    if part:
        said += f" point {digits(part)}"
    return f"{said} {half[0].upper()}.M" if half else said


@rule(r"(\d{1,2})([ap])\.?m")
def _hour(m: re.Match[str], _: Around) -> str:
    return f"{cardinal(int(m[1]))} {m[2].upper()}.M"


@rule(rf"({_N})(?::|:)({_N})")
def _ratio(m: re.Match[str], _: Around) -> str:
    return f"{number(m[1])} to {number(m[2])}"


@rule(r"(\d{4})-(\d{2})-(\d{2})")
def _iso_date(m: re.Match[str], _: Around) -> str | None:
    return _date(int(m[1]), int(m[2]), int(m[3]))


@rule(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})")
def _us_date(m: re.Match[str], _: Around) -> str | None:
    first, second, y = int(m[1]), int(m[2]), int(m[3])
    y += 0 if y > 99 else 1900 if y > 40 else 2000
    return _date(y, first, second) if first <= 12 else _date(y, second, first)


def _date(y: int, month: int, day: int) -> str | None:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return f"{lex.MONTH_NAMES[month - 1]} {ordinal(day)}, {year(y)}"


@rule(r"\+?\d{1,3}-\d{3}-\d{3,4}(?:-\d{4})?|\d{3}-\d{4}|\(\d{3}\)\d{3}-\d{4}|\d{3}\.\d{3}\.\d{4}|\+\d{1,3}")
def _phone(m: re.Match[str], around: Around) -> str | None:
    if m[0].startswith("+") and not re.match(r"\(?\d{3}", around.after):
        return None
    return ", ".join(digits(group) for group in re.split(r"\D+", m[0]) if group)


@rule(r"\d{3}")
def _area_code(m: re.Match[str], around: Around) -> str | None:
    return digits(m[0]) if re.fullmatch(r"\d{3}-\d{4}", around.after) else None


@rule(rf"(\d+)({_DASH})(\d+)({_UNIT})?")
def _range(m: re.Match[str], _: Around) -> str | None:
    low, _dash, high, what = m.groups()
    if _is_year(low) and len(high) in (2, 4) and not what:
        return f"{year(int(low))} to {year(int(high)) if len(high) == 4 else cardinal(int(high))}"
    said = f"{number(low)} to {number(high)}"
    return f"{said} {unit(what, high)}" if what else said


@rule(rf"({_N})({_DASH})({_N})({_UNIT})?")
def _decimal_range(m: re.Match[str], _: Around) -> str:
    said = f"{number(m[1])} to {number(m[3])}"
    return f"{said} {unit(m[4], m[3])}" if m[4] else said


@rule(r"(\d+)-(\d+)-(\d+)(?:-(\d+))?")
def _formation(m: re.Match[str], _: Around) -> str:
    return " ".join(number(g) for g in m.groups() if g)


@rule(r"(\d+)/(\d+)")
def _fraction(m: re.Match[str], around: Around) -> str:
    top, bottom = int(m[1]), int(m[2])
    if (top, bottom) in ((24, 7), (9, 11)):
        return f"{cardinal(top)} {cardinal(bottom)}"
    if 0 < top < bottom <= 10:
        said = f"{cardinal(top)} {_part(top, bottom)}"
        return f"and {said}" if re.fullmatch(r"\d+", around.before) else said
    return (
        f"{cardinal(top)} out of {cardinal(bottom)}"
        if bottom in (10, 100)
        else f"{cardinal(top)} over {cardinal(bottom)}"
    )


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


@rule(r"(\d+)'(?:(\d+)\"?)?")
def _feet(m: re.Match[str], _: Around) -> str | None:
    return f"{cardinal(int(m[1]))} {'foot ' + cardinal(int(m[2])) if m[2] else 'feet'}"


@rule(r"(\d+)[x×](\d+)([a-z]*)")
def _by(m: re.Match[str], around: Around) -> str:
    return f"{cardinal(int(m[1]))} by {cardinal(int(m[2]))} {_length(m[3], around)}".strip()


@rule(rf"([-−]?)({_N})(x|k|m|b|bn)(\+?)")
def _multiple(m: re.Match[str], around: Around) -> str:
    names = {"x": "times", "k": "K", "bn": "billion", "b": "billion", "M": "million"}
    name = names.get(m[3]) or names.get(m[3].lower()) or ("meter" if m[2] == "1" else _length(m[3], around))
    return f"{'minus ' if m[1] else ''}{number(m[2])} {name}{' plus' if m[4] else ''}"


def _length(text: str, around: Around) -> str:
    """The unit after an amount; in the singular before what is run or swum: 100m dash."""
    return unit(text, "1" if around.after.lower() in lex.RACES else "2") or text


@rule(rf"([-−+]?)({_N})({_UNIT})([+]?)")
def _measure(m: re.Match[str], _: Around) -> str | None:
    name = unit(m[3], m[2])
    return f"{_sign(m[1])}{number(m[2])} {name}{' plus' if m[4] else ''}"


@rule(rf"({_N})([$£€¥₹¢])")
def _money_behind(m: re.Match[str], around: Around) -> str | None:
    if m[2] == "¢":
        return f"{number(m[1])} {'cent' if m[1] == '1' else 'cents'}"
    before = re.fullmatch(_MONEY, m[2] + m[1])
    return _money(before, around) if before else None


@rule(rf"([-−+]?)({_N})(\+?)")
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
    amount = re.fullmatch(rf"[-−]?(?:\d+{_DASH})?({_N}|[½⅓⅔¼¾])", around.before)
    return unit(m[0], amount[1]) if amount else None
