"""init: a project elsewhere that works at once."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from mediagen.cache.files import storage_errors
from mediagen.errors import UsageError

_GITIGNORE = ".mediagen/\n.env\noutput/*\n"


def scaffold(folder: Path, shipped: Callable[[str], Path], *, force: bool) -> list[Path]:
    """Write mediagen.toml, narratives/, templates/, .schemas/ and .gitignore; returns the files.

    Raises UsageError when files of these names are there already, unless `force`.
    """
    plan = [(shipped("mediagen.toml"), folder / "mediagen.toml")]
    for name in ("narratives", "templates", ".schemas"):
        plan += [(f, folder / name / f.name) for f in sorted(shipped(name).iterdir()) if f.is_file()]
    there = [target for _, target in plan if target.exists()]
    if there and not force:
        raise UsageError(
            f"{there[0]} is there already" + (f", and {len(there) - 1} more" if there[1:] else ""),
            remedy="choose an empty folder, or use --force to overwrite them",
        )
    with storage_errors(folder):
        for source, target in plan:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
        ignore = folder / ".gitignore"
        made = [target for _, target in plan]
        if not ignore.exists():
            ignore.write_text(_GITIGNORE, encoding="utf-8")
            made.append(ignore)
    return made
