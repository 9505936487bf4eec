"""What stills are about is looked at once."""

from __future__ import annotations

from dataclasses import replace

from PIL import Image

from mediagen.cache.store import Cache
from mediagen.commands.looking import look, shape_of
from mediagen.plan.film import ASPECTS, Picture
from mediagen.plan.staging import Blob
from tests.support.segments import leaves


def test_what_was_seen_in_a_still_is_noted_so_that_the_still_is_not_needed_again(tmp_path):
    file, picture = tmp_path / "leaves.png", Picture("still", "a" * 64)
    Image.fromarray(leaves(64, 48)).save(file)
    files = {picture.digest: str(file)}
    with Cache(tmp_path / "cache") as cache:
        seen = look(cache, picture, None, files, ASPECTS["16:9"])
        file.unlink()
        assert seen is not None
        assert seen.size == (64, 48)
        assert look(cache, picture, None, files, ASPECTS["16:9"]) == seen
        assert look(cache, picture, None, files, ASPECTS["9:16"]) is None  # of which something else is the middle


def test_how_slim_a_product_is_without_the_empty_borders_of_its_picture_is_noted_too(tmp_path):
    file = tmp_path / "bottle.png"
    picture = Image.new("RGBA", (300, 300))
    picture.paste((20, 80, 50, 255), (200, 20, 260, 260))
    picture.save(file)
    bottle = Blob("b" * 64, str(file))
    with Cache(tmp_path / "cache") as cache:
        assert shape_of(cache, bottle) == 0.25
        file.unlink()
        assert shape_of(cache, bottle) == 0.25
        assert shape_of(cache, replace(bottle, digest="c" * 64)) == 0  # not there yet


def test_of_a_clip_that_cannot_be_read_nothing_is_known(tmp_path):
    clip = tmp_path / "walk.mp4"
    clip.write_bytes(b"no film")
    with Cache(tmp_path / "cache") as cache:
        assert look(cache, Picture("clip", "d" * 64), None, {"d" * 64: str(clip)}, ASPECTS["16:9"]) is None
