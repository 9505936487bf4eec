"""The cache's folder: made when it is not there, and known by its schema."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from mediagen.cache.files import storage_errors, write_durable
from mediagen.errors import StorageError

SCHEMA = 1
_TAG_TEXT = "Signature: 8a477f597d28d172789f06886806bc55\n# Made by mediagen; see bford.info/cachedir.\n"


@contextlib.contextmanager
def or_empty(root: Path, *, looking: bool) -> Iterator[Path]:
    """The cache's folder. Where there is none, and somebody is only `looking`, an empty one for as long as the block
    runs: to look makes nothing. Raises StorageError.
    """
    with storage_errors(root):
        there = root.is_symlink() or root.exists()
    if there or not looking:
        yield root
        return
    with tempfile.TemporaryDirectory(prefix="mediagen-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def prepare(root: Path) -> None:
    """Make what is missing of the folder. Raises OSError, and StorageError for the cache of a newer mediagen."""
    root.mkdir(parents=True, exist_ok=True)
    for name in ("blobs", "incoming", "quarantine", "locks"):
        (root / name).mkdir(exist_ok=True)
    schema = root / "schema"
    if not schema.exists():
        (root / "CACHEDIR.TAG").write_text(_TAG_TEXT, encoding="utf-8")
        write_durable(schema, f"{SCHEMA}\n".encode())  # whole or not there, for whoever opens it meanwhile
    found = schema.read_text(encoding="utf-8", errors="replace").strip()
    if found != str(SCHEMA):
        raise StorageError(
            f"{root}: a cache of schema {found or '?'}; this mediagen knows schema {SCHEMA}",
            remedy="install the newer mediagen that made it, or set [cache] dir to another folder",
        )
