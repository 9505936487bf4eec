"""cache stats, ls, show, verify, prune and rebuild, as a user sees them."""

from __future__ import annotations

import csv
import functools
import io
import json
import re
import shutil
import time

import pytest

from mediagen.cache.entries import Entry
from mediagen.cache.store import Cache
from tests.conftest import Project

AD = """\
kind: ad
schema: 1
id: ad
style: minimal
voices: [nova]
product: {name: Halden, description: A watch.}
"""


@pytest.fixture(scope="session")
def library(tmp_path_factory):
    """Bought speech (of documents and of scripts), a picture, a written script and a failure; nobody may change it."""
    project = Project(tmp_path_factory.mktemp("library") / "project")
    project.paid()
    project.look = functools.cache(project.here)  # each is asked once, however many tests look at the answer
    project.write(
        "narratives/talk.yaml",
        "kind: narrative\nschema: 1\nid: talk\nvoices: [nova, onyx]\nitems:\n"
        "  - {id: hello, type: question, text: 'What is the very first thing that you can remember, if you try hard?'}\n"
        "  - {id: bye, text: Good night.}\n",
    )
    project.write(
        "narratives/plan.yaml",
        "kind: narrative\nschema: 1\nid: plan\nvoices: [nova]\nitems:\n"
        "  - {id: see, script: goal_visualisation_sport_only_07, with: {sport: Rowing}}\n"
        "  - {id: boat, image: {prompt: a boat, size: square}}\n"
        "  - {id: bad, text: This is silence.}\n",
    )
    project.first = project.here("seed", "--jobs", "1", "--json")  # one after the other, as ls then lists them
    project.second = project.here("seed", "talk", "--json")
    return project


@pytest.fixture
def copy(library, tmp_path):
    shutil.copytree(library.folder, tmp_path / "copy")
    project = Project(tmp_path / "copy")
    project.paid()
    return project


def entries(library, *filters):
    return library.look("cache", "ls", *filters, "--json").json


# -- stats -------------------------------------------------------------------------------------------------------


def test_the_library_is_as_the_tests_need_it(library):
    assert (library.first.status, library.first.json["made"], library.first.json["failed"]) == (1, 7, 1)
    assert library.second.json["cached"] == 4


def test_stats_count_entries_by_kind_status_provider_voice_and_content_type(library):
    stats = library.look("cache", "stats", "--json").json
    assert stats["entries"] == 8
    assert stats["by_kind"] == {"image": 1, "script": 1, "speech": 6}
    assert stats["by_status"] == {"completed": 7, "rejected": 1}
    assert stats["by_provider"] == {"counting": 6, "offline": 2}
    assert stats["by_voice"] == {"nova": 4, "onyx": 2}
    assert stats["by_content_type"] == {"image": 1, "narrative": 3, "question": 2, "script": 2}
    assert stats["by_media_type"] == {"audio/wav": 5, "image/jpeg": 1, "text/plain": 1}


def test_stats_count_bytes_hits_and_money(library):
    stats = library.look("cache", "stats", "--json").json
    sizes = [e["bytes"] for e in entries(library)]
    assert stats["blobs"] == 5  # both voices of the counting provider sound alike
    assert stats["bytes_logical"] == sum(sizes)
    assert stats["bytes_on_disk"] > 0
    assert (stats["hits"], stats["misses"], stats["runs"]) == (4, 8, 2)
    assert {k: stats["last_run"][k] for k in ("hits", "misses", "made", "failed")} == {
        "hits": 4, "misses": 0, "made": 0, "failed": 0,
    }  # fmt: skip
    assert (stats["spent_usd"], stats["saved_usd"], stats["reserved_usd"]) == (
        pytest.approx(0.06), pytest.approx(0.04), 0,
    )  # fmt: skip
    assert (stats["expiring_soon"], stats["expired"], stats["quarantined"]) == (1, 0, 1)
    assert stats["oldest"] <= stats["newest"]
    for moment in (stats["oldest"], stats["newest"], stats["last_run"]["at"]):
        time.strptime(moment, "%Y-%m-%dT%H:%M:%SZ")


