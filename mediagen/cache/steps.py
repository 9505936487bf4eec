"""Coroutines that say what they wait for, so that one thread can carry many of them, and a caller its own alone.

What takes time in them is a `Step` that they await. `alone` does each step where it is called, so that a coroutine is
a function like any other; a loop (studio/loop.py) has the steps done by threads, many coroutines' at once. asyncio
would do as well where there are many, but would cost every command its import and every caller a loop.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine, Generator, Hashable
from typing import Any, Generic, Protocol, TypeVar

T = TypeVar("T")

Course = Coroutine["Step[Any]", Any, T]
"""A coroutine that awaits steps and nothing else."""
Then = Callable[[Any, BaseException | None], None]
"""Told what a step returned, or what it raised; from any thread."""


class Loop(Protocol):
    """What a step has itself done by."""

    @property
    def busy(self) -> bool:
        """Whether there is so much under way that waiting for more of it costs nobody anything."""
        ...

    def run(self, pool: Hashable, work: Callable[[], object], then: Then) -> None:
        """Do `work` in a thread of that pool."""
        ...

    def later(self, seconds: float, then: Then) -> None:
        """Tell `then` in so many seconds. From the loop's own thread only."""
        ...


class Step(ABC, Generic[T]):
    """Something that takes time and returns T."""

    __slots__ = ()

    @abstractmethod
    def here(self) -> T:
        """Do it now, in this thread."""

    @abstractmethod
    def begin(self, loop: Loop, then: Then) -> None:
        """Have it done by `loop`, and tell `then`."""

    def __await__(self) -> Generator[Step[Any], Any, T]:
        value: T = yield self
        return value


class Work(Step[T]):
    """A function, called with its arguments in a thread of a pool."""

    __slots__ = ("_arguments", "_function", "_pool")

    def __init__(self, pool: Hashable, function: Callable[..., T], *arguments: object) -> None:
        self._pool, self._function, self._arguments = pool, function, arguments

    def here(self) -> T:
        return self._function(*self._arguments)

    def begin(self, loop: Loop, then: Then) -> None:
        loop.run(self._pool, self.here, then)


def alone(course: Course[T]) -> T:
    """What the coroutine returns or raises, each of its steps done here."""
    try:
        step = course.send(None)
        while True:
            try:
                value = step.here()
            except BaseException as error:  # noqa: BLE001 - it is the coroutine's to handle
                step = course.throw(error)
            else:
                step = course.send(value)
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]
