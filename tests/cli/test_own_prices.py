"""Prices of a project's own: what names no model is said, at its line, by every command that looks at prices or settings."""

from __future__ import annotations

import pytest

TOML = """\
[providers]
image = "fal"

[prices."fal:fal-ai/flx/dev"]   # a letter is missing
usd = { megapixels = 0.02 }
"""
SAID = """mediagen.toml:4:2: prices."fal:fal-ai/flx/dev": fal has no such model"""
REMEDY = "did you mean 'fal-ai/flux/dev'?"


@pytest.fixture
def slip(project):
    project.write("mediagen.toml", TOML)
    project.narrative(["Hello."])
    return project


@pytest.mark.parametrize(
    "command",
    [["check"], ["config"], ["providers"], ["plan"], ["seed", "--dry-run"], ["config", "--json"]],
    ids=" ".join,
)
def test_a_misspelt_model_is_warned_of_at_its_line(slip, command):
    run = slip.here(*command)
    assert (run.status, run.err) == (0, f"mediagen: {SAID}; {REMEDY}\n")


def test_the_doctor_finds_it(slip):
    run = slip.here("doctor", "--json", FAL_KEY="secret-0123456789")
    [found] = [f for f in run.json["findings"] if f["name"] == "prices"]
    assert (run.status, found["level"], found["detail"], found["remedy"]) == (0, "warn", SAID, REMEDY)


def test_the_doctor_tells_of_a_price_that_cannot_be_used_and_goes_on(slip):
    slip.write("mediagen.toml", TOML + '[prices."fall:x"]\nusd = { calls = 1 }\n')
    run = slip.here("doctor", "--json", FAL_KEY="secret-0123456789")
    found = {f["name"]: f for f in run.json["findings"]}
    assert (run.status, found["disk"]["ok"]) == (3, True)
    said = 'mediagen.toml:6:2: prices."fall:x": this names no model of a provider'
    assert said in [f["detail"] for f in run.json["findings"]]


@pytest.mark.parametrize("command", ["check", "config", "plan", "providers"])
def test_a_provider_that_there_is_not_is_an_error_everywhere(slip, command):
    slip.write("mediagen.toml", '[prices."fall:x"]\nusd = { calls = 1 }\n')
    run = slip.here(command)
    said = 'error[config]: mediagen.toml:1:2: prices."fall:x": this names no model of a provider'
    assert (run.status, said in run.err) == (3, True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '[prices."openai:x"]\nusd = { calls = 1 }\nsince = 3\n',
            'mediagen.toml:3:1: prices."openai:x".since: there is no such setting',
        ),
        (
            '[prices."openai:x"]\nusd = { callz = 1 }\n',
            "mediagen.toml:2:1: prices.\"openai:x\".usd.callz: it is 'calls', 'characters'",
        ),
        (
            '[prices]\n  "openai:gpt-5.6".usd = { calls = -1 }\n',
            'mediagen.toml:2:3: prices."openai:gpt-5.6".usd.calls: it is at least 0',
        ),
        ("[prices]\nopenai = { usd = { calls = 1 } }\n", 'mediagen.toml:2:1: prices."openai": this names no model'),
    ],
    ids=["no such setting", "no such unit", "less than nothing", "no model"],
)
def test_what_cannot_be_used_is_told_at_its_line_and_column(project, text, said):
    project.write("mediagen.toml", text)
    run = project.here("config")
    assert (run.status, run.err.startswith(f"error[config]: {said}")) == (3, True), run.err


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("openai:gpt-6-lune", "gpt-6-luna"),
        ("openai:gpt6-luna", "gpt-6-luna"),
        ("openai:lama3.2", "llama3.2"),  # which is in use
        ("anthropic:claude-hiaku-5-5", "claude-haiku-5-5"),
        ("elevenlabs:eleven_multilingal_v2", "eleven_multilingual_v2"),
    ],
)
def test_where_any_model_may_be_named_what_is_nearly_one_that_is_known_is_warned_of(project, name, meant):
    project.write(
        "mediagen.toml", f'[providers]\nscript = "openai:llama3.2"\n[prices."{name}"]\nusd = {{ calls = 1 }}\n'
    )
    said = f"mediagen: mediagen.toml:3:2: prices.\"{name}\": no such model is known; did you mean '{meant}'?\n"
    assert project.here("config").err == said


@pytest.mark.parametrize(
    "name",
    [
        "openai:llama3.2",  # of a server of one's own
        "openai:gpt-7-luna",  # of a later version
        "openai:gpt-6-luna-2026-09-22",
        "openai:gpt-5.6-terra",
        "openai:gpt-realtime-2.1",
        "elevenlabs:eleven_multilingual_v3",
        "fal:fal-ai/flux/dev/image-to-image",  # which a mode has made
        "fal:fal-ai/flux/dev",
    ],
)
def test_any_other_model_may_have_a_price(project, name):
    project.write("mediagen.toml", f'[prices."{name}"]\nusd = {{ calls = 1 }}\n')
    run = project.here("config")
    assert (run.status, run.err) == (0, "")
