"""The cache's folder: made when it is not there, and known by its schema."""

from __future__ import annotations

from pathlib import Path

from mediagen.cache.files import write_durable
from mediagen.errors import StorageError

SCHEMA = 1
_TAG_TEXT = "Signature: 8a477f597d28d172789f06886806bc55\n# Made by mediagen; see bford.info/cachedir.\n"


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
