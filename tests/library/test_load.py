"""One document from a file: every fault at its place, and a digest that only its meaning changes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from mediagen.errors import DocumentError
from mediagen.library.load import load
from mediagen.plan.documents import Item

HEAD = "kind: narrative\nschema: 1\nid: a\nvoices: [nova]\n"


def loaded(text):
    data = text if isinstance(text, bytes) else text.encode()
    return load(Path("x.yaml"), "x.yaml", lambda *_: data)


def problems(text):
    with pytest.raises(DocumentError) as caught:
        loaded(text)
    return [str(p) for p in caught.value.problems]


def test_every_fault_of_a_document_is_told_at_once_where_it_is():
    text = """\
kind: narrative
schema: 1
id: a/b
titel: x
with_: 3
voices: [nova]
speed: 3
vars: {a: [1], d: ~}
items:
  - id: x
    text: ""
    speed: "1"
  - id: y
    text: a
    speek: no
    speak: no
  - {id: z, image: {prompt: p, size: sqare, steps: 3.5, safety: 1}}
  - text: a
  - 3
"""
    assert problems(text) == [
        "x.yaml:3:5: id: 'a/b' is no id (an id is no path: no / and \\ in it)",
        "x.yaml:4:1: unknown field 'titel' (did you mean 'title'?)",
        (
            "x.yaml:5:1: unknown field 'with_' (fields here: schema, id, title, description, kind, language, voices, "
            "speed, format, each, inputs, vars, lexicon, items)"
        ),
        "x.yaml:7:8: speed: at most 1.2 is meant, not 3",
        "x.yaml:8:11: vars.a: text, a whole number, a number or true or false is meant, not a list",
        "x.yaml:8:19: vars.d: text, a whole number, a number or true or false is meant, not nothing",
        "x.yaml:11:11: items[0].text: is empty",
        "x.yaml:12:12: items[0].speed: a number is meant, not '1' (leave out the quotes)",
        "x.yaml:15:5: items[1]: unknown field 'speek' (did you mean 'speed'?)",
        "x.yaml:16:12: items[1].speak: true or false is meant, not 'no' (write false)",
        (
            "x.yaml:17:38: items[2].image.size: 'sqare' is not known here (did you mean 'square'? one of: square_hd, "
            "square, portrait_4_3, portrait_16_9, portrait_hd, landscape_4_3, landscape_16_9, landscape_hd)"
        ),
        "x.yaml:17:52: items[2].image.steps: a whole number is meant, not 3.5",
        "x.yaml:17:65: items[2].image.safety: true or false is meant, not 1",
        "x.yaml:18:5: items[3]: field 'id' is missing",
        "x.yaml:19:5: items[4]: a mapping is meant, not 3 (fields here: id, type, text, script, image, with, speak, voices, speed)",
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("kind: narative\nid: a", "x.yaml:1:7: unknown kind 'narative' (did you mean 'narrative'? kinds: narrative, list, script_template, template, ad)"),
        ("knd: narrative", "x.yaml:1:1: unknown field 'knd' (did you mean 'kind'?)"),
        ("id: a", "x.yaml:1:1: field 'kind' is missing (kinds: narrative, list, script_template, template, ad)"),
        (HEAD.replace("id: a", "id: Con") + "items: [{id: a, text: b}]", "x.yaml:3:5: 'Con' is the name of a device on Windows (take another id)"),
        ("kind: [a]", "x.yaml:1:7: unknown kind a list (kinds: narrative, list, script_template, template, ad)"),
        ("- a", "x.yaml:1:1: a document is a mapping of fields, not a list"),
        ("text", "x.yaml:1:1: a document is a mapping of fields, not 'text'"),
        (HEAD.replace("1", "2") + "items: [{id: a, text: b}]", "x.yaml:2:9: schema: version 2 of the format is not known here, only 1 (a newer mediagen may read it)"),
        (HEAD + "items: []", "x.yaml:5:8: items: is empty"),
        (HEAD + "items:", "x.yaml:5:7: items: a list is meant, not nothing"),
        (HEAD + "items:\n- {id: a, text: b}\n- {id: b, text: b}\n- {id: a, text: c}", "x.yaml:8:8: duplicate item id 'a' (first on line 6)"),
        (HEAD + "items:\n- {id: a, text: b, script: c}", "x.yaml:6:3: items[0]: an item has exactly one of text, script and image, not text and script"),
        (HEAD + "items:\n- {id: a}", "x.yaml:6:3: items[0]: an item has exactly one of text, script and image"),
        (HEAD.replace("voices: [nova]\n", "") + "items: [{id: a, text: b}]", "x.yaml:1:1: no voices: set voices for the document or for a"),
        (HEAD + "vars: {x: .inf}\nitems: [{id: a, text: b}]", "x.yaml:5:11: vars.x: the number inf cannot be used (0, or from 0.0001 up to 10^16; in quotes it is text)"),
        (HEAD + 'items: [{id: "a\\tb", text: b}]', "x.yaml:5:14: items[0].id: 'a\\tb' is no id (an id has letters a-z, A-Z, digits, _ and -, and begins with a letter or digit)"),
        (HEAD + "items: [{id: ../../etc, text: b}]", "x.yaml:5:14: items[0].id: '../../etc' is no id (an id is no path: no / and \\ in it)"),
        (HEAD + "inputs: {n: {type: integer, default: x}}\nitems: [{id: a, text: b}]", "x.yaml:5:13: input 'n' must be a whole number, not 'x', here as default or choice"),
        (HEAD + f"items: [{{id: a, text: {'x' * 100_001}}}]", f"x.yaml:5:23: items[0].text: has 100,001 characters, the limit is 100,000 ('{'x' * 38}…')"),
        (HEAD + "items: [{id: a, text: " + "x" * 10_000_000 + "}]", "x.yaml: the file is larger than 5 MB, the limit (long lists may be CSV or JSONL, up to 200 MB)"),
        ("kind: template\nschema: 1\nid: a\nlook: {prompt: p, background: red, deep: '#000000', accent: '#000000', light: '#000000'}", "x.yaml:4:31: look.background: 'red' is no colour (a colour is # and six hexadecimal digits, in quotes: '#1A2B3C')"),
    ],
)  # fmt: skip
def test_each_fault_says_what_where_and_the_remedy(text, found):
    assert problems(text) == [found]


def test_where_text_is_meant_an_unquoted_number_or_truth_value_is_text_as_written():
    text = HEAD.replace("nova", "1.50, true") + "items: [{id: 007, text: no}, {id: x, text: 9:16}, {id: y, text: 1e3}]"
    document = loaded(text).document
    assert document.voices == ("1.50", "true")
    assert [(i.id, i.text) for i in document.items] == [("007", "no"), ("x", "9:16"), ("y", "1e3")]


def test_a_variable_keeps_the_type_it_is_written_with():
    document = loaded(
        HEAD + "vars: {a: 9:16, b: no, c: 5, d: 5.0, e: true, f: '5'}\nitems: [{id: a, text: b}]"
    ).document
    assert document.vars == {"a": "9:16", "b": "no", "c": 5, "d": 5.0, "e": True, "f": "5"}
    assert [type(v) for v in document.vars.values()] == [str, str, int, float, bool, str]


def test_an_empty_field_is_not_text():
    assert problems(HEAD + "title:\nitems: [{id: a, text: b}]") == ["x.yaml:5:7: title: text is meant, not nothing"]


def test_a_file_that_is_not_there_or_is_a_folder_is_an_error(tmp_path):
    for path, message in (
        (tmp_path / "a.yaml", "there is no such file"),
        (tmp_path, r"is a folder, not a file \(name a file in it\)"),
    ):
        with pytest.raises(DocumentError, match=message):
            load(path, "a.yaml")


def test_at_is_the_place_of_a_value():
    found = loaded(HEAD + "items:\n  - id: a\n    text: b\n")
    assert found.at(("items", 0, "text")) == (7, 11)
    assert found.at(("items", 0, "voices")) == (6, 5)


DOCUMENT = {
    "kind": "narrative",
    "schema": 1,
    "id": "life",
    "voices": ["nova", "onyx"],
    "vars": {"ratio": "9:16", "n": 3},
    "items": [
        {"id": "q1", "text": "What did you  love, Zoë?"},
        {"id": "i1", "image": {"prompt": "a lake", "size": "square", "seed": 7}},
        {"id": "s1", "script": "goal", "with": {"sport": "judo", "level": 2.5}},
    ],
}


@st.composite
def shuffled(draw, value):
    if isinstance(value, dict):
        keys = draw(st.permutations(list(value)))
        return {k: draw(shuffled(value[k])) for k in keys}
    return [draw(shuffled(v)) for v in value] if isinstance(value, list) else value


@settings(deadline=None)
@given(
    shuffled(DOCUMENT),
    st.booleans() | st.none(),
    st.integers(2, 9),
    st.integers(20, 200),
    st.sampled_from(["\n", "\r\n"]),
)
def test_mapping_order_layout_and_comments_never_change_the_digest(value, flow, indent, width, newline):
    text = yaml.dump(value, sort_keys=False, default_flow_style=flow, indent=indent, width=width, allow_unicode=True)
    text = "# comment\n" + text.replace("\n", newline) + "# end"
    assert loaded(text).digest == loaded(json.dumps(DOCUMENT)).digest


def test_white_space_titles_descriptions_and_defaults_never_change_the_digest_but_a_letter_does():
    one = loaded(json.dumps(DOCUMENT)).digest
    other = {**DOCUMENT, "title": "T", "description": "D", "speed": 1.0, "language": "en"}
    other["items"] = [
        {"id": "q1", "text": " What did you love, Zoe\u0308? ", "speak": True},
        *DOCUMENT["items"][1:],
    ]
    assert loaded(json.dumps(other, ensure_ascii=False)).digest == one
    other["items"][0]["text"] = "what did you love, Zoë?"
    assert loaded(json.dumps(other, ensure_ascii=False)).digest != one


def test_the_order_of_items_is_part_of_the_digest():
    turned = {**DOCUMENT, "items": DOCUMENT["items"][::-1]}
    assert loaded(json.dumps(turned)).digest != loaded(json.dumps(DOCUMENT)).digest


SCRAP = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
    | st.sampled_from(["narrative", "list", "template", "script_template", "nova", "x"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from([*Item.model_fields, "with", "items", "kind", "vars", "image"]), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@settings(deadline=None, max_examples=400)
@given(st.sampled_from(["narrative", "list", "script_template", "template"]), st.dictionaries(st.sampled_from(
    ["schema", "id", "voices", "items", "vars", "inputs", "each", "key", "rows", "fields", "look", "prompt", "offline",
     "lexicon", "speed", "title", "x"]), SCRAP, max_size=8))  # fmt: skip
def test_any_values_are_a_document_or_a_document_error_with_lines_in_the_file(kind, value):
    text = yaml.safe_dump(
        {"schema": 1, "id": "a", "items": [{"id": "a", "text": 5}], **value, "kind": kind}, allow_unicode=True
    )
    found = []
    try:
        loaded(text)
    except DocumentError as exc:
        found = exc.problems
    assert all(1 <= p.line <= text.count("\n") + 1 for p in found)


@pytest.mark.parametrize("kind", ["narrative", "list"])
def test_many_faults_are_told_up_to_a_hundred(kind):
    text = f"kind: {kind}\n" + "".join(f"x{i}: 1\n" for i in range(5_000))
    assert len(problems(text)) == 100
