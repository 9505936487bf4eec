"""The Jinja2 behind `mediagen.plan.variables`, imported only when a text has a template in it.

The language is closed by `mediagen.plan.jinja_rules`. There is no assignment, macro,
include or method, so work and output grow no faster than the template does but for `for` loops (counted) and
the filters `join` and `replace` (measured before they run).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jinja2
from jinja2 import meta, nodes
from jinja2.filters import FILTERS
from jinja2.runtime import Context, LoopContext, StrictUndefined, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.tests import TESTS
from jinja2.utils import missing

from mediagen.plan.inputs import did_you_mean
from mediagen.plan.jinja_rules import FILTER_NAMES, TEST_NAMES, check
from mediagen.plan.variables import MAX_OUTPUT, MAX_SOURCE, RenderError

MAX_ROUNDS = 10_000
"""Rounds of all `for` loops of one rendering together."""
MAX_RANGE = 1_000
_ROUNDS = "rounds left"
_PRINTED = "as printed"
"""Names with a blank, so that no template can use them."""

_LOOP = frozenset(("index", "index0", "first", "last", "length", "revindex", "revindex0"))
_EXPECTED = (
    jinja2.TemplateError,
    AssertionError,
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    RecursionError,
    SyntaxError,
    TypeError,
    ValueError,
)


class _MissingError(Exception):
    def __init__(self, name: object, owner: object) -> None:
        super().__init__(name)
        self.name = name
        self.owner = owner


class _Missing(StrictUndefined):
    """Remembers what was looked for, so that the error can name it and a close one."""

    __slots__ = ()

    def __init__(self, hint: str | None = None, obj: Any = missing, name: Any = None, exc: Any = None) -> None:
        super().__init__(hint, obj, name, exc)
        self._undefined_exception = lambda _: _MissingError(name or hint, obj)  # type: ignore[assignment]


class _Environment(ImmutableSandboxedEnvironment):
    """Arithmetic on numbers only; only mappings, lists, texts and `loop` can be reached into."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%"})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        for side in (left, right):
            if isinstance(side, Undefined):
                str(side)
            if not isinstance(side, int | float):
                raise RenderError(f"'{operator}' is for numbers", hint="~ joins text")
        return super().call_binop(context, operator, left, right)

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, LoopContext):
            if attribute in _LOOP:
                return getattr(obj, attribute)
            raise RenderError(f"loop.{attribute} cannot be used in a template", hint=", ".join(sorted(_LOOP)))
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(obj, Undefined):
            str(obj)
        reach = isinstance(obj, Mapping) or (isinstance(obj, str | list | tuple) and isinstance(argument, int))
        if reach:
            try:
                return obj[argument]
            except LookupError:
                pass
        return _Missing(obj=obj, name=argument)


def _printed(value: Any) -> str:
    """What `{{ value }}` writes."""
    if isinstance(value, str):
        return value
    if isinstance(value, Undefined):
        return str(value)  # raises
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) or (isinstance(value, float) and math.isfinite(value)):
        return str(value)
    kind = "empty" if value is None else "a list" if isinstance(value, list | tuple | range) else "no text"
    raise RenderError(f"a value to be printed is {kind}", hint="join writes lists: {{ x|join(', ') }}")


def _range(*args: int) -> range:
    if any(abs(a) > 10**9 for a in args) or len(range(*args)) > MAX_RANGE:
        raise RenderError(f"range() of more than {MAX_RANGE:,} numbers")
    return range(*args)


@jinja2.pass_context
def _counted(context: Context, value: Any) -> list[Any]:
    """The values of a loop, charged to the rounds of this rendering."""
    if not isinstance(value, list | tuple | range | Mapping | Undefined):
        raise RenderError("'for' goes over lists, mappings and range()")
    items = list(value)
    left = context[_ROUNDS]
    left[0] -= len(items)
    if left[0] < 0:
        raise RenderError(f"the loops run more than {MAX_ROUNDS:,} rounds, the limit")
    return items


def _join(value: Any, between: str = "") -> str:
    parts = [_printed(v) for v in value]
    _bounded(sum(map(len, parts)) + len(between) * len(parts))
    return between.join(parts)


