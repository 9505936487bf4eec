"""check: documents against everything they refer to, without making anything."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from pydantic import ValidationError

from mediagen.errors import DocumentError, Problem, UsageError
from mediagen.library.documents import Library, Loaded, check_narrative, variants
from mediagen.library.texts import check_style
from mediagen.plan.ad import Ad
from mediagen.plan.documents import SIZES, ImageSpec, Narrative, Style
from mediagen.plan.inputs import did_you_mean
from mediagen.plan.variables import RenderError, variables_of

if TYPE_CHECKING:
    from mediagen.plan.storyboard import Choice, Film

Voice = Callable[[str], str]
Refused = Callable[[Loaded], list[Problem]]
"""What providers do not make of a document."""


def check_for_seeding(
    library: Library,
    documents: Sequence[Loaded],
    voice: Voice,
    variables: Mapping[str, Any],
    *,
    own_voices: bool,
) -> None:
    """Raises DocumentError with every fault of `documents`, UsageError for `variables` that none of them uses.

    `own_voices`: they are spoken in their own.
    """
    problems: list[Problem] = []
    for loaded in documents:
        problems += check_narrative(library, loaded, variables)
        if own_voices:
            problems += voice_problems(loaded, voice)
    if problems:
        raise DocumentError(problems)
    all_used(documents, variables)


def all_used(documents: Sequence[Loaded], variables: Mapping[str, Any]) -> None:
    """Raises UsageError for `variables` that none of the documents uses."""
    if not variables:
        return
    used = {name for loaded in documents for name in _variables_of(loaded.document)}
    for name in variables:
        if name not in used:
            known = did_you_mean(name, used) or f"they use: {', '.join(sorted(used)) or 'none'}"
            raise UsageError(f"--set {name}: no document of this run uses a variable of this name", remedy=known)


def _variables_of(document: Any) -> Iterator[str]:
    if isinstance(document, Narrative):
        yield from document.inputs
    if isinstance(document, Narrative | Ad):
        yield from document.vars
        for text in _texts(document.model_dump()):
            yield from variables_of(text)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


def voice_problems(loaded: Loaded, voice: Voice) -> list[Problem]:
    """Voices of a narrative, or of an ad and its variants, that the configured provider does not have."""
    documents = [loaded]
    if isinstance(loaded.document, Ad):
        with contextlib.suppress(DocumentError):  # the check of the ad has said so
            documents = [*variants(loaded).values()]
    problems = {}
    for one in documents:
        for path, name in _voices(one.document):
            try:
                voice(name)
            except LookupError as error:
                problem = one.problem(path, str(error), "`mediagen voices` lists them")
                problems[str(problem)] = problem
    return [*problems.values()]


def films_in(library: Library, loaded: Loaded, choice: Choice) -> list[Film]:
    """The films chosen of an ad that has been checked. Raises UsageError for a choice that there is not, DocumentError
    where a text cannot be filled in: the ad's, or its style's.
    """
    from mediagen.plan.expand_ad import films

    documents = {name: variant.document for name, variant in variants(loaded).items()}

    def style(name: str) -> Style:
        found = library.style(name).document
        assert isinstance(found, Style)
        if found.film is None:
            raise UsageError(f"--style {name}: it has no film, only a look", remedy="`mediagen styles` lists them")
        return found

    rows = library.rows(loaded)
    try:
        return films(cast("dict[str, Ad]", documents), rows.rows if rows else None, choice, style)
    except RenderError as error:
        names = dict.fromkeys(choice.style or getattr(one, "style", "") for one in documents.values())
        found = [problem for name in names for problem in check_style(library.style(name))]
        raise DocumentError(found or [loaded.problem((), error.message, error.hint)]) from None


def _voices(document: Any) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The voices that a document names, with their places."""
    if isinstance(document, Narrative | Ad):
        yield from ((("voices", i), voice) for i, voice in enumerate(document.voices))
    if isinstance(document, Narrative):
        for number, item in enumerate(document.items):
            yield from ((("items", number, "voices", i), voice) for i, voice in enumerate(item.voices or ()))


def image_spec(values: Mapping[str, Any]) -> ImageSpec:
    """An image as the command line describes it. Raises UsageError with every fault."""
    try:
        return ImageSpec.model_validate({k: v for k, v in values.items() if v is not None})
    except ValidationError as error:
        faults = [_image_fault(e) for e in error.errors()]
        raise UsageError("\n".join(faults), remedy="`mediagen image --help` lists the options") from None


def _image_fault(error: Any) -> str:
    option = f"--{error['loc'][0]}" if error["loc"] and error["loc"][0] != "prompt" else "the prompt"
    if error["type"] == "literal_error" and option == "--size":
        near = did_you_mean(str(error["input"]), SIZES)
        return f"--size {error['input']}: no such size; " + (near or f"sizes: {', '.join(SIZES)}")
    if error["type"] in {"string_too_short", "too_short"}:
        return f"{option} is empty"
    message = str(error["msg"]).removeprefix("Value error, ")
    if not error["loc"]:  # of the whole: in words of a document, where the mode has a field
        return message.replace("mode fast", "--fast").replace("mode: image_to_image", "--source")
    return f"{option} {error['input']}: {message[0].lower()}{message[1:]}"


def check_all(library: Library, documents: Sequence[str], voice: Voice, refused: Refused) -> tuple[list[Problem], str]:
    """Every problem of `documents` (of all there are without any), and what was checked, in words: "" where
    there is no narrative and no ad to check. `refused` is asked of documents that are well otherwise.
    """
    problems = library.check(list(documents))
    narratives = _readable(library.narrative, library.all_narratives, documents)
    ads = _readable(library.ad, library.all_ads, documents)
    for loaded in (*narratives, *ads):
        problems += voice_problems(loaded, voice)
    files = {problem.file for problem in problems}
    problems += [p for loaded in (*narratives, *ads) if _is_well(library, loaded, files) for p in refused(loaded)]
    problems = [*{str(problem): problem for problem in problems}.values()]  # two ads may have one faulty style
    if documents:
        return sorted(problems), _counted(len(documents), "document")
    what = " and ".join(_counted(len(found), noun) for found, noun in ((narratives, "narrative"), (ads, "ad")) if found)
    return sorted(problems), what and f"{what}, with lists, script templates and styles"


def _is_well(library: Library, loaded: Loaded, faulty: Container[str]) -> bool:
    """Whether neither the document nor its list is among the faulty files."""
    try:
        rows = library.rows(loaded)
    except DocumentError:
        return False
    return loaded.file not in faulty and (rows is None or rows.file not in faulty)


def _readable(one: Callable[[str], Loaded], every: Callable[[], list[Loaded]], names: Sequence[str]) -> list[Loaded]:
    """Documents of one kind; what cannot be read is told by library.check."""
    found: list[Loaded] = []
    for name in names:
        with contextlib.suppress(DocumentError):
            found.append(one(name))
    with contextlib.suppress(DocumentError):
        found += [] if names else every()
    return found


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' if count != 1 else ''}"
