"""What a change costs: whole commands in a project of their own, CPU seconds of the process against a full render.

    python tests/benchmarks/bench_rerender.py [--quality standard] [--rounds 3]

Each round is a full render with its script, voices, stills and music in the cache, and then the changes, one after the
other; ratios are of the same round, and their median counts. A changed caption is written otherwise and spoken as it
was; the hook is only drawn, and stands for all of scene 1; a changed voice-over is spoken and mixed anew, and its
captions with it; other music is composed and mixed anew, music of one's own (an MP3 file of a minute) read and mixed, and
with another gain there is only the mix to be made.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from mediagen.plan.requests import MusicRequest
from mediagen.video.music import Composer
from tests.benchmarks.measure import Verdicts, ratio
from tests.support import sounds

ROOT = Path(__file__).resolve().parents[2]
ASPECTS = ("--aspects", "16:9,9:16,1:1")
CHANGES: tuple[tuple[str, float, dict[str, str]], ...] = (
    ("unchanged", 0.02, {}),
    ("a caption", 0.30, {"people": "9"}),
    ("the hook", 0.30, {"hook": "Made for you"}),
    ("a voice-over and its captions", 0.30, {"people": "ten"}),
    ("only the music", 0.05, {"music": "{seed: 7}"}),
    ("only the music: a file of one's own", 0.05, {"music": "{file: own.mp3}"}),
    ("only the music's gain", 0.05, {"music": "{gain_db: -14}"}),
)
"""What is changed, how much of a full render it may take, and how the ad is then written."""
UNCHANGED_RUNS = 3
"""In each round: so short a run differs more from one to the next."""


class Project:
    """A project with one ad."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "narratives").mkdir()
        shutil.copy(ROOT / "mediagen.toml", folder)
        piece = MusicRequest(provider="offline", model="-", mood="warm", bpm=100, seed=1, duration_ms=60_000)
        own = sounds.played(Composer().make(piece).data).mean(axis=0)
        sounds.coded(folder / "narratives" / "own.mp3", own, "libmp3lame", "mp3", rate=48_000)
        self.ad()

    def ad(self, people: str = "nine", hook: str = "Made to be kept", music: str = "auto") -> None:
        voices = (
            "The light changes.",
            "Look closer.",
            f"Made by hand in a workshop of {people} people.",
            "Find yours.",
        )
        (self.folder / "narratives" / "ad.yaml").write_text(
            "kind: ad\nschema: 1\nid: ad\nproduct: {name: Halden, description: A watch with a Swiss movement.}\n"
            f"style: luxury\nvoices: [onyx]\nhook: {hook}\ncta: Find yours\nmusic: {music}\nlexicon: {{'9': nine}}\n"
            f"scenes: [{', '.join(f'{{voice: {text}}}' for text in voices)}]\n",
            encoding="utf-8",
        )

    def keep(self) -> None:
        """Put aside what there is now."""
        shutil.copytree(self.folder / ".mediagen", self.folder / "kept")

    def back(self) -> None:
        """The first ad again, and only what was put aside."""
        shutil.rmtree(self.folder / ".mediagen")
        shutil.copytree(self.folder / "kept", self.folder / ".mediagen")
        shutil.rmtree(self.folder / "output", ignore_errors=True)
        self.ad()

    def render(self, *options: str) -> tuple[float, float]:
        """(CPU seconds, peak megabytes) of one render. Modules are compiled once, as when they are installed."""
        command = [sys.executable, "-m", "mediagen", "-C", str(self.folder), "render", "ad", *options]
        environment = {n: v for n, v in os.environ.items() if n != "PYTHONDONTWRITEBYTECODE"}
        environment["PYTHONPYCACHEPREFIX"] = str(self.folder / "compiled")
        quiet = subprocess.DEVNULL
        process = subprocess.Popen(command, stdout=quiet, stderr=quiet, cwd=ROOT, env=environment)
        _, status, used = os.wait4(process.pid, 0)
        if status:
            raise SystemExit(f"{' '.join(command)} ended with {status}")
        return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--quality", default="standard")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--no-aspects", action="store_true", help="leave out three aspects together")
    given = options.parse_args()
    say = Verdicts(f"renders again, {given.quality}, {given.rounds} rounds")
    with tempfile.TemporaryDirectory() as name:
        project = Project(Path(name))
        project.render("--stop-after", "image")
        project.keep()
        took, peak = defaultdict[str, list[float]](list), 0.0
        for _ in range(given.rounds):
            project.back()
            full, megabytes = project.render("--quality", given.quality)
            took["full render"].append(full)
            peak = max(peak, megabytes)
            for what, _, change in CHANGES:
                took[what].append(changed(project, change, given.quality))
        say.note("full render", f"{median(took['full render']):.1f} CPU s")
        say.at_most("peak memory in MB", peak, 400, "{:.0f}")
        for what, target, _ in CHANGES:
            named = f"{what}: {median(took[what]):.2f} CPU s, of a full render"
            say.at_most(named, ratio(took[what], took["full render"]), target, "{:.3f}")
        if not given.no_aspects:
            project.back()
            aspects(project, say, "high" if given.quality == "standard" else "standard")
    say.exit()


def changed(project: Project, change: dict[str, str], quality: str) -> float:
    """CPU seconds of a render after a change of the ad, whose film as it was is there, pictures of it too."""
    project.ad()
    project.render("--quality", quality)
    project.ad(**change)
    runs = 1 if change else UNCHANGED_RUNS
    return median(project.render("--quality", quality)[0] for _ in range(runs))


def aspects(project: Project, say: Verdicts, quality: str) -> None:
    project.render(*ASPECTS, "--stop-after", "image")
    one, _ = project.render("--quality", quality)
    project.ad(people="eleven", music="{seed: 9}")
    project.render(*ASPECTS, "--stop-after", "image")
    three, peak = project.render("--quality", quality, *ASPECTS)
    say.at_most(f"three aspects ({quality}): {three:.1f} CPU s, of one", three / one, 2.3)
    say.note("their peak memory", f"{peak:.0f} MB")


if __name__ == "__main__":
    main()
