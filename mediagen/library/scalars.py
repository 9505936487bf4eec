"""Unquoted YAML scalars by the core schema of YAML 1.2."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

Plain = str | int | float | bool | None

_CONSTANTS: dict[str, Plain] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMBERS: tuple[tuple[re.Pattern[str], Callable[[str], int | float]], ...] = (
    (re.compile(r"[-+]?[0-9]{1,300}"), int),
    (re.compile(r"0o[0-7]{1,300}|0x[0-9a-fA-F]{1,300}"), lambda s: int(s, 0)),
    (re.compile(r"[-+]?(\.[0-9]{1,300}|[0-9]{1,300}(\.[0-9]{0,300})?)([eE][-+]?[0-9]{1,300})?"), float),
    (re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"), lambda s: float(s.replace(".", ""))),
)


def resolve(plain: str) -> Plain:
    """The value of an unquoted scalar by the YAML 1.2 core schema (section 10.3.2).

    Numbers of more than 300 digits stay text.
    """
    if plain in _CONSTANTS:
        return _CONSTANTS[plain]
    if plain[0] in "+-.0123456789":
        for form, read in _NUMBERS:
            if form.fullmatch(plain):
                return read(plain)
    return plain
