"""What is wrong with a setting, and where it stands."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from mediagen.config.settings import Settings
from mediagen.config.sources import FILE
from mediagen.errors import in_words

_KEY = r"""(?:"[^"]*"|'[^']*'|[\w-]+)"""
_NAME = rf"{_KEY}(?:\s*\.\s*{_KEY})*"
_HEADER, _SETTING = re.compile(rf"\s*\[+\s*({_NAME})\s*\]"), re.compile(rf"\s*({_NAME})\s*=")


def fault(error: Any, text: str, origins: Mapping[str, str]) -> str:
    """One of pydantic's errors in settings, in words, with its place: line and column of mediagen.toml (whose `text`
    is given), or the variable that it came from.
    """
    path = [str(p) for p in error["loc"]]
    name = ".".join(path)
    origin = origins.get(name, FILE)
    where = f"{FILE}{place_of(text, path)}" if origin == FILE else origin
    if error["type"] == "extra_forbidden":
        near = difflib.get_close_matches(path[-1], _siblings(path[:-1]), 1)
        return f"{where}: unknown setting {name}" + (f" (did you mean {near[0]}?)" if near else "")
    return f"{where}: {name} = {error['input']!r}: {in_words(error)}"


def _siblings(path: list[str]) -> list[str]:
    model: type[BaseModel] = Settings
    for part in path:
        inner = model.model_fields[part].annotation if part in model.model_fields else None
        if not (isinstance(inner, type) and issubclass(inner, BaseModel)):
            return []
        model = inner
    return [info.alias or name for name, info in model.model_fields.items()]


def place_of(text: str, path: Sequence[str]) -> str:
    """`:line:column` of the setting in the file, or of the nearest above it that is written there, as far as a look at
    its lines can tell; both count from 1.
    """
    places: dict[tuple[str, ...], str] = {}
    section: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            section = _parts(header[1])
            places.setdefault(section, f":{number}:{header.start(1) + 1}")
        elif setting := _SETTING.match(line):
            places.setdefault((*section, *_parts(setting[1])), f":{number}:{setting.start(1) + 1}")
    above = (tuple(path[:length]) for length in range(len(path), 0, -1))
    return next((places[one] for one in above if one in places), "")


def _parts(name: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in re.findall(_KEY, name))
