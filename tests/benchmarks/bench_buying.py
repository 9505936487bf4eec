"""Buying speech from a server with a delay: by the clock against the ideal, and in processor time against the SDK alone.

The server (tests/support/vendors/fast_speech.py) is a process of its own. Every item is a purchase like any other:
leased, reserved, delivered, checked, stored and settled durably, in a new cache. What a check costs, wherever it is made,
is what all takes less without checks.
"""

from __future__ import annotations

import argparse
import collections
import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, cast

from mediagen.cache.store import Cache
from mediagen.checks import CHECKS, Check, audio
from mediagen.plan.requests import Kind, SpeechRequest
from mediagen.providers import TABLE
from mediagen.providers.connection import Connection
from mediagen.providers.prices import prices
from mediagen.providers.protocol import Provider, Reply
from mediagen.studio.engine import Crew, Engine, Job
from mediagen.studio.studio import Studio
from mediagen.studio.values import Labels, Maker
from tests.benchmarks.measure import Verdicts, processor_seconds
from tests.support.sounds import chatter, coded
from tests.support.vendors.fast_speech import titled

LATENCY, AT_ONCE = 0.3, 64
MODEL = "tts-1"
TEXT = "This is sentence number {:06}, which is spoken once and then kept for all who ask."
KEEP = dict.fromkeys(("speech", "failed", "rejected"))
ROW = TABLE["speech", "openai"]


@dataclass
class Took:
    """Seconds by the clock and of the processor, that of processes which check included."""

    wall: float
    cpu: float


@contextmanager
def serving(clip: Path, busy: float = 0.0, reset: float = 0.0) -> Iterator[str]:
    command = [sys.executable, "-m", "tests.support.vendors.fast_speech", *map(str, (LATENCY, clip, busy, reset))]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        yield f"http://127.0.0.1:{int(server.stdout.readline())}/v1"
    finally:
        server.kill()
        server.communicate()


def measured(run: Callable[[], None]) -> Took:
    wall, cpu = time.perf_counter(), processor_seconds()
    run()
    return Took(time.perf_counter() - wall, processor_seconds() - cpu)


def request(number: int) -> SpeechRequest:
    return SpeechRequest(provider="openai", model=MODEL, voice="nova", text=TEXT.format(number))


def bare(url: str, items: int) -> Took:
    """The SDK in as many threads as calls may be in flight, and nothing else."""
    import openai

    client = openai.OpenAI(api_key="k", base_url=url, max_retries=0)

    def call(number: int) -> None:
        with client.audio.speech.with_streaming_response.create(
            input=TEXT.format(number), model=MODEL, voice="nova", response_format="mp3"
        ) as answer:
            assert len(b"".join(answer.iter_bytes())) > 15_000

    def run() -> None:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(call, range(items)))

    return measured(run)


async def unchecked(_request: SpeechRequest, _reply: Reply) -> dict[str, Any]:
    return {"duration_s": 5.0}


def bought(
    url: str, items: int, folder: Path, clip: bytes, checks: Mapping[Kind, Check] = CHECKS
) -> tuple[Took, dict[str, Any]]:
    """The same through the studio; what it made of them, and what the journal says."""
    how = Connection(base_url=url, at_once=AT_ONCE, per_minute=100_000)
    provider = cast("Provider", ROW.load({**how.settings(), "key": "k"}))
    maker = Maker(ROW, provider, how)
    outcomes: collections.Counter[str] = collections.Counter()
    with Cache(folder) as cache:
        studio = Studio(cache, lambda _kind, _name: maker, checks, KEEP, prices)

        def run() -> None:
            jobs = (Job(n, request(n), Labels("bench", f"item_{n}", "nova")) for n in range(items))
            with Engine(studio, lambda _kind, _name: Crew.of(AT_ONCE)) as engine:
                for done in engine.run(jobs):
                    outcomes["made" if done.made else done.error.message if done.error else "left"] += 1
            audio.APART.close()  # a process's time is known once it has ended

        provider.make(request(items))  # its SDK loads the rest of itself at the first call
        audio.check(request(0), Reply(clip, "audio/mpeg"))
        took = measured(run)
        journal = [event for _, event in cache.journal.events() if event is not None]
        events = collections.Counter(event["e"] for event in journal)
        settled = collections.Counter(event["entry"]["key"] for event in journal if event["e"] == "settle")
        open_ = len(cache.catch_up().open)
    return took, {"outcomes": outcomes, "events": events, "twice": sum(n > 1 for n in settled.values()), "open": open_}


