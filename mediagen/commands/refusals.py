"""What providers do not make, said at its place in the document before anything is made or bought for it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from mediagen.errors import DocumentError, Problem, UsageError, each_once
from mediagen.library.yaml_strict import MAX_PROBLEMS, Path
from mediagen.plan.documents import Narrative
from mediagen.plan.expand import Context, Slot, expand, spoken
from mediagen.plan.film import FPS
from mediagen.plan.requests import Refusal, Request, ScriptRequest
from mediagen.providers import Table

if TYPE_CHECKING:
    from mediagen.library.documents import Library, Loaded
    from mediagen.plan.storyboard import Film

Refuses = Callable[[Request], Refusal | None]
"""Why the provider that a request names does not make it."""
_UNWRITTEN = "one"
"""Spoken in the place of a text that is not there yet."""


def asking(rows: Table) -> Refuses:
    """What asks these providers; the remedy names those that would make it instead."""

    def refuses(request: Request) -> Refusal | None:
        found = _asked(rows, request)
        if found is None or found.field == "voice":
            return found
        names = [name for kind, name in rows if kind == request.kind and name != request.provider]
        others = sorted(name for name in names if _makes(rows, request, name, found.field))
        if not others:
            return found
        instead = " or ".join(f'"{name}"' for name in others)
        verb = "" if found.remedy.startswith("set ") else "set "
        return replace(found, remedy=f"{found.remedy}, or {verb}providers.{request.kind} to {instead}")

    return refuses


def _asked(rows: Table, request: Request) -> Refusal | None:
    row = rows[request.kind, request.provider]
    return row.refuses(request) if row.refuses is not None else None


def _makes(rows: Table, request: Request, name: str, field: str) -> bool:
    """Whether another provider has nothing against that field."""
    model = rows[request.kind, name].model
    found = _asked(rows, replace(request, provider=name, model=model))
    return found is None or found.field != field


def raise_all(problems: Iterable[Problem]) -> None:
    """Raise DocumentError if there are any; at most 100 are told."""
    if found := [*problems]:
        raise DocumentError(found[:MAX_PROBLEMS])


def slot_problems(
    loaded: Loaded, slots: Iterable[tuple[Slot, Request | None]], context: Context, refuses: Refuses
) -> list[Problem]:
    """Why slots of a narrative cannot be made, each reason once. `slots`: with their requests; None where their script
    is not there.
    """
    return each_once(_of_slots(loaded, slots, context, refuses))


def _of_slots(
    loaded: Loaded, slots: Iterable[tuple[Slot, Request | None]], context: Context, refuses: Refuses
) -> Iterator[Problem]:
    narrative = loaded.document
    assert isinstance(narrative, Narrative)
    for slot, request in slots:
        late = request is None and slot.script is not None
        said = spoken(slot, narrative, _UNWRITTEN, context) if late else None
        wanted = (request, slot.script if late else None, said)
        for one in (one for one in wanted if one is not None):
            refusal = refuses(one)
            if refusal is not None and not (one is said and refusal.field == "text"):
                path, whole = _place(narrative, slot, one, refusal.field)
                yield _problem(loaded, path, refusal, "" if whole else slot.row)


def _problem(loaded: Loaded, path: Path, refusal: Refusal, row: str) -> Problem:
    """It at its place; `row`: the one that is at fault, if not all are."""
    return loaded.problem(path, refusal.message + (f" for row '{row}'" if row else ""), refusal.remedy)


def _place(narrative: Narrative, slot: Slot, request: Request, field: str) -> tuple[Path, bool]:
    """Where the document says what is at fault, and whether it says so of all of its rows."""
    item, path = narrative.items[slot.position], ("items", slot.position)
    if isinstance(request, ScriptRequest) or (item.script and field == "text"):
        return (*path, "script"), False
    if item.image is not None:
        return (*path, "image", field), field != "prompt"
    if field == "language" or (field == "speed" and item.speed is None):
        return (field,), True
    if field == "voice":
        return (*path, "voices") if item.voices else ("voices",), True
    return (*path, field), field != "text"


def document_problems(
    library: Library, loaded: Loaded, context: Context, refuses: Refuses, warn: Callable[[str], None]
) -> list[Problem]:
    """All of this, of a narrative or an ad that is well otherwise, whatever is there of it already; and what of an ad
    cannot be shown. `warn` is told of what will not look well.
    """
    if not isinstance(loaded.document, Narrative):
        from mediagen.commands.check import films_in
        from mediagen.commands.unfit import unfit
        from mediagen.library.documents import variants
        from mediagen.plan.storyboard import Choice

        try:
            films = films_in(library, loaded, Choice())
        except DocumentError as error:
            return error.problems
        except UsageError as error:
            return [loaded.problem((), error.message, error.remedy)]
        known = variants(loaded)
        refused = film_problems(known, films, context, refuses) + each_once(_unanimated(known, films, context))
        return refused or unfit(known, films, context, warn)
    rows = library.rows(loaded)
    slots = expand(loaded.document, None if rows is None else rows.rows, context)
    return slot_problems(loaded, ((slot, slot.request) for slot in slots), context, refuses)


def _unanimated(variants: Mapping[str, Loaded], films: Sequence[Film], context: Context) -> Iterator[Problem]:
    for film in films:
        for number, what, remedy in unanimated(film, context.routes):
            yield variants[film.variant].problem(("scenes", number, "animate"), what, remedy)


def unanimated(film: Film, kinds: Collection[str]) -> Iterator[tuple[int, str, str]]:
    """The scenes (from 0) that are to be animated where nobody makes clips, each with what is wrong and the remedy.
    `kinds`: what there are providers of.
    """
    for number, scene in enumerate(film.scenes):
        if scene.motion and "video" not in kinds:
            yield (
                number,
                f"scene {number + 1} is to be animated, and providers.video is not set",
                'set providers.video = "fal" in mediagen.toml, or say `animate: false` for the scene',
            )


def film_problems(
    variants: Mapping[str, Loaded], films: Sequence[Film], context: Context, refuses: Refuses
) -> list[Problem]:
    """Why parts of an ad's films cannot be made, as far as the ad says itself what they are; each reason once."""
    return each_once(_of_films(variants, films, context, refuses))


