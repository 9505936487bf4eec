"""publish, rollback, unpublish, targets: what a user sees, on a real store of each type."""

from __future__ import annotations

import contextlib
import json
import re
import time
from pathlib import Path

import pytest

from mediagen.client import Manifest
from tests.support.stores import EACH, STORES

HELLO, NIGHT, BYE = "Hello there.", "Good night.", "See you soon."


def target_lines(settings: dict, name: str = "cdn") -> str:
    return f"[targets.{name}]\n" + "".join(f"{k} = {json.dumps(v)}\n" for k, v in settings.items())


@pytest.fixture(params=EACH)
def shop(request, project, tmp_path):
    """A project with two paid voice-overs, seeded, and an empty store to publish to."""
    with STORES[request.param](tmp_path) as (settings, environment):
        yield Shop(project, settings, environment)


@pytest.fixture
def folder(project, tmp_path):
    with STORES["folder"](tmp_path) as (settings, environment):
        yield Shop(project, settings, environment)


class Shop:
    def __init__(self, project, settings, environment):
        self.project, self.settings, self.environment = project, settings, environment
        project.paid()
        project.write("mediagen.toml", (project.folder / "mediagen.toml").read_text() + target_lines(settings))
        self.seed([HELLO, NIGHT])

    def seed(self, texts, name="talk", **more):
        self.project.narrative(texts, name, **more)
        assert self.run("seed", name).status == 0

    def run(self, *arguments):
        return self.project.here(*arguments, **self.environment)

    def publish(self, *arguments):
        run = self.run("publish", *arguments, "--json")
        assert run.status == 0, run.out + run.err
        return run.json

    @property
    def place(self):
        from mediagen.targets import configured

        return configured("cdn", {"cdn": self.settings}, self.project.folder, self.environment)[1]

    def names(self):
        """What is in the store."""
        with contextlib.closing(self.place.open()) as target:
            return sorted(one.name for one in target.list(""))

    def manifest(self, document="talk"):
        """What an app reads."""
        return Manifest.load(f"{self.place.base_url or self.place.where}/manifests/{document}.json")

    def texts(self, document="talk"):
        """The texts of what an app can play; each file is read whole."""
        manifest = self.manifest(document)
        return [one.text for one in manifest if one.url and manifest.read(one)]


def test_what_is_published_can_be_read_by_anyone_who_has_the_manifest(shop):
    printed = shop.publish()
    assert (printed["blobs"], printed["uploaded"], printed["documents"][0]["published"]) == (2, 2, 2)
    assert shop.texts() == [HELLO, NIGHT]
    assert [(one.provider, one.offline) for one in shop.manifest()] == [("counting", False)] * 2


def test_a_second_run_uploads_nothing_and_changes_nothing(shop):
    digest = shop.publish()["documents"][0]["digest"]
    [again] = [shop.publish()]
    assert again["uploaded"] == 0
    assert again["documents"][0] == {**again["documents"][0], "changed": False, "digest": digest}


def test_a_changed_text_uploads_that_file_alone(shop):
    shop.publish()
    shop.seed([HELLO, BYE])
    assert shop.publish()["uploaded"] == 1
    assert shop.texts() == [HELLO, BYE]


def test_a_dry_run_changes_nothing_and_says_who_could_read(shop):
    run = shop.run("publish", "--dry-run")
    assert re.search(
        r"cdn: 2 files \(.+\) would be uploaded, 0 there already; (anyone could read them|they are not public)", run.out
    )
    assert shop.publish("--dry-run")["uploaded"] == 2
    assert shop.names() == []
    assert shop.publish()["uploaded"] == 2
    assert len(shop.names()) == 6


def test_rollback_brings_the_manifest_before_back_and_forward(shop):
    first = shop.publish()["documents"][0]["digest"]
    shop.seed([HELLO, BYE])
    second = shop.publish()["documents"][0]["digest"]
    assert shop.run("rollback", "talk", "--json").json == {
        "schema": 1, "document": "talk", "digest": first, "before": second,
    }  # fmt: skip
    assert shop.texts() == [HELLO, NIGHT]
    assert shop.run("rollback", "talk").status == 2
    assert shop.run("rollback", "talk", "--to", second[:8]).status == 0
    assert shop.texts() == [HELLO, BYE]


def test_a_rollback_from_the_first_manifest_says_which_others_there_are(folder):
    first = folder.publish()["documents"][0]["digest"]
    assert folder.run("rollback", "talk").err.endswith("→ publish another\n")
    folder.seed([HELLO, BYE])
    second = folder.publish()["documents"][0]["digest"]
    assert folder.run("rollback", "talk", "--to", first[:6].upper(), "--json").json["before"] == second
    refused = folder.run("rollback", "talk")
    assert refused.status == 2
    assert f"`--to DIGEST` takes another: {second[:12]}" in refused.err


