"""How fast a warm seed is: plan, look-up and manifest of items that are all there.

    python tests/benchmarks/bench_seed.py [--items 100000] [--scripted] [--folder DIR]

The reference is the least that any such tool has to do per item, bare: SHA-256 of the request, its row from
SQLite, its JSON decoded, a stat of each blob, its line encoded as JSON and written. Both run in turns.
`--scripted`: half of the items are scripts, the others the speech made from them. `--folder` keeps the project
between runs.
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

sys.path.insert(0, str(Path(__file__).resolve().parent))

import warm

from mediagen.cache.store import Cache
from mediagen.commands.seed import write_pieces
from mediagen.commands.survey import Selection, survey
from mediagen.plan.manifest import manifest
from mediagen.wiring import Parts


def seed_warm(live: Parts, cache: Cache, rows: int, target: Path) -> int:
    """What `seed` does when nothing is missing, documents loaded before; returns the number of items."""
    one, context = warm.work(live, rows)
    found = survey(one.narrative, one.rows, context, cache, Selection())
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

    def line(self, entry: dict) -> bytes:
        blobs = [(entry["digest"], {"audio/mpeg": "mp3", "text/plain": "txt"}[entry["media_type"]])]
        blobs += [(digest, "json") for digest, _ in entry.get("attachments", {}).values()]
        names = [f"blobs/{digest[:2]}/{digest}.{ending}" for digest, ending in blobs]
        for name in names:
            os.stat(f"{self.root}/{name}")
        shown = {k: v for k, v in entry.items() if k not in {"request", "facts", "created", "seconds"}}
        return json.dumps({**shown, "blob": names[0]}, sort_keys=True, ensure_ascii=False).encode()


def memory(folder: Path, rows: int) -> tuple[int, int]:
    """(Python memory at its peak, anonymous memory kept) in bytes that a warm seed takes over its documents."""
    live = warm.parts(folder)
    warm.work(live)
    with live.cache() as cache, tempfile.TemporaryDirectory() as scratch:
        seed_warm(live, cache, 50, Path(scratch) / "manifest")
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        seed_warm(live, cache, rows, Path(scratch) / "manifest")
        return tracemalloc.get_traced_memory()[1] - before, 0


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
    ready = folder / f"ready-{items}-{scripted}"
    if not ready.exists():
        print(f"filling a cache with {items:,} entries …", file=sys.stderr)
        warm.fill(warm.project(folder, rows, scripted=scripted))
        ready.touch()
    live = warm.parts(folder)
    warm.work(live)
    took: dict[str, list[float]] = {"seed": [], "bare": []}
    with live.cache() as cache, tempfile.TemporaryDirectory() as scratch:
        bare = Bare(cache)
        target = Path(scratch) / "manifest"
        for _ in range(repeat):
            for name, run in (
                ("bare", lambda: bare.run(target)),
                ("seed", lambda: seed_warm(live, cache, rows, target)),
            ):
                start = time.perf_counter()
                assert run() == items
                took[name].append(time.perf_counter() - start)
    rate = {name: items / median(seconds) for name, seconds in took.items()}
    ratio = median(b / s for b, s in zip(took["bare"], took["seed"], strict=True))
    print(f"{items:,} items, all hits; {warm.machine()}; median of {repeat}")
    print(f"plan, look-up and manifest   {rate['seed']:>9,.0f} items/s (best {items / min(took['seed']):,.0f})")
    print(f"the bare least of it         {rate['bare']:>9,.0f} items/s: we reach {ratio:.0%} of it")
    few, many = memory(folder, rows // 5)[0], memory(folder, rows)[0]
    print(f"memory over the documents    {(many - few) / (items - items // 5):>9,.0f} bytes per further item")
    whole = median(command_seconds(folder) for _ in range(min(3, repeat)))
    print(f"mediagen seed, all of it     {items / whole:>9,.0f} items/s ({whole:.2f} s with start-up and reading)")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--scripted", action="store_true")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--folder", type=Path, default=None)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as fresh:
        main(given.items, given.scripted, given.folder or Path(fresh), given.repeat)
