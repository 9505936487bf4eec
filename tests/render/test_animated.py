"""A film one of whose scenes is animated by fal: the clip that is bought of its picture, and the film that shows it."""

from __future__ import annotations

import pytest

from tests.providers.fal.test_commands import Shop, animated
from tests.render.watch import watched
from tests.support.vendors.fal import KEY, Fal
from tests.support.vendors.server import serving


@pytest.fixture
def shop(ads):
    """The lamp's project, whose voices and pictures are there, with a loopback fal."""
    fal = Fal(billed=None)
    with serving(fal) as server:
        yield Shop(ads.folder, fal, server)


def test_a_film_shows_the_clip_that_was_bought_from_a_scenes_picture(shop):
    animated(shop)
    shop.configure(kinds=("video",))
    environment = {"FAL_KEY": KEY}
    dry = shop.report("--dry-run", **environment)
    assert dry["stages"]["video_gen"]["missing"] == 1
    assert dry["usd"] == pytest.approx(0.7)  # ten seconds of Kling
    stopped = shop.report("--stop-after", "image", **environment)
    assert stopped["films"][0]["path"] is None
    assert shop.fal.orders == {}
    report = shop.report(**environment)
    assert report["cost_usd"] == pytest.approx(0.7)
    (order,) = shop.fal.orders.values()
    assert order.model == "fal-ai/kling-video/v2.5-turbo/pro/image-to-video"
    assert order.arguments["prompt"].endswith("dust dances in the light.")
    assert order.arguments["duration"] == "10"
    assert shop.fal.source(order).size == (480, 270)
    parts = {part["part"]: part for part in shop.manifest()["films"][0]["parts"]}
    assert (parts["clip 2"]["kind"], parts["clip 2"]["provider"]) == ("video", "fal")
    assert parts["clip 2"]["cost_usd"] == pytest.approx(0.7)
    assert report["stages"]["video_gen"]["provider"] == "fal"
    (job,) = (one for one in shop.here("jobs", "--json").json["jobs"][:1])
    assert job["stages"]["video_gen"]["status"] == "completed"
    moved(shop)
    again = shop.report(**environment)
    assert (again["made"], len(shop.server.posts())) == (0, 1)


def moved(shop):
    """In the film, scene 2 moves all the time, which its style's camera does not."""
    line = shop.manifest()["films"][0]
    second = line["scenes"][1]
    first, last = second["first_frame"] + 20, second["first_frame"] + second["frames"] - 20
    changes = watched(shop.film()).changes(first, last, step=5)
    assert changes.min() > 0.5


def test_a_preview_shows_the_picture_and_buys_no_clip(shop):
    animated(shop)
    shop.configure(kinds=("video",))
    run = shop.here("preview", "lamp", "--json", FAL_KEY=KEY)
    assert run.status == 0, run.out + run.err
    assert shop.fal.orders == {}
