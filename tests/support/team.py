"""Machines that share a cache: projects with disks of their own, one store, and one ledger of what was bought.

`python -m tests.support.team --store s3 --rounds 100` has two machines seed the same new documents at the same time,
again and again, some of them killed; prints what was found, and ends with 1 if something was bought twice.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import json
import random
import sys
import tempfile
import time
from pathlib import Path

from mediagen.shared.copy import Copy
from tests.conftest import Project
from tests.support.stores import STORES


class Team:
    """Machines in `folder` that share what is in a store: `settings` is [targets.team] of each."""

    def __init__(self, folder: Path, settings: dict[str, object], environment: dict[str, str]) -> None:
        self.folder = folder
        self.settings = settings
        self.environment = environment

    def machine(self, name: str, texts: list[str] = (), *, jobs: int = 0, lease: float = 120, **remote: str) -> Machine:  # type: ignore[assignment]
        """A machine with a narrative of these texts."""
        project = Machine(self.folder / name, self)
        project.paid()
        toml = (project.folder / "mediagen.toml").read_text()
        own, shared = json.dumps(str(project.folder / "ledger")), json.dumps(str(self.folder / "ledger"))
        sections = {"cache": {"lease": lease}, "run": {"jobs": jobs}, "targets.team": self.settings}
        sections["cache.remote"] = {"target": "team", **remote}
        lines = [f"[{n}]\n" + "".join(f"{k} = {json.dumps(v)}\n" for k, v in of.items()) for n, of in sections.items()]
        project.write("mediagen.toml", toml.replace(own, shared) + "".join(lines))
        if texts:
            project.narrative(texts)
        return project

    @property
    def bought(self) -> list[str]:
        """What was bought by all of them."""
        ledger = self.folder / "ledger"
        return ledger.read_text().splitlines() if ledger.exists() else []


class Machine(Project):
    """One of them."""

    def __init__(self, folder: Path, team: Team) -> None:
        super().__init__(folder)
        self.team = team

    def does(self, *arguments: str):
        """A command in this process."""
        return self.here(*arguments, **self.team.environment)

    def begins(self, *arguments: str):
        """A command in a process of its own."""
        return self.begin(*arguments, **self.team.environment)

    @property
    def toml(self) -> Path:
        """Its settings."""
        return self.folder / "mediagen.toml"

    def away(self) -> None:
        """From now on the shared folder cannot be reached: a file is in its way."""
        Path(str(self.team.settings["path"])).write_text("")

    def back(self) -> None:
        """It can be reached again."""
        Path(str(self.team.settings["path"])).unlink()

    def forgives(self) -> None:
        """A long time passes since the shared cache could not be reached."""
        for path in (self.folder / ".mediagen/cache/shared").glob("*.db"):
            with contextlib.closing(Copy(path)) as copy:
                copy.note("failed at", 0.0)

    def report(self, *arguments: str) -> dict:
        """What `seed --json` says."""
        run = self.does("seed", "--json", *arguments)
        assert run.status == 0, run.err
        return run.json


def poison(path: Path) -> None:
    """Change a byte of a file, as a disk may."""
    path.chmod(0o644)
    data = bytearray(path.read_bytes())
    data[100] ^= 1
    path.write_bytes(data)


def race(team: Team, rounds: int, kills: float = 0.0, seed: int = 0) -> dict:
    """Two machines seed the same texts at once, `rounds` times; a share of `kills` of the runs is killed."""
    chance = random.Random(seed)
    machines = [team.machine(name, lease=4) for name in ("a", "b")]
    killed = 0
    began = time.monotonic()
    for number in range(rounds):
        texts = [f"Round {number}, sentence {n}." for n in range(6)]
        for one in machines:
            one.narrative(texts)
        processes = [one.begins("seed") for one in machines]
        for process in processes:
            if chance.random() < kills:
                time.sleep(chance.uniform(0, 0.6))
                killed += process.poll() is None
                process.kill()
            process.communicate()
        for one in machines:  # those that were killed go on
            assert one.report()["failed"] == 0
    times = collections.Counter(team.bought)
    return {
        "rounds": rounds,
        "texts": 6 * rounds,
        "bought": len(times),
        "bought_twice": sum(n > 1 for n in times.values()),
        "killed": killed,
        "seconds": round(time.monotonic() - began, 1),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", default="s3", choices=sorted(STORES))
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--kills", type=float, default=0.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, STORES[options.store](Path(folder)) as (settings, environment):
        found = race(Team(Path(folder), settings, environment), options.rounds, options.kills)
    print(json.dumps(found, indent=1))
    return 1 if found["bought_twice"] > found["killed"] else 0


if __name__ == "__main__":
    sys.exit(main())
