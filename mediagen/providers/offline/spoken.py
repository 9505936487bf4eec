"""The spoken form of a text: which words are said for each written one, in what breaths, with which pauses.

The written words are those between white space (`text.split()`); every one is kept, said or silent, so that the
time of each can be told.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from mediagen.errors import ProviderError
from mediagen.providers.offline import lexicon as lex
from mediagen.providers.offline.abbreviations import abbreviation
from mediagen.providers.offline.directions import HELD, directed
from mediagen.providers.offline.numerals import Around, digits
from mediagen.providers.offline.reading import read
from mediagen.providers.offline.tunes import Tune, tune

SENTENCE, LINE, PARAGRAPH, ELLIPSIS, CLAUSE = 0.4, 0.55, 0.8, 0.6, 0.12
"""Seconds of silence after a sentence, a line, a paragraph, three dots, and where a sentence is too long."""
LONGEST = 260
"""Letters in one breath: what the network reads well in one go (it is trained on up to about 400 phonemes)."""

_PHONE = re.compile(r"(?<!\S)(?:\+\d{1,3}\s+\(?\d{1,4}\)?|\(?0\d{2,4}\)?)(?: \d{2,8}){1,4}(?![\w%]|[.,:/-]\d)")
"""A telephone number in groups, with the country before it or a nought."""
_CODE = re.compile(
    r"(?<!\S)(?:(?i:text|sms)\s+\S+\s+to\s+(\d{3,6})|(?i:pin|code):?\s+(\d{4})|[Ff]light\s+[A-Z]{2}\s+(\d{2,4})"
    r"|(?:(?i:zip(?: code)?):?|(?!IN|OF|TO|BY|AT|ON|UP|MY|NO)[A-Z]{2},?|D\.C\.,?)\s+(\d{5}))(?![\w%]|[.,:/-]\d)"
)
"""Figures that are no number: of a short message, an American address, a flight."""
_LEAD = re.compile(r"^(?:\.{2,}|[\"“”„«»*_`({\[|]|[~<>](?![$£€]?\d)|'(?!\d\ds|cause|til|em|tis|twas))+", re.IGNORECASE)
_TAIL = re.compile(r"(?:[\"“”„«»*_`~)}\]>|.,;:!?…—–]|-+$|(?<!\d)'|(?<=\d\")')+$")
_SIGNS = "&@#+-−$£€¥₹₩%°<>=×÷±→≤≥≈~√∞§©½⅓⅔¼¾⅕⅛¢№²³/'’.:"
_STARS = re.compile("(?:(?<!\\d)(\\d++)(?:[★⭐]\ufe0f?)+|((?:[★⭐]){2,5}))(?!\\w)")
_ENDS = {"?": "?", "!": "!", ".": "."}


@dataclass(slots=True)
class Word:
    """One written word: its place in the text, what is said for it, the mark after it, the silence after it.

    `mark` is one of `, ; : . ! ? — …` or empty. `pause` over 0 ends the breath; `asked`: the text asks for it.
    """

    index: int
    said: str = ""
    mark: str = ""
    pause: float = 0.0
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Breath:
    """What is said in one go: chunks without blanks, marks attached, each with the index of its written word;
    then `pause` seconds of silence. `tune` is that of the sentence which it ends. `asked`: the pause is as long as the
    text says, however slowly it is spoken.
    """

    chunks: tuple[str, ...]
    owners: tuple[int, ...]
    pause: float
    tune: Tune = "plain"
    asked: bool = False


@dataclass(slots=True)
class _Token:
    core: str
    tail: str
    gap: str
    lead: str = ""
    silent: bool = False
    pause: float = field(default=0.0)
    dialled: bool = False
    """Whether it is a group of a telephone number."""


def breaths(text: str, *, known: Callable[[str], bool] = lambda _w: True) -> list[Breath]:
    """`text` as it is spoken. `known` tells whether a lower-case word is in the dictionary.

    Raises ProviderError when nothing can be spoken.
    """
    found = [b for run in _runs(_words(text, known)) for b in _breaths_of(run)]
    if not any(b.chunks for b in found):
        raise ProviderError(
            f"nothing in the text can be spoken: {text[:60]!r}",
            remedy="write at least one word or number in Latin letters",
        )
    return found


def unreadable(text: str) -> list[str]:
    """The letters of other scripts than Latin that would be lost, each once and in their order in Unicode."""
    lost = sorted({c for c in text if not c.isascii() and _foreign(c)})
    greek = {c for c in lost if "GREEK" in unicodedata.name(c, "") and not re.search(f"\\w{c}|{c}\\w", text)}
    return [c for c in lost if c not in greek]


def _foreign(c: str) -> bool:
    """Whether `c` is a letter or digit of another script than Latin; marks and signs are not."""
    if unicodedata.category(c)[0] not in "LN" or c in _SIGNS:
        return False
    plain = unicodedata.normalize("NFKD", c.translate(lex.LATIN))[:1]
    return not plain.isascii()


def _words(text: str, known: Callable[[str], bool]) -> Iterator[Word]:
    tokens = _tokens(text)
    for i, token in enumerate(tokens):
        after = tokens[i + 1] if i + 1 < len(tokens) else _Token("", "", "")
        word = Word(i, pause=token.pause, asked=token.pause > 0)
        if not token.silent:
            rest = " ".join(t.core or t.tail for t in tokens[i + 1 : i + 4])
            before = tokens[i - 1] if i else _Token("", "", "")
            begins = bool(before.tail or token.lead or "\n" in before.gap)
            around = Around(before.core, after.core, rest, bool(token.tail or after.lead), begins)
            word.said, word.mark = _said(token, around, after.lead + after.core, known)
        if "…" in token.tail or ".." in token.tail:
            word.pause = word.pause or ELLIPSIS
        elif word.mark in _ENDS:
            word.pause = word.pause or SENTENCE
        if "\n" in token.gap:
            word.pause = max(word.pause, PARAGRAPH if token.gap.count("\n") > 1 else LINE)
        yield word


def _said(token: _Token, around: Around, following: str, known: Callable[[str], bool]) -> tuple[str, str]:
    """The words that are said for one, and the mark after them."""
    if token.dialled:
        return digits(token.core), _mark(token.tail, following, may_end=True) or ("," if following else "")
    if token.tail == "–" and not token.core and _is_span(around):
        return "to", ""
    if not token.core and not token.tail:  # a picture parts what has no mark
        return "", "," if around.before[1:] and following[:1].isupper() else ""
    said, tail, may_end = abbreviation(token.core, token.tail, around, following)
    mark = _mark(tail, following, may_end=may_end)
    said = read(token.core, around, known=known) if said is None else said
    return said, mark or ("," if "(" in following[:2] else "")


def _is_span(around: Around) -> bool:
    """Whether a dash between blanks is said `to`: 5 – 10 years, 9 am - 5 pm."""
    spans = bool(re.search(r"\d[%°]?[CF]?$|\d[ap]m$|^[ap]m$", around.before) and re.match(r"[$£€]?\d", around.after))
    return spans or (lex.dated(around.before) and lex.dated(around.after))


def _tokens(text: str) -> list[_Token]:
    text = directed(text)
    dialled = [found.span(found.lastindex or 0) for pattern in (_PHONE, _CODE) for found in pattern.finditer(text)]
    tokens: list[_Token] = []
    fresh, quoted = True, False
    for match in re.finditer(r"(\S+)(\s*)", text):
        token = _token(match[1], match[2], fresh=fresh, quoted=quoted)
        token.dialled = any(first <= match.start() < end for first, end in dialled)
        tokens.append(token)
        fresh, quoted = "\n" in match[2], quoted ^ (match[1].count('"') % 2 == 1 and not token.core.endswith('"'))
    return tokens


def _token(written: str, gap: str, *, fresh: bool, quoted: bool = False) -> _Token:
    """One written word taken apart: marks before, the word, marks after. `fresh`: it starts a line; `quoted`: a
    quotation has begun before it, so that `"` after a figure is no inch.
    """
    if HELD in written:
        seconds = re.search(f"{HELD}([\\d.]+){HELD}", written)
        return _Token("", "", gap, silent=True, pause=float(seconds[1]) if seconds else 0.0)
    text = _clean(re.sub(r"\]\([^)\s]*\)|</?[a-zA-Z][^>]*>", "", written))
    if fresh and re.fullmatch(r"#{1,6}|[-*+•>–—→]|[-*_=]{3,}", text):
        return _Token("", "", gap, silent=True)
    if re.fullmatch(r"[&@+=<>%×÷±→≤≥≈~/$£€#°-]", text):
        return _Token("" if text in "/#~-" else text, {"-": "–", "/": ","}.get(text, ""), gap)
    lead = _LEAD.match(text)
    text = text[lead.end() :] if lead else text
    tail = _TAIL.search(text)
    inches = None if quoted or lead else re.match(r"[\d.]*\d\"", text)
    if tail and re.search(r"\d'\d*\"$", text):  # 6'2" is a height
        tail = None
    end = inches.end() if inches and tail and inches.end() > tail.start() else tail.start() if tail else len(text)
    return _Token(text[:end], text[end:], gap, lead[0] if lead else "")


def _clean(text: str) -> str:
    """Compatibility forms and odd signs as plain ones; pictures, controls and stray accents dropped."""
    if text.strip("\ufe0f") in ("❤", "♥"):
        return "❤"
    text = _STARS.sub(lambda m: f"{m[1] or len(m[2])}-star", html.unescape(text))
    text = text.replace("…", "...").replace("’", "'").replace("‘", "'").replace("--", "—").replace("―", "—")
    text = "".join(_plain(c) for c in re.sub(r"(?<=\d)'(?=\d{3}(?!\d))", ",", text))
    return re.sub(r"(?<=\d)\s*°\s*", "°", text)


def _plain(c: str) -> str:
    if c.isascii() or c in _SIGNS or c in "“”„«»–—":
        return c if c.isprintable() else ""
    kind = unicodedata.category(c)
    if kind[0] in "CMZ" or kind in ("So", "Sk"):
        return "-" if c == "\u2011" else ""
    if "GREEK" in (name := unicodedata.name(c, "")):
        return name.rsplit(" ", 1)[-1].lower()
    c = c.translate(lex.LATIN)
    if "\u00c0" <= c[0] <= "\u017f":
        return c
    plain = "".join(p for p in unicodedata.normalize("NFKD", c) if not unicodedata.combining(p))
    return plain if plain.isascii() else "-" if kind == "Pd" else ""


def _mark(tail: str, following: str, *, may_end: bool) -> str:
    """The one mark that the voice needs of all that stand after a word."""
    if "?" in tail or "!" in tail:
        quoted = re.search(r"[?!][\"”')]", tail) and following[:1].islower()
        return "," if quoted else "?" if "?" in tail else "!"
    if "…" in tail or ".." in tail:
        return "…"
    if "." in tail and may_end:
        return "."
    for mark in ";:—":
        if mark in tail:
            return mark
    if "–" in tail or tail.endswith("-"):
        return "—"
    return "," if "," in tail or ")" in tail else ""


def _runs(words: Iterator[Word]) -> Iterator[list[Word]]:
    """The words from one pause to the next. What is silent hands its mark and pause to the word before it."""
    run: list[Word] = []
    for word in words:
        if word.said:
            run.append(word)
        elif run:
            run[-1].mark = run[-1].mark or word.mark
        if word.pause and run:
            run[-1].pause, run[-1].asked = word.pause, word.asked
            yield run
            run = []
        elif word.pause:
            yield [word]
    if run:
        yield run


def _breaths_of(run: list[Word]) -> Iterator[Breath]:
    """A run as breaths that the network can take: whole, else cut at clauses, else between words."""
    if not run[-1].said:
        yield Breath((), (), run[-1].pause, asked=run[-1].asked)
        return
    melody = tune([word.said + word.mark for word in run])
    while run:
        cut = _cut(run)
        chunks: list[str] = []
        owners: list[int] = []
        for word in run[:cut]:
            *first, last = word.said.split()
            marked = last.rstrip(",").removesuffix(word.mark) + word.mark
            chunks += [*first, last if last[-1] in ",.;:" and not word.mark else marked]
            owners += [word.index] * (len(first) + 1)
        final = cut == len(run)
        if chunks[-1][-1] not in ".?!…,;:—":
            chunks[-1] += "." if final else ","
        pause, tuned = (run[-1].pause, melody) if final else (CLAUSE, "plain")
        yield Breath(tuple(chunks), tuple(owners), pause, tuned, final and run[-1].asked)
        run = run[cut:]


def _cut(run: list[Word]) -> int:
    """How many words of `run` go into one breath."""
    size, clause = 0, 0
    for i, word in enumerate(run):
        size += len(word.said) + 1 + 4 * word.said.count(".")
        if size > LONGEST and i:
            return clause or i
        if word.mark and size > LONGEST // 3:
            clause = i + 1
    return len(run)