def _of_films(
    variants: Mapping[str, Loaded], films: Sequence[Film], context: Context, refuses: Refuses
) -> Iterator[Problem]:
    for film in films:
        for path, request in _requests(film, context):
            refusal = refuses(request)
            if refusal is None or (refusal.field == "text" and not (path and _own_voice(film, path))):
                continue
            whole = {"language": ("language",), "voice": ("voices",)}.get(refusal.field)
            if request.kind == "speech" and refusal.field == "language":
                refusal = replace(refusal, remedy=f"{refusal.remedy}, or `voices: none`: texts and music only")
            yield _problem(variants[film.variant], whole or path, refusal, "" if whole else film.row)


def _own_voice(film: Film, path: Path) -> bool:
    return bool(film.scenes[int(path[1])].voice)


def _requests(film: Film, context: Context) -> Iterator[tuple[Path, Request]]:
    """What will be asked for, with the places where the ad says it; a text that is not written yet is a word."""
    from mediagen.plan.ad_requests import clip_request, script_request, speech_request, still_request
    from mediagen.plan.staging import Blob

    routes = context.routes
    if film.script is None:
        yield (), script_request(film, routes["script"])
    for number, (scene, speaks) in enumerate(zip(film.scenes, film.speaks, strict=True)):
        path = ("scenes", number)
        if speaks:
            voice = context.voice(film.voice)
            line = speech_request(film, scene.voice or _UNWRITTEN, routes["speech"], voice, context.audio_format)
            yield (*path, "voice"), line
        if (still := still_request(film, number, routes["image"])) is not None:
            yield (*path, "prompt"), still
        if scene.motion and "video" in routes:
            frames = round(film.staging.scenes[number].seconds * FPS)
            yield (*path, "animate"), clip_request(film, number, routes["video"], Blob("", ""), frames)
