"""`cache stats`, and a page of `cache ls`, on a cache of a million entries.

    python -m tests.benchmarks.bench_stats [--entries 1000000] [--folder DIR]

The reference is one pass of bare SQLite over the same table, counting rows and adding their sizes. Entries are
stored by the cache's own functions, journal and totals included; their blobs are left out, as no statistic looks
at them. Filling takes minutes; `--folder` keeps the cache between runs.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from statistics import median

from mediagen.cache.entries import Entry
from mediagen.cache.stats import stats
from mediagen.cache.store import Cache
from tests.benchmarks import warm
from tests.benchmarks.measure import Verdicts, in_turns, ratio

KINDS = [("speech", "audio/mpeg"), ("speech", "audio/mpeg"), ("script", "text/plain"), ("image", "image/jpeg")]
RARE = ("--voice", "nova", "--type", "question")
DAY = 86_400.0


def entry(i: int, now: float) -> Entry:
    """One of many: kinds, voices and types mixed; some fail, some expire, some share a blob."""
    kind, media_type = KINDS[i % 4]
    voice = ["nova", "onyx", "rachel"][i // 4 % 3] if kind == "speech" else ""
    text = f"Welcome back, Name {i}. You have trained for {i % 365} days now, and today is all about a calm start."
    failed = i % 97 == 0
    return Entry(
        key=digest(f"key {i}"),
        kind=kind,
        status="failed" if failed else "completed",
        provider="offline",
        model="hibari-0.2.1+1",
        created=now - i,
        voice=voice,
        content_type=["narrative", "question", "visualisation"][i % 3],
        document=f"document_{i % 50}",
        item=f"welcome/name_{i}",
        text=text,
        digest="" if failed else digest(f"blob {i - i % 2 if i % 50 == 1 else i}"),
        media_type="" if failed else media_type,
        size=0 if failed else 20_000 + i % 1000,
        facts={"duration_s": 6.125, "sample_rate": 24_000, "channels": 1, "peak_db": -1.8, "rms_db": -19.6},
        request={"kind": kind, "provider": "offline", "model": "hibari-0.2.1+1", "voice": voice, "text": text},
        expires=now + (i % 300 + 1) * DAY if i % 10 == 0 else None,
        offline=True,
        seconds=0.407,
        error="the network was down" if failed else "",
    )


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def filled(folder: Path, count: int) -> Path:
    """A project with `count` entries in its cache; one that is there from a run before is taken as it is."""
    ready = folder / f"ready-{count}"
    if not ready.exists():
        print(f"filling a cache with {count:,} entries …", file=sys.stderr)
        now = time.time()
        with warm.project(folder, 1).cache() as cache:
            every = (entry(i, now) for i in range(count))
            while some := list(islice(every, 20_000)):
                warm.store(cache, some)
            for i in range(20):
                cache.journal.append({**RUN, "id": str(i)})
        ready.touch()
    return folder


RUN = {"e": "run", "at": 1e9, "hits": 9, "misses": 1, "made": 1, "failed": 0, "usd": 0, "saved_usd": 1, "seconds": 1}


def command(folder: Path, *arguments: str) -> Callable[[], object]:
    line = [sys.executable, "-m", "mediagen", "-C", str(folder), "cache", *arguments, "--json"]

    def run() -> object:
        return json.loads(subprocess.run(line, check=True, capture_output=True, text=True).stdout)

    return run


def check(cache: Cache, count: int) -> None:
    """The statistics are right, or their speed says nothing."""
    found = stats(cache)
    failed = len(range(0, count, 97))
    assert found.entries == count, found
    assert found.by["status"] == {"completed": count - failed, "failed": failed}, found.by
    assert found.by["kind"]["script"] == len(range(2, count, 4)), found.by
    assert (found.hits, found.runs) == (180, 20), found


def main(count: int, folder: Path, repeat: int) -> None:
    filled(folder, count)
    with warm.parts(folder).cache() as cache:
        check(cache, count)
        bare = sqlite3.connect(cache.root / "index" / "cache.db")
        took = in_turns(
            repeat,
            {
                "bare": lambda: bare.execute("SELECT count(*), sum(size) FROM Cache").fetchall(),
                "stats": lambda: stats(cache),
            },
        )
        bare.close()
    whole = in_turns(
        repeat,
        {
            "cache stats": command(folder, "stats"),
            "cache ls --limit 20": command(folder, "ls", "--limit", "20"),
            "cache ls --limit 20 --voice nova --type question": command(folder, "ls", "--limit", "20", *RARE),
            "cache ls --status rejected, of which there are none": command(folder, "ls", "--status", "rejected"),
        },
    )
    told = Verdicts(f"a cache of {count:,} entries; seconds of processor, median of {repeat}")
    told.at_most("statistics", median(took["stats"].cpu), 2.0)
    told.note("the same by the clock", f"{median(took['stats'].wall):.2f}")
    told.note("bare SQLite counting the rows and their sizes", f"{median(took['bare'].cpu):.2f}")
    told.note("statistics, × that", f"{ratio(took['stats'].cpu, took['bare'].cpu):.2f}")
    for name, one in whole.items():
        told.at_most(f"`mediagen {name}`", median(one.cpu), 2.0)
        told.note("the same by the clock", f"{median(one.wall):.2f}")
    told.exit()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--folder", type=Path, default=None)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as fresh:
        main(given.entries, given.folder or Path(fresh), given.repeat)
