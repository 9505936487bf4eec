"""What a render leaves in its folder: films, subtitles, posters, contact sheets and one manifest for each ad.

A file is there whole or not at all. What is there already and has not changed is left alone.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import filelock

from mediagen.cache.blobs import hash_file
from mediagen.cache.entries import Entry
from mediagen.cache.files import storage_errors, writable_folder
from mediagen.cache.store import Cache
from mediagen.checks.inputs import refuse_changed
from mediagen.commands.left import MANIFEST, films_left
from mediagen.commands.production import Production
from mediagen.commands.render import NotBegunError, failing
from mediagen.commands.whole_files import copy, mark_of, sweep, whole
from mediagen.errors import StorageError
from mediagen.library.seen import BYTES, THERE, Seen, digest_of
from mediagen.plan.film import FPS, FRAMES
from mediagen.plan.staging import Blob
from mediagen.plan.storyboard import BASE, Film
from mediagen.plan.subtitles import to_srt, to_vtt
from mediagen.report.human import noiseless
from mediagen.studio.jobs import Progress
from mediagen.studio.studio import Studio

SCHEMA = 1
_SUBTITLES = {"srt": to_srt, "vtt": to_vtt}
POSTER_FRAME = 75
"""Two and a half seconds in: the hook has come, nothing has gone yet."""


def see_to_places(films: Iterable[Film], output: Path) -> None:
    """Make `output` if it is not there, before anything is made for its films. Raises StorageError where they could not
    be written, or something else is in their place.
    """
    writable_folder(output)
    names: dict[Path, list[str]] = {}
    for film in films:
        names.setdefault(output / film.ad, [MANIFEST]).extend(_files(film.name).values())
    for folder, wanted in names.items():
        with storage_errors(folder):
            _refuse_unwritable(wanted)
            if folder.exists():
                writable_folder(folder)
                _refuse_foreign(folder / MANIFEST)
            for path in (folder / name for name in wanted):
                if path.is_dir():
                    raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))


def _refuse_unwritable(names: Sequence[str]) -> None:
    try:
        os.fsencode("".join(names))
    except UnicodeEncodeError as error:
        raise StorageError(
            f"a film's name has {error.object[error.start]!a}, which names of files cannot have here: they are in"
            f" {error.encoding}",
            remedy="set the locale to one of UTF-8, as by LC_ALL=C.UTF-8",
        ) from error


def _refuse_foreign(manifest: Path) -> None:
    with contextlib.suppress(FileNotFoundError, IsADirectoryError, ValueError, RecursionError):
        found = json.loads(manifest.read_bytes())
        if not (isinstance(found, dict) and found.keys() >= {"schema", "ad", "films"}):
            raise StorageError(
                f"{manifest} is not of mediagen's, and the manifest of the films would take its place",
                remedy="move it away, or choose another folder for the films with --out",
            )


def write_films(
    productions: Sequence[Production], studio: Studio, output: Path, seen: Seen, progress: Progress
) -> dict[str, Path]:
    """Write the files of all finished films to `output`/<ad>/ and bring the ads' manifests up to date; notes in `seen`
    what whole films have left there, and tells `progress` of each. Once the studio is stopped the others are left, and
    are not finished.

    Returns the manifests' paths by ad. Raises StorageError. Runs that share a cache write one after another: each
    keeps in an ad's manifest what others have put there.
    """
    root = studio.cache.root
    with storage_errors(root), filelock.FileLock(root / "locks" / "output.lock"):
        return _write_films(productions, studio, output, seen, progress)


def _write_films(
    productions: Sequence[Production], studio: Studio, output: Path, seen: Seen, progress: Progress
) -> dict[str, Path]:
    cache, mark = studio.cache, mark_of(studio.cache.root)
    number = sum(p.finished is not None for p in productions)
    manifests: dict[str, Path] = {}
    for p in productions:
        if p.scene is not None and p.finished is not None:
            with storage_errors(output / p.film.ad):
                (output / p.film.ad).mkdir(parents=True, exist_ok=True)
                copy(cache.path(p.finished), output / p.film.ad / f"{p.name}.mp4", mark)
    for ad in dict.fromkeys(p.film.ad for p in productions if p.scene is None):
        folder = output / ad
        with storage_errors(folder):
            folder.mkdir(parents=True, exist_ok=True)
            sweep(folder, mark)
            before = _before(folder)
            films = dict(before)
            for p in (p for p in productions if p.film.ad == ad and p.finished is not None):
                if studio.stop.is_set():
                    p.finished, p.error = None, NotBegunError("its files were not written")
                    continue
                with failing(p):
                    films[p.film.name], how = _write(p, cache, folder, before.get(p.film.name, {}), seen)
                    progress.written(how, number)
                p.finished = p.finished if p.error is None else None
            for film in films.values():
                seen.note(THERE, folder / film["files"]["video"], str(True))
            manifests[ad] = folder / MANIFEST
            whole = {"schema": SCHEMA, "ad": ad, "films": [films[name] for name in sorted(films)]}
            _save(manifests[ad], json.dumps(whole, ensure_ascii=False, indent=1).encode() + b"\n", seen, mark)
    return manifests


def _before(folder: Path) -> dict[str, Any]:
    """The films of the manifest that is there, as far as their files are."""
    return {film["name"]: film for film in films_left(folder)[0] if (folder / film["files"]["video"]).is_file()}


def keys_before(output: Path, ads: Iterable[str]) -> dict[tuple[str, str], str]:
    """The keys of the parts of the films that are in `output`, by film and part."""
    films = [film for ad in ads for film in _before(output / ad).values()]
    return {(film["name"], part["part"]): part["key"] for film in films for part in film["parts"]}


def _write(
    p: Production, cache: Cache, folder: Path, before: Mapping[str, Any], seen: Seen
) -> tuple[dict[str, Any], str]:
    """The film's line in the manifest, and whether its pictures were "made" now or are those that were there."""
    assert p.finished is not None
    name, mark = p.film.name, mark_of(cache.root)
    files = {kind: file for kind, file in _files(name).items() if p.captions or kind not in _SUBTITLES}
    video = folder / files["video"]
    if not _is_file_of(video, p.finished.digest):
        found = cache.path(p.finished)
        refuse_changed({p.finished.digest: str(found)})
        copy(found, video, mark)
    seen.note(BYTES, video, p.finished.digest)
    for kind, subtitles in _SUBTITLES.items():
        if kind in files:
            _save(folder / files[kind], subtitles(p.captions).encode(), seen, mark)
        else:  # left by the film when something was said in it
            (folder / _files(name)[kind]).unlink(missing_ok=True)
    line = _line(p, files)
    anew = _looks(line) != _looks(before) or not all((folder / file).is_file() for file in files.values())
    if anew:
        from mediagen.video.looks import Looks, write_looks

        film = [(part.span.first, request) for part, request in zip(p.parts, p.requests, strict=True)]
        looks = Looks(POSTER_FRAME, _sheet(p), _board(p), f"{line['title']} ({name})")
        with (
            whole(folder / files["poster"], mark) as poster,
            whole(folder / files["contact_sheet"], mark) as sheet,
            whole(folder / files["storyboard"], mark) as board,
        ):
            write_looks(film, looks, poster, sheet, board)
            for request in p.requests:
                refuse_changed(request.files)
    for picture in ("poster", "contact_sheet", "storyboard"):
        seen.note(THERE, folder / files[picture], str(True))
    return line, "made" if anew else "cached"


