"""What pydantic finds wrong with a document, in plain English, where a person would look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel, ValidationError

from mediagen.library.decode import shorten
from mediagen.plan.inputs import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from mediagen.errors import Problem
    from mediagen.library.yaml_strict import Parsed, Path

_ID = r"^[A-Za-z0-9][A-Za-z0-9_-]*$"
_PATTERNS: dict[str, tuple[str, str]] = {
    _ID: ("is no id", "an id has letters a-z, A-Z, digits, _ and -, and begins with a letter or digit"),
    r"^#[0-9A-Fa-f]{6}$": ("is no colour", "a colour is # and six hexadecimal digits, in quotes: '#1A2B3C'"),
    r"^[a-z]{2}(-[A-Z]{2})?$": ("is no language", "a language is en or en-US"),
}
_MEANT = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "finite_number": "a number",
    "bool_type": "true or false",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "tuple_type": "a list",
    "list_type": "a list",
}
_BOUNDS = {
    "greater_than_equal": ("at least", "ge"),
    "less_than_equal": ("at most", "le"),
    "greater_than": ("more than", "gt"),
    "less_than": ("less than", "lt"),
}

Error = dict[str, Any]
Said = tuple[str, str]
"""A message and a hint."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One pydantic error: its type, its context, the value that is there and the type the model has there."""

    type: str
    context: Error
    there: Any
    annotation: Any


def translate(exc: ValidationError, parsed: Parsed, value: Any, model: type[BaseModel]) -> list[Problem]:
    """One problem per place: the several errors of a union, one per member, become one."""
    by_place: dict[Path, list[Error]] = {}
    for error in exc.errors(include_url=False, include_input=False):
        path = _real(tuple(error["loc"]), value, error["type"])
        by_place.setdefault(path, []).append(dict(error))
    return [
        _problem(path, errors, parsed, value, model)
        for path, errors in by_place.items()
        if not _caused_below(path, errors, value, by_place)
    ]


def places(exc: ValidationError, value: Any) -> Iterator[Path]:
    """Where the errors are."""
    for error in exc.errors(include_url=False, include_input=False, include_context=False):
        yield _real(tuple(error["loc"]), value, error["type"])


def text_places(exc: ValidationError, value: Any) -> list[Path]:
    """Where text is meant, and only text, but something else is."""
    return [
        path
        for error in exc.errors(include_url=False, include_input=False, include_context=False)
        if error["type"] == "string_type" and (path := tuple(error["loc"])) == _real(path, value, "")
    ]


def _real(loc: Path, value: Any, kind: str) -> Path:
    """The part of `loc` that is in the document: names of union members are left out."""
    real: Path = ()
    for depth, part in enumerate(loc, 1):
        try:
            value = value[part]
        except (LookupError, TypeError):
            if isinstance(value, dict) and depth < len(loc):  # what comes next is in it
                continue
            return (*real, part) if kind == "missing" else real
        real = (*real, part)
    return real


def _caused_below(path: Path, errors: list[Error], value: Any, places: Iterable[Path]) -> bool:
    """A list is only too short, and a mapping not the word that may stand in its place, because of errors in them,
    which are reported themselves.
    """
    kind = errors[0]["type"]
    if kind == "literal_error":
        return any(len(other) > len(path) and other[: len(path)] == path for other in places)
    if kind != "too_short":
        return False
    there = _value_at(path, value)
    return isinstance(there, list) and len(there) >= errors[0]["ctx"]["min_length"]


def _value_at(path: Path, value: Any) -> Any:
    for part in path:
        value = value[part]
    return value


def _problem(path: Path, errors: list[Error], parsed: Parsed, value: Any, model: type[BaseModel]) -> Problem:
    error = errors[0]
    kind = error["type"]
    if kind == "missing":
        what = f"entry {path[-1] + 1}" if isinstance(path[-1], int) else f"field '{path[-1]}'"
        message = f"{label(path[:-1])}{what} is missing"
        return parsed.problem(path[:-1], message)
    if kind == "extra_forbidden":
        known = _fields(model, path[:-1])
        comma = "text with a comma belongs in quotes; " if _value_at(path, value) is None else ""
        hint = did_you_mean(str(path[-1]), known) or f"{comma}fields here: {', '.join(known)}"
        message = f"{label(path[:-1])}unknown field {shorten(path[-1])}"
        return parsed.problem(path, message, hint, key=True)
    named = error["loc"][-1:] == ("[key]",)
    there = path[-1] if named else _value_at(path, value)
    fault = Fault(kind, error.get("ctx", {}), there, _annotation(model, path))
    if len(errors) == 1:
        message, hint = _TELL.get(kind, _other)(fault)
    elif _choices(fault.annotation):
        message, hint = _literal(fault)
        hint += f", or a mapping of {', '.join(_fields(model, path))}" if _fields(model, path) else ""
    else:
        message, hint = _meant([_MEANT[e["type"]] for e in errors if e["type"] in _MEANT], there)
    return parsed.problem(path, label(path[:-1] if named else path) + message, hint, key=named)


