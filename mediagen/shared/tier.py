"""`Shared`: on a local miss look there before buying; share what was bought, blobs first, then the entry.

What is found there is a hit without its bytes; they are fetched when somebody wants them, and then kept here.
"""

from __future__ import annotations

import contextlib
import hashlib
import threading
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from mediagen.cache.blobs import hash_file
from mediagen.cache.entries import Entry
from mediagen.cache.files import storage_errors
from mediagen.cache.store import Cache
from mediagen.cache.view import expired
from mediagen.plan.publication import IMMUTABLE
from mediagen.plan.requests import COMPOSED
from mediagen.shared.claims import Claims, Held, machine_of
from mediagen.shared.copy import Copy
from mediagen.shared.layout import LONGEST_TEXT, TEXTS, Record, encode_record, entry_name, shared_blob
from mediagen.shared.link import AwayError, Link, RefusedError
from mediagen.shared.segments import Segments
from mediagen.targets.protocol import File, NotTakenError, Place

Mode = Literal["read-write", "read-only", "write-only"]
_NOT_BOUGHT = COMPOSED - {"music"} | {"source"}
_LARGE = 8 << 20
_LATER = 0.001
_LOOKS = 2
"""Bytes that were damaged on their way come whole the second time."""


@dataclass(frozen=True, slots=True)
class How:
    """How the cache is shared."""

    mode: Mode = "read-write"
    share: Literal["bought", "all"] = "bought"
    lease_seconds: float = 120.0

    @property
    def reads(self) -> bool:
        return self.mode != "write-only"

    @property
    def writes(self) -> bool:
        return self.mode != "read-only"

    def shares(self, entry: Entry) -> bool:
        """Whether this is for others: what was bought, or all that was made."""
        bought = not entry.offline and entry.kind not in _NOT_BOUGHT
        return entry.status == "completed" and not expired(entry) and (bought or self.share == "all")


