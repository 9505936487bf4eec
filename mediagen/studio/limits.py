"""How much is asked of each provider at once and in a minute, by all threads and processes that share a cache."""

from __future__ import annotations

import contextlib
import os
import re
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar, cast

from mediagen.cache.files import storage_errors
from mediagen.errors import ProviderError
from mediagen.studio.slots import Minute, Slots
from mediagen.studio.values import Maker, Stopped

_LOOK_SECONDS = 0.25
"""How often whoever waits looks whether the run is being stopped."""
_OPEN: weakref.WeakValueDictionary[tuple[int, Path], Slots | Minute] = weakref.WeakValueDictionary()
"""What this process has open: a file's locks are one process's, so each file is opened once in it."""
_OPENING = threading.Lock()
_Limit = TypeVar("_Limit", Slots, Minute)


class Limits:
    """The limits of all providers, in `folder`. `stop` ends waiting."""

    def __init__(self, folder: Path, stop: threading.Event) -> None:
        self._folder = folder
        self._stop = stop
        self._mine: dict[tuple[object, ...], Slots | Minute] = {}

    @contextlib.contextmanager
    def call(self, maker: Maker) -> Iterator[None]:
        """The time of one call to a provider. Waits until it may be made; notes whether the provider was busy.

        Raises Stopped, StorageError.
        """
        if self._stop.is_set():
            raise Stopped
        at_once = maker.at_once
        if not at_once:
            self._wait_minute(maker)
            yield
            return
        slots = self._slots(maker)
        slot = self._wait_slot(slots, at_once)
        try:
            self._wait_minute(maker)
            began = time.monotonic()
            try:
                yield
            except ProviderError as error:
                if error.busy:
                    slots.went_badly(at_once, began)
                raise
            slots.went_well(at_once, began)
        finally:
            slots.give_back(slot)

    def _wait_slot(self, slots: Slots, at_once: int) -> int:
        while not self._stop.is_set():
            if (slot := slots.take(at_once, _LOOK_SECONDS)) is not None:
                return slot
        raise Stopped

    def _wait_minute(self, maker: Maker) -> None:
        if maker.per_minute:
            minute = self._minute(maker)
            while wait := minute.wait():
                if self._stop.wait(wait):
                    raise Stopped

    def _slots(self, maker: Maker) -> Slots:
        return self._of(maker, maker.connection.at_once, "slots", Slots)

    def _minute(self, maker: Maker) -> Minute:
        calls = maker.per_minute
        return self._of(maker, maker.connection.per_minute, f"{calls}.minute", lambda path: Minute(path, calls))

    def _of(self, maker: Maker, configured: int | None, ending: str, made: Callable[[Path], _Limit]) -> _Limit:
        """The limit that the maker shares with all who have the same one."""
        mine = (maker.row.name, maker.row.kind, configured, ending)
        found = self._mine.get(mine)
        if found is None:
            path = self._folder / f"{_name(maker, configured)}.{ending}"
            found = self._mine[mine] = _opened(path, lambda: made(path))
        return cast("_Limit", found)


def _opened(path: Path, made: Callable[[], Slots | Minute]) -> Slots | Minute:
    with _OPENING, storage_errors(path):
        name = (os.getpid(), path.absolute())
        if (found := _OPEN.get(name)) is None:
            _OPEN[name] = found = made()
        return found


def _name(maker: Maker, configured: int | None) -> str:
    """What mediagen.toml says of a provider holds for all that it makes; what a row says, for one kind of media."""
    name = maker.row.name if configured else f"{maker.row.name}-{maker.row.kind}"
    return re.sub(r"[^\w.-]", "_", name)
