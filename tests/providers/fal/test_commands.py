"""The command line with fal before it: pictures in all modes, what they cost, crashes; tests/render/test_animated.py has
the films.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time

import pytest
import yaml

from tests.conftest import ROOT
from tests.render.conftest import WORDS, Ads
from tests.support.encode import scene
from tests.support.vendors.fal import KEY, Fal
from tests.support.vendors.server import answer_json, serving

PICTURES = """
kind: narrative
schema: 1
id: personas
items:
  - {id: plain, image: {prompt: a coach on a track, size: landscape_16_9}}
  - {id: quick, image: {prompt: a coach on a track, size: square_hd, mode: fast, steps: 8}}
  - {id: after, image: {prompt: in oil, size: portrait_4_3, mode: image_to_image, source: coach.png}}
"""


class Shop(Ads):
    """A project that buys at a loopback fal."""

    def __init__(self, folder, fal, server) -> None:
        super().__init__(folder)
        self.fal, self.server = fal, server
        scene(640, 480).save(folder / "narratives/coach.png")

    def configure(self, *lines, kinds=("image",), more=""):
        routes = "\n".join(f'{kind} = "fal"' for kind in kinds)
        text = f'[providers]\n{routes}\n[provider.fal]\nbase_url = "{self.server.url}"\nallow_http = true\n'
        self.write("mediagen.toml", "\n".join([text, *lines, more]))

    def buy(self, *arguments, **environment):
        return self.here(*arguments, **{"FAL_KEY": KEY, **environment})

    def models(self):
        return sorted(order.model for order in self.fal.orders.values())

    def written(self):
        """All that is written in the project, but the bytes of media."""
        files = [p for p in self.folder.rglob("*") if p.is_file() and p.suffix in {".json", ".jsonl", ".log", ".txt"}]
        return b"".join(p.read_bytes() for p in files)


@pytest.fixture
def shop(tmp_path):
    (tmp_path / "project/narratives").mkdir(parents=True)
    fal = Fal(billed=None)
    with serving(fal) as server:
        made = Shop(tmp_path / "project", fal, server)
        made.configure()
        made.write("narratives/personas.yaml", PICTURES)
        yield made


def test_pictures_of_all_modes_are_priced_bought_once_and_kept(shop):
    plan = shop.buy("plan", "--json").json
    assert plan["new_usd"] == pytest.approx(0.025 + 0.003 + 0.025)
    first = shop.buy("seed", "--json")
    assert first.status == 0, first.out + first.err
    assert (first.json["made"], first.json["cost_usd"]) == (3, pytest.approx(0.053))
    assert shop.models() == ["fal-ai/flux/dev", "fal-ai/flux/dev/image-to-image", "fal-ai/flux/schnell"]
    steps = {order.model: order.arguments["num_inference_steps"] for order in shop.fal.orders.values()}
    assert steps == {"fal-ai/flux/dev": 28, "fal-ai/flux/dev/image-to-image": 28, "fal-ai/flux/schnell": 8}
    again = shop.buy("seed", "--json").json
    assert (again["cached"], again["made"], again["calls"]) == (3, 0, 0)
    assert len(shop.server.posts()) == 3
    assert KEY.encode() not in shop.written()


def test_what_fal_says_it_billed_is_what_was_spent(shop):
    shop.fal.billed = "3"
    run = shop.buy("seed", "--json").json
    assert run["cost_usd"] == pytest.approx(3 * (0.025 + 0.003 + 0.025))


def test_a_flagged_picture_goes_to_quarantine_and_is_not_bought_again_soon(shop):
    shop.fal.values = {"has_nsfw_concepts": [True]}
    run = shop.buy("seed", "--json")
    assert (run.status, run.json["failed"]) == (1, 3)
    assert "safety checker flagged" in run.json["errors"][0]["message"]
    kept = {path.suffix for path in (shop.folder / ".mediagen/cache/quarantine").iterdir()}
    assert kept >= {".jpg", ".json"}
    shop.buy("seed")
    assert len(shop.server.posts()) == 3


def test_without_its_key_nothing_is_asked(shop):
    run = shop.here("seed")
    assert run.status == 3
    assert "FAL_KEY" in run.err
    assert shop.server.seen == []


def test_a_wrong_setting_is_told_before_anything_is_asked(shop):
    shop.configure(more='[provider.fal.image]\nsafety_tolerance = "2"\n')
    run = shop.buy("seed")
    assert run.status == 3
    assert "provider.fal.image.safety_tolerance: fal-ai/flux/dev takes no safety_tolerance" in run.err
    assert shop.server.seen == []


def test_a_setting_makes_other_pictures(shop):
    shop.buy("seed")
    shop.configure(more='[provider.fal.image]\noutput_format = "png"\n')
    assert shop.buy("seed", "--json").json["made"] == 3
    assert len(shop.server.posts()) == 6


def test_a_run_that_is_killed_while_fal_is_at_work_is_followed_by_one_that_orders_nothing(shop):
    shop.fal.status = lambda _request: answer_json({"status": "IN_PROGRESS", "logs": None}, 202)
    command = [sys.executable, "-m", "mediagen", "seed"]
    environment = {"PATH": "/usr/bin", "PYTHONPATH": str(ROOT), "FAL_KEY": KEY}
    process = subprocess.Popen(command, cwd=shop.folder, env=environment, stdout=subprocess.DEVNULL)
    until = time.monotonic() + 240
    while sum(order.model != "" for order in shop.fal.orders.values()) < 3 or len(shop.journal()) < 6:
        assert time.monotonic() < until
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    open_ = shop.buy("costs", "--open", "--json").json["open"]
    assert {line["order"] for line in open_} == set(shop.fal.orders)
    assert {line["state"] for line in open_} == {"ordered"}
    assert all(name in shop.buy("costs", "--open").out for name in shop.fal.orders)
    shop.fal.status = None
    run = shop.buy("seed", "--json")
    assert (run.status, run.json["made"]) == (0, 3), run.out + run.err
    assert len(shop.server.posts()) == 3
    assert run.json["cost_usd"] == pytest.approx(0.053)


def test_an_order_that_is_gone_is_listed_by_its_name_at_fal(shop):
    shop.fal.status = answer_json({"detail": "Request not found"}, 404)
    shop.buy("seed", "--match", "plain")
    [line] = shop.buy("costs", "--open", "--json").json["open"]
    assert (line["state"], line["item"], line["model"]) == ("unknown", "plain", "fal-ai/flux/dev")
    assert [line["order"]] == list(shop.fal.orders)


def test_an_order_that_a_person_resolves_is_given_up_and_said_to_be(shop):
    shop.fal.status = answer_json({"detail": "no key"}, 401)
    assert shop.buy("seed", "--match", "plain").status == 3
    [line] = shop.buy("costs", "--open", "--json").json["open"]
    said = shop.buy("costs", "--resolve", line["id"][:8], "--not-billed").out
    assert said.endswith("not billed; noted; its order is given up: the next run orders anew\n")
    shop.fal.status = None
    assert shop.buy("seed", "--match", "plain", "--json").json["made"] == 1
    assert len(shop.server.posts()) == 2
    assert shop.buy("costs", "--json").json["reserved_usd"] == 0


# -- films ------------------------------------------------------------------------------------------------------------


def animated(shop, **fields):
    shop.prepare()
    scenes = [dict(one) for one in WORDS["scenes"]]
    scenes[1]["animate"] = "dust dances in the light"
    shop.ad(**{**WORDS, "scenes": scenes, **fields})


def test_an_animated_scene_without_a_maker_of_clips_is_an_error_before_anything_is_made(shop):
    animated(shop)
    run = shop.render()
    assert run.status == 3
    assert "ad lamp: scene 2 is to be animated, and providers.video is not set" in run.err
    assert 'set providers.video = "fal" in mediagen.toml' in run.err
    assert [event["e"] for event in shop.journal()] == ["run"]


def test_a_check_tells_at_its_place_that_nobody_animates_a_scene(shop):
    animated(shop)
    run = shop.here("check", "lamp")
    assert (run.status, run.out.count("\n")) == (2, 2)
    line, column = run.out.split(":")[1:3]
    said = (shop.folder / "narratives/lamp.yaml").read_text().splitlines()[int(line) - 1]
    assert said[int(column) - 1 :] == "dust dances in the light"
    assert ": scene 2 is to be animated, and providers.video is not set (set providers.video" in run.out
    shop.configure(kinds=("video",))
    assert shop.here("check", "lamp", FAL_KEY=KEY).status == 0


@pytest.mark.slow
def test_a_clip_is_planned_as_long_as_its_scene_can_become_and_bought_as_long_as_it_is(shop):
    animated(shop)
    shop.configure(kinds=("video",))
    environment = {"FAL_KEY": KEY}
    assert shop.here("plan", "lamp", "-o", "plan.json", **environment).status == 0
    [clip] = [one for one in json.loads((shop.folder / "plan.json").read_text())["items"] if one["kind"] == "video"]
    assert (clip["key"], clip["script"], clip["usd"]) == ("", "lamp.16x9 clip 2", pytest.approx(0.7))
    run = shop.here("render", "--plan", "plan.json", "--stop-after", "video", "--json", **environment)
    assert (run.status, run.json["left"], len(shop.server.posts())) == (0, [], 1)
    assert run.json["cost_usd"] == pytest.approx(0.7)
    other = shop.here("render", "lamp", "--voices", "onyx", "--dry-run", "--json", **environment)
    assert other.json["usd"] == pytest.approx(0.35), "the longer clip is there"


def test_films_of_several_voices_share_clips_so_no_more_are_planned_than_there_are_lengths(shop):
    animated(shop)
    shop.configure(kinds=("video",))
    for voices, seconds in (("nova,onyx", 15), ("nova,onyx,shimmer", 15)):
        run = shop.here("render", "lamp", "--voices", voices, "--dry-run", "--json", FAL_KEY=KEY)
        assert run.status == 0, run.err
        assert run.json["usd"] == pytest.approx(seconds * 0.07)
        assert run.json["likely_usd"] == pytest.approx(10 * 0.07)


def test_a_style_may_animate_and_an_ad_may_not_want_it(shop):
    shop.prepare()
    path = shop.folder / "templates/quick.yaml"
    style = yaml.safe_load(path.read_text())
    style["film"]["scenes"][0]["animate"] = True
    path.write_text(yaml.safe_dump(style, sort_keys=False))
    shop.ad(**WORDS)
    assert "scene 1 is to be animated" in shop.render("--dry-run").err
    scenes = [{**WORDS["scenes"][0], "animate": False}, *WORDS["scenes"][1:]]
    shop.ad(**{**WORDS, "scenes": scenes})
    assert shop.render("--dry-run").status == 0
