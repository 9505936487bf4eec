"""How soon `mediagen --help` is there, and what `mediagen seed` costs when there is nothing to do.

    python -m tests.benchmarks.bench_start [--rounds 21]

The references are Pythons that import typer and rich, or typer and pydantic, and do nothing. Whole processes, in turns; all is compiled
and in memory after the first round, which does not count. By the processor's time and by the clock.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median

from tests.benchmarks.measure import Verdicts, in_turns, ratio

TARGET = 1.5


def process(*command: str) -> Callable[[], object]:
    settings = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return lambda: subprocess.run(command, check=True, capture_output=True, env=settings)


def main(rounds: int, folder: Path) -> None:
    (folder / "narratives").mkdir()
    (folder / "narratives" / "talk.yaml").write_text(
        "kind: narrative\nschema: 1\nid: talk\nvoices: [nova]\nitems:\n  - {id: hello, text: Hello.}\n",
        encoding="utf-8",
    )
    script = str(Path(sys.executable).with_name("mediagen"))
    runs = {
        "python": process(sys.executable, "-c", "pass"),
        "import typer, rich": process(sys.executable, "-c", "import typer, rich"),
        "import typer, pydantic": process(sys.executable, "-c", "import typer, pydantic; pydantic.BaseModel"),
        "mediagen --help": process(script, "--help"),
        "mediagen seed --help": process(script, "seed", "--help"),
        "mediagen sizes": process(script, "sizes"),
        "mediagen seed, all there": process(script, "-C", str(folder), "seed"),
    }
    took = in_turns(rounds, runs)
    bare, ours = took["import typer, rich"], took["mediagen --help"]
    told = Verdicts(f"start-up of whole processes; median of {rounds} rounds")
    told.at_most("`mediagen --help`, × `import typer, rich`, processor", ratio(ours.cpu, bare.cpu), TARGET)
    told.note("the same by the clock", f"{ratio(ours.wall, bare.wall):.2f}")
    seed, libraries = took["mediagen seed, all there"], took["import typer, pydantic"]
    told.note("`mediagen seed`, all there, × `import typer, pydantic`", f"{ratio(seed.cpu, libraries.cpu):.2f}")
    for name in runs:
        told.note(f"milliseconds of processor: {name}", f"{1000 * median(took[name].cpu):.0f}")
    told.exit()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=21)
    with tempfile.TemporaryDirectory() as name:
        main(parser.parse_args().rounds, Path(name))
