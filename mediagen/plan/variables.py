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

    from mediagen.plan.jinja import Compiled

MAX_OUTPUT = 200_000
"""Characters; twice what a text may have."""
MAX_SOURCE = 100_000
_NUMBERS = frozenset({int, float})
_MARKS = re.compile(r"\{[{%#]")
_PRINTED = re.compile(r"\{\{ *([A-Za-z_][A-Za-z0-9_]*)(?:\|truncate\(([1-9][0-9]{1,8})\))? *\}\}")
_MEANS_MORE = {
    *("true", "false", "none", "True", "False", "None", "not", "and", "or", "in", "is", "if", "else"),
    *("range", "self", "super", "caller", "loop", "varargs", "kwargs"),
}
"""What is no variable to Jinja2, or not only one."""
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
    plain = _plain(template)
    if plain is not None and (text := plain.render(variables)) is not None:
        return text
    return _compiled(template).render(variables)


def value_of(template: str, variables: Mapping[str, object]) -> Any:
    """The rendered text; for a template that is one bare `{{ name }}` that variable, type and all."""
    bare = _BARE.fullmatch(template)
    if bare and isinstance(variables.get(bare[1]), str | int | float):
        return variables[bare[1]]
    return render(template, variables)


def variables_of(template: str) -> frozenset[str]:
    """Names of the variables that the template uses. Raises RenderError as `render` does for its syntax."""
    if not is_template(template):
        return frozenset()
    return (_plain(template) or _compiled(template)).names


def required_of(template: str) -> frozenset[str]:
    """The variables that must be given: all but those that `default` or `is defined` guards anywhere."""
    if not is_template(template):
        return frozenset()
    plain = _plain(template)
    return plain.names if plain is not None else _compiled(template).required


class _Plain:
    """A template that only prints variables, as most do. Where these are texts and numbers that needs no Jinja2, whose
    import takes longer than to render all of a project's texts.
    """

    def __init__(self, parts: list[str]) -> None:
        """`parts`: text, variable, the length it may have or None, text, …"""
        self._texts, self._limits = parts[::3], [int(limit or 0) for limit in parts[2::3]]
        self._order = parts[1::3]
        self.names = frozenset(self._order)

    def render(self, variables: Mapping[str, object]) -> str | None:
        """None where there is more to it: something that is missing, too long or no text."""
        found = [self._texts[0]]
        for name, limit, text in zip(self._order, self._limits, self._texts[1:], strict=True):
            value = variables.get(name)
            if type(value) in _NUMBERS and not limit and abs(value) < 1e18:  # type: ignore[arg-type]
                value = str(value)
            if not isinstance(value, str) or (limit and len(value) > limit):
                return None
            found += value, text
        return "".join(found) if sum(map(len, found)) <= MAX_OUTPUT else None


@lru_cache(maxsize=2048)
def _plain(template: str) -> _Plain | None:
    parts = _PRINTED.split(template)
    texts, names = parts[::3], parts[1::3]
    if not names or "\r" in template or len(template) > MAX_SOURCE or _MEANS_MORE.intersection(names):
        return None
    return None if any(_MARKS.search(text) or text.endswith("{") for text in texts) else _Plain(parts)


@lru_cache(maxsize=2048)
def _compiled(template: str) -> Compiled:
    from mediagen.plan.jinja import compile_template

    return compile_template(template)
