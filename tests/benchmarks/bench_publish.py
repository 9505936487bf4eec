"""Publishing: uploads against boto3 and bare obstore, and a publication of which everything is there already.

`python -m tests.benchmarks.bench_publish [--uploads 1000] [--items 100000] [--work FOLDER]`

The server is moto, which bounds what can be seen of clients; TEST_S3_URL, TEST_S3_KEY and TEST_S3_SECRET name a quicker
one, such as Ceph. The publication of what is there is always against moto behind a counter of requests.
"""

from __future__ import annotations

import argparse
import asyncio
import ctypes
import gc
import hashlib
import os
import tempfile
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

from mediagen.commands.publish import How, publish
from mediagen.commands.published import Source, of_narrative
from mediagen.commands.uploading import upload
from mediagen.plan.publication import Media, Ready
from mediagen.targets import configured
from mediagen.targets.protocol import File, Place, Stored, Target
from tests.benchmarks.measure import Took, Verdicts, in_turns, processor_seconds, ratio
from tests.benchmarks.warm import filled, work
from tests.support.stores import admin, bucket, s3_server

SIZE = 20_000
ROUNDS = 3


class Silent:
    """Nobody watches."""

    def began(self, files: int, size: int) -> None:
        pass

    def uploaded(self, size: int) -> None:
        pass


def place(name: str, prefix: str, url: str = "") -> Place:
    server, keys = s3_server()
    settings = {"type": "s3", "bucket": name, "prefix": prefix, "endpoint": url or server}
    return configured("it", {"it": settings}, Path.cwd(), keys)[1]


def uploads(number: int, folder: Path, verdicts: Verdicts) -> None:
    files = {}
    for _ in range(number):
        data = os.urandom(SIZE)
        digest = hashlib.sha256(data).hexdigest()
        path = folder / f"{digest}.mp3"
        path.write_bytes(data)
        files[f"blobs/{digest[:2]}/{digest}.mp3"] = path
    name = bucket()
    media = [Media(one, SIZE, "audio/mpeg") for one in files]
    count = iter(range(10_000))

    def ours() -> None:
        upload(media, place(name, f"a{next(count)}").open(), files.__getitem__, Silent())

    def boto() -> None:
        client, prefix = admin(), f"b{next(count)}"

        def put(one: str) -> None:
            client.put_object(
                Bucket=name,
                Key=f"{prefix}/{one}",
                Body=files[one].read_bytes(),
                ContentType="audio/mpeg",
                CacheControl="public, max-age=31536000, immutable",
            )

        with ThreadPoolExecutor(10) as pool:
            list(pool.map(put, files))

    def fastest() -> None:
        """The fastest client found (against boto3 in 10 to 64 threads, s3transfer, aioboto3 and s3fs)."""
        asyncio.run(_bare(name, f"c{next(count)}", files))

    took = in_turns(ROUNDS, {"mediagen": ours, "boto3, 10 threads": boto, "obstore, 64 at once": fastest})
    for who, one in took.items():
        verdicts.note(f"{who}: objects/s", f"{number / sorted(one.wall)[len(one.wall) // 2]:.0f}")
        verdicts.note(f"{who}: ms of processor per object", f"{_cpu(one) / number * 1000:.2f}")
    mine, theirs = took["mediagen"], took["boto3, 10 threads"]
    if "TEST_S3_URL" in os.environ:
        verdicts.at_least("objects/s over boto3's", ratio(theirs.wall, mine.wall), 2.0, "{:.2f}")
    else:
        verdicts.note("objects/s over boto3's, bound by the server", f"{ratio(theirs.wall, mine.wall):.2f}")
    verdicts.at_most("processor time over boto3's", ratio(mine.cpu, theirs.cpu), 0.5)
    verdicts.at_least(
        "objects/s over the fastest client's", ratio(took["obstore, 64 at once"].wall, mine.wall), 0.9, "{:.2f}"
    )


async def _bare(name: str, prefix: str, files: dict[str, Path]) -> None:
    from obstore.store import S3Store

    url, keys = s3_server()
    store = S3Store(
        name,
        endpoint=url,
        region="us-east-1",
        access_key_id=keys["AWS_ACCESS_KEY_ID"],
        secret_access_key=keys["AWS_SECRET_ACCESS_KEY"],
        client_options={"allow_http": True},
    )
    free = asyncio.Semaphore(64)
    about = {"Content-Type": "audio/mpeg", "Cache-Control": "public, max-age=31536000, immutable"}

    async def put(one: str) -> None:
        async with free:
            await store.put_async(f"{prefix}/{one}", files[one].read_bytes(), attributes=about)

    await asyncio.gather(*map(put, files))