def check_seconds(clip: bytes, times: int) -> float:
    """Processor time of the check of one clip."""
    reply = Reply(titled(1) + clip, "audio/mpeg")
    audio.check(request(1), reply)
    before = time.process_time()
    for _ in range(times):
        audio.check(request(1), reply)
    return (time.process_time() - before) / times


def faults(told: Verdicts, clip: Path, items: int, folder: Path) -> None:
    """One in twenty refused, one in a hundred reset: run until all is made, as a night after the other would."""
    with serving(clip, 0.05, 0.01) as url:
        rounds, found = 0, dict[str, Any]()
        while rounds < 6:
            rounds += 1
            _, found = bought(url, items, folder, clip.read_bytes())
            if found["outcomes"]["made"] == items:
                break
        with urllib.request.urlopen(url.removesuffix("/v1") + "/counts") as answer:
            counts = json.load(answer)
    told.note("with 5 % of 429 and 1 % of resets: posts, 429s, resets", f"{counts}")
    told.at_least("items made in the end", found["outcomes"]["made"], items, "{:,}")
    told.at_most("keys settled twice", found["twice"], 0, "{}")
    told.at_most("settled beyond what the server answered", found["events"]["settle"] - counts["made"], 0, "{}")
    told.note("unknown outcomes on the books, resets", f"{found['open']}, {counts['reset']}")
    told.note("runs this took", f"{rounds}")


def main(items: int, repeat: int) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        clip = Path(scratch) / "clip.mp3"
        coded(clip, chatter(5.0, 24_000), "libmp3lame", "mp3", 24_000)
        told = Verdicts(f"{items:,} speech items, {LATENCY * 1000:.0f} ms latency, {AT_ONCE} in flight")
        told.note("bytes of a clip", f"{clip.stat().st_size:,}")
        ideal = items * LATENCY / AT_ONCE
        alone: list[Took] = []
        bare_of_checks: list[Took] = []
        through: list[Took] = []
        with serving(clip) as url:
            bare(url, 200)
            for n in range(repeat):
                alone.append(bare(url, items))
                for kept, checks in ((bare_of_checks, {**CHECKS, "speech": unchecked}), (through, CHECKS)):
                    folder = Path(scratch) / f"cache-{n}-{'checked' if kept is through else 'unchecked'}"
                    took, found = bought(url, items, folder, clip.read_bytes(), checks)
                    kept.append(took)
                    assert found["outcomes"]["made"] == items, found
        seconds = check_seconds(clip.read_bytes(), 200)
        told.at_most("wall time, of the ideal", min(t.wall for t in through) / ideal, 1.15)
        told.note("the same of the SDK alone", f"{min(t.wall for t in alone) / ideal:.2f}")
        shares = [without.cpu / a.cpu for without, a in zip(bare_of_checks, alone, strict=True)]
        told.at_most("processor time per item but for the check, of the SDK's", median(shares), 1.5)
        added = median(t.cpu - without.cpu for t, without in zip(through, bare_of_checks, strict=True)) / items
        told.at_most("what the check adds to it", added * 1e3, 5.0, "{:.2f} ms")
        told.note("processor time per item, with the check", f"{median(t.cpu for t in through) / items * 1e3:.2f} ms")
        told.note("without", f"{median(t.cpu for t in bare_of_checks) / items * 1e3:.2f} ms")
        told.note("of the SDK alone", f"{median(t.cpu for t in alone) / items * 1e3:.2f} ms")
        told.at_most("a check, one after the other", seconds * 1e3, 5.0, "{:.2f} ms")
        faults(told, clip, items, Path(scratch) / "faults")
    told.exit()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--items", type=int, default=2_000)
    parser.add_argument("--repeat", type=int, default=3)
    given = parser.parse_args()
    main(given.items, given.repeat)
