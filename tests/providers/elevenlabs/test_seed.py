"""A narrative spoken by ElevenLabs through the command line, with one text that is longer than the model takes."""

from __future__ import annotations

import json

import pytest

from mediagen.cache.store import Cache
from mediagen.checks.measuring import measure
from tests.support.vendors.elevenlabs import KEY, ElevenLabs, refusal
from tests.support.vendors.server import in_turn, serving

SENTENCE = "The harbour lay quiet, and the gulls slept on the roofs of the old town. "
LONG = (SENTENCE * 165)[:12_000].strip()
SHORT = ["Welcome back, my friend.", "Where did we stop last time?"]


def settled(project, server, more=""):
    project.narrative([*SHORT, LONG], voices="sarah")
    project.write(
        "mediagen.toml",
        f'[providers]\nspeech = "elevenlabs"\n[provider.elevenlabs]\nbase_url = "{server.url}"\nat_once = 2\n{more}',
    )


def seed(project, *arguments):
    return project.here("seed", "--json", *arguments, ELEVENLABS_API_KEY=KEY, no_proxy="127.0.0.1")


def speech_of(project):
    """Each text's entry, and its words."""
    with Cache(project.folder / ".mediagen/cache") as cache:
        entries = {entry.request["text"]: entry for entry in cache.entries()}
        return {
            text: (entry, measure(cache.read(entry), "mp3"), json.loads(cache.read(entry, "words")))
            for text, entry in entries.items()
        }


@pytest.mark.slow
def test_a_long_text_is_bought_in_parts_joined_and_made_of_them_again_without_buying(project):
    with serving(ElevenLabs()) as server:
        settled(project, server, '[provider.elevenlabs.speech]\nmp3 = "mp3_22050_32"\n')
        run = seed(project)
        assert (run.status, run.json["made"], run.json["calls"]) == (0, 3, 4)
        assert len(server.posts()) == 4
        sent = {post.json()["text"]: post.json() for post in server.posts()}
        first, second = sorted(sent.keys() - set(SHORT), key=len, reverse=True)
        assert f"{first} {second}" == LONG
        assert sent[first]["next_text"] == second[: len(sent[first]["next_text"])]

        spoken = speech_of(project)
        assert set(spoken) == {*SHORT, LONG, first, second}
        entry, sound, words = spoken[LONG]
        together = spoken[first][1].seconds + spoken[second][1].seconds
        assert together <= sound.seconds <= together + 0.065
        assert entry.facts["parts"] == 2
        assert [word for word, _, _ in words] == LONG.split()
        assert words[: len(first.split())] == spoken[first][2]
        assert words[len(first.split())][1] == pytest.approx(spoken[first][1].seconds, abs=0.065)
        assert words[-1][2] == pytest.approx(sound.seconds, abs=0.065)
        assert run.json["cost_usd"] == pytest.approx(sum(len(text) for text in sent) * 100e-6, rel=0.01)

        assert seed(project).json["calls"] == 0
        with Cache(project.folder / ".mediagen/cache") as cache:
            assert cache.drop([cache.lookup(entry.key)], "test") > 0
        again = seed(project).json
        assert (again["made"], again["calls"], again["cost_usd"]) == (1, 0, 0.0)
        assert len(server.posts()) == 4
        assert speech_of(project)[LONG][0].digest == entry.digest


def test_an_empty_account_fails_the_items_and_says_to_top_up(project):
    with serving(lambda _: refusal("quota_exceeded", "You have 3 credits remaining.", 401)) as server:
        settled(project, server)
        run = seed(project, "--match", "item_000")
        assert len(server.posts()) == 1
    assert run.status == 1
    assert "no credits left" in run.json["errors"][0]["message"]
    assert "top up" in run.json["errors"][0]["remedy"]
    assert not any(event["e"] == "settle" for event in project.journal())


def test_a_busy_server_is_asked_again_and_paid_once(project):
    busy = refusal("too_many_concurrent_requests", "Too many", 429)
    with serving(in_turn(busy, busy, ElevenLabs())) as server:
        settled(project, server)
        run = seed(project, "--match", "item_000")
        assert (run.status, run.json["made"], len(server.posts())) == (0, 1, 3)
    assert [event["e"] for event in project.journal()].count("settle") == 1


def test_what_the_checks_refuse_is_kept_aside_with_its_price_and_not_bought_again(project):
    app = ElevenLabs()
    with serving(lambda seen: app._spoken({"text": "No"}, "mp3_44100_128")) as server:
        project.narrative(["It was late when we came to the harbour. " * 5], voices="sarah")
        project.write(
            "mediagen.toml",
            f'[providers]\nspeech = "elevenlabs"\n[provider.elevenlabs]\nbase_url = "{server.url}"\n',
        )
        run = seed(project)
        assert run.status == 1
        assert "cut short" in run.json["errors"][0]["message"]
        assert seed(project).status == 1
        assert len(server.posts()) == 1
    assert any((project.folder / ".mediagen/cache/quarantine").iterdir())


def test_an_option_is_part_of_the_key_and_the_way_to_the_server_is_not(project):
    with serving(ElevenLabs()) as server, serving(ElevenLabs()) as other:
        settled(project, server)
        seed(project, "--match", "item_000")
        settled(project, other, "timeout = 60\n")
        assert seed(project, "--match", "item_000").json["calls"] == 0
        settled(project, other, "[provider.elevenlabs.speech]\nstability = 0.4\n")
        assert seed(project, "--match", "item_000").json["calls"] == 1
        assert other.posts()[0].json()["voice_settings"] == {"stability": 0.4}


def test_an_option_that_is_not_one_is_named(project):
    with serving(ElevenLabs()) as server:
        settled(project, server, "[provider.elevenlabs.speech]\nstability = 4\nspeed = 2\n")
        run = seed(project)
    assert run.status == 3
    assert "provider.elevenlabs.speech.stability" in run.err + run.out
    assert "provider.elevenlabs.speech.speed" in run.err + run.out
