"""Whether a provider answers at the moment: what one request finds out all others know.

A network that is down is down for each of two thousand items, and each call that ends without an answer may have been
billed. So where a provider cannot be reached, or calls in a row end without its answer, all that want the same of it
wait while one of them tries now and then. When it is given up, all end with one error, and the next run goes on.
"""

from __future__ import annotations

from mediagen.errors import ProviderError
from mediagen.providers.replies import OPEN
from mediagen.studio.orders import FEW
from mediagen.studio.retry import Patience

_TRY_SECONDS = 15.0
"""So long a try is waited for: longer than a connection takes to come about (providers.transport.CONNECT_SECONDS)."""


def is_unknown(error: ProviderError) -> bool:
    """Whether it is not known if the call was billed, for a reason that may pass."""
    return error.retryable and not error.unbilled


class Outage:
    """Of one route: a provider's model. Whoever asks takes a turn before, and tells what became of it.

    It is given up after `patience.attempts` tries (FEW, where each may be billed) if nothing has come by this route
    yet, as what is set up wrongly stays so; else only after `patience.seconds`. `now` is in seconds of any one clock.
    """

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._worked = False
        self._lost = 0
        """Calls in a row without an answer."""
        self._tries = 0
        """In vain, since it began."""
        self._began = self._next = 0.0
        self._error: ProviderError | None = None
        self.turn = 0
        """What is taken before asking: those that ask at the same moment have the same one."""

    def wait(self, now: float) -> float:
        """Seconds after which to look again; nought: the caller may ask, by itself if it is a try."""
        if self._error is None:
            return 0.0
        if now < self._next:
            return self._next - now
        self._next = now + _TRY_SECONDS
        return 0.0

    def since(self, turn: int) -> ProviderError | None:
        """What sends those back who took their turn before it began: nothing was asked."""
        if turn == self.turn:
            return None
        error = ProviderError("it did not answer another request", retryable=True, unbilled=True)
        error.unreached = True
        return error

    def answered(self, turn: int) -> None:
        """The provider answered, whatever it said."""
        self._worked = True
        if turn == self.turn:
            self._lost = self._tries = 0
            self._error = None

    def failed(self, error: ProviderError, turn: int, now: float) -> str:
        """It did not. Returns what is to be told of it now, if anything."""
        if turn < self.turn:
            return ""
        self._lost += 1
        if self._lost < FEW and not error.unreached:
            return ""
        self._began = self._began if self._tries else now
        self._error = error
        self._tries += 1
        self.turn += 1
        rests = self._worked and not error.unreached
        self._next = now + (self._patience.longest if rests else self._patience.pause(self._tries, None))
        told = f"{error.message}; what it is to make waits while this is tried again"
        return told if self._tries == (2 if error.unreached else 1) else ""

    def given_up(self, now: float) -> ProviderError | None:
        """The error for all that want something by this route, once it is given up."""
        error = self._error
        if error is None:
            return None
        seconds, most = now - self._began, self._patience.attempts if error.unreached else FEW
        if seconds < self._patience.seconds if self._worked else self._tries < most:
            return None
        if error.unreached:
            lasted = f" in {seconds / 60:.0f} min" if self._worked else ""
            message, remedy = f"{error.message} (tried {self._tries} times{lasted})", error.remedy
        else:
            message = f"not asked for, as calls before it ended so, one after the other: {error.message}"
            remedy = f"{error.remedy.removesuffix(f'; {OPEN}')}; of this item nothing was sent"
        return ProviderError(message, remedy=remedy, retryable=True, unbilled=True)
