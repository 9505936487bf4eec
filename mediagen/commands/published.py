"""What there is to publish of documents: their items as local manifests have them, and where the files are."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mediagen.cache.blobs import blob_name, hash_file
from mediagen.cache.files import storage_errors
from mediagen.cache.store import Cache
from mediagen.commands.seed import Work
from mediagen.commands.survey import Selection, gap_line, survey
from mediagen.errors import UsageError
from mediagen.plan.expand import Context

_TYPES = {".mp4": "video/mp4", ".srt": "application/x-subrip", ".vtt": "text/vtt", ".jpg": "image/jpeg"}
_FILM = ("name", "row", "voice", "key", "aspect", "variant", "style", "duration_s", "width", "height", "offline")
_BESIDE = {"vtt": "captions", "srt": "subtitles", "poster": "poster"}
"""Files of a film that apps want, and what they are called in a publication."""


@dataclass(frozen=True, slots=True)
class Source:
    """A document to be published. `items` gives those of a local manifest, in its order, with (name, bytes, media type)
    for what belongs to their media; it may be called again. `files`: name → file, where it is not in the cache.
    """

    head: Mapping[str, Any]
    items: Callable[[], Iterator[dict[str, Any]]]
    files: Mapping[str, Path] = field(default_factory=dict)


def of_narrative(work: Work, context: Context, cache: Cache) -> Source:
    """What the cache has of a narrative; what it has not is in the items too, with its status."""
    narrative = work.narrative

    def items() -> Iterator[dict[str, Any]]:
        found = survey(narrative, work.rows, context, cache, Selection())
        for gap in found.gaps:
            status = gap.remembered.status if gap.remembered else "missing"
            found.lines[gap.index] = gap_line(gap, context, status, "")
        return (_with_sizes(json.loads(line), cache) for line in found.lines if line is not None)

    return Source({"document": narrative.id, "title": narrative.title, "language": narrative.language}, items)


def _with_sizes(item: dict[str, Any], cache: Cache) -> dict[str, Any]:
    for name in [name for name in item if name.endswith("_blob")]:
        item[name] = (item[name], _size(item, name.removesuffix("_blob"), cache), "application/json")
    return item


def _size(item: Mapping[str, Any], attachment: str, cache: Cache) -> int:
    """Bytes of an item's attachment."""
    path = f"{cache.root}/{item[attachment + '_blob']}"
    with storage_errors(cache.root):
        try:
            return os.stat(path).st_size  # noqa: PTH116 - hot path
        except FileNotFoundError:
            entry = cache.lookup(item["key"])  # its bytes are elsewhere yet
            if entry is None or attachment not in entry.attachments:
                raise
            return entry.attachments[attachment][1]


def of_ad(ad: str, output: Path) -> Source:
    """The films of an ad that `render` has left in `output`. Raises UsageError when there are none."""
    folder = output / ad
    try:
        found = json.loads((folder / "manifest.json").read_bytes())["films"]
    except (OSError, ValueError, KeyError):
        found = []
    if not found:
        raise UsageError(f"{ad}: no film of it is in {folder}", remedy=f"`mediagen render {ad}` makes them")
    files: dict[str, Path] = {}
    items = [_film(n, film, folder, files) for n, film in enumerate(found)]
    head = {"document": ad, "title": found[0]["title"], "language": found[0]["language"]}
    return Source(head, lambda: iter(items), files)


def _film(position: int, film: Mapping[str, Any], folder: Path, files: dict[str, Path]) -> dict[str, Any]:
    item = {name: film[name] for name in _FILM if film.get(name) is not None}
    name = item.pop("name")
    done = next(part for part in film["parts"] if part["part"] == "film")
    item |= {
        "id": name,
        "item": name,
        "position": position,
        "type": "ad",
        "kind": "film",
        "status": "completed",
        "provider": done["provider"],
        "model": done["model"],
        "text": " ".join(line["text"] for line in film["voice_over"]),
    }
    with storage_errors(folder):
        place, size, media_type = _file(folder / film["files"]["video"], files)
        digest = Path(place).stem
        item |= {"blob": place, "digest": digest, "bytes": size, "media_type": media_type}
        for kind, called in _BESIDE.items():
            item[f"{called}_blob"] = _file(folder / film["files"][kind], files)
    return item


def _file(path: Path, files: dict[str, Path]) -> tuple[str, int, str]:
    media_type = _TYPES[path.suffix]
    name = blob_name(hash_file(path), media_type)
    files[name] = path
    return name, path.stat().st_size, media_type
