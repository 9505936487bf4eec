"""What there is, what is in force, and why: help, completion, voices, sizes, styles, providers, config, doctor,
check, explain, schema.
"""

from __future__ import annotations

import os
import re

import pytest
import typer

from mediagen.cli import options
from mediagen.cli.app import COMMANDS, app, of_module
from mediagen.cli.state import NO_PROJECT
from mediagen.plan import requests
from tests.conftest import ROOT, Project

pytest.importorskip("pty", reason="a terminal of POSIX")
from tests.support.terminal import Terminal

SECRET = "sk-0123456789-0123456789-wxyz"


def tree():
    """(name, command) of every command and group there is."""
    groups = [("", typer.main.get_command(app))]
    while groups:
        prefix, group = groups.pop()
        for name, command in group.commands.items():
            if hasattr(command, "commands"):
                groups.append((f"{prefix}{name} ", command))
            yield f"{prefix}{name}", command


def commands():
    """The same without groups."""
    return ((name, command) for name, command in tree() if not hasattr(command, "commands"))


def test_the_tree_names_for_each_module_just_the_commands_that_it_registers():
    for module in set(COMMANDS.values()):
        assert set(of_module(module)) == {name for name, where in COMMANDS.items() if where == module}


ISSUE = "init check plan seed script speak image voices sizes styles providers cache-stats explain config doctor schema"
CACHE = "stats ls show verify prune rebuild"


# -- help and completion -----------------------------------------------------------------------------------------


def test_every_command_is_there_with_help_and_examples():
    found = dict(tree())
    assert set(ISSUE.split()) | {f"cache {name}" for name in CACHE.split()} <= set(found)
    for name, command in found.items():
        assert command.help, name
        assert "Examples:\n  mediagen " in (command.epilog or ""), name


def test_every_option_says_what_it_does():
    for name, command in commands():
        for option in command.params:
            assert getattr(option, "help", ""), f"{name} {option.name}"


def test_all_that_reports_has_json():
    without = {name for name, command in commands() if "--json" not in [o for p in command.params for o in p.opts]}
    assert without == {"init", "schema", "supabase schema"}  # makes files; prints JSON anyhow; prints SQL


def test_help_lists_commands_in_whole_sentences(project):
    screen = Terminal(project, 80).run("--help")
    assert screen.status == 0
    wanted = [line for line in screen.left if line.split()[:1] and line.split()[0] in ISSUE.split()]
    assert len(wanted) == len(ISSUE.split())
    assert not any(line.endswith("...") for line in screen.left[1:])  # the first tells of arguments


@pytest.mark.parametrize("group", [name for name, command in tree() if hasattr(command, "commands")])
def test_help_of_a_group_lists_its_commands_in_whole_sentences(project, group):
    lines = project.here(group, "--help", COLUMNS="80").out.splitlines()
    assert "Commands:" in lines
    assert not any(line.endswith("...") for line in lines[1:])


def test_help_of_a_command_names_arguments_as_people_write_them(project):
    assert project.here("speak", "--help").out.startswith("Usage: mediagen speak [OPTIONS] TEXT\n")
    assert project.here("targets", "gc", "--help").out.startswith("Usage: mediagen targets gc [OPTIONS]")
    seed = project.here("seed", "--help").out
    assert seed.startswith("Usage: mediagen seed [OPTIONS] [DOC]...\n")
    assert "\n  DOC  Narratives, by id or file." in seed