def test_after_a_rollback_the_next_publication_goes_back_to_what_was_good(shop):
    good = shop.publish()["documents"][0]["digest"]
    shop.seed([HELLO, BYE])
    shop.publish()
    shop.run("rollback", "talk")
    shop.seed([BYE])
    shop.publish()
    assert shop.run("rollback", "talk", "--json").json["digest"] == good


def test_unpublish_takes_the_manifests_and_gc_the_files_that_no_other_document_uses(shop):
    shop.seed([HELLO], name="other")
    shop.publish()
    assert shop.run("unpublish", "talk").status == 0
    with pytest.raises(OSError):
        shop.manifest("talk")
    assert shop.run("targets", "gc", "--yes", "--json").json["deleted"] == 0  # they are young
    assert "1 in use, 1 unused one younger than 24h" in shop.run("targets", "gc").out
    shown = shop.run("targets", "gc", "--grace", "0s", "--json").json
    assert (shown["deleted"], len(shown["blobs"]), shown["kept"]) == (0, 1, 1)
    assert shop.run("targets", "gc", "--grace", "0s", "--yes", "--json").json["deleted"] == 1
    assert shop.texts("other") == [HELLO]
    assert shop.run("unpublish", "talk").status == 2


def test_files_of_the_history_stay_until_their_manifest_is_pruned(shop):
    shop.publish()
    shop.seed([HELLO, BYE])
    shop.publish()
    gc = ("targets", "gc", "--grace", "0s", "--yes", "--json")
    assert shop.run(*gc).json["deleted"] == 0
    assert shop.publish("--prune-manifests", "1", "--dry-run")["pruned"] == 1
    assert shop.publish("--prune-manifests", "1")["pruned"] == 1
    collected = shop.run(*gc).json
    assert (collected["deleted"], len(collected["manifests"])) == (1, 1)
    assert shop.texts() == [HELLO, BYE]


def test_check_reads_everything_back(shop):
    shop.publish()
    checked = shop.run("publish", "--check", "--json").json
    assert (checked["ok"], checked["files"], checked["documents"], checked["faults"]) == (True, 2, ["talk"], [])


def test_check_finds_a_file_that_is_damaged_or_gone_and_again_mends_it(shop):
    from mediagen.targets import configured
    from mediagen.targets.protocol import File

    shop.publish()
    place = configured("cdn", {"cdn": shop.settings}, shop.project.folder, shop.environment)[1]
    target = place.open()
    first, second = sorted(target.list("blobs/"), key=lambda one: one.name)
    target.put(File(first.name, bytes(first.size), "audio/wav", "no-cache"))
    target.delete([second.name])
    target.close()
    run = shop.run("publish", "--check", "--json")
    assert run.status == 1
    assert sorted(one["name"] for one in run.json["faults"]) == [first.name, second.name]
    assert shop.publish()["uploaded"] == 1  # what is gone; what has its size looks well in a list
    assert shop.publish("--again")["uploaded"] == 2
    assert shop.run("publish", "--check").status == 0


def test_two_documents_share_an_index(shop):
    shop.seed([BYE], name="other")
    shop.publish("talk")
    shop.publish("other")
    assert (shop.texts("talk"), shop.texts("other")) == ([HELLO, NIGHT], [BYE])
    assert shop.run("publish", "--check", "--json").json["documents"] == ["other", "talk"]


# -- what only has to be shown once -------------------------------------------------------------------------------


def test_what_is_missing_here_but_published_stays_published(folder):
    """Another machine, with an empty cache, undoes nothing."""
    folder.publish()
    folder.project.write(
        "mediagen.toml", (folder.project.folder / "mediagen.toml").read_text() + '[cache]\ndir = "empty"\n'
    )
    folder.project.narrative([HELLO, NIGHT, BYE])
    assert folder.run("seed", "--match", "item_002").status == 0
    printed = folder.publish()["documents"][0]
    assert (printed["published"], printed["missing"]) == (3, 0)
    assert folder.texts() == [HELLO, NIGHT, BYE]


def test_an_item_that_is_not_made_is_in_the_manifest_without_a_url(folder):
    folder.project.narrative([HELLO, NIGHT, BYE])
    folder.publish()
    assert [(one.status, bool(one.url)) for one in folder.manifest()] == [("completed", True)] * 2 + [
        ("missing", False)
    ]


def test_nothing_made_is_nothing_published(folder):
    folder.project.narrative(["Unheard."], name="talk")
    run = folder.run("publish")
    assert run.status == 2
    assert "talk: nothing of it is made yet" in run.err


