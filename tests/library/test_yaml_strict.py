"""Strict YAML: what a scalar means, where everything is, and that no input exhausts time, stack or memory."""

from __future__ import annotations

import json
import math
import time

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mediagen.errors import DocumentError
from mediagen.library import yaml_strict
from mediagen.library.yaml_strict import parse


def problems(text):
    data = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(DocumentError) as caught:
        parse(data, "x.yaml")
    return [str(p) for p in caught.value.problems]


@pytest.fixture(params=["libyaml", "pure Python"])
def loader(request, monkeypatch):
    if request.param == "libyaml" and not yaml.__with_libyaml__:
        pytest.skip("PyYAML without libyaml")
    monkeypatch.setattr(yaml_strict, "_LOADER", yaml.CSafeLoader if request.param == "libyaml" else yaml.SafeLoader)


CORE_SCHEMA = [
    # YAML 1.2.2, section 10.3.2, and where 1.1 differs
    ("null", None), ("Null", None), ("NULL", None), ("~", None), ("", None), ("nULL", "nULL"),
    ("true", True), ("True", True), ("TRUE", True), ("false", False), ("False", False), ("FALSE", False),
    ("tRUE", "tRUE"), ("yes", "yes"), ("no", "no"), ("on", "on"), ("off", "off"), ("y", "y"), ("N", "N"),
    ("0", 0), ("-19", -19), ("+12", 12), ("007", 7), ("017", 17), ("0o17", 15), ("0o7", 7), ("0o8", "0o8"),
    ("0x3A", 58), ("0xg", "0xg"), ("-0x1", "-0x1"), ("0b1", "0b1"), ("1_000", "1_000"), ("+", "+"),
    ("0.", 0.0), ("-0.0", -0.0), (".5", 0.5), ("+12e03", 12000.0), ("-2E+05", -200000.0), ("1e3", 1000.0),
    (".", "."), ("1e", "1e"), ("1.2.3", "1.2.3"), ("e3", "e3"), ("685.230_15e+03", "685.230_15e+03"),
    (".inf", math.inf), ("-.Inf", -math.inf), ("+.INF", math.inf), ("inf", "inf"), ("nan", "nan"),
    ("9:16", "9:16"), ("190:20:30", "190:20:30"), ("12:30:45", "12:30:45"), ("2024-01-01", "2024-01-01"),
    ("2001-12-14t21:59:43.10-05:00", "2001-12-14t21:59:43.10-05:00"), ("=", "="), ("1.0", 1.0),
    ("٣", "٣"), ("1,000", "1,000"), ("-", None),
]  # fmt: skip


@pytest.mark.parametrize(("source", "value"), [c for c in CORE_SCHEMA if c[0] != "-"])
def test_unquoted_scalars_are_what_the_yaml_1_2_core_schema_says(loader, source, value):
    found = parse(f"a: {source}\n".encode(), "x").value["a"]
    assert found == value
    assert type(found) is type(value)


def test_nan_is_a_float():
    assert math.isnan(parse(b"a: .NaN", "x").value["a"])


@pytest.mark.parametrize("source", ["'42'", '"true"', "|-\n  null", ">-\n  1.5"])
def test_quoted_and_block_scalars_are_text(loader, source):
    assert isinstance(parse(f"a: {source}\n".encode(), "x").value["a"], str)


def test_a_number_of_many_digits_stays_text():
    assert parse(f"a: {'9' * 5000}".encode(), "x").value["a"] == "9" * 5000


TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\ufffe\uffff"), max_size=50
)


@given(st.dictionaries(TEXT, st.recursive(TEXT | st.integers() | st.booleans() | st.none(), st.lists, max_leaves=9)))
def test_values_written_as_json_are_read_back(value):
    from mediagen.plan.text import nfc

    def normal(v):
        if isinstance(v, dict):
            return {nfc(k): normal(x) for k, x in v.items()}
        return [normal(x) for x in v] if isinstance(v, list) else nfc(v) if isinstance(v, str) else v

    if len(normal(value)) == len(value):
        # YAML 1.2 takes JSON as it is
        assert parse(json.dumps(value, ensure_ascii=False).encode(), "x").value == normal(value)


@given(TEXT)
def test_any_text_written_by_pyyaml_is_read_back(text):
    from mediagen.plan.text import nfc

    source = yaml.safe_dump({"a": text}, allow_unicode=True, default_style='"')
    assert parse(source.encode(), "x").value == {"a": nfc(text)}


