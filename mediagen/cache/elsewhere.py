"""What other machines made: where a cache looks for what it has not itself (see mediagen/shared)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from mediagen.cache.entries import Entry


class Elsewhere(Protocol):
    """Entries whose bytes are somewhere else. A protocol, as a cache knows nothing of networks."""

    def find(self, keys: Sequence[str]) -> dict[str, Entry]:
        """The entries of those keys that are there: completed, not expired."""
        ...

    def using(self, digest: str) -> Entry | None:
        """An entry with that blob or attachment, if there is one."""
        ...

    def text(self, digest: str) -> bytes | None:
        """The blob of that digest, verified, if it is a short text that came with its entry."""
        ...

    def refuses(self, key: str) -> bool:
        """Whether what is there of the key is not found because it is not what it should be."""
        ...

    def fetch(self, entry: Entry) -> list[tuple[bytes, str]]:
        """Bytes, verified, and media type of each blob of the entry that is not here. Raises ItemError: they are out of
        reach, or not what they should be.
        """
        ...
