"""Variables against what a document says they may be."""

from __future__ import annotations

import difflib
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mediagen.plan.text import fold, name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from mediagen.plan.fields import InputSpec

_WORDS = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
}
_INTEGER = re.compile(r"[-+]?[0-9]{1,300}")
_NUMBER = re.compile(r"[-+]?(\.[0-9]{1,300}|[0-9]{1,300}(\.[0-9]{0,300})?)([eE][-+]?[0-9]{1,3})?")


@dataclass(frozen=True, slots=True)
class InputFault:
    """What is wrong with the input `name`. `kind` is missing, unknown, type, length, range or choice."""

    name: str
    kind: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        return self.message + (f" ({self.hint})" if self.hint else "")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`did you mean 'sports'?`, or nothing when no known word is close."""
    near = nearest(word, known)
    return f"did you mean '{near}'?" if near else ""


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that is closest to this one, or nothing when none is close."""
    by_case = {k.casefold(): k for k in known}
    near = difflib.get_close_matches(word.casefold()[:200], by_case, n=1, cutoff=0.6)
    return by_case[near[0]] if near else ""


def check_inputs(specs: Mapping[str, InputSpec], values: Mapping[str, Any]) -> tuple[dict[str, Any], list[InputFault]]:
    """`values` normalised in the order of `specs`, with defaults filled in, and every fault at once.

    Text becomes one line of NFC with single blanks; a choice is given back in its own spelling. Types are strict, true
    is no integer; but text, which may be of a CSV cell, of `--set` or of a rendered template, is read as what the input
    declares: "5" as a number. A faulty value is left out of the result; empty text is one where no default allows it.
    """
    good: dict[str, Any] = {}
    faults: list[InputFault] = []
    for key, spec in specs.items():
        value = values.get(key)
        if value is None:
            value = spec.default
        if value is None:
            faults.append(InputFault(key, "missing", f"input '{key}' is missing", _wanted(spec)))
            continue
        value = check_value(key, spec, from_text_to(spec, value))
        if isinstance(value, InputFault):
            faults.append(value)
        else:
            good[key] = value
    for key in values:
        if key not in specs:
            hint = did_you_mean(key, specs) or f"inputs here: {', '.join(specs) or 'none'}"
            faults.append(InputFault(key, "unknown", f"unknown input '{key}'", hint))
    return good, faults


def check_value(key: str, spec: InputSpec, value: Any) -> Any:
    """`value` normalised, or the InputFault that says why it may not be the input `key`."""
    if not _HAS_TYPE[spec.type](value):
        hint = "in quotes it is text" if spec.type == "string" and isinstance(value, int | float) else ""
        message = f"input '{key}' must be {_WORDS[spec.type]}, not {_show(value)}"
        return InputFault(key, "type", message, hint)
    if isinstance(value, str):
        value = name(value)
        if not value and spec.default is None and spec.choices is None:
            return InputFault(key, "missing", f"input '{key}' is empty", _wanted(spec))
    elif spec.type == "number":
        value = float(value)
    return _outside(key, spec, value) or _chosen(key, spec, value)


def from_text_to(spec: InputSpec, value: Any) -> Any:
    """`value`, or what its text stands for by the declared type; text that stands for nothing stays."""
    if not isinstance(value, str) or spec.type == "string":
        return value
    text = value.strip()
    if spec.type == "boolean":
        return {"true": True, "false": False}.get(text.lower(), value)
    if spec.type == "integer" and _INTEGER.fullmatch(text):
        return int(text)
    if spec.type == "number" and _NUMBER.fullmatch(text):
        return float(text)
    return value


def check_specs(specs: Mapping[str, InputSpec]) -> list[InputFault]:
    """What the specs get wrong: a default or choice that they forbid, limits that nothing meets."""
    faults: list[InputFault] = []
    for key, spec in specs.items():
        if spec.min is not None and spec.max is not None and spec.min > spec.max:
            faults.append(InputFault(key, "range", f"input '{key}': min is larger than max"))
            continue
        for value in (*(spec.choices or ()), *(() if spec.default is None else (spec.default,))):
            found = check_value(key, spec, value)
            if isinstance(found, InputFault):
                faults.append(InputFault(key, found.kind, f"{found.message}, here as default or choice"))
    return faults


_HAS_TYPE: dict[str, Callable[[Any], bool]] = {
    "string": lambda v: isinstance(v, str),
    "boolean": lambda v: isinstance(v, bool),
    "integer": lambda v: isinstance(v, int) and not isinstance(v, bool),
    "number": lambda v: isinstance(v, int | float) and not isinstance(v, bool) and _finite(v),
}


def _finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:  # an int beyond every float
        return False


def _outside(key: str, spec: InputSpec, value: Any) -> InputFault | None:
    if isinstance(value, str):
        if spec.max_chars is not None and len(value) > spec.max_chars:
            message = f"input '{key}' has {len(value):,} characters, the limit is {spec.max_chars:,}"
            return InputFault(key, "length", message, _show(value))
    elif not isinstance(value, bool):
        if spec.min is not None and value < spec.min:
            return InputFault(key, "range", f"input '{key}' is {value}, the smallest allowed is {spec.min:g}")
        if spec.max is not None and value > spec.max:
            return InputFault(key, "range", f"input '{key}' is {value}, the largest allowed is {spec.max:g}")
    return None


def _chosen(key: str, spec: InputSpec, value: Any) -> Any:
    if spec.choices is None:
        return value
    wanted = _same(spec, value)
    for choice in spec.choices:
        if _same(spec, choice) == wanted and isinstance(choice, bool) == isinstance(value, bool):
            return name(choice) if isinstance(choice, str) else value
    texts = [str(c) for c in spec.choices]
    hint = (did_you_mean(str(value), texts) + " " if isinstance(value, str) else "") + "allowed: "
    message = f"input '{key}' cannot be {_show(value)}"
    return InputFault(key, "choice", message, hint.lstrip() + ", ".join(texts[:20]))


def _same(spec: InputSpec, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return fold(value) if spec.case == "ignore" else name(value)


def _wanted(spec: InputSpec) -> str:
    limit = f" of at most {spec.max_chars:,} characters" if spec.max_chars else ""
    return f"{_WORDS[spec.type]}{limit}"


def _show(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"'{name(value[:50])}…'" if len(value) > 50 else f"'{name(value)}'"
    if isinstance(value, int | float):
        return f"the number {value}" if abs(value) < 10**30 else "so large a number"
    if isinstance(value, dict):
        return "a mapping"
    return "a list" if isinstance(value, list | tuple) else "nothing"