def test_places_are_line_and_column_of_values_and_keys():
    parsed = parse("a: 1\r\nb:\r\n  - x\r\n  - 'é': 2 # 😀\r\n".encode(), "x")
    assert parsed.at(("a",)) == (1, 4)
    assert parsed.key_at(("b",)) == (2, 1)
    assert parsed.at(("b", 0)) == (3, 5)
    assert parsed.at(("b", 1, "é")) == (4, 10)
    assert parsed.key_at(("b", 1, "é")) == (4, 5)
    assert parsed.at(("b", 1, "missing", 3)) == (4, 5)
    assert parsed.at(()) == (1, 1)


def test_unicode_line_breaks_are_no_lines():
    parsed = parse("a: one\u2028two\nb: 1".encode(), "x")
    assert parsed.value == {"a": "one two", "b": 1}
    assert parsed.at(("b",)) == (2, 4)


FAULTS = [
    ("a: 1\na: 2", ["x.yaml:2:1: duplicate key 'a' (first on line 1)"]),
    ("a:\n  b: 1\n  'b': 2\nc: 1\nc: 2", [
        "x.yaml:3:3: duplicate key 'b' (first on line 2)", "x.yaml:5:1: duplicate key 'c' (first on line 4)"]),
    ("1: a", ['x.yaml:1:1: a key must be text, not 1 (in quotes it is: "1")']),
    ("true: a", ['x.yaml:1:1: a key must be text, not true (in quotes it is: "true")']),
    ("? [a]\n: b", ["x.yaml:1:3: a key cannot be a list (a key is text)"]),
    ("a: {{ x }}", ["x.yaml:1:5: a key cannot be a mapping (text that begins with {{ must be in quotes)"]),
    ("<<: {a: 1}", ["x.yaml:1:1: merge keys (<<) are not used here (write the fields out)"]),
    ("a: !!python/object/apply:os.system [ls]", [
        ("x.yaml:1:4: tags such as 'tag:yaml.org,2002:python/object/apply:os.system' are not used here "
        "(leave it out; what is in quotes is text)")]),
    ("a: !foo b", ["x.yaml:1:4: tags such as '!foo' are not used here (leave it out; what is in quotes is text)"]),
    ("a: *b", ["x.yaml:1:4: there is no anchor &b above (text that begins with * must be in quotes)"]),
    ("a: &a [*a]", ["x.yaml:1:8: an alias refers to what it is itself a part of"]),
    ("a: 1\n---\nb: 2", ["x.yaml:2:1: a second document begins here (put it in a file of its own)"]),
    ("a:\n\tb: 1", ["x.yaml:2:1: a tab cannot indent in YAML (use spaces)"]),
    ("a: @b", ["x.yaml:1:4: an unquoted value cannot begin with '@' (put the value in quotes)"]),
    ("a: b: c", [("x.yaml:1:5: a ': ' where no field can be (text with special characters belongs in quotes, "
                 "or check the indentation of this line and the one above)")]),
    ("a: 'b\nc: 1", ["x.yaml:1:4: the quote that opens here is never closed"]),
    ("a: 'It's here'", ["x.yaml:1:8: text after a closing quote (within single quotes a ' is written twice: 'It''s'; or use double quotes)"]),
    ('{a: "a "b" c"}', ['x.yaml:1:9: text after a closing quote (within double quotes a " is written \\"; or use single quotes)']),
    ("a:\n  - b\n c: 1", [
        "x.yaml:3:2: this does not fit the lines above (check the indentation of this line and the one above)"]),
    ("a: [1, 2\nb: 3", ["x.yaml:2:2: a comma or the closing ] is missing (it opens at line 1, column 4)"]),
    ("# nothing", ["x.yaml: the file has no content, comments at most"]),
    ("", ["x.yaml: the file is empty"]),
    (b"\xef\xbb\xbf\n", ["x.yaml: the file is empty"]),
    ("a: b\x07", ["x.yaml:1:5: the control character U+0007 cannot be in a document (delete it)"]),
    ("a: b\0", ["x.yaml:1:5: the control character U+0000 cannot be in a document (delete it)"]),
    ('a: "b\\0"', ["x.yaml:1:4: the text has the character U+0000, which cannot be in a document (delete it)"]),
    ("é: ü\nä: ".encode() + b"\xe9", [
        ("x.yaml:2:4: byte 0xE9 at offset 11 is not UTF-8 "
        "(save the file as UTF-8; in PowerShell: Out-File -Encoding utf8)")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "found"), FAULTS, ids=range(len(FAULTS)))
def test_each_fault_says_what_where_and_the_remedy(text, found):
    assert problems(text) == found


def test_a_byte_order_mark_is_passed_over():
    parsed = parse(b"\xef\xbb\xbfa: 1", "x")
    assert (parsed.value, parsed.at(("a",))) == ({"a": 1}, (1, 4))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf_16_is_told_with_a_remedy(encoding):
    assert "UTF-16 or UTF-32, not UTF-8 (save the file as UTF-8" in problems("kind: list".encode(encoding))[0]


def bomb(levels=12, width=10):
    lines = ["a0: &a0 [" + ", ".join(["lol"] * width) + "]"]
    lines += [f"a{i}: &a{i} [" + ", ".join([f"*a{i - 1}"] * width) + "]" for i in range(1, levels)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (bomb(), "the aliases make the document larger than 5 MB, the limit"),
        ("a: &a " + "x" * 90_000 + "\nb: [" + ", ".join(["*a"] * 10_000) + "]", "the aliases make"),
        ("[" * 10_000, "nested more than 50 deep, the limit"),
        ("{a: " * 10_000, "nested more than 50 deep, the limit"),
        ("- " * 10_000, "nested more than 50 deep, the limit"),
        ("? " * 10_000, "nested more than 50 deep, the limit"),
        ("a: " + "x" * 10_000_000, "the file is larger than 5 MB, the limit"),
        ("{" + "1: 1," * 100_000 + "}", "a key must be text, not 1"),
        ("a: '" + "\\" * 1_000_000, "the quote that opens here is never closed"),
    ],
)
def test_what_would_exhaust_time_stack_or_memory_is_refused(loader, text, message):
    began = time.monotonic()
    found = problems(text)
    assert any(message in p for p in found)
    assert len(found) <= 100
    assert time.monotonic() - began < 30  # the pure parser takes 20 µs a value


