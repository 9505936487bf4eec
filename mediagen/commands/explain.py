"""explain: why a key or an item is a hit or a miss, and what differs from the nearest entry."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import Any

from mediagen.cache.entries import Entry
from mediagen.cache.leases import Holder
from mediagen.cache.store import Cache
from mediagen.commands.entries import of_kind
from mediagen.commands.survey import script_text
from mediagen.plan.documents import Narrative
from mediagen.plan.expand import Context, Slot, spoken
from mediagen.plan.requests import Request, describe, key
from mediagen.report.human import moment

SCHEMA = 1
_LOOK_AT = 5_000
"""Newest entries of the kind that are compared."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which the request and an entry differ."""

    field: str
    wanted: Any
    there: Any


@dataclass(slots=True)
class Explanation:
    """The verdict on one key."""

    key: str
    verdict: str
    """hit, or why it is a miss: new, expired, failed, rejected, damaged, refused, being made, script missing."""
    detail: str
    label: str = ""
    request: dict[str, Any] = field(default_factory=dict)
    entry: Entry | None = None
    nearest: Entry | None = None
    differences: list[Difference] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The object that `explain --json` prints (schema 1)."""
        return {
            "schema": SCHEMA,
            "label": self.label,
            "key": self.key,
            "verdict": self.verdict,
            "detail": self.detail,
            "request": self.request,
            "nearest": self.nearest.key if self.nearest else None,
            "differences": [{"field": d.field, "wanted": d.wanted, "there": d.there} for d in self.differences],
        }


def explain_request(cache: Cache, request: Request, label: str, item: str) -> Explanation:
    """Why `request` is a hit or a miss; for a new one, what differs from the nearest entry.

    Of entries that are equally near, one that was made for `item` (document/item) is taken.
    """
    values = describe(request)
    result = explain_key(cache, key(request))
    result.label, result.request = label, values
    if result.verdict in {"new", "expired"}:
        result.nearest = _nearest(cache, values, item)
        result.differences = differences(values, result.nearest.request) if result.nearest else []
        if result.nearest is not None and result.verdict == "new":
            result.detail = "nothing was made for this request yet; the nearest entry differs in: " + ", ".join(
                d.field for d in result.differences
            )
    return result


def explain_key(cache: Cache, name: str) -> Explanation:
    """The verdict on a key."""
    holder = cache.leases.holder(name)
    entry = cache.lookup(name)
    if entry is not None and entry.status == "completed":
        return Explanation(name, "hit", _made(entry), request=entry.request, entry=entry)
    if entry is not None:
        return Explanation(
            name,
            entry.status,
            f"{entry.error}; not tried again until it expires, but by --refresh",
            request=entry.request,
            entry=entry,
        )
    if holder is not None:
        return Explanation(name, "being made", _holding(holder))
    rows = list(cache.entries("key = ?", [name]))
    if not rows:
        return _unknown(cache, name)
    stale = rows[0]
    if stale.status == "completed" and not cache.is_whole(stale):
        return Explanation(
            name,
            "damaged",
            f"{cache.blobs.path(stale.digest, stale.media_type)} is missing or cut short",
            request=stale.request,
            entry=stale,
        )
    return Explanation(name, "expired", "its time to live is over", request=stale.request, entry=stale)


def _unknown(cache: Cache, name: str) -> Explanation:
    if cache.elsewhere is not None and cache.elsewhere.refuses(name):
        return Explanation(name, "refused", "what machines share of it is not whole; it is looked at again first")
    return Explanation(name, "new", "nothing was made for this request yet")


def _holding(holder: Holder) -> str:
    return f"process {holder.pid} on {holder.host} is making it"


def _made(entry: Entry) -> str:
    whose = f" for {entry.document}/{entry.item}" if entry.item else ""
    return f"made {moment(entry.created)}{whose} by {entry.provider} ({entry.model})"


def _nearest(cache: Cache, values: dict[str, Any], item: str) -> Entry | None:
    """The entry of the same kind with the fewest differing fields; among those one of the same item, else of the
    most similar text.
    """
    candidates = list(of_kind(cache, values["kind"], _LOOK_AT))
    fewest = min((len(differences(values, e.request)) for e in candidates), default=0)
    near = [e for e in candidates if len(differences(values, e.request)) == fewest]
    of_item = [e for e in near if f"{e.document}/{e.item}" == item]
    return max(of_item or near, key=lambda e: _likeness(values, e.request), default=None)


def _likeness(wanted: dict[str, Any], there: dict[str, Any]) -> float:
    """0 to 1: how much the beginnings of their texts are alike."""
    texts = [str(values.get("text") or values.get("prompt") or "")[:200] for values in (wanted, there)]
    return difflib.SequenceMatcher(None, texts[0], texts[1], autojunk=False).quick_ratio()


def differences(wanted: dict[str, Any], there: dict[str, Any]) -> list[Difference]:
    """Fields that are not equal, in the order of their names."""
    return [
        Difference(name, wanted.get(name), there.get(name))
        for name in sorted({*wanted, *there})
        if wanted.get(name) != there.get(name)
    ]


def explain_item(cache: Cache, slot: Slot, narrative: Narrative, context: Context) -> Explanation:
    """Why a slot of a document is a hit or a miss."""
    item = f"{slot.document}/{slot.id}"
    label = item + (f" [{slot.voice}]" if slot.voice else f" ({slot.kind})")
    if slot.request is not None:
        return explain_request(cache, slot.request, label, item)
    assert slot.script is not None
    text = script_text(cache.lookup(key(slot.script)), cache)
    if text is None:
        return Explanation("", "script missing", "its script is not written yet, so its text is not known", label)
    return explain_request(cache, spoken(slot, narrative, text, context), label, item)
