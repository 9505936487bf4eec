"""Documents found by name or path, and checked in company: with their lists, templates, styles and files."""

from __future__ import annotations

from pathlib import Path

import pytest

from mediagen.errors import DocumentError
from mediagen.library.documents import Library, check_narrative

SPORTS = "kind: list\nschema: 1\nid: sports\nkey: sport\nrows: [Judo, Rock Climbing]\n"
TEMPLATE = """\
kind: script_template
schema: 1
id: goal
inputs: {sport: {max_chars: 9, case: ignore}, level: {type: integer, default: 1}}
prompt: Write of {{ sport }}, {{ level }}
offline:
  facts: {table: sports, by: sport}
  paragraphs: [["{{ sport }} {{ facts.gear }}"]]
"""
STYLE = """\
kind: template
schema: 1
id: luxury
look: {prompt: gold, background: '#000000', deep: '#111111', accent: '#222222', light: '#333333'}
"""


def narrative(items, head="", name="goal"):
    return f"kind: narrative\nschema: 1\nid: {name}\nvoices: [nova]\n{head}items:\n{items}"


@pytest.fixture
def project(tmp_path):
    """Writes files; gives a library whose shipped templates are in `shipped`."""

    def write(**files):
        for folder in ("narratives", "templates", "shipped"):
            (tmp_path / folder).mkdir(exist_ok=True)
        for name, content in files.items():
            path = tmp_path / name.replace("__", "/").replace("_dot_", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        return Library((tmp_path / "narratives",), (tmp_path / "templates", tmp_path / "shipped"), tmp_path)

    return write


def told(call, *args):
    with pytest.raises(DocumentError) as caught:
        call(*args)
    return [str(p) for p in caught.value.problems]


def checked(library, name="goal", variables=None):
    return [str(p) for p in check_narrative(library, library.narrative(name), variables)]


def test_a_narrative_is_found_by_id_and_by_path_from_the_project(project):
    library = project(narratives__x_dot_yaml=narrative("  - {id: a, text: b}"))
    assert library.narrative("goal") is library.narrative("narratives/x.yaml")
    assert library.narrative("goal").file == "narratives/x.yaml"


def test_a_document_that_is_missing_is_told_the_close_one_and_all_there_are(project):
    library = project(
        narratives__goal_dot_yaml=narrative("  - {id: a, text: b}"),
        templates__goal_dot_yaml=TEMPLATE,
        templates__luxury_dot_yaml=STYLE,
    )
    assert told(library.narrative, "gaol") == [
        "narratives: no narrative 'gaol' (did you mean 'goal'? narratives here: goal)"
    ]
    assert told(library.script_template, "goa") == [
        "templates: no script template 'goa' (did you mean 'goal'? script templates here: goal)"
    ]
    assert told(library.style, "x") == ["templates: no style 'x' (styles here: luxury)"]
    assert told(library.narrative, "narratives/x.yaml") == ["narratives/x.yaml: there is no such file"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("rows.csv", "rows.csv: has the rows of a list, and is no document (name the document that says `each: rows`)"),
        (
            "./rows.csv",
            "rows.csv: has the rows of a list, and is no document (name the document that says `each: rows`)",
        ),
        ("goal.txt", "goal.txt: is no document: .txt is not YAML (name a file that ends in .yaml)"),
        ("film.mp4", "film.mp4: is no document: .mp4 is not YAML (name a file that ends in .yaml)"),
        ("narratives", "narratives: no ad 'narratives', which is a folder (ads here: none)"),
        ("./narratives", "narratives: is a folder, not a file (name a file in it)"),
        ("a.mp4", "a.mp4: there is no such file"),
    ],
)
def test_what_is_named_and_can_be_no_document_is_told_as_what_it_is(project, tmp_path, monkeypatch, name, said):
    library = project(rows_dot_csv="name\nAnn\n", goal_dot_txt=narrative(""))
    (tmp_path / "film.mp4").write_bytes(bytes(6_000_000))
    monkeypatch.chdir(tmp_path)
    assert told(library.ad, name) == [said]


def test_a_document_may_be_json_which_is_yaml(project):
    library = project(style_dot_json='{"kind": "ad"}')
    assert all("is missing" in fault for fault in told(library.ad, "style.json"))


@pytest.mark.parametrize("name", ["../shipped/luxury", "/etc/passwd", "a\0b", "", ".", "x" * 5000])
def test_an_id_is_never_a_path(project, name):
    library = project(shipped__luxury_dot_yaml=STYLE)
    assert "no style" in told(library.style, name)[0]
    assert told(library.narrative, name)


