"""A very large publication: what its manifest names is not listed each time, and a loss is found all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from mediagen.client import Manifest
from mediagen.targets import configured
from tests.support.stores import STORES
from tests.support.supabase import KEY, serving

TEXTS = ["Hello there.", "Good night.", "See you soon."]


@pytest.fixture
def shop(project, tmp_path, monkeypatch):
    """A project that is published, in which three items are very many."""
    from mediagen.commands import publish

    monkeypatch.setattr(publish, "MANY", 2)
    with STORES["folder"](tmp_path) as (settings, _):
        project.paid()
        lines = f'[targets.cdn]\ntype = "folder"\npath = "{settings["path"]}"\n'
        project.write("mediagen.toml", (project.folder / "mediagen.toml").read_text() + lines)
        yield Shop(project, settings["path"])


class Shop:
    def __init__(self, project, path):
        self.project, self.path = project, path
        self.say(TEXTS)
        self.publish()

    def say(self, texts):
        self.project.narrative(texts)
        assert self.project.here("seed").status == 0

    def publish(self, *arguments):
        run = self.project.here("publish", *arguments, "--json")
        assert run.status == 0, run.err
        return run.json

    def texts(self):
        manifest = Manifest.load(f"{self.path}/manifests/talk.json")
        return [one.text for one in manifest if one.url and manifest.read(one)]

    def lose(self, number):
        Path(list(Manifest.load(f"{self.path}/manifests/talk.json"))[number].url).unlink()


def without_samples(monkeypatch):
    from mediagen.commands import difference

    monkeypatch.setattr(difference, "_SAMPLE", 0)


def test_what_is_published_is_as_it_was_and_what_is_new_is_uploaded(shop):
    assert shop.publish()["uploaded"] == 0
    shop.say(["Hello there.", "A new line.", "Another."])
    assert shop.publish()["uploaded"] == 2
    assert shop.texts() == ["Hello there.", "A new line.", "Another."]


def test_a_loss_that_a_sample_shows_has_everything_listed_and_mended(shop):
    shop.lose(0)
    shop.lose(2)
    assert shop.publish()["uploaded"] == 2
    assert shop.texts() == TEXTS


def test_a_loss_that_no_sample_shows_is_mended_when_all_is_listed(shop, monkeypatch):
    without_samples(monkeypatch)
    shop.lose(1)
    assert shop.publish()["uploaded"] == 0
    assert shop.project.here("publish", "--check").status == 1
    assert shop.publish("--list-all")["uploaded"] == 1
    assert shop.texts() == TEXTS


def test_a_manifest_that_the_index_does_not_know_is_not_believed(shop, monkeypatch):
    """A publisher was killed between the two, or something else wrote it."""
    without_samples(monkeypatch)
    shop.lose(1)
    manifest = Path(shop.path, "manifests/talk.json")
    manifest.write_bytes(manifest.read_bytes())
    assert shop.publish()["uploaded"] == 1


def test_what_is_missing_here_stays_published_unless_its_file_is_lost(shop):
    """Another machine, with an empty cache."""
    toml = (shop.project.folder / "mediagen.toml").read_text()
    shop.project.write("mediagen.toml", toml + '[cache]\ndir = "empty"\n')
    shop.project.narrative([*TEXTS, "A fourth."])
    assert shop.project.here("seed", "--match", "item_003").status == 0
    assert shop.publish()["documents"][0]["published"] == 4
    shop.lose(0)
    [document] = shop.publish()["documents"]
    assert (document["published"], document["missing"]) == (3, 1)


def test_it_takes_no_more_requests_than_the_samples(project, monkeypatch):
    """600 files, of which each page would show one: 20 requests or so rather than hundreds."""
    from mediagen.commands import difference, publish

    for module, name, value in ((publish, "MANY", 2), (difference, "_PAGE", 1), (difference, "_SAMPLE", 2)):
        monkeypatch.setattr(module, name, value)
    with serving() as server:
        server.buckets["media"] = True
        project.paid()
        lines = f'[targets.cdn]\ntype = "supabase"\nbucket = "media"\nurl = "{server.url}"\n'
        project.write("mediagen.toml", (project.folder / "mediagen.toml").read_text() + lines)
        project.narrative([f"Line {n}." for n in range(12)])
        assert project.here("seed").status == 0
        assert project.here("publish", SUPABASE_SERVICE_ROLE_KEY=KEY).status == 0
        server.asked.clear()
        assert project.here("publish", "--json", SUPABASE_SERVICE_ROLE_KEY=KEY).json["uploaded"] == 0
        listings = [one for one in server.asked if "list-v2" in one]
    assert len(listings) == 4  # marks, manifests and two folders


def test_look_lists_by_folders_or_all_whichever_takes_fewer_requests(tmp_path):
    from mediagen.commands.difference import Difference, look
    from mediagen.plan.publication import Media

    class Asked:
        """A folder that notes what was listed."""

        def __init__(self):
            self.prefixes = []
            self.inner = configured("it", {"it": {"type": "folder", "path": "x"}}, tmp_path, {})[1].open()

        def list(self, prefix):
            self.prefixes.append(prefix)
            return self.inner.list(prefix)

    def listed(new: int, known: int, items: int) -> list[str]:
        difference, target = Difference(), Asked()
        difference.need(0, [Media(f"blobs/{n:02x}/{n:02x}k.mp3", 1, "audio/mpeg") for n in range(known)])
        difference.know(0)
        difference.need(1, [Media(f"blobs/{n:02x}/{n:02x}n.mp3", 1, "audio/mpeg") for n in range(new)])
        look(difference, target, items)
        difference.close()
        return target.prefixes

    assert listed(new=256, known=0, items=100_000) == ["blobs/"]
    assert set(listed(new=3, known=256, items=100_000)) >= {"blobs/00/", "blobs/01/", "blobs/02/"}
    assert 8 <= len(listed(new=3, known=256, items=100_000)) <= 11
    assert len(listed(new=0, known=256, items=10_000_000)) == 8
