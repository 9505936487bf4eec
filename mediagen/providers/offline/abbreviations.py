"""What is written short with a full stop, and whether that full stop ends the sentence too."""

from __future__ import annotations

import re

from mediagen.providers.offline import lexicon as lex
from mediagen.providers.offline.numerals import DASH, Around


def abbreviation(core: str, tail: str, around: Around, following: str) -> tuple[str | None, str, bool]:  # noqa: PLR0911 - a table of cases
    """What an abbreviation stands for (None: it is none), the marks left after it, and whether a full stop that
    belongs to it may end the sentence as well.
    """
    low = core.lower().replace(".", "")
    if not tail.startswith(".") or tail.startswith(".."):
        if low in lex.MONTHS and core[:1].isupper() and len(core) == 3 and around.after[:1].isdigit():
            return lex.MONTHS[low], tail, True
        bare = (core.istitle() or (core.isupper() and low != "ms")) and low in ("mr", "mrs", "ms", "dr")
        return (lex.NEVER_ENDS[low] if bare or low in ("vs", "approx") else None), tail, True
    left = tail[1:]
    said = _with_stop(core, low, around, following)
    if said is not None or (_measure(core, around) and following[:1].islower()):
        return said, left, False
    if low in lex.MAY_END and not (low in lex.LOWER_ONLY and (core.isupper() or not _abbreviated(low, around))):
        return _full(low, around), left or _stop_before(following), True
    if re.fullmatch(r"(?:[A-Za-z]\.|Ph\.)+[A-Za-z]", core) and low not in ("eg", "ie"):
        if low in ("am", "pm"):
            ends = not re.match(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|[ECMP][SD]?T\b|Eastern|Pacific", following)
        else:
            ends = not following or following.lower() in lex.STARTERS
        return None, left or (_stop_before(following) if ends else ""), True
    if re.fullmatch("[A-Z]", core) and core != "I" and following[:1].isupper() and not left and _initial(around):
        return core, left, False  # an initial: J. K. Rowling
    return None, tail, True


def _initial(around: Around) -> bool:
    return around.before[:1] == around.before[:1].upper() and around.before.lower() not in lex.LISTED


def _with_stop(core: str, low: str, around: Around, following: str) -> str | None:  # noqa: PLR0911 - a table of cases
    """Abbreviations that no sentence ends with."""
    counted = following[:1].isdigit() and (core in ("No", "Nos") or not around.before[-1:].isdigit())
    if low in lex.BEFORE_FIGURES and counted:
        return lex.BEFORE_FIGURES[low]
    if low == "in" and around.before[-1:].isdigit() and following[:1].islower():
        return "inch"
    if low == "ft" and not around.before[-1:].isdigit() and core[0].islower() and following[:1].isupper():
        return "featuring"
    if low == "st":
        return "saint" if following[:1].isupper() and not around.before[:1].isupper() else "street"
    if (
        low in lex.NEVER_ENDS
        and following
        and (low not in ("gen", "col", "fig", "mt", "ft", "ms") or core[0].isupper() or following[:1].isdigit())
    ):
        return "feet" if low == "ft" and re.search(r"\d$|^sq$", around.before) else lex.NEVER_ENDS[low]
    if low in lex.MONTHS and core[0].isupper() and following and low != "may":
        return lex.MONTHS[low]
    dated = following[:1].isdigit() or following[:3].lower() in lex.MONTHS or following == "at"
    if low in lex.DAYS and core[0].isupper() and (low not in ("sat", "sun") or dated):
        return lex.DAYS[low]
    first, _, last = re.sub(DASH, "–", low).partition("–")
    days = last in lex.DAYS and first in lex.DAYS and core.istitle() and following  # Mon.–Fri. 9–5
    return f"{lex.DAYS[first]} to {lex.DAYS[last]}" if days else None


def _full(low: str, around: Around) -> str:
    """What an abbreviation that may end a sentence stands for: one hour, five hours."""
    several = re.search(r"\d$", around.before) and around.before != "1"
    return f"{lex.UNITS[low]}s" if several and low in lex.UNITS else lex.MAY_END[low]


def _measure(core: str, around: Around) -> bool:
    """Whether it is a unit after an amount, an 8 oz. steak or 12-oz., or what an amount is for, $5/mo."""
    name = re.split(r"[\d/-]", core.lower())[-1]
    counted = re.search(r"\d", core if name != core.lower() else around.before) or around.before == "sq"
    return bool(counted) and name in {*lex.UNITS, *lex.UNITS_FIXED, *lex.PER}


def _abbreviated(low: str, around: Around) -> bool:
    """Whether what may be a plain word is short for something here: after a number, or a firm's name before Co."""
    return (
        bool(around.before[-1:].isdigit())
        if low in ("min", "sec")
        else low == "est" or (low in ("co", "al", "rd") and bool(around.before))
    )


def _stop_before(following: str) -> str:
    return "." if not following or following[:1].isupper() else ""
