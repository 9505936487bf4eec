"""`Cache`: blobs, entries, journal and leases with their promises kept together.

The order of writes makes every crash harmless: bytes first (durable), then the journal line, then the index.
What the journal has and the index lacks is put right at the next opening; bytes without a journal line are
orphans that `verify` reports.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import diskcache
import filelock

from mediagen.cache import books, view
from mediagen.cache.blobs import Blobs
from mediagen.cache.books import Totals
from mediagen.cache.elsewhere import Elsewhere
from mediagen.cache.entries import Entry, from_dict, loads
from mediagen.cache.events import Event
from mediagen.cache.files import storage_errors
from mediagen.cache.index import Index, is_damage
from mediagen.cache.journal import LOCK_POLL, Journal
from mediagen.cache.leases import PREFIX, Leases, living
from mediagen.cache.root import prepare
from mediagen.cache.sent import Sent
from mediagen.cache.steps import alone
from mediagen.cache.together import Syncer, Together
from mediagen.cache.view import TOTALS
from mediagen.errors import StorageError

_LOCK_SECONDS, _BATCH = 60.0, 500
_Kept = tuple[Entry, Event, Sequence[tuple[bytes, str]]]


class Cache:
    """The cache in `root`, created when it is not there. Use as a context manager, from any thread.

    Raises StorageError: not writable, of a newer schema, or damaged beyond what can be restored.
    """

    def __init__(
        self, root: Path, *, lease_seconds: float = 120.0, notice: Callable[[str], None] = lambda _text: None
    ) -> None:
        self.root = root
        self.elsewhere: Elsewhere | None = None
        """Where to look for what is not here."""
        self.notice = notice
        """Told what people should know, each thing once."""
        with storage_errors(root):
            prepare(root)
        self.syncer = Syncer(root)
        self.opening = filelock.FileLock(root / "index.lock", timeout=_LOCK_SECONDS)
        """Held while an index is opened, or set aside: nobody opens one that is being moved away."""
        self.blobs = Blobs(root / "blobs", self.syncer)
        self.journal = Journal(root / "journal.jsonl")
        self.index = self._open_index()
        self.leases = Leases(self.index, root / "locks", lease_seconds)
        self.sent = Sent(self.journal, root / "locks", self.leases.token)
        self.sent.release()
        self._keeping: Together[_Kept] = Together(self._keep_all)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give back leases, bring the totals up to date and close the index."""
        try:
            self.leases.close()
            self.sent.close()
            with contextlib.suppress(StorageError):
                self.catch_up()
        finally:
            self.index.close()

    def _open_index(self) -> Index:
        """The index, brought up to the journal's end. One that is damaged is set aside and made anew from it."""
        folder = self.root / "index"
        with storage_errors(folder):
            try:
                return self._current_index(folder)
            except sqlite3.DatabaseError as error:
                if not is_damage(error):
                    raise
            with self.opening:
                try:
                    return self._current_index(folder)  # another process may have mended it meanwhile
                except sqlite3.DatabaseError as error:
                    if not is_damage(error):
                        raise
                    if living(self.root / "locks"):  # their leases are in it
                        raise StorageError(
                            f"{folder}: the index is damaged ({error}), and another run is at work in it",
                            remedy="wait for it to end, then run again: the index is then restored from the journal",
                            retryable=True,
                        ) from error
                    aside = self.root / f"index.damaged-{time.time_ns()}"
                    folder.replace(aside)
                    self.notice(
                        f"the cache index was damaged ({error}); it was moved to {aside.name} and is restored"
                        " from the journal"
                    )
                return self._current_index(folder)

    def _current_index(self, folder: Path) -> Index:
        with self.opening.acquire(poll_interval=LOCK_POLL):
            self.index = Index(folder)
        try:
            self.catch_up()
        except BaseException as error:
            self.index.close()
            if isinstance(error, StorageError) and isinstance(error.__cause__, sqlite3.Error):
                raise error.__cause__ from None
            raise
        return self.index

    # -- looking up ----------------------------------------------------------------------------------------

    def lookup(self, key: str) -> Entry | None:
        """The live entry for `key`: completed with all its bytes in place, failed or rejected; else None."""
        return self.lookup_many([key]).get(key)

    def lookup_many(self, keys: Sequence[str]) -> dict[str, Entry]:
        """`lookup` of many keys at once. The bytes of what other machines made may be elsewhere yet."""
        found = self.lookup_here(keys)
        if self.elsewhere is not None:
            missing = [key for key in keys if key not in found or found[key].status != "completed"]
            found.update(self.elsewhere.find(missing) if missing else {})
        return found

    def lookup_here(self, keys: Sequence[str]) -> dict[str, Entry]:
        """The same of this cache alone."""
        found = {}
        for key, text in self.index.values(keys):
            with contextlib.suppress(ValueError):
                entry = loads(text)
                if self.is_whole(entry):
                    found[key] = entry
        return found

    def is_whole(self, entry: Entry) -> bool:
        """Whether every blob of the entry is there in full size."""
        return entry.status != "completed" or all(self.blobs.has(*blob) for blob in entry.blobs)

    def files(self, entry: Entry) -> Iterator[tuple[str, str]]:
        """(digest, path) of each blob of the entry, attachments included."""
        yield from ((digest, self.blobs.path(digest, media_type)) for digest, media_type, _ in entry.blobs if digest)

    def path(self, entry: Entry) -> Path:
        """The file of a completed entry, brought here if it is elsewhere. Raises what `bring` does."""
        self.bring(entry)
        return Path(self.blobs.path(entry.digest, entry.media_type))

    def blob_file(self, name: str) -> Path:
        """The file of the blob of that name (see blobs.blob_name), likewise."""
        path = self.root / name
        if self.elsewhere is not None and not path.exists() and (entry := self.elsewhere.using(path.stem)):
            self.bring(entry)
        return path

    def bring(self, entry: Entry) -> None:
        """Keep here what is elsewhere of a completed entry. Raises StorageError; ItemError where it cannot be had."""
        if self.elsewhere is not None and not self.is_whole(entry) and self.elsewhere.using(entry.digest):
            self.keep(entry, {"e": "keep"}, self.elsewhere.fetch(entry))

    def read(self, entry: Entry, attachment: str = "") -> bytes:
        """A completed entry's bytes, or those of its attachment, verified. Raises StorageError when damaged."""
        digest, media_type = entry.digest, entry.media_type
        if attachment:
            digest, media_type = entry.attachments[attachment][0], "application/json"
        if self.elsewhere is not None and not self.is_whole(entry):
            if not attachment and (text := self.elsewhere.text(digest)) is not None:
                return text
            self.bring(entry)
        return self.blobs.whole(digest, media_type)

    # -- making --------------------------------------------------------------------------------------------

    def recover(self, key: str, since: float = 0.0) -> Entry | None:
        """What somebody bought or made for `key` from then on and was killed before the index knew; else None."""
        with storage_errors(self.journal.path):
            values = self.journal.made(key)
        with contextlib.suppress(ValueError):  # a line that was tampered with
            entry = from_dict(values)
            if entry.status == "completed" and view.made_since(entry, since) and not view.expired(entry):
                return entry if self.index.write(lambda cache: self._set_if_whole(cache, entry)) else None
        return None

    def keep(self, entry: Entry, event: Event, blobs: Sequence[tuple[bytes, str]] = ()) -> None:
        """Store `blobs` (bytes, media type), journal `event` with `entry`, index it and give its lease back."""
        alone(self.keep_async(entry, event, blobs))

    async def keep_async(self, entry: Entry, event: Event, blobs: Sequence[tuple[bytes, str]] = ()) -> None:
        """The same, to be awaited."""
        await self._keeping.step((entry, event, blobs))

    def _keep_all(self, kept: Sequence[_Kept]) -> None:
        self.blobs.put_all([blob for _, _, blobs in kept for blob in blobs])
        self.journal.append(*({**event, "entry": entry.fields()} for entry, event, _ in kept))
        self.index.write(lambda cache: self._index_all(cache, kept))

    def _index_all(self, cache: diskcache.Cache, kept: Sequence[_Kept]) -> None:
        for entry, _, blobs in kept:
            if not self.is_whole(entry):  # a prune at the same moment saw a blob unused
                self.blobs.put_all(blobs)
            self._set(cache, entry)

    def remember(self, entry: Entry) -> None:
        """Index a failed or rejected entry, unless a completed one is there; give its lease back."""
        self.index.write(lambda cache: self._set(cache, entry, over_completed=False))

    def _set_if_whole(self, cache: diskcache.Cache, entry: Entry) -> bool:
        if whole := self.is_whole(entry):
            self._set(cache, entry)
        return whole

    def _set(self, cache: diskcache.Cache, entry: Entry, *, over_completed: bool = True) -> None:
        self.leases.release_in(cache, entry.key)
        if not over_completed and view.completed(cache.get(entry.key)):
            return
        view.put(cache, entry)

    # -- the view ------------------------------------------------------------------------------------------

    def catch_up(self) -> Totals:
        """Bring index and totals up to the journal's end; returns the totals."""
        totals = self.totals()
        if self.journal.size() != totals.offset:
            cut = not self.journal.begins_line(totals.offset)
            totals = self.index.write(lambda cache: view.catch_up(cache, self.journal, self.is_whole))
            if cut:
                lost = self.rejournal(self.unjournaled())
                self.notice(
                    f"the journal was cut or replaced; entries that it lost are in it again ({lost}), their cost is not"
                )
        self.journal.follow(totals)
        return totals

    def unjournaled(self) -> list[Entry]:
        """Completed entries that the index has and the journal has not. Reads both."""
        lost = view.unknown(view.versions(self.journal), self.entries())
        return view.unknown(view.versions(self.journal), lost) if lost else []  # some may have been kept meanwhile

    def rejournal(self, entries: Sequence[Entry]) -> int:
        """Write `entries` into the journal as free work (what they cost was lost with it); returns how many."""
        for at in range(0, len(entries), _BATCH):
            self.journal.append(*({"e": "keep", "entry": e.fields()} for e in entries[at : at + _BATCH]))
        return len(entries)

    def totals(self) -> Totals:
        """The totals as of the last `catch_up` of any process."""
        rows = self.index.select("SELECT value FROM Cache WHERE key = ? AND raw = 1", [TOTALS])
        return books.loads(rows[0][0] if rows else None)

    # -- dropping ------------------------------------------------------------------------------------------

    def drop(self, entries: Sequence[Entry], why: str, check: Callable[[], None] = lambda: None) -> int:
        """Forget `entries`, `check` whether their blobs may go, and delete those that no other entry uses; returns the
        bytes freed.
        """
        parts = [self.forget(entries[at : at + _BATCH], why) for at in range(0, len(entries), _BATCH)]
        check()
        return sum(self.drop_blobs({file for entry in part for file in self.files(entry)}) for part in parts)

    def forget(self, entries: Sequence[Entry], why: str) -> list[Entry]:
        """Drop the entries only, not their blobs; returns those that were still what they were."""
        self.journal.append(
            *({"e": "drop", "key": e.key, "digest": e.digest, "created": e.created, "why": why} for e in entries)
        )
        return self.index.write(lambda cache: [e for e in entries if view.delete(cache, e)])

    def drop_blobs(self, blobs: Collection[tuple[str, str]]) -> int:
        """Delete those of the blobs (digest, path) that no entry uses; returns the bytes freed. In a transaction, as
        `keep` is, of the index that writers have: an entry is counted before we look, or its writer looks after us and
        writes its blob anew.
        """
        return self.index.write(lambda cache: self._drop_unused(cache, blobs)) if blobs else 0

    def _drop_unused(self, cache: diskcache.Cache, blobs: Collection[tuple[str, str]]) -> int:
        self.index.require_place()
        used = view.in_use(cache, {digest for digest, _ in blobs})
        return sum(self.blobs.remove(path) for digest, path in blobs if digest not in used)

    def entries(
        self, where: str = "1", values: Sequence[Any] = (), order: str = "rowid", limit: int = -1
    ) -> Iterator[Entry]:
        """Entries (leases left out) for which the SQL condition on diskcache's columns holds."""
        for key, text, expires in self.index.scan(where, values, order, limit):
            if not key.startswith(PREFIX):
                with contextlib.suppress(ValueError):
                    yield replace(loads(text), expires=expires)
