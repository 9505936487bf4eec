"""The shared index: read into this machine's copy, added to, and kept in few segments."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

from mediagen.errors import MediagenError
from mediagen.plan.publication import IMMUTABLE
from mediagen.shared.copy import Copy
from mediagen.shared.layout import INDEX, Gone, Record, decode, pack, size_of, unpack
from mediagen.shared.link import Link
from mediagen.targets.protocol import File, Stored, Target

_FULL = 500
"""So many entries wait at most to be added."""
_MERGE = 16
"""So many segments of about a size are merged into one."""
_AT_ONCE = 16
_TRIES = 3
_GONE_SECONDS = 90 * 86_400.0
"""So long it is told that an entry is gone; whoever looks after that finds it gone when it wants its media."""


class Segments:
    """The index behind `link`, and its `copy` here. Safe from many threads."""

    def __init__(self, link: Link, copy: Copy) -> None:
        self._link = link
        self._copy = copy
        self._guard = threading.Lock()
        self._waiting: dict[str, Record | Gone] = {}

    def refresh(self) -> None:
        """Bring the copy up to date: one listing, and each segment that is new. Raises AwayError."""
        for _ in range(_TRIES):
            listed = self._link.ask(lambda target: list(target.list(INDEX)))
            there = {one.name for one in listed if size_of(one.name) is not None}
            known = self._copy.segments()
            if self._absorb_all(sorted(there - known)):
                self._copy.forget_segments(known - there)
                return

    def _absorb_all(self, names: Sequence[str]) -> bool:
        """Take these segments in; False where one was merged with others meanwhile."""
        whole = True
        with ThreadPoolExecutor(_AT_ONCE, "shared-index") as pool:
            for name, lines in zip(names, pool.map(self._lines, names), strict=True):
                if lines is None:
                    whole = False
                elif lines:  # one that is damaged is looked at again each time, as it may be put right
                    self._copy.absorb(self._trusted(name, lines), name)
        return whole

    def _lines(self, name: str) -> list[bytes] | None:
        """Its lines; none of one that is not what its name says, which is told; None where it is not there any more."""
        found = self._link.ask(lambda target: target.get(name))
        try:
            return None if found is None else unpack(name, found[0])
        except ValueError as error:
            self._link.notice(
                f"shared cache: {name} was refused: {error}. `mediagen cache prune --remote --yes` lists its entries"
                " anew and deletes it, when it is a day old"
            )
            return []

    def _trusted(self, name: str, lines: Iterable[bytes]) -> list[Record | Gone]:
        records = []
        for line in lines:
            try:
                record = decode(line)
                if isinstance(record, Record | Gone):
                    records.append(record)
            except ValueError as error:
                self._link.notice(f"shared cache: an entry in {name} was refused: {error}")
        return records

    def add(self, records: Iterable[Record | Gone]) -> None:
        """To be in the index, at the latest after `flush`. Raises AwayError."""
        with self._guard:
            self._waiting.update((_name(record), record) for record in records)
            full = len(self._waiting) >= _FULL
        if full:
            self.flush()

    def flush(self) -> None:
        """Write what waits. Raises AwayError; then it goes on waiting."""
        with self._guard:
            records, self._waiting = self._waiting, {}
        if not records:
            return
        try:
            self._link.ask(lambda target: self._write(target, list(records.values())), writes=True)
            self._link.ask(self._merge, writes=True)
        except MediagenError:
            with self._guard:
                self._waiting = {**records, **self._waiting}
            raise

    def _write(self, target: Target, records: Sequence[Record | Gone]) -> str:
        name, data = pack(records)
        target.put(File(name, data, "application/gzip", IMMUTABLE))
        self._copy.absorb(records, name)
        return name

    def _merge(self, target: Target) -> None:
        """Merge segments of about a size where they are many: they stay few, and an entry is written anew seldom."""
        tiers: dict[int, list[str]] = {}
        for one in target.list(INDEX):
            size = size_of(one.name)
            if size is not None:
                tiers.setdefault(size.bit_length() // 4, []).append(one.name)
        for names in tiers.values():
            if len(names) >= _MERGE:
                self._merge_some(target, names)

    def _merge_some(self, target: Target, names: Sequence[str]) -> None:
        newest: dict[str, Record | Gone] = {}
        merged = set()
        since = time.time() - _GONE_SECONDS
        for name in names:
            lines = self._lines(name)
            if lines:  # else another has merged it meanwhile, or it is not to be trusted
                merged.add(name)
                for record in self._trusted(name, lines):
                    known = newest.get(_name(record))
                    if isinstance(record, Gone):
                        if record.at > since:
                            newest[_name(record)] = record
                    elif not isinstance(known, Record) or known.entry.created <= record.entry.created:
                        newest[record.key] = record
        if newest:
            merged.discard(self._write(target, list(newest.values())))
        target.delete(merged)  # what they say is in the new one
        self._copy.forget_segments(merged)

    def damaged(self) -> list[Stored]:
        """The segments that are not what their names say, and are not to be trusted. Reads all. Raises AwayError."""
        listed = [one for one in self._link.ask(lambda t: list(t.list(INDEX))) if size_of(one.name) is not None]
        with ThreadPoolExecutor(_AT_ONCE, "shared-index") as pool:
            lines = list(pool.map(self._lines, [one.name for one in listed]))
        return [one for one, found in zip(listed, lines, strict=True) if found == []]


def _name(record: Record | Gone) -> str:
    """What it waits and is merged under: that an entry is gone stays told beside another of its key."""
    return record.key if isinstance(record, Record) else f"{record.key} {record.digest} {record.created}"
