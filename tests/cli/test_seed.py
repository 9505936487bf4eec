"""seed and what shows its work, as a user sees them (offline providers)."""

from __future__ import annotations

import json
import shutil

import pytest

from tests.conftest import ROOT, Project
from tests.support.team import poison


def blobs(project):
    return sorted((project.folder / ".mediagen/cache/blobs").rglob("*.mp3"))


def test_a_first_run_makes_every_item_in_every_voice(seeded):
    report = seeded.first.json
    assert seeded.first.status == 0
    assert {k: report[k] for k in ("schema", "items", "cached", "made", "failed", "calls", "cost_usd", "errors")} == {
        "schema": 1, "items": 4, "cached": 0, "made": 4, "failed": 0, "calls": 4, "cost_usd": 0, "errors": [],
    }  # fmt: skip
    assert report["manifest"].endswith("talk.manifest.json")
    assert report["seconds"] > 0


def test_a_second_run_makes_nothing_and_writes_the_same_manifest(copy):
    manifest = copy.folder / "output/talk.manifest.json"
    before = manifest.read_bytes()
    report = copy.here("seed", "--json").json
    assert (report["cached"], report["made"], report["calls"]) == (4, 0, 0)
    assert manifest.read_bytes() == before


def test_a_manifest_tells_an_app_all_it_needs(seeded):
    manifest = json.loads((seeded.folder / "output/talk.manifest.json").read_text())
    items = manifest["items"]
    assert [(i["item"], i["voice"]) for i in items] == sorted((i["item"], i["voice"]) for i in items)
    first = items[0]
    assert first["text"] == "Hello there."
    assert (first["status"], first["provider"], first["offline"], first["media_type"]) == (
        "completed", "offline", True, "audio/mpeg",
    )  # fmt: skip
    assert first["duration_s"] > 0.3
    blob = seeded.folder / ".mediagen/cache" / first["blob"]
    assert blob.stat().st_size == first["bytes"]
    assert first["digest"] in blob.name
    assert {"key", "model", "kind", "position", "type"} <= set(first)


def test_one_changed_word_makes_only_what_depends_on_it(copy):
    copy.narrative(["Hello there.", "Good day."], voices="nova, onyx")
    assert copy.here("seed", "--json").json["made"] == 2


def test_white_space_around_text_changes_no_key(copy):
    copy.narrative(["  Hello   there. ", "Good night.\n"], voices="onyx, nova")
    assert copy.here("seed", "--json").json["made"] == 0


def test_a_partial_run_keeps_the_other_lines_of_the_manifest(copy):
    report = copy.here("seed", "--match", "item_000", "--json").json
    assert report["items"] == 2
    manifest = json.loads((copy.folder / "output/talk.manifest.json").read_text())
    assert [i["status"] for i in manifest["items"]] == ["completed"] * 4


def test_a_dry_run_makes_nothing(project):
    project.narrative(["Hello."])
    run = project.here("seed", "--dry-run")
    assert run.status == 0
    assert "1 to make for $0" in run.out
    assert blobs(project) == []


def test_a_deleted_blob_is_made_again_and_only_that(copy):
    blobs(copy)[0].unlink()
    assert copy.here("cache", "verify").status == 5
    report = copy.here("seed", "--json").json
    assert (report["made"], report["cached"]) == (1, 3)
    assert copy.here("cache", "verify").status == 0


def test_a_truncated_blob_is_made_again(copy):
    victim = blobs(copy)[0]
    whole = victim.read_bytes()
    victim.chmod(0o644)
    victim.write_bytes(whole[:100])
    assert copy.here("seed", "--json").json["made"] == 1
    assert victim.read_bytes() == whole


def test_flipped_bits_are_found_and_repaired(copy):
    victim = blobs(copy)[0]
    poison(victim)
    assert copy.here("cache", "verify").status == 5
    assert copy.here("cache", "verify", "--repair").status == 0
    assert copy.here("seed", "--json").json["made"] == 1
    assert copy.here("cache", "verify", "--json").json["faults"] == []


