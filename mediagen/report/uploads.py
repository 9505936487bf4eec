"""Progress of uploads on stderr: a bar on a terminal, a line every few seconds otherwise."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

from mediagen.report.human import size, span

if TYPE_CHECKING:
    from rich.progress import Progress

_LINE_EVERY_SECONDS = 5.0


class UploadLines:
    """A line every few seconds."""

    def __init__(self) -> None:
        self._files = self._bytes = self._done = self._done_bytes = 0
        self._began = self._last = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._done:
            self._line()

    def began(self, files: int, size: int) -> None:
        """So much is to be uploaded."""
        self._files, self._bytes = files, size

    def uploaded(self, size: int) -> None:
        """A file of so many bytes is there."""
        self._done += 1
        self._done_bytes += size
        if time.monotonic() - self._last >= _LINE_EVERY_SECONDS:
            self._line()

    def _line(self) -> None:
        self._last = now = time.monotonic()
        text = f"uploaded {self._done:,}/{self._files:,} files, {size(self._done_bytes)} of {size(self._bytes)}"
        with contextlib.suppress(OSError):  # nobody listens: no reason to stop working
            print(f"[{span(now - self._began)}] {text}", file=sys.stderr, flush=True)


class UploadBar(UploadLines):
    """A bar that is gone at the end."""

    def __init__(self) -> None:
        super().__init__()
        from rich.console import Console
        from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("upload {task.fields[files]}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
        self._bar: Progress = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task("upload", total=None, files="")

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def _line(self) -> None:
        """The bar says it."""

    def uploaded(self, size: int) -> None:
        super().uploaded(size)
        files = f"{self._done:,}/{self._files:,}"
        self._bar.update(self._task, total=self._bytes, completed=self._done_bytes, files=files)


def uploads(*, logged: bool = False) -> UploadLines:
    """The display that suits stderr. `logged`: a log is written there too, which a bar would tear."""
    live = sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM", "") not in {"dumb", "unknown"}
    return UploadBar() if live and not logged else UploadLines()
