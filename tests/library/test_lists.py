"""Rows of lists: the same from YAML, CSV and JSONL, and each fault at its line."""

from __future__ import annotations

import csv
import io
import json
import sys
import tracemalloc
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediagen.errors import DocumentError
from mediagen.library.lists import document_rows, read_rows, row_id
from mediagen.library.load import load


@pytest.fixture
def read(tmp_path):
    def reader(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return document_rows(load(path, name)) if name.endswith(".yaml") else read_rows(path, name)

    return reader


@pytest.fixture
def problems(read):
    def told(name, content):
        with pytest.raises(DocumentError) as caught:
            read(name, content)
        return [str(p) for p in caught.value.problems]

    return told


LIST = "kind: list\nschema: 1\nid: sports\nkey: sport\n"


def test_yaml_csv_and_jsonl_give_the_same_rows(read):
    yaml_rows = read("a.yaml", LIST + "rows:\n  - {sport: Rock Climbing, place: crag}\n  - {sport: ' Judo '}\n")
    csv_rows = read("a.csv", "sport,place\nRock Climbing,crag\n Judo ,\n")
    jsonl_rows = read("a.jsonl", '{"sport": "Rock Climbing", "place": "crag"}\n{"sport": "Judo", "place": null}\n')
    assert yaml_rows.rows == csv_rows.rows == jsonl_rows.rows
    assert [(r.id, r.values) for r in csv_rows.rows] == [
        ("rock_climbing", {"sport": "Rock Climbing", "place": "crag"}),
        ("judo", {"sport": "Judo"}),
    ]


def test_a_lone_value_stands_for_its_key(read):
    rows = read("a.yaml", LIST + "rows: [Judo, 007, no, 9:16]").rows
    assert [(r.id, r.values["sport"]) for r in rows] == [
        ("judo", "Judo"),
        ("007", "007"),
        ("no", "no"),
        ("9_16", "9:16"),
    ]


def test_fields_keep_their_types_in_yaml_and_jsonl_and_are_text_in_csv(read):
    want = {"sport": "Judo", "n": 3, "x": 1.5, "ok": True}
    assert read("a.yaml", LIST + "rows: [{sport: Judo, n: 3, x: 1.5, ok: true}]").rows[0].values == want
    assert read("a.jsonl", json.dumps(want)).rows[0].values == want
    rows = read("a.csv", "sport,n\nJudo,3")
    assert (rows.rows[0].values, rows.from_text) == ({"sport": "Judo", "n": "3"}, True)


def test_rows_keep_the_order_of_the_file_and_know_their_lines(read):
    rows = read("a.csv", '\nname,text\n\nB,"two\nlines"\r\nA,x\n\n')
    assert [r.id for r in rows.rows] == ["b", "a"]
    assert list(rows.lines) == [4, 6]
    assert rows.rows[0].values["text"] == "two\nlines"


def test_the_head_says_whether_semicolons_or_tabs_separate(read):
    assert read("a.csv", "name;x\nA;1,5").rows[0].values == {"name": "A", "x": "1,5"}
    assert read("a.csv", "name\tx\nA\t1,5").rows[0].values == {"name": "A", "x": "1,5"}
    assert read("a.csv", "name\nA;B").rows[0].values == {"name": "A;B"}


def test_a_byte_order_mark_is_passed_over(read):
    assert read("a.csv", b"\xef\xbb\xbfname\nA").rows[0].values == {"name": "A"}


def test_a_name_of_which_no_letter_is_left_has_a_digest_for_an_id(read):
    assert [r.id for r in read("a.csv", "name\n🎾\n").rows] == [row_id("🎾")]
    assert row_id("🎾") == row_id(" 🎾 ") == "r_4127168eae36"


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("東京 Blend", "東京_blend"),
        ("ｺｰﾋｰ ガ", "コーヒー_ガ"),
        ("Ночная Чайка №1", "ночная_чайка_no1"),
        ("قهوة عربية", "قهوة_عربية"),
        ("هفت\u200cسین", "هفتسین"),
        ("मसाला चाय", "मसाला_चाय"),
        ("Łódź Smørrebrød", "łodz_smørrebrød"),
        ("\u202edeko\u202c: a/b\\c", "deko_a_b_c"),
        ("Kaffee ☕\ufe0f 1", "kaffee_1"),
    ],
)
def test_an_id_keeps_the_letters_of_any_script_and_nothing_that_a_file_name_must_not_have(name, own):
    assert row_id(name) == row_id(own) == own


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("a.csv", "name,x\nA\nB,1,2\nC,1", ["a.csv:2:1: the row has 1 field, the head has 2", "a.csv:3:1: the row has 3 fields, the head has 2 (a comma in a field needs quotes around the field)"]),
        ("a.csv", "Sport Name,,x,x,row\nA", ["a.csv:1:1: 'Sport Name' cannot name a field (for example sport_name)", "a.csv:1:1: column 2 has no name (the first line names the fields)", "a.csv:1:1: two columns are named 'x'", "a.csv:1:1: 'row' cannot name a field (letters, digits and _)"]),
        ("a.csv", "name\nSoccer\nA\nsoccer", ["a.csv:4:1: duplicate row 'soccer' (first on line 2)"]),
        ("a.csv", "name\nStraße\nSTRASSE", ["a.csv:3:1: duplicate row 'STRASSE' (first on line 2)"]),
        ("a.csv", "name\nC++\nC#", ["a.csv:3:1: row 'C#' has the id 'c', as the row on line 2 (rename one so that their letters or digits differ)"]),
        ("a.csv", 'name\n"A\nB', ["a.csv:2:1: a quote that opens in this row is never closed"]),
        ("a.csv", 'name\n"A"B', ['a.csv:2:1: text after a closing quote (a quote inside a quoted field is written twice: "")']),
        ("a.csv", "name,x\n,1", ["a.csv:2:1: the row has no 'name', the field that names it"]),
        ("a.csv", "name\n", ["a.csv: the list has no rows"]),
        ("a.csv", "", ["a.csv: the file is empty"]),
        ("a.csv", b"name\nZo\xe9", ["a.csv:2:3: byte 0xE9 at offset 7 is not UTF-8 (save the file as UTF-8; in PowerShell: Out-File -Encoding utf8)"]),
        ("a.csv", "name\nA\0", ["a.csv:2:2: the control character U+0000 cannot be in a document (delete it)"]),
        ("a.jsonl", '{"a": 1\n[1]\n{}\n{"a": [1]}\n{"b": 1}\n', ["a.jsonl:1:8: this is not JSON: Expecting ',' delimiter (one object per line)", "a.jsonl:2:1: a row is an object with fields, not a list", "a.jsonl:3:1: a row is an object with fields, not a mapping", "a.jsonl:4:1: a: text, a number, true or false is meant, not a list"]),
        ("a.jsonl", '{"a": 1, "a": 2}\n{"a": NaN}\n{"a b": 1}\n{"a": 1e-9}\n', ["a.jsonl:1:1: duplicate field 'a'", "a.jsonl:2:1: NaN is no number that can be used", "a.jsonl:3:1: 'a b' cannot name a field (for example a_b)", "a.jsonl:4:1: a: the number 1e-09 cannot be used"]),
        ("a.jsonl", '{"a": "x\\u0000"}\n{"a": "\\ud800"}', ["a.jsonl:1:1: a: the character U+0000 cannot be in a text", "a.jsonl:2:1: a: the character U+D800 cannot be in a text"]),
        ("a.jsonl", "[" * 100_000, ["a.jsonl:1:1: a value is nested too deep or too long a number"]),
        ("a.jsonl", '{"a": ' + "9" * 5000 + "}", ["a.jsonl:1:1: a value is nested too deep or too long a number"]),
        ("a.yaml", LIST + "rows:\n  - Judo\n  - {sport: judo}\n  - {place: x}\n  - {sport: A, b: [1]}\n  - {sport: B, b c: 1}", [
            "a.yaml:7:1: duplicate row 'judo' (first on line 6)", "a.yaml:8:1: the row has no 'sport', the field that names it",
            "a.yaml:9:19: b: text, a number, true or false is meant, not a list", "a.yaml:10:5: 'b c' cannot name a field (for example b_c)"]),
        ("a.yaml", LIST + "fields: {sport: {max_chars: 4}, n: {type: integer, max: 5}}\nrows:\n  - Tennis\n  - {sport: Judo, n: 9}", [
            "a.yaml:7:1: row 'tennis': input 'sport' has 6 characters, the limit is 4 ('Tennis')",
            "a.yaml:8:1: row 'judo': input 'n' is 9, the largest allowed is 5"]),
        ("a.yaml", LIST + "rows: []", ["a.yaml:5:7: rows: is empty"]),
        ("a.yaml", LIST + "rows: [[a]]", ["a.yaml:5:8: rows[0]: text, a whole number, a number, true or false or a mapping is meant, not a list"]),
    ],
)  # fmt: skip
def test_each_fault_says_which_line_and_what(problems, name, content, found):
    assert problems(name, content) == found


