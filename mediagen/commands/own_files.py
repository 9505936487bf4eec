"""An ad's own files: found, and looked at before anything is made or bought for its films."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterator
from functools import lru_cache, partial

from mediagen.commands.production import Production
from mediagen.errors import ItemError
from mediagen.plan.film import FPS, FRAMES
from mediagen.plan.staging import Blob
from mediagen.plan.storyboard import Film, with_fonts

Look = Callable[[Blob], Blob]
Read = Callable[[str, str], None]
"""Of a file with this digest and path: whether it can be used; once for all films that show it."""
_Where = tuple[str, *tuple[str | int, ...]]
"""What it is for people, and the path to it in the ad."""


def take_in(p: Production) -> None:
    """Find the film's own files and note them in `p`; fonts take their digests' names.

    Raises ItemError that says where in the ad a file stands that cannot be used, as far as its beginning tells.
    """
    for where, name, look, _ in _named(p.film):
        with _said_of(*where):
            source = p.context.source(name)
            found = Blob(source.digest, source.path)
            p.own[name] = look(found) if found.digest else found  # a URL in a dry run is not fetched
    p.film = with_fonts(p.film, {name: p.own[name].digest for name in p.film.fonts})


def check_files(p: Production) -> None:
    """Read the film's own pictures, music and clips as far as they are wanted. Raises ItemError that says where in the
    ad one cannot be used.
    """
    for where, name, _, read in _named(p.film):
        found = p.own[name]
        if found.digest:
            with _said_of(*where):
                read(found.digest, found.path)


@contextlib.contextmanager
def _said_of(what: str, *at: str | int) -> Iterator[None]:
    """Say in errors where in the ad the file stands."""
    try:
        yield
    except ItemError as error:
        raise error.said_of(what, *at) from error


def _named(film: Film) -> Iterator[tuple[_Where, str, Look, Read]]:
    """Where in the ad each file is named, its name, how to look at it and how to read it. Clips last: a clip may be the
    music too.
    """
    if film.image:
        yield ("product", "product", "image"), film.image, _picture, _read_picture
    if film.logo:
        yield ("brand", "brand", "logo"), film.logo, _picture, _read_picture
    if film.bed and film.bed.file:
        yield ("music", "music", "file"), film.bed.file, _music, _read_music
    for name in film.fonts:
        yield ("font", "brand", "font"), name, _as_it_is, _not_read
    for number, (scene, style) in enumerate(zip(film.scenes, film.staging.scenes, strict=True)):
        where = (f"scene {number + 1}", "scenes", number)
        if scene.image:
            yield (*where, "image"), scene.image, _picture, _read_picture
        if scene.clip:
            start, seconds = scene.clip.start, math.inf if scene.clip.fit == "stretch" else style.seconds
            yield (*where, "clip", "file"), scene.clip.file, partial(_clip, start), partial(_read_clip, start + seconds)


def _picture(found: Blob) -> Blob:
    from mediagen.video.stills import look

    look(found.path)
    return found


@lru_cache(maxsize=1024)
def _read_picture(digest: str, path: str) -> None:
    from mediagen.video.stills import check

    del digest  # a file that is changed is another
    check(path)


def _clip(start: float, found: Blob) -> Blob:
    from mediagen.video.footage import clip_facts, refuse_late

    facts = clip_facts(found.path)
    refuse_late(found.path, facts, start)
    return Blob(found.digest, found.path, round(facts.seconds * 1_000))


@lru_cache(maxsize=1024)
def _read_clip(until: float, digest: str, path: str) -> None:
    from mediagen.video.footage import refuse_torn

    del digest
    refuse_torn(path, until)


def _music(found: Blob) -> Blob:
    from mediagen.video.sound_files import look

    look(found.path, "the music")
    return found


@lru_cache(maxsize=1024)
def _read_music(digest: str, path: str) -> None:
    from mediagen.video.bed import check

    del digest
    check(path, FRAMES / FPS)


def _as_it_is(found: Blob) -> Blob:
    return found


def _not_read(_digest: str, _path: str) -> None:
    """A font: its texts are set before anything is bought."""
