"""cache stats|ls|show|verify|prune|rebuild, and cache-stats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from mediagen.cli.state import parts, say, say_json, show, want_json

if TYPE_CHECKING:
    from mediagen.cache.entries import Entry
    from mediagen.cache.stats import Stats
    from mediagen.cache.store import Cache
    from mediagen.cache.sweep import Pruned

Json = Annotated[bool, typer.Option("--json", callback=want_json, help="Print JSON.")]
cache_app = typer.Typer(
    name="cache", no_args_is_help=True, rich_markup_mode=None, help="Look at, verify and tidy the cache."
)


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(cache_app)
    for command, epilog in (
        (stats, ""),
        (ls, _LS_EXAMPLES),
        (show_entry, ""),
        (verify, ""),
        (prune, _PRUNE_EXAMPLES),
        (rebuild, ""),
    ):
        name = "show" if command is show_entry else command.__name__
        cache_app.command(name, epilog=epilog or None)(command)
    app.command("cache-stats", help="The same as `cache stats`.")(stats)


def stats(json: Json = False) -> None:
    """Count entries, bytes, hits, misses and money."""
    from mediagen.cache.stats import stats as count

    live = parts()
    with live.cache() as cache:
        found = count(cache)
        root = str(cache.root)
    if json:
        say_json(_stats_json(found, root))
    else:
        _tell_stats(found, root)


def _stats_json(found: Stats, root: str) -> dict[str, Any]:
    from mediagen.report.human import iso

    names = (
        "entries",
        "blobs",
        "bytes_logical",
        "bytes_on_disk",
        "hits",
        "misses",
        "hit_rate",
        "runs",
        "last_run",
        "spent_usd",
        "saved_usd",
        "reserved_usd",
        "expiring_soon",
        "expired",
        "quarantined",
    )
    by = {f"by_{name}": dict(sorted(counts.items())) for name, counts in found.by.items()}
    return {
        "schema": 1,
        "cache": root,
        **{n: getattr(found, n) for n in names},
        **by,
        "oldest": iso(found.oldest),
        "newest": iso(found.newest),
    }


def _tell_stats(found: Stats, root: str) -> None:
    from mediagen.report.human import moment, size, usd

    rate = "" if found.hit_rate is None else f" ({found.hit_rate:.0%})"
    last = found.last_run
    say(f"cache            {root}")
    say(f"entries          {found.entries} with {found.blobs} blobs")
    say(f"bytes            {size(found.bytes_logical)} in entries, {size(found.bytes_on_disk)} on disk")
    say(f"look-ups         {found.hits} hits, {found.misses} misses{rate} in {found.runs} runs")
    if last:
        what = f"{last['hits']} hits, {last['made']} made, {last['failed']} failed"
        say(f"last run         {what}, {moment(last['at'])}")
    say(
        f"money            {usd(found.spent_usd)} spent, {usd(found.saved_usd)} saved by hits,"
        f" {usd(found.reserved_usd)} reserved"
    )
    say(f"made             {moment(found.oldest)} to {moment(found.newest)}" if found.oldest else "made             -")
    say(
        f"to note          {found.expiring_soon} expire within 7 days, {found.expired} expired,"
        f" {found.quarantined} in quarantine"
    )
    for name, counts in found.by.items():
        if counts:
            say(f"by {name:<13} " + ", ".join(f"{n} {c}" for n, c in sorted(counts.items())))


_LS_EXAMPLES = """\b
Examples:
  mediagen cache ls --kind speech --voice nova
  mediagen cache ls --text "first memory" --format csv > entries.csv
