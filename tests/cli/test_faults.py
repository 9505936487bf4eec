"""A user's mistakes: what is wrong, where, the remedy, an exit status; never a traceback (Project.run asserts it)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

HEAD = "kind: narrative\nschema: 1\nid: talk\nvoices: [nova]\n"

FAULTS = {
    "unknown kind": ("kind: narative\nschema: 1\nid: talk\n", "did you mean 'narrative'"),
    "unknown field": (HEAD + "itmes:\n  - {id: a, text: Hi}\n", "did you mean 'items'"),
    "wrong type": (HEAD + "items: 7\n", ":5:"),
    "empty narrative": (HEAD + "items: []\n", "items"),
    "duplicate ids": (HEAD + "items:\n  - {id: a, text: Hi}\n  - {id: a, text: Ho}\n", "duplicate item id 'a'"),
    "id with a separator": (HEAD + "items:\n  - {id: ../a, text: Hi}\n", "../a"),
    "id with a control character": (HEAD + 'items:\n  - {id: "a\\u0007", text: Hi}\n', ":6:"),
    "duplicate key": (HEAD + "id: other\nitems:\n  - {id: a, text: Hi}\n", "id"),
    "unknown voice": (HEAD.replace("nova", "nowa") + "items:\n  - {id: a, text: Hi}\n", "did you mean nova"),
    "unknown voice, far from any": (
        HEAD.replace("nova", "zzz") + "items:\n  - {id: a, text: Hi}\n",
        "known: bright, deep, echo, heart, light, nova, onyx, rachel, sarah, shimmer, warm",
    ),
    "unknown variable": (
        HEAD + "vars: {name: Ann}\nitems:\n  - {id: a, text: 'Hi {{ nmae }}'}\n",
        "did you mean 'name'",
    ),
    "template injection": (HEAD + "items:\n  - {id: a, text: \"{{ ''.__class__.__mro__ }}\"}\n", ":6:"),
    "missing list": (HEAD + "each: sprots\nitems:\n  - {id: a, text: Hi}\n", "no list 'sprots'"),
    "missing template": (HEAD + "items:\n  - {id: a, script: nothing_like_it}\n", "no script template"),
    "missing list file": (HEAD + "each: rows.csv\nitems:\n  - {id: a, text: Hi}\n", "there is no file 'rows.csv'"),
    "missing style": (HEAD + "items:\n  - {id: a, image: {prompt: x, style: luxry}}\n", "did you mean 'luxury'"),
    "missing input": (
        HEAD + "items:\n  - {id: a, script: goal_visualisation_sport_only_07}\n",
        "needs the input 'sport'",
    ),
    "no voice": (HEAD.replace("voices: [nova]\n", "") + "items:\n  - {id: a, text: Hi}\n", "voices"),
    "text and image": (HEAD + "items:\n  - {id: a, text: Hi, image: {prompt: x}}\n", "exactly one of text"),
    "no document": ("just some words\n", "a document is a mapping"),
    "two documents": (HEAD + "items:\n  - {id: a, text: Hi}\n---\nid: b\n", ":7:"),
    "a tag of Python": (HEAD + "items: !!python/object/apply:os.system [id]\n", ":5:"),
    "a control character": (HEAD + "items:\n  - {id: a, text: Hi \x07}\n", "U+0007"),
    "an escaped control character": (HEAD + 'items:\n  - {id: a, text: "Hi \\x1b[31m"}\n', "U+001B"),
    "0 bytes": ("", "empty"),
    "10 MB of text": (HEAD + "items:\n  - {id: a, text: " + "word " * 2_000_000 + "}\n", "MB"),
    "a text that is too long": (HEAD + "items:\n  - {id: a, text: " + "word " * 30_000 + "}\n", "100,000"),
    "a template without end": (
        HEAD + "items:\n  - {id: a, text: '{% for i in range(1000000000) %}x{% endfor %}'}\n",
        ":6:",
    ),
    "a YAML bomb": (
        "a: &a [x,x,x,x,x,x,x,x,x]\n"
        + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(9)),
        "talk.yaml",
    ),
    "nested without end": (HEAD + "items: " + "[" * 5_000 + "\n", ":5:"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_document_is_refused_with_its_place_before_anything_is_made(project, fault):
    text, said = FAULTS[fault]
    project.write("narratives/talk.yaml", text)
    run = project.here("seed", "--json")
    assert run.status == 2
    error = run.json["error"]
    assert error["code"] == "document"
    assert said in run.err
    assert "narratives/talk.yaml" in run.err
    assert error["problems"][0]["file"] == "narratives/talk.yaml"
    assert len(run.err) < 3_000
    assert not (project.folder / ".mediagen/cache/blobs").exists()


def test_check_and_seed_tell_the_same(project):
    items = "items:\n  - {id: a, text: '{{ x }}'}\n  - {id: b, script: none, voices: [nowa]}\n"
    project.write("narratives/talk.yaml", HEAD + "itmes: 7\n" + items)
    checked, seeded = project.here("check"), project.here("seed")
    assert (checked.status, seeded.status) == (2, 2)
    assert checked.out.splitlines()[:-1] == seeded.err.splitlines()[:-1]
    assert [line.partition(" ")[0] for line in checked.out.splitlines()] == [
        *(f"narratives/talk.yaml:{place}:" for place in ("5:1", "7:23", "8:21", "8:36")),
        "4",
    ]


ROWS = {
    "invalid UTF-8": (b"sport\nP\xe9tanque\n", "narratives/sports.csv:2:2: byte 0xE9"),
    "a row twice": (b"sport\nSoccer\n soccer \n", "narratives/sports.csv:3:"),
    "no rows": (b"sport\n", "narratives/sports.csv"),
    "0 bytes": (b"", "narratives/sports.csv: the file is empty"),
    "a comma too many": (b"sport\nJudo,Karate\n", "narratives/sports.csv:2:"),
    "a field that is not there": (b"spor\nJudo\n", "did you mean 'spor'"),
}


@pytest.mark.parametrize("fault", ROWS)
def test_a_faulty_list_is_refused_with_its_place(project, fault):
    data, said = ROWS[fault]
    (project.folder / "narratives/sports.csv").write_bytes(data)
    project.write("narratives/talk.yaml", HEAD + "each: sports\nitems:\n  - {id: a, text: 'Hi {{ sport }}'}\n")
    run = project.here("seed")
    assert run.status == 2
    assert said in run.err


def test_a_faulty_script_template_is_refused_where_it_is_used_and_where_it_is_wrong(project):
    template = (ROOT / "templates/goal_visualisation_sport_only_07.yaml").read_text(encoding="utf-8")
    project.write("templates/mine.yaml", template.replace("goal_visualisation_sport_only_07", "mine") + "colour: red\n")
    project.write("narratives/talk.yaml", HEAD + "items:\n  - {id: a, script: mine, with: {sport: Judo}}\n")
    run = project.here("seed")
    assert run.status == 2
    assert "templates/mine.yaml:" in run.err
    assert "colour" in run.err


def test_one_faulty_document_does_not_hide_behind_a_good_one(project):
    project.narrative(["Hello."], name="good")
    project.write("narratives/talk.yaml", HEAD + "items: []\n")
    assert project.here("seed", "good", "--dry-run").status == 0
    assert project.here("seed", "--dry-run").status == 2


def test_invalid_utf8_is_refused_with_its_place(project):
    (project.folder / "narratives/talk.yaml").write_bytes(HEAD.encode() + b"title: caf\xe9\n")
    run = project.here("check")
    assert (run.status, "narratives/talk.yaml:5" in run.out) == (2, True)


def test_unquoted_ratios_and_words_stay_text(project):
    project.write("narratives/talk.yaml", HEAD + "items:\n  - {id: a, text: 9:16}\n  - {id: b, text: no}\n")
    items = project.here("plan", "--json").json["missing"]
    assert len(items) == 2
    assert project.here("explain", "talk/a", "--json").json["request"]["text"] == "9:16"
    assert project.here("explain", "talk/b", "--json").json["request"]["text"] == "no"


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["seed", "nothing"], 2, "no narrative 'nothing'"),
        (["seed", "--voices", "nowa"], 2, "did you mean nova"),
        (["seed", "--only", "speach"], 2, "did you mean 'speech'"),
        (["seed", "--set", "x"], 2, "NAME=VALUE"),
        (["seed", "--voices", ","], 2, "no name is in it"),
        (["seed", "--type", "qestion"], 2, "--type qestion"),
        (["seed", "--jobs", "many"], 2, "--jobs"),
        (["seed", "--voice", "nova"], 2, "--voices"),
        (["seed", "narratives"], 2, "no narrative 'narratives'"),
        (["seed", "narratives/nothing.yaml"], 2, "narratives/nothing.yaml"),
        (["seed", "--set", "colour=red"], 2, "no document of this run uses"),
        (["--log-file", "narratives/talk.yaml/x", "check"], 2, "--log-file"),
        (["schema", "narative"], 2, "did you mean 'narrative'"),
        (["explain", "zz"], 2, "no such key or item"),
        (["frobnicate"], 2, "no such command"),
        (["-C", "nowhere", "check"], 2, "no such folder"),
        (
            ["-C", "narratives/talk.yaml", "check"],
            2,
            "talk.yaml: is a file\n  → name the folder that has the project's",
        ),
        (["seed", "--plan", "narratives"], 2, "narratives: is a folder, no plan"),
        (["-C", "", "check"], 2, "--project is empty\n  → is a variable of your shell not set?"),
        (["render", "x", "--out", ""], 2, "--out is empty"),
        (["render", "x", "--style="], 2, "--style is empty"),
        (["plan", "-o", ""], 2, "--output is empty"),
        (["seed", "--set", "a=b", "--set", ""], 2, "--set is empty"),
        (["init", ""], 2, "FOLDER is empty"),
        (["render", "x", ""], 2, "AD is empty\n  → is a variable of your shell not set? Give a value, or leave it out"),
        (["speak", ""], 2, "TEXT is empty\n  → is a variable of your shell not set? Give a value\n"),
        (["speak", "Hi.", "-o", "out/"], 2, "--output out/: is a folder\n  → name a file in it"),
        (["jobs", "--limit", "9" * 30], 2, "input should be less than or equal to 1000000"),
        (["cache", "ls", "--limit", "9" * 30], 2, "input should be less than or equal to 1000000000"),
    ],
)
def test_wrong_usage_is_told_with_a_remedy(project, arguments, status, said):
    project.narrative(["Hello."])
    run = project.here(*arguments)
    assert run.status == status
    assert said in run.err


def test_a_selection_that_selects_nothing_is_pointed_at(project):
    project.narrative(["Hello."])
    run = project.here("seed", "--match", "zz*")
    assert (run.status, run.out.splitlines()[-1][:8]) == (0, "0 items:")
    assert "no item fits --match zz*" in run.err


def test_an_output_folder_that_cannot_be_written_is_told_before_anything_is_made(project):
    project.paid()
    project.narrative(["Hello."])
    project.write("output", "a file where the folder should be")
    run = project.here("seed", "--json")
    assert (run.status, run.json["error"]["code"]) == (5, "storage")
    assert project.calls() == []


def test_a_cache_that_cannot_be_written_is_a_storage_error(project):
    project.narrative(["Hello."])
    project.write(".mediagen", "a file where the folder should be")
    run = project.here("seed")
    assert run.status == 5
    assert "error[storage]" in run.err


def test_letter_case_makes_no_other_sport(project):
    for sport in ("Soccer", " soccer "):
        run = project.here("script", "goal_visualisation_sport_only_07", "--set", f"sport={sport}", "--json")
        assert run.status == 0
    assert run.json["how"] == "cached"


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])  # of C, and of output that Windows redirects
def test_what_an_old_encoding_lacks_is_written_in_plainer_signs(project, encoding):
    run = project.run("speak", "Hi", "--voice", "zzz", PYTHONIOENCODING=encoding)
    assert (run.status, run.err.splitlines()[1]) == (2, "  -> `mediagen voices` tells more")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk at hand")
@pytest.mark.parametrize("asked", [["schema", "list"], ["schema", "ad"], ["--help"]])  # buffered, more, at once
def test_an_answer_that_a_full_disk_does_not_take_is_a_storage_error(project, asked):
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "mediagen", *asked]
        run = subprocess.run(command, cwd=project.folder, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (run.returncode, run.stderr.splitlines()[0]) == (
        5,
        "error[storage]: standard output: No space left on device",
    )


def test_all_documents_that_are_named_are_told_of_at_once(project):
    project.write("narratives/one.yaml", HEAD.replace("talk", "one") + "speed: 3\nitems: [{id: a, text: Hi}]\n")
    project.write("narratives/two.yaml", HEAD.replace("talk", "two") + "speed: 3\nitems: [{id: a, text: '{{ x }}'}]\n")
    problems = project.here("seed", "one", "two", "--json").json["error"]["problems"]
    assert [(p["file"], p["line"]) for p in problems] == [
        ("narratives/one.yaml", 5),
        ("narratives/two.yaml", 5),
        ("narratives/two.yaml", 6),
    ]


@pytest.mark.parametrize("option", [["--only", "pictures"], ["--type", "\udcff"], ["--only", "\udcff"]])
def test_an_option_that_cannot_be_meant_is_no_run(project, option):
    project.narrative(["Hello."])
    run = project.here("seed", *option, "--json")
    assert (run.status, run.json["error"]["code"]) == (2, "usage")
    assert project.here("jobs", "--json").json["jobs"] == []


def test_a_name_that_is_no_text_names_no_job(project):
    project.narrative(["Hello."])
    project.here("seed", "--only", "script")
    assert project.here("jobs", "show", "\udcff").err.splitlines()[1] == "  → `mediagen jobs` lists them"


def test_an_ad_whose_render_was_stopped_is_passed_over_where_none_is_named(project):
    project.narrative(["Hello."])
    ad = "kind: ad\nschema: 1\nid: clock\nstyle: bold\nvoices: [nova]\nproduct: {name: Clock, description: A clock.}\n"
    project.write("narratives/clock.yaml", ad)
    project.write("output/clock/manifest.json", '{"schema": 1, "ad": "clock", "films": []}')
    assert project.here("gallery", "--json").status == 0
    assert "clock: no film of it is in " in project.here("gallery", "clock").err


def test_text_from_a_standard_input_that_is_closed_is_asked_for_in_another_way(project, monkeypatch):
    monkeypatch.setattr(sys, "stdin", None)
    run = project.here("speak", "-")
    assert (run.status, run.err) == (2, "error[usage]: standard input is closed\n  → give the text itself, or @FILE\n")