@pytest.mark.parametrize("damage", [b"", b"not a database" * 500, None])
def test_a_lost_or_corrupt_index_is_restored_from_the_journal(copy, damage):
    index = copy.folder / ".mediagen/cache/index"
    if damage is None:
        shutil.rmtree(index)
    else:
        for extra in index.glob("cache.db-*"):
            extra.unlink()
        (index / "cache.db").write_bytes(damage)
    report = copy.here("seed", "--json").json
    assert (report["cached"], report["made"]) == (4, 0)


def test_rebuild_restores_all_entries(copy):
    assert "4 entries restored" in copy.here("cache", "rebuild").out


def test_a_cache_of_a_newer_schema_is_refused(copy):
    (copy.folder / ".mediagen/cache/schema").write_text("2\n")
    run = copy.here("seed")
    assert run.status == 5
    assert "schema 2" in run.err


def test_explain_names_the_field_that_differs(copy):
    copy.narrative(["Hello there.", "Good night."], voices="shimmer")
    found = copy.here("explain", "talk/item_000", "--json").json
    assert found["verdict"] == "new"
    assert [d["field"] for d in found["differences"]] == ["voice"]
    assert copy.here("explain", "talk/item_000", "--voice", "nova", "--json").json["verdict"] == "hit"


def test_a_one_off_shares_the_cache_with_documents(copy):
    run = copy.here("speak", " Hello there. ", "--voice", "nova", "--json", "-o", "hello.mp3")
    assert run.json["how"] == "cached"
    assert (copy.folder / "hello.mp3").stat().st_size > 1000


def test_stats_count_what_there_is(seeded):
    stats = seeded.here("cache-stats", "--json").json
    assert (stats["entries"], stats["blobs"], stats["by_voice"]) == (4, 4, {"nova": 2, "onyx": 2})
    assert stats["by_kind"] == {"speech": 4}
    assert stats["by_status"] == {"completed": 4}


def test_ls_lists_as_table_csv_and_json(seeded):
    assert "Hello there." in seeded.here("cache", "ls", "--voice", "nova").out
    rows = seeded.here("cache", "ls", "--format", "csv").out.splitlines()
    assert rows[0].startswith("key,kind,status,content_type,voice,text,bytes,created,cost_usd")
    assert len(rows) == 5
    assert len(seeded.here("cache", "ls", "--text", "good", "--format", "json").json) == 2


def test_prune_shows_first_and_deletes_only_when_told(copy):
    assert len(copy.here("cache", "prune", "--kind", "speech", "--json").json["entries"]) == 4
    assert len(blobs(copy)) == 4
    copy.here("cache", "prune", "--kind", "speech", "--yes")
    assert blobs(copy) == []
    assert copy.here("cache", "stats", "--json").json["entries"] == 0


def test_bought_things_are_not_pruned_without_saying_so(project):
    project.paid()
    project.narrative(["One."])
    project.here("seed")
    spared = project.here("cache", "prune", "--kind", "speech", "--yes", "--json").json
    assert (spared["entries"], spared["spared_paid"]) == ([], 1)
    assert len(project.here("cache", "prune", "--kind", "speech", "--include-paid", "--json").json["entries"]) == 1


@pytest.mark.parametrize("command", [
    "check", "plan", "voices", "sizes", "styles", "providers", "config", "doctor", "cache verify", "cache ls",
])  # fmt: skip
def test_reports_are_json_on_demand_and_text_otherwise(seeded, command):
    assert seeded.here(*command.split(), "--json").json
    assert seeded.here(*command.split()).out.strip()


def test_init_makes_a_project_that_works_at_once(tmp_path):
    project = Project(tmp_path)
    assert project.here("init", "media").status == 0
    assert project.here("-C", "media", "check").status == 0
    report = project.here("-C", "media", "seed", "life_review", "--match", "question_01", "--voices", "onyx", "--json")
    assert report.json["made"] == 1
    assert project.here("init", "media").status == 2


def test_the_examples_declare_what_the_readme_says(tmp_path):
    project = Project(ROOT)
    plan = project.here("plan", "--json", MEDIAGEN_CACHE_DIR=str(tmp_path / "cache")).json
    items = {(line["document"], line["kind"], line["voice"]): line["misses"] for line in plan["lines"]}
    assert (items["life_review", "speech", "nova"], items["life_review", "speech", "onyx"]) == (12, 12)
    assert items["goal_visualisation", "script", ""] == items["goal_visualisation", "speech", "rachel"] >= 40
