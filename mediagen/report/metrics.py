"""What the cache has as Prometheus reads it: text format 0.0.4."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

_Samples = Iterable[tuple[Mapping[str, str], float | int | None]]
_FIGURES = {
    "entries": ("mediagen_cache_entries", "gauge", "Entries in the cache of this machine."),
    "blobs": ("mediagen_cache_files", "gauge", "Files in it."),
    "bytes_logical": ("mediagen_cache_logical_bytes", "gauge", "Bytes that entries hold, each counted for itself."),
    "bytes_on_disk": ("mediagen_cache_disk_bytes", "gauge", "Bytes that it takes on disk."),
    "hits": ("mediagen_hits_total", "counter", "Items that were there, over all runs."),
    "misses": ("mediagen_misses_total", "counter", "Items that were missing, over all runs."),
    "runs": ("mediagen_runs_total", "counter", "Runs of seed and render."),
    "spent_usd": ("mediagen_spent_usd_total", "counter", "US dollars spent."),
    "saved_usd": ("mediagen_saved_usd_total", "counter", "US dollars that hits saved."),
    "reserved_usd": ("mediagen_reserved_usd", "gauge", "US dollars of purchases whose outcome is not known."),
    "expiring_soon": ("mediagen_cache_expiring_entries", "gauge", "Entries that expire within 7 days."),
    "expired": ("mediagen_cache_expired_entries", "gauge", "Entries that have expired."),
    "quarantined": ("mediagen_cache_quarantined_files", "gauge", "Files that checks refused."),
}
"""Field of `cache stats --json` → name, type and help."""


def prometheus(stats: Mapping[str, Any]) -> str:
    """The object that `cache stats --json` prints, as metrics."""
    return "".join(f"{line}\n" for line in _lines(stats))


def _lines(stats: Mapping[str, Any]) -> Iterator[str]:
    for field, (name, kind, about) in _FIGURES.items():
        yield from _family(name, kind, about, [({}, stats[field])])
    for name in (field.removeprefix("by_") for field in stats if field.startswith("by_")):
        counts = stats[f"by_{name}"].items()
        about = f"Entries of each {name.replace('_', ' ')}."
        yield from _family(f"mediagen_cache_{name}_entries", "gauge", about, [({name: n}, c) for n, c in counts])
    remote, published = stats["remote"].items(), stats["published"].items()
    for field, about in (("entries", "Entries in a shared cache."), ("bytes", "Bytes of their media.")):
        yield from _family(f"mediagen_remote_{field}", "gauge", about, [({"remote": n}, r[field]) for n, r in remote])
    for field, about in (("published", "Items that are published."), ("missing", "Items of the same that are not.")):
        samples = [
            ({"target": target, "document": document}, counts[field])
            for target, one in published
            for document, counts in one["documents"].items()
        ]
        yield from _family(f"mediagen_{field}_items", "gauge", about, samples)
    yield from _family(
        "mediagen_published_timestamp_seconds",
        "gauge",
        "When this machine last published.",
        [({"target": target}, one["at"]) for target, one in published],
    )


def _family(name: str, kind: str, about: str, samples: _Samples) -> Iterator[str]:
    there = [(labels, value) for labels, value in samples if value is not None]
    if there:
        yield f"# HELP {name} {about}"
        yield f"# TYPE {name} {kind}"
    for labels, value in there:
        told = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
        yield f"{name}{{{told}}} {value}" if told else f"{name} {value}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
