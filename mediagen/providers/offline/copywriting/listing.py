"""Lists, prices, people and places in a description."""

from __future__ import annotations

import re

from mediagen.providers.offline.copywriting import english
from mediagen.providers.offline.copywriting.english import word
from mediagen.providers.offline.copywriting.qualities import is_noun
from mediagen.providers.offline.copywriting.vocabulary import word_set

_MONEY = (
    r"(?:[£€$]\s?\d[\d.,]*|\d+[.,]\d\d(?=\s(?:an?|per)\s)|\d+/(?:mo|month|week|year)\b"
    r"|\d[\d.,]*\s?(?:€|£|euros?\b|pounds?\b|dollars?\b|francs?\b|kroner\b|USD\b|EUR\b|GBP\b))"
)
_PRICE = re.compile(rf"(?:^|\b(?:for|from|only|just|at|of|under|costs?)\s+(?:only\s+|just\s+)?){_MONEY}", re.IGNORECASE)
_COSTS = re.compile(r"(?!.*\b(?:over|saves?|up to|worth)\b)(?:[\w'’-]+\s){1,5}[£€$]\s?\d[\d.,]*(?=[\s,/]|$)")
"""A dish with its price: two-course lunch €14.50."""
_FREE = re.compile(
    r"free$|(?:now )?free (?:for|until|with|to)\s|.*\b(?:is|are|days|weeks?|months?|class|lesson) free$"
    r"|(?:your |the )?first \w+ (?:is |are )?free\b|\d+ ?% off\b|pay what you (?:can|like|want)$",
    re.IGNORECASE,
)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATE = re.compile(
    r"(?:(?:on|out|from|until|starts?|starting|begins?|opens?|opening) )*"
    r"\d{1,2}\.?(?:\s?(?:to|and|[–-])\s?\d{1,2}\.?)?"
    rf" (?:{_MONTHS})\b(?:.{{,12}}| \d{{4}} (?:at|in|on) .{{,40}})$",
    re.IGNORECASE,
)
_STATEMENT = re.compile(
    r".+\s(?:accepted|allowed|available|guaranteed|included|needed|provided|required|served|welcome|open(?= \w+days?$))"
    r"(?:\s\w+days?|\s(?:at|every|for|from|in|on|until|within)\s.+)?",
    re.IGNORECASE,
)
_OF_THEM = r",\s(?:and\s)?(?=(?:all|both|half|most|none|some|\w+) of (?:it|them)\b)"
"""Begins what is said of what is before: 6 beers, 2 of them alcohol-free."""
_OPEN = re.compile(
    r"(?:from )?\d{1,2}(?:[.:]\d\d)? ?[ap]m (?:to|until) \d"
    rf"|open (?:\d+ days|from|every|until|daily|all|on|at|24|[a-z]+day|{_MONTHS})\b"
    r"|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{,6}\s?[–-]\s?[a-z]{3,9}(?: (?:till |until )?\d|$)",
    re.IGNORECASE,
)
_PEOPLE = word_set("""
    adults anyone athletes babies boys brides cats children couples dogs everyone expats families fathers freelancers
    girls grandparents guests kids men mothers mothers-to-be nomads parents people pets pupils seniors students teams
    teens toddlers visitors women
""")
_NOT_PEOPLE = word_set("""
    apartments calendars colors colours computers containers corners departments dinners documents doors elements events
    floors flowers gardens garments indoors investments moments numbers outdoors papers payments plants powers rivers
    restaurants showers summers trailers treatments winters waters
""")
_PERSON = re.compile(r"\w{2,}(?:ers|ors|ists|ants|ents|eers|ians|eurs)")
_NAMED = re.compile(
    r"(?:in|near|by|at|on)\s+(?:the\s+)?(?:[A-Z][\w'’-]*(?:\s+[A-Z][\w'’-]*)*|sea|seaside|lake|river|harbour|coast)"
)
_QUALITY = r"[a-z]{3,6} (?:in|on|for|to) (?:your )?[a-z]+"
_SIZE = re.compile(r"[\d.,]+ ?[a-z]{0,3}", re.IGNORECASE)
_OF_LISTS = r"(?:a|an|the|no|zero|\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|twelve)\s"


def begins_as_offer(text: str) -> bool:
    """Whether `text` says first of all what it costs or when it is open."""
    return bool(is_offer(text)) and bool(
        _OPEN.match(text) or _FREE.match(text) or _PRICE.match(text) or _COSTS.match(text)
    )


def is_offer(text: str) -> str:
    """The part of `text` that says what it costs, or when it is open: from 39 euros, free for a month; "" if none."""
    text = text.strip(" ,.")
    if _OPEN.match(text):
        return re.split(r",\s+(?:but\s+)?closed\b", text, maxsplit=1)[0]
    if _DATE.match(text):
        return text
    if len(text.split()) <= 8 and (_PRICE.search(text) or _FREE.match(text) or _COSTS.match(text)):
        return re.sub(r"^(?:just|only)\s+(?=an?\s)", "", text)
    return ""


