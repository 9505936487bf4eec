"""Fonts: families that come as packages under open licences, a project's own files, and who stands in for whom.

A family is named as its maker names it ("Playfair Display", "Inter Italic"); each fontpkg-* package that is installed
is there to be named. A character that the family lacks is drawn by the first of the stand-ins that has it.
"""

from __future__ import annotations

import contextlib
import io
import json
import struct
import threading
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mediagen.errors import ItemError
from mediagen.plan.style_film import is_font_file
from mediagen.video import emoji
from mediagen.video.families import PACKAGED
from mediagen.video.positioning import Positions

if TYPE_CHECKING:
    from fontpkg import Family
    from fontTools.ttLib import TTFont
    from PIL.ImageFont import FreeTypeFont

NO_FILES: Mapping[str, str] = {}

_NOTO = (
    "NotoSans",
    "NotoSansHebrew",
    "NotoSansArmenian",
    "NotoSansGeorgian",
    "NotoSansEthiopic",
    "NotoSansThai",
    "NotoSansSymbols",
)
_ARABIC = "IBM Plex Sans Arabic"
_UNSHAPED = frozenset({
    *("DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "ORIYA", "TAMIL", "TELUGU", "KANNADA", "MALAYALAM", "SINHALA"),
    *("LAO", "TIBETAN", "MYANMAR", "KHMER", "MONGOLIAN", "SYRIAC", "THAANA", "NKO", "JAVANESE", "BALINESE"),
})  # fmt: skip
"""Scripts whose letters change places or shapes by rules that are not known here."""
_CJK = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "FULLWIDTH", "HALFWIDTH", "IDEOGRAPHIC")


_TABLES = threading.RLock()
"""Held where a font's tables are read: they are unpacked as they are used, which is no matter for two threads."""


class FontError(ItemError):
    """A font that is not there, or is none."""

    at = ("brand", "font")


@dataclass(frozen=True, eq=False)
class Face:
    """One font at one weight. Lengths are in em, so that they hold at every size."""

    path: str
    weight: int
    cap_height: float
    _tables: TTFont = field(repr=False)
    _glyphs: Mapping[int, str] = field(repr=False)
    _measured: dict[str, tuple[float, float, float, float, float]] = field(default_factory=dict, repr=False)

    _kerns: dict[tuple[str, str], float] = field(default_factory=dict, repr=False)

    def has(self, char: str) -> bool:
        return ord(char) in self._glyphs

    def advance(self, char: str) -> float:
        """How far the pen moves on after `char`."""
        return self._measure(char)[0]

    def reach(self, char: str) -> tuple[float, float, float, float]:
        """Top and bottom of the letter's ink against the line, downward: -0.7 and 0.0 for most capitals; then its
        left and right against the pen.
        """
        return self._measure(char)[1:]

    def kern(self, left: str, right: str) -> float:
        """How much nearer (negative) or farther the pair stands than its advances say."""
        if (known := self._kerns.get((left, right))) is None:
            first, second = self._glyphs.get(ord(left), ""), self._glyphs.get(ord(right), "")
            with self._tables_read():
                known = self._positions.kern(first, second) / self._em
            self._kerns[left, right] = known
        return known

    def mark(self, under: str, mark: str, part: int = 0) -> tuple[float, float] | None:
        """How far right of the beginning of the letter or mark `under`, and how far above where it would stand, a mark
        stands that belongs to it; `part`: on which of a ligature's letters. None where the font does not say.
        """
        first, second = self._glyphs.get(ord(under), ""), self._glyphs.get(ord(mark), "")
        with self._tables_read():
            place = self._positions.mark(first, second, part)
        return (place[0] / self._em, place[1] / self._em) if place else None

    def at(self, size: float) -> FreeTypeFont:
        """The font to draw with, `size` pixels to the em."""
        return _sized(self.path, self.weight, round(size, 3))

    def _measure(self, char: str) -> tuple[float, float, float, float, float]:
        if (known := self._measured.get(char)) is None:
            font = self.at(1_000)
            left, top, right, bottom = (side / 1_000 for side in _ink(font, char))
            known = self._measured[char] = (font.getlength(char) / 1_000, top, bottom, left, right)
        return known

    @contextlib.contextmanager
    def _tables_read(self) -> Iterator[None]:
        with _TABLES:
            try:
                yield
            except (struct.error, LookupError, AssertionError) as error:  # places beyond a table's end
                raise _unreadable(self.path, error) from None

    @cached_property
    def _em(self) -> int:
        return int(self._tables["head"].unitsPerEm)

    @cached_property
    def _positions(self) -> Positions:
        return Positions(self._tables)


@lru_cache(maxsize=64)
def face(font: str, weight: int) -> Face:
    """The face of a family, or of a font file by its path, at the weight nearest to `weight`.

    Raises FontError where there is no such family or the file is no font.
    """
    from fontTools.ttLib import TTFont, TTLibError

    path = font if is_font_file(font) or font == emoji.WITH_THEM else family_file(font, weight)
    try:
        data = emoji.font_with_them() if path == emoji.WITH_THEM else Path(path).read_bytes()
        tables = TTFont(io.BytesIO(data), lazy=True, fontNumber=0)
        glyphs = tables.getBestCmap() or {}
        cap = -_sized(path, weight, 1_000.0).getbbox("H", anchor="ls")[1] / 1_000
    except (OSError, TTLibError, KeyError, AssertionError) as error:
        raise _unreadable(path, error) from None
    return Face(path, weight, cap or 0.7, tables, glyphs)


