"""check: documents against everything they refer to, without making anything."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from mediagen.errors import DocumentError, Problem, UsageError
from mediagen.library.documents import Library, Loaded, check_narrative
from mediagen.plan.documents import SIZES, ImageSpec, Narrative
from mediagen.plan.inputs import did_you_mean
from mediagen.plan.render import variables_of

Voice = Callable[[str], str]


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
    _all_used(documents, variables)


def _all_used(documents: Sequence[Loaded], variables: Mapping[str, Any]) -> None:
    if not variables:
        return
    used = {name for loaded in documents for name in _variables_of(loaded.document)}
    for name in variables:
        if name not in used:
            known = did_you_mean(name, used) or f"they use: {', '.join(sorted(used)) or 'none'}"
            raise UsageError(f"--set {name}: no document of this run uses a variable of this name", remedy=known)


def _variables_of(document: Any) -> Iterator[str]:
    if isinstance(document, Narrative):
        yield from document.vars
        yield from document.inputs
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
    """Voices of a narrative that the configured provider does not have."""
    document = loaded.document
    if not isinstance(document, Narrative):
        return []
    places: list[tuple[tuple[str | int, ...], str]] = [(("voices", i), v) for i, v in enumerate(document.voices)]
    for number, item in enumerate(document.items):
        places += [(("items", number, "voices", i), v) for i, v in enumerate(item.voices or ())]
    problems = []
    for path, name in places:
        try:
            voice(name)
        except LookupError as error:
            problems.append(loaded.problem(path, str(error), "`mediagen voices` lists them"))
    return problems


def image_spec(values: Mapping[str, Any]) -> ImageSpec:
    """An image as the command line describes it. Raises UsageError with every fault."""
    try:
        return ImageSpec.model_validate({k: v for k, v in values.items() if v is not None})
    except ValidationError as error:
        faults = [_image_fault(e) for e in error.errors()]
        raise UsageError("\n".join(faults), remedy="`mediagen image --help` lists the options") from None


def _image_fault(error: Any) -> str:
    name = ".".join(map(str, error["loc"])) or "image"
    if error["type"] == "literal_error" and name == "size":
        near = did_you_mean(str(error["input"]), SIZES)
        return f"--size {error['input']}: no such size; " + (near or f"sizes: {', '.join(SIZES)}")
    if error["type"] == "string_too_short":
        return f"the {name} is empty"
    return f"{name}: {error['msg'].removeprefix('Value error, ')}"


def check_all(library: Library, documents: Sequence[str], voice: Voice) -> tuple[list[Problem], str]:
    """Every problem of `documents` (of all there are without any), and what was checked, in words: "" where
    there is no narrative to check.
    """
    problems = library.check(list(documents))
    narratives: list[Loaded] = []
    with contextlib.suppress(DocumentError):  # library.check has said so
        narratives = (
            [library.narrative(d) for d in documents if _may_be_narrative(library, d)]
            if documents
            else library.all_narratives()
        )
    for loaded in narratives:
        problems += voice_problems(loaded, voice)
    if documents:
        return sorted(problems), f"{len(documents)} document{'s' if len(documents) != 1 else ''}"
    what = f"{len(narratives)} narrative{'s' if len(narratives) != 1 else ''}"
    return sorted(problems), f"{what}, with lists, script templates and styles" if narratives else ""


def _may_be_narrative(library: Library, name: str) -> bool:
    try:
        library.narrative(name)
    except DocumentError:
        return False
    return True
