"""Progress of uploads and fetches on stderr: a bar on a terminal, a line every few seconds otherwise."""

from __future__ import annotations

import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

from mediagen.report.human import size, span
from mediagen.report.progress import LINE_EVERY_SECONDS, may_move, tell

if TYPE_CHECKING:
    from rich.progress import Progress


class UploadLines:
    """A line every few seconds of what was done to how many of what: `uploaded` of `files`."""

    def __init__(self, word: str, what: str) -> None:
        self._word, self._what = word, what
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
        """So much is to be done from here on."""
        self._files, self._bytes = self._done + files, self._done_bytes + size

    def uploaded(self, size: int) -> None:
        """A file of so many bytes is done."""
        self._done += 1
        self._done_bytes += size
        if time.monotonic() - self._last >= LINE_EVERY_SECONDS:
            self._line()

    def _line(self) -> None:
        self._last = now = time.monotonic()
        text = f"{self._word} {self._done:,}/{self._files:,} {self._what}"
        text += f", {size(self._done_bytes)} of {size(self._bytes)}"
        tell(f"[{span(now - self._began)}] {text}")


class UploadBar(UploadLines):
    """A bar that is there as soon as there is something to do, and gone at the end."""

    _bar: Progress | None = None

    def _start(self) -> Progress:
        from rich.console import Console
        from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn(self._word + " {task.fields[files]}"), BarColumn(), DownloadColumn())
        bar = Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True)
        self._task = bar.add_task(self._word, total=None, files="")
        bar.start()
        return bar

    def began(self, files: int, size: int) -> None:
        super().began(files, size)
        if files and self._bar is None:
            self._bar = self._start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def _line(self) -> None:
        """The bar says it."""

    def uploaded(self, size: int) -> None:
        super().uploaded(size)
        files = f"{self._done:,}/{self._files:,}"
        if self._bar is not None:
            self._bar.update(self._task, total=self._bytes, completed=self._done_bytes, files=files)


def uploads(word: str = "uploaded", what: str = "files", *, logged: bool = False) -> UploadLines:
    """The display that suits stderr: so many of `what` were done to as `word` says. `logged`: a log is written there
    too, which a bar would tear.
    """
    return UploadBar(word, what) if may_move(logged=logged) else UploadLines(word, what)