def test_stats_are_told_in_words_too(library):
    lines = dict(re.split("  +", line, maxsplit=1) for line in library.look("cache-stats").out.splitlines())
    assert lines["entries"] == "8 with 5 blobs"
    assert lines["look-ups"] == "4 hits, 8 misses (33% hits) in 2 runs"
    assert re.fullmatch(r"4 hits, 0 misses: 0 made, 0 failed, \d{4}-\d\d-\d\d \d\d:\d\d", lines["last run"])
    assert lines["money"] == "$0.0600 spent, $0.0400 saved by hits, $0 reserved"
    assert lines["to note"] == "1 expiring within 7 days, 0 expired, 1 in quarantine"
    assert lines["by voice"] == "nova 4, onyx 2"
    assert re.fullmatch(r"[\d.]+ MB in entries, [\d.]+ MB on disk", lines["bytes"])


def test_stats_of_nothing_are_zeros(project):
    stats = project.here("cache", "stats", "--json").json
    assert (stats["entries"], stats["hit_rate"], stats["last_run"], stats["oldest"]) == (0, None, None, None)
    assert project.here("cache", "stats").status == 0


# -- ls ----------------------------------------------------------------------------------------------------------


def test_ls_shows_type_voice_the_first_50_characters_size_time_and_cost(library):
    head, *rows = library.look("cache", "ls", "--document", "talk", "--voice", "nova").out.splitlines()
    assert head.split() == ["key", "kind", "type", "voice", "text", "size", "created", "cost"]
    question = next(row for row in rows if "question" in row)
    assert re.fullmatch(
        r"[0-9a-f]{10}  speech  question   nova   What is the very first thing that you can remembe…"
        r"  +[\d.]+ kB  \d{4}-\d\d-\d\d \d\d:\d\d  \$0\.0100",
        question,
    )


def test_ls_shows_the_text_of_speech_made_from_a_script(library):
    script = entries(library, "--kind", "script")[0]
    spoken = next(e for e in entries(library, "--kind", "speech") if e["item"] == "see")
    assert spoken["text"].split() == (library.folder / _blob(library, script)).read_text().split()


def _blob(project, entry):
    return project.here("cache", "show", entry["key"], "--json").json["path"]


@pytest.mark.parametrize(
    ("filters", "items"),
    [
        (["--kind", "image"], ["boat"]),
        (["--voice", "onyx"], ["bye", "hello"]),
        (["--type", "question"], ["hello", "hello"]),
        (["--document", "plan"], ["bad", "boat", "see", "see"]),
        (["--provider", "offline"], ["boat", "see"]),
        (["--status", "rejected"], ["bad"]),
        (["--text", "GOOD night"], ["bye", "bye"]),
        (["--kind", "speech", "--voice", "nova", "--text", "first thing"], ["hello"]),
    ],
)
def test_ls_lists_what_fits_all_filters(library, filters, items):
    assert sorted(e["item"] for e in entries(library, *filters)) == items


def test_ls_is_newest_first_and_may_be_limited(library):
    everything = entries(library)
    assert [e["created"] for e in everything] == sorted((e["created"] for e in everything), reverse=True)
    assert entries(library, "--limit", "2") == everything[:2]


def test_ls_shows_the_status_where_one_is_not_completed(library):
    head, row = library.look("cache", "ls", "--status", "rejected").out.splitlines()
    assert head.split()[:3] == ["key", "kind", "status"]
    assert row.split()[1:3] == ["speech", "rejected"]


def test_ls_as_csv_is_read_back_as_it_is(library):
    rows = list(csv.DictReader(io.StringIO(library.look("cache", "ls", "--format", "csv").out)))
    listed = entries(library)
    assert [row["key"] for row in rows] == [e["key"] for e in listed]
    assert list(rows[0]) == [
        "key", "kind", "status", "content_type", "voice", "text", "bytes", "created", "cost_usd", "provider", "model",
        "document", "item",
    ]  # fmt: skip
    question = next(row for row in rows if row["content_type"] == "question")
    assert question["text"] == "What is the very first thing that you can remembe…"
    assert (question["cost_usd"], question["document"], question["item"]) == ("0.01", "talk", "hello")