def test_what_was_made_offline_is_refused_unless_allowed(project, tmp_path):
    project.write("mediagen.toml", '[targets.here]\ntype = "folder"\n')
    project.narrative([HELLO])
    assert project.here("seed").status == 0
    refused = project.here("publish")
    assert refused.status == 2
    assert "1 of 1 items were made offline (talk)" in refused.err
    assert "--allow-offline" in refused.err
    assert not list((project.folder / "output/public").rglob("*.mp3"))
    shown = project.here("publish", "--dry-run")
    assert (shown.status, "would be refused: 1 of 1 items were made offline" in shown.out) == (2, True)
    assert project.here("publish", "--dry-run", "--json").json["refused"].startswith("1 of 1 items were made offline")
    assert project.here("publish", "--dry-run", "--allow-offline").status == 0
    assert project.here("publish", "--allow-offline", "--json").json["documents"][0]["offline"] == 1
    manifest = Manifest.load(project.folder / "output/public/manifests/talk.json")
    assert [one.offline for one in manifest] == [True]


def test_seed_publishes_at_its_end(folder):
    folder.project.narrative([HELLO, NIGHT, BYE])
    run = folder.run("seed", "--publish", "--json")
    assert (run.json["made"], run.json["published"]["uploaded"]) == (1, 3)
    assert folder.texts() == [HELLO, NIGHT, BYE]


def test_a_publication_that_fails_after_seeding_is_told_beside_the_report(folder):
    folder.project.narrative(["A forbidden thing.", HELLO])
    place = folder.settings["path"]
    Path(place).write_text("not a folder")
    run = folder.run("seed", "--publish", "--json")
    assert (run.status, run.json["failed"]) == (5, 1)
    assert run.json["published"]["error"]["code"] == "storage"
    assert folder.run("seed", "--publish").status == 5


def test_a_target_that_is_not_there_is_told_before_anything_is_made(folder):
    folder.project.narrative([HELLO, NIGHT, BYE])
    calls = len(folder.project.calls())
    run = folder.run("seed", "--publish", "--target", "nowhere")
    assert run.status == 3
    assert "no such target: nowhere; there is cdn" in run.err
    assert len(folder.project.calls()) == calls


def test_a_damaged_blob_is_not_published(folder):
    [blob, _] = sorted((folder.project.folder / ".mediagen/cache/blobs").rglob("*.wav"))
    blob.chmod(0o644)
    blob.write_bytes(bytes(blob.stat().st_size))
    run = folder.run("publish")
    assert run.status == 5
    assert "it is not what its name says" in run.err
    assert not Path(folder.settings["path"], "manifests/talk.json").exists()


def test_the_same_entries_give_the_same_manifest(folder, tmp_path):
    first = folder.publish()["documents"][0]["digest"]
    lines = target_lines({"type": "folder", "path": str(tmp_path / "elsewhere")}, "other")
    folder.project.write("mediagen.toml", (folder.project.folder / "mediagen.toml").read_text() + lines)
    assert folder.publish("--target", "other")["documents"][0]["digest"] == first


