"""How often providers were asked, how much of that was billed, and what it cost: the same in the summary, in `--json`, in
the job's record and in `costs`, whatever became of it.
"""

from __future__ import annotations

import pytest

from tests.support.encode import picture, scene
from tests.support.vendors.asking import MESSAGES, RESPONSES
from tests.support.vendors.server import Answer, answer_json, in_turn, serving
from tests.support.vendors.together import KEYS, Together, connected
from tests.support.vendors.writers import TEMPLATE, analysis_form, script_form

HEAD = "kind: narrative\nschema: 1\nid: talk\nvoices: [sarah]\nitems:\n"
SCRIPT = "  - {id: one, script: row, speak: false, with: {sport: rowing}}\n"
SPEECH = "  - {id: one, text: Welcome back.}\n"
PICTURE = "  - {id: one, image: {prompt: a coach on a track, size: square_hd}}\n"


class Shop:
    """A project whose narrative is made by one vendor."""

    def __init__(self, project, kind, vendor, items, url):
        import yaml

        self.project = project
        project.write("templates/row.yaml", yaml.safe_dump(TEMPLATE))
        project.write("narratives/talk.yaml", HEAD + items)
        project.write(
            "mediagen.toml",
            f'[providers]\n{kind} = "{vendor}"\n{connected(url)}[voices.sarah]\nopenai = "nova"\n',
        )

    def run(self, *arguments):
        return self.project.here(*arguments, **KEYS, no_proxy="127.0.0.1")

    def numbers(self, *arguments):
        """(calls, billed) of a run; what it cost agrees wherever it is told."""
        run = self.run(*(arguments or ("seed", "talk")), "--json").json
        job = self.run("jobs", "--json").json["jobs"][0]
        costs, stats = (self.run(*words, "--json").json for words in (["costs"], ["cache", "stats"]))
        assert run["cost_usd"] == job["cost_usd"] == costs["spent_usd"] == stats["spent_usd"]
        assert run["cost_usd"] == pytest.approx(sum(s["cost_usd"] for s in job["stages"].values()), abs=1e-12)
        assert run["billed"] == costs["purchases"]
        return run["calls"], run["billed"]


REFUSED = {
    "a script that is too short, asked for three times": ("script", "anthropic", SCRIPT, 3),
    "speech that is cut short": ("speech", "elevenlabs", SPEECH.replace("Welcome back.", "Welcome back. " * 30), 1),
    "a picture of another size": ("image", "fal", PICTURE, 1),
}


def refusing(vendor):
    """Answers that are bought and that checks refuse."""
    together = Together()
    if vendor == "anthropic":
        return MESSAGES.answering(script_form(words=90))
    if vendor == "fal":
        together.fal.file = Answer(200, picture("JPEG", scene(64, 64)), "image/jpeg")
        return together
    return lambda seen: together._elevenlabs._spoken({"text": "No"}, "mp3_44100_128")


@pytest.mark.parametrize("name", REFUSED)
def test_what_checks_refuse_was_asked_for_and_billed(project, name):
    kind, vendor, items, calls = REFUSED[name]
    with serving(refusing(vendor)) as server:
        shop = Shop(project, kind, vendor, items, server.url)
        assert shop.numbers() == (calls, calls)
        assert len(server.posts()) == calls


def test_what_is_refused_at_the_door_and_tried_again_was_asked_for_and_not_billed(project):
    busy = answer_json(
        {"error": {"message": "Too many", "type": "rate_limit_error"}}, 429, headers={"retry-after": "0"}
    )
    with serving(in_turn(busy, RESPONSES.answering(script_form()))) as server:
        shop = Shop(project, "script", "openai", SCRIPT, server.url)
        assert shop.numbers() == (2, 1)
        assert len(server.posts()) == 2


def test_an_answer_that_is_lost_was_asked_for_and_nobody_knows_whether_it_was_billed(project):
    with serving(in_turn(Answer(500, b"oops", "text/plain"))) as server:
        shop = Shop(project, "speech", "elevenlabs", SPEECH, server.url)
        assert shop.numbers() == (1, 0)


def test_the_summary_says_how_many_calls_were_billed_where_not_all_were(project):
    items = SCRIPT + SCRIPT.replace("one", "two").replace("rowing", "judo")
    refused = answer_json({"error": {"message": "no", "type": "invalid_request_error"}}, 400)
    with serving(in_turn(refused, MESSAGES.answering(script_form(words=90)))) as server:
        shop = Shop(project, "script", "anthropic", items, server.url)
        run = shop.run("seed", "talk", "--jobs", "1")
    assert "2 items: 0 cached, 0 made, 2 failed, 0 left; 4 calls (3 billed), $0.0" in run.out


def test_what_the_offline_providers_make_are_calls_that_nobody_bills(project):
    project.write("narratives/talk.yaml", HEAD.replace("sarah", "nova") + SPEECH)
    report = project.here("seed", "talk", "--json").json
    assert (report["calls"], report["billed"], report["cost_usd"]) == (1, 0, 0.0)


def test_a_picture_that_is_analysed_in_vain_is_on_the_ads_bill(project):
    (project.folder / "narratives/halo.png").write_bytes(picture("PNG", scene(320, 240)))
    with serving(RESPONSES.answering(analysis_form(features=[]))) as server:
        shop = Shop(project, "script", "openai", SCRIPT, server.url)
        path = project.folder / "mediagen.toml"
        path.write_text(path.read_text().replace("[providers]\n", '[providers]\nanalysis = "openai"\n'))
        project.write(
            "narratives/halo.yaml",
            "kind: ad\nschema: 1\nid: halo\nproduct: {name: Halo, description: A lamp., image: halo.png}\n"
            "style: luxury\nvoices: [sarah]\n",
        )
        calls, billed = shop.numbers("render", "halo", "--stop-after", "script")
        assert calls == billed == len(server.posts()) > 0


def test_one_thing_that_is_bought_costs_what_was_refused_on_the_way_too(project):
    app = RESPONSES.answering(script_form(words=90), script_form())
    with serving(app) as server:
        shop = Shop(project, "script", "openai", SCRIPT, server.url)
        one = shop.run("script", "row", "--set", "sport=rowing", "--json").json
    assert (one["calls"], one["billed"]) == (2, 2)
    assert one["cost_usd"] == pytest.approx(shop.run("costs", "--json").json["spent_usd"], abs=1e-6)


def test_a_run_that_ends_by_an_error_says_what_it_had_spent(project):
    items = SPEECH + SPEECH.replace("one", "two").replace("back", "home")
    with serving(in_turn(Together(), Answer(401))) as server:
        shop = Shop(project, "speech", "elevenlabs", items, server.url)
        run = shop.run("seed", "talk", "--jobs", "1")
    assert run.status == 3
    assert "mediagen: $0.0013 had been spent before this error" in run.err
    assert "does not accept the key" in run.err.splitlines()[-2]
