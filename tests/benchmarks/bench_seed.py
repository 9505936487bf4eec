"""A warm seed: plan, look-up and manifest of items that are all there.

    python -m tests.benchmarks.bench_seed [--items 100000] [--scripted] [--folder DIR]

The reference is the least that any such tool has to do per item, bare: SHA-256 of the request, its row from
SQLite, its JSON decoded, a stat of each blob, its line encoded as JSON and written. Both run in turns.
`--scripted`: half of the items are scripts, the others the speech made from them. `--folder` keeps the project
between runs. Rates are per second of one processor (the work is one thread's), and by the clock.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
import tracemalloc
from pathlib import Path
from statistics import median
from typing import Any, cast

from mediagen.cache.store import Cache
from mediagen.commands.survey import Selection, survey
from mediagen.commands.whole_files import write_pieces
from mediagen.plan.manifest import manifest
from mediagen.wiring import Parts
from tests.benchmarks import warm
from tests.benchmarks.measure import Verdicts, in_turns, ratio


def seed_warm(live: Parts, cache: Cache, rows: int, target: Path) -> int:
    """What `seed` does when nothing is missing, documents loaded before; returns the number of items."""
    one, context = warm.work(live, rows)
    found = survey(one, context, cache, Selection())
    assert not found.gaps, f"{len(found.gaps)} of {found.items} items are missing"
    write_pieces(target, manifest(one.narrative, (line for line in found.lines if line is not None)))
    return found.items


class Bare:
    """The reference, on the same database and blobs."""

    def __init__(self, cache: Cache) -> None:
        self.root = cache.root
        self.db = sqlite3.connect(cache.root / "index" / "cache.db")
        rows = self.db.execute("SELECT key, value FROM Cache WHERE tag IS NOT NULL")
        self.requests = {key: json.dumps(json.loads(value)["request"], sort_keys=True) for key, value in rows}

    def run(self, target: Path) -> int:
        with target.open("wb") as file:
            for keys in warm.chunks(self.requests, 500):
                for key in keys:
                    hashlib.sha256(self.requests[key].encode()).hexdigest()
                marks = ",".join("?" * len(keys))
                for _, text in self.db.execute(f"SELECT key, value FROM Cache WHERE key IN ({marks})", keys):
                    file.write(self.line(json.loads(text)) + b",\n")
        return len(self.requests)

    def line(self, entry: dict[str, Any]) -> bytes:
        blobs = [(entry["digest"], {"audio/mpeg": "mp3", "text/plain": "txt"}[entry["media_type"]])]
        blobs += [(digest, "json") for digest, _ in entry.get("attachments", {}).values()]
        names = [f"blobs/{digest[:2]}/{digest}.{ending}" for digest, ending in blobs]
        for name in names:
            os.stat(f"{self.root}/{name}")
        shown = {k: v for k, v in entry.items() if k not in {"request", "facts", "created", "seconds"}}
        return json.dumps({**shown, "blob": names[0]}, sort_keys=True, ensure_ascii=False).encode()


def memory(folder: Path, rows: int) -> None:
    """Print the bytes of Python memory, and of the process's own pages, that a warm seed takes at its peak over
    its documents. For a process of its own: `--memory ROWS`.
    """
    live = warm.parts(folder)
    warm.work(live)
    with live.cache() as cache, tempfile.TemporaryDirectory() as scratch:
        seed_warm(live, cache, 50, Path(scratch) / "manifest")
        own = own_pages()
        seed_warm(live, cache, rows, Path(scratch) / "manifest")
        own = own_pages() - own
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        seed_warm(live, cache, rows, Path(scratch) / "manifest")
        print(json.dumps([tracemalloc.get_traced_memory()[1] - before, own]))


def own_pages() -> int:
    """Bytes of memory that are this process's alone (not files mapped into it), as far as the system tells."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("RssAnon")), 0)


def memory_per_item(folder: Path, rows: int) -> list[float]:
    """Bytes per further item, traced and of the process's own pages."""

    def fresh(count: int) -> list[int]:
        command = [sys.executable, "-m", "tests.benchmarks.bench_seed", "--folder", str(folder), "--memory", str(count)]
        return cast("list[int]", json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))

    few = max(100, rows // 5)
    return [(m - f) / (2 * (rows - few)) for f, m in zip(fresh(few), fresh(rows), strict=True)]


def command_seconds(folder: Path) -> float:
    start = time.perf_counter()
    command = [sys.executable, "-m", "mediagen", "-C", str(folder), "seed", "--json"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds = time.perf_counter() - start
    report = json.loads(done.stdout)
    assert (report["made"], report["calls"], report["cached"]) == (0, 0, report["items"]), report
    return seconds


def main(items: int, scripted: bool, folder: Path, repeat: int) -> None:
    rows = items // 2
    live = warm.filled(folder, rows, scripted=scripted)
    warm.work(live)
    with live.cache() as cache, tempfile.TemporaryDirectory() as scratch:
        bare, target = Bare(cache), Path(scratch) / "manifest"
        took = in_turns(
            repeat, {"bare": lambda: bare.run(target), "seed": lambda: seed_warm(live, cache, rows, target)}
        )
    seed = took["seed"]
    told = Verdicts(f"warm seed of {items:,} items{', half of them scripts' if scripted else ''}; median of {repeat}")
    told.at_least("items per second of one processor", items / median(seed.cpu), 15_000, "{:,.0f}")
    told.note("items per second by the clock, median", f"{items / median(seed.wall):,.0f}")
    told.note("items per second of one processor, bare least", f"{items / median(took['bare'].cpu):,.0f}")
    told.note("share of the bare least's speed", f"{ratio(took['bare'].cpu, seed.cpu):.0%}")
    traced, own = memory_per_item(folder, rows)
    told.at_most("bytes per further item, over the documents", traced, 1_024, "{:,.0f}")
    told.note("the same by the pages of the process", f"{own:,.0f}")
    whole = median(command_seconds(folder) for _ in range(min(3, repeat)))
    told.note("`mediagen seed`, start-up and reading too, by the clock", f"{items / whole:,.0f} items/s")
    told.exit()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--scripted", action="store_true")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--memory", type=int, metavar="ROWS", help=argparse.SUPPRESS)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as fresh:
        if given.memory:
            memory(given.folder, given.memory)
        else:
            main(given.items, given.scripted, given.folder or Path(fresh), given.repeat)
