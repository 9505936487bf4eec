"""The files that films are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediagen.errors import ItemError

if TYPE_CHECKING:
    from collections.abc import Mapping


def file_of(digest: str, files: Mapping[str, str]) -> str:
    """The file of that digest. Raises ItemError where there is none."""
    try:
        return files[digest]
    except KeyError:
        raise ItemError(f"the part {digest[:12]} of the film is not there", remedy="run again") from None
