"""Sound measured in processes of their own, once many threads want that at the same time.

A packet takes no longer to decode than the interpreter's lock takes to change hands, and it changes hands for each of
its steps. Among many threads that costs more than all the decoding (measured with 80 of them on two cores: 6.6 ms of
processor time for a clip of 5 s, 2.6 ms alone); a process of its own has that lock, and a core, for itself.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from mediagen.errors import RejectedError

if TYPE_CHECKING:
    from mediagen.checks.audio import Measure

_MANY = 8
"""So many threads that wait are worth a process: half a second of processor time, and 60 MB."""
_MOST_PROCESSES = 4
_SERVE = "from mediagen.checks.apart import serve; serve()"


class Apart:
    """`measure`, here or in other processes. Safe from many threads; the processes end with this one."""

    def __init__(self, measure: Callable[[bytes, str], Measure]) -> None:
        self._measure = measure
        self._one = threading.Lock()  # two at once would spend their time on handing the interpreter's lock over
        self._guard = threading.Lock()
        self._asking = 0
        self._begun = False
        self._idle: SimpleQueue[_Process] = SimpleQueue()
        self._ready = False

    def measure(self, data: bytes, form: str) -> Measure:
        """What `measure` returns or raises. Where a process fails in any way, that is found out here."""
        with self._guard:
            self._asking += 1
            begin, self._begun = not self._begun and self._asking >= _MANY, self._begun or self._asking >= _MANY
        try:
            if begin:
                threading.Thread(target=self._start, name="mediagen-checks", daemon=True).start()
            found = self._elsewhere(data, form) if self._ready else None
            if found is None:
                with self._one:
                    found = self._measure(data, form)
            return found
        finally:
            with self._guard:
                self._asking -= 1

    def close(self) -> None:
        """End the processes; more are begun when many ask again. Not while somebody asks."""
        self._begun = self._ready = False
        while not self._idle.empty():
            self._idle.get().close()

    def _start(self) -> None:
        """Begin the processes; until the first one is ready, all goes on here."""
        if getattr(sys, "frozen", False):  # sys.executable is no interpreter
            return
        for _ in range(max(1, min(_MOST_PROCESSES, (os.cpu_count() or 1) // 2))):
            try:
                process = _Process()
            except (OSError, EOFError, pickle.UnpicklingError):
                return
            self._idle.put(process)
            self._ready = True

    def _elsewhere(self, data: bytes, form: str) -> Measure | None:
        process = self._idle.get()
        try:
            found = process.ask((data, form))
        except (OSError, EOFError, ValueError, pickle.UnpicklingError):  # it was killed: from now on it always fails
            return None
        finally:
            self._idle.put(process)
        if isinstance(found, str):
            raise RejectedError(found)
        return found


class _Process:
    """A process that measures. The constructor returns once it is ready."""

    def __init__(self) -> None:
        folders = (str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", ""))
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and our own words
            [sys.executable, "-P", "-c", _SERVE],  # -P: nothing is imported from the user's folder
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, folders))},
        )
        self.close = weakref.finalize(self, _end, self._process)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._to, self._from = self._process.stdin, self._process.stdout
        self.ask((b"", "mp3"))

    def ask(self, question: tuple[bytes, str]) -> Measure | str:
        """What it found, or why it refused. Raises OSError, EOFError, ValueError or UnpicklingError once it is gone."""
        try:
            self._to.write(pickle.dumps(question))
            self._to.flush()
            answer: Measure | str = pickle.load(self._from)  # noqa: S301 - our own process wrote it
        except BaseException:  # what it says next would be the answer to another question
            self._process.kill()
            raise
        return answer


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.communicate()


def serve() -> None:
    """Measure what is asked for on standard input until that ends: the whole life of such a process."""
    import signal

    from mediagen.checks.audio import measure

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the run in order: what is in flight is still checked
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    while True:
        try:
            question: tuple[bytes, str] = pickle.load(questions)  # noqa: S301 - our own process wrote it
        except EOFError:
            return
        answers.write(pickle.dumps(_found(measure, *question)))
        answers.flush()


def _found(measure: Callable[[bytes, str], Any], data: bytes, form: str) -> Any:
    try:
        return measure(data, form)
    except RejectedError as error:
        return error.message