def test_a_projects_own_style_goes_before_the_shipped_one(project):
    library = project(templates__mine_dot_yaml=STYLE.replace("gold", "silver"), shipped__luxury_dot_yaml=STYLE)
    assert library.style("luxury").document.look.prompt == "silver"
    assert [s.file for s in library.styles()] == ["templates/mine.yaml"]


def test_all_narratives_are_sorted_by_id_and_pass_over_other_kinds(project):
    library = project(
        narratives__a_dot_yaml=narrative("  - {id: a, text: b}", name="zeta"),
        narratives__b_dot_yml=narrative("  - {id: a, text: b}", name="alpha"),
        narratives__sports_dot_yaml=SPORTS,
        narratives__notes_dot_txt="x",
    )
    assert [n.document.id for n in library.all_narratives()] == ["alpha", "zeta"]


def test_all_problems_of_all_files_are_told_in_one_error(project):
    library = project(
        narratives__a_dot_yaml="kind: x",
        narratives__b_dot_yaml="a: [",
        narratives__c_dot_yaml=narrative("  - {id: a, text: b}"),
        narratives__d_dot_yaml=narrative("  - {id: a, text: b}"),
        narratives__e_dot_yaml=narrative("  - {id: a, text: b}", name="Goal"),
    )
    found = told(library.all_narratives)
    assert [p.split(": ")[0] for p in found] == [
        "narratives/a.yaml:1:7",
        "narratives/b.yaml:1:5",
        "narratives/d.yaml:3:5",
        "narratives/e.yaml:3:5",
    ]
    assert "duplicate id 'goal' (it is the id of narratives/c.yaml too)" in found[2]
    assert "duplicate id 'Goal' (it is the id of narratives/c.yaml too)" in found[3]  # one file name on some systems


@pytest.mark.parametrize(
    "each", ["sports", "sports.yaml", "people.csv", "people", "more/people.jsonl", "narratives/sports.yaml"]
)
def test_each_names_a_list_by_id_or_a_file_beside_the_document_or_in_the_project(project, each):
    library = project(
        narratives__goal_dot_yaml=narrative("  - {id: a, text: b}", f"each: {each}\n"),
        narratives__sports_dot_yaml=SPORTS,
        narratives__people_dot_csv="sport\nJudo\nRock Climbing\n",
        narratives__more__people_dot_jsonl='{"sport": "Judo"}\n{"sport": "Rock Climbing"}\n',
    )
    assert [r.id for r in library.rows(library.narrative("goal")).rows] == ["judo", "rock_climbing"]


def test_each_names_a_file_however_a_system_composes_its_letters(project):
    document = narrative("  - {id: a, text: b}", "each: caf\u00e9\n")
    files = {"narratives__goal_dot_yaml": document, "narratives__cafe\u0301_dot_csv": "sport\nJudo\n"}
    library = project(**files)
    assert [r.id for r in library.rows(library.narrative("goal")).rows] == ["judo"]


@pytest.mark.parametrize(
    ("each", "message"),
    [
        ("sport", "each: no list 'sport' (did you mean 'sports'? lists here: sports)"),
        ("x.csv", "each: there is no file 'x.csv' (looked in narratives and"),
        ("x.json", "each: no list 'x.json' (a list is YAML, CSV or JSONL: one object per line)"),
        ("goal.yaml", "each: narratives/goal.yaml is no list, its kind is narrative"),
    ],
)
def test_a_list_that_is_missing_is_told_where_it_is_asked_for(project, each, message):
    library = project(
        narratives__goal_dot_yaml=narrative("  - {id: a, text: b}", f"each: {each}\n"),
        narratives__sports_dot_yaml=SPORTS,
    )
    (found,) = told(library.rows, library.narrative("goal"))
    assert found.startswith("narratives/goal.yaml:5:7: " + message)
    assert checked(library) == [found]


def test_csv_text_is_read_as_what_the_narratives_inputs_declare(project):
    head = "each: people.csv\ninputs: {age: {type: integer}, name: {}}\n"
    library = project(
        narratives__goal_dot_yaml=narrative('  - {id: a, text: "{{ name }} {{ age + 1 }}"}', head),
        narratives__people_dot_csv="name,age\n42,30\n",
    )
    assert library.rows(library.narrative("goal")).rows[0].values == {"name": "42", "age": 30}
    assert checked(library) == []


def test_a_narrative_without_each_has_no_rows(project):
    library = project(narratives__goal_dot_yaml=narrative("  - {id: a, text: b}"))
    assert library.rows(library.narrative("goal")) is None


