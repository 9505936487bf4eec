"""What a render that left nothing to do saw, and what the next one is to tell, without planning anything, while all is
as it was.

It saw files (library.seen), rows of the index, and blobs. A row is known by its very text; a blob by its size, as
everywhere, and words by their bytes, as whoever uses them looks at those. What is kept is a file in the cache that
anybody may delete; one that is damaged, or another's, is none.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from mediagen.cache.entries import Entry, loads
from mediagen.cache.files import write_whole
from mediagen.commands.report import Report
from mediagen.library.seen import Facts, digest_of

if TYPE_CHECKING:
    from mediagen.cache.store import Cache
    from mediagen.plan.requests import Kind
    from mediagen.studio.studio import Labels

    Had = tuple[Cache, Sequence[tuple[Entry, Labels]]]

_FOLDER = "unchanged"
_WORDS = ("text/plain", "application/json")
_Blob = tuple[str, str, int]
_Row = tuple[str, "Kind", str, Sequence[_Blob]]
"""Key, kind, digest of the text, blobs (digest, media type, bytes)."""


@dataclass(frozen=True, slots=True)
class Told:
    """What was asked (by whom, of which version …) and seen, and what is told of it from then on."""

    identity: str
    documents: Sequence[str]
    facts: Facts
    rows: Sequence[_Row]
    """All that was needed, in order."""
    counted: Mapping[str, Any]
    """Of the report what is not zero."""
    films: Sequence[Mapping[str, Any]]
    warnings: Sequence[str] = ()

    def report(self) -> Report:
        """The report of a run that begins now."""
        saved = {tuple(group): (hits, usd) for group, hits, usd in self.counted["saved"]}
        return Report(**{**self.counted, "saved": saved})

    def stands(self, cache: Cache) -> bool:
        """Whether all that was needed is in the cache as it was."""
        texts = dict(cache.index.values([key for key, *_ in self.rows]))
        return all(
            key in texts
            and digest_of(texts[key].encode()) == digest
            and all(cache.blobs.has(*blob) and _readable(cache, *blob) for blob in blobs)
            for key, _, digest, blobs in self.rows
        )


def _readable(cache: Cache, digest: str, media_type: str, _size: int) -> bool:
    return media_type not in _WORDS or cache.blobs.read(digest, media_type) is not None


def told(
    identity: str,
    documents: Sequence[str],
    facts: Facts,
    report: Report,
    films: Sequence[Mapping[str, Any]],
    had: Had,
) -> Told | None:
    """What the run after this one will tell, if this `had` these entries, found or made, in its cache; None where it
    left something or failed at it, or where another has changed an entry since.
    """
    cache, entries = had[0], [entry for entry, _ in had[1]]
    if report.cached + report.made != report.items or len(entries) != report.items or report.interrupted:
        return None
    again = report.again(had[1])
    texts = dict(cache.index.values([entry.key for entry in entries]))
    if any(entry.key not in texts or loads(texts[entry.key]) != loads(entry.dumps()) for entry in entries):
        return None
    rows = [(e.key, cast("Kind", e.kind), digest_of(texts[e.key].encode()), e.blobs) for e in entries]
    names = ("items", "cached", "saved_usd", "manifests", "stages")
    saved = [[group, hits, usd] for group, (hits, usd) in again.saved.items()]
    counted = {**{name: getattr(again, name) for name in names}, "saved": saved}
    return Told(identity, documents, facts, rows, counted, [{**film, "parts_made": 0} for film in films])


def remember(root: Path, told: Told) -> None:
    """Keep it in the cache at `root`, in place of what was kept there before; where nothing can be written, nothing."""
    path = _file(root, told.identity)
    values = asdict(told) | {"facts": [[*fact, answer] for fact, answer in told.facts.items()]}
    body = json.dumps(values, separators=(",", ":")).encode()
    with contextlib.suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        write_whole(path, digest_of(body).encode() + b"\n" + body)


def recall(root: Path, identity: str) -> Told | None:
    """What was told when the same was asked, as far as that was kept."""
    try:
        digest, _, body = _file(root, identity).read_bytes().partition(b"\n")
        if digest_of(body).encode() != digest:
            return None
        values = json.loads(body)
        values["facts"] = {(how, path): answer for how, path, answer in values["facts"]}
        found = Told(**values)
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return found if found.identity == identity else None


def _file(root: Path, identity: str) -> Path:
    """One of 256 files, so that they need no sweeping."""
    return root / _FOLDER / f"{identity[:2]}.json"
