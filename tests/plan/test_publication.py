"""What a publication is made of: manifests, histories, and what a listing lacks; no store is needed for that."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from mediagen.plan.publication import (
    Items,
    Listed,
    Media,
    absent,
    before_current,
    current_name,
    draft,
    index_bytes,
    kept_name,
    listed,
    place,
    pruned,
    read_index,
    used,
)

HEAD = {"document": "talk", "title": "Talk", "language": "en"}
BLOB, WORDS = "blobs/aa/aaaa.mp3", "blobs/bb/bbbb.json"


def item(n: int = 0, **values):
    return {
        "id": f"item_{n}", "item": f"item_{n}", "key": f"key {n}", "kind": "speech", "type": "question", "position": n,
        "voice": "nova", "status": "completed", "blob": BLOB, "bytes": 5, "media_type": "audio/mpeg", "digest": "aaaa",
        "offline": False, **values,
    }  # fmt: skip


def missing(n: int = 0, **values):
    line = item(n, status="missing", **values)
    return {name: value for name, value in line.items() if name not in {"blob", "bytes", "media_type", "digest"}}


def made(items, base="https://x", before=None, there=()):
    return draft(HEAD, items, Items(lambda: before, dict(there)), base)


def lines(one):
    return json.loads(one.bytes())["items"]


def test_an_item_has_the_url_of_its_blob_and_of_what_belongs_to_it():
    one = made([item(words_blob=(WORDS, 9, "application/json"))])
    [line] = lines(one)
    assert (line["url"], line["words_url"]) == (f"https://x/{BLOB}", f"https://x/{WORDS}")
    assert one.media == {BLOB: Media(BLOB, 5, "audio/mpeg"), WORDS: Media(WORDS, 9, "application/json")}


def test_nothing_of_this_machine_is_in_it():
    [line] = lines(made([item(words_blob=(WORDS, 9, "application/json"), error="disk: no")]))
    assert not [name for name in line if name.endswith("blob") or name == "error"]


def test_urls_are_relative_where_the_publication_has_none():
    assert lines(made([item()], base=""))[0]["url"] == BLOB


def test_what_is_missing_here_and_published_under_the_same_key_stays():
    before = json.loads(made([item(0), item(1)]).bytes())
    one = made([item(0), missing(1, position=7)], before=before, there={BLOB: 5})
    assert [line["status"] for line in lines(one)] == ["completed", "completed"]
    assert lines(one)[1]["position"] == 7
    assert (one.published, one.missing) == (2, 0)


def test_what_is_missing_here_under_another_key_or_without_its_file_goes():
    before = json.loads(made([item(0)]).bytes())
    assert lines(made([missing(0, key="another")], before=before, there={BLOB: 5}))[0]["status"] == "missing"
    assert lines(made([missing(0)], before=before, there={}))[0]["status"] == "missing"


def test_what_the_document_has_no_more_goes():
    before = json.loads(made([item(0), item(1)]).bytes())
    assert [line["id"] for line in lines(made([item(0)], before=before, there={BLOB: 5}))] == ["item_0"]


@given(st.permutations(["id", "item", "key", "kind", "position", "status", "blob", "bytes", "media_type", "type"]))
def test_the_order_of_fields_does_not_change_a_manifest(order):
    one = item()
    shuffled = {**{name: one[name] for name in order}, **one}
    assert made([shuffled]).bytes() == made([one]).bytes()


def test_what_is_absent_is_what_a_list_has_not_in_full_size():
    wanted = [Media("b", 2, ""), Media("a", 1, ""), Media("c", 3, "")]
    assert absent(wanted, {"a": 1, "c": 2, "z": 9}) == [Media("b", 2, ""), Media("c", 3, "")]


def test_a_manifest_tells_all_files_that_it_uses():
    one = made([item(words_blob=(WORDS, 9, "application/json")), missing(1)])
    assert set(used(json.loads(one.bytes()))) == {BLOB, WORDS}


def test_a_blob_is_found_in_every_form_of_its_url():
    for url in (BLOB, f"https://x/app/{BLOB}", f"https://x/{BLOB}?token=1", f"https://x/blobs/{BLOB}"):
        assert place(url) == BLOB


def test_names():
    assert current_name("talk") == "manifests/talk.json"
    assert kept_name("talk", "abcd") == "manifests/talk/abcd.json"


# -- history ------------------------------------------------------------------------------------------------------


def published(*digests: str) -> Listed:
    one = None
    for digest in digests:
        one = listed(one, "Talk", digest, f"etag of {digest}", 1)
    return one


def test_a_history_has_the_newest_first():
    assert published("a", "b", "c").history == ("c", "b", "a")
    assert before_current(published("a", "b", "c")) == "b"
    assert before_current(published("a")) is None


def test_a_rollback_changes_what_is_current_and_not_the_history():
    one = published("a", "b", "c", "b")
    assert (one.current, one.history) == ("b", ("c", "b", "a"))
    assert before_current(one) == "a"


def test_what_was_rolled_back_is_not_what_was_before():
    one = published("good", "bad", "good", "new")
    assert one.history == ("new", "good", "bad")
    assert before_current(one) == "good"


@given(st.lists(st.sampled_from("abcdef"), min_size=1), st.integers(1, 4))
def test_pruning_keeps_the_newest_and_always_the_current(digests, keep):
    one, gone = pruned(published(*digests), keep)
    assert one.current in one.history
    assert len(one.history) <= keep + 1
    assert sorted([*one.history, *gone]) == sorted(set(digests))


@given(st.lists(st.sampled_from("abcdef"), min_size=1))
def test_an_index_reads_as_it_was_written(digests):
    index = {"talk": published(*digests), "other": published("x")}
    assert read_index(index_bytes(index)) == index
    assert read_index(None) == {}
