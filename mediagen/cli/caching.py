"""The cache commands; cache stats, and cache-stats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from mediagen.cli import cache_entries, cache_upkeep
from mediagen.cli.options import Json
from mediagen.cli.state import count, parts, say, say_json

if TYPE_CHECKING:
    from mediagen.cache.stats import Stats

_STATS_EXAMPLES = """\b
Examples:
  mediagen cache stats
  mediagen cache stats --json
"""
cache_app = typer.Typer(
    name="cache", no_args_is_help=True, rich_markup_mode=None, help="Look at, verify and tidy the cache."
)


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(cache_app)
    for name, command, epilog in (
        ("stats", stats, _STATS_EXAMPLES),
        ("ls", cache_entries.ls, cache_entries.LS_EXAMPLES),
        ("show", cache_entries.show_entry, cache_entries.SHOW_EXAMPLES),
        ("verify", cache_upkeep.verify, cache_upkeep.VERIFY_EXAMPLES),
        ("prune", cache_upkeep.prune, cache_upkeep.PRUNE_EXAMPLES),
        ("rebuild", cache_upkeep.rebuild, cache_upkeep.REBUILD_EXAMPLES),
    ):
        cache_app.command(name, epilog=epilog)(command)
    app.command("cache-stats", help="The same as `cache stats`.", epilog=_STATS_EXAMPLES)(stats)


def stats(json: Json = False) -> None:
    """Count entries, bytes, hits, misses and money.

    Bytes on disk count a blob once, however many entries use it.
    """
    from mediagen.cache.stats import stats as count_all

    live = parts()
    with live.cache() as cache:
        found = count_all(cache)
        root = str(cache.root)
    if json:
        say_json(_stats_json(found, root))
    else:
        _tell_stats(found, root)


_COUNTS = (
    "entries",
    "blobs",
    "bytes_logical",
    "bytes_on_disk",
    "hits",
    "misses",
    "hit_rate",
    "runs",
    "spent_usd",
    "saved_usd",
    "reserved_usd",
    "expiring_soon",
    "expired",
    "quarantined",
)


def _stats_json(found: Stats, root: str) -> dict[str, Any]:
    from mediagen.report.human import iso

    last = found.last_run
    return {
        "schema": 1,
        "cache": root,
        **{name: getattr(found, name) for name in _COUNTS},
        "last_run": {**last, "at": iso(last["at"])} if last else None,
        **{f"by_{name}": dict(sorted(counts.items())) for name, counts in found.by.items()},
        "oldest": iso(found.oldest),
        "newest": iso(found.newest),
    }


def _tell_stats(found: Stats, root: str) -> None:
    from mediagen.report.human import moment, size, usd

    rate = "" if found.hit_rate is None else f" ({found.hit_rate:.0%} hits)"
    lines = {
        "cache": root,
        "entries": f"{found.entries:,} with {count(found.blobs, 'blob')}",
        "bytes": f"{size(found.bytes_logical)} in entries, {size(found.bytes_on_disk)} on disk",
        "look-ups": f"{_looked_up(found.hits, found.misses)}{rate} in {count(found.runs, 'run')}",
        "last run": _last_run(found.last_run),
        "money": f"{usd(found.spent_usd)} spent, {usd(found.saved_usd)} saved by hits,"
        f" {usd(found.reserved_usd)} reserved",
        "made": f"{moment(found.oldest)} to {moment(found.newest)}" if found.oldest else "-",
        "to note": f"{found.expiring_soon:,} expiring within 7 days, {found.expired:,} expired,"
        f" {found.quarantined:,} in quarantine",
    }
    for name, counts in found.by.items():
        if counts:
            lines[f"by {name.replace('_', ' ')}"] = ", ".join(f"{n} {c:,}" for n, c in sorted(counts.items()))
    for name, text in lines.items():
        say(f"{name:<15}  {text}")


def _last_run(run: dict[str, Any]) -> str:
    from mediagen.report.human import moment

    if not run:
        return "-"
    ended = f"{run['made']:,} made, {run['failed']:,} failed, {moment(run['at'])}"
    return f"{_looked_up(run['hits'], run['misses'])}: {ended}"


def _looked_up(hits: int, misses: int) -> str:
    return f"{count(hits, 'hit')}, {count(misses, 'miss', 'misses')}"
