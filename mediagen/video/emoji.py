"""Emoji of several characters (UTS #51): people of a trade, families, flags, keys. Where the font of emoji has one
glyph for them, each is one character here: of a private plane, where the font is given that glyph.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from mediagen.errors import ItemError

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

WITH_THEM = "NotoEmoji[wght].ttf with sequences"
"""What stands for a path to the font that has them."""
PLANE = 0x100000
"""Of private use: where they begin."""
_ALL_PLANES = 12
"""Format of a font's table of characters that has more than those of 16 bits (OpenType 1.9, cmap)."""
_BASE = "[\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001f1e5\U0001f200-\U0001f3fa\U0001f400-\U0001faff]"
_SKIN, _STYLE, _JOINER = "[\U0001f3fb-\U0001f3ff]", "[\ufe0e\ufe0f]", "\u200d"
_ONE = f"{_BASE}{_STYLE}?{_SKIN}?(?:[\U000e0020-\U000e007e]+\U000e007f)?"
_MANY = re.compile(
    f"[\U0001f1e6-\U0001f1ff]{{2}}|[0-9#*]{_STYLE}?\u20e3|{_BASE}{_STYLE}?{_SKIN}?[\U000e0020-\U000e007e]+\U000e007f"
    f"|{_ONE}(?:{_JOINER}{_ONE})+"
)
_UNTOLD = re.compile(f"{_STYLE}|{_SKIN}")
"""What a font of one colour does not tell."""


def drawn(text: str, at: int) -> tuple[str, int]:
    """The character that stands for the emoji of several characters which begins there, and where it ends; "" where
    none begins. Raises ItemError where the font has no glyph for it.
    """
    found = _MANY.match(text, at)
    if found is None:
        return "", at
    parts = _UNTOLD.sub("", found[0])
    if parts not in _sequences():
        codes = " ".join(f"U+{ord(char):04X}" for char in found[0])
        raise ItemError(
            f"no font has a glyph for '{found[0]}' ({codes})", remedy="leave it out, or use an emoji of one character"
        )
    return chr(PLANE + _sequences()[parts]), found.end()


@cache
def font_file() -> str:
    """The font of emoji."""
    import manimgx_fonts

    return str(Path(manimgx_fonts.__file__).parent / "NotoEmoji[wght].ttf")


@cache
def font_with_them() -> bytes:
    """The same, in which the glyph of each has its character."""
    font, file = _font(), io.BytesIO()
    added = {PLANE + n: _ligatures()[parts] for parts, n in _sequences().items()}
    for table in font["cmap"].tables:
        if table.format == _ALL_PLANES:
            table.cmap.update(added)
    font.save(file, reorderTables=False)
    return file.getvalue()


@cache
def _sequences() -> Mapping[str, int]:
    """Their number by what they are made of."""
    return {parts: n for n, parts in enumerate(sorted(_ligatures()))}


def _font() -> TTFont:
    from fontTools.ttLib import TTFont

    return TTFont(io.BytesIO(Path(font_file()).read_bytes()), lazy=True)


@cache
def _ligatures() -> Mapping[str, str]:
    """Each emoji that is one glyph in the font, and that glyph."""
    font = _font()
    chars = {glyph: chr(code) for code, glyph in sorted(font.getBestCmap().items(), reverse=True)}
    found: dict[str, str] = {}
    for glyphs, glyph in _rules(font):
        if all(one in chars for one in glyphs):
            found.setdefault(_UNTOLD.sub("", "".join(chars[one] for one in glyphs)), glyph)
    return found


def _rules(font: TTFont) -> Iterator[tuple[list[str], str]]:
    """Glyphs that become one, and that."""
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            rules = getattr(table, "ExtSubTable", table)
            for first, every in getattr(rules, "ligatures", {}).items():
                yield from (([first, *one.Component], one.LigGlyph) for one in every)
