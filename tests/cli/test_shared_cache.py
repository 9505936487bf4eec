"""The commands of a shared cache, and what others do with hits whose bytes are elsewhere."""

from __future__ import annotations

import re

import pytest
from PIL import Image

from mediagen.cache.store import Cache
from mediagen.client import Manifest
from tests.conftest import ROOT
from tests.render.conftest import WORDS, Ads, quick
from tests.support.segments import leaves
from tests.support.stores import STORES
from tests.support.team import Team

TEXTS = ["Hello there.", "How are you?", "Good night."]


@pytest.fixture
def team(tmp_path):
    with STORES["folder"](tmp_path) as (settings, environment):
        yield Team(tmp_path / "team", settings, environment)


def test_diff_says_what_is_where(team):
    a = team.machine("a", TEXTS[:2])
    a.report()
    b = team.machine("b", TEXTS[1:], mode="read-only")
    b.report()
    run = b.does("cache", "diff", "--json")
    sides = {side: sorted(one["item"] for one in run.json[side]) for side in ("here", "both", "there")}
    assert sides == {"here": ["item_001"], "both": [], "there": ["item_000", "item_001"]}
    assert "`mediagen cache push` shares what is here alone" in b.does("cache", "diff").out


def test_pull_fetches_what_documents_declare_or_all(team):
    team.machine("a", TEXTS).report()
    b = team.machine("b", TEXTS[:1])
    assert b.does("cache", "pull", "talk", "--json").json["entries"] == 1
    assert b.does("cache", "pull", "talk", "--json").json["entries"] == 0
    assert b.does("cache", "pull").out.startswith("2 entries")
    assert len(list((b.folder / ".mediagen/cache/blobs").rglob("*.wav"))) == 3


def test_of_two_keys_with_the_same_bytes_each_is_counted_and_fetched(team):
    """The counting provider's voices sound alike."""
    a, b = team.machine("a"), team.machine("b")
    for one in (a, b):
        one.narrative(TEXTS[:1], voices="nova, onyx")
    a.report()
    size = next((a.folder / ".mediagen/cache/blobs").rglob("*.wav")).stat().st_size

    def told():
        rows = [line.split() for line in b.does("cache", "diff").out.splitlines()[2:5]]
        return {row[0]: (int(row[1]), " ".join(row[2:])) for row in rows}

    shown, nothing = (2, f"{size / 1000:.1f} kB"), (0, "0 B")
    assert told() == {"both": nothing, "here": nothing, "there": shown}
    assert b.does("cache", "pull", "talk", "--voices", "nova", "--json").json["entries"] == 1
    assert told() == {"both": (1, shown[1]), "here": nothing, "there": (1, shown[1])}
    assert b.does("cache", "pull", "--json").json["entries"] == 1
    assert told() == {"both": shown, "here": nothing, "there": nothing}
    assert b.does("cache", "pull", "--json").json["entries"] == 0


def test_push_shares_what_was_bought_before_the_cache_was_shared(team):
    a = team.machine("a", TEXTS)
    toml = a.folder / "mediagen.toml"
    shared = toml.read_text()
    toml.write_text(shared.replace('target = "team"', 'target = ""'))
    a.report()
    toml.write_text(shared)
    pushed = a.does("cache", "push", "--json").json
    assert pushed.pop("bytes") > 10_000
    assert pushed == {"schema": 1, "ok": True, "entries": 3, "listed": 0, "faults": []}
    assert a.does("cache", "push", "--json").json["entries"] == 0
    assert team.machine("b", TEXTS).report()["made"] == 0


