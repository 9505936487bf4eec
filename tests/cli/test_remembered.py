"""A failure is remembered of whom it was asked: what the user has mended is tried at once, and nothing else is."""

from __future__ import annotations

import pytest

from tests.support.vendors.server import answer_json, in_turn, serving
from tests.support.vendors.shop import BUYERS, Shop
from tests.support.vendors.together import KEYS, Together

NEAR = {**KEYS, "no_proxy": "127.0.0.1"}
EVERY = pytest.mark.parametrize(("kind", "vendor"), BUYERS, ids=[f"{kind}-{vendor}" for kind, vendor in BUYERS])


@pytest.fixture
def shop(tmp_path):
    return Shop(tmp_path / "project")


def wrong_path(request):
    """What a server says to a path that it does not have."""
    return request.body and answer_json({"error": {"message": "Not Found", "code": None}, "detail": "Not Found"}, 404)


def ends(shop, **environment):
    """Seed; (status, made, what went wrong)."""
    run = shop.here("seed", "--json", **{**NEAR, **environment})
    if "error" in run.json:
        return run.status, 0, run.json["error"]["message"]
    return run.status, run.json["made"], "".join(e["message"] for e in run.json["errors"])


@EVERY
def test_a_wrong_base_url_that_is_mended_is_asked_at_once(shop, kind, vendor):
    with serving(wrong_path) as wrong, serving(Together()) as right:
        shop.configure(kind, vendor, wrong.url)
        status, _, said = ends(shop)
        assert (status, "does not know" in said) == (1, True)
        status, _, said = ends(shop)
        assert (status, "remembered; tried again in 5 min" in said, len(wrong.posts())) == (1, True, 1)
        shop.configure(kind, vendor, right.url)
        assert ends(shop) == (0, 1, "")
        assert (len(wrong.posts()), len(right.posts())) == (1, 1)


@EVERY
@pytest.mark.parametrize("status", [400, 404, 422])
def test_another_key_is_asked_with_at_once(shop, kind, vendor, status):
    """The voice, the model or the right to use it may be the account's."""
    refused = answer_json({"error": {"message": "no", "code": None}, "detail": "no"}, status)
    with serving(in_turn(refused, Together())) as server:
        shop.configure(kind, vendor, server.url)
        variable = {"openai": "OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY", "elevenlabs": "ELEVENLABS_API_KEY"}
        assert ends(shop, **{variable.get(vendor, "FAL_KEY"): "sk-of-another-account-0123"})[0] == 1
        assert ends(shop) == (0, 1, "")
        assert len(server.posts()) == 2


@EVERY
@pytest.mark.parametrize("status", [401, 402, 403])
def test_a_key_that_is_mended_and_an_account_that_is_topped_up_are_asked_at_once(shop, kind, vendor, status):
    refused = answer_json({"error": {"message": "no", "code": None}, "detail": "no"}, status)
    with serving(in_turn(refused, Together())) as server:
        shop.configure(kind, vendor, server.url)
        assert ends(shop)[0] == 3
        assert ends(shop) == (0, 1, "")


def of_anthropic(message):
    return answer_json({"type": "error", "error": {"type": "invalid_request_error", "message": message}}, 400)


OUT_OF_MONEY = [
    ("speech", "elevenlabs", answer_json({"detail": {"status": "quota_exceeded", "message": "3 credits left"}}, 401)),
    ("script", "openai", answer_json({"error": {"message": "quota", "code": "insufficient_quota"}}, 429)),
    ("script", "openai", answer_json({"error": {"message": "spend", "code": "project_spend_limit_exceeded"}}, 429)),
    ("script", "anthropic", of_anthropic("Your credit balance is too low")),
    ("script", "anthropic", of_anthropic("You have reached your specified API usage limits.")),
    ("image", "fal", answer_json({"detail": "User is locked. Reason: Exhausted balance. Top up your balance."}, 403)),
]


@pytest.mark.parametrize(("kind", "vendor", "answer"), OUT_OF_MONEY)
def test_an_account_without_money_in_a_vendors_own_words_is_asked_again_once_it_is_topped_up(
    shop, kind, vendor, answer
):
    with serving(in_turn(answer, Together())) as server:
        shop.configure(kind, vendor, server.url)
        run = shop.here("seed", **NEAR)
        assert run.status in {1, 3}
        assert "top up" in run.out + run.err
        assert ends(shop) == (0, 1, "")


def test_how_patiently_and_how_often_is_asked_is_no_other_way_of_asking(shop):
    with serving(wrong_path) as server:
        shop.configure("speech", "elevenlabs", server.url)
        ends(shop)
        path = shop.folder / "mediagen.toml"
        path.write_text(
            path.read_text().replace("[provider.elevenlabs]", "[provider.elevenlabs]\ntimeout = 9\nat_once = 2")
        )
        assert "remembered" in ends(shop)[2]
        assert len(server.posts()) == 1


def test_what_was_paid_for_and_rejected_is_bought_of_another_server_and_not_with_another_key(shop):
    app = Together()
    cut = app._elevenlabs._spoken({"text": "No"}, "mp3_44100_128")
    long = "voices: [sarah]\nitems: [{id: one, text: " + "It was late when we came to the harbour. " * 5 + "}]\n"
    with serving(lambda request: request.body and cut) as poor, serving(app) as good:
        shop.configure("speech", "elevenlabs", poor.url)
        shop.write("narratives/talk.yaml", f"kind: narrative\nschema: 1\nid: talk\n{long}")
        assert "cut short" in ends(shop)[2]
        assert "remembered" in ends(shop, ELEVENLABS_API_KEY="sk-of-another-account-0123")[2]
        assert len(poor.posts()) == 1
        configured = (shop.folder / "mediagen.toml").read_text()
        (shop.folder / "mediagen.toml").write_text(configured.replace(poor.url, good.url))
        assert ends(shop) == (0, 1, "")


def test_a_manifest_says_what_went_wrong_the_last_time(shop):
    other = answer_json({"detail": "this voice is gone"}, 422)
    with serving(wrong_path) as first, serving(lambda request: request.body and other) as second:
        shop.configure("speech", "elevenlabs", first.url)
        ends(shop)
        ends(shop)
        told = (shop.folder / "output/talk.manifest.json").read_text()
        assert ("Not Found" in told, "remembered" in told) == (True, False)
        shop.configure("speech", "elevenlabs", second.url)
        ends(shop)
    told = (shop.folder / "output/talk.manifest.json").read_text()
    assert ("Not Found" in told, "this voice is gone" in told) == (False, True)


def test_of_the_key_nothing_is_kept_by_which_it_could_be_found(shop):
    with serving(wrong_path) as server:
        shop.configure("speech", "elevenlabs", server.url)
        ends(shop)
    [kept] = shop.here("cache", "ls", "--status", "failed", "--json").json
    [way] = [shop.here("cache", "show", kept["key"], "--json").json["facts"]["way"]]
    assert [len(mark) for mark in way.split(".")] == [8, 8]
    assert [
        f for f in shop.folder.rglob("*") if f.is_file() and KEYS["ELEVENLABS_API_KEY"].encode() in f.read_bytes()
    ] == []
