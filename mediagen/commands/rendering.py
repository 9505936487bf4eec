"""A render from beginning to end, with its report; and what it tells of each film."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from mediagen.cache.entries import Entry
from mediagen.cache.store import Cache
from mediagen.commands.check import films_in, read_all, voice_problems
from mediagen.commands.film_files import write_films
from mediagen.commands.gather import Gather
from mediagen.commands.production import Production
from mediagen.commands.render import How, NotBegunError, StopAfter, render
from mediagen.commands.report import Report, fault
from mediagen.errors import DocumentError, Problem, UsageError, each_once
from mediagen.library.documents import Library, Loaded, check_ad
from mediagen.library.seen import Seen
from mediagen.plan.ad import Ad
from mediagen.plan.requests import Request, describe, key
from mediagen.plan.storyboard import Choice, Film
from mediagen.studio.jobs import ORDER
from mediagen.studio.studio import Labels

_TOLD = 4
"""Changes of a segment that are told one by one; of more it is told what they are of."""
_TIMING = {"first", "frames", "enter_frames", "leave_frames", "words", "clip_from_ms", "clip_speed"}
_PASSED_OVER = {"layers", "shots", "type", "card", "box", "canvas", "encoding", "digest"}


def films_of(
    library: Library, names: Sequence[str], choice: Choice, voice: Callable[[str], str]
) -> list[tuple[Loaded, list[Film]]]:
    """The ads of these names (none: all there are), each with the films chosen of it.

    Raises DocumentError with every fault of the documents, UsageError for a choice that there is not.
    """
    ads, problems = read_all(library, names, Ad)
    if not ads and not problems:
        raise UsageError(
            "there is no ad to render",
            remedy="name an ad's file; or go to a project: `mediagen init FOLDER` makes one with examples",
        )
    problems += [fault for one in ads for fault in check_ad(library, one, choice.variables)]
    if not choice.voices:
        problems += [*_one_folder(ads), *(fault for one in ads for fault in voice_problems(one, voice))]
    if problems:
        raise DocumentError(each_once(problems))
    return [(one, films_in(library, one, choice)) for one in ads]


def _one_folder(ads: Sequence[Loaded]) -> Iterator[Problem]:
    """Ads with one id, whose films would take each other's place in `output/`; on some disks letter case is no
    difference.
    """
    first: dict[str, Loaded] = {}
    for one in ads:
        other = first.setdefault(one.document.id.casefold(), one)
        if other is not one:
            same = f"duplicate id '{one.document.id}'"
            yield one.problem(("id",), same, f"the films of {other.file} would be in the same folder")


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
        return write_films(productions, gather.studio, output, seen, gather.progress)
    finally:
        for p in productions:
            report.made_by(p.context.routes, how.offline)
            if p.error is not None and p.error not in gather.failed.values() and not isinstance(p.error, NotBegunError):
                labels = Labels(p.film.ad, p.film.name, p.film.voice)
                report.errors += [fault(labels, "film", error) for error in (p.error, *p.faults)]
        report.close(gather.studio, began)


def stages(films: Iterable[Film], stop_after: StopAfter | None) -> list[str]:
    """The stages that a render of these films comes to."""
    films = [*films]
    left_out = {
        "voice_gen": not any(any(film.speaks) for film in films),
        "video_gen": not any(scene.motion for film in films for scene in film.scenes),
    }
    last = {"script": 1, "voice": 2, "image": 3, "video": 4}.get(stop_after or "", len(ORDER))
    return [name for name in ORDER[:last] if not left_out.get(name)]


def film_lines(productions: Sequence[Production], output: Path) -> list[dict[str, Any]]:
    """What is told of each film: where it is, what of it was made now and what others of this run have too, or why it
    could not be made.
    """
    films_with = Counter(name for p in productions if p.finished for name in _part_keys(p))
    return [
        {
            "name": p.film.name,
            "ad": p.film.ad,
            "path": str(output / p.film.ad / f"{p.name}.mp4") if p.finished else None,
            "key": p.finished.key if p.finished else None,
            "digest": p.finished.digest if p.finished else None,
            "parts": len(p.segments) + (p.sound is not None) if p.finished else 0,
            "parts_made": len(p.made & _part_keys(p)),
            "parts_shared": sum(1 for name in _part_keys(p) if films_with[name] > 1),
            "storyboard": str(output / p.film.ad / f"{p.name}.storyboard.png") if p.finished and not p.scene else None,
            "error": p.error.as_json() if p.error else None,
        }
        for p in productions
    ]


def _part_keys(p: Production) -> set[str]:
    return {key(request) for request in p.requests} | ({p.sound.key} if p.sound else set())


def explained(
    productions: Sequence[Production], cache: Cache, before: Mapping[tuple[str, str], str]
) -> list[dict[str, str]]:
    """Of each segment whether it was made or reused, and why; `before` are keys of what was there, by film and part."""
    return [line for p in productions if p.requests for line in _explained(p, cache, before)]


def _explained(p: Production, cache: Cache, before: Mapping[tuple[str, str], str]) -> Iterator[dict[str, str]]:
    for part, request in zip(p.parts, p.requests, strict=True):
        name, there = key(request), before.get((p.film.name, part.name), "")
        made = name in p.made
        if made:
            why = _why(cache, request, p.film.ad, f"{p.film.name} {part.name}", there)
        else:
            why = "nothing in it has changed" if there in {"", name} else "it had been made before"
        yield {"film": p.film.name, "segment": part.name, "how": "made" if made else "reused", "why": why}


def _why(cache: Cache, request: Request, ad: str, item: str, there: str) -> str:
    """What changed against the segment that was in this place (its key: `there`); where that is not known, or was of
    another quality, against the last one that was made for it.
    """
    from mediagen.commands.entries import of_kind

    name, values = key(request), describe(request)
    if there == name:
        return "nothing in it has changed, but it was gone from the cache"

    def alike(e: Entry) -> bool:
        return all(e.request.get("spec", {}).get(name) == values["spec"][name] for name in ("canvas", "encoding"))

    older = [e for e in cache.lookup_here([there]).values() if alike(e)]
    older = older or [e for e in of_kind(cache, "segment") if (e.document, e.item) == (ad, item) and e.key != name]
    if not older:
        return "it was not made before"
    before = max(older, key=lambda e: (alike(e), e.created))
    old, new = set(_leaves(before.request.get("spec", {}))), set(_leaves(values["spec"]))
    changes = sorted({label for _, label, _ in old ^ new})
    if len(changes) > _TOLD:
        changes = sorted({thing for thing, _, _ in old ^ new})
    return "changed: " + (", ".join(changes) or request.model)


def _leaves(value: Any, thing: str = "", label: str = "") -> Iterator[tuple[str, str, str]]:
    """What a segment's description says, each with the thing that it is of (caption, cta, still) and by a name for
    people: caption text, cta color, still timing.
    """
    if isinstance(value, dict):
        role = str(value.get("role") or "").replace("_", " ")
        thing, label = (role, role) if role else (thing, label)
        for name, inner in value.items():
            word = "timing" if name in _TIMING else name.replace("_", " ")
            if name in _PASSED_OVER:
                yield from _leaves(inner, thing, label)
            else:
                yield from _leaves(inner, thing or word, f"{label} {word}".strip())
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _leaves(inner, thing, label)
    else:
        yield thing, label, str(value)
