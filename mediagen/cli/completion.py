"""What the shell offers when TAB is pressed: names of the project, read without making anything."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Iterable

Completion = Callable[[str], list[str]]


def known(*names: str) -> Completion:
    """A completion that offers these names."""
    return lambda incomplete: _fitting(names, incomplete)


def documents(incomplete: str) -> list[str]:
    """Ids of narratives."""
    return _fitting(_of_project(lambda live: [x.document.id for x in live.library.all_narratives()]), incomplete)


def ads(incomplete: str) -> list[str]:
    """Ids of ads."""
    return _fitting(_of_project(lambda live: [x.document.id for x in live.library.all_ads()]), incomplete)


def narratives_and_ads(incomplete: str) -> list[str]:
    """Ids of both."""
    return sorted([*documents(incomplete), *ads(incomplete)])


def script_templates(incomplete: str) -> list[str]:
    """Ids of script templates."""
    return _fitting(_of_project(lambda live: [x.document.id for x in live.library.script_templates()]), incomplete)


def styles(incomplete: str) -> list[str]:
    """Ids of styles."""
    return _fitting(_of_project(lambda live: [x.document.id for x in live.library.styles()]), incomplete)


def voices(incomplete: str) -> list[str]:
    """Voices that documents may name."""
    return _fitting(_of_project(lambda live: live.config.settings.voices), incomplete)


def sizes(incomplete: str) -> list[str]:
    """Size presets."""
    from mediagen.plan.documents import SIZES

    return _fitting(SIZES, incomplete)


def document_kinds(incomplete: str) -> list[str]:
    """Kinds of documents, and what else has a schema."""
    from mediagen.library.schema import MANIFEST
    from mediagen.plan.documents import KINDS

    return _fitting((*KINDS, MANIFEST), incomplete)


def _fitting(names: Iterable[str], incomplete: str) -> list[str]:
    """Names that begin so; in a list with commas, those that its last name may become."""
    before, comma, last = incomplete.rpartition(",")
    return [before + comma + name for name in names if name.startswith(last)]


def _of_project(names: Callable[..., Iterable[str]]) -> list[str]:
    """`names` of the project's parts; none, where something is wrong there: a completion does not complain."""
    from mediagen.cli.state import parts
    from mediagen.errors import MediagenError

    with contextlib.suppress(MediagenError), contextlib.redirect_stderr(io.StringIO()):
        return sorted(names(parts()))
    return []
