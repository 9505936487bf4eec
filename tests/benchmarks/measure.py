"""Timing of several things in turns, and verdicts against targets."""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import median


@dataclass(slots=True)
class Took:
    """Seconds of each round: on the clock, and of processors (this process's and its ended children's)."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)


def in_turns(rounds: int, runs: Mapping[str, Callable[[], object]]) -> dict[str, Took]:
    """Time every run `rounds` times, one after the other within a round, so that all meet the same machine.

    A round before the first is not counted: it brings files into memory and has modules compiled.
    """
    for run in runs.values():
        run()
    took = {name: Took() for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            wall, cpu = time.perf_counter(), processor_seconds()
            run()
            took[name].cpu.append(processor_seconds() - cpu)
            took[name].wall.append(time.perf_counter() - wall)
    return took


def processor_seconds() -> float:
    """Processor time used up to now by all threads of this process, and by its children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def ratio(these: list[float], those: list[float]) -> float:
    """Median of these over those, round by round."""
    return median(a / b for a, b in zip(these, those, strict=True))


class Verdicts:
    """Prints figures; `exit` ends the benchmark with 1 when a target was missed."""

    def __init__(self, title: str) -> None:
        self.missed = 0
        print(f"{title}; {os.cpu_count()} cores, Python {sys.version.split()[0]}")

    def note(self, what: str, value: str) -> None:
        print(f"  {what:<58} {value:>18}")

    def at_least(self, what: str, value: float, target: float, form: str = "{:.0%}") -> None:
        self._say(what, value, target, form, "≥", good=value >= target)

    def at_most(self, what: str, value: float, target: float, form: str = "{:.2f}") -> None:
        self._say(what, value, target, form, "≤", good=value <= target)

    def _say(self, what: str, value: float, target: float, form: str, sign: str, *, good: bool) -> None:
        self.missed += not good
        print(f"  {what:<58} {form.format(value):>18}  {'PASS' if good else 'FAIL'} ({sign} {form.format(target)})")

    def exit(self) -> None:
        sys.exit(1 if self.missed else 0)