def test_ls_as_json_is_the_same_by_either_option(library):
    assert library.look("cache", "ls", "--format", "json").json == entries(library)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ls", "--kind", "speach"], "did you mean 'speech'"),
        (["ls", "--status", "complete"], "did you mean 'completed'"),
        (["ls", "--format", "xml"], "one of table, csv, json"),
        (["ls", "--limit", "-1"], "--limit"),
        (["show", "zz"], "no such key"),
        (["show", ""], "KEY is empty"),
        (["prune", "--older-than", "90"], "such as 90d"),
        (["prune", "--older-than", "forever"], "such as 90d"),
        (["prune", "--max-size", "20"], "such as 500MB"),
        (["prune", "--kind", "imag"], "--kind imag"),
        (["prune", "--status", "complete"], "--status complete"),
    ],
)
def test_what_cannot_be_meant_is_an_error(library, arguments, said):
    run = library.here("cache", *arguments)
    assert run.status == 2
    assert said in run.err


def test_ls_of_nothing_says_so_on_stderr(library):
    run = library.look("cache", "ls", "--voice", "nobody")
    assert (run.status, run.out) == (0, "")
    assert "no entry fits" in run.err


def test_ls_lists_what_is_being_made_now(project):
    project.paid()
    project.narrative(["Slow."])
    project.gate()
    process = project.begin("seed")
    while not project.calls():
        assert process.poll() is None
    pending = ("cache", "ls", "--status", "pending", "--json")
    assert [e["item"] for e in project.here(*pending).json] == ["item_000"]
    process.kill()
    process.communicate()
    assert project.here(*pending).json == []


# -- show --------------------------------------------------------------------------------------------------------


def test_show_tells_all_about_an_entry_by_the_first_digits_of_its_key(library):
    key = next(e["key"] for e in entries(library, "--type", "question") if e["voice"] == "nova")
    shown = library.look("cache", "show", key[:12].upper(), "--json").json
    assert shown["key"] == key
    assert shown["request"]["text"].startswith("What is the very first thing")
    assert (shown["request_id"], shown["cost_usd"], shown["media_type"]) == ("r1", 0.01, "audio/wav")
    assert shown["facts"]["duration_s"] > 1
    assert shown["path"].endswith(f"{shown['digest']}.wav")
    told = dict(re.split("  +", line, maxsplit=1) for line in library.look("cache", "show", key).out.splitlines())
    assert (told["key"], told["expires"], told["cost_usd"], told["request.voice"]) == (key, "never", "$0.0100", "nova")


def test_show_lists_the_keys_where_a_beginning_fits_several(project):
    own = [start + "0" * 61 for start in ("aa1", "aa2", "ab1")]
    with Cache(project.folder / ".mediagen/cache") as cache:
        for key in own:
            entry = {"kind": "speech", "status": "failed", "provider": "offline", "model": "m", "created": time.time()}
            cache.remember(Entry(key=key, **entry))
    run = project.here("cache", "show", "aa")
    assert run.status == 2
    assert [key[:16] in run.err for key in own] == [True, True, False]


# -- verify, prune, rebuild --------------------------------------------------------------------------------------


def test_verify_of_a_sound_cache_says_so(library):
    run = library.look("cache", "verify")
    assert run.status == 0
    assert re.fullmatch(r"8 entries, 5 blobs, [\d.]+ MB: all sound\n", run.out)
    assert library.look("cache", "verify", "--json").json["faults"] == []


def test_verify_tells_each_fault_and_what_repair_did(copy):
    victim = next((copy.folder / ".mediagen/cache/blobs").rglob("*.jpg"))
    victim.unlink()
    before = copy.here("cache", "verify")
    assert before.status == 5
    assert "missing: plan/boat" in before.out
    assert before.out.splitlines()[-1].endswith("not sound; `mediagen cache verify --repair` mends it, then seed again")
    after = copy.here("cache", "verify", "--repair", "--json")
    assert after.status == 0
    assert [(f["what"], f["mended"]) for f in after.json["faults"]] == [("missing", "entry dropped")]
    assert copy.here("seed", "plan", "--only", "image", "--json").json["made"] == 1