def test_a_command_that_is_missing_is_answered_with_help(project):
    run = project.here()
    assert (run.status, run.out) == (2, "")
    assert run.err.startswith("Usage: mediagen")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("seed --verbose", "say it before the command: `mediagen --verbose seed`"),
        ("cache ls --log-file x", "say it before the command: `mediagen --log-file FILE cache ls`"),
        ("seed --nothing", "`mediagen seed --help` tells how to use it"),
        ("--nothing", "`mediagen --help` tells how to use it"),
    ],
)
def test_an_option_of_mediagen_itself_behind_a_command_is_sent_before_it(project, words, said):
    run = project.here(*words.split())
    assert (run.status, run.err.splitlines()[1]) == (2, f"  → {said}")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_shown_and_installed_for_each_shell(project, shell):
    named = {"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1", "HOME": str(project.folder)}
    shown = project.here("--show-completion", shell, **named)
    assert shown.status == 0
    assert f"_MEDIAGEN_COMPLETE=complete_{shell}" in shown.out
    installed = project.here("--install-completion", shell, **named)
    assert installed.status == 0
    assert any("_MEDIAGEN_COMPLETE" in p.read_text() for p in project.folder.rglob("*") if p.is_file())


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("seed ta", ["talk"]),
        ("seed --only sp", ["speech"]),
        ("seed --voices nova,on", ["nova,onyx"]),
        ("speak Hi --voice ra", ["rachel"]),
        ("image x --size portrait_1", ["portrait_16_9"]),
        ("image x --style lux", ["luxury"]),
        ("script goal", ["goal_visualisation_sport_only_07"]),
        ("cache ls --status f", ["failed"]),
        ("cache r", ["rebuild"]),
        ("schema na", ["narrative"]),
        ("render ha", ["halden"]),
        ("render x --style lux", ["luxury"]),
        ("render x --stop-after vo", ["voice"]),
        ("plan hal", ["halden"]),
    ],
)
def test_tab_completes_names_of_the_project(project, words, offered):
    project.narrative(["Hello."])
    project.write("narratives/ad.yaml", (ROOT / "narratives/ad.yaml").read_text(encoding="utf-8"))
    number = len(words.split())
    run = project.here(_MEDIAGEN_COMPLETE="complete_bash", COMP_WORDS=f"mediagen {words}", COMP_CWORD=str(number))
    assert run.out.split() == offered


def test_tab_says_nothing_where_the_project_is_broken(project):
    project.write("mediagen.toml", "[run]\njobs = 'many'\n")
    run = project.here(_MEDIAGEN_COMPLETE="complete_bash", COMP_WORDS="mediagen seed ", COMP_CWORD="2")
    assert run.out.split() + run.err.split() == []


def test_the_kinds_that_the_cache_commands_offer_are_all_there_are():
    assert options.KINDS == requests.KINDS


# -- what there is to choose from --------------------------------------------------------------------------------


def test_voices_are_listed_by_the_names_that_documents_use(project):
    project.write("mediagen.toml", '[voices.coach]\noffline = "deep"\n')
    rows = [re.split("  +", line) for line in project.here("voices").out.splitlines()]
    assert rows[0] == ["voice", "language", "gender", "description", "by", "its own name"]
    named = {name: row[-1] for row in rows[1:] for name in row[0].split(", ")}
    assert named["nova"] == "heart"
    assert named["coach"] == named["onyx"] == "deep"
    found = {v["name"]: v for v in project.here("voices", "--json").json["voices"]}
    assert found["deep"]["also"] == ["onyx", "coach"]
    assert {v["gender"] for v in found.values()} == {"female", "male"}


def test_a_voice_that_ends_is_listed_with_its_day_and_told_to_who_plans_with_it(project):
    project.write("mediagen.toml", '[providers]\nspeech = "elevenlabs"\n')
    assert "; ends on 2026-12-31" in project.here("voices").out
    ends = {v["name"]: v["ends"] for v in project.here("voices", "--json").json["voices"]}
    assert (ends["Roger"], ends["Aria"]) == ("2026-12-31", None)
    project.narrative(["Hello."], voices="nova, onyx")
    told = [line for line in project.here("plan").err.splitlines() if "voice" in line]
    assert [line.partition(" ends on ")[0] for line in told] == ["mediagen: the voice Roger of elevenlabs (onyx)"]
    assert "error[usage]: --voices: unknown voice 'nobody'" in project.here("plan", "--voices", "nobody,onyx").err


def test_sizes_are_the_presets_in_pixels(project):
    assert project.here("sizes", "--json").json["sizes"] == {
        "square_hd": {"width": 1024, "height": 1024},
        "square": {"width": 512, "height": 512},
        "portrait_4_3": {"width": 768, "height": 1024},
        "portrait_16_9": {"width": 576, "height": 1024},
        "portrait_hd": {"width": 720, "height": 1280},
        "landscape_4_3": {"width": 1024, "height": 768},
        "landscape_16_9": {"width": 1024, "height": 576},
        "landscape_hd": {"width": 1280, "height": 720},
    }
    assert project.here("sizes").out.splitlines()[1].split() == ["square_hd", "1024", "1024"]


