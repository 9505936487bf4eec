"""Own pictures and clips that have too few pixels for their scenes, said at their place in the ad."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Literal

from mediagen.commands.production import Production
from mediagen.errors import ItemError, Problem
from mediagen.library.load import Loaded
from mediagen.plan.film import ASPECTS

MOST = 2.0
"""Times that a picture is enlarged without a word: a photograph of 1920×1080 is so 1.8 times in a tall film."""


def coarse(variants: Mapping[str, Loaded], productions: Iterable[Production]) -> list[Problem]:
    """What is enlarged more than that: each once, for the aspect in which it is enlarged most. It can be shown."""
    found: dict[Problem, float] = {}
    for p in productions:
        canvas = ASPECTS[p.film.aspect]
        for number, scene in enumerate(p.film.scenes):
            what: Literal["image", "clip"] = "clip" if scene.clip else "image"
            name = scene.clip.file if scene.clip else scene.image
            size = _size(p, name, what) if name in p.own else None
            times = max(canvas.width / size[0], canvas.height / size[1]) if size else 0.0
            if size is None or times <= MOST:
                continue
            problem = variants[p.film.variant].problem(
                ("scenes", number, what),
                f"the {what} {name} has {size[0]}×{size[1]} pixels and is shown {times:.1f} times as large",
                f"give one of at least {canvas.width}×{canvas.height}",
            )
            if times > found.get(problem, 0.0):
                found.pop(problem, None)
                found[problem] = times
    return sorted(found)


def _size(p: Production, name: str, what: Literal["image", "clip"]) -> tuple[int, int] | None:
    """Width and height in pixels; None where they are not known (a URL in a dry run, a file that is no picture)."""
    blob = p.own[name]
    try:
        return _measured(blob.digest, blob.path, what) if blob.digest else None
    except ItemError:
        return None


@lru_cache(maxsize=1024)
def _measured(digest: str, path: str, what: Literal["image", "clip"]) -> tuple[int, int]:
    """Once for all films that show it."""
    if what == "clip":
        from mediagen.video.footage import facts_of

        facts = facts_of(digest, path)
        return facts.width, facts.height
    from mediagen.video.stills import size

    return size(path)