def test_unknown_variables_and_syntax_errors_are_told_at_their_place_inside_the_text(project):
    items = """\
  - id: a
    text: >
      Hello {{ nmae }},
      {{ sport }} and
      {{ row.sport }}
  - id: b
    text: >
      one
      {{ sport|uper }}
  - id: c
    text: |

      {{ sport
  - {id: d, image: {prompt: "{{ spotr }}"}}
"""
    library = project(
        narratives__goal_dot_yaml=narrative(items, "each: sports\nvars: {name: Ann}\n"),
        narratives__sports_dot_yaml=SPORTS,
    )
    assert checked(library) == [
        "narratives/goal.yaml:10:16: items[0].text: unknown variable 'nmae' (did you mean 'name'?)",
        "narratives/goal.yaml:16:7: items[1].text: unknown filter 'uper' (did you mean 'upper'?)",
        "narratives/goal.yaml:20:7: items[2].text: template: unexpected end of template, expected 'end of print statement'.",
        "narratives/goal.yaml:21:33: items[3].image.prompt: unknown variable 'spotr' (did you mean 'sport'?)",
    ]


def test_inputs_of_a_script_template_are_checked_by_name_and_limit_for_every_row(project):
    items = """\
  - {id: a, script: goal, with: {spot: x}}
  - {id: b, script: goal, with: {sport: "{{ sport }}", level: high}}
  - {id: c, script: gaol}
  - {id: d, script: goal, with: {sport: Judo, level: 2}}
  - {id: e, script: goal}
"""
    library = project(
        narratives__goal_dot_yaml=narrative(items, "each: sports\n"),
        narratives__sports_dot_yaml=SPORTS.replace("rows: [Judo, ", "rows:\n - Judo\n - ").replace("]", ""),
        templates__goal_dot_yaml=TEMPLATE,
    )
    assert sorted(checked(library)) == [
        "narratives/goal.yaml:11:21: script template 'goal' needs the input 'sport' (with: {sport: …})",
        "narratives/goal.yaml:7:33: script template 'goal' needs the input 'sport' (with: {sport: …})",
        "narratives/goal.yaml:7:34: script template 'goal' has no input 'spot' (did you mean 'sport'?)",
        "narratives/goal.yaml:8:63: input 'level' must be a whole number, not 'high'",
        "narratives/goal.yaml:9:21: no script template 'gaol' (did you mean 'goal'? script templates here: goal)",
        (
            "narratives/sports.yaml:7:1: row 'rock_climbing': input 'sport' has 13 characters, the limit is 9 "
            "('Rock Climbing'; used in narratives/goal.yaml:8)"
        ),
    ]


def test_rows_that_break_the_narratives_limits_or_lack_what_a_text_needs_are_told_at_their_line(project):
    head = "each: people.csv\ninputs: {age: {type: integer, max: 100}}\n"
    library = project(
        narratives__goal_dot_yaml=narrative('  - {id: a, text: "Hi {{ name }} of {{ city }}"}', head),
        narratives__people_dot_csv="name,age,city\nAnn,101,Ulm\nBob,x,Bern\nCy,3,\n",
    )
    assert checked(library) == [
        "narratives/people.csv:2:1: row 'ann': input 'age' is 101, the largest allowed is 100",
        "narratives/people.csv:3:1: row 'bob': input 'age' must be a whole number, not 'x'",
        "narratives/people.csv:4:1: row 'cy' has no 'city' (needed in narratives/goal.yaml:8)",
    ]


def test_a_text_of_which_nothing_is_left_is_told_with_its_row(project):
    text = "{% if sport != 'Judo' %}x{% endif %}"
    library = project(
        narratives__goal_dot_yaml=narrative(f'  - {{id: a, text: "{text}"}}', "each: sports\n"),
        narratives__sports_dot_yaml=SPORTS,
    )
    assert checked(library) == ["narratives/goal.yaml:7:19: items[0].text: nothing is left of the text for row 'judo'"]


def test_an_input_without_a_value_is_told_and_set_gives_it(project):
    text = narrative('  - {id: a, text: "{{ name }}"}', "inputs: {name: {max_chars: 3}}\n")
    library = project(narratives__goal_dot_yaml=text)
    assert checked(library) == [
        "narratives/goal.yaml:5:16: input 'name' has no value (set it in vars, or --set name=…)"
    ]
    assert checked(library, variables={"name": "Ann"}) == []
    assert "has 5 characters, the limit is 3" in checked(library, variables={"name": "Annie"})[0]