def _files(name: str) -> dict[str, str]:
    return {
        "video": f"{name}.mp4",
        "srt": f"{name}.srt",
        "vtt": f"{name}.vtt",
        "poster": f"{name}.poster.jpg",
        "contact_sheet": f"{name}.sheet.jpg",
        "storyboard": f"{name}.storyboard.png",
    }


def _looks(line: Mapping[str, Any]) -> list[Any]:
    """What of a film in the manifest its poster, contact sheet and storyboard show."""
    segments = [part.get("digest") for part in line.get("parts", ()) if part.get("kind") == "segment"]
    return [segments, *(line.get(name) for name in ("title", "scenes", "voice_over"))]


def _sheet(p: Production) -> list[tuple[int, str]]:
    """Three frames of each scene, and when they are."""
    numbers = [s.first + s.frames * part // 4 for s in p.when.scenes for part in (1, 2, 3)]
    return [(number, f"{number / FPS:.1f} s") for number in numbers]


def _board(p: Production) -> list[tuple[int, str]]:
    """A frame from the middle of each scene, and what is said there when."""
    return [
        (s.first + s.frames // 2, f"{s.first / FPS:.1f} to {(s.first + s.frames) / FPS:.1f} s\n{text}")
        for s, text in zip(p.when.scenes, p.said, strict=True)
    ]


def _line(p: Production, files: Mapping[str, str]) -> dict[str, Any]:
    """A film in the manifest: the same film, the same line."""
    film, done, script = p.film, p.finished, p.words
    assert done is not None
    spoken = [
        {"scene": n, "text": text, "start_ms": v.start_ms, "end_ms": v.end_ms, "speed": v.speed}
        for n, (text, v) in enumerate(zip(p.said, p.when.voices, strict=True), 1)
        if v.duration_ms
    ]
    return {
        "name": film.name,
        "ad": film.ad,
        "title": film.title,
        "variant": None if film.variant == BASE else film.variant,
        "row": film.row or None,
        "aspect": film.aspect,
        "voice": film.voice or None,
        "language": film.language,
        "style": film.style.id,
        "key": done.key,
        "digest": done.digest,
        "media_type": done.media_type,
        "bytes": done.size,
        "duration_s": FRAMES / FPS,
        "width": done.facts["width"],
        "height": done.facts["height"],
        "offline": p.offline,
        "cost_usd": noiseless(p.cost_usd),
        "files": dict(files),
        "texts": {"hook": script.hook, "cta": script.cta, "tagline": script.tagline},
        "scenes": [{"first_frame": s.first, "frames": s.frames} for s in p.when.scenes],
        "transitions": [{"kind": t.kind, "first_frame": t.first, "frames": t.frames} if t else None
                        for t in p.when.transitions],
        "voice_over": spoken,
        "captions_timed_by": p.timed_by,
        "parts": list(_parts(p)),
    }  # fmt: skip


def _parts(p: Production) -> Iterator[dict[str, Any]]:
    """Everything that it is made of, whoever made it: keys, digests, providers and their models, costs."""
    stills = [(f"still {n}", e) for n, e in enumerate(p.stills, 1) if isinstance(e, Entry)]
    voices = [(f"voice {n}", e) for n, e in enumerate(p.voices, 1) if isinstance(e, Entry)]
    segments = [(part.name, e) for part, e in zip(p.parts, p.segments, strict=True)]
    clips = [(f"clip {n}", e) for n, e in enumerate(p.clips, 1) if e]
    words = [("analysis", p.looked), ("script", p.written)]
    composed, mixed = ("music", p.composed), ("sound", p.sound)
    for name, entry in [*words, *voices, *stills, *clips, composed, *segments, mixed, ("film", p.finished)]:
        if entry is not None:
            facts = {n: getattr(entry, n) for n in ("kind", "key", "digest", "provider", "model", "cost_usd")}
            yield {"part": name, **facts}
    own = enumerate(zip(p.film.scenes, p.stills, strict=True), 1)
    shown = [(f"{'clip' if s.clip else 'still'} {n}", one) for n, (s, one) in own if isinstance(one, Blob)]
    shown += [(f"voice {n}", one) for n, one in enumerate(p.voices, 1) if isinstance(one, Blob)]
    for name, one in [*shown, ("logo", p.logo), ("packshot", p.packshot), ("music", None if composed[1] else p.music)]:
        if one is not None:
            facts = {"kind": "file", "key": None, "digest": one.digest, "provider": "own", "model": "", "cost_usd": 0.0}
            yield {"part": name, **facts}


def _save(path: Path, data: bytes, seen: Seen, mark: str) -> None:
    digest = digest_of(data)
    seen.note(BYTES, path, digest)
    if not _is_file_of(path, digest):
        with whole(path, mark) as temporary:
            temporary.write_bytes(data)


def _is_file_of(path: Path, digest: str) -> bool:
    try:
        return hash_file(path) == digest
    except OSError:
        return False
