"""Progress on stderr: live bars on a terminal, plain lines otherwise."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Self

from mediagen.report.human import span, usd

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

    from mediagen.plan.requests import Kind

_LINE_EVERY_SECONDS = 5.0


class LineProgress:
    """A line when a stage is known, every few seconds while it runs, and for every failure."""

    def __init__(self, stages: Mapping[Kind, str]) -> None:
        self._stages = stages
        self._hits: dict[Kind, int] = {}
        self._total: dict[Kind, int] = {}
        self._made: dict[Kind, int] = {}
        self._failed: dict[Kind, int] = {}
        self._cost = 0.0
        self._began = self._last = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._total:
            self._line()

    def surveyed(self, kind: Kind, hits: int, misses: int) -> None:
        self._hits[kind] = self._hits.get(kind, 0) + hits
        self._total[kind] = self._total.get(kind, 0) + hits + misses

    def ended(self, kind: Kind, how: str, label: str, cost_usd: float) -> None:
        self._cost += cost_usd
        if how == "failed":
            self._failed[kind] = self._failed.get(kind, 0) + 1
            print(f"failed: {label}", file=sys.stderr, flush=True)
        elif how == "made":
            self._made[kind] = self._made.get(kind, 0) + 1
        else:
            self._hits[kind] = self._hits.get(kind, 0) + 1
        if time.monotonic() - self._last >= _LINE_EVERY_SECONDS:
            self._line()

    def _line(self) -> None:
        self._last = time.monotonic()
        stages = "; ".join(
            f"{self._stages[k]} {self._hits.get(k, 0) + self._made.get(k, 0)}/{total}"
            f" ({self._hits.get(k, 0)} cached, {self._made.get(k, 0)} made, {self._failed.get(k, 0)} failed)"
            for k, total in self._total.items()
        )
        print(f"[{span(self._last - self._began)}] {stages}; {usd(self._cost)}", file=sys.stderr, flush=True)


class LiveProgress:
    """A bar per stage with rate and time left; failures scroll by above."""

    def __init__(self, stages: Mapping[Kind, str]) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        self._stages = stages
        self._bars: Bars = Progress(
            TextColumn("{task.description:<11}"),
            BarColumn(bar_width=28),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]:>9}"),
            TimeRemainingColumn(elapsed_when_finished=True),
            TextColumn(
                "[green]{task.fields[hits]} cached[/] [cyan]{task.fields[made]} made[/]"
                " [red]{task.fields[failed]}[/] {task.fields[cost]}"
            ),
            console=Console(stderr=True),
            transient=False,
        )
        self._tasks: dict[Kind, TaskID] = {}
        self._made: dict[Kind, int] = {}
        self._failed: dict[Kind, int] = {}
        self._hits: dict[Kind, int] = {}
        self._cost: dict[Kind, float] = {}
        self._began: dict[Kind, float] = {}

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def surveyed(self, kind: Kind, hits: int, misses: int) -> None:
        self._hits[kind] = self._hits.get(kind, 0) + hits
        if kind not in self._tasks:
            self._tasks[kind] = self._bars.add_task(
                self._stages[kind], total=0, rate="", hits=0, made=0, failed="", cost=""
            )
        task = self._bars.tasks[self._tasks[kind]]
        self._bars.update(self._tasks[kind], total=(task.total or 0) + hits + misses, advance=hits)
        self._update(kind)

    def ended(self, kind: Kind, how: str, label: str, cost_usd: float) -> None:
        from rich.markup import escape

        counts = {"made": self._made, "failed": self._failed}.get(how, self._hits)
        counts[kind] = counts.get(kind, 0) + 1
        self._cost[kind] = self._cost.get(kind, 0.0) + cost_usd
        self._began.setdefault(kind, time.monotonic())
        if how == "failed":
            self._bars.console.print(f"[red]failed[/] {escape(label)}", highlight=False)
        self._bars.update(self._tasks[kind], advance=1)
        self._update(kind)

    def _update(self, kind: Kind) -> None:
        made, failed = self._made.get(kind, 0), self._failed.get(kind, 0)
        elapsed = time.monotonic() - self._began.get(kind, time.monotonic())
        rate = f"{made / elapsed:.1f}/s" if made > 1 and elapsed > 0.2 else ""
        self._bars.update(
            self._tasks[kind],
            rate=rate,
            hits=self._hits.get(kind, 0),
            made=made,
            failed=f"{failed} failed" if failed else "",
            cost=usd(self._cost.get(kind, 0.0)),
        )


def progress(stages: Mapping[Kind, str]) -> LineProgress | LiveProgress:
    """The progress display that suits stderr. `stages`: kind → name."""
    return LiveProgress(stages) if sys.stderr.isatty() else LineProgress(stages)
