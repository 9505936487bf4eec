"""The crash test: `seed` killed with SIGKILL at random moments, two processes at a time on one cache.

`python -m tests.support.crash --runs 200` prints what was found, and ends with 1 if a promise was broken.
"""

from __future__ import annotations

import argparse
import collections
import json
import random
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

from mediagen.cache.store import Cache
from mediagen.cache.verify import verify
from tests.conftest import Project

TEXTS_PER_RUN = 20


@dataclass
class Crashes:
    """What the runs left, and what the last run made of it."""

    runs: int = 0
    killed: int = 0
    """The others had ended before their moment came."""
    killed_at_work: int = 0
    """Of those that were killed: purchases were being made."""
    items: int = 0
    calls: int = 0
    reserved: int = 0
    settled: int = 0
    """Keys with a settled purchase."""
    settled_twice: int = 0
    unknown: int = 0
    """Reservations without an outcome: killed between the call and its answer."""
    entries: int = 0
    blobs: int = 0
    lost_or_corrupt: int = 0
    """Blobs and entries that any of the checks between the runs, or the last one, found missing or damaged."""
    faults: list[str] = field(default_factory=list)
    """All that the last check found; torn journal lines and temporary files are harmless and left out."""
    made_again: int = 0
    seconds: float = 0.0

    @property
    def promises_hold(self) -> bool:
        return (
            (self.settled, self.settled_twice, self.lost_or_corrupt) == (self.items, 0, 0)
            and self.entries == self.items
            and not self.faults
            and not self.made_again
        )


def crash(project: Project, seed: int, runs: int) -> Crashes:
    """Kill `runs` runs in pairs; then let one run finish."""
    began, chance = time.monotonic(), random.Random(seed)
    found = Crashes(runs=runs, items=runs * TEXTS_PER_RUN)
    project.paid(seconds=0.02)
    project.narrative([f"Sentence number {n}, {'and so on ' * (n % 40)}." for n in range(found.items)])
    for pair in range(runs // 2):
        _kill_two(project, chance, found)
        if pair % 10 == 0:
            found.lost_or_corrupt += len(_lost(project))
    report = project.here("seed", "--json").json
    assert (report["failed"], report["skipped"], report["made"] + report["cached"]) == (0, 0, found.items)
    _count(project, found)
    again = project.here("seed", "--json").json
    found.made_again = again["made"] + again["calls"]
    found.seconds = round(time.monotonic() - began, 1)
    return found


def _kill_two(project: Project, chance: random.Random, found: Crashes) -> None:
    """One dies at a moment of its start or of its work, the other soon after."""
    before = len(project.calls())
    pair = [project.begin("seed") for _ in range(2)]
    moment = chance.uniform(0, 0.8)
    if chance.random() < 0.7:  # starting takes longer than an item, the more so on a busy machine
        moment /= 4
        while len(project.calls()) == before and any(process.poll() is None for process in pair):
            time.sleep(0.005)
    for process in pair:
        time.sleep(moment)
        at_work = len(project.calls()) > before
        alive = process.poll() is None
        process.kill()
        found.killed += alive
        found.killed_at_work += alive and at_work
        moment = chance.uniform(0, 0.3)
    for process in pair:
        process.communicate()


def _lost(project: Project) -> list[str]:
    with Cache(project.folder / ".mediagen/cache") as cache:
        return [f.detail for f in verify(cache).faults if f.what in {"missing", "damaged"}]


def _count(project: Project, found: Crashes) -> None:
    found.calls = len(project.calls())
    events = project.journal()
    found.reserved = sum(e["e"] == "reserve" for e in events)
    settled = collections.Counter(e["entry"]["key"] for e in events if e["e"] == "settle")
    found.settled, found.settled_twice = len(settled), sum(n > 1 for n in settled.values())
    with Cache(project.folder / ".mediagen/cache") as cache:
        checked = verify(cache)
        found.unknown = len(cache.totals().open)
        found.lost_or_corrupt += sum(f.what in {"missing", "damaged"} for f in checked.faults)
        found.entries, found.blobs = checked.entries, checked.blobs
        found.faults = [f"{f.what}: {f.detail}" for f in checked.faults if f.what not in {"journal", "leftover"}]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = crash(Project(Path(folder) / "project"), options.seed, options.runs)
    print(json.dumps(asdict(found), indent=1))
    return 0 if found.promises_hold else 1


if __name__ == "__main__":
    sys.exit(main())