def test_case_keep_makes_two_names_of_two_spellings_if_their_ids_differ(read, problems):
    head = LIST + "case: keep\n"
    assert "has the id 'soccer'" in problems("a.yaml", head + "rows: [Soccer, soccer]")[0]
    assert "duplicate row" in problems("a.yaml", head + "rows: [Soccer, Soccer]")[0]


def test_many_faults_are_told_up_to_a_hundred(problems):
    assert len(problems("a.csv", "a,b\n" + "x\n" * 5_000)) == 100
    assert len(problems("a.jsonl", "[]\n" * 5_000)) == 100


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=120), st.sampled_from(["a.csv", "a.jsonl"]))
def test_any_bytes_are_rows_or_a_document_error_with_a_line_in_the_file(tmp_path_factory, data, name):
    path = tmp_path_factory.getbasetemp() / name
    path.write_bytes(data)
    lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1
    found = []
    try:
        read_rows(path, name)
    except DocumentError as exc:
        found = exc.problems
    assert all(0 <= p.line <= lines for p in found)


CELL = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=8)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10**6), CELL), min_size=1, max_size=8, unique_by=lambda r: r[0]))
def test_cells_written_by_the_csv_module_are_read_back(tmp_path_factory, cells):
    from mediagen.plan.text import narration

    out = io.StringIO()
    csv.writer(out).writerows([("k", "v"), *cells])
    path = tmp_path_factory.getbasetemp() / "round.csv"
    path.write_text(out.getvalue(), encoding="utf-8", newline="")
    want = [{"k": str(k)} | ({"v": narration(v)} if narration(v) else {}) for k, v in cells]
    assert [r.values for r in read_rows(path, "round.csv").rows] == want


