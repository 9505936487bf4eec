"""How fast offline speech is against the engine alone, on the same text, interleaved in the same run.

    python tests/benchmarks/bench_speech.py [items] [threads]

The reference is hibari's own call (text in, samples out) in as many threads; what `make` adds to it is reading
numbers, the voice, pauses, loudness, word times and the file. CPU is that of the process, all threads.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from hibari import Hibari

from mediagen.plan.requests import SpeechRequest
from mediagen.providers.offline.speech import OfflineSpeech

TEXT = (
    "Close your eyes and picture the starting line of {sport}. You have trained 5 days a week since 2019, and every "
    "early morning has led to this one. Breathe in slowly. Feel your shoulders drop, your hands relax, and your "
    "focus settle on the next 100 meters. The crowd grows quiet. You know this moment; you have rehearsed it a "
    "thousand times. When the signal comes you move without a thought, strong, light and calm."
)
SPORTS = [
    "rowing",
    "soccer",
    "tennis",
    "judo",
    "fencing",
    "golf",
    "cycling",
    "archery",
    "boxing",
    "diving",
    "sailing",
    "surfing",
    "karate",
    "polo",
]


def timed(work: Callable[[str], object], texts: list[str], threads: int) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, texts))
    return time.perf_counter() - wall, time.process_time() - cpu


def main(items: int, threads: int) -> None:
    texts = [TEXT.format(sport=SPORTS[i % len(SPORTS)]) for i in range(items)]
    engine, speech = Hibari(), OfflineSpeech({})

    def maker(voice: str, form: str) -> Callable[[str], object]:
        return lambda text: speech.make(
            SpeechRequest(provider="offline", model="-", voice=voice, text=text, format=form)
        )

    runs: dict[str, Callable[[str], object]] = {"engine alone": engine}
    runs |= {f"{v} {f}": maker(v, f) for v in ("heart", "deep") for f in ("wav", "mp3")}
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in runs}
    for work in runs.values():
        work(texts[0])
    for _ in range(5):
        for name, work in runs.items():
            times[name].append(timed(work, texts, threads))
    base = times["engine alone"]
    seconds = sum(len(engine(text)) for text in texts) / engine.sample_rate
    print(f"{items} items, {seconds:.0f} s of speech, {threads} threads, {os.cpu_count()} cores; median of 5")
    for name, rows in times.items():
        wall = median(r[0] / b[0] for r, b in zip(rows, base, strict=True))
        cpu = median(r[1] / b[1] for r, b in zip(rows, base, strict=True))
        busy = median(r[1] / r[0] for r in rows)
        rate = seconds / median(r[0] for r in rows)
        print(f"{name:14} wall x{wall:.2f}  cpu x{cpu:.2f}  cores busy {busy:.2f}  {rate:.0f} x real time")


if __name__ == "__main__":
    main(*(int(a) for a in (sys.argv[1:] + ["14", str(os.cpu_count() or 1)][len(sys.argv[1:]) :])))
