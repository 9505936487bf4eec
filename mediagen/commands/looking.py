"""What stills are about, as their maker told; else looked at once, and noted in the cache, so that a render of what is
there decodes none.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from mediagen.cache.entries import Entry
from mediagen.cache.files import write_whole
from mediagen.cache.store import Cache
from mediagen.plan.canonical import digest
from mediagen.plan.film import Canvas, Picture
from mediagen.plan.staging import Blob
from mediagen.video.sight import Seen, told

_FOLDER, _VERSION = "looks", 1
"""Notes that may be deleted at any time; the version is that of what looks."""


def look(
    cache: Cache, picture: Picture, still: Entry | Blob | None, files: Mapping[str, str], canvas: Canvas
) -> Seen | None:
    """What was told of a still, or seen in it, which is fetched if it is elsewhere and nobody here has looked at it;
    None where it is not there yet, as in a dry run. Raises ItemError where it cannot be had or read.
    """
    if isinstance(still, Entry) and (known := told(still.facts, canvas)):
        return known
    name = f"{_VERSION} {picture.digest} {picture.ground} {canvas.width / canvas.height:.4f}"
    note = cache.root / _FOLDER / f"{digest(name.encode())}.json"
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

    seen = looking.look(path, picture.ground, canvas)
    note.parent.mkdir(exist_ok=True)
    write_whole(note, json.dumps((seen.size, seen.subject, seen.middle)).encode())
    return seen