def _cpu(took: Took) -> float:
    return sorted(took.cpu)[len(took.cpu) // 2]


class Listing:
    """A target on which everything of `names` is: an in-memory store that pages as S3 does, and counts requests."""

    at_once = 64

    def __init__(self, inner: Target) -> None:
        self.inner, self.requests = inner, 0
        self.files: dict[str, Stored] = {}
        self.blobs: dict[str, list[Stored]] = {}

    def fill(self, blobs: Iterable[Stored]) -> None:
        """Have these there, and nothing else."""
        self.files, self.blobs = {}, {}
        for one in blobs:
            self.blobs.setdefault(one.name[: len("blobs/ab/")], []).append(one)

    def list(self, prefix: str) -> Sequence[Stored]:
        found = [one for name, one in self.files.items() if name.startswith(prefix)]
        for folder, blobs in self.blobs.items():
            if folder.startswith(prefix):
                found += blobs
        self.requests += max(1, -(-len(found) // 1_000))
        return found

    def get(self, name: str) -> tuple[bytes, str] | None:
        self.requests += 1
        return self.inner.get(name)

    def put(self, file: File, only_if: str | None = None) -> str:
        self.requests += 1
        etag = self.inner.put(file, only_if)
        self.files[file.name] = Stored(file.name, file.size, etag, time.time())
        return etag

    def is_exclusive(self, there: File) -> bool:
        return self.inner.is_exclusive(there)

    def delete(self, names: Collection[str]) -> None:
        self.requests += 1
        self.inner.delete(names)
        for name in names:
            self.files.pop(name, None)

    def close(self) -> None:
        pass


def without_words(source: Source) -> Iterator[Ready]:
    return ((values, {"url": media["url"]}) for values, media in source.items())


def published(items: int, folder: Path, verdicts: Verdicts) -> None:
    """Two voices for each row, without and with files of word times. What is in the store is noted, not sent."""
    gc.freeze()  # as the command has it; what moto has loaded is not ours to look through
    gc.set_threshold(10_000)
    live = filled(folder / "project", items // 2)
    there = {}
    for path in (folder / "project/.mediagen/cache/blobs").rglob("*.*"):
        name = f"blobs/{path.parent.name}/{path.name}"
        there[name] = Stored(name, path.stat().st_size, "x", 0.0)
    how = How(allow_offline=True)
    for words in (False, True):
        where = place(bucket(), "media")
        target = Listing(where.open())
        blobs = [one for one in there.values() if words or not one.name.endswith(".json")]
        target.fill(blobs)

        def run(where: Place = where, target: Target = target, words: bool = words, how: How = how) -> None:
            one, context = work(live)
            with live.cache() as cache:
                source = of_narrative(one, context, cache)
                if not words:
                    source = replace(source, items=partial(without_words, source))
                publish([source], where, target, lambda name: cache.root / name, how, Silent())

        run()
        target.requests, began, clock = 0, processor_seconds(), time.perf_counter()
        grown = growth(run)
        seconds = processor_seconds() - began
        verdicts.note("by the clock", f"{time.perf_counter() - clock:.1f} s")
        what = f"{items:,} items that are there, {len(blobs):,} files"
        verdicts.at_most(f"requests for {what}", target.requests, 120, "{:.0f}")
        verdicts.at_most(f"seconds of processor for {what}", seconds, 10 * items / 100_000, "{:.1f}")
        verdicts.note(f"memory for {what}", f"{grown:.0f} MB")
        target.requests = 0
        run(how=replace(how, list_all=True))
        verdicts.note(f"requests for {what}, all listed", f"{target.requests}")


def growth(run: Callable[[], None]) -> float:
    """MB of memory of its own that the process takes more at its highest while it runs than before (the index's pages,
    which are mapped into memory, are the system's to take away); not a number where the system does not tell.
    """
    gc.collect()
    if not Path("/proc/self/status").exists():
        run()
        return float("nan")
    ctypes.CDLL(None).malloc_trim(0)
    before, seen, ended = memory(), [], threading.Event()

    def watch() -> None:
        while not ended.wait(0.02):
            seen.append(memory())

    watcher = threading.Thread(target=watch)
    watcher.start()
    run()
    ended.set()
    watcher.join()
    return max(seen) - before


def memory() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("RssAnon"))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--uploads", type=int, default=1_000)
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--work", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.work or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        verdicts = Verdicts(f"publish on {os.environ.get('TEST_S3_URL', 'moto')}")
        if options.uploads:
            blobs = folder / "files"
            blobs.mkdir(exist_ok=True)
            uploads(options.uploads, blobs, verdicts)
        if options.items:
            published(options.items, folder, verdicts)
        verdicts.exit()


if __name__ == "__main__":
    main()
