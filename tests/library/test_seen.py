"""What a run has seen is seen again exactly as long as every question has the same answer."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediagen.errors import DocumentError
from mediagen.library.seen import Seen, hold

NAMES = ("a.yaml", "b.yaml", "c.csv", "note.txt")
TREES = st.dictionaries(st.sampled_from(NAMES), st.sampled_from([b"one", b"two", b""]))
QUESTIONS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["is_file", "digest"]), st.sampled_from(NAMES)),
        st.tuples(st.just("files"), st.sampled_from([(".yaml",), (".yaml", ".csv"), (".jsonl",)])),
    ),
    min_size=1,
)


def write(folder, tree):
    """Just these files, all of the same age."""
    for path in folder.iterdir():
        path.unlink()
    for name, data in tree.items():
        (folder / name).write_bytes(data)
        os.utime(folder / name, ns=(1, 1))


def answers(folder, questions):
    """What is seen, and whether all could be asked."""
    seen = Seen()
    for how, what in questions:
        if how == "files":
            seen.files(folder, what)
        elif how == "digest" and not (folder / what).exists():
            seen.is_file(folder / what)
        else:
            getattr(seen, how)(folder / what)
    return seen.facts


@given(before=TREES, after=TREES, questions=QUESTIONS)
def test_facts_hold_just_when_asked_again_they_are_the_same(tmp_path_factory, before, after, questions):
    folder = tmp_path_factory.mktemp("tree")
    write(folder, before)
    facts = answers(folder, questions)
    assert hold(facts)
    write(folder, after)
    assert hold(facts) == (answers(folder, questions) == facts)


def test_an_edit_of_the_same_size_whose_time_is_set_back_is_seen(tmp_path):
    path = tmp_path / "ad.yaml"
    path.write_text("hook: Made to be kept")
    times = path.stat().st_atime_ns, path.stat().st_mtime_ns
    seen = Seen()
    assert seen.read(path, "ad.yaml", 100) == b"hook: Made to be kept"
    path.write_text("hook: Made to be worn")
    os.utime(path, ns=times)
    assert not hold(seen.facts)


def test_a_file_that_is_not_there_is_seen_when_it_comes(tmp_path):
    seen = Seen()
    assert not seen.is_file(tmp_path / "luxury.yaml")
    assert hold(seen.facts)
    (tmp_path / "luxury.yaml").touch()
    assert not hold(seen.facts)


def test_what_changes_while_it_is_seen_is_not_whole(tmp_path):
    path, seen = tmp_path / "list.csv", Seen()
    path.write_text("name\nRowing\n")
    seen.read(path, "list.csv", 100)
    assert seen.whole
    path.write_text("name\nTennis\n")
    seen.read(path, "list.csv", 100)
    assert not seen.whole


def test_what_is_there_and_cannot_be_read_is_not_whole(tmp_path):
    seen = Seen()
    (tmp_path / "large.csv").write_bytes(b"123456")
    with pytest.raises(DocumentError):
        seen.read(tmp_path / "large.csv", "large.csv", 5)
    assert not seen.whole


@pytest.mark.parametrize("path", ["", "\0", "x" * 5_000], ids=["none", "with NUL", "too long"])
def test_a_name_that_no_file_can_have_is_no_fault(path):
    seen = Seen()
    assert not seen.is_file(Path(path))
    assert hold(seen.facts)