def calls(work):
    """How many functions are called while it works: what it costs, whatever else the machine does."""
    events = Counter()
    sys.setprofile(lambda _frame, event, _what: events.update([event]))
    try:
        work()
    finally:
        sys.setprofile(None)
    return events["call"] + events["c_call"]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_a_hundred_thousand_rows_load_fast_and_small(tmp_path, name):
    rows = [(f"Sport number {i}", i % 7, f"Country {i}") for i in range(100_000)]
    path = tmp_path / name
    with path.open("w", encoding="utf-8") as out:
        if name.endswith("csv"):
            csv.writer(out).writerows([("sport", "level", "country"), *rows])
        else:
            out.writelines(json.dumps(dict(zip(("sport", "level", "country"), r, strict=True))) + "\n" for r in rows)
    assert len(read_rows(path, name).rows) == 100_000
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    cost = {}
    for number in (2_000, 4_000):
        path.write_text("".join(lines[:number]), encoding="utf-8")
        cost[number] = calls(lambda: read_rows(path, name))
    assert cost[4_000] < 4_000 * 80, "67 and 77 a row; a microsecond takes ten"
    assert cost[4_000] < 2.01 * cost[2_000]
    path.write_text("".join(lines[:5_000]), encoding="utf-8")
    tracemalloc.start()  # under which all takes four times as long
    found = read_rows(path, name)
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    values = sum(len(s) + 49 for row in found.rows for s in row.cells if isinstance(s, str))
    assert (held - values) / len(found.rows) < 300
