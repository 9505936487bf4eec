"""Publications, rollbacks and garbage collections that meet, at the worst moment: before one step of one of them another
does all of its work, or it is killed there. Then the index tells the truth, and a rollback brings what was before.
"""

from __future__ import annotations

import hashlib
import os
import time
from types import SimpleNamespace

import pytest

from mediagen.commands.manifests import index_of
from mediagen.commands.publish import How, publish
from mediagen.commands.published import Source
from mediagen.commands.republish import collect, rollback, unpublish
from mediagen.errors import StorageError, UsageError
from mediagen.plan.publication import Media, current_name, items_of, kept_name
from mediagen.targets import marks
from mediagen.targets.folder import Folder
from mediagen.targets.protocol import ChangedError, Place


class Killed(BaseException):
    """What a killed process does no more."""


class Stepped:
    """A folder; `befalls` is told of each call that changes it before it is made, and may raise."""

    at_once = 1

    def __init__(self, path, befalls=lambda _what: None):
        self._folder, self._befalls, self._killed = Folder(path), befalls, False
        self.list, self.get = self._folder.list, self._folder.get

    def put(self, file, only_if=None):
        self._step(f"put {file.name}")
        return self._folder.put(file, only_if)

    def delete(self, names):
        for name in sorted(names):
            self._step(f"delete {name}")
            self._folder.delete([name])

    def _step(self, what):
        try:
            if self._killed:
                raise Killed
            self._befalls(what)
        except Killed:
            self._killed = True  # what it would tidy up stays
            raise


def once(when, do):
    """Calls `do` before the first step that begins with `when`."""
    left = [do]
    return lambda what: left.pop()() if left and what.startswith(when) else None


def killed():
    raise Killed


class Shelf:
    """A folder that is published to."""

    def __init__(self, path):
        self.path = path

    def at(self, befalls):
        return Stepped(self.path / "public", befalls)

    def publish(self, text, *documents, befalls=lambda _what: None, **how):
        sources = [self._source(text, document) for document in documents or ["talk"]]
        progress = SimpleNamespace(began=lambda *_: None, uploaded=lambda _: None)
        place = Place("", "", True, lambda: None)
        return publish(sources, place, self.at(befalls), lambda _name: self.path, How(**how), progress)

    def _source(self, text, document):
        digest = hashlib.sha256(text.encode()).hexdigest()
        media = Media(f"blobs/{digest[:2]}/{digest}.mp3", len(text), "audio/mpeg")
        (self.path / digest).write_text(text)
        item = {"id": "item", "key": digest, "position": 0, "status": "completed", "text": text, "digest": digest}
        head = {"document": document, "title": "Talk", "language": "en"}
        return Source(head, lambda: iter([(item, {"url": media})]), {media.name: self.path / digest})

    def rollback(self, document="talk", befalls=lambda _what: None):
        return rollback(document, "", Place("", "", True, lambda: None), self.at(befalls))

    def unpublish(self, befalls=lambda _what: None):
        return unpublish("talk", Place("", "", True, lambda: None), self.at(befalls))

    def said(self, document="talk"):
        """The text that apps read; None where the document is not published."""
        found = Folder(self.path / "public").get(current_name(document))
        return found and next(items_of(found[0]))["text"]

    def listed(self, document="talk"):
        """What the index says: the texts of the history; the first must be the current one's."""
        target = Folder(self.path / "public")
        one = index_of(target)[0][document]
        assert target.get(current_name(document))[1] == one.etag
        assert one.current == one.history[0]
        return [next(items_of(target.get(kept_name(document, digest))[0]))["text"] for digest in one.history]


@pytest.fixture
def shelf(tmp_path):
    return Shelf(tmp_path)


def test_whoever_is_overtaken_before_it_writes_the_index_is_in_the_history_behind_what_is_current(shelf):
    shelf.publish("one")
    shelf.publish("two", befalls=once("put index.json", lambda: shelf.publish("three")))
    assert shelf.said() == "three"
    assert shelf.listed() == ["three", "two", "one"]
    shelf.rollback()
    assert shelf.said() == "two"


def test_a_document_that_another_publishes_meanwhile_does_not_keep_the_others_from_being_published(shelf):
    shelf.publish("one", "a", "b", "c")
    with pytest.raises(ChangedError, match=r"manifests/b\.json: another publication has changed it"):
        shelf.publish("two", "a", "b", "c", befalls=once("put manifests/b.json", lambda: shelf.publish("three", "b")))
    assert [shelf.listed(name)[0] for name in "abc"] == ["two", "three", "two"]


def test_a_rollback_undoes_a_publication_that_was_killed_before_it_was_in_the_index(shelf):
    shelf.publish("one")
    shelf.publish("two")
    with pytest.raises(Killed):
        shelf.publish("three", befalls=once("put index.json", killed))
    assert shelf.said() == "three"
    shelf.rollback()
    assert shelf.said() == "two"
    assert shelf.listed() == ["two", "one"]


def test_a_killed_rollback_is_ended_by_another(shelf):
    for text in ("one", "two", "three"):
        shelf.publish(text)
    with pytest.raises(Killed):
        shelf.rollback(befalls=once("put index.json", killed))
    shelf.rollback()
    assert shelf.said() == "two"


