"""Reading sums of money aloud, with the sign or the letters of a currency before or after them."""

from __future__ import annotations

import re

from mediagen.providers.offline import lexicon as lex
from mediagen.providers.offline.numerals import DASH, NUMBER, Around, Rules, cardinal, into, number

RULES: Rules = []
rule = into(RULES)

_MONEY = rf"([-−+]?)(?:us|ca?|au?|nz|hk|s|r)?([$£€¥₹₩])({NUMBER})(?:({DASH})[$£€]?({NUMBER}))?(k|m|mn|b|bn|t|tn)?(\+?)"
_POINTED = r"\d{1,3}(?:\.\d{3})+"
"""Thousands as most of Europe writes them."""
_NO_NOUNS = frozenset(lex.split("and or but if to for from in on at with each is was")) | {""}
"""After these words an amount is none of something: they paid a $20 for it."""
_CODES = "|".join(map(re.escape, lex.CURRENCY_CODES))


@rule(rf"({_CODES})({NUMBER})(?:{DASH}(\d+))?")
def _coded(m: re.Match[str], _: Around) -> str | None:
    """CHF 45.00, of which the reader gets CHF45.00: forty five Swiss francs."""
    code, amount, upto = m.groups()
    if code not in lex.CURRENCY_CODES:
        return None
    one, many = lex.CURRENCY_CODES[code]
    said = number(amount.removesuffix(".00")) + (f" to {number(upto)}" if upto else "")
    return f"{said} {one if amount == '1' else many}"


@rule(_MONEY)
def _money(m: re.Match[str], around: Around) -> str:
    sign, mark, amount, _dash, upto, scale, more = m.groups()
    one, many, cent, cents = lex.CURRENCIES[mark]
    if around.before.lower() in ("a", "an") and around.after.lower() not in _NO_NOUNS and not around.parted:
        many, cents = one, cent  # a $5 bill
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
    mark = re.fullmatch(rf"[-−]?(?:us)?([$£€¥₹₩])(?:{NUMBER})", around.before.lower())
    return f"{m[1].lower()} {lex.CURRENCIES[mark[1]][1]}" if mark else None


@rule(rf"({NUMBER})([$£€¥₹¢])")
def _money_behind(m: re.Match[str], around: Around) -> str | None:
    if m[2] == "¢":
        return f"{number(m[1])} {'cent' if m[1] == '1' else 'cents'}"
    before = re.fullmatch(_MONEY, m[2] + m[1])
    return _money(before, around) if before else None


@rule(rf"(\d+)/([$£€](?:{NUMBER}))")
def _for(m: re.Match[str], _: Around) -> str:
    """3/$10: three for ten dollars."""
    money = re.fullmatch(_MONEY, m[2])
    return f"{number(m[1])} for {_money(money, Around())}" if money else m[0]


@rule(rf"({_POINTED}|[1-9]\d*(?=[.,]\d\d$))(?:[.,]\d\d)?")
def _before_its_currency(m: re.Match[str], around: Around) -> str | None:
    """24.90 €: twenty four (euros and ninety cents)."""
    return number(m[1].replace(".", "")) if around.after in lex.CURRENCIES else None


@rule(r"([$£€¥₹₩])")
def _currency_after(m: re.Match[str], around: Around) -> str | None:
    if not (before := re.fullmatch(rf"({_POINTED}|[1-9]\d*)(?:[.,](\d\d))?", around.before)):
        return None
    one, many, cent, cents = lex.CURRENCIES[m[1]]
    part = int(before[2] or 0)
    said = f" and {cardinal(part)} {cent if part == 1 else cents}" if part else ""
    return f"{one if before[1] == '1' else many}{said}"


@rule(r"([€$£]?)(\d{1,3}(?:\.\d{3})*),(\d{2})([€$£]?)")
def _money_with_comma(m: re.Match[str], around: Around) -> str | None:
    money = re.fullmatch(_MONEY, f"{m[1] or m[4]}{m[2].replace('.', '')}.{m[3]}")
    return _money(money, around) if money else None
