"""How fast offline speech is against the engine alone, on the same text, in turns.

    python -m tests.benchmarks.bench_speech [--items 14] [--rounds 5]

The reference is hibari's own call (text in, samples out) in as many threads as there are cores; what `make` adds to
it is reading numbers, the voice, pauses, loudness, word times and the file. Then the same texts as a batch through
`mediagen seed`. By the processor's time of all threads, and by the clock.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from statistics import median

from hibari import Hibari

from mediagen.plan.requests import SpeechRequest
from mediagen.providers.offline.speech import OfflineSpeech
from tests.benchmarks.measure import Took, Verdicts, in_turns, ratio

CORES = os.cpu_count() or 1
TEXT = (
    "Close your eyes and picture the starting line of {sport}. You have trained 5 days a week since 2019, and every "
    "early morning has led to this one. Breathe in slowly. Feel your shoulders drop, your hands relax, and your "
    "focus settle on the next 100 meters. The crowd grows quiet. You know this moment; you have rehearsed it a "
    "thousand times. When the signal comes you move without a thought, strong, light and calm."
)
SPORTS = (
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
)


def batch(work: Callable[[str], object], texts: Sequence[str]) -> None:
    with ThreadPoolExecutor(CORES) as pool:
        list(pool.map(work, texts))


def maker(speech: OfflineSpeech, voice: str, form: str) -> Callable[[str], object]:
    return lambda text: speech.make(SpeechRequest(provider="offline", model="-", voice=voice, text=text, format=form))


def seed(texts: Sequence[str]) -> None:
    """The texts as a project of their own, seeded by the command."""
    items = [{"id": f"n{i}", "text": text} for i, text in enumerate(texts)]
    document = {"kind": "narrative", "schema": 1, "id": "all", "voices": ["nova"], "format": "wav", "items": items}
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "mediagen.toml").write_text("schema = 1\n")
        (root / "narratives").mkdir()
        (root / "narratives" / "all.yaml").write_text(json.dumps(document))
        command = [sys.executable, "-m", "mediagen", "-C", folder, "seed", "--json"]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        assert json.loads(done.stdout)["made"] == len(texts), done.stdout


def busy(took: Took) -> float:
    """Cores that were at work."""
    return median(cpu / wall for cpu, wall in zip(took.cpu, took.wall, strict=True))


def main(items: int, rounds: int) -> None:
    texts = [f"{i + 1}. " + TEXT.format(sport=SPORTS[i % len(SPORTS)]) for i in range(items)]
    engine, speech = Hibari(), OfflineSpeech()
    runs = {
        "engine": partial(batch, engine, texts),
        "nova as WAV": partial(batch, maker(speech, "heart", "wav"), texts),
        "onyx as WAV": partial(batch, maker(speech, "deep", "wav"), texts),
        "nova as MP3": partial(batch, maker(speech, "heart", "mp3"), texts),
        "seed": partial(seed, texts),
        "seed of one": partial(seed, texts[:1]),
    }
    took = in_turns(rounds, runs)
    seconds = sum(len(engine(text)) for text in texts) / engine.sample_rate
    base = took["engine"]
    told = Verdicts(f"{items} texts, {seconds:.0f} s of speech; median of {rounds}")
    told.note("engine alone, × real time by the clock", f"{seconds / median(base.wall):.0f}")
    for name in ("nova as WAV", "onyx as WAV"):
        told.at_most(f"{name}: × the engine's processor time", ratio(took[name].cpu, base.cpu), 1.2)
        told.note(f"{name}: × its time by the clock", f"{ratio(took[name].wall, base.wall):.2f}")
    wav, mp3 = took["nova as WAV"].cpu, took["nova as MP3"].cpu
    told.note("nova as MP3: × the engine's processor time", f"{ratio(mp3, base.cpu):.2f}")
    told.note("of which encoding takes (LAME), × the engine's", f"{ratio(mp3, base.cpu) - ratio(wav, base.cpu):.2f}")
    told.note("engine alone: cores at work", f"{busy(base):.2f}")
    told.note("`mediagen seed` of the batch: cores at work", f"{busy(took['seed']):.2f}")
    told.at_least("the share of the engine's own", busy(took["seed"]) / busy(base), 0.8)
    further = [(a - b) / (items - 1) for a, b in zip(took["seed"].cpu, took["seed of one"].cpu, strict=True)]
    told.at_most("a further text of it: × the engine's", ratio(further, [cpu / items for cpu in base.cpu]), 1.2)
    told.note("start-up and the first text: seconds of processor", f"{median(took['seed of one'].cpu):.1f}")
    told.exit()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--items", type=int, default=14)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    main(given.items, given.rounds)
