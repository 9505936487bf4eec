"""Where a line may break within what is written without blanks: Japanese, Chinese and Thai, between words.

Words are found by BudouX's models; marks stay where JIS X 4051 has them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from budoux import Parser

NO_START = frozenset("、。，．・：；？！ー」』）】〕〉》’”ぁぃぅぇぉっゃゅょァィゥェォッャュョ々!?),.:;]}%")
NO_END = frozenset("「『（【〔〈《‘“([{$¥￥")
"""What begins no line, and what ends none."""
_LONGEST = 12
"""Characters of Chinese and Japanese: what is longer (a compound, a name in kana) may break anywhere."""


def unbroken(text: str) -> list[str]:
    """`text`, in which there are no blanks, in the pieces that stay together on a line."""
    words = _cut(text, breaks(text))
    return [part for word in words for part in (_cut(word, breaks(word, anywhere=True)) if _is_long(word) else [word])]


def _cut(text: str, places: Sequence[int]) -> list[str]:
    return [text[a:b] for a, b in pairwise([0, *places, len(text)])]


@lru_cache(maxsize=1024)
def breaks(text: str, *, anywhere: bool = False) -> tuple[int, ...]:
    """The places in `text`, in which there are no blanks, where a line may break: numbers of characters before them.

    `anywhere`: Chinese and Japanese also within words, as far as marks allow.
    """
    if not any(map(is_blankless, text)):
        return ()
    found = range(1, len(text)) if anywhere else sorted({*_words(text), *_after_dots(text)})
    return tuple(n for n in found if 0 < n < len(text) and _may_break(text[n - 1], text[n]))


def _is_long(part: str) -> bool:
    return sum(map(_is_wide, part)) > _LONGEST


def _may_break(before: str, after: str) -> bool:
    if after in NO_START or before in NO_END or unicodedata.combining(after) or unicodedata.category(after) == "Mn":
        return False
    return is_blankless(before) or is_blankless(after)


def _words(text: str) -> list[int]:
    return list(accumulate(map(len, _parser(_script(text)).parse(text))))


def _after_dots(text: str) -> list[int]:
    """Between the words of a foreign name."""
    return [n for n, char in enumerate(text, 1) if char == "・"]


def _script(text: str) -> str:
    if any("\u3041" <= c <= "\u30ff" for c in text):
        return "japanese"
    if any(map(_is_thai, text)):
        return "thai"
    # Each of these national sets has the one way to write Chinese and not the other.
    return "simplified" if _is_in("gb2312", text) or not _is_in("big5", text) else "traditional"


def _is_in(charset: str, text: str) -> bool:
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


@cache
def _parser(script: str) -> Parser:
    import budoux

    load = {
        "japanese": budoux.load_default_japanese_parser,
        "thai": budoux.load_default_thai_parser,
        "simplified": budoux.load_default_simplified_chinese_parser,
        "traditional": budoux.load_default_traditional_chinese_parser,
    }[script]
    return load()


def is_blankless(char: str) -> bool:
    """Whether it is of a script in which no blanks stand between words."""
    return _is_wide(char) or _is_thai(char)


def _is_wide(char: str) -> bool:
    return "\u2e80" <= char <= "\u9fff" or "\uff00" <= char <= "\uff60" or "\U00020000" <= char <= "\U0003ffff"


def _is_thai(char: str) -> bool:
    return "\u0e01" <= char <= "\u0e5b"
