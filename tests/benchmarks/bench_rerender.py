"""What a change costs: whole commands in a project of their own, CPU seconds of the process against a full render.

    python tests/benchmarks/bench_rerender.py [--quality standard]

Each line is one run of `mediagen render`; the full render has its script, voices, stills and music in the cache. A
changed caption is written otherwise and spoken as it was; the hook is only drawn, and stands for all of scene 1; a
changed voice-over is spoken and mixed anew, and its captions with it; other music is composed and mixed anew.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.benchmarks.measure import Verdicts

ROOT = Path(__file__).resolve().parents[2]
ASPECTS = ("--aspects", "16:9,9:16,1:1")


class Project:
    """A project with one ad."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "narratives").mkdir()
        shutil.copy(ROOT / "mediagen.toml", folder)
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
    options.add_argument("--no-aspects", action="store_true", help="leave out three aspects together")
    given = options.parse_args()
    quality = ("--quality", given.quality)
    say = Verdicts(f"renders again, {given.quality}")
    with tempfile.TemporaryDirectory() as name:
        project = Project(Path(name))
        project.render("--stop-after", "image")
        full, peak = project.render(*quality)
        say.note("full render", f"{full:.1f} CPU s")
        say.at_most("peak memory in MB", peak, 400, "{:.0f}")
        for what, target, change in (
            ("unchanged", 0.02, {}),
            ("a caption", 0.30, {"people": "9"}),
            ("the hook", 0.30, {"hook": "Made for you"}),
            ("a voice-over and its captions", 0.30, {"people": "ten"}),
            ("only the music", 0.05, {"music": "{seed: 7}"}),
        ):
            project.ad()
            project.render(*quality)  # the first film again, all of whose parts are kept
            project.ad(**change)
            took, _ = project.render(*quality)
            say.at_most(f"{what}: {took:.2f} CPU s, of a full render", took / full, target, "{:.3f}")
        if not given.no_aspects:
            aspects(project, say, "high" if given.quality == "standard" else "standard")
    say.exit()


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