def test_more_values_than_a_document_may_have_are_refused():
    assert problems("[" + "a," * 600_000 + "]") == [
        "x.yaml:1:1000000: the document has more than 500,000 values, the limit (long lists may be CSV or JSONL)"
    ]


def test_an_alias_has_the_place_where_it_is_used():
    parsed = parse(b"a: &x {id: 1}\nb: [*x]\n", "x")
    assert parsed.value == {"a": {"id": 1}, "b": [{"id": 1}]}
    assert parsed.at(("b", 0)) == (2, 5)
    copy = parsed.value
    copy["a"]["id"] = 2
    assert copy["b"][0]["id"] == 1


VALID = b"""\
kind: narrative
schema: 1
id: life
voices: [nova, 'onyx']
vars: {ratio: 9:16, on: no}
items:
  - id: "q\\u00e9"
    text: >
      Folded {{ x }}
      text
  - &a {id: b, text: *c}
"""


def check_places(data):
    try:
        parse(data, "x.yaml")
    except DocumentError as exc:
        lines = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")
        for problem in exc.problems:
            assert 0 <= problem.line <= len(lines)
            assert problem.column >= (1 if problem.line else 0)
            if problem.line:
                assert problem.column <= len(lines[problem.line - 1]) + 1


@settings(max_examples=500, deadline=None)
@given(st.binary(max_size=200))
@example(b"\xef\xbb\xbf\xe9")
@example(b'a: "\\U0010FFFF1"\n"\\UFFFFFFFF"')
@example(b"\r\r\n\n a: [")
@example(b"%TAG ! a\n---\n!")
def test_any_bytes_are_a_document_or_a_document_error_with_a_line_in_the_file(data):
    check_places(data)


@settings(max_examples=500, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(VALID)), st.integers(0, 3), st.sampled_from(
    [b"", b":", b"- ", b"\t", b"'", b'"', b"[", b"}", b"\n", b" ", b"&a ", b"*a ", b"!!x ", b"\xff", b"<<: ", b"|\n", b"\r"]
)), min_size=1, max_size=4))  # fmt: skip
def test_a_damaged_document_is_a_document_or_a_document_error_with_a_line_in_the_file(edits):
    data = VALID
    for at, drop, insert in edits:
        data = data[:at] + insert + data[at + drop :]
    check_places(data)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80))
def test_the_pure_parser_too_raises_nothing_else(text):
    before = yaml_strict._LOADER
    yaml_strict._LOADER = yaml.SafeLoader
    try:
        check_places(text.encode())
        check_places(b'"' + text.encode())
    finally:
        yaml_strict._LOADER = before
