"""Publications, rollbacks, withdrawals and garbage collections that meet at one store, in orders by chance: each call of
the store is a step, before each any other may go on, and one may be killed. Whatever the order, the index tells the
truth, all that it lists is there, and what nothing lists goes with the next garbage.
"""

from __future__ import annotations

import hashlib
import random
import threading
from types import SimpleNamespace

import pytest

from mediagen.commands import manifests
from mediagen.commands.publish import How, publish
from mediagen.commands.published import Source
from mediagen.commands.republish import collect, rollback, unpublish
from mediagen.errors import MediagenError
from mediagen.plan.publication import INDEX, Media, current_name, items_of, kept_name, read_index, used
from mediagen.targets.protocol import ABSENT, ChangedError, Place, Stored

PLACE = Place("", "", True, lambda: None)


class Killed(BaseException):
    """What a killed process does no more."""


class Store:
    """A store in memory whose etags are those of S3, the same for the same bytes, or else tell each writing."""

    def __init__(self, same_for_same):
        self.files = {}
        self._writings = 0
        self._same_for_same = same_for_same

    def put(self, name, body, only_if):
        there = self.files.get(name)
        if only_if is not None and only_if != (there[1] if there else ABSENT):
            raise ChangedError(f"{name}: changed", remedy="run again")
        self._writings += 1
        etag = hashlib.md5(body).hexdigest() if self._same_for_same else str(self._writings)
        self.files[name] = (body, etag)
        return etag


class Seen:
    """The store as one run sees it; `step` is called before each call."""

    at_once = 1

    def __init__(self, store, step=lambda: None):
        self._store, self._step = store, step

    def list(self, prefix):
        self._step()
        found = [name for name in self._store.files if name.startswith(prefix)]
        return [Stored(name, len(self._store.files[name][0]), self._store.files[name][1], 0.0) for name in found]

    def get(self, name):
        self._step()
        return self._store.files.get(name)

    def put(self, file, only_if=None):
        self._step()
        return self._store.put(
            file.name, file.body if isinstance(file.body, bytes) else file.body.read_bytes(), only_if
        )

    def delete(self, names):
        for name in names:
            self._step()
            self._store.files.pop(name, None)


class Turns:
    """Runs that go on in turns, as chance has it: mostly the same for a while. One may be killed."""

    def __init__(self, chance, deadly):
        self._chance, self._deadly = chance, deadly
        self._changed = threading.Condition()
        self._waiting, self._turn, self.dead = set(), None, None

    def run(self, works):
        """Do all of them; raises what is not told as a fault."""
        crashes, alive, last = [], set(range(len(works))), None
        for me in alive:
            threading.Thread(target=self._run, args=(me, works[me], alive, crashes), daemon=True).start()
        while alive:
            with self._changed:
                last = last if last in alive and self._chance.random() < 0.65 else self._chance.choice(sorted(alive))
                if self.dead is None and self._chance.random() < self._deadly:
                    self.dead = last
                self._turn = last
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._turn is None and alive <= self._waiting)
        for error in crashes:
            raise error

    def _run(self, me, work, alive, crashes):
        try:
            work(lambda: self._step(me))
        except (MediagenError, Killed):
            pass
        except BaseException as error:  # noqa: BLE001 - raised by `run`
            crashes.append(error)
        with self._changed:
            self._turn = None
            alive.discard(me)
            self._changed.notify_all()

    def _step(self, me):
        if self.dead == me:
            raise Killed
        with self._changed:
            self._waiting.add(me)
            self._turn = None if self._turn == me else self._turn
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._turn == me)
            self._waiting.discard(me)
        if self.dead == me:
            raise Killed


