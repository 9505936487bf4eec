"""Whatever machines share, make anew, push, prune and lose, with clocks that are wrong: what is found there is there."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import shutil
import tempfile
import time
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from mediagen.cache.store import Cache
from mediagen.shared import segments
from mediagen.shared.layout import Record, decode, entry_name, names_of
from mediagen.shared.pruning import Rules, prune
from mediagen.shared.tier import How, Shared
from mediagen.shared.upkeep import diff, pull, push
from mediagen.targets.folder import Folder
from mediagen.targets.protocol import Place
from tests.shared.test_shared_index import record

TEXTS = st.sampled_from(["One.", "Two."])
WHICH = st.sampled_from("abc")
AHEAD = st.sampled_from([-3600.0, 0.0, 3600.0])
TWO_DAYS = 2 * 86_400


class Quiet:
    """Progress that nobody looks at."""

    def began(self, files, size) -> None: ...
    def uploaded(self, size) -> None: ...


class Life(RuleBasedStateMachine):
    """Three machines and what they share."""

    @initialize()
    def begin(self):
        self.root = Path(tempfile.mkdtemp())
        self.store = self.root / "store"
        self.caches = {name: Cache(self.root / name) for name in "abc"}
        self.merge, segments._MERGE = segments._MERGE, 3
        self.number = 0

    def teardown(self):
        segments._MERGE = self.merge
        for cache in self.caches.values():
            cache.close()
        shutil.rmtree(self.root)

    @contextlib.contextmanager
    def command(self, which):
        """What a machine does in one command."""
        place = Place("here", "", False, lambda: Folder(self.store))
        cache = self.caches[which]
        with contextlib.closing(Shared(cache, "team", place, How(), print, strict=True)) as shared:
            yield cache, shared

    @rule(which=WHICH, text=TEXTS, ahead=AHEAD)
    def make(self, which, text, ahead):
        """Bought if nobody has it, or anew."""
        self.number += 1
        body = f"{text} {self.number}".encode()
        entry = dataclasses.replace(record(text, time.time() + ahead, body).entry, cost_usd=0.01)
        with self.command(which) as (cache, shared):
            shared.find([entry.key])
            cache.keep(entry, {"e": "keep"}, [(body, entry.media_type)])
            shared.push(entry)

    @rule(which=WHICH, text=TEXTS, ahead=AHEAD)
    def make_while_it_is_away(self, which, text, ahead):
        self.number += 1
        body = f"{text} {self.number}".encode()
        self.caches[which].keep(record(text, time.time() + ahead, body).entry, {"e": "keep"}, [(body, "audio/wav")])

    @rule(which=WHICH, again=st.booleans())
    def push(self, which, again):
        with self.command(which) as (cache, shared):
            assert push(cache, shared, Quiet(), again=again).faults == []
            assert diff(cache, shared).here == []

    @rule(which=WHICH)
    def pull(self, which):
        with self.command(which) as (cache, shared):
            assert pull(cache, shared, Quiet()).faults == []

    @rule()
    def time_passes(self):
        for path in (self.store / "cache").rglob("*.*"):
            os.utime(path, times=(time.time() - TWO_DAYS,) * 2)

    @rule(which=WHICH, everything=st.booleans())
    def prune(self, which, everything):
        with self.command(which) as (_, shared):
            prune(shared, Rules(older_than=TWO_DAYS / 2 if everything else None, include_paid=True), apply=True)

    @rule(which=WHICH)
    def lose_the_copy(self, which):
        shutil.rmtree(self.root / which / "shared", ignore_errors=True)

    @invariant()
    def what_is_found_there_is_there_and_what_was_put_last(self):
        if not self.store.exists():
            return
        for which in "abc":
            with self.command(which) as (_, shared):
                shared.index.refresh()
                for entry in (one.entry for one in shared.copy.all()):
                    there = decode((self.store / entry_name(entry.key)).read_bytes())
                    assert isinstance(there, Record)
                    assert there.entry.digest == entry.digest
                    assert {name: (self.store / name).stat().st_size for name in names_of(entry)} == names_of(entry)


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=10, stateful_step_count=12, deadline=None)