def is_timetable(text: str) -> bool:
    """Whether it says on which days and at what hour: every first Saturday, 10 am to 4 pm, in the library."""
    return bool(
        re.match(r"(?:daily (?:at|from|until)|each|every|on|(?:[a-z]{3,6}days?) (?:at|from)) .*\d", text, re.IGNORECASE)
    )


def is_statement(text: str) -> bool:
    """Whether it says something of a thing without a verb: dogs welcome, breakfast served until noon."""
    return bool(_STATEMENT.fullmatch(text))


def people(text: str) -> str:
    """Whom `for …` names: children aged 8 to 14; "" where it is nobody."""
    who = text.removeprefix("for ") if text.startswith("for ") else ""
    head = re.split(r"\s(?:who|aged|of|on|only|with|from)\b", who, maxsplit=1)[0]
    last = word(head, len(head.split()) - 1) if head else ""
    known = last in _PEOPLE or (_PERSON.fullmatch(last) and last not in _NOT_PEOPLE)
    return who if known and len(who.split()) <= 7 else ""


def place(text: str) -> str:
    """Where it is, with its preposition: in Bergen, by the sea; "" where `text` names no place."""
    found = _NAMED.match(text)
    named = found and word(found[0].split()[-1]) not in english.PROPER | {"march", "may"}
    return found[0] if found and named and found.end() == len(text) else ""


def parts(text: str) -> list[str]:
    """What is listed in `text`, each part by itself where it has more to it than a word."""
    items = re.split(r",\s+(?:and\s+|or\s+)?|\s+and\s+", text)
    if re.search(_OF_THEM, text) or all(map(_SIZE.fullmatch, re.split(r",\s|\sor\s", text))):
        return [text]
    if found := re.search(r",\s(?=(?:including|plus)\s)", text):
        return [*parts(text[: found.start()]), text[found.end() :]]
    if len(items) == 1 or _is_one(text, items) or re.fullmatch(r"[\w-]+, [\w-]+", text):
        return re.split(r",\s+(?:and\s+)(?=no\s)", text) if len(items) > 1 else [text]
    if pair := re.fullmatch(
        rf"({_QUALITY}, {_QUALITY})(?:, (?:and )?(.+))?", text, re.IGNORECASE
    ):  # cool in summer, warm in winter
        return [pair[1], *parts(pair[2])] if pair[2] else [pair[1]]
    comma = re.split(r",\s+(?:and\s+|or\s+)?", text)
    for at in reversed(range(1, len(comma))):
        if is_noun(comma[at]):  # two bedrooms, kitchen
            comma[at - 1 : at + 1] = [f"{comma[at - 1]}, {comma[at]}"]
    return [part for one in comma for part in _pair(one, listed=len(comma) > 1)]


def _is_one(text: str, items: list[str]) -> bool:
    """Whether the list is one thing: invoices, receipts and taxes in one place; a row of plain words."""
    listed = bool(re.match(r"[^,]+,\s.+\sand\s", text))
    plain = [one for one in items if " " not in one.strip()]
    marked = [one for one in items if re.match(_OF_LISTS, one) or one[:1].isdigit()]
    short = all(len(one.split()) <= 2 and one not in marked for one in items[1:])
    of_all = bool(short and re.search(r"\s(?:for|of)\s", items[0]))
    row = listed or (len(items) > 2 and all(one in plain for one in items[:2]))
    if of_all and ((len(items) > 2 and not marked) or (not listed and " and " in text and "," not in text)):
        return True
    return row and bool(plain or of_all) and len(marked) < min(len(items) - 1, max(2, len(plain)))


def _pair(text: str, *, listed: bool) -> list[str]:
    """Coaches who know you and classes from six: two things; milk and honey are one."""
    first, both, second = text.rpartition(" and ")
    if not both or " between " in f" {first} " or re.match(r"[\d.:]+(?: ?[ap]\.?m\.?)?(?:\s|$)(?!\w)", second):
        return [text]
    more = r"\s(?:who|that|which|from|in|on|at|until|with|for|by)\s"
    marked = re.match(_OF_LISTS, second + " ") or re.search(r"\s(?:who|that|which)\s", first)
    apart = (" " in second and re.search(more, first)) or (len(first.split()) > 1 and re.search(more, second))
    if (
        marked
        or (apart and not re.search(r"\s(?:of|from|with|by)\s\S+$", first))
        or (listed and len(first.split()) > 1)
    ):
        return [*_pair(first, listed=listed), second]
    return [text]


def made(text: str) -> list[str]:
    """Picked at night and aged in oak: each of them."""
    return re.split(
        r",\s+(?=\w+ed\s(?:by|in|from|with|at|on|to|for)\s|in\s)|,?\s+and\s+(?=(?:at|on|in|with|without)\s|\w+(?:ed|n)\s(?:by|in|from|with|at|on|to|for)\s)"
        r"|,\s+(?=\w+ed,\s|\w+ed\sand\s)"
        r"|,\s+(?=(?:at|on|for|from|with|without|ready)\s)",
        text,
    )
