"""The cache commands; cache stats, and cache-stats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from mediagen.cli import cache_entries, cache_sharing, cache_upkeep
from mediagen.cli.options import Json, among, one_of
from mediagen.cli.state import parts, say, say_json
from mediagen.report.human import count

if TYPE_CHECKING:
    from pathlib import Path

    from mediagen.cache.stats import Stats
    from mediagen.wiring import Parts

_STATS_EXAMPLES = """\b
Examples:
  mediagen cache stats
  mediagen cache stats --json
  mediagen cache-stats --format prometheus > mediagen.prom
  mediagen cache-stats --format markdown >> "$GITHUB_STEP_SUMMARY"
"""
_FORMATS = ("text", "json", "prometheus", "markdown")
Format = Annotated[str, among(_FORMATS, f"{', '.join(_FORMATS)}.", "--format", metavar="FORMAT")]
_EXAMPLES = """\b
Examples:
  mediagen cache stats
  mediagen cache ls --voice nova --limit 20
  mediagen cache verify
"""
cache_app = typer.Typer(
    name="cache",
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Look at, verify, tidy and share the cache.",
    epilog=_EXAMPLES,
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
        ("push", cache_sharing.push, cache_sharing.PUSH_EXAMPLES),
        ("pull", cache_sharing.pull, cache_sharing.PULL_EXAMPLES),
        ("diff", cache_sharing.diff, cache_sharing.DIFF_EXAMPLES),
    ):
        cache_app.command(name, epilog=epilog)(command)
    app.command("cache-stats", help="The same as `cache stats`.", epilog=_STATS_EXAMPLES)(stats)


def stats(json: Json = False, format_: Format = "text") -> None:
    """Count entries, bytes, hits, misses and money.

    Also what shared caches have, and what is published. Bytes on disk count a blob once, however many entries use it.
    Nobody is asked: remote and published figures are as this machine last saw them.
    """
    from mediagen.cache.stats import stats as count_all

    chosen = one_of(format_, _FORMATS, "--format")
    live = parts()
    root = live.config.cache_dir
    with live.cache(looking=True) as cache:
        found = count_all(cache)
        if not root.exists():  # an empty one stood for it
            found.bytes_on_disk = 0
    whole = {**_stats_json(found, str(root)), **_elsewhere(live, found, root)}
    if json or chosen == "json":
        say_json(whole)
    elif chosen == "prometheus":
        from mediagen.report.metrics import prometheus

        say(prometheus(whole).rstrip())
    elif chosen == "markdown":
        from mediagen.report.markdown import stats_summary

        say(stats_summary(whole).rstrip())
    else:
        _tell_stats(found, whole)


def _elsewhere(live: Parts, found: Stats, root: Path) -> dict[str, Any]:
    """Shared and published counts, and the names by which the system before this one called some of these."""
    from mediagen.commands.counts import published, remote

    there = published(root)
    on_supabase = [one["published"] for one in there.values() if one["type"] == "supabase"]
    targets = live.config.settings.targets.values()
    return {
        "remote": remote(root),
        "published": there,
        "supabase_enabled": any(one.get("type") == "supabase" for one in targets),
        "supabase_entries": sum(on_supabase),
        "local_files": found.blobs,
        "memory_cache": 0,
    }


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
    from mediagen.report.human import iso, noiseless

    last = found.last_run
    return {
        "schema": 1,
        "cache": root,
        **{name: getattr(found, name) for name in _COUNTS},
        **{name: noiseless(getattr(found, name)) for name in _COUNTS if name.endswith("_usd")},
        "last_run": {**last, "at": iso(last["at"])} if last else None,
        **{f"by_{name}": dict(sorted(counts.items())) for name, counts in found.by.items()},
        "oldest": iso(found.oldest),
        "newest": iso(found.newest),
    }


def _tell_stats(found: Stats, whole: dict[str, Any]) -> None:
    from mediagen.report.human import moment, size, usd

    rate = "" if found.hit_rate is None else f" ({found.hit_rate:.0%} hits)"
    lines = {
        "cache": whole["cache"],
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
    for name, one in whole["remote"].items():
        lines[f"shared {name}"] = f"{count(one['entries'], 'entry', 'entries')}, {size(one['bytes'])}"
    for name, one in whole["published"].items():
        lines[f"published {name}"] = f"{count(one['published'], 'item')}, {moment(one['at'])}"
    width = max(15, *map(len, lines))
    for name, text in lines.items():
        say(f"{name:<{width}}  {text}")


def _last_run(run: dict[str, Any]) -> str:
    from mediagen.report.human import moment

    if not run:
        return "-"
    ended = f"{run['made']:,} made, {run['failed']:,} failed, {moment(run['at'])}"
    return f"{_looked_up(run['hits'], run['misses'])}: {ended}"


def _looked_up(hits: int, misses: int) -> str:
    return f"{count(hits, 'hit')}, {count(misses, 'miss', 'misses')}"
