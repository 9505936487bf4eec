"""Texts with variables: a small, closed part of Jinja2.

A template may print variables and literals, use `if`, `for`, comparisons, arithmetic on numbers, `~`, the
filters and tests named here, and `range`. It may not set variables, define macros, include files, call
methods or reach attributes: nothing a template says can read what it was not given, run long or write much.
Its size bounds its work, but for loops, and those are counted.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

from mediagen.errors import ItemError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mediagen.plan.templates import Compiled

MAX_OUTPUT = 200_000
"""Characters; twice what a text may have."""
_MARKS = re.compile(r"\{[{%#]")
_BARE = re.compile(r"\s*\{\{-?\s*([A-Za-z_]\w*)\s*-?\}\}\s*")


class RenderError(ItemError):
    """A template that cannot be rendered; `line` counts from 1 in the template, 0 is unknown."""

    code: ClassVar[str] = "template"

    def __init__(self, message: str, line: int = 0, *, hint: str = "") -> None:
        super().__init__(message, remedy=hint)
        self.line = line
        self.hint = hint

    def __str__(self) -> str:
        return self.message + (f" ({self.hint})" if self.hint else "")


def is_template(text: str) -> bool:
    """Whether `text` has any Jinja2 in it; other text is rendered by returning it."""
    return _MARKS.search(text) is not None


def render(template: str, variables: Mapping[str, object]) -> str:
    """`template` with its variables filled in; at most 200,000 characters.

    Raises RenderError for a variable that is not there (a close name is suggested), wrong syntax, what a
    template may not use, too long an output and too many rounds of loops.
    """
    if not is_template(template):
        return template
    return _compiled(template).render(variables)


def value_of(template: str, variables: Mapping[str, object]) -> Any:
    """The rendered text; for a template that is one bare `{{ name }}` that variable, type and all."""
    bare = _BARE.fullmatch(template)
    if bare and isinstance(variables.get(bare[1]), str | int | float):
        return variables[bare[1]]
    return render(template, variables)


def variables_of(template: str) -> frozenset[str]:
    """Names of the variables that the template uses. Raises RenderError as `render` does for its syntax."""
    return _compiled(template).names if is_template(template) else frozenset()


def required_of(template: str) -> frozenset[str]:
    """The variables that must be given: all but those that `default` or `is defined` guards anywhere."""
    return _compiled(template).required if is_template(template) else frozenset()


@lru_cache(maxsize=2048)
def _compiled(template: str) -> Compiled:
    from mediagen.plan.templates import compile_template

    return compile_template(template)