def test_push_and_pull_of_documents_are_of_what_they_declare_and_no_more(team):
    def with_two(name):
        one = team.machine(name, TEXTS[:1])
        one.narrative(TEXTS[1:], name="other")
        return one

    a, b = with_two("a"), with_two("b")
    a.toml.write_text(a.toml.read_text().replace('target = "team"', 'target = ""'))
    a.report()
    a.toml.write_text(a.toml.read_text().replace('target = ""', 'target = "team"'))
    assert a.does("cache", "push", "other", "--json").json["entries"] == 2
    assert b.does("plan", "--json").json["hits"] == 2
    a.does("cache", "push")
    assert b.does("cache", "pull", "talk", "--json").json["entries"] == 1
    assert b.does("cache", "pull", "talk", "other", "--json").json["entries"] == 2


def test_pull_of_an_ad_is_of_what_its_films_are_made_of(team):
    def filming(name):
        one = team.machine(name, TEXTS, share="all")
        one.write("narratives/ad.yaml", (ROOT / "narratives/ad.yaml").read_text())
        return one

    a, b = filming("a"), filming("b")
    a.report()
    assert a.does("render", "halden", "--stop-after", "voice").status == 0
    assert b.does("plan", "halden", "--json").json["hits"] == 5
    assert list((b.folder / ".mediagen/cache/blobs").rglob("*.*")) == []  # to plan needs no media
    assert b.does("cache", "pull", "halden").status == 0
    with Cache(b.folder / ".mediagen/cache") as cache:
        assert sorted(entry.kind for entry in cache.entries()) == ["script", *["speech"] * 4]
    (team.folder.parent / "public").rename(team.folder.parent / "away")
    run = b.does("render", "halden", "--stop-after", "voice", "--json")
    assert (run.status, run.json["made"]) == (0, 0)


def test_they_say_how_far_they_are_and_the_result_is_all_that_is_on_stdout(team):
    a, b = team.machine("a", TEXTS), team.machine("b", TEXTS)
    team.environment = {"MEDIAGEN_CACHE_REMOTE_MODE": "read-only"}
    a.report()
    team.environment = {}
    pushed, pulled = a.does("cache", "push"), b.does("cache", "pull")
    assert re.search(r"^\[.*\] shared 3/3 entries, [\d.]+ kB of [\d.]+ kB$", pushed.err, re.MULTILINE)
    assert re.search(r"^\[.*\] fetched 3/3 entries, ", pulled.err, re.MULTILINE)
    assert pulled.out.startswith("3 entries (")


def test_on_a_terminal_they_show_a_bar_that_is_gone_at_the_end(team):
    terminal = pytest.importorskip("tests.support.terminal", reason="a terminal of POSIX")
    team.machine("a", TEXTS).report()
    screen = terminal.Terminal(team.machine("b", TEXTS)).buy("cache", "pull")
    assert screen.status == 0
    assert any(line.startswith("fetched 3/3 ") for line in screen.ever)
    assert [line.partition(" (")[0] for line in screen.left] == ["3 entries"]


@pytest.mark.parametrize("command", ["push", "pull", "diff"])
def test_without_a_shared_cache_they_say_how_to_have_one(project, command):
    run = project.here("cache", command)
    assert run.status == 3
    assert '[cache.remote] target = "NAME"' in run.err


@pytest.mark.parametrize(("command", "mode"), [("push", "read-only"), ("pull", "write-only")])
def test_a_mode_forbids_the_other_direction(team, command, mode):
    run = team.machine("a", mode=mode).does("cache", command)
    assert run.status == 3
    assert "read-write" in run.err


def test_the_mode_may_come_from_the_environment(team):
    a = team.machine("a", TEXTS)
    team.environment = {"MEDIAGEN_CACHE_REMOTE_MODE": "read-only"}
    a.report()
    assert not list((team.folder.parent / "public").rglob("*.json"))


def test_a_target_that_is_not_there_is_named(team):
    a = team.machine("a", TEXTS)
    team.environment = {"MEDIAGEN_CACHE_REMOTE_TARGET": "nowhere"}
    run = a.does("seed")
    assert run.status == 3
    assert "no such target: nowhere" in run.err
    assert team.bought == []


