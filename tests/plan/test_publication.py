"""What a publication is made of: manifests and histories; no store is needed for that."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediagen.plan.publication import (
    Items,
    Listed,
    Media,
    Tally,
    as_kept,
    before_current,
    current_name,
    index_bytes,
    items_of,
    kept_name,
    listed,
    manifest,
    name_of,
    overtaken,
    pruned,
    read_index,
    rolled_back,
    signed,
    used,
)

HEAD = {"document": "talk", "title": "Talk", "language": "en"}
BLOB, WORDS = "blobs/aa/aaaa.mp3", "blobs/bb/bbbb.json"
SAID = {"words_url": Media(WORDS, 9, "application/json")}


def item(n: int = 0, blob: str = BLOB, also: dict[str, Media] | None = None, **values):
    return {
        "id": f"item_{n}", "item": f"item_{n}", "key": f"key {n}", "kind": "speech", "type": "question", "position": n,
        "voice": "nova", "status": "completed", "bytes": 5, "media_type": "audio/mpeg", "digest": "aaaa",
        "offline": False, **values,
    }, {"url": Media(blob, 5, "audio/mpeg")} | (also or {})  # fmt: skip


def missing(n: int = 0, **values):
    line, _ = item(n, status="missing", **values)
    return {name: value for name, value in line.items() if name not in {"bytes", "media_type", "digest"}}, {}


class Made:
    """The manifest of `items` at `base`, where `before` is published and files of the names `there` are."""

    def __init__(self, items, base="https://x", before=(), there=(), without=()):
        self.tally, self.media = Tally(), {}
        done = {(one["key"], one["id"], one["voice"]): one for one in before if one["status"] == "completed"}
        published = Items(lambda line: done.get((line["key"], line["id"], line["voice"])), there.__contains__, without)
        needs = lambda media: self.media.update((one.name, one) for one in media)  # noqa: E731
        self.bytes = b"".join(manifest(HEAD, items, published, base, self.tally, needs))
        self.lines = json.loads(self.bytes)["items"]


def test_an_item_has_the_url_of_its_blob_and_of_what_belongs_to_it():
    one = Made([item(also=SAID)])
    [line] = one.lines
    assert (line["url"], line["words_url"]) == (f"https://x/{BLOB}", f"https://x/{WORDS}")
    assert one.media == {BLOB: Media(BLOB, 5, "audio/mpeg"), WORDS: Media(WORDS, 9, "application/json")}


def test_urls_are_relative_where_the_publication_has_none():
    assert Made([item()], base="").lines[0]["url"] == BLOB


def test_what_is_missing_here_and_published_under_the_same_key_stays():
    before = Made([item(0), item(1)]).lines
    one = Made([item(0), missing(1, position=7)], before=before, there={BLOB})
    assert [line["status"] for line in one.lines] == ["completed", "completed"]
    assert one.lines[1]["position"] == 7
    assert (one.tally.published, one.tally.missing) == (2, 0)


def test_what_is_missing_here_under_another_key_or_without_its_file_goes():
    before = Made([item(0)]).lines
    assert Made([missing(0, key="another")], before=before, there={BLOB}).lines[0]["status"] == "missing"
    assert Made([missing(0)], before=before, there=()).lines[0]["status"] == "missing"


def test_what_is_left_out_is_as_if_it_had_never_been_made():
    made = [item(0), item(1, blob=WORDS, duration_s=1.5), item(2, also={"captions_url": Media(WORDS, 9, "text/vtt")})]
    one = Made(made, without={WORDS})
    assert [(line["status"], "url" in line) for line in one.lines] == [
        ("completed", True), ("missing", False), ("missing", False),
    ]  # fmt: skip
    assert not {"duration_s", "digest", "bytes", "captions_url"} & {*one.lines[1], *one.lines[2]}
    assert list(one.media) == [BLOB]


def test_what_is_left_out_but_was_published_before_stays():
    before = Made([item(0)]).lines
    assert Made([item(0)], before=before, there={BLOB}, without={BLOB}).lines == before


def test_what_was_published_elsewhere_before_has_the_urls_of_now():
    before = Made([item(0)], base="https://old").lines
    assert Made([missing(0)], before=before, there={BLOB}).lines[0]["url"] == f"https://x/{BLOB}"


@given(st.integers(0, 5), st.sampled_from(["", "https://x"]))
def test_a_signed_manifest_is_the_same_but_for_its_urls_and_when_they_end(count, base):
    made = [item(n, text="]}\n{", also=SAID) for n in range(count)]
    one = Made([*made, missing(9)], base=base)
    data = b"".join(
        signed(one.bytes, lambda names: [f"https://y/{name}?sig=1" for name in names], "2999-01-01T00:00:00Z")
    )
    assert json.loads(data)["expires"] == "2999-01-01T00:00:00Z"
    urls = {(line["url"], line["words_url"]) for line in json.loads(data)["items"] if "url" in line}
    assert urls == ({(f"https://y/{BLOB}?sig=1", f"https://y/{WORDS}?sig=1")} if count else set())
    named = [{k: name_of(v) if k.endswith("url") else v for k, v in line.items()} for line in items_of(data)]
    kept = Made([*made, missing(9)], base="")
    assert named == kept.lines
    assert as_kept(data) == kept.bytes
    assert as_kept(one.bytes) == one.bytes


def test_urls_are_signed_by_many_at_once():
    asked = []

    def sign(names):
        asked.append(len(names))
        return names

    list(signed(Made([item(n) for n in range(1_000)]).bytes, sign, "2999-01-01T00:00:00Z"))
    assert asked == [400, 400, 200]


def test_what_the_document_has_no_more_goes():
    before = Made([item(0), item(1)]).lines
    assert [line["id"] for line in Made([item(0)], before=before, there={BLOB}).lines] == ["item_0"]


@given(st.permutations(["id", "item", "key", "kind", "position", "status", "bytes", "media_type", "type"]))
def test_the_order_of_fields_does_not_change_a_manifest(order):
    one, media = item(also=SAID)
    shuffled = {**{name: one[name] for name in order}, **one}, dict(reversed(media.items()))
    assert Made([shuffled]).bytes == Made([(one, media)]).bytes


def test_a_manifest_tells_all_files_that_it_uses():
    one = Made([item(also=SAID), missing(1)])
    assert set(used(one.lines)) == {BLOB, WORDS}


@given(st.integers(0, 4), st.sampled_from([None, 1]))
def test_the_items_of_a_manifest_are_read_one_by_one_however_it_is_laid_out(count, indent):
    one = Made([item(n, text="]}\n{") for n in range(count)])
    assert list(items_of(one.bytes)) == one.lines
    assert list(items_of(json.dumps(json.loads(one.bytes), indent=indent).encode())) == one.lines


@pytest.mark.parametrize(
    "data", [b"", b"[]", b'{"items": []}', b'{"document": "talk"}', b'{"document": "x", "items": [\n']
)
def test_what_is_no_manifest_is_not_read_as_an_empty_one(data):
    with pytest.raises((ValueError, KeyError, TypeError)):
        list(items_of(data))


def test_a_blob_is_found_in_every_form_of_its_url():
    for url in (BLOB, f"https://x/app/{BLOB}", f"https://x/{BLOB}?token=1", f"https://x/blobs/{BLOB}"):
        assert name_of(url) == BLOB


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


def back(one: Listed) -> Listed:
    digest = before_current(one)
    assert digest
    return rolled_back(one, digest, f"etag of {digest}", 1)


def test_a_rollback_changes_what_is_current_and_not_the_history():
    one = back(published("a", "b", "c"))
    assert (one.current, one.history) == ("b", ("c", "b", "a"))
    assert before_current(one) == "a"


def test_what_was_rolled_back_is_not_what_was_before():
    one = listed(back(published("good", "bad")), "Talk", "new", "", 1)
    assert one.history == ("new", "good", "bad")
    assert before_current(one) == "good"


@given(st.lists(st.sampled_from("abcdef<")))
def test_a_rollback_brings_what_was_current_before_also_where_something_earlier_was_published_again(steps):
    one, stack = published("first"), ["first"]
    for step in steps:
        if step != "<":
            one = listed(one, "Talk", step, "", 1)
            stack = [digest for digest in stack if digest != step] + [step]
        elif len(stack) > 1:
            one = back(one)
            stack.pop()
        assert one.current == stack[-1]
        assert one.history[one.history.index(one.current) :][: len(stack)] == tuple(reversed(stack))
    assert len(set(one.history)) == len(one.history)


@given(st.lists(st.sampled_from("abcdef"), min_size=1), st.sampled_from("abcdefg"))
def test_what_was_overtaken_is_what_was_before(digests, late):
    newer = published(*digests)
    one = overtaken(newer, late)
    assert one.current == newer.current
    assert late in one.history
    if late not in newer.history:
        assert before_current(one) == late
        assert before_current(replace(one, current=late)) == before_current(newer)


@given(st.lists(st.sampled_from("abcdef"), min_size=1), st.integers(1, 4))
def test_pruning_keeps_the_newest_and_always_the_current(digests, keep):
    whole = published(*digests)
    one = pruned(whole, keep)
    assert one.current in one.history
    assert len(one.history) <= keep + 1
    assert [*one.history[:keep]] == [*whole.history[:keep]]


@given(st.lists(st.sampled_from("abcdef"), min_size=1))
def test_an_index_reads_as_it_was_written(digests):
    index = {"talk": published(*digests), "other": published("x")}
    assert read_index(index_bytes(index)) == index
    assert read_index(None) == {}