def label(path: Path) -> str:
    """The path as it is named in a message: `items[2].image.size: `."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else "." + shorten(part)[1:-1]
    return text.lstrip(".") + ": " if text else ""


def _meant(wanted: list[str], there: Any) -> Said:
    words = list(dict.fromkeys(wanted))
    text = ", ".join(words[:-1]) + " or " + words[-1] if len(words) > 1 else "".join(words)
    return f"{text} is meant, not {shorten(there)}", ""


def _type(fault: Fault) -> Said:
    message, hint = _meant([_MEANT[fault.type]], fault.there)
    if fault.type == "model_type":
        hint = f"fields here: {', '.join(_names(fault.annotation))}"
    elif isinstance(fault.there, str) and fault.type != "string_type":
        if fault.type == "bool_type" and fault.there.lower() in {"yes", "no", "on", "off"}:
            hint = "write " + ("true" if fault.there.lower() in {"yes", "on"} else "false")
        elif _numeric(fault.there):
            hint = "leave out the quotes"
        elif fault.type == "tuple_type" and Ellipsis in get_args(_bare(fault.annotation)):
            hint = f"write [{fault.there}]"
    return message, hint


def _numeric(text: str) -> bool:
    return text.lstrip("+-").replace(".", "", 1).isdecimal()


def _pattern(fault: Fault) -> Said:
    what, hint = _PATTERNS.get(fault.context["pattern"], ("does not fit", fault.context["pattern"]))
    if isinstance(fault.there, str) and what == "is no id" and any(c in fault.there for c in "/\\"):
        hint = "an id is no path: no / and \\ in it"
    return f"{shorten(fault.there)} {what}", hint


def _literal(fault: Fault) -> Said:
    choices = [str(c) for c in _choices(fault.annotation)]
    there = fault.there
    if choices == ["1"] and type(there) is int and there > 1:
        return f"version {there} of the format is not known here, only 1", "a newer mediagen may read it"
    near = did_you_mean(there, choices) if isinstance(there, str) else ""
    known = f"one of: {', '.join(choices)}" if len(choices) > 1 else f"it is always {''.join(choices)}"
    return f"{shorten(there)} is not known here", f"{near} {known}".strip()


def _choices(annotation: Any) -> list[Any]:
    if get_origin(annotation) is Literal:
        return list(get_args(annotation))
    return [c for arg in get_args(annotation) for c in _choices(arg)]


def _short(fault: Fault) -> Said:
    least = fault.context["min_length"]
    return ("is empty", "") if least == 1 else (f"has fewer than {least} entries", "")


def _long(fault: Fault) -> Said:
    there, limit = fault.there, fault.context["max_length"]
    unit = "characters" if isinstance(there, str) else "entries"
    return f"has {len(there):,} {unit}, the limit is {limit:,}", shorten(there, 40) if isinstance(there, str) else ""


def _bound(fault: Fault) -> Said:
    words, key = _BOUNDS[fault.type]
    return f"{words} {fault.context[key]:g} is meant, not {shorten(fault.there)}", ""


def _own(fault: Fault) -> Said:
    return str(fault.context["error"]), ""


def _other(fault: Fault) -> Said:
    return f"{shorten(fault.there)} cannot be used here: {fault.type.replace('_', ' ')}", ""


_TELL: Mapping[str, Callable[[Fault], Said]] = {
    **dict.fromkeys(_MEANT, _type),
    **dict.fromkeys(_BOUNDS, _bound),
    **dict.fromkeys(("too_short", "string_too_short"), _short),
    **dict.fromkeys(("too_long", "string_too_long"), _long),
    "string_pattern_mismatch": _pattern,
    "literal_error": _literal,
    "value_error": _own,
}


def _annotation(model: type[BaseModel], path: Path) -> Any:
    """The type that the document's model has at `path`."""
    current: Any = model
    for part in path:
        current = _step(_bare(current), part)
    return current


def _step(current: Any, part: str | int) -> Any:
    if isinstance(current, type) and issubclass(current, BaseModel):
        for name, info in current.model_fields.items():
            if part == (info.alias or name):
                return info.annotation
        return Any
    args = get_args(current)
    if not args:
        return Any
    return args[-1] if get_origin(current) is dict else args[0]


def _bare(annotation: Any) -> Any:
    """The type behind Annotated and `| None`; of other unions the first member that is a mapping or list."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    members = [a for a in get_args(annotation) if a is not type(None)]
    if get_origin(annotation) in {tuple, dict} or not members:
        return annotation
    return next((_bare(m) for m in members if get_args(m) or isinstance(m, type)), annotation)


def _fields(model: type[BaseModel], path: Path) -> list[str]:
    return _names(_annotation(model, path))


def _names(annotation: Any) -> list[str]:
    there = _bare(annotation)
    if isinstance(there, type) and issubclass(there, BaseModel):
        return [info.alias or name for name, info in there.model_fields.items()]
    return []
