"""Keeping what was made: checked, then into the cache; or into quarantine, and remembered as refused."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from mediagen.cache.blobs import extension
from mediagen.cache.entries import Entry
from mediagen.cache.events import Event
from mediagen.cache.quarantine import quarantine_bytes
from mediagen.cache.steps import Work
from mediagen.cache.store import Cache
from mediagen.checks import Check
from mediagen.errors import ItemError, MediagenError, ProviderError, RejectedError
from mediagen.plan.requests import COMPOSED, Kind, Request
from mediagen.providers.protocol import Reply

if TYPE_CHECKING:
    from mediagen.shared.tier import Shared

SHARED = "shared"
"""The threads that ask other machines."""
_TEXTS: frozenset[Kind] = frozenset({"script", "analysis"})


class Keeper:
    """Checks replies and keeps them in `cache`, for `keep_seconds` by kind, failed or rejected (None: for good)."""

    def __init__(
        self,
        cache: Cache,
        checks: Mapping[Kind, Check],
        keep_seconds: Mapping[str, float | None],
        shared: Shared | None = None,
    ) -> None:
        self.cache = cache
        self._shared = shared
        self._checks = checks
        self._keep_seconds = keep_seconds

    async def check(self, request: Request, pending: Entry, reply: Reply, cost: float, began: float) -> Entry:
        """The completed entry; `began` is when making it began (monotonic). Raises RejectedError once what was refused
        is in quarantine.
        """
        try:
            if not reply.data:
                raise RejectedError("the provider returned nothing")
            facts = {**reply.facts, **await self._checks[request.kind](request, reply)}
        except RejectedError as error:
            self._quarantine(pending, reply.data, reply.media_type, error, "rejected")
            raise
        attachments = {
            name: (hashlib.sha256(data).hexdigest(), len(data)) for name, data in sorted(reply.attachments.items())
        }
        text = pending.text or (reply.data.decode()[:200] if request.kind in _TEXTS else "")
        lives = self._keep_seconds[request.kind]
        now = time.time()
        return replace(
            pending,
            status="completed",
            text=text,
            digest=reply.digest,
            media_type=reply.media_type,
            size=len(reply.data),
            facts=facts,
            attachments=attachments,
            request_id=reply.request_id,
            cost_usd=cost,
            created=now,
            expires=None if lives is None else now + lives,
            seconds=round(time.monotonic() - began, 3),
        )

    async def keep(self, entry: Entry, reply: Reply, event: Event) -> None:
        """Keep the reply as `entry`, and journal `event` with it; then share it. Raises StorageError."""
        attached = [(data, "application/json") for data in reply.attachments.values()]
        await self.cache.keep_async(entry, event, [(reply.data, entry.media_type), *attached])
        if self._shared is not None:
            await Work(SHARED, self._shared.push, entry)

    def remember(self, pending: Entry, error: ItemError, cost: float = 0.0) -> None:
        """Negative cache: what would fail again is not bought again for a while. To compose again costs nothing."""
        passing = error.retryable or (isinstance(error, ProviderError) and error.outside)
        if not passing and pending.kind not in COMPOSED:
            self.cache.remember(self.refused(pending, error, cost))

    def refused(self, pending: Entry, error: ItemError, cost: float) -> Entry:
        """The entry that remembers the error."""
        status: Literal["failed", "rejected"] = "rejected" if isinstance(error, RejectedError) else "failed"
        lives = self._keep_seconds[status]
        now = time.time()
        return replace(
            pending,
            status=status,
            created=now,
            cost_usd=cost,
            error=error.message,
            expires=None if lives is None else now + lives,
        )

    def set_aside(self, pending: Entry, error: MediagenError) -> None:
        """Keep what came instead of an answer, if anything did, in quarantine."""
        if isinstance(error, ProviderError) and error.came is not None:
            self._quarantine(pending, *error.came, error, "unknown")

    def _quarantine(self, pending: Entry, data: bytes, media_type: str, error: ItemError, status: str) -> None:
        name = f"{hashlib.sha256(data).hexdigest()}.{extension(media_type)}"
        facts = {**pending.fields(), "status": status, "error": error.message}
        quarantine_bytes(self.cache.root, name, data, facts)