def test_a_projects_own_style_is_listed_and_overrides(project):
    own = (ROOT / "templates/luxury.yaml").read_text().replace("title: Luxury", "title: Our luxury")
    project.write("templates/luxury.yaml", own)
    styles = {s["id"]: s for s in project.here("styles", "--json").json["styles"]}
    assert {"luxury", "energetic", "minimal", "bold"} <= set(styles)
    assert (styles["luxury"]["title"], styles["luxury"]["file"]) == ("Our luxury", "templates/luxury.yaml")


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("command", ["voices", "styles", "providers", "sizes", "config", "cache ls", "plan"])
def test_tables_fit_the_terminal(seeded, command, columns):
    screen = Terminal(seeded, columns).run(*command.split())
    assert screen.status == 0
    assert max(map(len, screen.left)) <= columns
    assert any(line.strip() for line in screen.left[1:])


def test_a_table_for_which_the_terminal_is_too_narrow_is_told_row_by_row(seeded):
    left = Terminal(seeded, 40).run("plan").left
    assert left[:8] == [
        *("document  talk", "kind      speech", "by        offline", "voice     nova"),
        *("cached    2", "to make   0", "cost      $0", "saved     $0"),
    ]
    assert left[8] == "document  talk"


def test_a_narrow_list_of_the_cache_leaves_out_what_may_be_spared(project):
    project.paid()
    project.narrative(["A text that is longer than fifty characters, so that it must be cut."])
    project.here("seed")
    head, row = Terminal(project, 80).buy("cache", "ls").left
    assert head.split() == ["key", "type", "voice", "text", "size", "created", "cost"]
    assert re.fullmatch(
        r"[0-9a-f]{10}  narrative  nova   A text that i.*…  +[\d.]+ kB  \d{4}-\d\d-\d\d  \$0\.0100", row
    )


def test_providers_say_what_they_need_and_whether_it_is_there(project):
    project.paid(per_minute=30)
    rows = {(r["kind"], r["provider"]): r for r in project.here("providers", "--json").json["providers"]}
    assert rows["speech", "counting"] == {
        "kind": "speech", "provider": "counting", "model": "tone-1", "configured": True, "offline": False,
        "key_variable": "COUNTING_API_KEY", "key_set": True, "at_once": 4, "per_minute": 30, "about": "",
    }  # fmt: skip
    assert (rows["speech", "offline"]["configured"], rows["speech", "offline"]["offline"]) == (False, True)
    assert "COUNTING_API_KEY (not set)" in project.here("providers", COUNTING_API_KEY="").out


# -- doctor ------------------------------------------------------------------------------------------------------


def findings(run):
    return {f["name"]: f for f in run.json["findings"]}


def test_doctor_says_that_all_is_well(seeded):
    run = seeded.here("doctor")
    assert (run.status, run.out.splitlines()[-1]) == (0, "all is well")
    found = findings(seeded.here("doctor", "--json"))
    assert found["packages"]["detail"].endswith(", all at the versions that mediagen was tested with")
    assert found["speech"]["detail"].endswith("offline: results are marked so")
    assert {"python", "project", "keys", "cache", "disk", "output"} <= set(found)


def test_doctor_names_packages_that_are_not_those_that_it_was_tested_with(project):
    project.write("other/pillow-99.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: pillow\nVersion: 99.0\n")
    run = project.run("doctor", "--json", PYTHONPATH=f"{project.folder / 'other'}{os.pathsep}{ROOT}")
    found = findings(run)["packages"]
    assert (run.status, found["level"]) == (0, "warn")
    assert found["detail"].startswith("not as tested: pillow 99.0 instead of ")


def test_doctor_names_the_key_that_is_missing_and_never_shows_one(project):
    project.paid()
    run = project.here("doctor", "--json", COUNTING_API_KEY="")
    assert (run.status, run.json["ok"]) == (3, False)
    assert findings(run)["speech"] == {
        "name": "speech", "ok": False, "level": "bad",
        "detail": "provider counting needs COUNTING_API_KEY, which is not set",
        "remedy": 'export COUNTING_API_KEY=… or put it into .env; or set providers.speech = "offline" in mediagen.toml',
    }  # fmt: skip
    assert "COUNTING_API_KEY is not set" in findings(run)["keys"]["detail"].split(", ")
    mangled = project.here("doctor", COUNTING_API_KEY=SECRET + "\n")
    assert mangled.status == 3
    assert "blanks or control characters" in mangled.out
    assert SECRET[:8] not in mangled.out + mangled.err


