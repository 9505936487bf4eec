"""make(request): look up → lease → reserve → provider → check → keep → settle.

The one place where things are bought or made, where the promises hold: never twice, never lost, never bad.
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from mediagen.cache.blobs import extension
from mediagen.cache.entries import Entry
from mediagen.cache.journal import entry_of
from mediagen.cache.leases import Holder
from mediagen.cache.quarantine import quarantine_bytes
from mediagen.cache.store import Cache
from mediagen.errors import ItemError, MediagenError, ProviderError, RejectedError
from mediagen.plan.requests import Kind, Request, describe, key
from mediagen.providers.protocol import Provider, Reply, Row
from mediagen.studio.incoming import Delivery, Incoming

How = Literal["cached", "made"]
Check = Callable[[Any, Reply], Mapping[str, Any]]

_FIRST_WAIT, _LONGEST_WAIT = 0.02, 0.5
_COMPOSED: frozenset[Kind] = frozenset({"music", "segment", "sound", "film"})


@dataclass(frozen=True, slots=True)
class Labels:
    """What people know a request by; not part of its key."""

    document: str = ""
    item: str = ""
    voice: str = ""
    content_type: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """An entry and whether it was there. `calls`: provider calls this took."""

    entry: Entry
    how: How
    calls: int = 0


class Stopped(Exception):  # noqa: N818 - not an error: the user asked for it
    """The run is being stopped; the request was not begun or was given back."""


@dataclass(frozen=True, slots=True)
class Maker:
    """A provider that is ready, and its row."""

    row: Row
    provider: Provider


class Studio:
    """Makes requests into `cache`. Safe from many threads; `stop` ends waiting and begins nothing new."""

    def __init__(
        self,
        cache: Cache,
        maker: Callable[[Kind, str], Maker],
        checks: Mapping[Kind, Check],
        keep_seconds: Mapping[str, float | None],
    ) -> None:
        self.cache = cache
        self.stop = threading.Event()
        self.interrupted = False
        self._maker = maker
        self._checks = checks
        self._keep_seconds = keep_seconds
        self._incoming = Incoming(cache.root / "incoming")

    def interrupt(self) -> None:
        """Begin nothing new; what is in flight ends or is given back. For signal handlers."""
        self.interrupted = True
        self.stop.set()

    def make(self, request: Request, labels: Labels, *, refresh: bool = False) -> Made:
        """The entry for `request`, from the cache or made now; at most one maker in all processes.

        Raises ItemError (this item failed), StorageError, ConfigError, or Stopped.
        """
        name = key(request)
        if not refresh and (entry := self.cache.lookup(name)) is not None:
            return Made(_usable(entry), "cached")
        pending = self._entry(request, labels, status="pending")
        if (entry := self._lease(pending, refresh=refresh)) is not None:
            return Made(entry, "cached")
        try:
            return self._make_leased(request, pending, refresh=refresh)
        except BaseException:
            self.cache.leases.release(pending)
            raise

    def _lease(self, pending: Entry, *, refresh: bool) -> Entry | None:
        """None once the lease is ours; the entry if its holder finished it while we waited."""
        wait = _FIRST_WAIT
        began = time.time()
        while self._held_by(pending) is not None:
            if self.stop.wait(wait):
                raise Stopped
            wait = min(wait * 1.5, _LONGEST_WAIT)
            entry = self.cache.lookup(pending.key)
            if entry is not None and (not refresh or entry.created >= began):
                return _usable(entry)
        return None

    def _held_by(self, pending: Entry) -> Holder | None:
        if self.stop.is_set():
            raise Stopped
        return self.cache.acquire(pending)

    def _make_leased(self, request: Request, pending: Entry, *, refresh: bool) -> Made:
        # Between the first look and the lease somebody may have finished; or died after paying.
        if not refresh and (entry := self.cache.lookup(pending.key) or self.cache.recover(pending.key)) is not None:
            self.cache.leases.release(pending)
            return Made(_usable(entry), "cached")
        maker = self._maker(request.kind, request.provider)
        price = maker.row.estimate_usd(request)
        if price == 0.0:
            return self._make_free(request, pending, maker)
        return self._buy(request, pending, maker, price, refresh=refresh)

    # -- free work: nothing is lost if it must be done again -------------------------------------------------

    def _make_free(self, request: Request, pending: Entry, maker: Maker) -> Made:
        began = time.monotonic()
        try:
            reply = maker.provider.make(request)
            entry = self._check(request, pending, reply, 0.0, began)
        except ItemError as error:
            self._remember(pending, error)
            raise
        self._keep(entry, reply, {"e": "keep"})
        return Made(entry, "made", 1)

    # -- bought work: every step can be the last before a crash ----------------------------------------------

    def _buy(self, request: Request, pending: Entry, maker: Maker, price: float | None, *, refresh: bool) -> Made:
        began = time.monotonic()
        delivery = self._undelivered(pending.key, refresh=refresh)
        calls = 0
        if delivery is None:
            calls = 1
            delivery = self._order(request, pending, maker, price)
        reply = delivery.reply
        cost = price or 0.0 if reply.cost_usd is None else reply.cost_usd
        settle = {"e": "settle", "id": delivery.purchase, "usd": cost, "reported": reply.cost_usd is not None}
        event = {"e": "keep"} if delivery.settled else settle
        try:
            entry = self._check(request, pending, reply, cost, began)
        except RejectedError as error:
            self.cache.journal.append({**event, "entry": _dict(self._refused(pending, error, cost))})
            self._remember(pending, error, cost)
            self._incoming.done(pending.key)
            raise
        self._keep(entry, reply, event)
        self._incoming.done(pending.key)
        return Made(entry, "made", calls)

    def _undelivered(self, key: str, *, refresh: bool) -> Delivery | None:
        """What a run bought that died before it could keep it."""
        delivery = self._incoming.find(key)
        outcome = self.cache.journal.outcome(delivery.purchase) if delivery else None
        if delivery is None or outcome is None:
            return delivery
        expires = (entry_of(outcome) or {}).get("expires")
        if refresh or (isinstance(expires, float) and expires <= time.time()):
            self._incoming.done(key)  # kept or refused in its time, but that run died before this line
            return None
        return replace(delivery, settled=True)

    def _order(self, request: Request, pending: Entry, maker: Maker, price: float | None) -> Delivery:
        purchase = uuid.uuid4().hex
        reserve = {
            "e": "reserve",
            "id": purchase,
            "key": pending.key,
            "kind": pending.kind,
            "provider": pending.provider,
            "usd": price or 0.0,
            "at": time.time(),
        }
        with self._incoming.room(request):
            self.cache.journal.append(reserve)
            try:
                reply = maker.provider.make(request)
            except ItemError as error:
                if isinstance(error, ProviderError) and error.unbilled:
                    self.cache.journal.append({"e": "void", "id": purchase, "why": error.message})
                self._remember(pending, error)
                raise
        delivery = Delivery(purchase, reply)
        self._incoming.save(pending.key, delivery)
        return delivery

    # -- keeping ---------------------------------------------------------------------------------------------

    def _check(self, request: Request, pending: Entry, reply: Reply, cost: float, began: float) -> Entry:
        try:
            if not reply.data:
                raise RejectedError("the provider returned nothing")
            facts = {**reply.facts, **self._checks[request.kind](request, reply)}
        except RejectedError as error:
            self._quarantine(pending, reply, error)
            raise
        attachments = {
            name: (hashlib.sha256(data).hexdigest(), len(data)) for name, data in sorted(reply.attachments.items())
        }
        text = pending.text or (reply.data.decode()[:200] if request.kind == "script" else "")
        lives = self._keep_seconds[request.kind]
        now = time.time()
        return replace(
            pending,
            status="completed",
            text=text,
            digest=hashlib.sha256(reply.data).hexdigest(),
            media_type=reply.media_type,
            size=len(reply.data),
            facts=facts,
            attachments=attachments,
            request_id=reply.request_id,
            cost_usd=cost,
            created=now,
            expires=None if lives is None else now + lives,
            seconds=round(time.monotonic() - began, 3),
        )

    def _keep(self, entry: Entry, reply: Reply, event: dict[str, Any]) -> None:
        attached = [(data, "application/json") for data in reply.attachments.values()]
        self.cache.keep(entry, event, [(reply.data, entry.media_type), *attached])

    def _quarantine(self, pending: Entry, reply: Reply, error: MediagenError) -> None:
        name = f"{hashlib.sha256(reply.data).hexdigest()}.{extension(reply.media_type)}"
        facts = {**_dict(pending), "status": "rejected", "error": error.message}
        quarantine_bytes(self.cache.root, name, reply.data, facts)

    def _remember(self, pending: Entry, error: ItemError, cost: float = 0.0) -> None:
        """Negative cache: what would fail again is not bought again for a while. To compose again costs nothing."""
        if not error.retryable and pending.kind not in _COMPOSED:
            self.cache.remember(self._refused(pending, error, cost))

    def _refused(self, pending: Entry, error: ItemError, cost: float) -> Entry:
        status: Literal["failed", "rejected"] = "rejected" if isinstance(error, RejectedError) else "failed"
        lives = self._keep_seconds[status]
        now = time.time()
        return replace(
            pending,
            status=status,
            created=now,
            cost_usd=cost,
            error=error.message,
            expires=None if lives is None else now + lives,
        )

    def _entry(self, request: Request, labels: Labels, status: Literal["pending"]) -> Entry:
        row = self._maker(request.kind, request.provider).row
        return Entry(
            key=key(request),
            kind=request.kind,
            status=status,
            provider=request.provider,
            model=request.model,
            created=time.time(),
            voice=labels.voice,
            content_type=labels.content_type,
            document=labels.document,
            item=labels.item,
            text=labels.text,
            request=describe(request),
            offline=row.offline,
        )


def _usable(entry: Entry) -> Entry:
    """The entry, if it is completed; else raises what was remembered."""
    if entry.status == "completed":
        return entry
    minutes = max(0.0, (entry.expires or 0) - time.time()) / 60
    error = RejectedError if entry.status == "rejected" else ProviderError
    raise error(
        f"{entry.error} (remembered; tried again in {minutes:.0f} min)",
        remedy="run with --refresh to try again now",
    )


def _dict(entry: Entry) -> dict[str, Any]:
    return json.loads(entry.dumps())  # type: ignore[no-any-return]