class Shelf:
    """What is published in the course of a test."""

    def __init__(self, folder, store):
        self.folder, self.store = folder, store

    def publish(self, target, text, **how):
        digest = hashlib.sha256(text.encode()).hexdigest()
        (self.folder / digest).write_text(text)
        media = Media(f"blobs/{digest[:2]}/{digest}.mp3", len(text), "audio/mpeg")
        item = {"id": "item", "key": digest, "position": 0, "status": "completed", "text": text, "digest": digest}
        head = {"document": "talk", "title": "Talk", "language": "en"}
        source = Source(head, lambda: iter([(item, {"url": media})]), {media.name: self.folder / digest})
        progress = SimpleNamespace(began=lambda *_: None, uploaded=lambda _: None)
        return publish([source], PLACE, target, lambda _name: self.folder, How(**how), progress)

    def work(self, chance):
        """Something to do, for `Turns`."""
        text, keep = f"text {chance.randrange(4)}", chance.choice([1, 2])
        works = [
            lambda target: self.publish(target, text),
            lambda target: self.publish(target, text, keep=keep),
            lambda target: rollback("talk", "", PLACE, target),
            lambda target: unpublish("talk", PLACE, target),
            lambda target: collect(target, apply=True, grace=0.0),
        ]
        [work] = chance.choices(works, weights=[3, 1, 1, 1, 1])
        return lambda step: work(Seen(self.store, step))

    def faults(self):
        """What the index says and is not so."""
        files, documents = self.store.files, self.index()
        for document, one in documents.items():
            body, etag = files.get(current_name(document)) or (b"", "")
            if (etag, hashlib.sha256(body).hexdigest()) != (one.etag, one.current) or one.current not in one.history:
                yield f"{document}: what is current is not what the index says"
        yield from (f"{name} is in no index" for name in files if is_current(name) and name[10:-5] not in documents)

    def losses(self):
        """What is listed or named, and not there."""
        files = self.store.files
        kept = [kept_name(document, digest) for document, one in self.index().items() for digest in one.history]
        yield from (f"{name} is lost" for name in kept if name not in files)
        named = [used(items_of(files[name][0])) for name in files if name in kept or is_current(name)]
        yield from (f"{name} is lost" for names in named for name in names if name not in files)

    def garbage(self):
        """Kept manifests that no history has."""
        listed = [kept_name(document, digest) for document, one in self.index().items() for digest in one.history]
        return [name for name in self.store.files if name.count("/") > 1 and name[:2] == "ma" and name not in listed]

    def index(self):
        return read_index(self.store.files[INDEX][0] if INDEX in self.store.files else None)


def is_current(name):
    return name.startswith("manifests/") and name.count("/") == 1


@pytest.mark.parametrize("seeds", [range(40), range(40, 80)], ids=str)
def test_in_whatever_order_they_meet_the_index_tells_the_truth_and_nothing_is_lost(tmp_path, monkeypatch, seeds):
    monkeypatch.setattr(manifests, "time", SimpleNamespace(sleep=lambda _seconds: None))
    for seed in seeds:
        chance = random.Random(seed)
        shelf = Shelf(tmp_path, Store(same_for_same=chance.random() < 0.7))
        alone = Seen(shelf.store)
        for _ in range(chance.randrange(4)):
            shelf.publish(alone, f"text {chance.randrange(3)}")
        turns = Turns(chance, deadly=chance.choice([0.0, 0.0, 0.03]))
        turns.run([shelf.work(chance) for _ in range(chance.choice([2, 2, 3, 4]))])
        assert (seed, [*shelf.losses()]) == (seed, [])
        assert (seed, turns.dead is not None or [*shelf.faults()]) == (seed, turns.dead is not None or [])

        for name in [name for name in shelf.store.files if name.startswith("locks/")]:
            del shelf.store.files[name]  # a day later
        collect(alone, apply=True, grace=0.0)
        shelf.publish(alone, "after all")
        assert (seed, [*shelf.losses(), *shelf.faults(), *shelf.garbage()]) == (seed, [])
        if len(shelf.index()["talk"].history) > 1:
            rollback("talk", "", PLACE, alone)
            assert (seed, [*shelf.losses(), *shelf.faults()]) == (seed, [])
        unpublish("talk", PLACE, alone)
        collect(alone, apply=True, grace=0.0)
        assert (seed, sorted(shelf.store.files)) == (seed, [INDEX, "manifest.schema.json"])
