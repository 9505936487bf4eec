"""A user's mistakes: what is wrong, where, the remedy, an exit status; never a traceback (Project.run asserts it)."""

from __future__ import annotations

import pytest

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
    "unknown variable": (
        HEAD + "vars: {name: Ann}\nitems:\n  - {id: a, text: 'Hi {{ nmae }}'}\n",
        "did you mean 'name'",
    ),
    "template injection": (HEAD + "items:\n  - {id: a, text: \"{{ ''.__class__.__mro__ }}\"}\n", ":6:"),
    "missing list": (HEAD + "each: sprots\nitems:\n  - {id: a, text: Hi}\n", "no list 'sprots'"),
    "missing template": (HEAD + "items:\n  - {id: a, script: nothing_like_it}\n", "no script template"),
    "missing style": (HEAD + "items:\n  - {id: a, image: {prompt: x, style: luxry}}\n", "did you mean 'luxury'"),
    "0 bytes": ("", "empty"),
    "10 MB of text": (HEAD + "items:\n  - {id: a, text: " + "word " * 2_000_000 + "}\n", "MB"),
    "a YAML bomb": (
        "a: &a [x,x,x,x,x,x,x,x,x]\n"
        + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(9)),
        "talk.yaml",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_document_is_refused_with_its_place(project, fault):
    text, said = FAULTS[fault]
    project.write("narratives/talk.yaml", text)
    for command in ("check", "seed"):
        run = project.run(command)
        assert run.status == 2
        assert said in run.out + run.err
        assert "narratives/talk.yaml" in run.out + run.err


def test_invalid_utf8_is_refused_with_its_place(project):
    (project.folder / "narratives/talk.yaml").write_bytes(HEAD.encode() + b"title: caf\xe9\n")
    run = project.run("check")
    assert (run.status, "narratives/talk.yaml:5" in run.out) == (2, True)


def test_unquoted_ratios_and_words_stay_text(project):
    project.write("narratives/talk.yaml", HEAD + "items:\n  - {id: a, text: 9:16}\n  - {id: b, text: no}\n")
    items = project.run("plan", "--json").json["missing"]
    assert len(items) == 2
    assert project.run("explain", "talk/a", "--json").json["request"]["text"] == "9:16"
    assert project.run("explain", "talk/b", "--json").json["request"]["text"] == "no"


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["seed", "nothing"], 2, "no narrative 'nothing'"),
        (["seed", "--voices", "nowa"], 2, "did you mean nova"),
        (["seed", "--only", "speach"], 2, "did you mean 'speech'"),
        (["seed", "--set", "x"], 2, "NAME=VALUE"),
        (["speak", "Hi", "--voice", "zzz"], 2, "known:"),
        (["speak", "@nothing.txt"], 2, "nothing.txt"),
        (["image", "x", "--size", "huge"], 2, "size"),
        (["image", "x", "--fast", "--steps", "20"], 2, "1 to 12 steps"),
        (["schema", "narative"], 2, "did you mean 'narrative'"),
        (["explain", "zz"], 2, "no such key or item"),
        (["frobnicate"], 2, "no such command"),
        (["-C", "nowhere", "check"], 2, "no such folder"),
    ],
)
def test_wrong_usage_is_told_with_a_remedy(project, arguments, status, said):
    project.narrative(["Hello."])
    run = project.run(*arguments)
    assert run.status == status
    assert said in run.err


def test_an_unknown_setting_names_its_line(project):
    project.write("mediagen.toml", "schema = 1\n[cache]\ndri = 'x'\n")
    run = project.run("check")
    assert run.status == 3
    assert "mediagen.toml:3: unknown setting cache.dri (did you mean dir?)" in run.err


def test_the_environment_stands_over_the_file_and_config_says_so(project):
    project.write("mediagen.toml", "[run]\njobs = 2\n")
    settings = project.run("config", "--json", MEDIAGEN_RUN_JOBS="3").json["settings"]
    assert settings["run.jobs"] == {"value": 3, "from": "environment MEDIAGEN_RUN_JOBS"}
    assert settings["cache.dir"]["from"] == "default"


def test_a_cache_that_cannot_be_written_is_a_storage_error(project):
    project.narrative(["Hello."])
    project.write(".mediagen", "a file where the folder should be")
    run = project.run("seed")
    assert run.status == 5
    assert "error[storage]" in run.err


def test_letter_case_makes_no_other_sport(project):
    for sport in ("Soccer", " soccer "):
        run = project.run("script", "goal_visualisation_sport_only_07", "--set", f"sport={sport}", "--json")
        assert run.status == 0
    assert run.json["how"] == "cached"


def test_output_survives_an_ascii_terminal(project):
    project.narrative(["Hello."])
    assert project.run("seed", "--dry-run", LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0").status == 0
    assert project.run("speak", "Hi", "--voice", "zzz", PYTHONIOENCODING="ascii").status == 2
