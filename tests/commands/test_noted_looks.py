"""What stills are about is looked at once."""

from __future__ import annotations

from PIL import Image

from mediagen.cache.store import Cache
from mediagen.commands.looking import look
from mediagen.plan.film import ASPECTS, Picture
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
