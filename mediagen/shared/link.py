"""The connection to a shared cache: opened when first needed, and given up for the run when it fails."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from mediagen.errors import ConfigError, ItemError, MediagenError
from mediagen.targets.protocol import ChangedError, NoBucketError, NotTakenError, Place, Target

T = TypeVar("T")


class AwayError(ItemError):
    """The shared cache cannot be reached; it was told, and this run goes on without. What needs bytes of it fails."""

    code = "shared_cache_away"
    exit_status = 5


class RefusedError(ItemError):
    """What is there is not what it should be, and is not used; what needs it fails."""

    code = "shared_entry_refused"


class Link:
    """Asks the target at `place`. Safe from many threads.

    What a target raises is told once by `notice`; from then on every question raises AwayError at once: or only those
    that write, where it is writing that is not allowed. With `strict` it is raised as it is.
    """

    def __init__(self, place: Place, notice: Callable[[str], None], *, strict: bool = False) -> None:
        self.place = place
        self.notice = notice
        self.strict = strict
        self._target: Target | None = None
        self._guard = threading.Lock()
        self._away = False
        self._has_answered = False
        self.is_mute = False
        """Whether this run has been told that it may not write."""

    def ask(self, question: Callable[[Target], T], *, writes: bool = False) -> T:
        """What `question` returns, asked of the target. Raises AwayError; ChangedError and NotTakenError as the
        question does; and ConfigError for a credential or a bucket that is missing at the beginning.
        """
        if self._away or (writes and self.is_mute):
            raise self._told()
        try:
            answer = question(self.target())
        except (ChangedError, NotTakenError, AwayError):
            raise
        except MediagenError as error:
            if self.strict or self._is_wrongly_set(error):
                raise
            self._give_up(error, writing=writes and isinstance(error, ConfigError))
            raise self._told() from error
        self._has_answered = True
        return answer

    def _is_wrongly_set(self, error: MediagenError) -> bool:
        """Whether a setting or a credential is missing, and not the cache."""
        unopened = isinstance(error, ConfigError) and self._target is None
        return unopened or (isinstance(error, NoBucketError) and not self._has_answered)

    @property
    def is_open(self) -> bool:
        """Whether this run has reached it."""
        return self._target is not None and not self._away

    def target(self) -> Target:
        """The open target. Raises ConfigError and StorageError."""
        with self._guard:
            if self._target is None:
                self._target = self.place.open()
                if self.place.public:
                    self.notice(
                        f"what is shared can be read by anyone at {self.place.base_url or self.place.where}: take a"
                        " private bucket for it, and say `public = false` of its target"
                    )
            return self._target

    def close(self) -> None:
        """Let go of connections."""
        with self._guard:
            if self._target is not None:
                self._target.close()

    def _give_up(self, error: MediagenError, *, writing: bool) -> None:
        with self._guard:
            first = not (self._away or (writing and self.is_mute))
            self.is_mute |= writing
            self._away |= not writing
        why = f"{error.message} ({error.remedy})" if isinstance(error, ConfigError) else error.message
        if first and writing:
            self.notice(
                f"nothing can be shared in this run, which goes on with what is there: {why}. What is bought"
                " now is shared by the next run that may, or by `mediagen cache push`; if this machine is only to take,"
                ' say `mode = "read-only"` in [cache.remote]'
            )
        elif first:
            self.notice(
                f"the shared cache fails, and this run goes on without it: {why}. What is bought now is"
                " shared by the next run that reaches it, or by `mediagen cache push`"
            )

    def _told(self) -> AwayError:
        return AwayError(
            f"{self.place.where}: the shared cache cannot be reached",
            remedy="run again when it can be; `mediagen cache diff` tells",
            retryable=True,
        )
