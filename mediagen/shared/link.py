"""The connection to a shared cache: opened when first needed, and given up for the run when it fails."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from mediagen.errors import ConfigError, MediagenError, StorageError
from mediagen.targets.protocol import ChangedError, Place, Target

T = TypeVar("T")


class AwayError(StorageError):
    """The shared cache cannot be reached; it was told, and this run goes on without."""

    code = "shared_cache_away"


class RefusedError(StorageError):
    """What is there is not what it should be, and is not used."""

    code = "shared_entry_refused"


class Link:
    """Asks the target at `place`. Safe from many threads.

    What a target raises is told once by `notice`; from then on every question raises AwayError at once. With
    `strict` it is raised as it is.
    """

    def __init__(self, place: Place, notice: Callable[[str], None], *, strict: bool = False) -> None:
        self.place = place
        self.notice = notice
        self.strict = strict
        self._target: Target | None = None
        self._guard = threading.Lock()
        self._away = False

    def ask(self, question: Callable[[Target], T]) -> T:
        """What `question` returns, asked of the target. Raises AwayError, ChangedError as the question does, and
        ConfigError for a credential or a bucket that is missing at the beginning.
        """
        if self._away:
            raise self._told()
        try:
            return question(self.target())
        except (ChangedError, AwayError):
            raise
        except MediagenError as error:
            if self.strict or (isinstance(error, ConfigError) and self._target is None):
                raise
            self._give_up(error)
            raise self._told() from error

    def target(self) -> Target:
        """The open target. Raises ConfigError and StorageError."""
        with self._guard:
            if self._target is None:
                self._target = self.place.open()
            return self._target

    def close(self) -> None:
        """Let go of connections."""
        with self._guard:
            if self._target is not None:
                self._target.close()

    def _give_up(self, error: MediagenError) -> None:
        with self._guard:
            first, self._away = not self._away, True
        if first:
            self.notice(
                f"the shared cache fails, and this run goes on without it: {error.message}. What is bought now is"
                " shared by `mediagen cache push`"
            )

    def _told(self) -> AwayError:
        return AwayError(
            f"{self.place.where}: the shared cache cannot be reached",
            remedy="run again when it can be; `mediagen cache diff` tells",
            retryable=True,
        )
