"""`Shared`: on a local miss look there before buying; share what was bought, blobs first, then the entry.

What is found there is a hit without its bytes; they are fetched when somebody wants them, and then kept here.
"""

from __future__ import annotations

import contextlib
import hashlib
import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from mediagen.cache.blobs import hash_file
from mediagen.cache.entries import Entry
from mediagen.cache.files import storage_errors
from mediagen.cache.store import Cache
from mediagen.cache.view import expired
from mediagen.plan.publication import IMMUTABLE
from mediagen.shared.claims import Claims, Held, machine_of
from mediagen.shared.copy import Copy
from mediagen.shared.layout import LONGEST_TEXT, TEXTS, Record, encode_record, entry_name, shared_blob
from mediagen.shared.link import AwayError, Link, RefusedError
from mediagen.shared.segments import Segments
from mediagen.targets.protocol import ChangedError, File, Place

Mode = Literal["read-write", "read-only", "write-only"]
_COMPOSED = frozenset({"segment", "sound", "film", "source"})
_LARGE = 8 << 20


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
        bought = not entry.offline and entry.kind not in _COMPOSED
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
    ) -> None:
        self.how = how
        self.link = Link(place, notice, strict=strict)
        which = hashlib.sha256(place.where.encode()).hexdigest()[:8]
        self.copy = Copy(cache.root / "shared" / f"{quote(name, safe='')}-{which}.db")
        self._cache = cache
        self.index = Segments(self.link, self.copy)
        self._claims = Claims(self.link, machine_of(cache.root / "shared"), how.lease_seconds)
        self._guard = threading.Lock()
        self._refreshed = False

    def close(self) -> None:
        """Add to the index what was shared, give leases back, let go of connections."""
        try:
            self._claims.close()
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
        with self._guard:
            if not self._refreshed:
                self._refreshed = True
                with contextlib.suppress(AwayError):  # what it knew last time still holds
                    self.index.refresh()

    # -- bytes ---------------------------------------------------------------------------------------------

    def text(self, digest: str) -> bytes | None:
        """The blob of that digest, if it is a text that came with its entry."""
        record = self.copy.using(digest)
        return record.text if record and record.entry.digest == digest else None

    def using(self, digest: str) -> Entry | None:
        """An entry with that blob or attachment."""
        record = self.copy.using(digest)
        return record.entry if record else None

    def fetch(self, entry: Entry) -> list[tuple[bytes, str]]:
        """Bytes and media type of each blob of the entry that is not here.

        Raises StorageError: out of reach, gone, or not what its digest says; then the entry is not found any more.
        """
        return [
            (self._fetch(entry, digest, media_type, size), media_type)
            for digest, media_type, size in blobs_of(entry)
            if not self._cache.blobs.has(digest, media_type, size)
        ]

    def _fetch(self, entry: Entry, digest: str, media_type: str, size: int) -> bytes:
        data = self.text(digest)
        if data is not None:
            return data
        name = shared_blob(digest, media_type)
        found = self.link.ask(lambda target: target.get(name))
        if found is not None and len(found[0]) == size and hashlib.sha256(found[0]).hexdigest() == digest:
            return found[0]
        why = "is not there" if found is None else "is not what its digest says"
        self._distrust(entry.key, entry.digest, f"its blob {name} {why}")
        raise RefusedError(
            f"shared cache: {name} {why}, and was refused",
            remedy="run again: it is made or bought anew, and shared in place of that",
            retryable=True,
        )

    def _distrust(self, key: str, digest: str, why: str) -> None:
        self.copy.refuse(key, digest)
        self.link.notice(f"shared cache: entry {key[:12]} was refused: {why}")

    # -- buying --------------------------------------------------------------------------------------------

    def claim(self, key: str) -> Entry | Held | None:
        """None when it is ours to buy now, `release` then gives it back; else what was bought, or who is buying it.

        Where the shared cache cannot be reached, or may only be written, everybody buys for himself.
        """
        if not self.how.reads:
            with contextlib.suppress(AwayError):  # a credential that is missing is told before something is bought
                self.link.ask(lambda _target: None)
            return None
        try:
            there = self._ask(key)
        except AwayError:
            return None
        if not isinstance(there, Record):
            return there
        self.copy.absorb([there])
        if self.how.writes:
            with contextlib.suppress(AwayError):  # whoever bought it was killed before that, or is about to
                self.index.add([there])
        return there.entry

    def _ask(self, key: str) -> Record | Held | None:
        try:
            there = self._claims.take(key) if self.how.writes else self._claims.look(key)
            if not isinstance(there, Record) or self._is_good(key, there):
                return there
            return self._claims.take(key, over=there.entry.digest) if self.how.writes else None
        except ValueError as error:
            self._distrust(key, "", str(error))
            if self.how.writes:
                with contextlib.suppress(ChangedError):
                    self._claims.replace(key)
            return None

    def _is_good(self, key: str, record: Record) -> bool:
        entry = record.entry
        return entry.key == key and not expired(entry) and not self.copy.is_refused(key, entry.digest)

    def release(self, key: str) -> None:
        """Give back what was claimed and not bought."""
        self._claims.release(key)

    def push(self, entry: Entry) -> None:
        """Share what was made, if it is for others; where that fails it is told once."""
        if self.how.writes and self.how.shares(entry):
            with contextlib.suppress(AwayError):
                self.put(entry)

    def put(self, entry: Entry, there: Collection[str] = ()) -> int:
        """Share an entry whose bytes are here, but for blobs that are `there`; returns the bytes that were sent.

        Raises AwayError; RefusedError when a blob here is damaged.
        """
        sent = 0
        for digest, media_type, size in blobs_of(entry):
            name = shared_blob(digest, media_type)
            if name not in there:
                file = File(name, self._body(digest, media_type, size), media_type, IMMUTABLE)
                self.link.ask(lambda target, file=file: target.put(file))  # type: ignore[misc]
                sent += size
        record = Record(entry, self._text_of(entry))
        file = File(entry_name(entry.key), encode_record(record), "application/json", "no-store")
        self.link.ask(lambda target: target.put(file))
        self._claims.done(entry.key)
        self.copy.accept(record)
        self.index.add([record])
        return sent

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


def blobs_of(entry: Entry) -> list[tuple[str, str, int]]:
    """(digest, media type, bytes) of each blob of the entry, its attachments first."""
    attached = [(digest, "application/json", size) for digest, size in entry.attachments.values()]
    return [*attached, (entry.digest, entry.media_type, entry.size)]