@pytest.mark.parametrize(
    ("settings", "finding", "said"),
    [
        ('[providers]\nspeech = "ofline"\n', "speech", "no such provider"),
        ('[providers]\nspeech = "offline:other"\n', "speech", "has no such model"),
        ('[cache]\ndir = "notes.txt"\n', "cache", "notes.txt"),
        ('[project]\noutput = "notes.txt"\n', "output", "cannot be written"),
    ],
)
def test_doctor_has_a_remedy_for_what_is_wrong(project, settings, finding, said):
    project.write("mediagen.toml", settings)
    project.write("notes.txt", "a file where a folder should be")
    run = project.here("doctor", "--json")
    found = findings(run)[finding]
    assert (run.status, found["ok"]) == (3, False)
    assert said in found["detail"]
    assert found["remedy"]
    text = project.here("doctor").out
    assert f"BAD  {finding}: " in text
    assert "see the remedies above" in text


# -- check, schema, explain --------------------------------------------------------------------------------------


def test_check_says_what_it_looked_at(seeded):
    assert seeded.here("check").out == "all well: 1 narrative, with lists, script templates and styles\n"
    assert seeded.here("check", "talk", "--json").json == {
        "schema": 1, "ok": True, "documents": "1 document", "problems": [],
    }  # fmt: skip


def test_check_of_nothing_is_an_error(project):
    run = project.here("check")
    assert run.status == 2
    assert "there is no narrative to work on" in run.err


@pytest.mark.parametrize("command", ["seed talk", "render ad.yaml", "explain talk/item_000"])
def test_who_names_a_document_where_no_project_is_is_told_so(tmp_path, command):
    folder = Project(tmp_path)
    run = folder.here(*command.split())
    assert (run.status, run.err.splitlines()[1]) == (2, f"  → {NO_PROJECT}")
    assert folder.here(*command.split(), "--json").json["error"]["remedy"] == NO_PROJECT
    folder.write("mediagen.toml", "schema = 1\n")
    assert NO_PROJECT not in folder.here(*command.split()).err


def test_check_tells_all_problems_of_all_documents_at_once(project):
    head = "kind: narrative\nschema: 1\nid: {}\nvoices: [nova]\nitems:\n"
    project.write("narratives/a.yaml", head.format("a") + "  - {id: x, txt: Hi}\n  - {id: x, text: Hi, speed: 9}\n")
    project.write("narratives/b.yaml", head.format("b") + "  - {id: y, text: 'Hi {{ nobody }}'}\n")
    problems = project.here("check", "--json").json["problems"]
    assert [(p["file"], p["line"], p["column"]) for p in problems] == [
        ("narratives/a.yaml", 6, 13),
        ("narratives/a.yaml", 7, 10),
        ("narratives/a.yaml", 7, 30),
        ("narratives/b.yaml", 6, 26),
    ]
    assert ["txt" in problems[0]["message"], "duplicate" in problems[1]["message"]] == [True, True]


@pytest.mark.parametrize("kind", ["narrative", "list", "script_template", "template"])
def test_schema_prints_the_json_schema_of_a_kind(project, kind):
    schema = project.here("schema", kind).json
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["properties"]["kind"]["const"] == kind


def test_schema_prints_that_of_manifests_too_which_is_no_document(project):
    assert "words_url" in project.here("schema", "manifest").json["properties"]["items"]["items"]["properties"]
    assert "did you mean 'manifest'" in project.here("schema", "manifst").err


def test_explain_of_a_hit_says_when_for_what_and_by_whom(seeded):
    found = seeded.here("explain", "talk/item_000", "--voice", "nova", "--json").json
    assert found["verdict"] == "hit"
    assert re.fullmatch(
        r"made \d{4}-\d\d-\d\d \d\d:\d\d for talk/item_000 by offline \(hibari-[\w.+]+\)", found["detail"]
    )
    by_key = seeded.here("explain", found["key"][:10], "--json").json
    assert (by_key["key"], by_key["verdict"]) == (found["key"], "hit")