"""


def ls(
    kind: Annotated[str | None, typer.Option(help="script, speech, image or source.")] = None,
    status: Annotated[str | None, typer.Option(help="completed, failed, rejected or pending.")] = None,
    voice: Annotated[str | None, typer.Option(help="The voice it was asked for by.")] = None,
    type_: Annotated[str | None, typer.Option("--type", help="The item's type, e.g. question.")] = None,
    document: Annotated[str | None, typer.Option(help="The document it was made for.")] = None,
    text: Annotated[str | None, typer.Option(help="A part of its text.")] = None,
    limit: Annotated[int, typer.Option(min=0, help="At most so many, newest first; 0: all.")] = 0,
    format_: Annotated[str, typer.Option("--format", metavar="table|csv|json", help="How to print them.")] = "table",
    json: Json = False,
) -> None:
    """List entries: content type, voice, text, size, time, cost."""
    from mediagen.errors import UsageError

    if format_ not in {"table", "csv", "json"}:
        raise UsageError(f"--format {format_}: formats are table, csv and json")
    wanted = {"kind": kind, "status": status, "voice": voice, "content_type": type_, "document": document}
    live = parts()
    with live.cache() as cache:
        found = _matching(cache, {n: v for n, v in wanted.items() if v is not None}, text, limit)
    if json or format_ == "json":
        say_json([_entry_json(e) for e in found])
    elif format_ == "csv":
        _csv(found)
    else:
        from mediagen.report.human import first, moment, size, usd

        show(
            ["key", "kind", "type", "voice", "text", "size", "created", "cost"],
            [
                [
                    e.key[:12],
                    e.kind + ("" if e.status == "completed" else f" {e.status}"),
                    e.content_type,
                    e.voice,
                    first(e.text),
                    size(e.size),
                    moment(e.created),
                    usd(e.cost_usd),
                ]
                for e in found
            ],
        )


def _matching(cache: Cache, wanted: dict[str, str], text: str | None, limit: int) -> list[Entry]:
    where, values = "1", []
    if "kind" in wanted:
        where, values = "tag LIKE ?", [wanted["kind"] + "\t%"]
    found = []
    for entry in cache.entries(where, values, "store_time DESC"):
        if all(getattr(entry, n) == v for n, v in wanted.items()) and (
            text is None or text.casefold() in (entry.text + str(entry.request.get("text", ""))).casefold()
        ):
            found.append(entry)
            if limit and len(found) >= limit:
                break
    return found


def _entry_json(e: Entry) -> dict[str, Any]:
    from mediagen.report.human import iso

    return {
        "key": e.key,
        "kind": e.kind,
        "status": e.status,
        "content_type": e.content_type,
        "voice": e.voice,
        "text": e.text,
        "bytes": e.size,
        "media_type": e.media_type,
        "digest": e.digest,
        "created": iso(e.created),
        "expires": iso(e.expires),
        "cost_usd": e.cost_usd,
        "provider": e.provider,
        "model": e.model,
        "offline": e.offline,
        "document": e.document,
        "item": e.item,
        "error": e.error,
    }


def _csv(found: list[Entry]) -> None:
    import csv
    import sys

    from mediagen.report.human import first

    columns = [
        "key",
        "kind",
        "status",
        "content_type",
        "voice",
        "text",
        "bytes",
        "created",
        "cost_usd",
        "provider",
        "model",
        "document",
        "item",
    ]
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    for entry in found:
        values = {**_entry_json(entry), "text": first(entry.text)}
        writer.writerow([values[name] for name in columns])


def show_entry(
    key: Annotated[str, typer.Argument(help="A key or its first digits.")],
    json: Json = False,
) -> None:
    """Show all that is known of one entry, and where its file is."""
    from mediagen.errors import UsageError

    live = parts()
    with live.cache() as cache:
        found = list(cache.entries("key >= ? AND key < ?", [key, key + "g"], "key", 2))
        paths = [str(cache.path(e)) if e.digest else None for e in found]
    if len(found) != 1:
        raise UsageError(
            f"{key}: " + ("more than one key begins so" if found else "no such key"),
            remedy="`mediagen cache ls` lists keys",
        )
    values = {
        **_entry_json(found[0]),
        "path": paths[0],
        "facts": found[0].facts,
        "request": found[0].request,
        "request_id": found[0].request_id,
        "seconds": found[0].seconds,
        "attachments": {n: d for n, (d, _) in found[0].attachments.items()},
    }
    if json:
        say_json({"schema": 1, **values})
        return
    for name, value in values.items():
        if value not in (None, "", {}):
            say(f"{name:<13} {value}")


def verify(
    repair: Annotated[bool, typer.Option("--repair", help="Mend what can be mended without buying.")] = False,
    json: Json = False,
) -> None:
    """Hash every blob; check that every entry has its blob and every blob an entry."""
    from mediagen.cache.sweep import verify as run_verify

    live = parts()
    with live.cache() as cache:
        found = run_verify(cache, repair=repair)
    if json:
        say_json(
            {
                "schema": 1,
                "ok": found.sound,
                "entries": found.entries,
                "blobs": found.blobs,
                "bytes": found.bytes,
                "faults": [
                    {
                        "what": f.what,
                        "name": f.name,
                        "detail": f.detail,
                        "mended": f.mended,
                        "harmless": f.harmless,
                        "paid_usd": f.paid_usd,
                    }
                    for f in found.faults
                ],
            }
        )
    else:
        from mediagen.report.human import size

        for f in found.faults:
            say(f"{f.what}: {f.detail}" + (f" — {f.mended}" if f.mended else ""))
        say(
            f"{found.entries} entries, {found.blobs} blobs, {size(found.bytes)}: "
            + (
                "all sound"
                if not found.faults
                else "sound"
                if found.sound
                else "not sound; `mediagen cache verify --repair` mends it, then seed again"
            )
        )
    raise typer.Exit(0 if found.sound else 5)


_PRUNE_EXAMPLES = """\b
Examples:
  mediagen cache prune                             what has expired
  mediagen cache prune --older-than 90d --kind image --yes
  mediagen cache prune --max-size 20GB --yes