def _unreadable(path: str, error: Exception) -> FontError:
    return FontError(f"{Path(path).name} cannot be read as a font: {error}", remedy="give a TrueType or OpenType file")


@dataclass(frozen=True, eq=False)
class Chain:
    """A face and its stand-ins."""

    first: Face

    def of(self, char: str) -> Face:
        """The face that draws `char`. Raises ItemError that names the character where none has it."""
        if self.first.has(char):
            return self.first
        return _stand_in(char, self.first.weight)


def chain(font: str, weight: int, files: Mapping[str, str] = NO_FILES) -> Chain:
    """The faces for a text. `font` is a family, or the digest of a font file of the project that `files` has."""
    return Chain(face(files.get(font, font), weight))


@lru_cache(maxsize=4096)
def _stand_in(char: str, weight: int) -> Face:
    if ord(char) >= emoji.PLANE:
        return face(emoji.WITH_THEM, weight)
    name = unicodedata.name(char, "")
    _check_shaped(char, name)
    for candidate in _stand_ins():
        if (found := face(candidate, weight)).has(char):
            return found
    said = f"'{char}' (U+{ord(char):04X}{' ' + name if name else ''})"
    if name.startswith(_CJK):
        raise ItemError(
            f"no font has a glyph for {said}: the font for Chinese, Japanese and Korean is not installed",
            remedy="pip install 'mediagen[cjk]', or name a font file that has it as brand.font",
        )
    raise ItemError(
        f"no font has a glyph for {said}", remedy="leave it out, or name a font file that has it as brand.font"
    )


def _check_shaped(char: str, name: str) -> None:
    script = name.split(" ", 1)[0]
    if script in _UNSHAPED:
        raise ItemError(
            f"{script.capitalize()} cannot be set yet: '{char}' (U+{ord(char):04X}) belongs to a script whose letters"
            " must be shaped",
            remedy="turn captions off and put such texts into your own pictures",
        )


@cache
def _stand_ins() -> tuple[str, ...]:
    """Families and files, best first. Packages of extras are there or not."""
    import manimgx_fonts

    folder = Path(manimgx_fonts.__file__).parent
    noto = [str(folder / f"{name}[wght].ttf") for name in _NOTO]
    return (noto[0], _ARABIC, str(folder / "NotoSansArabic[wght].ttf"), *noto[1:], emoji.font_file(),
            *_cjk())  # fmt: skip


def _cjk() -> tuple[str, ...]:
    try:
        import noto_cjk_sans_jp_bold as package
    except ImportError:
        return ()
    return (str(package.FONT_PATH),)


def family_file(font: str, weight: int) -> str:
    """The file of a family at the weight nearest to `weight`, by its package alone. Raises FontError: not there."""
    import fontpkg

    name = font.removesuffix(" Italic")
    try:
        style = fontpkg.normalize_style("italic" if name != font else "normal")
        return str(fontpkg.select_file(_family(name), fontpkg.normalize_weight(weight), style, nearest=True).path)
    except fontpkg.FamilyNotInstalled:
        there = ", ".join(sorted(f.name for f in fontpkg.families().values()))
        package = fontpkg.slugify(name)
        install = f"; pip install fontpkg-{package}" if package in PACKAGED else ""
        remedy = f"use one of: {there}{install}; or name a font file, such as fonts/ours.ttf"
        raise FontError(f"there is no font {font!r}", remedy=remedy) from None
    except fontpkg.FontpkgError as error:
        raise FontError(f"there is no font {font!r}: {error}", remedy=f"use {name!r}") from None


@lru_cache(maxsize=64)
def _family(name: str) -> Family:
    """A family, by its package alone if that is a known one: fontpkg reads what all packages say of themselves."""
    import fontpkg

    slug = fontpkg.slugify(name)
    spec = find_spec(f"fontpkg_{slug.replace('-', '_')}") if slug in PACKAGED else None
    if spec is None or spec.origin is None:
        return fontpkg.family(name)
    folder = Path(spec.origin).parent
    return fontpkg.family_from_metadata(json.loads((folder / "metadata.json").read_text(encoding="utf-8")), folder)


def _ink(font: FreeTypeFont, char: str) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a character's ink; of all but marks with the point where the pen begins."""
    if unicodedata.category(char) != "Mn":
        return font.getbbox(char, anchor="ls")
    mask, (x, y) = font.getmask2(char, "L", anchor="ls")
    left, top, right, bottom = mask.getbbox() or (0, 0, 0, 0)
    return x + left, y + top, x + right, y + bottom


@lru_cache(maxsize=256)
def _sized(path: str, weight: int, size: float) -> FreeTypeFont:
    from PIL import ImageFont

    # Shaping is ours (video/text.py): Pillow's own needs a library that pip does not bring.
    file = io.BytesIO(emoji.font_with_them()) if path == emoji.WITH_THEM else path
    font = ImageFont.truetype(file, size, layout_engine=ImageFont.Layout.BASIC)
    try:
        axes = font.get_variation_axes()
    except OSError:  # not a variable font
        return font
    font.set_variation_by_axes([_on_axis(axis, weight) for axis in axes])
    return font


def _on_axis(axis: Any, weight: int) -> float:
    name = bytes(axis["name"] or b"").lower()
    if b"weight" in name:
        return min(max(weight, axis["minimum"]), axis["maximum"])
    # Film is seen large: the display cut of fonts that have one.
    return float(axis["maximum"] if b"optical" in name else axis["default"])