def test_prune_without_rules_is_about_what_has_expired(copy):
    assert copy.here("cache", "prune").out == "nothing to delete\n"


def test_prune_shows_what_would_go_and_leaves_it(copy):
    run = copy.here("cache", "prune", "--kind", "script,image")
    assert run.out.splitlines()[0].split() == ["key", "kind", "why", "text", "size", "cost"]
    assert re.fullmatch(r"2 entries, [\d.]+ kB: would go; add --yes to delete", run.out.splitlines()[-1])
    assert copy.here("cache", "stats", "--json").json["entries"] == 8
    gone = copy.here("cache", "prune", "--kind", "script,image", "--yes")
    assert gone.out.splitlines()[-1].endswith(": deleted")
    assert copy.here("cache", "stats", "--json").json["by_kind"] == {"speech": 6}


def test_prune_spares_what_was_bought_and_says_so(copy):
    run = copy.here("cache", "prune", "--max-size", "1kB", "--yes", "--json")
    assert run.json["spared_paid"] > 0
    assert {e["kind"] for e in run.json["entries"]} == {"script", "image"}
    told = copy.here("cache", "prune", "--kind", "speech").out
    assert "6 bought entries stay (unless --include-paid)" in told


def test_prune_by_age_takes_the_old_only(copy):
    assert copy.here("cache", "prune", "--older-than", "1h", "--include-paid", "--json").json["entries"] == []
    assert len(copy.here("cache", "prune", "--older-than", "0s", "--include-paid", "--json").json["entries"]) == 8


def test_rebuild_restores_entries_money_and_times(copy, monkeypatch):
    before, clock = copy.here("cache", "stats", "--json").json, time.time
    monkeypatch.setattr(time, "time", lambda: clock() + 60)
    restored = copy.here("cache", "rebuild", "--json").json
    after = copy.here("cache", "stats", "--json").json
    assert restored["entries"] == after["entries"] == 7  # a rejection is only remembered for a while
    for name in ("blobs", "hits", "misses", "spent_usd", "saved_usd"):
        assert after[name] == before[name], name
    assert abs(_seconds(after["newest"]) - _seconds(before["newest"])) <= 2
    assert abs(_seconds(after["oldest"]) - _seconds(before["oldest"])) <= 2


def _seconds(moment):
    return time.mktime(time.strptime(moment, "%Y-%m-%dT%H:%M:%SZ"))


def test_commands_that_look_change_nothing(copy):
    def state():
        root = copy.folder / ".mediagen/cache"
        return sorted(
            (str(p.relative_to(root)), p.read_bytes())
            for p in root.rglob("*")
            if p.is_file() and p.parent.name not in {"index", "locks"}
        )

    before = state()
    for command in ("stats", "ls", "verify", "prune"):
        copy.here("cache", command)
    assert state() == before


@pytest.mark.parametrize(
    "words",
    ["cache stats", "cache ls", "cache verify", "cache prune", "cache rebuild", "cache show 3f6c", "cache diff", "jobs",
     "costs", "costs --open", "costs --resolve all --not-billed", "doctor", "explain 3f6c", "explain talk/item_000",
     "plan", "seed --dry-run", "plan ad", "render ad --dry-run"],
)  # fmt: skip
def test_to_look_makes_no_cache_where_there_is_none(project, words):
    project.narrative(["Hello."])
    project.write("narratives/ad.yaml", AD)
    run = project.here(*words.split())
    assert "internal" not in run.err
    assert [path.name for path in project.folder.iterdir()] == ["narratives"]


def test_json_is_told_from_the_first_to_the_last_error(project):
    run = project.here("cache", "ls", "--json", "--nonsense")
    assert run.status == 2
    assert json.loads(run.out)["error"]["code"] == "usage"