def test_explain_compares_a_miss_with_the_nearest_entry_of_the_same_item(seeded):
    run = seeded.here("explain", "talk/item_001", "--voice", "echo")
    assert "talk/item_001 [echo]: new" in run.out
    assert "the nearest entry differs in: voice" in run.out
    assert re.search(r"nearest  [0-9a-f]{64} \(talk/item_001 (nova|onyx)\)", run.out)
    assert re.search(r"voice: (heart|deep) → light", run.out)


def test_explain_shows_texts_from_where_they_part(project):
    start = "It begins in the very same way, word for word, and goes on like that until it "
    project.paid()
    project.narrative([start + "stops."])
    project.here("seed")
    project.narrative([start + "turns around."])
    assert (
        "text: …like that until it stops. → …like that until it turns around."
        in project.here("explain", "talk/item_000").out
    )


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("talk/item_01", "did you mean 'item_001'"),
        ("tolk/item_001", "did you mean 'talk'"),
        ("talk", "items of talk: item_000, item_001"),
        ("nothing", "items are DOCUMENT/ITEM"),
        ("f" * 70, "no such key or item"),
    ],
)
def test_explain_of_what_is_not_there_helps(seeded, what, said):
    run = seeded.here("explain", what)
    assert run.status == 2
    assert said in run.err


def test_explain_of_a_key_that_was_never_made_is_new(seeded):
    assert seeded.here("explain", "0" * 64, "--json").json["verdict"] == "new"


def test_explain_asks_for_a_row_where_there_are_rows(project):
    project.write("narratives/sports.csv", "sport\nRowing\nJudo\n")
    project.write(
        "narratives/talk.yaml",
        "kind: narrative\nschema: 1\nid: talk\nvoices: [nova]\neach: sports\n"
        "items:\n  - {id: hi, text: 'Hello {{ sport }}.'}\n",
    )
    run = project.here("explain", "talk/hi")
    assert run.status == 2
    assert "it has 2 rows: name one, such as talk/hi/judo" in run.err
    assert project.here("explain", "talk/hi/judo", "--json").json["request"]["text"] == "Hello Judo."


# -- init --------------------------------------------------------------------------------------------------------


def test_init_says_what_it_made_and_what_to_type_next(tmp_path):
    run = Project(tmp_path).run("init", "our media")
    assert run.out.splitlines()[-1] == "try: cd 'our media' && mediagen seed && mediagen gallery --open"
    made = [line.removeprefix("made ") for line in run.out.splitlines()[:-1]]
    assert all((tmp_path / path).is_file() for path in made)
    assert {"our media/mediagen.toml", "our media/.gitignore", "our media/narratives/sports.yaml"} <= set(made)


def test_init_keeps_what_is_there(tmp_path):
    project = Project(tmp_path)
    project.here("init")
    project.write("mediagen.toml", "schema = 1\n")
    refused = project.here("init")
    assert refused.status == 2
    assert "mediagen.toml is there already" in refused.err
    assert (tmp_path / "mediagen.toml").read_text() == "schema = 1\n"
    assert project.here("init", "--force").status == 0
    assert (tmp_path / "mediagen.toml").read_text() == (ROOT / "mediagen.toml").read_text()


CDN = '[targets.cdn]\ntype = "s3"\nbucket = "my-media"\n'
AWS = {"AWS_ACCESS_KEY_ID": "AKIA0123456789", "AWS_SECRET_ACCESS_KEY": "secret-0123456789"}
SUPABASE = '[targets.cdn]\ntype = "supabase"\nbucket = "my-media"\n'


