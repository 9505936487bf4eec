"""What a change costs: whole commands in a project of their own, CPU seconds of the process against a full render.

    python tests/benchmarks/bench_rerender.py [--quality standard]

Each line is one run of `mediagen render`; the full render has its script, voices and stills in the cache.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LINE = "Made by hand in a workshop of nine people."
TARGETS = {"unchanged": 0.02, "one caption": 0.30, "music only": 0.05, "three aspects": 2.3}


def run(folder: Path, *options: str) -> tuple[float, float]:
    """(CPU seconds, peak megabytes) of one render."""
    command = [sys.executable, "-m", "mediagen", "-C", str(folder), "render", "ad", *options]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} ended with {status}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def ad(folder: Path, line: str, music: str = "auto") -> None:
    (folder / "narratives" / "ad.yaml").write_text(
        "kind: ad\nschema: 1\nid: ad\nproduct: {name: Halden, description: A mechanical watch with a Swiss movement.}\n"
        f"style: luxury\nvoices: [onyx]\nhook: Made to be kept\ncta: Find yours\nmusic: {music}\n"
        f'scenes: [{{voice: The light changes.}}, {{voice: Look closer.}}, {{voice: "{line}"}}, {{voice: Find yours.}}]\n',
        encoding="utf-8",
    )


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--quality", default="standard")
    quality = options.parse_args().quality
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "narratives").mkdir()
        shutil.copy(ROOT / "mediagen.toml", folder)
        ad(folder, LINE)
        run(folder, "--stop-after", "image")
        full, peak = run(folder, "--quality", quality)
        took = {"unchanged": run(folder, "--quality", quality)[0]}
        ad(folder, LINE.replace("nine", "ten"))
        took["one caption"] = run(folder, "--quality", quality)[0]
        ad(folder, LINE.replace("nine", "ten"), music="{seed: 7}")
        took["music only"] = run(folder, "--quality", quality)[0]
        run(folder, "--aspects", "16:9,9:16,1:1", "--stop-after", "image")
        other = "high" if quality == "standard" else "standard"
        one, _ = run(folder, "--quality", other)
        ad(folder, LINE.replace("nine", "eleven"), music="{seed: 9}")
        run(folder, "--aspects", "16:9,9:16,1:1", "--stop-after", "image")
        three, most = run(folder, "--quality", other, "--aspects", "16:9,9:16,1:1")
    print(f"full render: {full:.1f} CPU s, peak {peak:.0f} MB ({quality})")
    for what, seconds in took.items():
        ratio = seconds / full
        print(
            f"{what}: {seconds:.2f} CPU s, {ratio:.3f} of it (target {TARGETS[what]}) {'PASS' if ratio <= TARGETS[what] else 'FAIL'}"
        )
    ratio = three / one
    print(f"three aspects: {three:.1f} CPU s, {ratio:.2f} of one ({other}; target 2.3), peak {most:.0f} MB")


if __name__ == "__main__":
    main()