def _replace(value: Any, old: str, new: str) -> str:
    text = _printed(value)
    _bounded(len(text) + text.count(old) * max(0, len(new) - len(old)))
    return text.replace(old, new)


def _round(value: float, digits: int = 0) -> float:
    return round(value, max(0, min(int(digits), 9)))


def _bounded(length: int) -> None:
    if length > MAX_OUTPUT:
        raise RenderError(f"the text would be longer than {MAX_OUTPUT:,} characters, the limit")


def _environment() -> _Environment:
    env = _Environment(
        undefined=_Missing,
        finalize=_printed,
        keep_trailing_newline=True,
        optimized=False,
        autoescape=False,
        cache_size=0,
    )
    env.globals = {"range": _range}
    own = {"join": _join, "replace": _replace, "round": _round}
    env.filters = {
        **{n: FILTERS[n] for n in FILTER_NAMES if n in FILTERS},
        **own,
        _ROUNDS: _counted,
        _PRINTED: _printed,
    }
    env.tests = {n: TESTS[n] for n in TEST_NAMES}
    return env


_ENV = _environment()


@dataclass(frozen=True, slots=True)
class Compiled:
    """A template ready to run; `names` it uses, and of them those it cannot do without."""

    template: jinja2.Template
    names: frozenset[str]
    required: frozenset[str]

    def render(self, variables: Mapping[str, object]) -> str:
        context = self.template.new_context({**variables, _ROUNDS: [MAX_ROUNDS]})
        parts: list[str] = []
        size = 0
        try:
            for part in self.template.root_render_func(context):
                size += len(part)
                _bounded(size)
                parts.append(part)
        except _MissingError as exc:
            raise _named(exc, variables, self._line(exc)) from None
        except RenderError as exc:
            raise RenderError(exc.message, exc.line or self._line(exc), hint=exc.hint) from None
        except _EXPECTED as exc:
            raise RenderError(_plain(exc), self._line(exc)) from None
        return "".join(parts)

    def _line(self, exc: BaseException) -> int:
        """The template's line that was running when `exc` was raised."""
        line, trace = 0, exc.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code is self.template.root_render_func.__code__:
                line = self.template.get_corresponding_lineno(trace.tb_lineno)
            trace = trace.tb_next
        return line


def compile_template(source: str) -> Compiled:
    """The template compiled. Raises RenderError for wrong syntax and for what a template may not use."""
    if len(source) > MAX_SOURCE:
        raise RenderError(f"a template may have {MAX_SOURCE:,} characters, this one has {len(source):,}")
    try:
        tree = _ENV.parse(source)
        optional = check(tree)
        names = frozenset(meta.find_undeclared_variables(tree))
        for loop in list(tree.find_all(nodes.For)):
            loop.iter = _through(_ROUNDS, loop.iter)
        for joined in list(tree.find_all(nodes.Concat)):
            joined.nodes = [_through(_PRINTED, n) for n in joined.nodes]
        code = _ENV.compile(tree)
        template = jinja2.Template.from_code(_ENV, code, _ENV.make_globals(None))
    except jinja2.TemplateSyntaxError as exc:
        raise RenderError(f"template: {exc.message}", exc.lineno) from None
    except (RecursionError, MemoryError, SyntaxError):
        raise RenderError("the template is nested too deep") from None
    except _EXPECTED as exc:
        raise RenderError(_plain(exc)) from None
    return Compiled(template, names, names - optional)


def _through(filter_name: str, node: Any) -> nodes.Filter:
    return nodes.Filter(node, filter_name, [], [], None, None, lineno=node.lineno)


def _named(exc: _MissingError, variables: Mapping[str, object], line: int) -> RenderError:
    if exc.owner is missing:
        known = [k for k in variables if isinstance(k, str)]
        message = f"unknown variable '{exc.name}'"
    else:
        known = [str(k) for k in exc.owner] if isinstance(exc.owner, Mapping) else []
        message = f"there is no '{exc.name}' in this value"
    hint = did_you_mean(str(exc.name), known) or f"known here: {', '.join(sorted(known)[:20]) or 'none'}"
    return RenderError(message, line, hint=hint)


def _plain(exc: BaseException) -> str:
    if isinstance(exc, ZeroDivisionError):
        return "a division by zero"
    return f"the template fails: {str(exc)[:200] or type(exc).__name__}"
