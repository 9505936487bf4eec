"""Runs at once on one cache, at random: some refresh, some have a budget, some are killed, stopped or interrupted, and
others verify, prune, resolve and rebuild meanwhile. Then what must be true whatever they did.

`python -m tests.support.chaos --seed 7 --rounds 200` prints what was not. A seed settles what is begun and what befalls
it; at what step that happens to be is the machine's choice, so a round is repeated a few times to see it again.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mediagen.cache.books import day_of
from mediagen.cache.events import decode
from mediagen.cache.store import Cache
from mediagen.cache.sweep import Prune, prune, rebuild
from mediagen.cache.verify import verify
from mediagen.commands.costs import resolve, unknown
from mediagen.errors import StorageError
from mediagen.plan.requests import key
from mediagen.studio.budget import Budget
from mediagen.studio.engine import Crew, Engine, Job
from tests.support.paid import PRICE, lines
from tests.support.warm import CONTEXT
from tests.support.workshop import calls, said, speech, studio

_FAULTS = ("This will vanish.", "It is refused 2 times.", "All silence.", "This is forbidden.", "A bug.")
_UNKNOWN = ("vanish", "bug")
"""Words of texts whose outcome nobody knows."""
_REFUSED = "forbidden"
_NEVER = (*_UNKNOWN, _REFUSED, "silence")
"""Words of texts that nobody gets."""
_SECONDS = 60.0
"""After so long a run hangs."""


@dataclass(frozen=True)
class Plan:
    """What a process does: `make` texts, or a chore."""

    number: int
    texts: tuple[str, ...] = ()
    refresh: bool = False
    run_usd: float | None = None
    day_usd: float | None = None
    chore: str = ""


def _unknown_resolved(cache: Cache) -> None:
    found = [line for line in unknown(cache) if line["state"] == "unknown"]
    resolve(cache, found, [line["usd"] for line in found])


_CHORES: Mapping[str, Callable[[Cache], object]] = {
    "verify": lambda cache: verify(cache, repair=True),
    "prune": lambda cache: prune(cache, Prune(older_than=0.0), apply=True),
    "orphans": lambda cache: prune(cache, Prune(kinds=frozenset({"orphan"})), apply=True),
    "resolve": _unknown_resolved,
}


def _work(root: Path, plan: Plan) -> None:
    """The process: what it raises, other than that another is at work in the cache, is seen by its exit code."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.stderr = (root.parent / f"{plan.number}.err").open("w", buffering=1)
    with contextlib.suppress(StorageError):
        if plan.chore == "rebuild":
            rebuild(root)
        elif plan.chore:
            with Cache(root) as cache:
                _CHORES[plan.chore](cache)
        else:
            _make(root, plan)


def _make(root: Path, plan: Plan) -> None:
    with studio(root, budget=Budget(plan.run_usd, plan.day_usd), seconds=0.002) as made:
        _note(root, run=plan.number, token=made.cache.leases.token, since=made.began if plan.refresh else 0.0)
        signal.signal(signal.SIGINT, lambda *_: made.interrupt())
        jobs = [Job(n, speech(text), said(text)) for n, text in enumerate(plan.texts)]
        with Engine(made, lambda _kind, _name: Crew.of(2), refresh=plan.refresh) as engine:
            for _done in engine.run(jobs):
                pass


def _note(root: Path, **what: object) -> None:
    with (root.parent / "runs").open("a") as file:
        file.write(json.dumps(what) + "\n")


