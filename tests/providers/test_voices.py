"""Whose voices there are: logical names, providers' own names and ids, and those of an account."""

from __future__ import annotations

import pytest

from mediagen.config.settings import VOICES
from mediagen.plan.routing import resolve_voice
from mediagen.providers import TABLE
from tests.support.vendors.elevenlabs import KEY, SARAH, ElevenLabs
from tests.support.vendors.server import Answer, answer_json, closed_port, serving
from tests.support.vendors.spoken import said

ROWS = [row for row in TABLE.values() if row.kind == "speech"]


def found(voice, provider, **table):
    row = TABLE["speech", provider]
    known = {v.name: v.id or v.name for v in row.voices}
    return resolve_voice(voice, provider, {**VOICES, **table}, known, row.voice_ids)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
@pytest.mark.parametrize("voice", VOICES)
def test_every_voice_that_is_there_without_a_line_is_one_of_each_provider(voice, row):
    assert found(voice, row.name) in {v.id or v.name for v in row.voices}


def test_names_become_ids():
    assert found("sarah", "elevenlabs") == SARAH
    assert found("Leoni Vergara", "elevenlabs") == "pBZVCk298iJlHAcHQwLr"
    assert {v.name: v.id for v in TABLE["speech", "elevenlabs"].voices} == {
        "Aria": "fO844Om1VZLpw8IpZj3T",
        "Leoni Vergara": "pBZVCk298iJlHAcHQwLr",
        "Ana-Rita": "wJqPPQ618aTW29mptyoc",
        "Andromeda": "HoU1B9WLbSprzhhX34v0",
        "Sarah": "EXAVITQu4vr4xnSDxMaL",
        "Laura": "FGY2WhTYpPnrIDTdsKH5",
        "Alice": "Xb7hH8MSUJpSbSDYk0k2",
        "Roger": "CwhRBWXzGAHq8TQ4Fs17",
    }


def test_an_id_is_taken_as_it_is():
    assert found("21m00Tcm4TlvDq8ikWAM", "elevenlabs") == "21m00Tcm4TlvDq8ikWAM"
    assert found("voice_1234", "openai") == "voice_1234"


def test_a_line_of_the_project_adds_a_voice_by_name_or_id():
    assert found("me", "elevenlabs", me={"elevenlabs": "21m00Tcm4TlvDq8ikWAM"}) == "21m00Tcm4TlvDq8ikWAM"
    assert found("me", "elevenlabs", me={"elevenlabs": "Alice"}) == "Xb7hH8MSUJpSbSDYk0k2"
    assert found("nova", "elevenlabs", nova={"elevenlabs": "Sarah"}) == SARAH


@pytest.mark.parametrize(
    ("voice", "provider"), [("voice_1234", "elevenlabs"), ("21m00Tcm4TlvDq8ikWAM", "openai"), ("novo", "openai")]
)
def test_what_no_provider_knows_is_an_error_that_lists_what_it_knows(voice, provider):
    with pytest.raises(LookupError, match=r"unknown voice .* known: "):
        found(voice, provider)


def other_server(request):
    """One of OpenAI's protocol with voices of its own, as Kokoro-FastAPI is."""
    voice = request.json()["voice"]
    if voice not in {"af_bella", "nova"}:
        return answer_json({"detail": {"error": "validation_error", "message": f"Voice {voice} not found"}}, 400)
    return Answer(200, said(1.0, "mp3", 24_000), "audio/mpeg")


def speaking(project, url, voice, model="kokoro"):
    """What seeding an item does that the line of `bella` speaks."""
    project.narrative(["Welcome back, my friend."], voices=voice)
    project.write(
        "mediagen.toml",
        f'[providers]\nspeech = "openai:{model}"\n[provider.openai]\nbase_url = "{url}/v1"\n'
        '[voices.bella]\nopenai = "af_bella"\n',
    )
    return project.here("seed", OPENAI_API_KEY="none", no_proxy="127.0.0.1")


@pytest.mark.parametrize(("voice", "own"), [("bella", "af_bella"), ("nova", "nova")])
def test_a_server_of_openais_protocol_is_asked_for_voices_of_its_own_by_the_projects_line(project, voice, own):
    with serving(other_server) as server:
        run = speaking(project, server.url, voice)
        assert (run.status, [request.json()["voice"] for request in server.posts()]) == (0, [own])
    assert "bella" in project.here("voices").out


@pytest.mark.parametrize("url", ["https://api.openai.com", "https://eu.api.openai.com", "https://me.openai.azure.com"])
def test_at_openai_and_azure_such_a_line_is_an_error_before_anything_is_asked(project, url):
    run = speaking(project, url, "bella", "tts-1")
    assert (run.status, "unknown voice 'bella' for provider openai (there: 'af_bella')" in run.err) == (2, True)


def test_a_slip_is_an_error_at_any_server(project):
    run = speaking(project, "http://127.0.0.1:1", "belle")
    assert (run.status, "unknown voice 'belle' for provider openai; did you mean bella?" in run.err) == (2, True)


# -- the command ----------------------------------------------------------------------------------------------------


