"""hibari's phonemiser, whose dictionaries stay text: of 10 MB of JSON only what a word asks for is read.

As Python's dicts they take four times as long to load, and 90 MB in pieces so small that the system does not get all
of it back.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib import import_module
from json.encoder import encode_basestring
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Places = NDArray[np.integer[Any]]

_KEPT = 1 << 14
"""Answers of a dictionary that are kept: what is said in an hour, in 5 MB."""
_FIRST, _LAST = 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F
"""Odd numbers without a pattern: what the first and the last eight bytes of a name are multiplied with."""
_BITS = 16
_ABSENT = object()
_READER = "_load_json"
"""By this function hibari's G2P reads its files."""


class Table(Mapping[str, Any]):
    """The JSON object `text`, in UTF-8, as a mapping. A value is decoded when it is asked for, and is the table's own.

    May be asked by many threads at once. Raises ValueError for what is no object, has blanks after strings, or names
    with escapes other than Python's own.
    """

    def __init__(self, text: bytes) -> None:
        self._entries = _Entries(text)
        self._get = lru_cache(_KEPT)(self._entries.find)

    def __getitem__(self, name: str) -> Any:
        found = self._get(name)
        if found is _ABSENT:
            raise KeyError(name)
        return found

    def get(self, name: str, default: Any = None) -> Any:
        """The value of `name`, else `default`."""
        found = self._get(name)
        return default if found is _ABSENT else found

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self._get(name) is not _ABSENT

    def __iter__(self) -> Iterator[str]:
        return self._entries.names()

    def __len__(self) -> int:
        return len(self._entries.starts)


class _Entries:
    """Where each name of a JSON object starts and its value ends, by a hash of the name."""

    def __init__(self, text: bytes) -> None:
        starts, closes, ends = _places(text)
        hashes = _hashes(text, starts, closes)
        order = np.argsort(hashes, kind="stable")
        self.text = text
        self.starts, self.ends = starts[order].astype(np.int32), ends[order].astype(np.int32)
        self.bounds = np.searchsorted(hashes[order], np.arange((1 << _BITS) + 1)).astype(np.int32)

    def find(self, name: str) -> Any:
        written = encode_basestring(name).encode("utf-8", "surrogatepass")
        first, last = int.from_bytes(written[:8], "little"), int.from_bytes(written[-8:], "little")
        bucket = (first * _FIRST + last * _LAST) % (1 << 64) >> 64 - _BITS
        written += b":"
        for place in range(self.bounds[bucket + 1] - 1, self.bounds[bucket] - 1, -1):  # of equal names the last counts
            if self.text.startswith(written, start := int(self.starts[place])):
                return json.loads(self.text[start + len(written) : self.ends[place]].rstrip(b", \t\r\n"))
        return _ABSENT

    def names(self) -> Iterator[str]:
        read = json.JSONDecoder().raw_decode
        for start, end in zip(self.starts, self.ends, strict=True):
            yield read(self.text[start:end].decode())[0]


def phonemiser() -> Any:
    """The G2P of hibari for American English, which says for every text what it says with dictionaries of its own.

    A hibari that reads other files, or by another function, has them its own way.
    """
    hibari = import_module("hibari.g2p")
    own = getattr(hibari, _READER, None)
    if own is None:
        return hibari.G2P()

    def load(name: str) -> Any:
        try:
            return _read(Path(hibari.ASSETS) / name) if name.endswith(".json.gz") else own(name)
        except ValueError:
            return own(name)

    setattr(hibari, _READER, load)
    try:
        return hibari.G2P()
    finally:
        setattr(hibari, _READER, own)


def _read(path: Path) -> Any:
    """A lexicon as a table; of a tagger, whose weights are all but all of it, the weights as one."""
    text = gzip.decompress(path.read_bytes())
    if not path.name.startswith("tagger"):
        return Table(text)
    rest, _, weights = text.partition(b',"weights":')
    return {**json.loads(rest + b"}"), "weights": Table(weights[:-1])}  # is the rest whole, so are the weights


def _places(text: bytes) -> tuple[Places, Places, Places]:
    """For each name of the outermost object: where its quote opens, the byte after it closes, and where the next one
    opens. What is not within quotes is structure: braces, and the colons after names.
    """
    if text[:1] != b"{" or text[-1:] != b"}":
        raise ValueError("no JSON object")
    plain = np.frombuffer(re.sub(rb"\\.", b"__", text), np.uint8)  # an escaped quote is none
    quotes = np.flatnonzero(plain == ord('"'))
    starts, closes = quotes[::2], quotes[1::2] + 1
    if len(quotes) % 2 or np.isin(plain[closes], list(b" \t\r\n")).any():
        raise ValueError("a string that does not end, or blanks after one")
    steps = _STEPS[plain]
    braces = np.flatnonzero(steps)
    braces = braces[np.searchsorted(quotes, braces) % 2 == 0]
    depths = np.cumsum(steps[braces])
    named = (plain[closes] == ord(":")) & (depths[np.searchsorted(braces, starts) - 1] == 1)
    starts, closes = starts[named], closes[named]
    for at in np.unique(np.searchsorted(starts, _escapes(text), "right") - 1):
        name = text[starts[at] : closes[at]]
        if encode_basestring(json.loads(name)).encode() != name:
            raise ValueError(f"a name is not written as Python writes it: {name!r}")
    return starts, closes, np.append(starts[1:], len(text) - 1)


_STEPS = np.zeros(256, np.int8)
_STEPS[list(b"{[")], _STEPS[list(b"}]")] = 1, -1
"""By how much each byte changes the depth."""


def _escapes(text: bytes) -> Places:
    return np.flatnonzero(np.frombuffer(text, np.uint8) == ord("\\"))


def _hashes(text: bytes, starts: Places, closes: Places) -> NDArray[np.uint16]:
    """The hash that `find` makes of a name, of each name: of its first and last eight bytes, or all if it has fewer."""
    eights = np.ndarray(len(text) + 1, "<u8", bytes(8) + text, strides=(1,))  # at n the eight bytes before byte n
    size = np.minimum(closes - starts, 8)
    beyond = ((8 - size) * 8).astype(np.uint64)
    first, last = eights[starts + size] >> beyond, eights[closes] >> beyond
    return (first * np.uint64(_FIRST) + last * np.uint64(_LAST) >> np.uint64(64 - _BITS)).astype(np.uint16)
