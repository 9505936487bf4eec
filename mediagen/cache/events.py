"""The journal's lines: how an event is written and read, and what it says was made or dropped."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Event = dict[str, Any]

Version = tuple[str, str, float]
"""One making of a key: key, digest, time. Clocks jump: versions are told apart by time, never put in order by it."""

PRUNED = "pruned"
"""Why something was dropped that somebody wanted to be rid of."""


def encode(event: Event) -> bytes:
    """The event's line."""
    return _ENCODER.encode(event).encode() + b"\n"


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
"""`json.dumps` with options makes a new one each time."""


def decode(line: bytes) -> Event | None:
    """The event in a line; None for one that is damaged."""
    try:
        event = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return event if isinstance(event, dict) else None


def read(path: Path, start: int = 0) -> Iterator[tuple[int, Event | None]]:
    """(offset behind the line, event) from byte `start` on; event is None for a damaged line.

    A last line without its end is still being written (or torn) and is not returned.
    """
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return
    with file:
        file.seek(start)
        offset = start
        for line in file:
            if not line.endswith(b"\n"):
                return
            offset += len(line)
            if line != b"\n":
                yield offset, decode(line)


def begins_line(path: Path, offset: int) -> bool:
    """Whether a line begins at byte `offset`; if not, the log is another than the one it was noted for."""
    if not offset:
        return True
    try:
        with path.open("rb") as file:
            file.seek(offset - 1)
            return file.read(1) == b"\n"
    except FileNotFoundError:
        return False


def entry_of(event: Event) -> Event | None:
    """The fields of the entry that the event brings, if it brings one."""
    entry = event.get("entry") if event.get("e") in {"keep", "settle"} else None
    return entry if isinstance(entry, dict) else None


def versions_of(event: Event) -> tuple[Version | None, Version | None]:
    """What the event made (and completed), and what it dropped; (None, None) for a line that was tampered with."""
    entry = entry_of(event)
    try:
        if entry is not None:
            made = (entry["key"], entry["digest"], entry["created"])
            return (made if entry["status"] == "completed" and isinstance(made[0], str) else None), None
        if event["e"] == "drop" and isinstance(event["key"], str):
            return None, (event["key"], event["digest"], event["created"])
    except KeyError:
        pass
    return None, None
