"""Looking up one key, and many, against diskcache itself.

    python -m tests.benchmarks.bench_lookup [--items 20000] [--folder DIR]

The references, on their own databases in the same run: a bare `diskcache.Cache.get` of the same value, that is
the entry (which diskcache pickles), and of the entry's line of JSON, as which our index holds it. Beyond that a
look-up checks the types of all fields and that each blob of the entry is there in full size. By the processor's time.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from statistics import median

import diskcache

from mediagen.cache.store import Cache
from tests.benchmarks import warm
from tests.benchmarks.measure import Took, Verdicts, in_turns, ratio

BULK = 500
TARGET = 0.6


def bare(folder: Path, values: Mapping[str, object]) -> diskcache.Cache:
    """A diskcache as it comes, with `values`."""
    cache = diskcache.Cache(str(folder))
    with cache.transact():
        for key, value in values.items():
            cache.set(key, value)
    return cache


def each(get: Callable[[str], object], keys: Sequence[str]) -> None:
    for key in keys:
        assert get(key) is not None


def in_bulk(cache: Cache, keys: Sequence[str]) -> None:
    for some in warm.chunks(keys, BULK):
        assert len(cache.lookup_many(some)) == len(some)


def one_row(cache: Cache, key: str) -> object:
    return next(cache.index.values([key]))


def measured(cache: Cache, scratch: Path, keys: Sequence[str], rounds: int) -> dict[str, Took]:
    texts = {key: text for some in warm.chunks(keys, BULK) for key, text in cache.index.values(some)}
    entries = {key: entry for some in warm.chunks(keys, BULK) for key, entry in cache.lookup_many(some).items()}
    plain, pickled = bare(scratch / "plain", texts), bare(scratch / "pickled", entries)
    some = keys[:5_000]
    took = in_turns(
        rounds,
        {
            "bare text": partial(each, plain.get, some),
            "bare entry": partial(each, pickled.get, some),
            "row": partial(each, partial(one_row, cache), some),
            "lookup": partial(each, cache.lookup, some),
            "bulk": partial(in_bulk, cache, some),
        },
    )
    plain.close()
    pickled.close()
    for times in took.values():
        times.cpu = [1e6 * t / len(some) for t in times.cpu]
    return took


def main(items: int, folder: Path, rounds: int) -> None:
    with warm.filled(folder, items // 2).cache() as cache, tempfile.TemporaryDirectory() as scratch:
        keys = [entry.key for entry in cache.entries()]
        random.Random(1).shuffle(keys)
        took = measured(cache, Path(scratch), keys, rounds)
    told = Verdicts(f"look-ups among {items:,} entries; median of {rounds}")
    for name in took:
        told.note(f"microseconds: {name}", f"{median(took[name].cpu):.1f}")
    entry, text = took["bare entry"].cpu, took["bare text"].cpu
    told.at_least("look-up, of diskcache's speed for the same entry", ratio(entry, took["lookup"].cpu), TARGET)
    told.at_least("the index's row alone, for the same text", ratio(text, took["row"].cpu), TARGET)
    told.at_least(f"look-ups by {BULK}, per key, for the same entry", ratio(entry, took["bulk"].cpu), TARGET)
    told.note("look-up, blobs seen to, for the same text", f"{ratio(text, took['lookup'].cpu):.0%}")
    told.note(f"look-ups by {BULK}, for the same text", f"{ratio(text, took['bulk'].cpu):.0%}")
    told.exit()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--items", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--folder", type=Path, default=None)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as fresh:
        main(given.items, given.folder or Path(fresh), given.rounds)
