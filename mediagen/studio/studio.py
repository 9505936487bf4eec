"""make(request): look up → lease → make or buy → check → keep; where machines share a cache, claimed among them first.

The one place where things are bought or made, where the promises hold: never twice, never lost, never bad.
purchase.py buys; keeping.py checks and keeps.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

from mediagen.cache.entries import Entry
from mediagen.cache.leases import Holder
from mediagen.cache.steps import Work, alone
from mediagen.cache.store import Cache
from mediagen.cache.view import made_since
from mediagen.checks import Check
from mediagen.errors import ItemError, ProviderError, RejectedError
from mediagen.plan.requests import Kind, Request, describe, key
from mediagen.providers.protocol import Queue, Reply
from mediagen.report.human import span
from mediagen.studio.budget import Budget, Purse
from mediagen.studio.keeping import SHARED, Keeper
from mediagen.studio.loop import Pause
from mediagen.studio.values import Labels, Made, Maker, Stopped, TakenOver

if TYPE_CHECKING:
    from mediagen.providers.prices import Prices
    from mediagen.shared.tier import Shared
    from mediagen.studio.purchase import Purchases
    from mediagen.studio.retry import Patience

__all__ = ["Labels", "Made", "Maker", "Stopped", "Studio"]

_FIRST_WAIT, _LONGEST_WAIT, _LONGEST_REMOTE_WAIT = 0.02, 0.5, 5.0


class Studio:
    """Makes requests into `cache`. Safe from many threads; `stop` ends waiting and begins nothing new."""

    def __init__(
        self,
        cache: Cache,
        maker: Callable[[Kind, str], Maker],
        checks: Mapping[Kind, Check],
        keep_seconds: Mapping[str, float | None],
        prices: Callable[[], Prices],
        *,
        budget: Budget | None = None,
        patience: Patience | None = None,
        shared: Shared | None = None,
    ) -> None:
        self.cache = cache
        self.began = time.time()
        """When the run began: what has been made since is not made anew in it, whoever has made it."""
        self.stop = threading.Event()
        self.interrupted = False
        self._maker = maker
        self.purse = Purse(budget)
        """What this studio has asked for and spent up to now."""
        self._shared = shared
        self._keeper = Keeper(cache, checks, keep_seconds, shared)
        self._prices, self._patience = prices, patience
        self._guard = threading.Lock()
        self._buying: Purchases | None = None

    def interrupt(self) -> None:
        """Begin nothing new; what is in flight ends or is given back. For signal handlers."""
        self.interrupted = True
        self.stop.set()

    @cached_property
    def unkept(self) -> frozenset[str]:
        """Keys of what earlier runs have ordered, or paid for, and not kept. A refresh that was killed left the entry
        that it was to replace.
        """
        with self.cache.journal.books() as totals:
            found = [(str(event.get("key") or ""), event.get("ticket")) for event in totals.open.values()]
        folder = self.cache.root / "incoming"
        return frozenset(name for name, ticket in found if name and (ticket or (folder / name).exists()))

    @property
    def _purchases(self) -> Purchases:
        """What buys, one for all threads; imported and made when there is something to buy."""
        from mediagen.studio.limits import Limits
        from mediagen.studio.purchase import Purchases, Terms
        from mediagen.studio.retry import Patience

        with self._guard:
            if self._buying is None:
                limits = Limits(self.cache.root / "locks", self.stop)
                terms = Terms(self._prices(), self.purse, limits, self._patience or Patience(), self.stop)
                self._buying = Purchases(self._keeper, terms)
            return self._buying

    def make(self, request: Request, labels: Labels, *, refresh: bool = False) -> Made:
        """The entry for `request`, from the cache or made now; with `refresh` made now, or by others who do the same
        meanwhile. At most one maker in all processes.

        Raises ItemError (this item failed), BudgetError (it was refused; others may fit), StorageError, ConfigError,
        or Stopped.
        """
        return alone(self._found_or_made(request, labels, time.time() if refresh else 0.0))

    async def _found_or_made(self, request: Request, labels: Labels, since: float) -> Made:
        if (entry := await self._known(key(request), request, since)) is not None:
            return Made(_usable(entry), "cached")
        return await self.make_async(request, labels, since)

    async def make_async(self, request: Request, labels: Labels, since: float) -> Made:
        """The same of what is not there, as far as is known, or was made before `since` (seconds since 1970): it is
        leased before it is looked up. To be awaited.
        """
        pending = self._entry(key(request), request, labels)
        if (entry := await self._lease(request, pending, since)) is not None:
            return Made(entry, "cached")
        try:
            return await self._make_leased(request, pending, labels, since)
        except BaseException:
            await self.cache.leases.release_async(pending)
            raise

    async def _known(self, name: str, request: Request, since: float) -> Entry | None:
        """What was made, or what is remembered of having asked just so in vain; not before `since`."""
        entry = await self._looked_up(name)
        if entry is None or not made_since(entry, since):
            return None
        if name in self.unkept and self._purchases.has_begun(name):
            return None
        if entry.status == "completed":
            return entry
        if entry.status == "failed" and not made_since(entry, 1):
            return None
        return entry if self._maker(request.kind, request.provider).would_repeat(entry, request) else None

    async def _looked_up(self, name: str) -> Entry | None:
        if self.cache.elsewhere is None:
            return self.cache.lookup(name)
        return await Work(SHARED, self.cache.lookup, name)

    async def _lease(self, request: Request, pending: Entry, since: float) -> Entry | None:
        """None once the lease is ours; the entry if its holder finished it while we waited."""
        wait = _FIRST_WAIT
        while await self._held_by(pending) is not None:
            await Pause(wait, self.stop)
            wait = min(wait * 1.5, _LONGEST_WAIT)
            if (entry := await self._known(pending.key, request, since)) is not None:
                return _usable(entry)
        return None

    async def _held_by(self, pending: Entry) -> Holder | None:
        if self.stop.is_set():
            raise Stopped
        return await self.cache.leases.acquire_async(pending)

    async def _make_leased(self, request: Request, pending: Entry, labels: Labels, since: float) -> Made:
        # Between the last look and the lease somebody may have finished; or died after paying.
        entry = await self._known(pending.key, request, since) or self.cache.recover(pending.key, since)
        if entry is not None:
            await self.cache.leases.release_async(pending)
            return Made(_usable(entry), "cached")
        maker = self._maker(request.kind, request.provider)
        if maker.row.refuses is not None and (refusal := maker.row.refuses(request)) is not None:
            raise refusal.error()  # not remembered: nothing was tried
        if maker.row.units is None:
            return await self._make_free(request, pending, maker)
        parts = maker.row.split(request) if maker.row.split else ()
        if len(parts) > 1:
            return await self._make_of(parts, request, pending, labels, since)
        return await self._buy(request, pending, maker, refresh=since > 0)

    async def _buy(self, request: Request, pending: Entry, maker: Maker, *, refresh: bool) -> Made:
        """Buy it, unless another machine has; what this one has begun to buy it ends."""
        if self._shared is None or refresh or self._purchases.has_begun(pending.key):
            return await self._purchases.buy(request, pending, maker, refresh=refresh)
        is_mine = partial(self._shared.claims.is_mine, pending.key)
        while (entry := await self._claim(self._shared, pending.key)) is None:
            try:
                return await self._purchases.buy(request, pending, maker, refresh=refresh, is_mine=is_mine)
            except TakenOver:
                continue
            finally:
                await Work(SHARED, self._shared.release, pending.key)
        await self.cache.leases.release_async(pending)
        return Made(entry, "cached")

    async def _claim(self, shared: Shared, name: str) -> Entry | None:
        """None once it is ours to buy, among all machines; the entry if another one has bought it."""
        from mediagen.shared.claims import Held

        wait = _FIRST_WAIT
        while isinstance(there := await Work(SHARED, shared.claim, name), Held):
            await Pause(wait, self.stop)
            wait = min(wait * 1.5, _LONGEST_REMOTE_WAIT)
        return there

    async def _make_free(self, request: Request, pending: Entry, maker: Maker) -> Made:
        """Nothing is lost if it must be done again. Made and checked in one go, by a thread of the provider's."""
        try:
            entry, reply = await Work(maker.pool, self._made_free, request, pending, maker)
        except ItemError as error:
            self._keeper.remember(pending, error)
            raise
        await self._keeper.keep(entry, reply, {"e": "keep"})
        return Made(entry, "made")

    def _made_free(self, request: Request, pending: Entry, maker: Maker) -> tuple[Entry, Reply]:
        if self.stop.is_set():
            raise Stopped
        began = time.monotonic()
        assert not isinstance(maker.provider, Queue)
        self.purse.asked()
        reply = maker.provider.make(request)
        return alone(self._keeper.check(request, pending, reply, 0.0, began)), reply

    async def _make_of(
        self, parts: Sequence[Request], request: Request, pending: Entry, labels: Labels, since: float
    ) -> Made:
        """Made of parts that are bought like any request, under leases of their own, one after the other: whoever
        waits for a part's lease holds none that the part's maker could wait for.
        """
        began = time.monotonic()
        made = [
            await self._found_or_made(part, _part_labels(labels, part, f"{n} of {len(parts)}"), since)
            for n, part in enumerate(parts, 1)
        ]
        join = self._maker(request.kind, request.provider).row.join
        assert join is not None
        try:
            reply = await Work("join", lambda: join(request, [self._reply(one.entry) for one in made]))
            cost = sum(one.entry.cost_usd for one in made)
            entry = await self._keeper.check(request, pending, reply, cost, began)
        except ItemError as error:
            self._keeper.remember(pending, error)
            raise
        await self._keeper.keep(entry, reply, {"e": "keep"})  # its parts are settled: it costs nothing more
        return Made(entry, "made")

    def _reply(self, entry: Entry) -> Reply:
        """What was kept, as it came."""
        attachments = {name: self.cache.read(entry, name) for name in entry.attachments}
        return Reply(self.cache.read(entry), entry.media_type, entry.facts, attachments)

    def _entry(self, name: str, request: Request, labels: Labels) -> Entry:
        """What is shown of the request while it is being made."""
        maker = self._maker(request.kind, request.provider)
        return Entry(
            key=name,
            kind=request.kind,
            status="pending",
            provider=request.provider,
            model=request.model,
            created=time.time(),
            voice=labels.voice,
            content_type=labels.content_type,
            document=labels.document,
            item=labels.item,
            text=labels.text,
            request=describe(request),
            offline=maker.row.offline,
            facts=maker.facts_of(request),
        )


def _part_labels(labels: Labels, part: Request, which: str) -> Labels:
    text = str(getattr(part, "text", labels.text))
    return replace(labels, item=f"{labels.item} part {which}".strip(), text=text)


def _usable(entry: Entry) -> Entry:
    """The entry, if it is completed; else raises what was remembered."""
    if entry.status == "completed":
        return entry
    minutes = max(1, round(((entry.expires or 0) - time.time()) / 60))
    error = RejectedError if entry.status == "rejected" else ProviderError
    raise error(
        f"{entry.error} (remembered; tried again in {span(60 * minutes)})",
        remedy="run with --refresh to try again now",
    )
