"""What a provider does not make is said at its place in the document, before anything is made or bought."""

import pytest

NARRATIVE = "kind: narrative\nschema: 1\nid: talk\nlanguage: {}\nvoices: [nova, onyx]\nitems:\n"
ITEMS = "  - {id: a, text: Willkommen.}\n  - {id: b, text: Wie geht es?}\n"
GERMAN = "narratives/talk.yaml:4:11: the offline voices speak English only, not 'de' (set language to en, or providers"
AD = """\
kind: ad
schema: 1
id: clock
language: {}
product: {{name: Halden, description: A watch that runs for three days.}}
style: luxury
voices: [nova]
hook: Hook
cta: Buy
scenes: [{{voice: One.}}, {{voice: Two.}}, {{voice: "{}"}}, {{voice: Four.}}]
variants: {{english: {{language: en}}}}
"""


@pytest.fixture
def german(project):
    project.write("narratives/talk.yaml", NARRATIVE.format("de") + ITEMS)
    return project


@pytest.mark.parametrize("command", [["check"], ["plan"], ["seed"], ["seed", "--dry-run"], ["seed", "talk"]])
def test_a_language_that_the_voices_do_not_speak_is_said_once_whatever_is_asked_for(german, command):
    run = german.here(*command)
    assert run.status == 2
    assert (run.out + run.err).count("talk.yaml") == 1
    assert GERMAN in run.out + run.err
    assert not (german.folder / "output").exists() or not list((german.folder / "output").iterdir())


def test_the_remedy_names_the_providers_that_speak_it(german):
    assert 'or providers.speech to "elevenlabs" or "openai")' in german.here("check").out
    assert german.here("check", MEDIAGEN_PROVIDERS_SPEECH="openai").out.startswith("all well")
    other = german.here("check", MEDIAGEN_PROVIDERS_SPEECH="elevenlabs:eleven_flash_v2")
    assert "4:11: ElevenLabs' eleven_flash_v2 does not speak 'de' (set providers.speech = " in other.out


def test_nothing_is_remembered_of_it_and_the_rest_of_a_run_is_made_as_soon_as_it_is_right(german):
    german.here("seed")
    german.write("narratives/talk.yaml", NARRATIVE.format("en") + ITEMS)
    assert german.here("seed", "--json").json["made"] == 4
    assert german.here("cache", "ls", "--status", "failed", "--json").json == []


def test_what_is_not_chosen_is_not_asked_about(project):
    items = ITEMS + "  - {id: c, image: {prompt: a lamp}}\n"
    project.write("narratives/talk.yaml", NARRATIVE.format("de") + items)
    assert project.here("seed", "--only", "image", "--json").json["made"] == 1
    assert project.here("seed", "--match", "a").status == 2


def test_a_text_is_named_with_the_row_that_fills_it_in(project):
    project.write("narratives/guests.csv", "id,guest\nfirst,Ann\nsecond,Иван\n")
    item = "  - {id: a, text: 'Hi {{ guest }}.'}\n"
    project.write("narratives/talk.yaml", f"each: guests\n{NARRATIVE.format('en')}{item}")
    (line,) = [x for x in project.here("seed").err.splitlines() if "talk.yaml" in x]
    assert line.startswith("narratives/talk.yaml:8:19: the offline voices speak English only and cannot read: И")
    assert " for row 'second' (write these in Latin letters, or in the document's `lexicon` how they are " in line


def test_a_script_that_is_to_be_written_is_known_by_its_language_to_be_unspeakable(project):
    template = "kind: script_template\nschema: 1\nid: hello\nprompt: Say hello.\noffline: {paragraphs: [[Hallo.]]}\n"
    project.write("templates/hello.yaml", template)
    project.write("narratives/talk.yaml", NARRATIVE.format("de") + "  - {id: a, script: hello}\n")
    run = project.here("seed")
    assert (run.status, GERMAN in run.err) == (2, True)


def test_what_only_the_written_script_shows_fails_its_item_alone_and_is_not_remembered(project):
    template = "kind: script_template\nschema: 1\nid: hello\nprompt: Say hello.\noffline: {paragraphs: [[Привет.]]}\n"
    project.write("templates/hello.yaml", template)
    items = "  - {id: a, script: hello}\n  - {id: b, text: Hi there.}\n"
    project.write("narratives/talk.yaml", NARRATIVE.format("en") + items)
    report = project.here("seed", "--json").json
    assert (report["made"], report["failed"]) == (3, 2)
    assert {error["message"] for error in report["errors"]} == {
        "the offline voices speak English only and cannot read: П в е и р т"
    }
    assert project.here("cache", "ls", "--status", "failed", "--json").json == []


@pytest.mark.parametrize(
    "command", [["check"], ["render", "clock"], ["render", "clock", "--dry-run"], ["plan", "clock"]]
)
def test_an_ad_is_refused_at_its_language_or_at_the_line_that_cannot_be_spoken(project, command):
    project.write("narratives/clock.yaml", AD.format("de", "Drei."))
    run = project.here(*command)
    assert run.status == 2
    assert "narratives/clock.yaml:4:11: the offline voices speak English only, not 'de'" in run.out + run.err
    project.write("narratives/clock.yaml", AD.format("en", "Три."))
    run = project.here(*command)
    assert run.status == 2
    assert "narratives/clock.yaml:10:48: the offline voices speak English only and cannot read:" in run.out + run.err


def test_a_film_without_voice_over_needs_no_lines_in_a_language_that_is_not_written(project):
    shown = AD.partition("scenes:")[0].format("de")
    project.write("narratives/clock.yaml", shown)
    spoken, silent = (project.here("plan", "clock", *how) for how in ((), ("--voices", "none")))
    assert (spoken.status, silent.status) == (2, 0)
    assert "the `voice` of scenes 1, 2, 3, 4 (none: nobody speaks)" in spoken.err
    assert "or `voices: none`: texts and music only)" in spoken.err
    project.write("narratives/clock.yaml", shown.replace("[nova]", "[nova, none]"))
    other = project.here("check", MEDIAGEN_PROVIDERS_SCRIPT="openai")
    assert other.out.count("clock.yaml") == 1, "the voice alone"


def test_one_thing_alone_is_refused_too_and_each_time_anew(project):
    for _ in range(2):
        run = project.here("speak", "Hallo", "--language", "de")
        assert run.status == 1
        assert "error[provider]: the offline voices speak English only, not 'de'" in run.err
        assert 'set language to en, or providers.speech to "elevenlabs" or "openai"' in run.err
