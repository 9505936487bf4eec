"""What is wrong with a setting, and where it stands."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from mediagen.config.settings import Settings
from mediagen.config.sources import FILE

_WORDS = {
    "int_parsing": "it is a whole number",
    "int_type": "it is a whole number",
    "float_parsing": "it is a number",
    "string_type": "it is text, in quotes",
    "finite_number": "it is a finite number",
    "dict_type": "it is a section with settings of its own",
    "model_type": "it is a section with settings of its own",
    "greater_than_equal": "it is at least {ge}",
    "less_than_equal": "it is at most {le}",
    "literal_error": "it is {expected}",
    "extra_forbidden": "there is no such setting",
}
"""What pydantic finds, in words."""


def fault(error: Any, text: str, origins: Mapping[str, str]) -> str:
    """One of pydantic's errors in settings, in words, with its place: a line of mediagen.toml (whose `text` is
    given), or the variable that it came from.
    """
    path = [str(p) for p in error["loc"]]
    name = ".".join(path)
    origin = origins.get(name, FILE)
    where = f"{FILE}{line_of(text, path)}" if origin == FILE else origin
    if error["type"] == "extra_forbidden":
        near = difflib.get_close_matches(path[-1], _siblings(path[:-1]), 1)
        return f"{where}: unknown setting {name}" + (f" (did you mean {near[0]}?)" if near else "")
    return f"{where}: {name} = {error['input']!r}: {in_words(error)}"


def in_words(error: Any) -> str:
    """What one of pydantic's errors says is wrong."""
    message = _WORDS.get(error["type"], "").format(**error.get("ctx", {})) or error["msg"].removeprefix("Value error, ")
    return f"{message[0].lower()}{message[1:]}"


def _siblings(path: list[str]) -> list[str]:
    model: type[BaseModel] = Settings
    for part in path:
        inner = model.model_fields[part].annotation if part in model.model_fields else None
        if not (isinstance(inner, type) and issubclass(inner, BaseModel)):
            return []
        model = inner
    return [info.alias or name for name, info in model.model_fields.items()]


def line_of(text: str, path: Sequence[str]) -> str:
    """`:line` of the setting in the file, as far as a look at its lines can tell."""
    section = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[+([^\]]+)\]", line):
            section = header[1].strip().replace('"', "")
            if section == ".".join(path):
                return f":{number}"
        elif match := re.match(r"\s*([\w.\"'-]+)\s*=", line):
            full = f"{section}.{match[1]}" if section else match[1]
            if full.replace('"', "") == ".".join(path):
                return f":{number}"
    return ""
