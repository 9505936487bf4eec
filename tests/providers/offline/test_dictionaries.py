"""hibari's dictionaries, read where a word is asked for, against hibari's own."""

from __future__ import annotations

import gc
import json
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediagen.providers.offline.dictionaries import Table, phonemiser

EVERY = 23
"""Of hibari's entries each of that number is compared: a prime, so that no pattern of theirs is missed."""

names = st.text(max_size=20) | st.sampled_from(
    ["", ":", ",", "{", "}", '"', '":"', "\\", "\\\\", ',"a":', "a" * 40, "ß"]
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | names,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=5,
)


@pytest.fixture(scope="module")
def ours():
    return phonemiser()


@pytest.fixture(scope="module")
def own():
    return import_module("hibari.g2p").G2P()


@settings(max_examples=60)
@given(st.dictionaries(names, values, max_size=12), names, st.sampled_from([(",", ":"), (", ", ": ")]))
def test_a_table_answers_as_the_dict_that_json_makes_of_its_text(meant, other, separators):
    table = Table(json.dumps(meant, ensure_ascii=False, separators=separators).encode("utf-8", "surrogatepass"))
    assert dict(table) == meant
    assert list(table) == list(dict(table))
    assert len(table) == len(meant)
    assert table.get(other, "none") == meant.get(other, "none")
    assert (other in table) == (other in meant)


def test_of_equal_names_the_last_counts():
    assert Table(b'{"a":1,"b":2,"a":3}')["a"] == 3


def test_a_name_within_a_value_is_no_name_of_the_table():
    table = Table(b'{"record":{"DEFAULT":"x","NOUN":null},"say":"\\"NOUN\\":1,"}')
    assert "NOUN" not in table
    assert table["record"] == {"DEFAULT": "x", "NOUN": None}
    with pytest.raises(KeyError, match="DEFAULT"):
        table["DEFAULT"]


@pytest.mark.parametrize("text", [b"", b"[1]", b'{"a', b'{"\\u0061":1}', b'{"a":"b}', b'{"a" :1}'])
def test_what_cannot_be_searched_for_names_is_refused(text):
    with pytest.raises(ValueError):
        Table(text)


@pytest.mark.parametrize(
    "part", [lambda g2p: g2p.lexicon.golds.d, lambda g2p: g2p.lexicon.silvers.d, lambda g2p: g2p.tagger.weights]
)
def test_hibaris_dictionaries_have_the_same_entries_as_tables(ours, own, part):
    table, meant = part(ours), part(own)
    assert isinstance(table, Table)
    assert isinstance(meant, dict)
    assert len(table) == len(meant)
    for name in islice(meant, 0, None, EVERY):
        assert list(_leaves(table.get(name))) == list(_leaves(meant[name])), name
        assert table.get(name + "q") == meant.get(name + "q")


def test_the_rest_of_hibaris_phonemiser_is_its_own(ours, own):
    assert ours.tagger.tagdict == own.tagger.tagdict
    assert ours.tagger.tags == own.tagger.tags
    assert ours.tagger.vocab == own.tagger.vocab
    assert ours.tokenizer.special == own.tokenizer.special


def test_texts_are_said_as_hibari_says_them(ours, own):
    texts = [
        "Close your eyes and picture the starting line: you have read the record, and you will record it again.",
        "She used to live here. He lives in the USA, at O'Hare; they're WOBBLING, Qzzrth-like, at 3:30 p.m.",
        "I am not what I AM. The close of a close race! 'Twas \\n \ud800 naïve, façade, 日本, ½ & 5% of $3.50…",
        'Polish the Polish "silver" — {NOUN} "DEFAULT": null, weights: , : " \\ end.',
    ]
    assert [ours(text) for text in texts] == [own(text) for text in texts]


def test_many_threads_are_answered_alike(ours, own):
    table = ours.lexicon.golds.d
    asked = list(own.lexicon.golds.d)[::EVERY]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: [table.get(name) for name in asked], range(8)))
    assert answers == [[own.lexicon.golds.d[name] for name in asked]] * 8


def test_a_hibari_that_reads_its_dictionaries_otherwise_does_so(monkeypatch, own):
    hibari = import_module("hibari.g2p")
    read = hibari._load_json

    class G2P:
        def __init__(self):
            self.gold = read("lexicon_us_gold.json.gz")

    monkeypatch.setattr(hibari, "G2P", G2P)
    monkeypatch.delattr(hibari, "_load_json")
    assert len(phonemiser().gold) == len(own.lexicon.golds.d)


def test_dictionaries_go_with_their_last_user_without_the_garbage_collector():
    gc.disable()
    try:
        before = _tables()
        table = Table(b'{"a":1}')
        assert table["a"] == 1
        assert _tables() == before + 1
        del table
        assert _tables() == before
    finally:
        gc.enable()


def _tables():
    return sum(isinstance(one, Table) for one in gc.get_objects())


def _leaves(value):
    """All there is in a value, in order: sums of weights depend on it."""
    return value.items() if isinstance(value, dict) else [value]
