"""What of an ad cannot be shown, said at its place in the document: its own files and its texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from mediagen.commands.coarse import coarse
from mediagen.commands.cutting import check_texts
from mediagen.commands.own_files import check_files, take_in
from mediagen.commands.production import Production
from mediagen.errors import ItemError, Problem
from mediagen.library.load import Loaded
from mediagen.plan.expand import Context
from mediagen.plan.storyboard import Film


def unfit(
    variants: Mapping[str, Loaded], films: Sequence[Film], context: Context, warn: Callable[[str], None]
) -> list[Problem]:
    """The first reason for each film why it cannot be shown, each once; of texts, those that the ad says itself.

    `warn` is told of pictures that can be shown and will not look well.
    """
    found: dict[str, Problem] = {}
    productions = [Production(film, context) for film in films]
    for film, fault in _faults(productions):
        problem = variants[film.variant].problem(fault.at, fault.message, fault.remedy)
        found.setdefault(f"{problem.line}:{problem.column}", problem)
    for problem in coarse(variants, productions):
        warn(str(problem))
    return [*found.values()]


def _faults(productions: Sequence[Production]) -> Iterator[tuple[Film, ItemError]]:
    for p in productions:
        try:
            take_in(p)
            check_files(p)
            check_texts(p)
        except ItemError as error:
            yield p.film, error
