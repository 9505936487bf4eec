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
Read = tuple[Callable[..., None], *tuple[float, ...]]
"""What reads a file of this digest and path to see whether it can be used, and what it is told beside them."""
_Where = tuple[str, *tuple[str | int, ...]]
"""What it is for people, and the path to it in the ad."""
_Own = tuple[_Where, str, Look, Read]


def take_in(p: Production) -> None:
    """Find the film's own files and note them in `p`; fonts take their digests' names.

    Raises ItemError that says where in the ad a file stands that cannot be used, as far as its beginning tells.
    """
    for own in _named(p.film):
        _take_in(p, own)
    _name_fonts(p)


def check_files(p: Production, *, decoded: bool) -> None:
    """Read the film's own pictures, music and clips as far as they are wanted; `decoded`: the clips' frames, too, as
    their maker does. Raises ItemError that says where in the ad one cannot be used.
    """
    for own in _named(p.film):
        _check(p, own, decoded=decoded)


def file_faults(p: Production) -> list[ItemError]:
    """As `take_in` and `check_files`, with what is wrong with each file instead of raising the first."""
    faults = []
    for own in _named(p.film):
        try:
            _take_in(p, own)
            _check(p, own, decoded=True)
        except ItemError as error:
            faults.append(error)
    if not faults:
        _name_fonts(p)
    return faults


def _take_in(p: Production, own: _Own) -> None:
    where, name, look, _ = own
    with _said_of(*where):
        source = p.context.source(name)
        found = Blob(source.digest, source.path)
        p.own[name] = look(found) if found.digest else found  # a URL in a dry run is not fetched


def _check(p: Production, own: _Own, *, decoded: bool) -> None:
    where, name, _, (read, *told) = own
    found = p.own[name]
    if found.digest:
        with _said_of(*where):
            _read(found.digest, found.path, _decode_clip if decoded and read is _read_clip else read, *told)


def _name_fonts(p: Production) -> None:
    p.film = with_fonts(p.film, {name: p.own[name].digest for name in p.film.fonts})


@lru_cache(maxsize=1024)
def _read(digest: str, path: str, read: Callable[..., None], *told: float) -> None:
    """Once for all films that show it."""
    read(digest, path, *told)


@contextlib.contextmanager
def _said_of(what: str, *at: str | int) -> Iterator[None]:
    """Say in errors where in the ad the file stands."""
    try:
        yield
    except ItemError as error:
        raise error.said_of(what, *at) from error


def _named(film: Film) -> Iterator[_Own]:
    """Where in the ad each file is named, its name, how to look at it and how to read it. Clips last: a clip may be the
    music or a recording too.
    """
    if film.image:
        yield ("product", "product", "image"), film.image, _picture, (_read_picture,)
    if film.logo:
        yield ("brand", "brand", "logo"), film.logo, _picture, (_read_picture,)
    if film.bed and film.bed.file:
        yield ("music", "music", "file"), film.bed.file, _music, (_read_music,)
    for name in film.fonts:
        yield ("font", "brand", "font"), name, _as_it_is, (_not_read,)
    yield from _of_scenes(film)


def _of_scenes(film: Film) -> Iterator[_Own]:
    for number, scene in enumerate(film.scenes):
        if scene.recording:
            yield (f"scene {number + 1}", "scenes", number, "recording"), scene.recording, _recording, (_not_read,)
    for number, (scene, style) in enumerate(zip(film.scenes, film.staging.scenes, strict=True)):
        where = (f"scene {number + 1}", "scenes", number)
        if scene.image:
            yield (*where, "image"), scene.image, _picture, (_read_picture,)
        if scene.clip:
            start, seconds = scene.clip.start, math.inf if scene.clip.fit == "stretch" else style.seconds
            yield (*where, "clip", "file"), scene.clip.file, partial(_clip, start), (_read_clip, start, start + seconds)


def _picture(found: Blob) -> Blob:
    from mediagen.video.stills import look

    look(found.path)
    return found


def _read_picture(_digest: str, path: str) -> None:
    from mediagen.video.stills import check

    check(path)


def _clip(start: float, found: Blob) -> Blob:
    from mediagen.video.footage import facts_of, refuse_late

    facts = facts_of(found.digest, found.path)
    refuse_late(found.path, facts, start)
    return Blob(found.digest, found.path, round(facts.seconds * 1_000))


def _read_clip(digest: str, path: str, _start: float, until: float) -> None:
    from mediagen.video.damage import refuse_torn
    from mediagen.video.footage import facts_of

    refuse_torn(path, facts_of(digest, path), until)


def _decode_clip(digest: str, path: str, start: float, until: float) -> None:
    from mediagen.video.damage import refuse_damaged
    from mediagen.video.footage import facts_of

    refuse_damaged(path, facts_of(digest, path), start, until)


def _music(found: Blob) -> Blob:
    from mediagen.video.sound_files import look

    look(found.path, "the music")
    return found


def _read_music(_digest: str, path: str) -> None:
    from mediagen.video.bed import check

    check(path, FRAMES / FPS)


def _recording(found: Blob) -> Blob:
    from mediagen.video.recording import heard_ms

    heard_ms(found.digest, found.path)
    return found


def _as_it_is(found: Blob) -> Blob:
    return found


def _not_read(_digest: str, _path: str) -> None:
    """A font, whose texts are set before anything is bought; a recording, of which all was read."""
