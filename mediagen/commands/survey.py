"""What is there and what is missing: one pass over a document's slots, in bounded memory.

For what is missing a Gap is kept; the manifest lines of what is there wait in a temporary file. Nothing else
grows with the number of items.
"""

from __future__ import annotations

import contextlib
import fnmatch
import tempfile
import weakref
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from mediagen.cache.blobs import blob_name
from mediagen.cache.entries import Entry
from mediagen.cache.files import storage_errors
from mediagen.cache.store import Cache
from mediagen.errors import ItemError, StorageError
from mediagen.library.documents import Loaded
from mediagen.plan.documents import Narrative
from mediagen.plan.expand import Context, RowValues, Slot, expand, spoken
from mediagen.plan.manifest import line, values
from mediagen.plan.requests import KINDS, Kind, Request, ScriptRequest, key

CHUNK = 200  # more would outlive a round of the garbage collector: a tenth slower


@dataclass(frozen=True, slots=True)
class Work:
    """A document to be seeded, with the rows it is expanded over."""

    loaded: Loaded
    rows: Sequence[RowValues] | None

    @property
    def narrative(self) -> Narrative:
        """What it says."""
        assert isinstance(self.loaded.document, Narrative)
        return self.loaded.document


@dataclass(frozen=True, slots=True)
class Selection:
    """Which slots a run is about; the others are looked up for the manifest but not made."""

    kinds: frozenset[Kind] = frozenset(KINDS)
    types: frozenset[str] = frozenset()
    match: str = ""

    def wants(self, slot: Slot) -> bool:
        return (
            slot.kind in self.kinds
            and (not self.types or slot.content_type in self.types)
            and (
                not self.match or fnmatch.fnmatchcase(slot.id, self.match) or fnmatch.fnmatchcase(slot.item, self.match)
            )
        )


@dataclass(slots=True)
class Gap:
    """A slot that has no live entry. `request` is None while its script is not known, or if the slot has a fault."""

    index: int
    slot: Slot
    request: Request | None
    key: str
    wanted: bool
    remembered: Entry | None = None
    """A failed or rejected entry, if that is why."""


@dataclass(slots=True)
class Count:
    """Hits and misses of slots that are alike."""

    hits: int = 0
    misses: int = 0
    unknown: int = 0
    """Misses whose text is not known yet."""
    saved_usd: float = 0.0
    paid: int = 0
    """Hits of what was bought."""


Group = tuple[Kind, str, str]
"""kind, provider, voice"""


class Lines:
    """Manifest lines by position. Those appended as None can be set later and are held in memory; the others
    are in a file once they take more than `in_memory` bytes.
    """

    def __init__(self, in_memory: int = 8 << 20) -> None:
        self._file = tempfile.SpooledTemporaryFile(in_memory)  # noqa: SIM115
        weakref.finalize(self, self._file.close)
        self._settable: dict[int, bytes | None] = {}
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def append(self, line: bytes | None) -> None:
        if line is None:
            self._settable[self._count] = None
        else:
            self._file.write(line + b"\n")
        self._count += 1

    def __getitem__(self, index: int) -> bytes | None:
        """A line that was appended as None."""
        return self._settable[index]

    def __setitem__(self, index: int, line: bytes) -> None:
        self._settable[index] = line

    def __iter__(self) -> Iterator[bytes | None]:
        self._file.seek(0)
        for index in range(self._count):
            yield self._settable[index] if index in self._settable else self._file.readline()[:-1]


@dataclass(slots=True)
class Survey:
    """One document's slots. `lines[i]` is the manifest line of slot i, None while it is a gap."""

    narrative: Narrative
    lines: Lines = field(default_factory=Lines)
    gaps: list[Gap] = field(default_factory=list)
    counts: dict[Group, Count] = field(default_factory=dict)
    items: int = 0

    @property
    def wanted(self) -> Iterator[tuple[Slot, Request | None]]:
        """The slots that are to be filled, with their requests as far as they are known."""
        return ((gap.slot, gap.request) for gap in self.gaps if gap.wanted)

    def note(self, found: Found, context: Context) -> None:
        """Count a slot that is wanted."""
        slot, hit = found.slot, found.hit
        self.items += 1
        group = (slot.kind, context.routes[slot.kind].provider, slot.voice)
        count = self.counts.get(group)
        if count is None:
            count = self.counts[group] = Count()
        count.unknown += found.request is None
        if hit is None:
            count.misses += 1
        else:
            count.hits += 1
            count.saved_usd += hit.cost_usd
            count.paid += hit.cost_usd > 0


class Found(NamedTuple):
    """A slot that was looked up."""

    slot: Slot
    request: Request | None
    """None while the script that it speaks is not known, or if the slot has a fault."""
    key: str
    entry: Entry | None
    """A failed or rejected one too."""
    script: str | None
    """Its text, where that is what is looked for, and is there."""

    @property
    def hit(self) -> Entry | None:
        """The entry that fills it."""
        return self.entry if self.entry is not None and self.entry.status == "completed" else None


