"""A description as it is read: without emoji, shouting, signs of mark-up, abbreviations and what is no English."""

from __future__ import annotations

import re
from collections.abc import Iterable

from mediagen.providers.offline.copywriting import english
from mediagen.providers.offline.copywriting.vocabulary import word_set


def _any_of(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, words))


_EMOJI = re.compile(
    r"[\u2190-\u21ff\u2300-\u23ff\u2460-\u24ff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d\u20e3\U0001f000-\U0001faff]+"
    r"(?=\s*(\S?))"
)
"""Emoji, and arrows, ticks and stars; and what comes after them."""
_BEFORE_FIGURES = {"min": "minimum", "max": "maximum", "approx": "about", "ca": "about"}
_BEFORE_WORDS = {
    "incl": "including",
    "excl": "excluding",
    "e.g": "for example",
    "i.e": "that is",
    **{title.lower(): title for title in ("Dr", "St", "Mr", "Mrs", "Ms", "Prof")},
}
"""Abbreviations whose stop ends no sentence → what is read."""
_ABBREVIATED = re.compile(
    rf"(?<!\d )(?<!\d)\b(?:(?:{_any_of(_BEFORE_FIGURES)})\.(?=\s+\d)|(?:{_any_of(_BEFORE_WORDS)})\.(?=\s+\w))",
    re.IGNORECASE,
)
_SHORT = _BEFORE_FIGURES | _BEFORE_WORDS
_ASIDE = re.compile(r"\([^()]*\)|[*_#`]")
_ELSEWHERE = word_set("""
    acht alle auch aus bei das dem der ein eine einem einen einer für gibt gibt's ihr ihre ist kleine kleiner nach nicht
    oder sich sie und uns unser unsere vom wir zum zur
    aux avec cette dans notre nous sans sont une votre vous
    más muy nuestra nuestro pero por que también
    che della gli nel nostra nostro sono
    een het maar naar niet ook onze voor wij zijn
    är från för ikke inte och og på vår
""")
"""Small words of other languages that are none in English."""
_ENGLISH = word_set("""
    a all and are at by each every for from free has in is it no not of on or our per since the their this to we with
    without you your
""")
_FEW = 4
"""Words among which one of another language tells."""
_EITHER = re.compile(r"\s[/|]\s")


_WITHOUT = "additive|alcohol|cruelty|dairy|fragrance|gluten|grain|lactose|nut|plastic|sugar"
_SPELLED = (
    (re.compile(r"(?<=[\w.]) [&+] (?=\w)"), " and "),
    (re.compile(r"(?<=\w) = (?=[£€$])"), " for "),
    (re.compile(r"(?<![\d£€$])([£€$]\d+(?:[.,]\d+)?) (?=[£€$]\d)"), r"was \1, now "),
    (re.compile(r"(?<=\d) ?yrs?\b(?= [a-z])"), "-year"),
    (re.compile(r"(?<=\d) ?yrs?\b"), " years"),
    (re.compile(r"(?<=\d) ?mins?\b"), " minutes"),
    (re.compile(r"(?<=\d) ?hrs?\b"), " hours"),
    (re.compile(rf"\b({_WITHOUT}) free(?= (?!and |or )[a-z])", re.IGNORECASE), r"\1-free"),
)
"""What notes have → what is read."""


def cleaned(description: str, product: str) -> str:
    """`description` with its emoji as line breaks where a sentence may begin, capitals throughout as small letters,
    abbreviations and signs in full, and nothing in brackets.
    """
    text = _EMOJI.sub(_instead, description)
    text = _ABBREVIATED.sub(lambda m: _SHORT[m[0].lower().rstrip(".")], text)
    parts = text.split(product) if product else [text]
    for pattern, instead in _SPELLED:
        parts = [pattern.sub(instead, part) for part in parts]
    return _ASIDE.sub("", english.quiet(product.join(parts), product))


def in_english(sentence: str) -> str:
    """Of a sentence in two languages (Hofladen / farm shop) what is English; "" where nothing is."""
    return " / ".join(part for part in _EITHER.split(sentence) if not _is_foreign(part))


def _instead(emoji: re.Match[str]) -> str:
    """A line break where a sentence may begin after it, else a blank."""
    after = emoji[1]
    return "\n" if not after.isalpha() or after.isupper() else " "


def _is_foreign(text: str) -> bool:
    """Whether it has more small words of other languages than of English, and not but one in many."""
    words = [english.word(one) for one in text.split()]
    elsewhere = sum(one in _ELSEWHERE for one in words)
    return elsewhere > sum(one in _ENGLISH for one in words) and (elsewhere > 1 or len(words) <= _FEW)
