"""Variables against what documents say that they may be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediagen.plan.documents import InputSpec
from mediagen.plan.inputs import check_inputs, check_specs, check_value, did_you_mean


def faults(specs, values):
    return [(f.name, f.kind) for f in check_inputs(specs, values)[1]]


def test_white_space_and_unicode_forms_of_a_value_are_one():
    specs = {"sport": InputSpec()}
    assert check_inputs(specs, {"sport": "  Pe\u0301tanque \n  court "}) == ({"sport": "Pétanque court"}, [])


def test_all_faults_are_told_at_once():
    specs = {
        "a": InputSpec(),
        "b": InputSpec(max_chars=3),
        "c": InputSpec(type="integer", min=1, max=5),
        "d": InputSpec(choices=("red", "blue")),
        "e": InputSpec(type="boolean"),
    }
    values = {"b": "four", "c": 6, "d": "rde", "e": "yes", "f": 1}
    assert faults(specs, values) == [
        ("a", "missing"),
        ("b", "length"),
        ("c", "range"),
        ("d", "choice"),
        ("e", "type"),
        ("f", "unknown"),
    ]


def test_a_value_that_is_too_long_is_told_its_length_and_the_limit():
    _, (fault,) = check_inputs({"sport": InputSpec(max_chars=80)}, {"sport": "x" * 1200})
    assert fault.message == "input 'sport' has 1,200 characters, the limit is 80"


def test_an_empty_text_is_no_value_unless_a_default_or_a_choice_says_that_it_may_be_left_out():
    for empty in ("", " \n"):
        _, (fault,) = check_inputs({"sport": InputSpec(max_chars=40)}, {"sport": empty})
        assert (fault.kind, str(fault)) == ("missing", "input 'sport' is empty (text of at most 40 characters)")
        for spec in (InputSpec(default="judo"), InputSpec(default=""), InputSpec(choices=("", "judo"))):
            assert check_inputs({"sport": spec}, {"sport": empty}) == ({"sport": ""}, [])


def test_an_unknown_input_is_told_the_close_one():
    _, found = check_inputs({"sport": InputSpec(default="judo")}, {"Sprot": "x"})
    assert str(found[0]) == "unknown input 'Sprot' (did you mean 'sport'?)"


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("integer", True),
        ("integer", 1.0),
        ("integer", "1"),
        ("number", True),
        ("number", "1.5"),
        ("number", float("nan")),
        ("number", float("inf")),
        ("number", 10**400),
        ("boolean", 1),
        ("boolean", "true"),
        ("string", 42),
        ("string", True),
        ("string", ["a"]),
        ("string", {"a": 1}),
    ],
)
def test_types_are_strict(kind, value):
    assert check_value("x", InputSpec(type=kind), value).kind == "type"


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("integer", " 42 ", 42),
        ("number", "1.5", 1.5),
        ("number", "-.5e1", -5.0),
        ("boolean", "True", True),
        ("boolean", "false", False),
        ("string", "42", "42"),
    ],
)
def test_text_from_csv_is_read_as_what_the_input_declares(kind, text, value):
    assert check_inputs({"x": InputSpec(type=kind)}, {"x": text}) == ({"x": value}, [])


@pytest.mark.parametrize(
    ("kind", "text"), [("integer", "1_000"), ("integer", "4.0"), ("number", "1,5"), ("boolean", "no")]
)
def test_text_from_csv_that_stands_for_nothing_is_a_wrong_type(kind, text):
    assert faults({"x": InputSpec(type=kind)}, {"x": text}) == [("x", "type")]


def test_a_default_fills_in_and_a_value_goes_before_it():
    specs = {"a": InputSpec(default=" two  words "), "b": InputSpec(type="integer", default=7)}
    assert check_inputs(specs, {"b": 0}) == ({"a": "two words", "b": 0}, [])


def test_a_choice_is_given_back_in_its_own_spelling_where_case_is_ignored():
    assert check_inputs({"x": InputSpec(choices=("Soccer",), case="ignore")}, {"x": "SOCCER"})[0] == {"x": "Soccer"}
    assert faults({"x": InputSpec(choices=("Soccer",))}, {"x": "SOCCER"}) == [("x", "choice")]


def test_true_is_not_the_choice_1():
    assert faults({"x": InputSpec(type="boolean", choices=(1,))}, {"x": True}) == [("x", "choice")]


def test_limits_are_inclusive():
    spec = {"x": InputSpec(type="number", min=0.5, max=2)}
    assert faults(spec, {"x": 0.5}) == faults(spec, {"x": 2}) == []
    assert faults(spec, {"x": 0.4999}) == faults(spec, {"x": 2.1}) == [("x", "range")]


def test_specs_that_forbid_their_own_default_are_faults():
    specs = {
        "a": InputSpec(max_chars=2, default="three"),
        "b": InputSpec(type="integer", min=5, max=1),
        "c": InputSpec(type="integer", choices=(1, "x")),
        "d": InputSpec(choices=("x", "y"), default="y"),
    }
    assert [(f.name, f.kind) for f in check_specs(specs)] == [("a", "length"), ("b", "range"), ("c", "type")]


def test_a_suggestion_ignores_letter_case_and_is_empty_when_nothing_is_near():
    assert did_you_mean("SPORT", ["sports", "level"]) == "did you mean 'sports'?"
    assert did_you_mean("zzz", ["sports", "level"]) == ""


@given(st.text(), st.sampled_from(["string", "integer", "number", "boolean"]))
def test_any_text_is_a_value_or_a_fault(text, kind):
    good, found = check_inputs({"x": InputSpec(type=kind)}, {"x": text})
    assert len(good) + len(found) == 1
    again = check_inputs({"x": InputSpec(type=kind)}, good)
    assert not good or again == (good, [])
