"""What is there and what is missing: one pass over a document's slots, in bounded memory.

For what is missing a Gap is kept; the manifest lines of what is there wait in a temporary file. Nothing else
grows with the number of items.
"""

from __future__ import annotations

import contextlib
import fnmatch
import tempfile
import weakref
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from mediagen.cache.blobs import blob_name
from mediagen.cache.entries import Entry
from mediagen.cache.files import storage_errors
from mediagen.cache.store import Cache
from mediagen.errors import ItemError, StorageError
from mediagen.plan.documents import Narrative
from mediagen.plan.expand import Context, RowValues, Slot, expand, spoken
from mediagen.plan.manifest import line
from mediagen.plan.requests import KINDS, Kind, Request, ScriptRequest, key

CHUNK = 200  # more would outlive a round of the garbage collector: a tenth slower


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

    def count(self, slot: Slot, provider: str) -> Count:
        group = (slot.kind, provider, slot.voice)
        found = self.counts.get(group)
        if found is None:
            found = self.counts[group] = Count()
        return found


def survey(
    narrative: Narrative,
    rows: Sequence[RowValues] | None,
    context: Context,
    cache: Cache,
    selection: Selection,
    *,
    refresh: bool = False,
) -> Survey:
    """Look every slot of the document up. With `refresh` all that is selected counts as missing."""
    surveyor = _Surveyor(Survey(narrative), context, cache, selection, refresh)
    slots = expand(narrative, rows, context)
    with storage_errors(Path(tempfile.gettempdir())):
        while chunk := list(islice(slots, CHUNK)):
            surveyor.add(chunk)
    return surveyor.result


@dataclass(frozen=True, slots=True)
class _Surveyor:
    result: Survey
    context: Context
    cache: Cache
    selection: Selection
    refresh: bool

    def add(self, chunk: list[Slot]) -> None:
        """Look up a chunk of slots with two queries: what is known, then what speaks a script."""
        keys: dict[int, str] = {}
        for slot in chunk:
            request = slot.request or slot.script
            if id(request) not in keys and request is not None:
                keys[id(request)] = key(request)
        entries = self.cache.lookup_many(list(set(keys.values())))
        texts = {n: script_text(e, self.cache) for n, e in entries.items() if e.kind == "script"}
        requests = [slot.request or self._spoken(slot, texts.get(keys.get(id(slot.script), ""))) for slot in chunk]
        late = {i: key(r) for i, r in enumerate(requests) if r is not None and chunk[i].request is None}
        entries.update(self.cache.lookup_many(list(set(late.values()))))
        for i, (slot, request) in enumerate(zip(chunk, requests, strict=True)):
            name = keys[id(slot.request)] if slot.request is not None else late.get(i, "")
            self._note(slot, request, name, entries.get(name), texts.get(name))

    def _spoken(self, slot: Slot, text: str | None) -> Request | None:
        return None if text is None else spoken(slot, self.result.narrative, text, self.context)

    def _note(self, slot: Slot, request: Request | None, name: str, entry: Entry | None, text: str | None) -> None:
        result = self.result
        wanted = self.selection.wants(slot)
        hit = entry if entry is not None and entry.status == "completed" else None
        if self.refresh and wanted:
            hit = entry = None
        if wanted:
            self._count(slot, request, hit)
        if hit is not None:
            result.lines.append(entry_line(slot, hit, self.cache, text))
        else:
            result.gaps.append(Gap(len(result.lines), slot, request, name, wanted, entry))
            result.lines.append(None)

    def _count(self, slot: Slot, request: Request | None, hit: Entry | None) -> None:
        self.result.items += 1
        count = self.result.count(slot, self.context.routes[slot.kind].provider)
        count.unknown += request is None
        if hit is None:
            count.misses += 1
        else:
            count.hits += 1
            count.saved_usd += hit.cost_usd
            count.paid += hit.cost_usd > 0


def script_text(entry: Entry | None, cache: Cache) -> str | None:
    """A script's whole text, or None when it is not there."""
    if entry is None or entry.status != "completed":
        return None
    with contextlib.suppress(StorageError, ItemError):
        return cache.read(entry).decode()
    return None


def entry_line(slot: Slot, entry: Entry, cache: Cache, script: str | None = None) -> bytes:
    """The manifest line of a slot that is filled by `entry`; `script`: its text where that has been read."""
    whole = (script or script_text(entry, cache)) if slot.kind == "script" else entry.request.get("text")
    made: dict[str, Any] = {
        "status": entry.status,
        "digest": entry.digest,
        "media_type": entry.media_type,
        "bytes": entry.size,
        "provider": entry.provider,
        "model": entry.model,
        "offline": entry.offline,
        "facts": entry.facts,
        "text": slot.text or whole or entry.text,
        "blob": blob_name(entry.digest, entry.media_type),
    }
    for name, (digest, _) in entry.attachments.items():
        made[name + "_blob"] = blob_name(digest, "application/json")
    return line(slot, entry.key, made)


def gap_line(gap: Gap, context: Context, status: str, error: str) -> bytes:
    """The manifest line of a slot that stayed empty, and why."""
    route = context.routes[gap.slot.kind]
    made = {"status": status, "provider": route.provider, "model": route.model, "text": gap.slot.text}
    return line(gap.slot, gap.key, {**made, "error": error} if error else made)


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