class Chaos:
    """Rounds on the cache at `root`, settled by `seed`."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root = root
        self.plans: dict[int, Plan] = {}
        self.killed: set[int] = set()
        self._chance = random.Random(seed)
        self._texts: list[str] = []

    def round(self) -> None:
        """Up to four processes at once, and what befalls them."""
        chance = self._chance
        texts = [f"Text {len(self._texts) + n}." for n in range(chance.randint(1, 5))]
        texts += [f"{fault} {len(self._texts)}" for fault in chance.sample(_FAULTS, chance.randint(0, 2))]
        self._texts += texts
        begun = [self._begin(self._plan([*texts, *chance.sample(self._texts, 1)])) for _ in range(chance.randint(1, 4))]
        events = sorted((event for plan, process in begun for event in self._fate(plan, process)), key=lambda e: e[0])
        began = time.monotonic()
        for at, plan, process, number in events:
            process.join(max(0.0, at - (time.monotonic() - began)))
            self._send(plan, process, number)
        for plan, process in begun:
            process.join(_SECONDS)
            assert process.exitcode is not None, f"{plan} hangs"
            told = self.root.parent / f"{plan.number}.err"
            begun_at_all = told.exists()  # else it was interrupted before it could heed that
            assert process.exitcode == 0 or plan.number in self.killed or not begun_at_all, told.read_text()

    def last(self) -> None:
        """Runs that nothing befalls make all that can be made: the second one asks for nothing that is there."""
        self._run(Plan(len(self.plans), tuple(self._texts)))
        there = [text for text in calls(self.root) if not any(word in text for word in _UNKNOWN)]
        self._run(Plan(len(self.plans), tuple(self._texts)))
        assert [text for text in calls(self.root) if not any(word in text for word in _UNKNOWN)] == there
        with Cache(self.root) as cache:
            found = cache.lookup_many([key(speech(text)) for text in self._texts])
        made = {entry.text for entry in found.values() if entry.status == "completed"}
        assert made == {text for text in self._texts if not any(word in text for word in _NEVER)}

    def _run(self, plan: Plan) -> None:
        _, process = self._begin(plan)
        process.join(_SECONDS)
        assert process.exitcode == 0, plan

    def _plan(self, texts: list[str]) -> Plan:
        chance, number = self._chance, len(self.plans)
        if chance.random() < 0.25:
            return Plan(number, chore=chance.choice([*_CHORES, "rebuild"]))
        usd, before = (round(chance.uniform(0, 6) * PRICE, 3) for _ in range(2)), self._spent()
        run_usd, day_usd = (u if chance.random() < 0.2 else None for u in usd)
        some = tuple(dict.fromkeys(chance.sample(texts, chance.randint(1, len(texts)))))
        return Plan(number, some, chance.random() < 0.3, run_usd, None if day_usd is None else before + day_usd)

    def _spent(self) -> float:
        if not self.root.exists():
            return 0.0
        with Cache(self.root) as cache:
            totals = cache.totals()
            return totals.spent_usd + totals.reserved_usd

    def _begin(self, plan: Plan) -> tuple[Plan, Any]:
        self.plans[plan.number] = plan
        process = CONTEXT.Process(target=_work, args=(self.root, plan))
        process.start()
        return plan, process

    def _fate(self, plan: Plan, process: Any) -> list[tuple[float, Plan, Any, int]]:
        chance = self._chance
        at = chance.choice([chance.uniform(0, 0.05), chance.uniform(0.03, 0.3)])
        later = at + chance.uniform(0.01, 0.1)
        fates = {
            "none": [],
            "killed": [(at, signal.SIGKILL)],
            "interrupted": [(at, signal.SIGINT)],
            "stopped": [(at, signal.SIGSTOP), (later, signal.SIGCONT)],
            "stopped and killed": [(at, signal.SIGSTOP), (later, signal.SIGKILL)],
        }
        [fate] = chance.choices(list(fates), [3, 5, 1, 2, 1])
        return [(at, plan, process, number) for at, number in fates[fate]]

    def _send(self, plan: Plan, process: Any, number: int) -> None:
        if process.exitcode is None:
            os.kill(process.pid, number)
            if number == signal.SIGKILL:
                self.killed.add(plan.number)


class Books:
    """What the journal says, line by line, and what of it breaks a promise."""

    def __init__(self, chaos: Chaos) -> None:
        self._chaos = chaos
        noted = [json.loads(line) for line in lines(chaos.root.parent / "runs")]
        self._runs = {run["token"]: (chaos.plans[run["run"]], run["since"]) for run in noted}
        self.open: dict[str, dict[str, Any]] = {}
        self.reserved: dict[str, list[str]] = defaultdict(list)
        """Purchases by key that were not voided."""
        self._made: dict[str, float] = {}
        """When what is there of a key was made."""
        self._spent: Counter[str] = Counter()
        """By day."""
        self._spent_by: Counter[str] = Counter()
        self._settled: set[str] = set()
        journal = (chaos.root / "journal.jsonl").read_bytes().splitlines()
        for event in filter(None, map(decode, journal)):
            getattr(self, f"_{event['e']}", lambda _event: None)(event)

    def _reserve(self, event: dict[str, Any]) -> None:
        key, run = event["key"], event["run"]
        plan, since = self._runs[run]
        assert self._made.get(key, 0.0) <= since, f"bought again: {event}"
        mine = self._spent_by[run] + sum(e["usd"] for e in self.open.values() if e["run"] == run)
        day = day_of(event["at"])
        today = self._spent[day] + sum(e["usd"] for e in self.open.values() if day_of(e["at"]) == day)
        for spent, limit in ((mine, plan.run_usd), (today, plan.day_usd)):
            assert limit is None or spent + event["usd"] <= limit + 1e-9, f"beyond {limit}: {event}"
        self.open[event["id"]] = event
        self.reserved[key].append(event["id"])

    def _settle(self, event: dict[str, Any]) -> None:
        entry = event["entry"]
        reservation = self.open.pop(event["id"], None)
        assert reservation is not None, f"settled twice: {event}"
        assert self.reserved[entry["key"]][-1] == event["id"], f"bought twice at once: {event}"
        self._spent[day_of(reservation["at"])] += event["usd"]
        self._spent_by[reservation["run"]] += event["usd"]
        self._keep(event)

    def _keep(self, event: dict[str, Any]) -> None:
        if event["entry"]["status"] == "completed":
            self._made[event["entry"]["key"]] = event["entry"]["created"]

    def _resolve(self, event: dict[str, Any]) -> None:
        if (reservation := self.open.pop(event["id"], None)) is not None:
            self._spent[day_of(reservation["at"])] += event["usd"]
            self._spent_by[reservation["run"]] += event["usd"]

    def _void(self, event: dict[str, Any]) -> None:
        if (reservation := self.open.pop(event["id"], None)) is not None:
            self.reserved[reservation["key"]].remove(event["id"])

    def run_of(self, event: dict[str, Any]) -> Plan:
        """Whose reservation it is."""
        return self._runs[event["run"]][0]


def check(chaos: Chaos) -> None:
    """Raise AssertionError where a promise was broken."""
    books = Books(chaos)  # nothing is bought twice, and no budget exceeded
    texts = {key(speech(text)): text for plan in chaos.plans.values() for text in plan.texts}
    for name, asked in Counter(key(speech(text)) for text in calls(chaos.root) if _REFUSED not in text).items():
        assert len(books.reserved[name]) >= asked, f"not on the books: {texts[name]}"
    for event in books.open.values():  # who was not killed knows what became of it
        known = not any(word in texts[event["key"]] for word in _UNKNOWN)
        assert not known or books.run_of(event).number in chaos.killed, f"lost: {event}"
    with Cache(chaos.root) as cache:
        faults = [fault for fault in verify(cache).faults if not fault.harmless]
        assert not faults
        assert not list(cache.leases.entries()), "the dead hold leases"


def run(folder: Path, seed: int, rounds: int) -> None:
    """So many rounds, checked after each. Raises AssertionError."""
    chaos = Chaos(folder / "cache", seed)
    for _ in range(rounds):
        chaos.round()
        if (chaos.root / "journal.jsonl").exists():
            check(chaos)
    chaos.last()
    check(chaos)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=100)
    options = parser.parse_args()
    for seed in range(options.seed, options.seed + options.rounds // 10):
        with tempfile.TemporaryDirectory() as folder:
            try:
                run(Path(folder), seed, 10)
            except AssertionError as error:
                print(f"seed {seed}: {error}")
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