@pytest.mark.parametrize(
    ("settings", "environment", "detail"),
    [
        ('[targets.here]\ntype = "folder"\n', {}, "here: {folder}/output/public, it can be written"),
        (CDN, AWS, "cdn: s3://my-media, credentials of the environment"),
        (f"{CDN}instance_role = true\n", {}, "cdn: s3://my-media, credentials of the role"),
        (
            SUPABASE,
            {"SUPABASE_URL": "http://127.0.0.1:1", "SUPABASE_SERVICE_ROLE_KEY": "secret-0123456789"},
            "cdn: supabase my-media, SUPABASE_SERVICE_ROLE_KEY is set",
        ),
    ],
    ids=["a folder", "a key", "a role", "Supabase"],
)
def test_doctor_says_with_what_a_target_will_be_opened_and_asks_nobody(project, settings, environment, detail):
    project.write("mediagen.toml", settings)
    run = project.here("doctor", "--json", HOME=str(project.folder), **environment)
    target = findings(run)["target"]
    assert (run.status, target["level"], target["detail"]) == (0, "ok", detail.format(folder=project.folder))
    assert "secret" not in run.out


@pytest.mark.parametrize(
    ("settings", "environment", "said"),
    [
        (CDN, {}, "cdn (s3://my-media): there are no AWS credentials"),
        (CDN, {"AWS_ACCESS_KEY_ID": "AKIA0123456789"}, "cdn (s3://my-media): AWS_SECRET_ACCESS_KEY is not set"),
        (SUPABASE, {}, "cdn (supabase my-media): SUPABASE_URL is not set"),
        (f'{SUPABASE}url = "http://127.0.0.1:1"\n', {}, "SUPABASE_SERVICE_ROLE_KEY is not set"),
        ('[targets.cdn]\ntype = "folder"\npath = "notes.txt"\n', {}, "notes.txt cannot be written"),
    ],
    ids=["no key", "half a key", "no address", "no key of Supabase", "a file"],
)
def test_what_only_publishing_needs_is_a_warning_and_of_a_shared_cache_it_is_wrong(
    project, settings, environment, said
):
    project.write("notes.txt", "a file where a folder should be")
    for more, name, level, status in (
        ("", "target", "warn", 0),
        ('[cache.remote]\ntarget = "cdn"\n', "shared cache", "bad", 3),
    ):
        project.write("mediagen.toml", settings + more)
        run = project.here("doctor", "--json", HOME=str(project.folder), **environment)
        found = findings(run)[name]
        assert (run.status, found["level"], said in found["detail"]) == (status, level, True), found
        assert found["remedy"]


@pytest.mark.parametrize(
    ("settings", "name", "said"),
    [
        (f"{CDN}buckett = 1\n", "target", "mediagen.toml:4:1: targets.cdn.buckett: there is no such setting"),
        ('[targets.cdn]\ntype = "ftp"\n', "target", "mediagen.toml:2:1: targets.cdn.type = 'ftp': no such type"),
        ('[publish]\ntarget = "cdm"\n', "target", "no such target: cdm; there is none yet"),
        ('[cache.remote]\ntarget = "team"\n', "shared cache", "no such target: team; there is none yet"),
    ],
)
def test_a_target_that_cannot_be_is_wrong_at_its_place(project, settings, name, said):
    project.write("mediagen.toml", settings)
    run = project.here("doctor", "--json", **AWS)
    assert (run.status, findings(run)[name]["detail"]) == (3, said)
    assert findings(run)[name]["remedy"]


def test_a_shared_cache_that_anyone_can_read_is_warned_of(project):
    project.write("mediagen.toml", f'{CDN}[cache.remote]\ntarget = "cdn"\n')
    found = findings(project.here("doctor", "--json", **AWS))["shared cache"]
    assert (found["level"], found["remedy"][:21]) == ("warn", "anyone can read it: t")


def test_large_numbers_have_their_thousands_set_apart_and_settings_read_as_in_the_file(project):
    rows = "".join(f"Sport {n}\n" for n in range(10_001))
    project.write("narratives/sports.csv", "sport\n" + rows)
    items = "each: sports\nitems: [{id: a, text: 'I like {{ sport }}.'}]\n"
    project.write("narratives/big.yaml", "kind: narrative\nschema: 1\nid: big\nvoices: [nova]\n" + items)
    table, total = project.here("plan").out.splitlines()[1:]
    assert ("10,001" in table.split(), total) == (True, "10,001 items: 0 cached, 10,001 to make for $0")
    settings = [line.split() for line in project.here("config").out.splitlines()]
    assert ["budget.day", "default"] in settings
    assert ["budget.allow_unpriced", "false", "default"] in settings
