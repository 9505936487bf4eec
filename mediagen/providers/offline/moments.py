"""Reading times, dates and telephone numbers aloud."""

from __future__ import annotations

import re

from mediagen.providers.offline import lexicon as lex
from mediagen.providers.offline.numerals import DASH, Around, Rules, cardinal, digits, into, ordinal, year

RULES: Rules = []
rule = into(RULES)


@rule(r"(\d{1,2})\.([0-5]\d)(am|pm|a\.m|p\.m)?")
def _clock_with_stop(m: re.Match[str], around: Around) -> str | None:
    """8.30 pm, as the British write it; else it is a decimal."""
    half = m[3] or ("" if re.fullmatch(r"[ap]\.?m", around.after.lower()) else None)
    clock = _CLOCK.fullmatch(f"{m[1]}:{m[2]}{half}") if half is not None else None
    return _clock(clock, around) if clock else None


_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?(am|pm|a\.m|p\.m)?", re.IGNORECASE)


@rule(_CLOCK.pattern)
def _clock(m: re.Match[str], around: Around) -> str | None:
    hour, minute, second, part, half = m.groups()
    said = cardinal(int(hour))
    marked = half or re.fullmatch(r"[ap]\.?m", around.after.lower())
    if int(minute):
        said += f" {'oh ' if int(minute) < 10 else ''}{cardinal(int(minute))}"
    elif second or int(hour) > 24:
        said += " hundred" if not second else " zero zero"
    elif not marked and around.after.lower() not in ("noon", "midnight"):
        said += " o'clock"
    if second:
        said += f" {'oh ' if int(second) < 10 else ''}{cardinal(int(second))}"
    if part:
        said += f" point {digits(part)}"
    return f"{said} {half[0].upper()}.M" if half else said


@rule(r"(\d{1,2})([ap])\.?m")
def _hour(m: re.Match[str], _: Around) -> str:
    return f"{cardinal(int(m[1]))} {m[2].upper()}.M"


@rule(r"(\d{4})-(\d{2})-(\d{2})")
def _iso_date(m: re.Match[str], _: Around) -> str | None:
    return _date(int(m[1]), int(m[2]), int(m[3]))


@rule(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})")
def _us_date(m: re.Match[str], _: Around) -> str | None:
    first, second, y = int(m[1]), int(m[2]), int(m[3])
    y += 0 if y > 99 else 1900 if y > 40 else 2000
    return _date(y, first, second) if first <= 12 else _date(y, second, first)


@rule(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
def _european_date(m: re.Match[str], _: Around) -> str | None:
    return _date(int(m[3]), int(m[2]), int(m[1]))


_FRACTIONS = re.compile(r"1/\d+|2/[35]|3/[45]|[45]/5")
"""What is rather a part than a day."""
_ALWAYS = "24/7"


@rule(r"(\d{1,2})/(\d{1,2})")
def _day_of_year(m: re.Match[str], around: Around) -> str | None:
    """05/12 and `ends 12/31`: a month and a day, in the order of the United States where both can be; else no date."""
    first, second = sorted((int(m[1]), int(m[2]))) if int(m[1]) > 12 else (int(m[1]), int(m[2]))
    before = around.before.lower()
    due = before in lex.BEFORE_DATES or before.endswith("day")
    dated = "0" in (m[1][0], m[2][0]) or (due and (second > 12 or not _FRACTIONS.fullmatch(m[0])))
    if m[0] == _ALWAYS or not (dated and 1 <= first <= 12 and 1 <= second <= 31):
        return None
    return f"{lex.MONTH_NAMES[first - 1]} {ordinal(second)}"


@rule(r"[1-9]|[12]\d|3[01]")
def _day_before_another(m: re.Match[str], around: Around) -> str | None:
    """11 and 12 July: the eleventh and the twelfth of July."""
    rest = re.fullmatch(r"(?:and|or|to|until|–) (?:[1-9]|[12]\d|3[01]) (\w+)", around.rest)
    dated = rest and lex.is_month(rest[1])
    return f"{'' if around.before.lower() == 'the' else 'the '}{ordinal(int(m[0]))}" if dated else None


@rule(rf"([1-9]|[12]\d|3[01]){DASH}([1-9]|[12]\d|3[01])")
def _days_of_month(m: re.Match[str], around: Around) -> str | None:
    """May 5–7, 5–7 May: the fifth to the seventh."""
    first, last = (ordinal(int(day)) for day in m.groups())
    if lex.is_month(around.before):
        return f"{first} to {last}"
    the = "" if around.before.lower() == "the" else "the "
    return f"{the}{first} to the {last} of" if lex.is_month(around.after) else None


@rule(r"[1-9]|[12]\d|3[01]")
def _day_before_month(m: re.Match[str], around: Around) -> str | None:
    """1 May 2026: the first of May, twenty twenty six."""
    if not lex.is_month(around.after) or around.parted:
        return None
    return f"{'' if around.before.lower() == 'the' else 'the '}{ordinal(int(m[0]))} of"


_DAY = "|".join([*lex.DAYS, *(day.lower() for day in lex.DAYS.values()), *lex.MONTHS, *map(str.lower, lex.MONTH_NAMES)])


@rule(rf"({_DAY}){DASH}({_DAY})")
def _days(m: re.Match[str], _: Around) -> str:
    """Mon–Fri: Monday to Friday."""
    names = {**lex.DAYS, **lex.MONTHS}
    return " to ".join(names.get(day.lower(), day) for day in m.groups())


@rule("|".join(lex.DAYS))
def _day(m: re.Match[str], around: Around) -> str | None:
    """Mon - Fri, Sat 10-2; the sun, and who sat, are no days."""
    if not m[0].istitle():
        return None
    sure = m[0] not in ("Mon", "Wed", "Sat", "Sun") or lex.dated(around.before)
    listed = re.match(r"(?:(?:–|to|and|&|through|or) )?(\w+)", around.rest)
    timed = listed and (lex.dated(listed[1]) or re.match(r"(?:[012]?\d|3[01])(?!\d)", listed[1]))
    return lex.DAYS[m[0].lower()] if sure or timed else None


def _date(y: int, month: int, day: int) -> str | None:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return f"{lex.MONTH_NAMES[month - 1]} {ordinal(day)}, {year(y)}"


@rule(r"\+?\d{1,3}-\d{3}-\d{3,4}(?:-\d{4})?|\d{3}-\d{4}|\(\d{3}\)\d{3}-\d{4}|(?:1\.)?\d{3}\.\d{3}\.\d{4}|\+\d{1,3}")
def _phone(m: re.Match[str], around: Around) -> str | None:
    if m[0].startswith("+") and not re.match(r"\(?\d{3}", around.after):
        return None
    return ", ".join(digits(group) for group in re.split(r"\D+", m[0]) if group)


@rule(r"\d{3}")
def _area_code(m: re.Match[str], around: Around) -> str | None:
    called = around.before.lower() in ("call", "dial", "ring", "text", "phone")
    return digits(m[0]) if called or re.fullmatch(r"\d{3}-\d{4}", around.after) else None