def test_a_rollback_does_not_undo_what_was_published_after_it_looked(shelf):
    shelf.publish("one")
    shelf.publish("two")
    with pytest.raises(ChangedError):
        shelf.rollback(befalls=once("put manifests/talk.json", lambda: shelf.publish("three")))
    assert shelf.said() == "three"
    shelf.rollback(befalls=once("put index.json", lambda: shelf.publish("four")))
    assert shelf.said() == shelf.listed()[0] == "four"


def test_a_manifest_of_the_history_that_is_damaged_does_not_become_current(shelf):
    shelf.publish("one")
    shelf.publish("two")
    [_, digest] = index_of(Folder(shelf.path / "public"))[0]["talk"].history
    path = shelf.path / "public" / kept_name("talk", digest)
    path.write_bytes(path.read_bytes().replace(b'"id": "item"', b'"id": "iten"'))
    with pytest.raises(StorageError, match="is not what its name says"):
        shelf.rollback()
    assert shelf.said() == "two"


def test_what_is_pruned_while_it_is_rolled_back_to_stays_in_the_history(shelf):
    shelf.publish("one")
    shelf.publish("two")
    shelf.rollback(befalls=once("put manifests/talk.json", lambda: shelf.publish("two", keep=1)))
    assert shelf.said() == "one"
    assert shelf.listed() == ["one", "two"]


@pytest.mark.parametrize("step", range(5))
def test_unpublish_that_is_killed_at_any_step_is_ended_by_another(shelf, step):
    shelf.publish("one")
    shelf.publish("two")
    left = [step]

    def befalls(_what):
        left[0] -= 1
        if left[0] < 0:
            killed()

    try:
        shelf.unpublish(befalls)
    except Killed:
        assert step < 4
        with pytest.raises(UsageError, match="not published") if step == 3 else memoryview(b""):
            shelf.unpublish()
    assert shelf.said() is None
    shelf.publish("three")
    assert shelf.listed() == ["three"]


def test_what_is_published_while_it_is_unpublished_stays_published(shelf):
    shelf.publish("one")
    with pytest.raises(ChangedError, match="another run has published it meanwhile"):
        shelf.unpublish(befalls=once("put index.json", lambda: shelf.publish("two")))
    assert shelf.said() == "two"
    assert shelf.listed()[0] == "two"


@pytest.mark.parametrize("hours", [25, -2])
def test_a_publisher_that_slept_longer_than_its_mark_counts_makes_nothing_current(shelf, monkeypatch, hours):
    shelf.publish("one")
    later = SimpleNamespace(time=lambda: time.time() + 3_600 * hours)
    with pytest.raises(StorageError, match="stood still for so long"):
        shelf.publish("two", befalls=once("put manifests/talk/", lambda: monkeypatch.setattr(marks, "time", later)))
    monkeypatch.undo()
    assert shelf.said() == "one"
    shelf.publish("two")
    assert shelf.said() == "two"


def test_a_collector_that_slept_longer_than_its_mark_counts_deletes_nothing(shelf, monkeypatch):
    shelf.publish("one")
    shelf.unpublish()
    later = SimpleNamespace(time=lambda: time.time() + 3_600)
    blobs = lambda: [one.name for one in Folder(shelf.path / "public").list("blobs/")]  # noqa: E731
    slept = once("put locks/collecting-", lambda: monkeypatch.setattr(marks, "time", later))
    with pytest.raises(StorageError, match="stood still for so long"):
        collect(shelf.at(slept), apply=True, grace=0.0)
    monkeypatch.undo()
    assert len(blobs()) == 1
    assert collect(shelf.at(lambda _what: None), apply=True, grace=0.0).deleted == 1
    assert blobs() == []


def test_marks_that_do_not_count_any_more_are_deleted_by_the_next_run_and_others_stay(shelf):
    shelf.publish("one")
    for name, hours in {"publishing-a": 25, "publishing-b": 2, "collecting-c": 2}.items():
        mark = shelf.path / "public" / "locks" / name
        mark.write_text("mediagen\n")
        os.utime(mark, (time.time() - 3_600 * hours,) * 2)
    shelf.publish("two")
    assert [one.name for one in Folder(shelf.path / "public").list("locks/")] == ["locks/publishing-b"]


@pytest.mark.parametrize("lacks", ["locks/", "manifests/"])
def test_nothing_in_use_is_deleted_by_a_list_that_is_not_up_to_date(shelf, lacks):
    shelf.publish("one")
    shelf.publish("two")
    target = shelf.at(lambda _what: None)
    whole = target.list
    target.list = lambda prefix: (one for one in whole(prefix) if not one.name.startswith(lacks))
    with pytest.raises(StorageError, match="lacks what was put") if lacks == "locks/" else memoryview(b""):
        assert collect(target, apply=True, grace=0.0).deleted == 0
    shelf.rollback()
    assert shelf.said() == "one"
    assert len([*whole("blobs/")]) == 2


def test_what_another_tool_has_put_there_is_no_garbage(shelf):
    shelf.publish("one")
    theirs = ["blobs/logo.png", "blobs/ab/logo.png", f"blobs/{'ab' * 32}.mp3", "manifests/app/v1.json"]
    for name in theirs:
        path = shelf.path / "public" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('{"document": "app", "items": []}')
    found = collect(shelf.at(lambda _what: None), apply=True, grace=0.0)
    assert (found.blobs, found.manifests) == ([], [])