def test_what_is_published_fits_its_schema(folder):
    import jsonschema

    folder.project.narrative([HELLO, NIGHT, BYE])
    folder.publish()
    root = Path(folder.settings["path"])
    schema = json.loads((root / "manifest.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads((root / "manifests/talk.json").read_text()), schema)


def test_targets_lists_them(folder):
    [one] = folder.run("targets", "--json").json["targets"]
    assert one == {
        "name": "cdn", "type": "folder", "place": folder.settings["path"], "base_url": None, "public": False,
        "signed_for": None, "default": True,
    }  # fmt: skip


def test_a_narrow_list_of_targets_says_where_they_can_be_read(project):
    pytest.importorskip("pty", reason="a terminal of POSIX")
    from tests.support.terminal import Terminal

    url = "https://media.example.com"
    project.write(
        "mediagen.toml", target_lines({"type": "s3", "bucket": "media", "prefix": "app" * 20, "public_url": url})
    )
    for columns in (80, 200):
        left = Terminal(project, columns).run("targets").left
        assert max(map(len, left)) <= columns
        assert (url in left[1], "signed_for" in left[0]) == (True, columns == 200)


def test_a_setting_that_there_is_not_is_named_and_its_value_is_not_shown(folder):
    text = (folder.project.folder / "mediagen.toml").read_text()
    folder.project.write("mediagen.toml", f'{text}secret_key = "hidden"\n')
    run = folder.run("publish")
    assert (run.status, "hidden" in run.err) == (3, False)
    assert "targets.cdn.secret_key: there is no such setting" in run.err


@pytest.mark.parametrize(("name", "command"), [("index.json", "publish"), ("manifests/talk.json", "targets gc --yes")])
@pytest.mark.parametrize("data", ["", "[]", '{"schema": 9}', "[" * 50_000], ids=len)
def test_what_is_there_and_not_ours_is_named_and_nothing_is_done_by_it(folder, name, command, data):
    folder.publish()
    path = Path(folder.settings["path"], name)
    path.write_text(data)
    run = folder.run(*command.split())
    assert (run.status, path.read_text()) == (5, data)
    assert f"error[storage]: {name} at the target is not " in run.err


def test_names_that_lead_out_of_a_folder_are_refused_wherever_they_come_from(folder):
    folder.publish()
    root = Path(folder.settings["path"])
    outside = root.parent / "mine.json"
    outside.write_text("{}")
    index = json.loads((root / "index.json").read_text())
    index["documents"]["talk"]["history"] += ["../../../mine"]
    (root / "index.json").write_text(json.dumps(index))
    run = folder.run("rollback", "talk")
    assert (run.status, outside.exists()) == (5, True)
    assert "names manifests/talk/../../../mine.json, which is not in it" in run.err


def test_check_of_a_place_where_nothing_is_published_says_so(folder):
    run = folder.run("publish", "--check")
    assert (run.status, run.out) == (0, f"nothing is published at {folder.settings['path']}\n")


def test_check_tells_once_that_a_server_does_not_answer_and_of_how_many_files(folder):
    from tests.support.vendors.server import closed_port

    toml = folder.project.folder / "mediagen.toml"
    url = closed_port()
    toml.write_text(f'{toml.read_text()}public_url = "{url}"\n')
    folder.publish()
    run = folder.run("publish", "--check")
    told = f"talk: {url}/manifests/talk.json and 2 more: no answer: Connection refused"
    assert (run.status, run.out.splitlines()) == (1, [told, "2 files, 0 B of 1 document: 3 faults"])


def test_gc_and_a_publication_do_not_meet(folder):
    folder.publish()
    locks = Path(folder.settings["path"], "locks")
    (locks / "publishing-1").write_text("")
    refused = folder.run("targets", "gc", "--yes")
    assert refused.status == 5
    assert "a publication is under way" in refused.err
    (locks / "publishing-1").rename(locks / "collecting-1")
    refused = folder.run("publish")
    assert refused.status == 5
    assert "garbage is being collected" in refused.err


def test_a_clock_that_is_wrong_by_days_deletes_nothing_that_is_young_and_overlooks_nobody(folder, monkeypatch):
    folder.publish()
    folder.run("unpublish", "talk")
    (Path(folder.settings["path"], "locks") / "publishing-1").write_text("")
    later = time.time() + 3 * 86_400
    monkeypatch.setattr("time.time", lambda: later)
    assert "a publication is under way" in folder.run("targets", "gc", "--yes").err
    (Path(folder.settings["path"], "locks") / "publishing-1").unlink()
    assert folder.run("targets", "gc", "--yes", "--json").json["deleted"] == 0


def test_supabase_schema_prints_sql(project):
    printed = project.here("supabase", "schema").out
    assert "create table if not exists public.tts_cache" in printed
    assert "enable row level security" in printed
    assert project.here("supabase", "schema", "--table", "a;b").status == 2


def test_json_has_the_fields_that_its_table_says(folder):
    from tests.support.documented import FIELDS, promised

    def fields(text: str) -> set[str]:
        return set(re.findall(r"`([a-z_]+)(?:\[\])?`", re.sub(r"\([^()]*\)", "", text)))

    printed = folder.publish()
    row = next(line for line in FIELDS.splitlines() if line.startswith("| `publish` (and"))
    assert set(printed) - {"schema"} == fields(row.rpartition(" | ")[2])
    assert set(folder.run("publish", "--check", "--json").json) - {"schema"} == promised("publish --check")
    assert set(folder.run("unpublish", "talk", "--json").json) - {"schema"} == promised("unpublish")
    collected = set(folder.run("targets", "gc", "--json").json) - {"schema"}
    assert collected | {"targets"} == promised("targets") - {"gc"}


def test_check_says_what_a_browser_would_not_like(folder):
    """A plain web server before the folder: no types that it does not know, no ranges, no CORS, no cache headers."""
    import functools
    import threading
    from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    handler = functools.partial(Quiet, directory=folder.settings["path"])
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        lines = target_lines({**folder.settings, "public_url": f"http://127.0.0.1:{server.server_port}"})
        folder.project.write(
            "mediagen.toml",
            (folder.project.folder / "mediagen.toml").read_text().replace(target_lines(folder.settings), lines),
        )
        assert folder.publish()["public"] is True
        checked = folder.run("publish", "--check", "--json").json
        (folder.project.folder / "stale").mkdir()
        handler.keywords["directory"] = str(folder.project.folder / "stale")
        gone = folder.run("publish", "--check", "--json").json
        server.shutdown()
    assert checked["ok"]
    notices = " ".join(checked["notices"])
    for text in ("no-cache", "immutable", "no byte ranges", "Access-Control-Allow-Origin"):
        assert text in notices
    assert {fault["message"] for fault in gone["faults"]} == {"HTTP 404"}
