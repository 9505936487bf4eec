"""Numbers, texts and reasons as people read them."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Mapping, Sequence
from typing import Any

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def size(number: float) -> str:
    """Bytes as 512 B, 20.5 kB, 3.1 MB (powers of 1000)."""
    for unit in ("B", "kB", "MB", "GB"):
        if number < 999.5:
            return f"{number:.0f} {unit}" if unit == "B" else f"{number:.1f} {unit}"
        number /= 1000
    return f"{number:.1f} TB"


def count(number: int, thing: str, many: str = "") -> str:
    """`1 item`, `2 items`, `1 entry`, `2 entries`."""
    return f"{number:,} {thing if number == 1 else many or thing + 's'}"


def usd(amount: float) -> str:
    """Money as $0, $0.0042, $1.25, and $0.0000011: what is not nought never looks so."""
    if amount == 0:
        return "$0"
    return _dollars(amount, max(4, _digits(amount))) if amount < 1 else f"${amount:,.2f}"


def exact_usd(amount: float) -> str:
    """Money to a millionth at least, for sums that are compared: $0.3200, $0.010493."""
    return _dollars(amount, max(6, _digits(amount)))


def noiseless(amount: float) -> float:
    """Money, or a sum of it, as JSON tells it: without the noise of floating point. Nowhere else is it rounded."""
    return round(amount, 12)


def _digits(amount: float) -> int:
    """How many decimal places have two digits that are not nought."""
    return 1 - math.floor(math.log10(amount)) if 0 < amount < 0.001 else 0


def _dollars(amount: float, digits: int) -> str:
    """With so many decimal places; noughts beyond the fourth are left out."""
    whole, _, part = f"{amount:,.{digits}f}".partition(".")
    return f"${whole}.{part[:4]}{part[4:].rstrip('0')}"


def span(seconds: float) -> str:
    """A length of time as 0.4 s, 12 s, 3 min 20 s, 2 h 5 min, 3 d."""
    if seconds < 9.95 and seconds != int(seconds):
        return f"{seconds:.1f} s"
    if seconds < 59.5:
        return f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours >= 48:
        return f"{hours // 24} d"
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def moment(when: float | None) -> str:
    """A time as 2026-11-21 14:05 (local)."""
    return "" if when is None else time.strftime("%Y-%m-%d %H:%M", time.localtime(when))


def day(when: float | None) -> str:
    """A day as 2026-11-21 (local)."""
    return moment(when)[:10]


def iso(when: float | None) -> str | None:
    """A time as ISO 8601 in UTC."""
    return None if when is None else time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(when))


def first(text: str, length: int) -> str:
    """The first characters of a text on one line, with … where it goes on; control characters as \ufffd."""
    line = _CONTROL.sub("\ufffd", " ".join(text.split()))
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def named(document: str, item: str, voice: str | None, kind: str = "") -> str:
    """What people know an item by: DOCUMENT/ITEM [VOICE], behind its kind if that is said."""
    return " ".join(filter(None, (kind, "/".join(filter(None, (document, item))), voice and f"[{voice}]")))


def by_reason(errors: Sequence[Mapping[str, Any]]) -> list[tuple[Mapping[str, Any], int]]:
    """Each reason (message, and remedy if any) once: the first of the errors that have it, and how many they are."""
    alike: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for error in errors:
        alike.setdefault((error["message"], error.get("remedy", "")), []).append(error)
    return [(same[0], len(same)) for same in alike.values()]
