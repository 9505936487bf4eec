"""What holds for many items is asked for once in a run: a model, a voice, an address that is not there; no credits."""

from __future__ import annotations

import pytest

from tests.support.vendors import elevenlabs, openai_speech
from tests.support.vendors.elevenlabs import ElevenLabs
from tests.support.vendors.server import Answer, answer_json, serving

KEYS = {"OPENAI_API_KEY": openai_speech.KEY, "ELEVENLABS_API_KEY": elevenlabs.KEY, "no_proxy": "127.0.0.1"}
ITEMS = 20
GONE = elevenlabs.refusal("voice_not_found", "A voice was not found.", 404)


def seed(project, app, provider, *options, voices="nova", texts=None, runs=1):
    """The last of some seeds of many items, one after the other, and how many POSTs they made together."""
    vendor = provider.partition(":")[0]
    project.narrative(texts or [f"This is number {n}." for n in range(ITEMS)], voices=voices)
    with serving(lambda request: request.body and app(request)) as server:
        project.write(
            "mediagen.toml",
            f'[providers]\nspeech = "{provider}"\n'
            f'[provider.{vendor}]\nat_once = 1\nbase_url = "{server.url}{"/v1" * (vendor == "openai")}"\n',
        )
        done = [project.here("seed", "--jobs", "1", *(options or ["--json"]), **KEYS) for _ in range(runs)]
        return done[-1], len(server.posts())


def counts(run):
    return run.json["made"], run.json["failed"], run.json["calls"]


@pytest.mark.parametrize(
    "answer",
    [
        openai_speech.refusal("The model does not exist", 404, "model_not_found"),
        openai_speech.refusal("Project p does not have access to model m", 403, "model_not_found"),
        Answer(410, b""),
        Answer(307, b"", headers={"location": "http://127.0.0.1:1/"}),
    ],
    ids=["no such model", "not for this project", "ended", "moved"],
)
def test_a_model_that_is_not_there_is_asked_for_once_and_told_once(project, answer):
    run, posts = seed(project, lambda _: answer, "openai")
    assert (run.status, posts, counts(run)) == (1, 1, (0, ITEMS, 1))
    assert len({error["message"] for error in run.json["errors"]}) == 1
    assert project.here("costs", "--json").json["reserved_usd"] == 0
    told, _ = seed(project, lambda _: answer, "openai", "--refresh")
    assert f"failed: talk/item_000 [nova] and {ITEMS - 1} more: openai " in told.out
    assert told.out.count("failed: ") == 1


def test_what_was_not_asked_for_is_not_remembered_so_that_the_next_run_asks_once_more(project):
    answer = openai_speech.refusal("The model does not exist", 404, "model_not_found")
    run, posts = seed(project, lambda _: answer, "openai", runs=3)
    assert (posts, counts(run)) == (3, (0, ITEMS, 1))
    assert sum("remembered" in error["message"] for error in run.json["errors"]) == 2


def test_a_voice_that_is_not_there_is_asked_for_once_and_the_others_speak(project):
    known = ElevenLabs()

    def app(request):
        return GONE if "EXAVITQu4vr4xnSDxMaL" in request.path else known(request)

    run, posts = seed(project, app, "elevenlabs", voices="nova, sarah")
    assert (posts, counts(run)) == (ITEMS + 1, (ITEMS, ITEMS, ITEMS + 1))


def test_credits_that_do_not_reach_for_a_text_do_for_a_shorter_one(project):
    known = ElevenLabs()

    def app(request):
        empty = elevenlabs.refusal("quota_exceeded", "You have 20 credits remaining.", 401)
        return empty if len(request.json()["text"]) > 20 else known(request)

    texts = [f"{n} is far too long for what is left." for n in range(10, 20)] + ["It is short.", "So is this."]
    run, posts = seed(project, app, "elevenlabs", texts=texts)
    assert (posts, counts(run)) == (3, (2, 10, 3))


def test_a_limit_of_the_day_that_is_used_up_is_asked_about_once(project):
    busy = answer_json({"error": {"message": "requests per day"}}, 429, headers={"retry-after": "7200"})
    run, posts = seed(project, lambda _: busy, "openai")
    assert (run.status, posts, counts(run)) == (1, 1, (0, ITEMS, 1))
    assert {error["message"].count("asked again in 2 h") for error in run.json["errors"]} == {1}
    assert "run again after" in run.json["errors"][-1]["remedy"]
