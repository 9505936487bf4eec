"""Progress on stderr: live bars on a terminal, plain lines otherwise."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from mediagen.report.human import span, usd

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

    from mediagen.plan.requests import Kind

LINE_EVERY_SECONDS = 5.0
_ALIKE = 3
"""Failures for one reason that are told one by one: a key that is refused is refused for thousands."""
_SOON = 0.2
"""Seconds before which nothing is said of a rate."""
_WIDE, _NARROW = 72, 56
"""Columns from which a terminal has room for rate, time left, counts and cost beside a bar; for rate and time left."""


@dataclass(slots=True)
class Tally:
    """How far a stage is. `began`: when its first item was made, on the monotonic clock."""

    total: int = 0
    cached: int = 0
    made: int = 0
    failed: int = 0
    cost_usd: float = 0.0
    began: float | None = None
    frames: int = 0
    """To be encoded."""
    encoded: int = 0
    first_frame: float = 0.0
    last_frame: float = 0.0
    """When the first of those encoded and the last one were."""

    @property
    def done(self) -> int:
        return self.cached + self.made + self.failed

    def rate(self, now: float) -> float | None:
        """Items made or failed in a second since the first; None while too few have been."""
        since_first = self.made + self.failed - 1
        if self.began is None or since_first < 1 or now - self.began < _SOON:
            return None
        return since_first / (now - self.began)

    def count_frame(self, now: float) -> None:
        """One more is encoded now."""
        self.first_frame = self.first_frame if self.encoded else now
        self.encoded += 1
        self.last_frame = now

    @property
    def frame_rate(self) -> float | None:
        """Frames encoded in a second, from the first to the last; None while too few have been."""
        seconds = self.last_frame - self.first_frame
        return None if seconds < _SOON else self.encoded / seconds

    def left(self, now: float) -> float | None:
        """Seconds until the stage is done at this rate; by its frames, where it encodes any."""
        if self.frames:
            return (self.frames - self.encoded) / self.frame_rate if self.frame_rate else None
        rate = self.rate(now)
        return None if rate is None else (self.total - self.done) / rate


class _Counting:
    """What both displays count."""

    def __init__(self, stages: Mapping[Kind, str]) -> None:
        self._stages = stages
        self._tallies: dict[str, Tally] = {}
        self._alike: Counter[str] = Counter()

    def surveyed(self, kind: Kind, hits: int, misses: int, frames: int = 0) -> None:
        tally = self._tallies.setdefault(self._stages[kind], Tally())
        tally.total += hits + misses
        tally.cached += hits
        tally.frames += frames
        self._changed(self._stages[kind])

    def painted(self, kind: Kind) -> None:
        self._tallies[self._stages[kind]].count_frame(time.monotonic())
        self._changed(self._stages[kind])

    def ended(self, kind: Kind, how: str, label: str, frames: int = 0) -> None:
        tally = self._tallies.setdefault(self._stages[kind], Tally())
        tally.frames -= frames
        if tally.began is None and how != "cached":
            tally.began = time.monotonic()
        setattr(tally, how, getattr(tally, how) + 1)
        if how == "failed":
            self._tell_failure(label)
        self._changed(self._stages[kind])

    def spent(self, kind: Kind, usd: float) -> None:
        self._tallies.setdefault(self._stages[kind], Tally()).cost_usd += usd

    def written(self, how: str, films: int) -> None:
        tally = self._tallies.setdefault("files", Tally())
        tally.total = films
        setattr(tally, how, getattr(tally, how) + 1)
        self._changed("files")

    def _tell_failure(self, label: str) -> None:
        """The first few of a kind; the report has all of them."""
        reason = label.partition(": ")[2]
        self._alike[reason] += 1
        if self._alike[reason] <= _ALIKE:
            self._failed(label)
        elif self._alike[reason] == _ALIKE + 1:
            self._failed(f"{label} (and more for this reason: see the report)")

    def _changed(self, stage: str) -> None:
        raise NotImplementedError

    def _failed(self, label: str) -> None:
        raise NotImplementedError


class LineProgress(_Counting):
    """A line every few seconds while there is something to do, one at the end, and the first failures."""

    def __init__(self, stages: Mapping[Kind, str], *, logged: bool = False) -> None:
        super().__init__(stages)
        self._logged = logged
        self._began = self._last = time.monotonic()
        self._said = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._line()

    def _changed(self, stage: str) -> None:  # noqa: ARG002
        if time.monotonic() - self._last >= LINE_EVERY_SECONDS:
            self._line()

    def _failed(self, label: str) -> None:
        if not self._logged:
            tell(f"failed: {label}")

    def _line(self) -> None:
        self._last = now = time.monotonic()
        stages = "; ".join(
            f"{stage} {t.done}/{t.total} ({t.cached} cached, {t.made} made, {t.failed} failed)"
            for stage, t in self._tallies.items()
        )
        cost = usd(sum(t.cost_usd for t in self._tallies.values()))
        rates = "".join(f"; {r:.0f} fps" for t in self._tallies.values() if (r := t.frame_rate))
        if stages and stages + rates != self._said:
            self._said = stages + rates
            tell(f"[{span(now - self._began)}] {stages}; {cost}{rates}{_eta(self._tallies.values(), now)}")


def _eta(tallies: Any, now: float) -> str:
    left = [t.left(now) for t in tallies if t.done < t.total]
    known = [seconds for seconds in left if seconds is not None]
    return f"; about {span(max(known))} left" if known and len(known) == len(left) else ""


def tell(text: str) -> None:
    """A line on stderr."""
    with contextlib.suppress(OSError):  # nobody listens: no reason to stop working
        print(text, file=sys.stderr, flush=True)


class LiveProgress(_Counting):
    """A bar per stage with rate, time left, counts and cost; failures scroll by above. Gone at the end."""

    def __init__(self, stages: Mapping[Kind, str], console: Console | None = None) -> None:
        super().__init__(stages)
        from rich.console import Console

        self._console = console or Console(stderr=True)
        self._bars: Bars = _bars(self._console, self._tallies)
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def _changed(self, stage: str) -> None:
        if stage not in self._tasks:
            self._tasks[stage] = self._bars.add_task(stage, total=None)
        tally = self._tallies[stage]
        self._bars.update(self._tasks[stage], total=tally.total, completed=tally.done)

    def _failed(self, label: str) -> None:
        from rich.markup import escape

        self._console.print(f"[red]failed[/] {escape(label)}", highlight=False)


def _bars(console: Console, tallies: Mapping[str, Tally]) -> Bars:
    """The columns of the display, read from `tallies` whenever it is drawn."""
    from rich.progress import BarColumn, Progress, ProgressColumn, Task
    from rich.table import Column
    from rich.text import Text

    class Figures(ProgressColumn):
        """One column of text about a stage."""

        def __init__(self, write: Any, justify: Any = "right") -> None:
            self._write = write
            super().__init__(Column(no_wrap=True, justify=justify))

        def render(self, task: Task) -> Text:
            return Text.from_markup(self._write(tallies[task.description]))

    narrow = console.width < _WIDE
    figures = [Figures(_rate), Figures(_time)] if console.width >= _NARROW else []
    figures += [] if narrow else [Figures(_outcome, "left"), Figures(_cost)]
    name = Figures(lambda _tally: "", "left")
    name.render = lambda task: Text(task.description)  # type: ignore[method-assign]
    return Progress(
        name,
        BarColumn(bar_width=None if narrow else max(8, min(40, console.width - 66))),
        Figures(lambda t: f"{t.done:,}/{t.total:,}"),
        *figures,
        Figures(lambda _tally: " "),  # room for the ^C that a terminal shows
        console=console,
        transient=True,
        expand=narrow,
    )


def _rate(tally: Tally) -> str:
    if tally.frames:
        return f"{tally.frame_rate:.0f} fps" if tally.frame_rate else ""
    rate = tally.rate(time.monotonic())
    if rate is None or tally.done == tally.total:
        return ""
    return f"{rate:.0f}/s" if rate >= 10 else f"{rate:.1f}/s" if rate >= 0.1 else f"{rate * 60:.1f}/min"


def _time(tally: Tally) -> str:
    left = tally.left(time.monotonic())
    if tally.done == tally.total:
        return "done"
    return "" if left is None else f"{span(round(left))} left"


def _outcome(tally: Tally) -> str:
    parts = [f"[green]{tally.cached:,} cached[/]", f"[cyan]{tally.made:,} made[/]"]
    return " ".join([*parts, f"[red]{tally.failed:,} failed[/]"] if tally.failed else parts)


def _cost(tally: Tally) -> str:
    return usd(tally.cost_usd)


def progress(stages: Mapping[Kind, str], *, logged: bool = False) -> LineProgress | LiveProgress:
    """The progress display that suits stderr. `stages`: kind → name. `logged`: a log is written there too, which
    bars would tear, and which tells of failures itself.
    """
    return LiveProgress(stages) if may_move(logged=logged) else LineProgress(stages, logged=logged)


def may_move(*, logged: bool) -> bool:
    """Whether stderr is a terminal on which a display may be drawn anew. `logged`: a log is written there too, which
    that would tear.
    """
    terminal = sys.stderr is not None and sys.stderr.isatty()
    return terminal and not logged and os.environ.get("TERM", "") not in {"dumb", "unknown"}
