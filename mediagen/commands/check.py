"""check: documents against everything they refer to, without making anything."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from pydantic import ValidationError

from mediagen.commands.styles import missing_fonts
from mediagen.errors import DocumentError, Problem, UsageError, each_once
from mediagen.library.documents import Library, Loaded, check_narrative, sound_variants, variants
from mediagen.library.texts import check_style
from mediagen.plan.ad import NONE, Ad
from mediagen.plan.documents import SIZES, ImageSpec, Narrative, Style
from mediagen.plan.inputs import did_you_mean
from mediagen.plan.variables import RenderError, variables_of
from mediagen.report.human import count

if TYPE_CHECKING:
    from mediagen.plan.storyboard import Choice, Film

Voice = Callable[[str], str]
Refused = Callable[[Loaded], list[Problem]]
"""What providers do not make of a document."""


def read_all(library: Library, names: Sequence[str], model: type[Narrative | Ad]) -> tuple[list[Loaded], list[Problem]]:
    """The narratives or ads of these names (none: all there are), each once, and every fault of their form; where there
    is one, what is sound of them.
    """
    one, every = (library.narrative, library.all_narratives) if model is Narrative else (library.ad, library.all_ads)
    found: list[Loaded] = []
    problems: list[Problem] = []
    wanted: Sequence[str | None] = names or [None]
    for name in wanted:
        try:
            found += every() if name is None else [one(name)]
        except DocumentError as error:
            problems += error.problems
    if problems:
        found = [loaded for loaded in library.sound(names) if isinstance(loaded.document, model)]
    return [*{loaded.path: loaded for loaded in found}.values()], problems


def read_for_seeding(
    library: Library, names: Sequence[str], voice: Voice, variables: Mapping[str, Any], *, own_voices: bool
) -> list[Loaded]:
    """The narratives of these names (none: all there are), checked together with everything they refer to.

    Raises DocumentError with every fault, UsageError for `variables` that none of them uses. `own_voices`: they are
    spoken in their own.
    """
    documents, problems = read_all(library, names, Narrative)
    for loaded in documents:
        problems += check_narrative(library, loaded, variables)
        if own_voices:
            problems += voice_problems(loaded, voice)
    if problems:
        raise DocumentError(each_once(problems))
    if documents:
        all_used(documents, variables)
    return documents


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
    documents = [*sound_variants(loaded)[0].values()] if isinstance(loaded.document, Ad) else [loaded]
    problems = {}
    for one in documents:
        for path, name in _voices(one):
            try:
                voice(name)
            except LookupError as error:
                problem = one.problem(path, str(error), "`mediagen voices` lists them")
                problems[str(problem)] = problem
    return [*problems.values()]


def films_in(library: Library, loaded: Loaded, choice: Choice) -> list[Film]:
    """The films chosen of an ad that has been checked. Raises UsageError for a choice that there is not, DocumentError
    where a text cannot be filled in, the ad's or its style's, or a font of the style is not there.
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
        found = films(cast("dict[str, Ad]", documents), rows.rows if rows else None, choice, style)
    except RenderError as error:
        names = dict.fromkeys(choice.style or getattr(one, "style", "") for one in documents.values())
        faults = [problem for name in names for problem in check_style(library.style(name))]
        raise DocumentError(faults or [loaded.problem((), error.message, error.hint)]) from None
    folders = dict.fromkeys((loaded.path.parent, library.root))
    styles = {film.style.id: library.style(film.style.id) for film in found}
    if problems := [p for one in styles.values() for p in missing_fonts(library, one, [*folders], found)]:
        raise DocumentError(problems)
    return found


def _voices(loaded: Loaded) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The voices that a document names, with their places."""
    document = loaded.document
    if isinstance(document, Narrative | Ad) and loaded.sound("voices"):
        named = ((("voices", i), voice) for i, voice in enumerate(document.voices))
        yield from (one for one in named if isinstance(document, Narrative) or one[1] != NONE)
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
    problems, found = library.check(documents), library.sound(documents)
    problems += [problem for loaded in found for problem in voice_problems(loaded, voice)]
    problems += _fonts(library, [loaded for loaded in found if isinstance(loaded.document, Style)])
    files = {problem.file for problem in problems}
    made = [loaded for loaded in found if not isinstance(loaded.document, Style)]
    problems += [p for loaded in made if _is_well(library, loaded, files) for p in refused(loaded)]
    problems = sorted(each_once(problems))
    if documents:
        return problems, count(len(documents), "document")
    ads = sum(isinstance(loaded.document, Ad) for loaded in found)
    counts = ((sum(isinstance(loaded.document, Narrative) for loaded in found), "narrative"), (ads, "ad"))
    what = " and ".join(count(number, noun) for number, noun in counts if number)
    return problems, what and f"{what}, with lists, script templates and styles"


def _fonts(library: Library, styles: Sequence[Loaded]) -> list[Problem]:
    """Fonts of styles that there are not; their files may be beside any document."""
    if not styles:
        return []
    beside = [one.path.parent for one in library.sound() if not isinstance(one.document, Style)]
    folders = [*dict.fromkeys((*beside, library.root))]
    return [problem for style in styles for problem in missing_fonts(library, style, folders)]


def _is_well(library: Library, loaded: Loaded, faulty: Container[str]) -> bool:
    """Whether neither the document nor its list is among the faulty files."""
    try:
        rows = library.rows(loaded)
    except DocumentError:
        return False
    return loaded.file not in faulty and (rows is None or rows.file not in faulty)
