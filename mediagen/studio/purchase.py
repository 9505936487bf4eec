"""Bought work: reserve → call → reply durable → check → keep → settle. Every step can be the last before a crash.

It is reserved before it waits for its turn, so that a disk that syncs slowly keeps no call waiting; that its turn has
come is noted right before the call, so that of what a killed run had reserved it is known what was never sent.

One reservation stands for all tries of a call, as only what was surely not billed is tried again: at most one of them
can cost something at any moment, and a run that is killed leaves the reservation on the books.
"""

from __future__ import annotations

import contextlib
import threading
import time
import traceback
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import cast

from mediagen.cache.entries import Entry
from mediagen.cache.events import Event, entry_of
from mediagen.cache.steps import Work
from mediagen.errors import ConfigError, ItemError, MediagenError, ProviderError, RejectedError, StorageError
from mediagen.plan.requests import Request
from mediagen.providers.prices import Prices
from mediagen.providers.protocol import Provider, Queue, Reply
from mediagen.providers.replies import hidden
from mediagen.report.human import named
from mediagen.studio.budget import Purse
from mediagen.studio.incoming import Delivery, Incoming
from mediagen.studio.keeping import Keeper
from mediagen.studio.limits import Limits
from mediagen.studio.orders import collect, open_order
from mediagen.studio.retry import Patience, persistently
from mediagen.studio.rooms import Room, Rooms
from mediagen.studio.routes import Routes
from mediagen.studio.tasks import IsMine, Task
from mediagen.studio.values import Made, Maker, Stopped, TakenOver


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms things are bought."""

    prices: Prices
    purse: Purse
    limits: Limits
    patience: Patience
    stop: threading.Event


@dataclass(slots=True)
class _Purchase:
    id: str
    reserved: bool = False
    sent: bool = False
    """Whether its provider was asked, as far as the notes say."""
    ticket: str = ""


class Purchases:
    """Buys what leases are held for."""

    def __init__(self, keeper: Keeper, terms: Terms) -> None:
        self._keeper = keeper
        self._terms = terms
        self._journal, self._sent = keeper.cache.journal, keeper.cache.sent
        self._incoming = Incoming(keeper.cache.root / "incoming", keeper.cache.syncer)
        self._rooms = Rooms(keeper.cache.root / "incoming")
        self._routes = Routes(terms.patience, terms.stop, keeper.cache.notice)

    async def buy(
        self,
        request: Request,
        pending: Entry,
        maker: Maker,
        *,
        refresh: bool,
        is_mine: IsMine = lambda: True,
    ) -> Made:
        """What was bought for `request`, now or by a run that died before it could keep it. What a check refuses is
        asked for again as often as the provider's row allows (tasks.py); each time is a purchase of its own, and those
        of a run that died count. `is_mine` is asked right before a call: whether no other machine took it over.

        Raises ItemError, BudgetError, ConfigError, StorageError, Stopped; TakenOver where one did.
        """
        task = Task.of(self._terms.prices, request, pending, maker, is_mine)
        delivery = self._undelivered(pending.key, refresh)
        while True:
            began = time.monotonic()
            delivery = delivery or await self._fetch(task)
            cost, settle = self._cost(task, delivery)
            try:
                entry = await self._keeper.check(task.request, pending, delivery.reply, cost, began)
            except RejectedError as error:
                again = task.again(self._terms.prices, delivery.reply, error, delivery.asked)
                self._refuse(task, settle, error, cost, last=again is None)
                if again is None:
                    raise
                task, delivery = again, None
            else:
                await self._keeper.keep(entry, delivery.reply, settle)
                self._settled(task, settle)
                self._incoming.done(pending.key)
                return Made(entry, "made")

    def has_begun(self, key: str) -> bool:
        """Whether a run of this cache that died was buying it, and got or ordered something."""
        return self._incoming.find(key) is not None or open_order(self._journal, key) is not None

    # -- getting the reply -----------------------------------------------------------------------------------

    def _undelivered(self, key: str, refresh: bool) -> Delivery | None:
        """What a run bought that died before it could keep it."""
        delivery = self._incoming.find(key)
        outcome = self._journal.outcome(delivery.purchase) if delivery else None
        if delivery is None or outcome is None:
            return delivery
        expires = (entry_of(outcome) or {}).get("expires")
        if refresh or (isinstance(expires, float) and expires <= time.time()):
            self._incoming.done(key)  # kept or refused in its time, but that run died before this line
            return None
        return replace(delivery, settled=True)

    async def _fetch(self, task: Task) -> Delivery:
        purchase = self._resumed(task) or _Purchase(uuid.uuid4().hex)
        with self._rooms.room(task.request) as room:
            try:
                attempt = partial(self._attempt, task, purchase, room)
                reply = await persistently(attempt, self._terms.patience, self._terms.stop)
            except Stopped as end:  # before a try, or while an order is waited for, which stands
                if purchase.reserved and not purchase.ticket:
                    why = "another machine took it over" if isinstance(end, TakenOver) else "the run was stopped"
                    self._void(purchase, f"{why} before it was tried{' again' * purchase.sent}")
                raise
            except (ItemError, ConfigError) as fault:
                error = task.told(fault)
                self._keeper.set_aside(task.pending, error)
                if purchase.reserved and _is_unbilled(error, purchase):
                    self._void(purchase, error.message)
                if isinstance(error, ItemError):
                    self._keeper.remember(task.pending, error)
                raise error from fault.__cause__
            delivery = Delivery(purchase.id, reply, asked=task.asks)
            await self._incoming.save_async(task.pending.key, delivery, room)
        return delivery

    def _resumed(self, task: Task) -> _Purchase | None:
        order = open_order(self._journal, task.pending.key) if task.maker.queue else None
        return order and _Purchase(order[0], reserved=True, sent=True, ticket=order[1])

    async def _attempt(self, task: Task, purchase: _Purchase, room: Room) -> Reply:
        if self._terms.stop.is_set():
            raise Stopped
        turn = 0 if purchase.ticket else await self._routes.turn(task.request, task.size)
        if not purchase.reserved:
            await self._reserve(task, purchase)
        return await Work(task.maker.pool, self._call, task, purchase, turn, room)

    def _call(self, task: Task, purchase: _Purchase, turn: int, room: Room) -> Reply:
        with self._terms.limits.call(task.maker), _bugs_told(task.maker):
            if purchase.ticket:
                return self._collected(task, purchase)
            if not task.is_mine():
                raise TakenOver
            alone = task.cut_off is not None
            with self._routes.asking(task.request, turn, task.size, alone=alone), self._noted(purchase):
                self._terms.purse.asked()
                if task.maker.queue is None:
                    return cast("Provider", task.maker.provider).make(task.request)
                purchase.ticket = task.maker.queue.submit(task.request)
            self._note_order(purchase, room)
            return self._collected(task, purchase)

    @contextlib.contextmanager
    def _noted(self, purchase: _Purchase) -> Iterator[None]:
        """While its provider is asked it is noted as sent; no longer where that refused it or was not reached: a run
        that is killed while it waits for the next try owes nothing. Why an answer was lost goes on the books.
        """
        self._sent.note(purchase.id)
        purchase.sent = True
        try:
            yield
        except ProviderError as error:
            with contextlib.suppress(StorageError):
                if error.unbilled:
                    self._sent.take_back(purchase.id)
                else:
                    self._journal.append({"e": "lost", "id": purchase.id, "why": error.message})
            raise

    async def _reserve(self, task: Task, purchase: _Purchase) -> None:
        pending, purse, at = task.pending, self._terms.purse, time.time()
        what = named(pending.document, pending.item, pending.voice, pending.kind)
        self._sent.begin()
        event = {
            "e": "reserve",
            "id": purchase.id,
            "run": self._sent.run,
            "key": pending.key,
            "kind": pending.kind,
            "provider": pending.provider,
            "model": pending.model,
            "usd": task.most_usd or 0.0,
            "at": at,
            "document": pending.document,
            "item": pending.item,
            "voice": pending.voice,
            **({"plan": purse.budget.plan} if purse.budget.plan else {}),
        }
        try:
            await self._journal.append_async(event, admit=purse.admission(purchase.id, task.most_usd, what, at))
        except MediagenError:
            purse.given_back(purchase.id)
            raise
        purchase.reserved = True

    def _collected(self, task: Task, purchase: _Purchase) -> Reply:
        terms, queue, seconds = self._terms, cast("Queue", task.maker.queue), task.maker.row.wait_seconds
        notice = self._keeper.cache.notice
        try:
            reply = collect(queue, task.request, purchase.ticket, seconds, terms.patience, terms.stop, notice)
        except ItemError as error:
            if not error.retryable or (isinstance(error, ProviderError) and error.gone):
                self._journal.append({"e": "gone", "id": purchase.id, "why": error.message})
                purchase.ticket = ""
            else:
                self._routes.uncollected(task.request, error)
            raise
        self._routes.collected(task.request)
        return reply

    def _note_order(self, purchase: _Purchase, room: Room) -> None:
        """Where the disk is full, in the space of `room`: without its ticket the order would be placed again."""
        order = {"e": "order", "id": purchase.id, "ticket": purchase.ticket, "at": time.time()}
        try:
            self._journal.append(order)
        except StorageError:
            room.release()
            self._journal.append(order)

    def _void(self, purchase: _Purchase, why: str) -> None:
        self._journal.append({"e": "void", "id": purchase.id, "why": why})
        self._terms.purse.given_back(purchase.id)

    # -- settling --------------------------------------------------------------------------------------------

    def _cost(self, task: Task, delivery: Delivery) -> tuple[float, Event]:
        """What it cost, and the event that says so: what the provider says, else the estimate."""
        said = self._terms.prices.cost(task.request, delivery.reply)
        cost = (task.usd or 0.0) if said is None else said
        settle = {"e": "settle", "id": delivery.purchase, "usd": cost, "reported": said is not None}
        return cost, {"e": "keep"} if delivery.settled else settle

    def _refuse(self, task: Task, settle: Event, error: RejectedError, cost: float, *, last: bool) -> None:
        """It was paid for all the same. What it left in `incoming` stays until something takes its place, so that the
        next run, should this one be killed now, knows of it.
        """
        self._journal.append({**settle, "entry": self._keeper.refused(task.pending, error, cost).fields()})
        if last:
            self._keeper.remember(task.pending, error, cost)
        self._settled(task, settle)
        if last:
            self._incoming.done(task.pending.key)

    def _settled(self, task: Task, settle: Event) -> None:
        if settle["e"] == "settle":
            self._terms.purse.settled(settle["id"], task.request.kind, settle["usd"])


@contextlib.contextmanager
def _bugs_told(maker: Maker) -> Iterator[None]:
    """A fault in a provider's own code as a ProviderError, without the key that its text might hold: what it had done
    when it failed is not known.
    """
    try:
        yield
    except (MediagenError, Stopped):
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, it may hold the key
        said = hidden(maker.key, f"{error}")
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).name}:{place.lineno}"
        raise ProviderError(
            f"{maker.row.name}: unexpected {type(error).__name__}: {said}",
            remedy=f"please report this, with {where}; the other items are not affected",
            retryable=True,
        ) from None


def _is_unbilled(error: MediagenError, purchase: _Purchase) -> bool:
    """Whether nothing can have been billed: refused at the door, or the provider says so."""
    if isinstance(error, ConfigError):
        return not purchase.ticket
    return isinstance(error, ProviderError) and error.unbilled