def test_a_default_is_a_value(project):
    text = narrative('  - {id: a, text: "{{ name }}"}', "inputs: {name: {default: Ann}}\n")
    assert checked(project(narratives__goal_dot_yaml=text)) == []


def test_styles_and_source_files_of_images_must_be_there(project):
    image = "mode: image_to_image, prompt: p"
    items = f"""\
  - {{id: a, image: {{prompt: p, style: luxry}}}}
  - {{id: b, image: {{{image}, source: x.png}}}}
  - {{id: c, image: {{{image}, source: pic.png}}}}
  - {{id: d, image: {{{image}, source: "https://example.com/a.png"}}}}
  - {{id: e, image: {{{image}, source: "file:///etc/passwd"}}}}
"""
    library = project(
        narratives__goal_dot_yaml=narrative(items),
        narratives__pic_dot_png="x",
        shipped__luxury_dot_yaml=STYLE,
    )
    found = checked(library)
    assert found[0] == "narratives/goal.yaml:6:39: no style 'luxry' (did you mean 'luxury'? styles here: luxury)"
    assert found[1].startswith(
        "narratives/goal.yaml:7:62: items[1].image.source: there is no file 'x.png' (looked in narratives and"
    )
    assert found[2:] == [
        "narratives/goal.yaml:10:62: items[4].image.source: 'file:///etc/passwd': only http and https URLs, or a file"
    ]


def test_check_tells_every_problem_of_every_kind_of_document(project):
    library = project(
        narratives__a_dot_yaml="kind: narrative\n",
        narratives__goal_dot_yaml=narrative("  - {id: a, script: nope}"),
        narratives__people_dot_csv="name\nA\na\n",
        narratives__sports_dot_yaml=SPORTS.replace("Rock Climbing", "JUDO"),
        templates__goal_dot_yaml=TEMPLATE.replace("facts.gear", "sprt").replace("by: sport", "by: x"),
        shipped__luxury_dot_yaml=STYLE.replace("gold", "''"),
    )
    assert [str(p).split(" (")[0] for p in library.check()] == [
        "narratives/a.yaml:1:1: field 'schema' is missing",
        "narratives/a.yaml:1:1: field 'id' is missing",
        "narratives/a.yaml:1:1: field 'items' is missing",
        "narratives/goal.yaml:6:21: no script template 'nope'",
        "narratives/people.csv:3:1: duplicate row 'a'",
        "narratives/sports.yaml:5:1: duplicate row 'JUDO'",
        "shipped/luxury.yaml:4:16: look.prompt: is empty",
        "templates/goal.yaml:7:30: no input 'x'",
        "templates/goal.yaml:8:33: offline.paragraphs[0][0]: unknown variable 'sprt'",
    ]


def test_check_of_named_documents_looks_at_these_only(project):
    library = project(
        narratives__a_dot_yaml="kind: narrative\n",
        narratives__goal_dot_yaml=narrative("  - {id: a, text: b}"),
        narratives__people_dot_csv="name\nA\na\n",
    )
    assert library.check(["goal"]) == []
    assert [p.file for p in library.check(["narratives/people.csv", "gaol"])] == [
        "narratives",
        "narratives/people.csv",
    ]


def test_a_broken_file_of_the_same_name_is_an_error_not_a_missing_document(project):
    library = project(templates__luxury_dot_yaml="kind: template\n", shipped__luxury_dot_yaml=STYLE)
    assert told(library.style, "luxury")[0].startswith("templates/luxury.yaml:1:1:")


def test_a_broken_file_of_another_name_is_in_nobodys_way(project):
    library = project(templates__other_dot_yaml="kind: [", shipped__luxury_dot_yaml=STYLE)
    assert library.style("luxury").document.id == "luxury"


def test_the_examples_that_are_shipped_have_no_problems():
    root = Path(__file__).parents[2]
    library = Library((root / "narratives",), (root / "templates",), root)
    assert library.check() == []
    assert {n.document.id for n in library.all_narratives()} >= {"life_review", "goal_visualisation"}


@pytest.mark.parametrize("given", ["strength: 0.5", "focus: [0.4, 0.6]"])
def test_what_is_said_of_a_source_goes_with_one(project, given):
    plain, own = (
        narrative(f"  - {{id: a, image: {{prompt: p, {more}{given}}}}}")
        for more in ("", "mode: image_to_image, source: pic.png, ")
    )
    with pytest.raises(DocumentError, match=f"{given.partition(':')[0]} goes with mode: image_to_image"):
        checked(project(narratives__goal_dot_yaml=plain))
    assert checked(project(narratives__goal_dot_yaml=own, narratives__pic_dot_png="x")) == []
