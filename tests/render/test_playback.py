"""Films play in a browser from beginning to end, and from any place in them."""

from __future__ import annotations

import pytest

from tests.render.conftest import WORDS
from tests.support.browser import CHROMIUM, played

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (Debian: apt-get install chromium)"),
]


def test_a_film_plays_to_its_end_and_can_be_sought_in(halden, tmp_path):
    told = played(halden[0].output("halden.16x9.onyx"), tmp_path)
    assert (told["events"], told.get("error")) == (["ended", "seeked"], None)
    assert (told["duration"], told["end"], told["sought"]) == (30, 30, 17.35)
    assert (told["width"], told["height"], told["frames"]) == (960, 540, 900)
    assert told["sound"] > 100_000


def test_a_film_of_old_and_new_segments_does_so_too(ads, tmp_path):
    ads.ad(**{**WORDS, "hook": "Another hook"})
    report = ads.report()
    assert 0 < report["films"][0]["parts_made"] < 8
    told = played(ads.output(), tmp_path / "browser")
    assert (told["events"], told.get("error")) == (["ended", "seeked"], None)
    assert (told["duration"], told["end"], told["frames"]) == (30, 30, 900)


def test_the_judge_sees_a_damaged_film(ads, tmp_path):
    film = bytearray(ads.film())
    film[len(film) // 2 :] = bytes(len(film) - len(film) // 2)
    ads.output().write_bytes(film)
    told = played(ads.output(), tmp_path / "browser")
    assert told.get("error") or told["frames"] < 900