def test_publish_takes_the_other_target_and_never_the_shared_cache_by_itself(team, tmp_path):
    a = team.machine("a", TEXTS)
    a.report()
    assert "no target is chosen" in a.does("publish").err
    with (a.folder / "mediagen.toml").open("a") as file:
        file.write(f'[targets.cdn]\ntype = "folder"\npath = "{tmp_path}/cdn"\n')
    listed = {one["name"]: one["default"] for one in a.does("targets", "--json").json["targets"]}
    assert listed == {"team": False, "cdn": True}
    assert a.does("publish").status == 0
    assert len(list((tmp_path / "cdn/blobs").rglob("*.wav"))) == 3


def test_publish_fetches_only_what_the_target_lacks(team, tmp_path):
    a, b = (team.machine(name, TEXTS[:2]) for name in "ab")
    for one in (a, b):
        with (one.folder / "mediagen.toml").open("a") as file:
            file.write(f'[targets.cdn]\ntype = "folder"\npath = "{tmp_path}/cdn"\n')
    assert a.does("seed", "--publish").status == 0
    a.narrative(TEXTS)
    a.report()
    b.narrative(TEXTS)
    assert b.does("seed", "--publish").status == 0
    assert len(list((b.folder / ".mediagen/cache/blobs").rglob("*.wav"))) == 1
    manifest = Manifest.load(str(tmp_path / "cdn/manifests/talk.json"))
    assert [one.text for one in manifest if manifest.read(one)] == TEXTS
    assert sorted(team.bought) == sorted(TEXTS)


def test_explain_and_stats_know_what_is_shared(team):
    team.machine("a", TEXTS).report()
    b = team.machine("b", TEXTS)
    assert "hit" in b.does("explain", "talk/item_000").out
    [remote] = b.does("cache", "stats", "--json").json["remote"].values()
    assert remote["entries"] == 3


def test_verify_and_prune_are_about_this_cache_alone(team):
    team.machine("a", TEXTS).report()
    b = team.machine("b", TEXTS)
    b.report()
    assert b.does("cache", "verify", "--json").json["entries"] == 0
    b.does("cache", "pull")
    assert b.does("cache", "prune", "--kind", "speech", "--include-paid", "--yes").status == 0
    assert b.report()["cached"] == 3


def test_scripts_come_with_the_index_and_speech_of_them_is_a_hit_too(team):
    def writing(name):
        one = team.machine(name, share="all")
        toml = one.folder / "mediagen.toml"
        toml.write_text(toml.read_text().replace('speech = "counting"', 'speech = "offline"'))
        one.write(
            "narratives/goals.yaml",
            "kind: narrative\nschema: 1\nid: goals\nvoices: [nova]\nitems:\n"
            "  - {id: one, script: goal_visualisation_sport_only_07, with: {sport: rowing}}\n",
        )
        return one

    assert writing("a").report()["made"] >= 1
    b = writing("b")
    report = b.report()
    assert (report["made"], report["failed"]) == (0, 0)
    assert list((b.folder / ".mediagen/cache/blobs").rglob("*.*")) == []


@pytest.mark.slow
def test_a_film_that_another_machine_rendered_is_fetched_part_by_part(team):
    def filming(name):
        one = team.machine(name, share="all")
        toml = one.folder / "mediagen.toml"
        toml.write_text(toml.read_text().replace('speech = "counting"', 'speech = "offline"'))
        one.write("templates/quick.yaml", quick())
        Image.fromarray(leaves(480, 270)).save(one.folder / "narratives/leaves.png")
        Ads.ad(one, **WORDS)
        return one

    films = []
    for name in "ab":
        one = filming(name)
        report = one.does("render", "--preview", "--json").json
        films.append((report["made"] > 0, min((one.folder / "output").rglob("*.mp4")).read_bytes()))
    assert [made for made, _ in films] == [True, False]
    assert films[0][1] == films[1][1]
