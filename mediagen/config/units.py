"""Durations and sizes as people write them."""

from __future__ import annotations

import re
from typing import Any

_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}


def duration(value: Any) -> float | None:
    """Seconds in 90, "90s", "5m", "24h", "30d", "2w"; None for "forever". Raises ValueError."""
    if value is None or value == "forever":
        return None
    match = re.fullmatch(r"([0-9]+(?:[.][0-9]+)?) ?([smhdw]?)", str(value)) if not isinstance(value, bool) else None
    if match is None:
        raise ValueError('a duration is a number of seconds, or like "5m", "24h", "30d", or "forever"')
    return float(match[1]) * _UNITS[match[2] or "s"]


def size_bytes(value: str) -> int:
    """Bytes in "500B", "20kB", "1.5MB", "20GB" (powers of 1000), in any letter case. Raises ValueError."""
    match = re.fullmatch(r"([0-9]+(?:[.][0-9]+)?) ?(B|([KMGT])B?)", value.upper())
    if match is None:
        raise ValueError("a size is a number with its unit, such as 500MB or 20GB")
    return int(float(match[1]) * 1000 ** " KMGT".index(match[3] or " "))


def duration_text(seconds: float | None) -> str:
    """The shortest text that `duration` reads as `seconds`: 300 is "5m", None "forever"."""
    if seconds is None:
        return "forever"
    unit = next((u for u in ("w", "d", "h", "m") if seconds and seconds % _UNITS[u] == 0), "s")
    return f"{seconds / _UNITS[unit]:.10g}{unit}"


def limited(value: Any) -> float:
    """Seconds, as `duration`; "forever" is a ValueError too."""
    seconds = duration(value)
    if seconds is None:
        raise ValueError('it cannot be "forever"')
    return seconds
