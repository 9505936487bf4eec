"""What stills and clips are about, as their maker told; else looked at once, and noted in the cache, so that a render
of what is there decodes none.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from mediagen.cache.entries import Entry
from mediagen.cache.files import write_whole
from mediagen.cache.store import Cache
from mediagen.errors import ItemError
from mediagen.plan.canonical import digest
from mediagen.plan.film import Canvas, Picture
from mediagen.plan.staging import Blob
from mediagen.video.sight import Seen, told

_FOLDER, _VERSION = "looks", 2
"""Notes that may be deleted at any time; the version is that of what looks."""


def look(
    cache: Cache, picture: Picture, still: Entry | Blob | None, files: Mapping[str, str], canvas: Canvas
) -> Seen | None:
    """What was told of a still, or seen in it or in a clip, which is fetched if it is elsewhere and nobody here has
    looked at it; None where it is not there yet, as in a dry run. Raises ItemError where it cannot be had or read.
    """
    if isinstance(still, Entry) and (known := told(still.facts, canvas)):
        return known
    begins = f" from {picture.clip_from_ms}" if picture.role == "clip" else ""
    note = _note(cache, f"{picture.digest} {picture.ground} {canvas.width / canvas.height:.4f}{begins}")
    try:
        size, subject, middle = (tuple(values) for values in json.loads(note.read_bytes()))
        return Seen(size, subject, middle)
    except (OSError, ValueError, TypeError):
        pass
    if isinstance(still, Entry):
        cache.bring(still)
    path = files[picture.digest]
    if not Path(path).is_file():
        return None
    from mediagen.video import subject as looking

    if picture.role == "clip":
        try:
            seen = looking.look_at_clip(path, picture, canvas)
        except ItemError:  # its segments tell of that
            return None
    else:
        seen = looking.look(path, picture.ground, canvas)
    _keep(note, (seen.size, seen.subject, seen.middle))
    return seen


def shape_of(cache: Cache, packshot: Blob) -> float:
    """The width of the product in its picture against its height; 0 where the file is not there yet. Raises ItemError
    where it cannot be read.
    """
    note = _note(cache, f"{packshot.digest} packshot")
    try:
        return float(json.loads(note.read_bytes()))
    except (OSError, ValueError, TypeError):
        pass
    if not Path(packshot.path).is_file():
        return 0.0
    from mediagen.video.cutout import cut_out

    height, width = cut_out(packshot.path).shape[:2]
    shape = round(float(width / height), 2)
    _keep(note, shape)
    return shape


def _note(cache: Cache, of: str) -> Path:
    return cache.root / _FOLDER / f"{digest(f'{_VERSION} {of}'.encode())}.json"


def _keep(note: Path, value: object) -> None:
    note.parent.mkdir(exist_ok=True)
    write_whole(note, json.dumps(value).encode())
