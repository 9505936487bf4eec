"""Media there that are not what they should be, met by render and publish: never used, told, and only what needs them fails."""

from __future__ import annotations

import json

import pytest

from mediagen.client import Manifest
from tests.conftest import ROOT
from tests.support.team import poison

TEXTS = ["Hello there.", "How are you?", "Good night."]


def blob(here, kind="speech", words=""):
    """The file there of the first entry of that kind, with these words."""
    entries = [
        json.loads(path.read_bytes())["entry"] for path in sorted((here.store / "cache/entries").rglob("*.json"))
    ]
    digest = next(entry["digest"] for entry in entries if entry["kind"] == kind and words in entry["text"])
    [found] = (here.store / "cache/blobs").rglob(f"{digest}.*")
    return found


def publishing(here, name, tmp_path):
    one = here.machine(name, TEXTS)
    with one.toml.open("a") as file:
        file.write(f'[targets.cdn]\ntype = "folder"\npath = "{tmp_path}/cdn"\n')
    return one


def published(tmp_path) -> list[str]:
    manifest = Manifest.load(tmp_path / "cdn/manifests/talk.json")
    return [item.text for item in manifest if item.url and manifest.read(item)]


@pytest.mark.parametrize("harm", [poison, lambda path: path.unlink()], ids=["poisoned", "gone"])
def test_publish_leaves_it_out_and_publishes_the_others(here, tmp_path, harm):
    publishing(here, "a", tmp_path).report()
    harm(blob(here))
    b = publishing(here, "b", tmp_path)
    run = b.does("seed", "--publish", "--json")
    assert (run.status, run.json["cached"], run.json["published"]["uploaded"]) == (1, 3, 2)
    assert "and was refused" in run.json["published"]["refused"]
    assert len(published(tmp_path)) == 2
    assert len(here.bought) == 3


def test_the_next_run_buys_it_and_publishes_it_too(here, tmp_path):
    publishing(here, "a", tmp_path).report()
    poison(blob(here))
    b = publishing(here, "b", tmp_path)
    assert b.does("publish").status == 1
    assert [b.does("explain", f"talk/item_00{n}", "--json").json["verdict"] for n in range(3)].count("refused") == 1
    run = b.does("seed", "--publish", "--json")
    assert (run.status, run.json["made"], run.json["published"]["refused"]) == (0, 1, "")
    assert published(tmp_path) == TEXTS
    assert publishing(here, "c", tmp_path).does("cache", "pull").status == 0  # the new one took its place


def test_whoever_has_it_whole_puts_it_right_and_nobody_buys_it_again(here, tmp_path):
    a, b = (publishing(here, name, tmp_path) for name in "ab")
    a.report()
    poison(blob(here))
    assert b.does("publish").status == 1
    assert a.does("cache", "push", "--json").json["entries"] == 0  # its size is right
    assert a.does("cache", "push", "--again", "--json").json["entries"] == 3
    run = b.does("seed", "--publish", "--json")
    assert (run.status, run.json["made"], run.json["failed"]) == (0, 0, 0)
    assert published(tmp_path) == TEXTS
    assert len(here.bought) == 3


def test_bytes_that_were_damaged_on_their_way_are_fetched_again(here, monkeypatch):
    from mediagen.targets.folder import Folder

    here.machine("a", TEXTS[:1]).report()
    real, asked = Folder.get, []

    def damaged_once(self, name):
        found = real(self, name)
        if name.startswith("cache/blobs/") and found:
            asked.append(name)
            return (found[0] if len(asked) > 1 else b"?" * len(found[0])), found[1]
        return found

    monkeypatch.setattr(Folder, "get", damaged_once)
    run = here.machine("b", TEXTS[:1]).does("cache", "pull")
    assert (run.status, len(asked), run.err.count("refused")) == (0, 2, 0)


def filming(here, name, **remote):
    """A machine with two ads."""
    one = here.machine(name, **remote)
    text = (ROOT / "narratives/ad.yaml").read_text()
    one.write("narratives/first.yaml", text)
    one.write("narratives/second.yaml", text.replace("id: halden", "id: second").replace("name: Halden", "name: Tarn"))
    return one


def test_render_fails_the_film_that_needs_it_and_nothing_is_bought_again_before_somebody_has_seen_it(here):
    arguments = ("render", "--stop-after", "voice", "--json")
    assert filming(here, "a").does(*arguments).status == 0
    bought = list(here.bought)
    poison(blob(here, words="Tarn"))  # one film's alone
    b = filming(here, "b")
    run = b.does(*arguments)
    assert (run.status, run.json["failed"]) == (1, 1)
    assert sorted(film["error"] is None for film in run.json["films"]) == [False, True]
    [error] = run.json["errors"]
    assert error["code"] == "shared_entry_refused"
    assert "`mediagen cache push --again`" in error["remedy"]
    assert here.bought == bought
    run = b.does(*arguments)
    assert (run.status, run.json["made"]) == (0, 1)
    assert len(here.bought) == len(bought) + 1


def test_what_is_free_to_make_is_made_at_once(here):
    arguments = ("render", "halden", "--stop-after", "image", "--json")
    assert filming(here, "a", share="all").does(*arguments).status == 0
    poison(blob(here, "image"))
    run = filming(here, "b", share="all").does(*arguments)
    assert (run.status, run.json["made"], run.json["failed"]) == (0, 1, 0)
    assert "was refused" in run.err


def test_what_is_away_when_a_film_needs_it_fails_that_film_and_says_when_to_try_again(here):
    arguments = ("render", "halden", "--json")
    filming(here, "a").does("render", "halden", "--stop-after", "voice")
    b = filming(here, "b")
    b.does("plan")
    (here.store / "cache/blobs").rename(here.store / "moved")
    (here.store / "cache/blobs").write_text("")
    run = b.does(*arguments)
    assert run.status == 1
    assert run.json["films"][0]["error"]["code"] == "shared_cache_away"
    assert "goes on without it" in run.err
