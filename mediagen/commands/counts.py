"""What is in shared caches and what is published, as far as this machine knows without asking anybody."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from mediagen.cache.files import storage_errors, write_whole
from mediagen.system import is_device

_FOLDER = "published"
"""Folder in the cache that has a file for each target: what was last published there from this machine."""


def note_published(cache: Path, target: str, kind: str, documents: Sequence[Mapping[str, Any]]) -> None:
    """Keep how much of these documents is published at a target of that type now."""
    found = _read(_file(cache, target)) | {"type": kind, "at": time.time()}
    now = {one["document"]: {"published": one["published"], "missing": one["missing"]} for one in documents}
    _write(cache, target, found | {"documents": {**found.get("documents", {}), **now}})


def note_unpublished(cache: Path, target: str, document: str) -> None:
    """A document is not published at the target any more."""
    found = _read(_file(cache, target))
    if found.get("documents", {}).pop(document, None):
        _write(cache, target, found)


def published(cache: Path) -> dict[str, dict[str, Any]]:
    """Target → `type`, `at`, `documents` (each with `published` and `missing` items) and their sum `published`."""
    result = {}
    for path in sorted((cache / _FOLDER).glob("*.json")):
        found = _read(path)
        if documents := found.get("documents"):
            whole = sum(one["published"] for one in documents.values())
            result[unquote(path.stem)] = {**found, "documents": documents, "published": whole}
    return result


def remote(cache: Path) -> dict[str, dict[str, int]]:
    """Target of a shared cache → `entries` and `bytes` that this machine knows of there, by its copy of that index. A
    target that was moved has more than one copy (NAME-HASH OF ITS PLACE.db): the one written last counts.
    """
    result = {}
    for path in sorted((cache / "shared").glob("*.db"), key=lambda found: found.stat().st_mtime):
        from mediagen.shared.copy import Copy

        with contextlib.closing(Copy(path)) as copy:
            entries, size = copy.totals()
        result[unquote(path.stem.rpartition("-")[0])] = {"entries": entries, "bytes": size}
    return result


def _file(cache: Path, target: str) -> Path:
    name = quote(target, safe="")
    return cache / _FOLDER / f"{f'%{ord(name[0]):02X}{name[1:]}' if is_device(name) else name}.json"


def _read(path: Path) -> dict[str, Any]:
    with contextlib.suppress(OSError, ValueError):
        found = json.loads(path.read_bytes())
        return found if isinstance(found, dict) else {}
    return {}


def _write(cache: Path, target: str, found: Mapping[str, Any]) -> None:
    path = _file(cache, target)
    with storage_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, json.dumps(found).encode())
