"""An ad's own files: found, and looked at before anything is made or bought for its films."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from functools import lru_cache, partial

from mediagen.commands.production import Production
from mediagen.errors import ItemError
from mediagen.plan.staging import Blob
from mediagen.plan.storyboard import Film, with_fonts

Look = Callable[[Blob], Blob]
_Where = tuple[str, *tuple[str | int, ...]]
"""What it is for people, and the path to it in the ad."""


def take_in(p: Production) -> None:
    """Find the film's own files and note them in `p`; fonts take their digests' names.

    Raises ItemError that says where in the ad a file stands that cannot be used, as far as its beginning tells.
    """
    for where, name, look in _named(p.film):
        with _said_of(*where):
            source = p.context.source(name)
            found = Blob(source.digest, source.path)
            p.own[name] = look(found) if found.digest else found  # a URL in a dry run is not fetched
    p.film = with_fonts(p.film, {name: p.own[name].digest for name in p.film.fonts})


def check_pictures(p: Production) -> None:
    """Read the film's own pictures to their ends. Raises ItemError that says where in the ad one is torn."""
    for where, name, look in _named(p.film):
        found = p.own[name]
        if look is _picture and found.digest:
            with _said_of(*where):
                _read(found.digest, found.path)


@lru_cache(maxsize=1024)
def _read(digest: str, path: str) -> None:
    """Once for all films that show it."""
    from mediagen.video.stills import check

    del digest  # a file that is changed is another
    check(path)


@contextlib.contextmanager
def _said_of(what: str, *at: str | int) -> Iterator[None]:
    """Say in errors where in the ad the file stands."""
    try:
        yield
    except ItemError as error:
        raise error.said_of(what, *at) from error


def _named(film: Film) -> Iterator[tuple[_Where, str, Look]]:
    """Where in the ad each file is named, its name, and how to look at it. Clips last: a clip may be the music too."""
    if film.image:
        yield ("product", "product"), film.image, _picture
    if film.logo:
        yield ("brand", "brand"), film.logo, _picture
    if film.bed and film.bed.file:
        yield ("music", "music"), film.bed.file, _music
    for name in film.fonts:
        yield ("font", "brand", "font"), name, _as_it_is
    for number, scene in enumerate(film.scenes):
        where = (f"scene {number + 1}", "scenes", number)
        if scene.image:
            yield where, scene.image, _picture
        if scene.clip:
            yield where, scene.clip.file, partial(_clip, scene.clip.start)


def _picture(found: Blob) -> Blob:
    from mediagen.video.stills import look

    look(found.path)
    return found


def _clip(start: float, found: Blob) -> Blob:
    from mediagen.video.footage import clip_facts, refuse_late

    facts = clip_facts(found.path)
    refuse_late(found.path, facts, start)
    return Blob(found.digest, found.path, round(facts.seconds * 1_000))


def _music(found: Blob) -> Blob:
    from mediagen.video.sound_files import look

    look(found.path, "the music")
    return found


def _as_it_is(found: Blob) -> Blob:
    return found
