"""From characters to what is drawn: composed, joined (Arabic), in the order of the eye (right to left), cut where
lines may break.

A letter keeps its place in the text it came from, so that the word being said can be coloured.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from mediagen.plan.words import breaks, is_blankless
from mediagen.video import emoji

if TYPE_CHECKING:
    from arabic_reshaper import ArabicReshaper


class Letter(NamedTuple):
    """A character to be drawn, where in the text it stood, and the marks that are drawn on it, from the nearest on."""

    char: str
    at: int
    marks: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """What stays together on a line. `gap`: a blank stands before it on the line; `fresh`: a new line begins."""

    letters: tuple[Letter, ...]
    gap: bool
    fresh: bool


_JOINERS = frozenset("\u200d\ufe0e\ufe0f\u2060\ufeff\u00ad")
"""Without a shape of their own."""
_SKIN = range(0x1F3FB, 0x1F400)
_TAGS = range(0xE0000, 0xE0080)
_AM = re.compile("([\u0e48-\u0e4b]*)\u0e33")
"""Thai's letter am, which is a ring on the letter before, under its tone, and a letter of its own."""
SHADDA = "\u0651"
"""The sign of a doubled consonant: no vowel."""


def pieces(text: str, *, upper: bool = False, anywhere: bool = False) -> list[Piece]:
    """The text's unbreakable pieces in logical order. Of white space only where it stands counts. `anywhere`: words of
    Chinese and Japanese in characters, and others after their hyphens.
    """
    found: list[Piece] = []
    word: list[Letter] = []
    gap = fresh = False
    for letter in _letters(text, upper=upper):
        if letter.char.isspace() and letter.char not in "\u00a0\u202f":
            found.extend(_cut(word, gap and not (fresh and _is_one(found, word)), fresh, anywhere=anywhere))
            fresh = letter.char == "\n" or (fresh and not word)
            gap, word = True, []
        else:
            word.append(letter)
    found.extend(_cut(word, gap and not (fresh and _is_one(found, word)), fresh, anywhere=anywhere))
    return found


def _is_one(before: Sequence[Piece], word: Sequence[Letter]) -> bool:
    """Whether the word would follow what is before it without a blank, were there no new line between them."""
    return bool(before and word) and is_blankless(before[-1].letters[-1].char) and is_blankless(word[0].char)


def in_sight_order(line: Sequence[Piece], *, leftwards: bool = False) -> list[Letter]:
    """The letters of a line from left to right, blanks between its pieces; Arabic letters joined.

    `leftwards`: the paragraph that the line is of is read from right to left.
    """
    letters: list[Letter] = []
    for number, piece in enumerate(line):
        if number and piece.gap:
            letters.append(Letter(" ", -1))
        letters.extend(_marked(_joined(piece.letters)))
    if leftwards or any(unicodedata.bidirectional(x.char) in _LEFTWARDS for x in letters):
        letters = _reordered(letters, int(leftwards))
    return [x for x in letters if unicodedata.category(x.char) != "Cf"]  # marks of direction and the like


def is_joined(char: str) -> bool:
    """Whether the letter joins its neighbours, so that nothing may stand between them."""
    return "\u0600" <= char <= "\u06ff" or "\u0750" <= char <= "\u077f" or "\ufb50" <= char <= "\ufeff"


def is_ligature(char: str) -> bool:
    """Whether it is two Arabic letters in one: lam with alef."""
    return "\ufef5" <= char <= "\ufefc"


_LEFTWARDS = frozenset({"R", "AL", "RLE", "RLO", "RLI", "AN"})


def _letters(text: str, *, upper: bool) -> Iterator[Letter]:
    """Composed characters; what has no shape is left out."""
    at = 0
    while at < len(text):
        one, end = emoji.drawn(text, at)
        if one:
            yield Letter(one, at)
            at = end
            continue
        end = at + 1
        while end < len(text) and (unicodedata.combining(text[end]) or text[end] == "\u0e33"):
            end += 1
        cluster = _AM.sub("\u0e4d\\1\u0e32", unicodedata.normalize("NFC", text[at:end]))
        for char in cluster.upper() if upper else cluster:
            if not _is_shapeless(char):
                yield Letter(char, at)
        at = end


def _is_shapeless(char: str) -> bool:
    if char in _JOINERS or ord(char) in _SKIN or ord(char) in _TAGS:
        return True
    return unicodedata.category(char) == "Cc" and not char.isspace()


def _cut(word: list[Letter], gap: bool, fresh: bool, *, anywhere: bool) -> Iterator[Piece]:
    """What has no blanks in pieces: also after dashes lines may break."""
    text = "".join(x.char for x in word)
    after = "-–—/" if anywhere else "–—/"
    dashes = (n for n in range(1, len(text)) if text[n - 1] in after and text[n].isalpha())
    ends = sorted({*breaks(text, anywhere=anywhere), *dashes, len(text)} - {0})
    for start, end in pairwise([0, *ends]):
        yield Piece(tuple(word[start:end]), gap and not start, fresh and not start)


def _joined(letters: Sequence[Letter]) -> Iterator[Letter]:
    if not any(is_joined(x.char) for x in letters):
        yield from letters
        return
    shaped = _reshaper().reshape("".join(x.char for x in letters))
    # Letters may have become one (lam-alef): all stand at the word's place, which is all that colours need.
    yield from (Letter(_plain(char), letters[0].at) for char in shaped)


def _plain(char: str) -> str:
    """A letter that joins no other as it is typed: fonts have places for marks on that."""
    way, *code = unicodedata.decomposition(char).split() or [""]
    return chr(int(code[0], 16)) if way == "<isolated>" and len(code) == 1 else char


def _marked(letters: Iterable[Letter]) -> Iterator[Letter]:
    """Each letter with its marks; those without one stand alone."""
    held: Letter | None = None
    for letter in letters:
        if held is not None and unicodedata.category(letter.char) in {"Mn", "Me"}:
            # A doubled consonant's sign stands under its vowel, though it is typed after it.
            held = held._replace(
                marks=(letter.char + held.marks if letter.char == SHADDA else held.marks + letter.char)
            )
            continue
        if held is not None:
            yield held
        held = letter
    if held is not None:
        yield held


@cache
def _reshaper() -> ArabicReshaper:
    from arabic_reshaper import ArabicReshaper

    return ArabicReshaper({"delete_harakat": False, "delete_tatweel": False, "support_zwj": True})


_UNKNOWN = frozenset({"", "LRI", "RLI", "FSI", "PDI"})
"""Types of characters that the library does not know: unassigned ones, and the marks of isolates (Unicode 6.3)."""


def _reordered(letters: Sequence[Letter], base: int) -> list[Letter]:
    """By the Unicode bidirectional algorithm (UAX #9), brackets mirrored."""
    from bidi import algorithm as uax9

    text = "".join(x.char for x in letters)
    storage = uax9.get_empty_storage()
    storage["base_level"], storage["base_dir"] = base, "LR"[base]
    uax9.get_embedding_levels(text, storage)
    for letter, item in zip(letters, storage["chars"], strict=True):
        item["letter"] = letter
        if item["type"] in _UNKNOWN:
            item["type"] = item["orig"] = "ON"
    uax9.explicit_embed_and_overrides(storage)
    uax9.resolve_weak_types(storage)
    uax9.resolve_neutral_types(storage, debug=False)
    uax9.resolve_implicit_levels(storage, debug=False)
    uax9.reorder_resolved_levels(storage, debug=False)
    uax9.apply_mirroring(storage, debug=False)
    return [item["letter"]._replace(char=item["ch"]) for item in storage["chars"]]