class Shared:
    """`cache` shared at `place`, which is called `name`. Safe from many threads.

    Nothing is connected to before the first miss.
    """

    def __init__(
        self,
        cache: Cache,
        name: str,
        place: Place,
        how: How,
        notice: Callable[[str], None],
        *,
        strict: bool = False,
        refused: dict[str, RefusedError] | None = None,
    ) -> None:
        """`refused`: what this run has refused of it before, by key."""
        self.how = how
        self.link = Link(place, notice, strict=strict)
        which = hashlib.sha256(place.where.encode()).hexdigest()[:8]
        self.copy = Copy(cache.root / "shared" / f"{quote(name, safe='')}-{which}.db")
        self._cache = cache
        self.index = Segments(self.link, self.copy)
        self.claims = Claims(self.link, machine_of(cache.root / "shared"), how.lease_seconds)
        self._guard = threading.Lock()
        self._refreshed = False
        self._refused = {} if refused is None else refused

    def close(self) -> None:
        """Add to the index what was shared, give leases back, let go of connections."""
        try:
            self.claims.close()
            with contextlib.suppress(AwayError):  # the next that asks for the keys finds them, and lists them
                self.index.flush()
        finally:
            self.copy.close()
            self.link.close()

    # -- looking up ----------------------------------------------------------------------------------------

    def find(self, keys: Sequence[str]) -> dict[str, Entry]:
        """The entries of those keys that are there and live; their bytes may be elsewhere."""
        self._refresh_once()
        return {r.entry.key: r.entry for r in self.copy.find(keys) if not expired(r.entry)}

    def _refresh_once(self) -> None:
        with contextlib.suppress(AwayError):  # what it knew last time still holds
            self.look_up_once()

    def look_up_once(self) -> None:
        """Bring what is known of it up to date, unless this run has. Raises AwayError."""
        with self._guard:
            if not self._refreshed:
                self._refreshed = True
                self.index.refresh()

    def lacks(self, entries: Sequence[Entry]) -> list[Entry]:
        """Those of the entries that are for others, and that it does not have as far as is known."""
        known = self.copy.made([entry.key for entry in entries])
        return [e for e in entries if self.how.shares(e) and known.get(e.key, float("-inf")) < e.created]

    # -- bytes ---------------------------------------------------------------------------------------------

    def text(self, digest: str) -> bytes | None:
        """The blob of that digest, if it is a text that came with its entry."""
        record = self.copy.using(digest)
        return record.text if record and record.entry.digest == digest else None

    def using(self, digest: str) -> Entry | None:
        """An entry with that blob or attachment."""
        record = self.copy.using(digest)
        return record.entry if record else None

    def refuses(self, key: str) -> bool:
        """Whether what is there of the key is not found because it is not what it should be."""
        return self.copy.is_refused(key)

    def fetch(self, entry: Entry) -> list[tuple[bytes, str]]:
        """Bytes and media type of each blob of the entry that is not here.

        Raises AwayError; RefusedError when they are gone or not what their digests say: the entry is then not found any
        more, and this run does not buy it either.
        """
        return [
            (self._fetch(entry, digest, media_type, size), media_type)
            for digest, media_type, size in entry.blobs
            if not self._cache.blobs.has(digest, media_type, size)
        ]

    def _fetch(self, entry: Entry, digest: str, media_type: str, size: int) -> bytes:
        try:
            return self._whole(digest, media_type, size)
        except ValueError as fault:
            keys = self._distrust(entry.key, entry.digest, f"its blob {fault}")
            error = RefusedError(
                f"shared cache: {fault}, and was refused",
                remedy="whoever has it whole puts it right by `mediagen cache push --again`;"
                " or run again: it is made or bought anew, and shared in place of that",
                retryable=True,
            )
            self._refused.update(dict.fromkeys(keys, error))
            raise error from None

    def _whole(self, digest: str, media_type: str, size: int) -> bytes:
        """A blob that is there. Raises AwayError, and ValueError that says what is wrong with it."""
        data = self.text(digest)
        if data is not None:
            return data
        name = shared_blob(digest, media_type)
        for _ in range(_LOOKS):
            found = self.link.ask(lambda target: target.get(name))
            if found is not None and len(found[0]) == size and hashlib.sha256(found[0]).hexdigest() == digest:
                return found[0]
        raise ValueError(f"{name} {'is not there' if found is None else 'is not what its digest says'}")

    def _distrust(self, key: str, digest: str, why: str) -> set[str]:
        keys = self.copy.refuse(key, digest)
        self.link.notice(f"shared cache: entry {key[:12]} was refused: {why}")
        return keys

    # -- buying --------------------------------------------------------------------------------------------

    def claim(self, key: str) -> Entry | Held | None:
        """None when it is ours to buy now, `release` then gives it back; else what was bought, or who is buying it.

        Where the shared cache cannot be reached, or may only be written, everybody buys for himself. Raises
        RefusedError for what this run has found there and refused: it was paid for once, so a person is to see that.
        """
        if key in self._refused:
            raise self._refused[key]
        if not self.how.reads:
            with contextlib.suppress(AwayError):  # a credential that is missing is told before something is bought
                self.link.ask(lambda _target: None)
            return None
        there = None
        with contextlib.suppress(AwayError):
            try:
                there = self._ask(key)
            except AwayError:
                if self.link.is_mute:  # only looked at, the second time
                    there = self._ask(key)
        if not isinstance(there, Record):
            return there
        self.copy.accept(there)
        if self.how.writes:
            with contextlib.suppress(AwayError):  # whoever bought it was killed before that, or is about to
                self.index.add([there])
        return there.entry

    @property
    def _claiming(self) -> bool:
        return self.how.writes and not self.link.is_mute

    def _ask(self, key: str) -> Record | Held | None:
        try:
            there = self.claims.take(key) if self._claiming else self.claims.look(key)
            if not isinstance(there, Record) or self._is_good(key, there):
                return there
            return self.claims.take(key, over=there.entry.digest) if self._claiming else None
        except ValueError as error:
            self._distrust(key, "", str(error))
            return self.claims.replace(key) if self._claiming else None

    def _is_good(self, key: str, record: Record) -> bool:
        entry = record.entry
        if entry.key != key or expired(entry):
            return False
        return not self.copy.is_refused(key, entry.digest) or self._is_mended(record)

    def _is_mended(self, record: Record) -> bool:
        """Whether what was refused once is whole now."""
        try:
            for digest, media_type, size in record.entry.blobs:
                self._whole(digest, media_type, size)
        except ValueError:
            return False
        self.copy.accept(record)
        return True

    def now(self) -> float:
        """The time by its clock. Raises AwayError."""
        return self.link.ask(self.claims.now, writes=True)

    def release(self, key: str) -> None:
        """Give back what was claimed and not bought."""
        self.claims.release(key)

    def push(self, entry: Entry) -> None:
        """Share what was made, if it is for others; where that fails it is told once."""
        if self.how.writes and self.how.shares(entry):
            with contextlib.suppress(AwayError, NotTakenError):  # of which catching up tells (owed.py)
                self.put(entry)

    def put(self, entry: Entry, there: Collection[str] = ()) -> int:
        """Share an entry whose bytes are here, but for blobs that are `there`; returns the bytes that were sent.

        Raises AwayError; RefusedError when a blob here is damaged; NotTakenError.
        """
        sent = 0
        for digest, media_type, size in entry.blobs:
            name = shared_blob(digest, media_type)
            if name not in there:
                file = File(name, self._body(digest, media_type, size), media_type, IMMUTABLE)
                self._put(file)
                sent += size
        newest = self.copy.newest_other(entry)
        if newest >= entry.created:  # pruned there, or made by a clock that is ahead: others must find this one
            entry = replace(entry, created=max(time.time(), newest + _LATER))
        record = Record(entry, self._text_of(entry))
        file = File(entry_name(entry.key), encode_record(record), "application/json", "no-store")
        self.claims.done(entry.key)
        self._put(file)
        self.copy.accept(record)
        self.index.add([record])
        return sent

    def _put(self, file: File) -> None:
        self.link.ask(lambda target: target.put(file), writes=True)

    def _body(self, digest: str, media_type: str, size: int) -> bytes | Path:
        path = Path(self._cache.blobs.path(digest, media_type))
        with storage_errors(path):
            body = path if size >= _LARGE else self._cache.blobs.read(digest, media_type)
            if body is None or (isinstance(body, Path) and hash_file(body) != digest):
                raise RefusedError(f"{path}: the blob is damaged", remedy="run `mediagen cache verify --repair`")
        return body

    def _text_of(self, entry: Entry) -> bytes | None:
        if entry.kind not in TEXTS or entry.size > LONGEST_TEXT:
            return None
        data = self._cache.read(entry)
        try:
            data.decode()
        except UnicodeDecodeError:
            return None
        return data
