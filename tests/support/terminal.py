"""A command on a real terminal (a pty): what a person sees there, and what they press."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import sys
import termios
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from tests.conftest import Project
from tests.support.warm import Warm, Work, command

CTRL_C = b"\x03"
Press = tuple[str | Callable[[], object], bytes | Callable[[], object]]
"""When, and what to type or do: once a text is seen (after the one before), or once something is so."""
Presses = Sequence[Press]
_STYLE = re.compile(r"\x1b\[[0-9;?]*[lhm]")
_STEP = re.compile(r"\x1b\[(\d*)([AK])|([\r\n])|([^\x1b\r\n]+)")
_PATIENCE_SECONDS = 120


@dataclass
class Screen:
    """Everything that was written to the terminal, and how the command ended."""

    raw: str
    status: int

    @property
    def ever(self) -> list[str]:
        """Every line that was ever shown, each state of the live display too."""
        plain = re.sub(r"\x1b\[\d*[AK]", "\n", _STYLE.sub("", self.raw))
        return [line for line in re.split(r"[\r\n]+", plain) if line.strip()]

    @property
    def left(self) -> list[str]:
        """The lines that are on the screen at the end."""
        rows, row, column = [""], 0, 0
        for number, move, end, text in _STEP.findall(_STYLE.sub("", self.raw)):
            if text:
                rows[row] = rows[row][:column].ljust(column) + text + rows[row][column + len(text) :]
                column += len(text)
            elif move == "A":
                row = max(0, row - int(number or 1))
            elif move == "K":
                rows[row] = ""
            elif end == "\r":
                column = 0
            else:
                row += 1
                rows += [""] * (row == len(rows))
        return [line.rstrip() for line in rows if line.strip()]

    @property
    def cursor_is_shown(self) -> bool:
        return self.raw.rfind("\x1b[?25h") >= self.raw.rfind("\x1b[?25l")


def plain(arguments: tuple[str, ...]) -> int:
    """The command line as it is installed; its exit status."""
    from mediagen.cli.run import run

    return run(arguments)


@dataclass
class Terminal:
    """Runs commands of a project on a terminal `columns` wide."""

    project: Project
    columns: int = 100
    environment: dict[str, str] = field(default_factory=dict)

    def run(self, *arguments: str, press: Presses = (), work: Work = plain) -> Screen:
        """Run a command to its end; `press` is typed or done meanwhile, one after another."""
        screen, terminal = pty.openpty()
        environment = {**self.project.clean(), "TERM": "xterm-256color", "LANG": "C.UTF-8", **self.environment}
        first = partial(_speak_with, os.ttyname(terminal), self.columns)
        child = Warm(self.project.folder, arguments, environment, work, first)
        try:
            seen = _watch(child, screen, list(press))
        finally:
            child.kill()
            os.close(screen)
            os.close(terminal)  # not before: a terminal that nobody has open any more is at its end
        found = Screen(seen.decode(errors="replace"), child.wait())
        assert "Traceback" not in found.raw, found.raw
        return found

    def buy(self, *arguments: str, press: Presses = ()) -> Screen:
        """`run` with the provider that counts."""
        return self.run(*arguments, press=press, work=command)


def _speak_with(terminal: str, columns: int) -> None:
    """Have this process read and write that terminal, as its own, and nothing else."""
    os.setsid()
    opened = os.open(terminal, os.O_RDWR)
    fcntl.ioctl(opened, termios.TIOCSCTTY, 0)
    fcntl.ioctl(opened, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    for number in range(3):
        os.dup2(opened, number)
    sys.stdout, sys.stderr = (open(n, "w", buffering=1, encoding="utf-8", closefd=False) for n in (1, 2))  # noqa: SIM115


def _watch(child: Warm, screen: int, press: list[Press]) -> bytes:
    seen, at = b"", 0
    until = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < until:
        if press and (read_to := _is_time(press[0][0], seen, at)) >= 0:
            at = read_to
            key = press.pop(0)[1]
            os.write(screen, key) if isinstance(key, bytes) else key()
        ready = select.select([screen, child.sentinel], [], [], 0.05)[0]
        if screen in ready:
            seen += os.read(screen, 65_536)
        elif ready and not select.select([screen], [], [], 0)[0]:  # it may have written between the two looks
            return seen
    raise AssertionError(f"still running after {_PATIENCE_SECONDS} s; it wrote {seen[-2_000:]!r}")


def _is_time(when: str | Callable[[], object], seen: bytes, at: int) -> int:
    """Up to where the screen has been read when it is time; -1 before."""
    if callable(when):
        return len(seen) if when() else -1
    found = seen.find(when.encode(), at)
    return found + len(when.encode()) if found >= 0 else -1
