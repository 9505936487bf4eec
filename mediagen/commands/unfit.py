"""What of an ad cannot be shown, said at its place in the document: its own files and its texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from mediagen.commands.coarse import coarse
from mediagen.commands.cutting import text_faults, voice_doubt
from mediagen.commands.own_files import file_faults
from mediagen.commands.production import Production
from mediagen.errors import Problem
from mediagen.library.load import Loaded
from mediagen.plan.expand import Context
from mediagen.plan.storyboard import Film
from mediagen.plan.variables import is_template


def unfit(
    variants: Mapping[str, Loaded], films: Sequence[Film], context: Context, warn: Callable[[str], None]
) -> list[Problem]:
    """Why films cannot be shown: each file that cannot be used; where all can, each text that cannot, of those that the
    ad says itself, once for all its films or for each row that fills it in.

    `warn` is told of pictures that can be shown and will not look well, and of voice-overs that no voice may be quick
    enough for.
    """
    found: dict[tuple[object, ...], Problem] = {}
    doubts: dict[Problem, None] = {}
    productions = [Production(film, context) for film in films]
    for p in productions:
        ad = variants[p.film.variant]
        faults = file_faults(p)
        for fault in faults:
            problem = ad.problem(fault.at, fault.message, fault.remedy)
            found.setdefault((str(problem),), problem)
        for fault in () if faults else text_faults(p):
            row = p.film.row if is_template(str(ad.parsed.node(fault.at)[0].value)) else ""
            problem = ad.problem(fault.at, fault.message + (f" for row '{row}'" if row else ""), fault.remedy)
            found.setdefault((problem.line, problem.column, row), problem)
        doubt = None if faults or found else voice_doubt(p)
        if doubt is not None:
            doubts[ad.problem(doubt.at, doubt.message, doubt.remedy)] = None
    for problem in (*coarse(variants, productions), *doubts):
        warn(str(problem))
    return [*found.values()]
