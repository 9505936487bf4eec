"""Keys: every wish that could change the bytes has a key of its own, and every way to write one wish has the same."""

from __future__ import annotations

import copy
import dataclasses
import json
import math
import types
import typing
import unicodedata
from collections.abc import Mapping
from typing import Any, Literal, Union, get_args, get_origin

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from mediagen.plan import requests
from mediagen.plan.canonical import canonical, digest, plain
from mediagen.plan.film import Mix, Picture, Reel, Segment
from mediagen.plan.requests import ImageRequest, Request, SpeechRequest, describe, key, keyed_fields
from mediagen.plan.text import fold, narration

REQUESTS = get_args(Request)


# -- every field is part of the key -------------------------------------------------------------------------------


def sample(annotation: Any) -> Any:
    """A value of the annotated type."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in {Union, types.UnionType}:
        return sample(arguments[0])
    if origin is Literal:
        return arguments[0]
    if origin is tuple:
        return (sample(arguments[0]),) if arguments[-1] is Ellipsis else tuple(map(sample, arguments))
    if origin is not None and issubclass(origin, Mapping):
        return {}
    if dataclasses.is_dataclass(annotation):
        hints = typing.get_type_hints(annotation)
        return annotation(**{f.name: _field(annotation, f, hints) for f in dataclasses.fields(annotation)})
    return {str: "a", int: 3, float: 1.5, bool: False}[annotation]


def _field(owner: type, field: dataclasses.Field, hints: Mapping[str, Any]) -> Any:
    return None if owner in REQUESTS and "unkeyed" in field.metadata else sample(hints[field.name])


def others(annotation: Any, value: Any):
    """(where, value) with something else in each place of `value`."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in {Union, types.UnionType}:
        member = next(m for m in arguments if (get_origin(m) or m) is type(value))
        yield from others(member, value)
    elif origin is Literal:
        yield from (("", one) for one in arguments if one != value)
    elif origin is tuple:
        yield from _in_tuple(arguments, value)
    elif dataclasses.is_dataclass(annotation):
        yield from _in_fields(annotation, value)
    else:
        yield "", {bool: lambda v: not v, str: lambda v: v + "b"}.get(type(value), lambda v: v + 1)(value)


def _in_tuple(arguments: Any, value: tuple):
    many = arguments[-1] is Ellipsis
    for i, one in enumerate(value):
        for where, other in others(arguments[0 if many else i], one):
            yield f"[{i}]{where}", (*value[:i], other, *value[i + 1 :])
    if many:
        yield "[]", ()


def _in_fields(annotation: Any, value: Any):
    hints = typing.get_type_hints(annotation)
    for name in (f.name for f in dataclasses.fields(annotation) if "unkeyed" not in f.metadata):
        for where, other in others(hints[name], getattr(value, name)):
            yield f".{name}{where}", dataclasses.replace(value, **{name: other})


@pytest.mark.parametrize("request_type", REQUESTS, ids=lambda t: t.__name__)
def test_a_change_in_any_field_is_another_key(request_type):
    one = sample(request_type)
    places = {where: key(other) for where, other in others(request_type, one)}
    assert {where.partition(".")[2].partition(".")[0].partition("[")[0] for where in places} == set(
        keyed_fields(request_type)
    )
    assert len({key(one), *places.values()}) == len(places) + 1


@pytest.mark.parametrize("request_type", REQUESTS, ids=lambda t: t.__name__)
def test_what_is_not_in_the_key_says_why(request_type):
    for field in dataclasses.fields(request_type):
        if field.name not in keyed_fields(request_type):
            assert len(field.metadata["unkeyed"]) > 20, field.name


@pytest.mark.parametrize("value", [sample(Segment), sample(Mix), sample(Reel), (1, [2.5, {"a": None}])])
def test_plain_values_are_those_of_asdict(value):
    assert [plain(value)] == [dataclasses.asdict(_Holder(value))["value"]]


def test_a_field_that_came_later_is_in_a_key_only_where_it_is_used():
    assert "focus" not in plain(Picture("still", "d"))
    assert plain(Picture("still", "d", focus=(0.4, 0.6)))["focus"] == (0.4, 0.6)
    image = ImageRequest(provider="p", model="m", prompt="a lake", width=64, height=64)
    assert "focus" not in plain(image)
    assert key(image) != key(dataclasses.replace(image, focus=(0.4, 0.6)))


@dataclasses.dataclass
class _Holder:
    value: Any


