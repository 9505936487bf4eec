"""From characters to what is drawn: composed, joined (Arabic), in the order of the eye (right to left), cut where
lines may break.

A letter keeps its place in the text it came from, so that the word being said can be coloured.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from arabic_reshaper import ArabicReshaper


class Letter(NamedTuple):
    """A character to be drawn, and where in the text it stood."""

    char: str
    at: int


@dataclass(frozen=True, slots=True)
class Piece:
    """What stays together on a line. `gap`: a blank stands before it on the line; `fresh`: a new line begins."""

    letters: tuple[Letter, ...]
    gap: bool
    fresh: bool


_JOINERS = frozenset("\u200d\ufe0e\ufe0f\u2060\ufeff\u00ad")
"""Without a shape of their own: an emoji in several parts shows its parts, as Unicode has it where they do not join."""
_SKIN = range(0x1F3FB, 0x1F400)
_TAGS = range(0xE0000, 0xE0080)
_NO_START = frozenset("、。，．・：；？！ー」』）】〕〉》’”ぁぃぅぇぉっゃゅょァィゥェォッャュョ々!?),.:;]}%")
_NO_END = frozenset("「『（【〔〈《‘“([{$¥￥")
"""After JIS X 4051: what begins no line, and what ends none."""


def pieces(text: str, *, upper: bool = False) -> list[Piece]:
    """The text's unbreakable pieces in logical order. Of white space only where it stands counts."""
    found: list[Piece] = []
    word: list[Letter] = []
    gap = fresh = False
    for letter in _letters(text, upper=upper):
        if letter.char.isspace() and letter.char not in "\u00a0\u202f":
            found.extend(_cut(word, gap, fresh))
            fresh = letter.char == "\n" or (fresh and not word)
            gap, word = True, []
        else:
            word.append(letter)
    found.extend(_cut(word, gap, fresh))
    return found


def is_leftwards(text: str) -> bool:
    """Whether a paragraph is read from right to left: by its first letter that has a direction (UAX #9, P2)."""
    kinds = (unicodedata.bidirectional(c) for c in text)
    return next((kind for kind in kinds if kind in {"L", "R", "AL"}), "L") != "L"


def in_sight_order(line: Sequence[Piece], *, leftwards: bool = False) -> list[Letter]:
    """The letters of a line from left to right, blanks between its pieces; Arabic letters joined.

    `leftwards`: the paragraph that the line is of is read from right to left.
    """
    letters: list[Letter] = []
    for number, piece in enumerate(line):
        if number and piece.gap:
            letters.append(Letter(" ", -1))
        letters.extend(_joined(piece.letters))
    if leftwards or any(unicodedata.bidirectional(x.char) in _LEFTWARDS for x in letters):
        letters = _reordered(letters, int(leftwards))
    return [x for x in letters if unicodedata.category(x.char) != "Cf"]  # marks of direction and the like


def is_joined(char: str) -> bool:
    """Whether the letter joins its neighbours, so that nothing may stand between them."""
    return "\u0600" <= char <= "\u06ff" or "\u0750" <= char <= "\u077f" or "\ufb50" <= char <= "\ufeff"


_LEFTWARDS = frozenset({"R", "AL", "RLE", "RLO", "RLI", "AN"})


def _letters(text: str, *, upper: bool) -> Iterator[Letter]:
    """Composed characters; what has no shape is left out."""
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        cluster = unicodedata.normalize("NFC", text[at:end])
        for char in cluster.upper() if upper else cluster:
            if not _is_shapeless(char):
                yield Letter(char, at)
        at = end


def _is_shapeless(char: str) -> bool:
    if char in _JOINERS or ord(char) in _SKIN or ord(char) in _TAGS:
        return True
    return unicodedata.category(char) == "Cc" and not char.isspace()


def _cut(word: list[Letter], gap: bool, fresh: bool) -> Iterator[Piece]:
    """A word in pieces: between Chinese and Japanese characters, and after hyphens and dashes, lines may break."""
    start = 0
    for end in range(1, len(word) + 1):
        if end == len(word) or _may_break(word[end - 1].char, word[end].char):
            yield Piece(tuple(word[start:end]), gap and not start, fresh and not start)
            start = end


def _may_break(before: str, after: str) -> bool:
    if after in _NO_START or before in _NO_END:
        return False
    if _is_wide(before) or _is_wide(after):
        return True
    return before in "-–—/" and after.isalpha()


def _is_wide(char: str) -> bool:
    return "\u2e80" <= char <= "\u9fff" or "\uff00" <= char <= "\uff60" or "\U00020000" <= char <= "\U0003ffff"


def _joined(letters: Sequence[Letter]) -> Iterator[Letter]:
    if not any(is_joined(x.char) for x in letters):
        yield from letters
        return
    shaped = _reshaper().reshape("".join(x.char for x in letters))
    # Letters may have become one (lam-alef): all stand at the word's place, which is all that colours need.
    yield from (Letter(char, letters[0].at) for char in shaped)


@cache
def _reshaper() -> ArabicReshaper:
    from arabic_reshaper import ArabicReshaper

    return ArabicReshaper({"delete_harakat": True, "delete_tatweel": False, "support_zwj": True})


_UNKNOWN = frozenset({"", "LRI", "RLI", "FSI", "PDI"})
"""Types of characters that the library does not know: unassigned ones, and the marks of isolates (Unicode 6.3)."""


def _reordered(letters: Sequence[Letter], base: int) -> list[Letter]:
    """By the Unicode bidirectional algorithm (UAX #9), brackets mirrored."""
    from bidi import algorithm as uax9

    text = "".join(x.char for x in letters)
    storage = uax9.get_empty_storage()
    storage["base_level"], storage["base_dir"] = base, "LR"[base]
    uax9.get_embedding_levels(text, storage)
    for place, item in zip(letters, storage["chars"], strict=True):
        item["at"] = place.at
        if item["type"] in _UNKNOWN:
            item["type"] = item["orig"] = "ON"
    uax9.explicit_embed_and_overrides(storage)
    uax9.resolve_weak_types(storage)
    uax9.resolve_neutral_types(storage, debug=False)
    uax9.resolve_implicit_levels(storage, debug=False)
    uax9.reorder_resolved_levels(storage, debug=False)
    uax9.apply_mirroring(storage, debug=False)
    return [Letter(item["ch"], item["at"]) for item in storage["chars"]]
