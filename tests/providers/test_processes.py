"""What several processes, and those that are killed, buy of a vendor through its SDK: each thing once."""

from __future__ import annotations

import signal
import time

import pytest

from tests.support.vendors.server import Answer, in_turn, serving
from tests.support.vendors.shop import Shop
from tests.support.vendors.together import KEYS, Together, connected

pytestmark = pytest.mark.slow
TEXTS = [f"Welcome back, and this is question {n}." for n in range(6)]
ENVIRONMENT = {**KEYS, "no_proxy": "127.0.0.1"}


def settled(project, server, vendor):
    project.narrative(TEXTS, voices="sarah")
    project.write("mediagen.toml", f'[providers]\nspeech = "{vendor}"\n{connected(server.url)}')


@pytest.mark.parametrize("vendor", ["elevenlabs", "openai"])
def test_two_that_want_the_same_at_once_buy_it_once(project, vendor):
    app = Together()

    def slow(request):
        time.sleep(0.2)
        return app(request)

    with serving(slow) as server:
        settled(project, server, vendor)
        both = [project.begin("seed", "--json", **ENVIRONMENT) for _ in range(2)]
        ended = [(*process.communicate(timeout=240), process.returncode) for process in both]
        assert [status for _, _, status in ended] == [0, 0], ended
        assert len(server.posts()) == len(TEXTS)
    events = [event["e"] for event in project.journal()]
    assert (events.count("reserve"), events.count("settle")) == (len(TEXTS), len(TEXTS))


@pytest.mark.parametrize(("kind", "vendor"), [("script", "anthropic"), ("image", "fal")])
def test_so_do_two_that_want_the_same_script_or_picture(tmp_path, kind, vendor):
    app, shop = Together(), Shop(tmp_path / "project")

    def slow(request):
        time.sleep(0.3)
        return app(request)

    with serving(slow) as server:
        shop.configure(kind, vendor, server.url)
        both = [shop.begin("seed", "--json", **ENVIRONMENT) for _ in range(2)]
        ended = [(*process.communicate(timeout=240), process.returncode) for process in both]
        assert [status for _, _, status in ended] == [0, 0], ended
        assert len(server.posts()) == 1
    events = [event["e"] for event in shop.journal()]
    assert (events.count("reserve"), events.count("settle")) == (1, 1)


@pytest.mark.parametrize("vendor", ["elevenlabs", "openai"])
def test_one_that_is_killed_while_it_waits_leaves_its_reservation_and_the_next_one_goes_on(project, vendor):
    with serving(in_turn(Answer(delay_s=60), Together())) as server:
        settled(project, server, vendor)
        process = project.begin("seed", "--match", "item_000", **ENVIRONMENT)
        until = time.monotonic() + 240
        while not server.posts():
            assert time.monotonic() < until
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        [line] = project.here("costs", "--open", "--json", **ENVIRONMENT).json["open"]
        assert (line["state"], line["provider"], line["item"]) == ("unknown", vendor, "item_000")
        run = project.here("seed", "--json", **ENVIRONMENT)
        assert (run.status, run.json["made"], len(server.posts())) == (0, len(TEXTS), len(TEXTS) + 1)
    costs = project.here("costs", "--json", **ENVIRONMENT).json
    assert (costs["purchases"], costs["reserved_usd"]) == (len(TEXTS), line["usd"])