def test_two_kinds_of_request_with_the_same_fields_have_two_keys():
    values = [describe(sample(t)) for t in REQUESTS]
    assert len({json.dumps(v, sort_keys=True) for v in values}) == len(REQUESTS)


def test_a_key_is_a_published_promise():
    """Caches outlive versions: this key may never change."""
    request = SpeechRequest(provider="offline", model="m-1", voice="heart", text="Héllo.", speed=0.9)
    assert (
        canonical(describe(request))
        == (
            '{"format":"mp3","kind":"speech","language":"en","model":"m-1","provider":"offline","settings":{},"speed":0.9,'
            '"text":"Héllo.","voice":"heart"}'
        ).encode()
    )
    assert key(request) == digest(canonical(describe(request)))
    assert len(key(request)) == 64


@pytest.mark.parametrize("request_type", REQUESTS, ids=lambda t: t.__name__)
def test_a_key_is_the_digest_of_what_is_described(request_type):
    one = sample(request_type)
    for _, request in [("", one), *_in_fields(request_type, one)]:
        assert key(request) == digest(canonical(describe(request)))


@given(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from([1, 1.0, True, 0.9, -0.0, 2**52 + 0.5, 1e-4]))
def test_a_key_is_the_digest_of_what_is_described_whatever_its_texts_and_numbers(text, number):
    settings = (("a", number), ("b", text))
    request = SpeechRequest(provider="p", model="m", voice="v", text=text, speed=number, settings=settings, before=text)
    assert key(request) == digest(canonical(describe(request)))


# -- canonical JSON (RFC 8785) ------------------------------------------------------------------------------------

NUMBERS = st.one_of(
    st.integers(-(2**53) + 1, 2**53 - 1),
    st.floats(1e-4, 1e15, exclude_min=False).flatmap(lambda x: st.sampled_from([x, -x])),
    st.just(0.0),
)
ASCII = st.text(st.characters(max_codepoint=126, min_codepoint=32), max_size=8)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, TEXT),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ASCII, inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_canonical_json_is_that_of_rfc_8785(value):
    assert canonical(value) == rfc8785.dumps(value)


@given(st.dictionaries(ASCII, JSON, min_size=2, max_size=6), st.randoms())
def test_the_order_of_a_mapping_does_not_show(value, chance):
    pairs = list(value.items())
    chance.shuffle(pairs)
    assert canonical(dict(pairs)) == canonical(value)


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf, 1e300, 5e-324, 1e-5])
def test_a_number_that_a_key_cannot_hold_is_refused(number):
    with pytest.raises(ValueError, match=r"number|JSON|range"):
        canonical({"x": number})


def test_a_whole_number_is_one_number_however_it_is_written():
    assert canonical([1, 1.0, -0.0, 100.0]) == b"[1,1,0,100]"


# -- one wish, one key --------------------------------------------------------------------------------------------

WORDS = st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8), min_size=1, max_size=6)
BLANKS = st.sampled_from([" ", "  ", "\t", " \t ", "\u00a0", "\u2003"])


@given(WORDS, st.data())
def test_blanks_between_and_around_words_do_not_show(words, data):
    padded = data.draw(BLANKS).join(words)
    assert narration(data.draw(BLANKS) + padded + data.draw(BLANKS)) == narration(" ".join(words))


@given(TEXT, st.sampled_from(["NFC", "NFD"]))
def test_however_unicode_is_composed_it_is_one_text(text, form):
    assert narration(unicodedata.normalize(form, text)) == narration(text)
    assert fold(unicodedata.normalize(form, text)) == fold(text)


@given(TEXT)
def test_a_text_that_has_been_normalised_stays_as_it_is(text):
    assert narration(narration(text)) == narration(text)


def test_letter_case_shows_in_narration_and_not_in_names_of_rows():
    assert narration("soccer") != narration("Soccer")
    assert fold(" Soccer ") == fold("soccer") == fold("SOCCER")
    assert fold("Straße") == fold("STRASSE")


def test_requests_cannot_be_changed_once_made():
    for request_type in REQUESTS:
        one = sample(request_type)
        with pytest.raises((dataclasses.FrozenInstanceError, AttributeError, TypeError)):
            one.model = "other"
        assert key(copy.copy(one)) == key(one)


def test_every_request_of_the_module_is_walked():
    there = {t for name, t in vars(requests).items() if name.endswith("Request") and isinstance(t, type)}
    assert there == set(REQUESTS)
