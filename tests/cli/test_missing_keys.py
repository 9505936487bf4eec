"""Keys and packages of all providers that are needed are looked for before anything is bought of any of them."""

from __future__ import annotations

import os

import pytest
import yaml

from tests.conftest import ROOT
from tests.support.vendors.server import serving
from tests.support.vendors.together import KEYS, Together, connected
from tests.support.vendors.writers import TEMPLATE

TALK = """\
kind: narrative
schema: 1
id: talk
voices: [sarah]
items:
  - {id: one, script: row, with: {sport: rowing}}
  - {id: two, image: {prompt: a boat, size: square}}
"""
AD = {
    "kind": "ad",
    "schema": 1,
    "id": "halo",
    "product": {"name": "Halo", "description": "A bedside lamp that dims itself."},
    "style": "luxury",
    "voices": ["sarah"],
}
NEAR = {"no_proxy": "127.0.0.1"}


@pytest.fixture(scope="module")
def server():
    with serving(Together()) as server:
        yield server


@pytest.fixture
def shop(project, server):
    """Scripts by Anthropic, speech by ElevenLabs, pictures by fal."""
    server.seen.clear()
    project.write(
        "mediagen.toml",
        f'[providers]\nscript = "anthropic"\nspeech = "elevenlabs"\nimage = "fal"\n{connected(server.url)}',
    )
    project.write("templates/row.yaml", yaml.safe_dump(TEMPLATE))
    project.write("narratives/talk.yaml", TALK)
    project.write("narratives/halo.yaml", yaml.safe_dump(AD))
    return project


def without(*names):
    return {**NEAR, **{name: key for name, key in KEYS.items() if name not in names}}


def without_the_package(project):
    """The environment of a machine where the extra anthropic is not installed."""
    fault = "raise ModuleNotFoundError('No module named anthropic', name='anthropic')\n"
    folder = project.write("hidden/anthropic.py", fault).parent
    return {**NEAR, **KEYS, "PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)])}


@pytest.mark.parametrize("command", [("seed", "talk"), ("render", "halo")], ids=["seed", "render"])
@pytest.mark.parametrize("missing", ["ANTHROPIC_API_KEY", "ELEVENLABS_API_KEY", "FAL_KEY"])
def test_a_missing_key_is_told_before_anything_is_bought_with_another(shop, server, command, missing):
    run = shop.here(*command, **without(missing))
    assert (run.status, server.seen) == (3, [])
    assert missing in run.err
    journal = shop.folder / ".mediagen/cache/journal.jsonl"
    assert not journal.exists() or "reserve" not in journal.read_text()


@pytest.mark.parametrize("key", ["sk-of two words", "sk-with\nnewline", "“sk-quoted”"])
def test_so_is_a_key_that_can_be_none_and_it_is_not_shown(shop, server, key):
    run = shop.here("seed", "talk", **{**without(), "FAL_KEY": key})
    assert (run.status, server.seen) == (3, [])
    assert "FAL_KEY" in run.err
    assert key not in run.err + run.out


@pytest.mark.parametrize("command", [("seed", "talk"), ("render", "halo")], ids=["seed", "render"])
def test_a_missing_package_is_told_before_anything_is_bought(shop, server, command):
    run = shop.run(*command, **without_the_package(shop))
    assert (run.status, server.seen) == (3, [])
    assert "provider anthropic needs the package anthropic, which is not installed" in run.err
    assert "pip install 'mediagen[anthropic]'" in run.err


def test_the_doctor_tells_of_a_missing_key_and_of_a_missing_package(shop):
    run = shop.run("doctor", "--json", **{**without_the_package(shop), "FAL_KEY": ""})
    bad = {f["name"]: f for f in run.json["findings"] if f["level"] == "bad"}
    assert set(bad) == {"script", "image"}
    assert "needs the package anthropic" in bad["script"]["detail"]
    assert "pip install 'mediagen[anthropic]'" in bad["script"]["remedy"]
    assert "FAL_KEY" in bad["image"]["detail"] + bad["image"]["remedy"]
    assert run.status != 0


def test_a_key_is_needed_only_for_what_is_missing(shop, server):
    """Without the key of who makes nothing, and with none at all once everything is there."""
    assert (
        shop.here("seed", "talk", "--only", "image", **without("ANTHROPIC_API_KEY", "ELEVENLABS_API_KEY")).status == 0
    )
    first = shop.here("seed", "talk", "--json", **without("FAL_KEY"))
    assert (first.status, first.json["made"], first.json["cached"]) == (0, 2, 1), first.err
    posts = len(server.posts())
    again = shop.here("seed", "talk", "--json", **NEAR)
    assert (again.status, again.json["cached"], again.json["calls"]) == (0, 3, 0), again.err
    assert len(server.posts()) == posts == 3


def test_a_render_that_stops_early_needs_no_key_for_what_comes_after(shop, server):
    run = shop.here("render", "halo", "--stop-after", "voice", **without("FAL_KEY"))
    assert (run.status, bool(server.seen)) == (0, True)
    assert shop.here("render", "halo", "--stop-after", "image", **without("FAL_KEY")).status == 3


def test_a_dry_run_needs_no_key(shop, server):
    assert shop.here("plan", **NEAR).status == 0
    assert shop.here("plan", "halo", **NEAR).status == 0
    assert server.seen == []
