"""What keys and digests are made of: values as plain JSON, JSON in its canonical form, and SHA-256."""

from __future__ import annotations

import hashlib
import json
from copy import deepcopy
from dataclasses import field, fields, is_dataclass
from functools import cache, lru_cache
from typing import Any

_UNCHANGING = frozenset({str, int, float, bool, type(None)})
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def later(default: Any) -> Any:
    """A dataclass field that is in the key only where it differs from `default`: it came after the first keys."""
    return field(default=default, metadata={"later": default})


def plain(value: Any) -> Any:
    """`value` with mappings for the dataclasses in it: dataclasses.asdict, which takes three times as long, as it
    copies what cannot change; without the fields that came later and have their defaults.
    """
    kind = type(value)
    if kind in _UNCHANGING:
        return value
    if kind is tuple:
        return tuple(map(plain, value))
    if is_dataclass(kind):
        return {name: plain(got) for name, default in _names(kind) if (got := getattr(value, name)) != default}
    return deepcopy(value)


@cache
def _names(kind: type[Any]) -> tuple[tuple[str, Any], ...]:
    """The fields, each with what it is left out at, if there is such a value."""
    return tuple((f.name, f.metadata.get("later", ...)) for f in fields(kind))


def canonical(value: Any) -> bytes:
    """`value` as canonical JSON (RFC 8785). Keys must be ASCII; NaN and infinity raise ValueError.

    Equal to the standard for what requests hold: Python and ECMAScript write the same shortest digits, and
    where their notation differs (2.0 and 2, exponents) it is mapped or refused here.
    """
    return written(value).encode()


def written(value: Any) -> str:
    """The same as text."""
    kind = type(value)
    if kind is str:  # most are
        return _ENCODER.encode(value)
    if kind is int or kind is float:
        return _number(value)
    return _ENCODER.encode(_noted(value)) if value or kind is not dict else "{}"


@lru_cache(typed=True)
def _number(value: float) -> str:
    return _ENCODER.encode(_noted(value))


def _noted(value: Any) -> Any:
    if type(value) is str:  # most are
        return value
    if isinstance(value, float):
        if value.is_integer() and abs(value) < 2**53:
            return int(value)
        if not holds(value):
            raise ValueError(f"a key cannot hold the number {value!r}")
        return value
    if isinstance(value, dict):
        return {k: _noted(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_noted(v) for v in value]
    return value


def holds(number: float) -> bool:
    """Whether a key can hold the number: zero, or from 0.0001 up to 10^16 in size."""
    return number == 0 or 1e-4 <= abs(number) < 1e16


def digest(data: bytes) -> str:
    """SHA-256 of `data`, lower-case hex."""
    return hashlib.sha256(data).hexdigest()
