"""Names and formats of a shared cache in a target.

    cache/entries/ab/abcd….json          a key: the lease of who is buying it, then the entry of what was bought
    cache/blobs/12/1234….mp3             media, named by their SHA-256
    cache/index/00000042-9f3a….jsonl.gz  a segment of the index: 42 entries, named by the SHA-256 of its bytes
    cache/clocks/…                       put and deleted at once, to see what time the store has

The entries are the truth, and decide who may buy; the index only saves asking for each. A segment is never changed:
writers add segments, and merge small ones, and whatever they do at the same time, what all segments say together stays.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from mediagen.cache.blobs import blob_name
from mediagen.cache.entries import Entry, from_dict
from mediagen.plan.canonical import canonical, digest

ENTRIES, BLOBS, INDEX, CLOCKS = "cache/entries/", "cache/blobs/", "cache/index/", "cache/clocks/"
TEXTS = frozenset({"script", "analysis"})
"""Kinds whose bytes are wanted to say what else is to be made: they travel within the entry."""
LONGEST_TEXT = 65_536
_LARGEST_INDEX = 1 << 30
_SEGMENT = re.compile(rf"{INDEX}(\d{{8}})-([0-9a-f]{{64}})\.jsonl\.gz")


@dataclass(frozen=True, slots=True)
class Record:
    """An entry as it is shared, with its bytes where they are a short text."""

    entry: Entry
    text: bytes | None = None

    @property
    def key(self) -> str:
        return self.entry.key


@dataclass(frozen=True, slots=True)
class Gone:
    """An entry that was pruned, in the index only: that making of the key, and no other."""

    key: str
    digest: str
    created: float
    at: float
    """When it was pruned, by the store's clock."""


@dataclass(frozen=True, slots=True)
class Lease:
    """Who is buying a key."""

    token: str
    """The process."""
    machine: str
    """The cache that it works in; see claims.machine_of."""
    at: float
    """When it was last renewed, by the store's clock."""


def entry_name(key: str) -> str:
    """Where the entry of a key is, or its lease."""
    return f"{ENTRIES}{key[:2]}/{key}.json"


def shared_blob(digest: str, media_type: str) -> str:
    """Where a blob is."""
    return f"cache/{blob_name(digest, media_type)}"


def names_of(entry: Entry) -> dict[str, int]:
    """Name in the target → bytes of each blob of the entry."""
    return {shared_blob(digest, media_type): size for digest, media_type, size in entry.blobs}


def encode_record(record: Record) -> bytes:
    """One line of JSON."""
    values: dict[str, object] = {"entry": record.entry.fields()}
    if record.text is not None:
        values["text"] = record.text.decode()
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def encode_gone(gone: Gone) -> bytes:
    """One line of JSON."""
    return json.dumps({"gone": asdict(gone)}, separators=(",", ":")).encode() + b"\n"


def encode_lease(lease: Lease) -> bytes:
    """One line of JSON."""
    return json.dumps({"lease": asdict(lease)}).encode() + b"\n"


def decode(line: bytes) -> Record | Lease | Gone:
    """What a line says. Raises ValueError for one that is not whole, or whose parts do not belong together."""
    try:
        values = json.loads(line)
        if "lease" in values:
            lease = values["lease"]
            return Lease(str(lease["token"]), str(lease["machine"]), float(lease["at"]))
        if "gone" in values:
            gone = values["gone"]
            return Gone(str(gone["key"]), str(gone["digest"]), float(gone["created"]), float(gone["at"]))
        entry = from_dict(values["entry"])
        text = values["text"].encode() if "text" in values else None
    except (AttributeError, KeyError, TypeError, RecursionError, UnicodeError) as error:
        raise ValueError(f"not an entry: {error}") from error
    record = Record(entry, text)
    check(record)
    return record


def check(record: Record) -> None:
    """Raises ValueError where the entry is not of a thing made, its key not that of its request, or its text not what
    its digest says.
    """
    entry = record.entry
    if entry.status != "completed" or not entry.digest or not entry.size:
        raise ValueError("it is not of a thing made")
    if digest(canonical(entry.request)) != entry.key:
        raise ValueError("its key is not that of its request")
    if record.text is not None and hashlib.sha256(record.text).hexdigest() != entry.digest:
        raise ValueError("its text is not what its digest says")


def pack(records: Iterable[Record | Gone]) -> tuple[str, bytes]:
    """Name and bytes of a segment with these records, in the order of their keys."""
    ordered = sorted(records, key=lambda one: one.key)
    lines = [encode_record(one) if isinstance(one, Record) else encode_gone(one) for one in ordered]
    data = gzip.compress(b"".join(lines), 6, mtime=0)
    return f"{INDEX}{len(lines):08d}-{hashlib.sha256(data).hexdigest()}.jsonl.gz", data


def unpack(name: str, data: bytes) -> list[bytes]:
    """The lines of a segment. Raises ValueError when its bytes are not what its name says."""
    if hashlib.sha256(data).hexdigest() != name.rpartition("-")[2].partition(".")[0]:
        raise ValueError("its bytes are not what its name says")
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            text = file.read(_LARGEST_INDEX)
    except (OSError, EOFError) as error:
        raise ValueError(str(error)) from error
    return text.splitlines()


def size_of(name: str) -> int | None:
    """How many entries a segment has, by its name; None for what is none."""
    match = _SEGMENT.fullmatch(name)
    return int(match[1]) if match else None
