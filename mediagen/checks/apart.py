"""Sound measured in processes of their own, once many threads want that at the same time.

A packet takes no longer to decode than the interpreter's lock takes to change hands, and it changes hands for each of
its steps. Among many threads that costs more than all the decoding (measured with 80 of them on two cores: 6.6 ms of
processor time for a clip of 5 s, 2.6 ms alone); a process of its own has that lock, and a core, for itself. All sounds
that wait go there as one question, so that few threads change hands for it.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
import weakref
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mediagen.cache.steps import alone
from mediagen.cache.together import Together
from mediagen.errors import RejectedError

if TYPE_CHECKING:
    from mediagen.checks.measuring import Measure

_MANY = 12
"""So many sounds that wait are worth a process: a third of a second, and 60 MB."""
_MOST_PROCESSES = 4
_SERVE = "from mediagen.checks.apart import serve; serve()"
_Question = tuple[bytes, str, float]
"""What `measuring.measure_expected` is given."""


@dataclass(slots=True, eq=False)
class _Sound:
    question: _Question
    found: Measure | str | None = None
    """Or why it was refused."""


class Apart:
    """`measuring.measure_expected`, here or in other processes, which end with this one. Safe from many threads."""

    def __init__(self, measure: Callable[[bytes, str, float], Measure]) -> None:
        self._measure = measure
        self._together: Together[_Sound] = Together(self._measure_all)
        self._begun = False
        self._processes: list[_Process] = []

    def measure(self, data: bytes, form: str, expected: float) -> Measure:
        """What `measure` returns or raises. Where a process fails in any way, that is found out here."""
        return alone(self.measure_async(data, form, expected))

    async def measure_async(self, data: bytes, form: str, expected: float) -> Measure:
        """The same, to be awaited."""
        sound = _Sound((data, form, expected))
        await self._together.step(sound)
        if isinstance(sound.found, str):
            raise RejectedError(sound.found)
        assert sound.found is not None
        return sound.found

    def close(self) -> None:
        """End the processes; more are begun when many ask again. Not while somebody asks."""
        while self._processes:
            self._processes.pop().close()
        self._begun = False

    def _measure_all(self, sounds: Sequence[_Sound]) -> None:
        """By one thread at a time: two would spend their time on handing the interpreter's lock over."""
        if len(sounds) >= _MANY and not self._begun:
            self._begin()
        try:
            self._ask(sounds)
        except BaseException:  # an answer that is left would be taken for that to another question
            self.close()
            raise
        for sound in sounds:
            if sound.found is None:
                sound.found = _found(self._measure, sound.question)

    def _ask(self, sounds: Sequence[_Sound]) -> None:
        processes = list(self._processes)
        shares = [(process, sounds[n :: len(processes)]) for n, process in enumerate(processes)]
        for process, share in shares:
            process.send(share)
        for process, share in shares:
            if not process.receive(share):
                self._processes.remove(process)

    def _begin(self) -> None:
        self._begun = True
        if getattr(sys, "frozen", False):  # sys.executable is no interpreter
            return
        with contextlib.suppress(OSError):
            for _ in range(max(1, min(_MOST_PROCESSES, (os.cpu_count() or 1) // 2))):
                self._processes.append(_Process())


class _Process:
    """A process that measures; its first answer takes as long as its start."""

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

    def send(self, sounds: Sequence[_Sound]) -> bool:
        """Ask about the sounds; whether it could be asked."""
        with self._talking():
            pickle.dump([sound.question for sound in sounds], self._to)
            self._to.flush()
        return self.close.alive

    def receive(self, sounds: Sequence[_Sound]) -> bool:
        """Note what it found of those; False, and nothing is noted, when it has ended in any way."""
        with self._talking():
            answers = pickle.load(self._from)  # noqa: S301 - our own process wrote it
            for sound, found in zip(sounds, answers, strict=True):
                sound.found = found
        return self.close.alive

    @contextlib.contextmanager
    def _talking(self) -> Iterator[None]:
        """Whatever goes wrong is its end."""
        try:
            yield
        except (OSError, EOFError, ValueError, pickle.UnpicklingError):
            self.close()


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.communicate()


def serve() -> None:
    """Measure what is asked for on standard input until that ends: the whole life of such a process."""
    import signal

    from mediagen.checks.measuring import measure_expected

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the run in order: what is in flight is still checked
    if hasattr(os, "nice"):
        os.nice(5)  # calls in flight come first
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    while True:
        try:
            asked: list[_Question] = pickle.load(questions)  # noqa: S301 - our own process wrote it
        except EOFError:
            return
        pickle.dump([_found(measure_expected, question) for question in asked], answers)
        answers.flush()


def _found(measure: Callable[[bytes, str, float], Measure], question: _Question) -> Measure | str:
    try:
        return measure(*question)
    except RejectedError as error:
        return error.message
