"""Whatever is put, kept, dropped, killed and opened again, in any order: the promises hold."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from mediagen.cache.journal import Journal
from mediagen.cache.store import Cache
from mediagen.cache.sweep import Prune, discard, prune, prune_full, rebuild
from mediagen.cache.verify import verify
from tests.support.workshop import entry, key

NAMES = st.sampled_from("abcde")
DATA = st.sampled_from([b"one", b"two", b"three"])
COST = st.sampled_from([0.0, 0.25, 1.0])


class Life(RuleBasedStateMachine):
    """A cache through any life. `have` is what must be there: name → (bytes, cost)."""

    @initialize()
    def begin(self):
        self.root = Path(tempfile.mkdtemp())
        self.cache = Cache(self.root)
        self.have = {}
        self.spent = 0.0
        self.purchases = 0
        self.reserved = {}

    def teardown(self):
        self.cache.close()
        shutil.rmtree(self.root)

    def event(self, cost):
        if not cost:
            return {"e": "keep"}
        self.purchases += 1
        self.cache.journal.append({"e": "reserve", "id": f"{self.purchases}", "usd": cost})
        self.spent += cost
        return {"e": "settle", "id": f"{self.purchases}", "usd": cost}

    # -- what runs do ------------------------------------------------------------------------------------

    @rule(name=NAMES, data=DATA, cost=COST)
    def keep(self, name, data, cost):
        self.cache.keep(entry(name, data, cost_usd=cost), self.event(cost), [(data, "text/plain")])
        self.have[name] = data, cost

    @rule(name=NAMES, data=DATA, cost=COST)
    def keep_but_be_killed_before_the_index(self, name, data, cost):
        made = entry(name, data, cost_usd=cost)
        self.cache.blobs.put(data, "text/plain")
        self.cache.journal.append({**self.event(cost), "entry": json.loads(made.dumps())})
        assert self.cache.recover(key(name)) == made
        self.have[name] = data, cost

    @rule(data=DATA)
    def put_but_be_killed_before_the_journal(self, data):
        self.cache.blobs.put(data, "text/plain")

    @rule(cost=COST.filter(bool))
    def reserve_but_be_killed(self, cost):
        self.purchases += 1
        self.cache.journal.append({"e": "reserve", "id": f"{self.purchases}", "usd": cost})
        self.reserved[f"{self.purchases}"] = cost

    @precondition(lambda self: self.reserved)
    @rule()
    def give_a_reservation_back(self):
        purchase, _ = self.reserved.popitem()
        self.cache.journal.append({"e": "void", "id": purchase, "why": "refused"})

    @rule(name=NAMES)
    def fail(self, name):
        self.cache.remember(entry(name, status="failed"))  # does not replace what was completed

    @rule(name=NAMES)
    def drop(self, name):
        found = self.cache.lookup(key(name))
        if found is not None:
            self.cache.drop([found], "pruned")
            self.have.pop(name, None)

    @rule(paid=st.booleans())
    def prune(self, paid):
        prune(self.cache, Prune(kinds=frozenset({"script", "orphan"}), include_paid=paid), apply=True)
        self.have = {} if paid else {name: (data, cost) for name, (data, cost) in self.have.items() if cost}

    @rule()
    def prune_as_on_a_full_disk(self):
        prune_full(self.root, Prune(older_than=0.0), apply=True)
        prune(self.cache, Prune(older_than=0.0), apply=True)
        self.have = {name: (data, cost) for name, (data, cost) in self.have.items() if cost}

    # -- what happens to it ------------------------------------------------------------------------------

    @precondition(lambda self: self.have)
    @rule(chosen=st.data(), how=st.sampled_from([None, b"o", b"bad"]))
    def lose_bytes_and_repair(self, chosen, how):
        lost, _ = self.have[chosen.draw(st.sampled_from(sorted(self.have)))]
        path = Path(self.cache.blobs.path(hashlib.sha256(lost).hexdigest(), "text/plain"))
        path.unlink()
        if how is not None:
            path.write_bytes(how)
        assert verify(self.cache, repair=True).sound
        self.have = {name: (data, cost) for name, (data, cost) in self.have.items() if data != lost}

    @rule()
    def catch_up(self):
        self.cache.catch_up()

    @rule()
    def tear_the_last_line(self):
        with self.cache.journal.path.open("ab") as file:
            file.write(b'{"e":"settle","id":"torn')

    @rule()
    def open_again(self):
        self.cache.close()
        self.cache = Cache(self.root)

    @rule()
    def open_beside(self):
        with Cache(self.root):
            pass

    @rule(how=st.sampled_from(["delete", "empty", "damage"]))
    def lose_the_index(self, how):
        self.cache.close()
        database = self.root / "index/cache.db"
        if how == "delete":
            shutil.rmtree(database.parent)
        else:
            database.write_bytes(b"" if how == "empty" else b"not a database" * 300)
        self.cache = Cache(self.root)
        self.no_failures()

    @rule()
    def rebuild(self):
        self.cache.close()
        aside = rebuild(self.root)
        self.cache = Cache(self.root)
        discard([aside])

    @rule()
    def lose_the_journal_after_the_index_caught_up(self):
        self.cache.close()
        (self.root / "journal.jsonl").unlink(missing_ok=True)
        self.spent, self.reserved = 0.0, {}
        self.cache = Cache(self.root)

    @rule()
    def repair(self):
        assert verify(self.cache, repair=True).sound

    def no_failures(self):
        assert [e for e in self.cache.entries() if e.status == "failed"] == []

    # -- what holds always -------------------------------------------------------------------------------

    @invariant()
    def what_was_kept_is_there_whole(self):
        self.cache.catch_up()
        found = {e.text: e for e in self.cache.entries() if e.status == "completed"}
        assert {name: (self.cache.read(e), e.cost_usd) for name, e in found.items()} == self.have

    @invariant()
    def a_second_index_made_of_the_journal_is_the_same(self):
        beside = Path(tempfile.mkdtemp())
        try:
            for name in ("blobs", "journal.jsonl"):
                if (self.root / name).exists():
                    (beside / name).symlink_to(self.root / name)
            with Cache(beside) as second:
                assert completed(second) == completed(self.cache)
                assert totals(second) == totals(self.cache)
        finally:
            shutil.rmtree(beside)

    @invariant()
    def totals_are_the_sums_of_the_journal(self):
        found = self.cache.catch_up()
        settled = sum(e["usd"] for _, e in Journal(self.root / "journal.jsonl").events() if e and e["e"] == "settle")
        assert (found.spent_usd, {name: e["usd"] for name, e in found.open.items()}) == (settled, self.reserved)
        assert settled == self.spent


def completed(cache):
    return sorted((e for e in cache.entries() if e.status == "completed"), key=lambda e: e.key)


def totals(cache):
    found = cache.catch_up()
    return found.spent_usd, found.open, found.offset, found.damaged_lines


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
