"""The command line with the provider that counts its calls, and other work, in processes forked from one that has it
imported.

For tests that kill, or race, many processes at their work: a start of Python would be most of the time of each.
"""

from __future__ import annotations

import contextlib
import gc
import itertools
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from multiprocessing import connection
from pathlib import Path

CONTEXT = multiprocessing.get_context("forkserver" if hasattr(os, "fork") else "spawn")
CONTEXT.set_forkserver_preload(
    [
        *("tests.support.workshop", "av", "numpy", "obstore", "mediagen.checks.audio", "mediagen.shared.tier"),
        *("mediagen.cli.making", "mediagen.cli.targets", "mediagen.commands.seed", "mediagen.commands.publish"),
        *("mediagen.studio.purchase", "mediagen.targets.s3", "mediagen.targets.supabase", "mediagen.wiring"),
    ]
)
_NUMBERS = itertools.count()


def command(arguments: tuple[str, ...]) -> int:
    """The command line; its exit status."""
    from mediagen.cli.run import run
    from tests.support.paid import PAID_TABLE

    return run(arguments, PAID_TABLE)


Work = Callable[[tuple[str, ...]], int]


class Warm:
    """One that does `work`, after `first`, in `folder` with only these variables of the environment; as far as tests
    ask, a Popen.
    """

    def __init__(
        self,
        folder: Path,
        arguments: tuple[str, ...],
        environment: Mapping[str, str],
        work: Work = command,
        first: Callable[[], None] | None = None,
    ) -> None:
        number = next(_NUMBERS)
        self._told = [folder / f".{number}.{name}" for name in ("out", "err")]
        self._process = CONTEXT.Process(
            target=_work, args=(work, first, folder, arguments, dict(environment), self._told)
        )
        self._process.start()
        self._lock = threading.Lock()

    @property
    def sentinel(self) -> int:
        """To be waited for with others: ready when it has ended."""
        return self._process.sentinel

    def poll(self) -> int | None:
        with self._lock:  # of two that ask, one were told 255
            return self._process.exitcode

    @property
    def returncode(self) -> int | None:
        return self.poll()

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):  # it has ended, and we are about to be told so
                os.kill(self._process.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def wait(self, timeout: float = 240) -> int:
        connection.wait([self._process.sentinel], timeout)
        status = self.poll()
        if status is None:
            raise subprocess.TimeoutExpired("mediagen", timeout)
        return status

    def communicate(self, timeout: float = 240) -> tuple[str, str]:
        """What it wrote to standard output and standard error, once it has ended."""
        self.wait(timeout)
        out, err = (path.read_text(encoding="utf-8") if path.exists() else "" for path in self._told)
        return out, err


def _work(
    work: Work,
    first: Callable[[], None] | None,
    folder: Path,
    arguments: tuple[str, ...],
    environment: dict[str, str],
    told: list[Path],
) -> None:
    gc.freeze()  # as the command does
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for path, stream in zip(told, (sys.stdout, sys.stderr), strict=True):
        with path.open("wb") as file:
            os.dup2(file.fileno(), stream.fileno())
    if first:
        first()
    sys.exit(work(arguments))
