"""Bytes of a file → text, and offsets in it → line and column. Everything here raises only DocumentError."""

from __future__ import annotations

import codecs
import os
import re
from bisect import bisect_right
from collections.abc import Callable
from pathlib import Path

from mediagen.errors import DocumentError, Problem
from mediagen.library.folders import UNREADABLE

Read = Callable[[Path, str, int], bytes]
"""As `read`, which may note what it has read."""
MAX_YAML = 5_000_000
"""Bytes. A hand-written document is a few kilobytes; what is larger is data and belongs in CSV or JSONL."""
MAX_ROWS_FILE = 200_000_000
"""Bytes. CSV and JSONL are read whole; this bounds the memory they take."""

_LINE_END = re.compile("\r\n|\r|\n")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
"""What YAML 1.2 (production c-printable) does not allow in a file, and DEL."""
FORBIDDEN_IN_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""The same for values, which escapes such as \\u0000 can bring in."""
_WIDE_BOMS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SAVE_AS_UTF8 = "save the file as UTF-8; in PowerShell: Out-File -Encoding utf8"


class Lines:
    """Lines of `text`, ended by LF, CRLF or CR, as editors count them."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(m.end() for m in _LINE_END.finditer(text))]

    def at(self, offset: int) -> tuple[int, int]:
        """Line and column of a character offset, both from 1."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def start(self, line: int) -> int:
        """Offset of the first character of a line."""
        return self._starts[line - 1]


def fail(file: str, line: int, column: int, message: str, hint: str = "") -> DocumentError:
    """A DocumentError with this one problem."""
    return DocumentError([Problem(file, line, column, message, hint)])


def read(path: Path, shown: str, limit: int) -> bytes:
    """The file's bytes, at most `limit` of them; a larger file is refused before it is read whole."""
    try:
        if not path.is_file():
            if path.is_dir():
                raise fail(shown, 0, 0, "is a folder, not a file", "name a file in it")
            raise fail(shown, 0, 0, "there is no such file")
        with path.open("rb") as stream:
            data = stream.read(min(limit, os.fstat(stream.fileno()).st_size) + 1)
    except (OSError, ValueError) as exc:
        hint = UNREADABLE if isinstance(exc, PermissionError) else ""
        raise fail(shown, 0, 0, f"cannot be read: {getattr(exc, 'strerror', None) or exc}", hint) from exc
    check_size(data, shown, limit)
    return data


def check_size(data: bytes, shown: str, limit: int) -> None:
    """Raises DocumentError when the file `shown` has more than `limit` bytes."""
    if len(data) > limit:
        hint = "" if limit == MAX_ROWS_FILE else "long lists may be CSV or JSONL, up to 200 MB"
        raise fail(shown, 0, 0, f"the file is larger than {limit // 1_000_000} MB, the limit", hint)


def decode(data: bytes, file: str) -> str:
    """`data` as text: UTF-8, a byte order mark or none, no control characters but tab and line ends."""
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        raise fail(file, 0, 0, "the file is empty")
    if data.startswith(_WIDE_BOMS) or _looks_wide(data):
        raise fail(file, 1, 1, "the file is UTF-16 or UTF-32, not UTF-8", _SAVE_AS_UTF8)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        # The codec for UTF-8 with a mark counts offsets after the mark.
        start = exc.start + (3 if data.startswith(codecs.BOM_UTF8) else 0)
        raise _not_utf8(data, start, file) from None
    bad = _FORBIDDEN.search(text)
    if bad:
        line, column = Lines(text).at(bad.start())
        message = f"the control character U+{ord(bad[0]):04X} cannot be in a document"
        raise fail(file, line, column, message, "delete it")
    return text


def _looks_wide(data: bytes) -> bool:
    """Every second byte of the start is zero: UTF-16 without a mark."""
    head = data[:64]
    return len(head) >= 4 and (not any(head[::2]) or not any(head[1::2]))


def _not_utf8(data: bytes, start: int, file: str) -> DocumentError:
    before = data[:start].decode("utf-8-sig", "replace")
    line, column = Lines(before).at(len(before))
    message = f"byte 0x{data[start]:02X} at offset {start:,} is not UTF-8"
    return fail(file, line, column, message, _SAVE_AS_UTF8)


def shorten(value: object, limit: int = 60) -> str:
    """`value` as a document would show it, on one line, at most about `limit` characters."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    text = repr(value[: limit + 1]) if isinstance(value, str) else repr(value)
    return text if len(text) <= limit + 2 else text[: limit - 1] + "…" + (text[0] if text[0] in "'\"" else "")
