"""The shared index: whatever writers add and merge, in whatever order, nothing is lost, and the newest of a key wins."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import itertools
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediagen.cache.entries import Entry
from mediagen.plan.requests import describe, key
from mediagen.shared import segments
from mediagen.shared.copy import Copy
from mediagen.shared.layout import Gone, Record, decode, encode_record, pack, unpack
from mediagen.shared.link import Link
from mediagen.shared.segments import Segments
from mediagen.targets.folder import Folder
from mediagen.targets.protocol import Place
from tests.support.workshop import speech


def record(text: str, created: float = 1.0, body: bytes | None = None) -> Record:
    """What another machine has bought for a text."""
    request, data = speech(text), body or f"{text} of {created}".encode()
    entry = Entry(
        key=key(request),
        kind="speech",
        status="completed",
        provider="counting",
        model="tone-1",
        created=created,
        text=text,
        digest=hashlib.sha256(data).hexdigest(),
        media_type="audio/wav",
        size=len(data),
        request=describe(request),
    )
    return Record(entry, body)


@contextlib.contextmanager
def index(store: Path, disk: Path):
    """A machine's view of the index in that store."""
    place = Place("here", "", False, lambda: Folder(store))
    with contextlib.closing(Copy(disk)) as copy:
        yield Segments(Link(place, print, strict=True), copy), copy


@settings(deadline=None)
@given(st.text(min_size=1), st.binary(min_size=1).filter(lambda b: b.decode(errors="ignore").encode() == b))
def test_an_entry_is_read_as_it_was_written(text, body):
    for one in (record(text), record(text, body=body)):
        assert decode(encode_record(one)) == one


@settings(deadline=None)
@given(st.lists(st.text(min_size=1), unique_by=lambda text: key(speech(text))))
def test_a_segment_is_named_by_its_bytes_and_holds_what_was_packed(texts):
    name, data = pack(map(record, texts))
    assert {decode(line).entry.text for line in unpack(name, data)} == set(texts)
    assert pack(map(record, reversed(texts))) == (name, data)
    with pytest.raises(ValueError, match="not what its name says"):
        unpack(name, data + b"x")


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 9), st.integers(0, 5)), max_size=40))
def test_two_writers_lose_nothing_of_each_other_and_the_newest_of_a_key_wins(writes):
    newest = {}
    with (
        tempfile.TemporaryDirectory() as folder,
        pytest.MonkeyPatch.context() as patch,
        contextlib.ExitStack() as all_of,
    ):
        patch.setattr(segments, "_MERGE", 4)
        root = Path(folder)
        writers = [all_of.enter_context(index(root / "store", root / f"{n}.db"))[0] for n in range(2)]
        for writer, text, created in writes:
            one = record(f"Sentence {text}.", float(created))
            writers[writer].add([one])
            writers[writer].flush()
            newest[one.entry.key] = max(newest.get(one.entry.key, 0), created)
        reader, copy = all_of.enter_context(index(root / "store", root / "reader.db"))
        reader.refresh()
        assert {one.entry.key: one.entry.created for one in copy.all()} == newest
        assert len(list((root / "store").rglob("*.gz"))) < 12


def test_an_entry_that_was_refused_is_not_found_until_a_good_one_takes_its_place(tmp_path):
    bad, good = record("Hello.", 2.0), record("Hello.", 1.0)
    with contextlib.closing(Copy(tmp_path / "copy.db")) as copy:
        copy.absorb([bad])
        copy.refuse(bad.entry.key, bad.entry.digest)
        assert list(copy.find([bad.entry.key])) == []
        copy.absorb([good])
        assert list(copy.find([bad.entry.key])) == [good]
        copy.absorb([bad])
        copy.accept(dataclasses.replace(bad))
        assert list(copy.find([bad.entry.key])) == [bad]


def test_what_is_gone_takes_along_what_it_had_replaced(tmp_path):
    """A segment that has the older one may come to be read after the newer one has gone from the others."""
    old, new = record("Hello.", 1.0), record("Hello.", 2.0)
    gone = Gone(new.entry.key, new.entry.digest, new.entry.created, at=3.0)
    for number, each in enumerate(itertools.permutations([[old], [new, gone], [gone]])):
        with contextlib.closing(Copy(tmp_path / f"{number}.db")) as copy:
            for name, lines in enumerate(each):
                copy.absorb(lines, str(name))
            assert list(copy.all()) == []
            copy.absorb([later := record("Hello.", 4.0)], "made anew")
            assert list(copy.all()) == [later]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 4), st.booleans()), max_size=30))
def test_what_is_gone_stays_gone_however_segments_are_merged_and_what_is_made_anew_is_there(steps):
    there: dict[str, float] = {}
    with (
        tempfile.TemporaryDirectory() as folder,
        pytest.MonkeyPatch.context() as patch,
        contextlib.ExitStack() as all_of,
    ):
        patch.setattr(segments, "_MERGE", 3)
        root = Path(folder)
        writers = [all_of.enter_context(index(root / "store", root / f"{n}.db")) for n in range(2)]
        for number, (which, text, is_pruned) in enumerate(steps, 1):
            writer = writers[which][0]
            name = f"Sentence {text}."
            if is_pruned and (created := there.pop(name, None)):
                entry = record(name, created).entry
                writer.add([Gone(entry.key, entry.digest, created, time.time())])
            else:
                writer.add([record(name, float(number))])
                there[name] = float(number)
            writer.flush()
        for number in range(2):
            writers[number][0].refresh()
        fresh = all_of.enter_context(index(root / "store", root / "fresh.db"))
        fresh[0].refresh()
        for _, copy in (*writers, fresh):
            assert {one.entry.text: one.entry.created for one in copy.all()} == there
