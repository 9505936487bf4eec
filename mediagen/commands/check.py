"""check: documents against everything they refer to, without making anything."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from mediagen.errors import DocumentError, Problem, UsageError
from mediagen.library.documents import Library, Loaded, check_narrative
from mediagen.plan.documents import ImageSpec, Narrative

Voice = Callable[[str], str]


def check_for_seeding(
    library: Library,
    documents: Sequence[Loaded],
    voice: Voice,
    variables: Mapping[str, Any],
    *,
    own_voices: bool,
) -> None:
    """Raises DocumentError with every fault of `documents`. `own_voices`: they are spoken in their own."""
    problems: list[Problem] = []
    for loaded in documents:
        problems += check_narrative(library, loaded, variables)
        if own_voices:
            problems += voice_problems(loaded, voice)
    if problems:
        raise DocumentError(problems)


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
        faults = [
            f"{'.'.join(map(str, e['loc'])) or 'image'}: {e['msg'].removeprefix('Value error, ')}"
            for e in error.errors()
        ]
        raise UsageError("\n".join(faults), remedy="`mediagen image --help` lists the options") from None


def check_all(library: Library, documents: Sequence[str], voice: Voice) -> tuple[list[Problem], str]:
    """Every problem of `documents` (of all there are without any), and what was checked, in words."""
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
    number = len(documents) or len(narratives)
    return sorted(problems), f"{number} document{'s' if number != 1 else ''}" if documents else (
        f"{number} narratives, with their lists, script templates and styles"
    )


def _may_be_narrative(library: Library, name: str) -> bool:
    try:
        library.narrative(name)
    except DocumentError:
        return False
    return True
