"""Quarantine: bytes that are not to be used, out of reach of readers, each with a note that says why."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from mediagen.cache.blobs import move_aside
from mediagen.cache.files import storage_errors, write_durable


def quarantine(root: Path, file: Path, facts: dict[str, Any]) -> Path:
    """Move `file` into the quarantine of the cache at `root`; returns its new place. Raises StorageError."""
    folder = root / "quarantine"
    with storage_errors(folder):
        place = move_aside(file, folder)
        _note(place, facts)
    return place


def quarantine_bytes(root: Path, name: str, data: bytes, facts: dict[str, Any]) -> None:
    """Keep `data` durably under `name` in the quarantine of the cache at `root`. Raises StorageError."""
    place = root / "quarantine" / name
    with storage_errors(place):
        _note(place, facts)
        write_durable(place, data)


def _note(place: Path, facts: dict[str, Any]) -> None:
    note = json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True, default=str)
    write_durable(place.with_name(place.name + ".why.json"), note.encode())