Shows what would go; --yes deletes it. What was bought stays, but with --include-paid.
"""


def prune(
    older_than: Annotated[str | None, typer.Option(metavar="AGE", help="Made longer ago than this, e.g. 90d.")] = None,
    kind: Annotated[str | None, typer.Option(metavar="KINDS", help="script,speech,image,source,orphan.")] = None,
    status: Annotated[str | None, typer.Option(metavar="STATUS", help="completed,failed,rejected.")] = None,
    max_size: Annotated[str | None, typer.Option(metavar="SIZE", help="Until blobs take no more, e.g. 20GB.")] = None,
    include_paid: Annotated[bool, typer.Option("--include-paid", help="Bought entries too.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Delete; without it only shows.")] = False,
    json: Json = False,
) -> None:
    """Show what can go from the cache by age, kind, status or size; with --yes delete it."""
    from mediagen.cache.sweep import Prune
    from mediagen.cache.sweep import prune as run_prune
    from mediagen.config import duration, size_bytes
    from mediagen.errors import UsageError

    try:
        rules = Prune(
            duration(older_than) if older_than else None,
            frozenset(_names(kind)),
            frozenset(_names(status)),
            size_bytes(max_size) if max_size else None,
            include_paid,
        )
    except ValueError as error:
        raise UsageError(str(error)) from None
    live = parts()
    with live.cache() as cache:
        found = run_prune(cache, rules, apply=yes)
    _tell_prune(found, yes, json)


def _tell_prune(found: Pruned, gone: bool, json: bool) -> None:
    if json:
        say_json(
            {
                "schema": 1,
                "deleted": gone,
                "bytes": found.bytes,
                "spared_paid": found.spared_paid,
                "entries": [
                    {
                        "key": e.key,
                        "kind": e.kind,
                        "why": why,
                        "bytes": e.size,
                        "cost_usd": e.cost_usd,
                        "text": e.text,
                    }
                    for e, why in found.entries
                ],
                "orphans": [f.digest for f in found.orphans],
            }
        )
        return
    from mediagen.report.human import first, size, usd

    show(
        ["key", "kind", "why", "text", "size", "cost"],
        [[e.key[:12], e.kind, why, first(e.text), size(e.size), usd(e.cost_usd)] for e, why in found.entries],
    )
    say(
        f"{len(found.entries)} entries and {len(found.orphans)} orphans, {size(found.bytes)}: "
        + ("deleted" if gone else "would go; add --yes to delete them")
    )
    if found.spared_paid:
        say(f"{found.spared_paid} bought entries stay (--include-paid takes them too)")


def _names(text: str | None) -> list[str]:
    return [n.strip() for n in (text or "").split(",") if n.strip()]


def rebuild(json: Json = False) -> None:
    """Restore the index from the journal and the blobs, after its loss."""
    from mediagen.cache.stats import stats as count
    from mediagen.cache.sweep import discard
    from mediagen.cache.sweep import rebuild as set_aside

    live = parts()
    aside = set_aside(live.config.cache_dir)
    with live.cache() as cache:
        found = count(cache)
    if aside is not None:
        discard([aside])
    if json:
        say_json({"schema": 1, "entries": found.entries, "blobs": found.blobs})
    else:
        say(f"{found.entries} entries restored from the journal, {found.blobs} blobs")
