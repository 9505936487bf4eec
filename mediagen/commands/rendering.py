"""A render from beginning to end, with its report; and what it tells of each film."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from mediagen.cache.entries import Entry
from mediagen.cache.store import Cache
from mediagen.commands.check import films_in, voice_problems
from mediagen.commands.film_files import write_films
from mediagen.commands.gather import Gather
from mediagen.commands.production import Production
from mediagen.commands.render import How, NotBegunError, render
from mediagen.commands.report import Report
from mediagen.errors import DocumentError, MediagenError, UsageError
from mediagen.library.documents import Library, Loaded, check_ad
from mediagen.library.seen import Seen
from mediagen.plan.requests import Request, describe, key
from mediagen.plan.storyboard import Choice, Film


def films_of(
    library: Library, names: Sequence[str], choice: Choice, voice: Callable[[str], str]
) -> list[tuple[Loaded, list[Film]]]:
    """The ads of these names (none: all there are), each with the films chosen of it.

    Raises DocumentError with every fault of the documents, UsageError for a choice that there is not.
    """
    ads = [library.ad(name) for name in names] if names else library.all_ads()
    if not ads:
        raise UsageError(
            "there is no ad to render", remedy="write one (narratives/ad.yaml shows how), or name its file"
        )
    ads = list({one.path: one for one in ads}.values())
    problems = [fault for one in ads for fault in check_ad(library, one, dict(choice.variables))]
    if not choice.voices:
        problems += [fault for one in ads for fault in voice_problems(one, voice)]
    if problems:
        raise DocumentError(problems)
    return [(one, films_in(library, one, choice)) for one in ads]


def finish(
    productions: Sequence[Production], gather: Gather, how: How, report: Report, output: Path, seen: Seen
) -> dict[str, Path]:
    """Render, write the files of what is finished to `output`, and note the run in `report` and journal however it
    ends, and in `seen` what is in `output` now. Returns the manifests' paths by ad. Raises StorageError, ConfigError.
    """
    began = time.monotonic()
    try:
        render(productions, gather, how)
        if how.stop_after is not None:
            return {}
        return write_films(productions, gather.studio.cache, output, seen, gather.progress)
    finally:
        for p in productions:
            report.made_by(p.context.routes, how.offline)
            if p.error is not None and p.error not in gather.failed.values() and not isinstance(p.error, NotBegunError):
                report.errors.append(_fault(p, p.error))
        report.close(gather.studio, began)


def _fault(p: Production, error: MediagenError) -> dict[str, Any]:
    """What the report tells of a film that cannot be made though none of its parts has failed."""
    return {
        "document": p.film.ad,
        "item": p.film.name,
        "voice": p.film.voice,
        "kind": "film",
        "code": error.code,
        "message": error.message,
        "remedy": error.remedy,
        "retryable": error.retryable,
    }


def film_lines(productions: Sequence[Production], output: Path) -> list[dict[str, Any]]:
    """What is told of each film: where it is, what of it was made now, or why it could not be made."""
    return [
        {
            "name": p.film.name,
            "ad": p.film.ad,
            "path": str(output / p.film.ad / f"{p.name}.mp4") if p.finished else None,
            "key": p.finished.key if p.finished else None,
            "digest": p.finished.digest if p.finished else None,
            "parts": len(p.segments) + (p.sound is not None) if p.finished else 0,
            "parts_made": sum(1 for name in p.made if name in _part_keys(p)),
            "error": {"code": p.error.code, "message": p.error.message, "remedy": p.error.remedy} if p.error else None,
        }
        for p in productions
    ]


def _part_keys(p: Production) -> set[str]:
    return {key(request) for request in p.requests} | ({p.sound.key} if p.sound else set())


def explained(productions: Sequence[Production], cache: Cache) -> list[dict[str, str]]:
    """Of each segment whether it was made or reused, and why."""
    return [line for p in productions if p.requests for line in _explained(p, cache)]


def _explained(p: Production, cache: Cache) -> Iterator[dict[str, str]]:
    for part, request in zip(p.parts, p.requests, strict=True):
        name = key(request)
        made = name in p.made
        why = _why(cache, request, p.film.ad, f"{p.film.name} {part.name}") if made else "nothing in it has changed"
        yield {"film": p.film.name, "segment": part.name, "how": "made" if made else "reused", "why": why}


def _why(cache: Cache, request: Request, ad: str, item: str) -> str:
    """What changed against the segment that was there before in this place, of the same quality if there was one."""
    from mediagen.commands.entries import of_kind

    values = describe(request)

    def alike(e: Entry) -> bool:
        return all(e.request.get("spec", {}).get(name) == values["spec"][name] for name in ("canvas", "encoding"))

    older = [e for e in of_kind(cache, "segment") if (e.document, e.item) == (ad, item) and e.key != key(request)]
    if not older:
        return "it was not made before"
    before = max(older, key=lambda e: (alike(e), e.created))
    old, new = set(_leaves(before.request.get("spec", {}))), set(_leaves(values["spec"]))
    changes = sorted({label for label, _ in old ^ new})
    return "changed: " + (", ".join(changes[:4]) + (" …" if len(changes) > 4 else "") or request.model)


_TIMING = {"first", "frames", "enter_frames", "leave_frames", "words"}
_PASSED_OVER = {"layers", "shots", "type", "card", "box", "canvas", "encoding", "digest"}


def _leaves(value: Any, label: str = "") -> Iterator[tuple[str, str]]:
    """What a segment's description says, each by a name for people: caption text, cta color, still timing."""
    if isinstance(value, dict):
        role = value.get("role") or label
        for name, inner in value.items():
            word = "timing" if name in _TIMING else name.replace("_", " ")
            yield from _leaves(inner, role if name in _PASSED_OVER else f"{role} {word}".strip())
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _leaves(inner, label)
    else:
        yield label, str(value)
