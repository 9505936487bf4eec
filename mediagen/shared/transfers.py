"""Many transfers at once, and who is told of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Protocol, TypeVar

from mediagen.errors import MediagenError
from mediagen.shared.link import RefusedError
from mediagen.targets.protocol import NotTakenError

Thing = TypeVar("Thing")
Result = TypeVar("Result")


class Progress(Protocol):
    """Told how far it is."""

    def began(self, files: int, size: int) -> None: ...
    def uploaded(self, size: int) -> None: ...


def transfer(
    things: Iterable[Thing],
    one: Callable[[Thing], Result],
    at_once: int,
    ended: Callable[[], bool] = lambda: False,
) -> Iterator[tuple[Thing, Result | MediagenError]]:
    """Each of `things` as it is done, with what `one` returned for it, or with the error by which it alone is refused
    or not taken. None is begun any more once it has `ended`.

    Raises what else `one` raises, once what was under way is over.
    """
    rest = iter(things)
    flying: dict[Future[Result], Thing] = {}
    with ThreadPoolExecutor(at_once, "transfer") as pool:
        try:
            while True:
                while len(flying) < 2 * at_once and not ended() and (thing := next(rest, None)) is not None:
                    flying[pool.submit(one, thing)] = thing
                if not flying:
                    return
                for done in wait(flying, timeout=0.5, return_when=FIRST_COMPLETED).done:  # a signal must find us awake
                    outcome = _outcome(done)
                    yield flying.pop(done), outcome
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _outcome(done: Future[Result]) -> Result | MediagenError:
    try:
        return done.result()
    except (RefusedError, NotTakenError) as error:
        return error
