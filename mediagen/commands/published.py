"""What there is to publish of documents: their items as local manifests have them, and where the files are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mediagen.cache.blobs import blob_name, hash_file
from mediagen.cache.entries import Entry
from mediagen.cache.files import storage_errors
from mediagen.cache.store import Cache
from mediagen.commands.left import MANIFEST, films_left
from mediagen.commands.manifests import JSON
from mediagen.commands.survey import Work, entry_values, gap_values, look_up
from mediagen.errors import StorageError, UsageError
from mediagen.plan.expand import Context
from mediagen.plan.publication import Media, Ready

_TYPES = {
    ".mp4": "video/mp4",
    ".srt": "application/x-subrip",
    ".vtt": "text/vtt",
    ".jpg": "image/jpeg",
    ".png": "image/png",
}
_FILM = ("row", "voice", "key", "aspect", "variant", "style", "duration_s", "width", "height", "offline")
_BESIDE = {"vtt": "captions", "srt": "subtitles", "poster": "poster"}
"""Files of a film that apps want, and what they are called in a publication."""


@dataclass(frozen=True, slots=True)
class Source:
    """A document to be published. `items` gives what its manifest has, in its order, and may be called again.
    `files`: name → file, where it is not in the cache.
    """

    head: Mapping[str, Any]
    items: Callable[[], Iterator[Ready]]
    files: Mapping[str, Path] = field(default_factory=dict)


def of_narrative(work: Work, context: Context, cache: Cache) -> Source:
    """What the cache has of a narrative; what it has not is in the items too, with its status."""
    narrative = work.narrative

    def items() -> Iterator[Ready]:
        for slot, _, key, entry, script in look_up(work, context, cache):
            if entry is not None and entry.status == "completed":
                yield entry_values(slot, entry, cache, script), _media(entry)
            else:
                yield gap_values(slot, key, context, entry.status if entry else "missing"), {}

    return Source({"document": narrative.id, "title": narrative.title, "language": narrative.language}, items)


def _media(entry: Entry) -> dict[str, Media]:
    found = {"url": Media(blob_name(entry.digest, entry.media_type), entry.size, entry.media_type)}
    for name, (digest, size) in entry.attachments.items():
        found[name + "_url"] = Media(blob_name(digest, JSON), size, JSON)
    return found


def films_in(ad: str, output: Path) -> Sequence[Mapping[str, Any]]:
    """What its manifest says of each film that `render` has left in `output`. Raises UsageError when there are none,
    StorageError where it says what no render has written.
    """
    found, whole = films_left(output / ad)
    if not whole:
        raise StorageError(
            f"{output / ad / MANIFEST} is damaged: it is not as a render has left it",
            remedy=f"`mediagen render {ad}` writes it anew",
        )
    if not found:
        raise UsageError(f"{ad}: no film of it is in {output / ad}", remedy=f"`mediagen render {ad}` makes them")
    return found


def is_rendered(ad: str, output: Path) -> bool:
    """Whether there is any, or what there is cannot be told: a render that was stopped leaves a manifest without."""
    found, whole = films_left(output / ad)
    return bool(found) or not whole


def of_ad(ad: str, output: Path) -> Source:
    """The films of an ad that `render` has left in `output`. Raises UsageError when there are none, and StorageError
    when one is not the film that the manifest there tells of, or that is damaged.
    """
    found, folder = films_in(ad, output), output / ad
    files: dict[str, Path] = {}
    items = [_film(n, film, folder, files) for n, film in enumerate(found)]
    head = {"document": ad, "title": found[0]["title"], "language": found[0]["language"]}
    return Source(head, lambda: iter(items), files)


def _film(position: int, film: Mapping[str, Any], folder: Path, files: dict[str, Path]) -> Ready:
    done = next(part for part in film["parts"] if part["part"] == "film")
    with storage_errors(folder):
        media = {"url": _file(folder / film["files"]["video"], files)}
        for kind, called in ((kind, called) for kind, called in _BESIDE.items() if kind in film["files"]):
            media[f"{called}_url"] = _file(folder / film["files"][kind], files)
    name, size, media_type = media["url"]
    if Path(name).stem != film["digest"]:  # what is told of it would not be true of these bytes
        raise StorageError(
            f"{folder / film['files']['video']}: it is not the film that {folder / MANIFEST} tells of",
            remedy="wait for renders to end; if none is under way, delete it, and render the ad again",
            retryable=True,
        )
    return {
        **{name: film[name] for name in _FILM if film.get(name) is not None},
        "id": film["name"],
        "item": film["name"],
        "position": position,
        "type": "ad",
        "kind": "film",
        "status": "completed",
        "provider": done["provider"],
        "model": done["model"],
        "text": " ".join(line["text"] for line in film["voice_over"]),
        "digest": Path(name).stem,
        "bytes": size,
        "media_type": media_type,
    }, media


def _file(path: Path, files: dict[str, Path]) -> Media:
    media_type = _TYPES[path.suffix]
    name = blob_name(hash_file(path), media_type)
    files[name] = path
    return Media(name, path.stat().st_size, media_type)