def settled(project, url, more=""):
    project.write(
        "mediagen.toml", f'[providers]\nspeech = "elevenlabs"\n[provider.elevenlabs]\nbase_url = "{url}"\n{more}'
    )


def listed(project, *arguments):
    return project.here("voices", *arguments, ELEVENLABS_API_KEY=KEY, no_proxy="127.0.0.1")


def test_voices_of_a_provider_are_shown_with_their_ids_and_with_those_that_the_project_names(project):
    settled(project, "http://127.0.0.1:1", '[voices.founder]\nelevenlabs = "21m00Tcm4TlvDq8ikWAM"\n')
    run = listed(project)
    assert run.status == 0
    assert any(line.split()[0] == "sarah" and line.split()[-1] == SARAH for line in run.out.splitlines())
    assert "founder" in run.out
    voices = {v["id"]: v for v in listed(project, "--json").json["voices"]}
    assert voices[SARAH]["name"] == "Sarah"
    assert voices[SARAH]["also"] == ["sarah"]
    assert voices["21m00Tcm4TlvDq8ikWAM"]["also"] == ["founder"]


NINE = ["alloy", "ash", "coral", "echo", "fable", "onyx", "nova", "sage", "shimmer"]


@pytest.mark.parametrize(
    ("model", "names"),
    [("gpt-4o-mini-tts", [*NINE, "ballad", "verse", "marin", "cedar"]), ("tts-1", NINE), ("tts-1-hd", NINE)],
)
def test_only_voices_that_the_configured_model_has_are_listed(project, model, names):
    project.write("mediagen.toml", f'[providers]\nspeech = "openai:{model}"\n')
    assert {v["name"] for v in project.here("voices", "--json").json["voices"]} == {*names}


def test_a_voice_that_the_configured_model_lacks_is_refused_at_its_place_with_those_that_it_has(project):
    project.write("mediagen.toml", '[providers]\nspeech = "openai:tts-1"\n')
    project.narrative(["Welcome back."], voices="nova, marin")
    for command in ("check", "plan", "seed"):
        run = project.here(command, OPENAI_API_KEY="sk-0123456789abcdef")
        told = " ".join((run.out + run.err).split())
        assert (run.status, "talk.yaml:4:9: OpenAI's tts-1 does not have the voice marin" in told) == (2, True)
        assert "take one of alloy, ash, coral, echo, fable, onyx, nova, sage, shimmer, or set" in told


ACCOUNT = {
    **{f"{n:020}": {"name": f"Clone {n:03}", "category": "cloned"} for n in range(230)},
    SARAH: {
        "name": "Sarah",
        "category": "premade",
        "labels": {"accent": "american", "gender": "female", "language": "en", "use_case": "entertainment_tv"},
    },
}


def test_all_pages_of_an_accounts_voices_are_listed(project):
    with serving(ElevenLabs(voices=ACCOUNT)) as server:
        settled(project, server.url)
        run = listed(project, "--account", "--json")
        assert [r.method for r in server.seen] == ["GET"] * 3
    voices = run.json["voices"]
    assert len(voices) == 231
    assert voices[7] == {
        "name": "Clone 007",
        "language": "",
        "gender": "",
        "description": "cloned",
        "id": f"{7:020}",
        "ends": None,
        "provider": "elevenlabs",
        "also": [],
    }
    assert voices[-1]["also"] == ["sarah"]
    assert voices[-1]["description"] == "american, entertainment tv, premade"


def test_an_accounts_voices_are_a_table_too(project):
    with serving(ElevenLabs(voices={SARAH: ACCOUNT[SARAH]})) as server:
        settled(project, server.url)
        assert SARAH in listed(project, "--account").out


@pytest.mark.parametrize(
    ("app", "status", "says"),
    [
        (lambda _: Answer(401, b'{"detail": {"status": "invalid_api_key", "message": "no"}}'), 3, "ELEVENLABS_API_KEY"),
        (lambda _: Answer(500, b"oops", "text/plain"), 1, "500"),
        (lambda _: Answer(200, b"<html>", "text/html"), 1, "a web page"),
        (lambda _: Answer(200, b'{"voices": null}'), 1, "no voices in it"),
        (lambda _: Answer(reset_after_read=True), 1, "to ask costs nothing"),
    ],
)
def test_a_list_that_cannot_be_had_is_a_clear_error(project, app, status, says):
    with serving(app) as server:
        settled(project, server.url)
        run = listed(project, "--account")
        assert len(server.seen) == 1
    assert run.status == status
    assert says in run.err
    assert KEY not in run.err + run.out


def test_without_a_server_or_a_key_or_a_list_the_error_says_what_to_do(project):
    settled(project, closed_port())
    assert "cannot be reached" in listed(project, "--account").err
    run = project.here("voices", "--account")
    assert (run.status, "ELEVENLABS_API_KEY" in run.err) == (3, True)
    run = project.here("voices", "--account", MEDIAGEN_PROVIDERS_SPEECH="openai")
    assert (run.status, "openai has no list" in run.err) == (2, True)
