"""What CI and dashboards see: a summary for the job's page, exit statuses that tell faults apart, statistics in their formats."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys

import pytest
import yaml

from tests.conftest import ROOT
from tests.support.stores import STORES
from tests.support.team import Team

FAILS = "A forbidden thing."


@pytest.fixture
def shop(project, tmp_path):
    """A project with a paid voice, at a cent a text, and a folder to publish to."""
    project.paid()
    toml = (project.folder / "mediagen.toml").read_text()
    project.write("mediagen.toml", f'{toml}[targets.cdn]\ntype = "folder"\npath = "{tmp_path}/public"\n')
    return project


def summary(project, *arguments):
    """Exit status of a seed, and its summary."""
    path = project.folder / "summary.md"
    path.unlink(missing_ok=True)
    status = project.here("seed", "--summary", str(path), *arguments).status
    return status, path.read_text()


def test_a_summary_says_what_was_made_spent_and_published(shop):
    shop.narrative(["One.", "Two."])
    status, text = summary(shop, "--publish")
    assert status == 0
    assert text.startswith("## mediagen seed: all is there\n")
    assert "| 2 | 0 | 0% | 0 | 0 | $0.0200 | $0 |" in text
    assert "| voice\\_gen | counting | 2 | 0 | 2 | 0 | 0 |" in text
    assert "### Published to cdn: uploaded 2 of 2 files (" in text
    assert "| talk | 2 | 2 | 0 | 0 | new |" in text
    assert "| 0 | 2 | 100% | 0 | 0 | $0 | $0.0200 |" in summary(shop)[1]


def test_a_summary_says_what_is_left_for_the_next_night_and_why(shop):
    shop.narrative([f"Number {n}." for n in range(30)])
    status, text = summary(shop, "--max-cost", "0.05")
    assert status == 4
    assert text.startswith("## mediagen seed: 25 left for the next run\n")
    assert "### Left for the next run: 25, about $0.2500" in text
    assert text.count(": $0.0100, run") == 20
    assert "- … and 5 more" in text


def test_a_summary_says_what_failed_and_markup_in_it_is_text(shop):
    shop.narrative([FAILS], name="talk")
    status, text = summary(shop)
    assert status == 1
    assert text.startswith("## mediagen seed: 1 failed\n")
    assert "- talk/item\\_000 \\[nova\\]: " in text


def test_what_fails_for_the_same_reason_is_told_once_with_how_many_items_do(shop):
    shop.narrative([f"{FAILS} {n}" for n in range(3)])
    told = [line for line in shop.here("seed", "--jobs", "1").out.splitlines() if line.startswith("failed")]
    assert told == ["failed: talk/item_000 [nova] and 2 more: this is not allowed"]
    text = summary(shop)[1]
    assert text.startswith("## mediagen seed: 3 failed\n")
    assert text.count(" and 2 more: this is not allowed") == 1


def test_failures_outrank_a_budget_and_a_failed_publication_outranks_both(shop, tmp_path):
    shop.narrative([FAILS, "One.", "Two."])
    assert summary(shop, "--max-cost", "0.02")[0] == 1
    (tmp_path / "public").write_text("not a folder")
    status, text = summary(shop, "--max-cost", "0", "--publish")
    assert status == 5
    assert text.startswith("## mediagen seed: not published\n")
    assert "### Not published: " in text


def test_a_summary_is_added_to_what_is_there(shop):
    shop.narrative(["One."])
    path = shop.write("summary.md", "# Tonight\n")
    shop.here("seed", "--summary", str(path))
    shop.here("seed", "--summary", str(path))
    assert re.findall("^#+ .*", path.read_text(), re.MULTILINE) == [
        "# Tonight", "## mediagen seed: all is there", "## mediagen seed: all is there",
    ]  # fmt: skip


def test_a_summary_that_cannot_be_written_is_told_before_anything_is_bought(shop):
    shop.narrative(["One."])
    run = shop.here("seed", "--summary", "")  # as of a variable that is not set
    assert (run.status, shop.calls()) == (2, [])
    assert "--summary" in run.err


# -- the example workflow -------------------------------------------------------------------------------------------


def workflow() -> list[dict]:
    return yaml.safe_load((ROOT / "docs/examples/nightly.yml").read_text())["jobs"]["media"]["steps"]


def step(project, name: str):
    """Run a step of the example as a runner does; its exit status, what it printed, and the job's page."""
    [script] = [one["run"] for one in workflow() if one.get("name") == name]
    command = project.write("bin/mediagen", f'#!/bin/sh\nexec "{sys.executable}" -m tests.support.paid "$@"\n')
    command.chmod(0o755)
    page = project.folder / "page.md"
    environment = {
        "PATH": f"{command.parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "COUNTING_API_KEY": "secret-0123456789",
        "GITHUB_STEP_SUMMARY": str(page),
    }
    run = ["bash", "-eo", "pipefail", "-c", script]
    done = subprocess.run(
        run, cwd=project.folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    return done.returncode, done.stdout, page.read_text() if page.exists() else ""


MAKE = "Make what is missing and publish it"


@pytest.mark.slow
def test_the_example_goes_on_night_after_night_from_where_it_stopped(shop, tmp_path):
    from mediagen.client import Manifest

    shop.narrative([f"Number {n}." for n in range(4)])
    shop.write("mediagen.toml", (shop.folder / "mediagen.toml").read_text() + "[budget]\nrun = 0.03\n")
    assert step(shop, "Check the documents")[0] == 0
    status, out, page = step(shop, MAKE)
    assert (status, "::notice::" in out) == (0, True)
    assert "1 left for the next run" in page
    assert sum(bool(one.url) for one in Manifest.load(tmp_path / "public/manifests/talk.json")) == 3
    status, out, page = step(shop, MAKE)
    assert (status, out) == (0, "")
    assert all(one.url for one in Manifest.load(tmp_path / "public/manifests/talk.json"))
    assert step(shop, "What there is now")[2].rstrip().endswith("|")
    assert json.loads((shop.folder / "report.json").read_text())["made"] == 1


@pytest.mark.slow
def test_the_example_is_red_when_items_fail_and_says_broken_when_it_is(shop):
    shop.narrative([FAILS, "One."])
    status, out, page = step(shop, MAKE)
    assert (status, out.startswith("::error::some items failed")) == (1, True)
    assert "1 failed" in page
    shop.write("mediagen.toml", (shop.folder / "mediagen.toml").read_text().replace('"folder"', '"floppy"'))
    status, out, _ = step(shop, MAKE)
    assert (status, out.startswith("::error::broken (status 3)")) == (3, True)


def test_a_new_runner_each_night_takes_what_the_nights_before_have_shared_and_published(tmp_path):
    from mediagen.client import Manifest

    texts = [f"Number {n}." for n in range(5)]
    with STORES["folder"](tmp_path) as (settings, environment):
        team = Team(tmp_path / "team", settings, environment)
        nights = []
        for number in range(4):
            runner = team.machine(f"night-{number}", texts)
            with runner.toml.open("a") as file:
                file.write(f'[targets.cdn]\ntype = "folder"\npath = "{tmp_path}/cdn"\n')
            run = runner.does("seed", "--max-cost", "0.02", "--publish", "--json", "--summary", "page.md")
            manifest = Manifest.load(tmp_path / "cdn/manifests/talk.json")
            nights.append((run.status, run.json["made"], run.json["cached"], sum(bool(one.url) for one in manifest)))
        assert nights == [(4, 2, 0, 2), (4, 2, 2, 4), (0, 1, 4, 5), (0, 0, 5, 5)]
        assert "| 0 | 5 | 100% | 0 | 0 | $0 | $0.0500 |" in (runner.folder / "page.md").read_text()
        assert sorted(team.bought) == texts
        stats = runner.does("cache-stats", "--json").json
        counts = stats["local_files"], stats["remote"]["team"]["entries"], stats["published"]["cdn"]["published"]
        assert counts == (0, 5, 5)


def test_what_a_night_could_not_share_the_next_one_does_from_the_folder_that_ci_keeps(tmp_path):
    with STORES["folder"](tmp_path) as (settings, environment):
        team = Team(tmp_path / "team", settings, environment)
        first = team.machine("first", ["One.", "Two."])
        first.away()
        page = first.does("seed", "--summary", "page.md")
        assert page.status == 0
        assert "Shared cache: entries still to be shared: 2\n" in (first.folder / "page.md").read_text()
        first.back()
        shutil.copytree(first.folder / ".mediagen/cache", team.folder / "second/.mediagen/cache")
        second = team.machine("second", ["One.", "Two.", "Three."])
        assert second.report()["shared"]["entries"] == 2
        assert team.machine("third", ["One.", "Two.", "Three."]).report()["made"] == 0


# -- statistics ------------------------------------------------------------------------------------------------------

SAMPLE = re.compile(r"([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)")  # fmt: skip
LABEL = re.compile(r'([a-zA-Z_]\w*)="((?:[^"\\\n]|\\\\|\\"|\\n)*)"(?:,|$)')


def metrics(text: str) -> dict[tuple[str, frozenset], float]:
    """Samples in Prometheus' text format 0.0.4, read as strictly as it says."""
    assert text.endswith("\n")
    found, types, family = {}, {}, ""
    for line in text.splitlines():
        if comment := re.fullmatch(r"# (HELP|TYPE) (\S+) (.+)", line):
            word, name, rest = comment.groups()
            if word == "HELP":
                assert name not in types, "a family is told once, in one piece"
                family = name
            else:
                assert (name, rest in {"gauge", "counter"}) == (family, True)
                assert name.endswith("_total") == (rest == "counter")
                types[name] = rest
            continue
        name, labels, value = SAMPLE.fullmatch(line).groups()
        assert name == family
        pairs = LABEL.findall(labels or "")
        assert ",".join(f'{n}="{v}"' for n, v in pairs) == (labels or "")
        sample = name, frozenset(pairs)
        assert sample not in found
        found[sample] = float(value)
    return found


def test_prometheus_can_read_the_statistics(shop):
    assert metrics(shop.here("cache-stats", "--format", "prometheus").out)["mediagen_cache_entries", frozenset()] == 0
    shop.narrative(["One.", "Two.", FAILS])
    shop.here("seed", "--publish")
    found = metrics(shop.here("cache-stats", "--format", "prometheus").out)
    assert found["mediagen_cache_files", frozenset()] == 2
    assert found["mediagen_cache_status_entries", frozenset({("status", "completed")})] == 2
    assert found["mediagen_misses_total", frozenset()] == 3
    talk = frozenset({("target", "cdn"), ("document", "talk")})
    assert (found["mediagen_published_items", talk], found["mediagen_missing_items", talk]) == (2, 1)


def test_labels_are_escaped(shop):
    toml = (shop.folder / "mediagen.toml").read_text()
    shop.write("mediagen.toml", toml.replace("[targets.cdn]", '[targets."a\\"b\\\\c/d"]'))
    shop.narrative(["One."])
    assert shop.here("seed", "--publish").status == 0
    found = metrics(shop.here("cache-stats", "--format", "prometheus").out)
    assert [labels for name, labels in found if name == "mediagen_published_timestamp_seconds"] == [
        frozenset({("target", 'a\\"b\\\\c/d')})
    ]


def test_statistics_have_local_and_published_counts_side_by_side(shop):
    shop.narrative(["One.", "Two."])
    before = shop.here("cache-stats", "--format", "json").json
    assert (before["remote"], before["published"]) == ({}, {})
    shop.here("seed", "--publish")
    stats = shop.here("cache-stats", "--json").json
    assert stats["published"]["cdn"] == {
        **stats["published"]["cdn"], "type": "folder", "published": 2, "documents": {"talk": {"published": 2, "missing": 0}},
    }  # fmt: skip
    old = ("local_files", "memory_cache", "supabase_enabled", "supabase_entries")
    assert [stats[name] for name in old] == [2, 0, False, 0]
    table = shop.here("cache-stats", "--format", "markdown").out
    assert "| local | 2 |" in table
    assert "| published cdn | 2 |" in table
    assert "published cdn    2 items, " in shop.here("cache", "stats").out
    shop.here("unpublish", "talk")
    assert shop.here("cache-stats", "--json").json["published"] == {}


def test_statistics_have_what_the_shared_cache_has(shop, tmp_path):
    lines = f'[targets.team]\ntype = "folder"\npath = "{tmp_path}/team"\n[cache.remote]\ntarget = "team"\n'
    shop.write("mediagen.toml", (shop.folder / "mediagen.toml").read_text() + lines)
    shop.narrative(["One.", "Two."])
    shop.here("seed")
    remote = shop.here("cache-stats", "--json").json["remote"]
    assert (list(remote), [one["entries"] for one in remote.values()]) == (["team"], [2])
    found = metrics(shop.here("cache-stats", "--format", "prometheus").out)
    assert found["mediagen_remote_entries", frozenset({("remote", "team")})] == 2


def test_what_is_published_on_supabase_has_its_old_name(project):
    from tests.support.supabase import KEY, serving

    with serving() as server:
        project.paid()
        lines = f'[targets.cdn]\ntype = "supabase"\nbucket = "media"\ncreate_bucket = true\nurl = "{server.url}"\n'
        project.write("mediagen.toml", (project.folder / "mediagen.toml").read_text() + lines)
        project.narrative(["One."])
        assert project.here("seed", "--publish", SUPABASE_SERVICE_ROLE_KEY=KEY).status == 0
    stats = project.here("cache-stats", "--json").json
    assert (stats["supabase_enabled"], stats["supabase_entries"]) == (True, 1)


def test_an_unknown_format_is_told(shop):
    run = shop.here("cache-stats", "--format", "xml")
    assert run.status == 2
    assert "one of text, json, prometheus, markdown" in run.err
