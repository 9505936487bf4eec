"""Whether many films in one run leak: 50 variants of an ad, each with pictures, texts and a mix of its own, as drafts.

    python tests/benchmarks/bench_many.py [--films 50]

While `mediagen render` works, its memory, open files and threads are read from the system. A run goes through stages
that hold more and less, so what it holds in the last quarter of its time is compared with that of a run of half as many
films: a leak grows with them. On Linux only.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.benchmarks.measure import Verdicts

ROOT = Path(__file__).resolve().parents[2]


class Held(NamedTuple):
    """What a process holds: resident megabytes, open files, threads."""

    megabytes: float
    files: int
    threads: int


def held(process: int) -> Held:
    status = dict(line.split(":", 1) for line in Path(f"/proc/{process}/status").read_text().splitlines())
    files = len(os.listdir(f"/proc/{process}/fd"))
    return Held(int(status["VmRSS"].split()[0]) / 1024, files, int(status["Threads"]))


def project(folder: Path, films: int) -> None:
    words = ("the light", "a closer look", "the hand", "what is yours")
    variants = {
        f"v{n}": {"hook": f"Number {n}", "cta": f"Take {n}", "music": {"seed": n}, "scenes": [{"title": f"Lamp {n}"}]}
        for n in range(films - 1)
    }
    scenes = [{"voice": f"{text.capitalize()}.", "prompt": text} for text in words]
    ad = {"kind": "ad", "schema": 1, "id": "ad", "style": "luxury", "voices": ["onyx"], "hook": "First", "cta": "Take it",
          "tagline": "Light", "product": {"name": "Halo", "description": "A lamp that dims itself."}, "scenes": scenes,
          "limits": {"videos": films}, "variants": variants}  # fmt: skip
    (folder / "narratives").mkdir()
    (folder / "narratives/ad.yaml").write_text(json.dumps(ad), encoding="utf-8")
    (folder / "mediagen.toml").write_text("", encoding="utf-8")


def watched(folder: Path, *options: str) -> list[Held]:
    """What `mediagen render` holds, ten times a second."""
    command = [sys.executable, "-m", "mediagen", "-C", str(folder), "render", "ad", "--quality", "draft", *options]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    seen = []
    while process.poll() is None:
        try:
            seen.append(held(process.pid))
        except (OSError, KeyError):  # it has just ended
            break
        time.sleep(0.1)
    if process.wait():
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return seen


def run(films: int) -> list[Held]:
    """The same of so many films, from a cache that has their scripts, voices and pictures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        project(folder, films)
        watched(folder, "--stop-after", "image")
        return watched(folder)


def main() -> None:
    ask = argparse.ArgumentParser()
    ask.add_argument("--films", type=int, default=50)
    films = ask.parse_args().films
    say = Verdicts(f"{films} films in one run")
    half, whole = run(films // 2), run(films)
    few, many = (Held(*map(median, zip(*seen[3 * len(seen) // 4 :], strict=True))) for seen in (half, whole))
    say.note("peak memory", f"{max(h.megabytes for h in whole):.0f} MB")
    say.note("the same of half as many", f"{max(h.megabytes for h in half):.0f} MB")
    say.at_most(
        "memory in the last quarter of the time, over that of half as many", many.megabytes / few.megabytes, 1.1
    )
    say.at_most("open files, more than with half as many", many.files - few.files, 4, "{:.0f}")
    say.at_most("threads, more than with half as many", many.threads - few.threads, 2, "{:.0f}")
    say.exit()


if __name__ == "__main__":
    main()