def look_up(work: Work, context: Context, cache: Cache) -> Iterator[Found]:
    """Every slot of the document and what the cache has for it, in the order of manifests."""
    slots = expand(work.narrative, work.rows, context)
    while chunk := list(islice(slots, CHUNK)):
        yield from _look_up(chunk, work.narrative, context, cache)


def _look_up(chunk: list[Slot], narrative: Narrative, context: Context, cache: Cache) -> Iterator[Found]:
    """A chunk of slots with two queries: what is known, then what speaks a script."""
    keys: dict[int, str] = {}
    for slot in chunk:
        request = slot.request or slot.script
        if id(request) not in keys and request is not None:
            keys[id(request)] = key(request)
    entries = cache.lookup_many(list(set(keys.values())))
    texts = {n: script_text(e, cache) for n, e in entries.items() if e.kind == "script"}

    def speaks(slot: Slot) -> Request | None:
        text = texts.get(keys.get(id(slot.script), ""))
        return None if text is None else spoken(slot, narrative, text, context)

    requests = [slot.request or speaks(slot) for slot in chunk]
    late = {i: key(r) for i, r in enumerate(requests) if r is not None and chunk[i].request is None}
    entries.update(cache.lookup_many(list(set(late.values()))))
    for i, (slot, request) in enumerate(zip(chunk, requests, strict=True)):
        name = keys[id(slot.request)] if slot.request is not None else late.get(i, "")
        yield Found(slot, request, name, entries.get(name), texts.get(name))


def survey(
    work: Work,
    context: Context,
    cache: Cache,
    selection: Selection,
    *,
    refresh: bool = False,
    unkept: Collection[str] = (),
) -> Survey:
    """Look every slot of the document up. Of what is selected these keys count as missing, with `refresh` all."""
    result = Survey(work.narrative)
    with storage_errors(Path(tempfile.gettempdir())):
        for found in look_up(work, context, cache):
            wanted = selection.wants(found.slot)
            if wanted and (refresh or found.key in unkept):
                found = found._replace(entry=None)  # noqa: PLW2901
            if wanted:
                result.note(found, context)
            if found.hit is not None:
                result.lines.append(entry_line(found.slot, found.hit, cache, found.script))
            else:
                gap = Gap(len(result.lines), found.slot, found.request, found.key, wanted, found.entry)
                result.gaps.append(gap)
                result.lines.append(None)
    return result


def script_text(entry: Entry | None, cache: Cache) -> str | None:
    """A script's whole text, or None when it is not there."""
    if entry is None or entry.status != "completed":
        return None
    with contextlib.suppress(StorageError, ItemError):
        return cache.read(entry).decode()
    return None


def entry_values(slot: Slot, entry: Entry, cache: Cache, script: str | None) -> dict[str, Any]:
    """What a manifest says of a slot that is filled by `entry`; `script`: its text where that has been read."""
    whole = (script or script_text(entry, cache)) if slot.kind == "script" else entry.request.get("text")
    made = {
        "status": entry.status,
        "digest": entry.digest,
        "media_type": entry.media_type,
        "bytes": entry.size,
        "provider": entry.provider,
        "model": entry.model,
        "offline": entry.offline,
        "text": slot.text or whole or entry.text,
    }
    return values(slot, entry.key, made, entry.facts)


def entry_line(slot: Slot, entry: Entry, cache: Cache, script: str | None = None) -> bytes:
    """The line of that in a local manifest."""
    found = entry_values(slot, entry, cache, script)
    found["blob"] = blob_name(entry.digest, entry.media_type)
    for name, (digest, _) in entry.attachments.items():
        found[name + "_blob"] = blob_name(digest, "application/json")
    return line(found)


def gap_values(slot: Slot, key: str, context: Context, status: str) -> dict[str, Any]:
    """What a manifest says of a slot that stayed empty."""
    route = context.routes[slot.kind]
    return values(slot, key, {"status": status, "provider": route.provider, "model": route.model, "text": slot.text})


def gap_line(gap: Gap, context: Context, status: str, error: str) -> bytes:
    """The line of that in a local manifest, and why."""
    found = gap_values(gap.slot, gap.key, context, status)
    return line(found | {"error": error} if error else found)


def script_gaps(gaps: Iterable[Gap]) -> Iterator[tuple[str, ScriptRequest]]:
    """(key, request) of every script that must be there before the wanted gaps can be filled."""
    seen: set[str] = set()
    for gap in gaps:
        script = gap.request if isinstance(gap.request, ScriptRequest) else gap.slot.script
        if gap.wanted and script is not None and (gap.request is None or script is gap.request):
            name = key(script)
            if name not in seen:
                seen.add(name)
                yield name, script
