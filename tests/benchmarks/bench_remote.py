"""A seed on an empty disk of which a shared cache has everything: how many requests, and how long.

`python -m tests.benchmarks.bench_remote [--items 20000] [--work FOLDER]`

The store is moto behind a counter of requests. The reference is the same command with everything on its own disk.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from mediagen.shared.layout import LONGEST_TEXT, TEXTS, Record
from mediagen.shared.tier import How, Shared
from mediagen.targets import configured
from tests.benchmarks.measure import Verdicts
from tests.benchmarks.warm import chunks, filled
from tests.support.faults import before
from tests.support.stores import bucket, s3_server

RUN = 500
"""Entries that a run adds to the index."""


def share(full: Path, rows: int, url: str, name: str, keys: dict[str, str], *, scripted: bool) -> int:
    """List all of a full cache in the shared index, as runs would that bought it bit by bit. No media are put there."""
    live = filled(full, rows, scripted=scripted)
    _, place = configured("it", {"it": {"type": "s3", "bucket": name, "endpoint": url}}, full, keys)
    number = 0
    with live.cache() as cache:
        shared = Shared(cache, "it", place, How(), print, strict=True)
        try:
            for entries in chunks(cache.entries(), RUN):
                texts = (cache.read(e) if e.kind in TEXTS and e.size <= LONGEST_TEXT else None for e in entries)
                shared.index.add(Record(e, t) for e, t in zip(entries, texts, strict=True))
                shared.index.flush()
                number += len(entries)
        finally:
            shared.close()
    return number


def seed(folder: Path, keys: dict[str, str]) -> tuple[dict[str, Any], float]:
    """What a seed in that folder reports, and its seconds by the clock."""
    began = time.monotonic()
    ended = subprocess.run(
        [sys.executable, "-m", "mediagen", "seed", "--json"],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(Path.cwd()), **keys},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(ended.stdout), time.monotonic() - began


def empty(full: Path, folder: Path, url: str, name: str) -> Path:
    """The same project on an empty disk, with the shared cache."""
    shutil.copytree(full, folder, ignore=shutil.ignore_patterns(".mediagen", "output", "ready-*"))
    (folder / "mediagen.toml").write_text(
        'schema = 1\n[cache.remote]\ntarget = "team"\n'
        f'[targets.team]\ntype = "s3"\nbucket = "{name}"\nendpoint = "{url}"\n'
    )
    return folder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=20_000)
    parser.add_argument("--scripted", action="store_true", help="half of them scripts, and the speech made from them")
    parser.add_argument("--work", type=Path)
    options = parser.parse_args()
    verdicts = Verdicts(f"warm from an empty disk, {options.items:,} items")
    url, keys = s3_server()
    name = bucket()
    with tempfile.TemporaryDirectory() as scratch, before(url) as proxy:
        full = options.work or Path(scratch) / "full"
        there = share(full, options.items // 2, url, name, keys, scripted=options.scripted)
        fresh = empty(full, Path(scratch) / "fresh", proxy.url, name)
        (first, took), asked = seed(fresh, keys), list(proxy.asked)
        _, own = seed(full, keys)
        proxy.asked.clear()
        (again, later) = seed(fresh, keys)
        verdicts.note("entries in the shared index", f"{there:,}")
        verdicts.note("hits", f"{first['cached']:,}")
        verdicts.at_most("requests", len(asked), 100, "{:.0f}")
        verdicts.at_most("of them for media", sum("/cache/blobs/" in one for one in asked), 0, "{:.0f}")
        verdicts.note("requests of the next seed", f"{len(proxy.asked)}")
        verdicts.note("seconds by the clock, first and next", f"{took:.1f}, {later:.1f}")
        verdicts.note("with everything on its own disk", f"{own:.1f}")
        assert first["cached"] == again["cached"] == first["items"]
    verdicts.exit()


if __name__ == "__main__":
    main()
