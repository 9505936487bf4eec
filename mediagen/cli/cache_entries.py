"""cache ls and cache show."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mediagen.cache.entries import STATUSES
from mediagen.cli import completion
from mediagen.cli.options import KINDS, Json, among, one_of
from mediagen.cli.state import parts, say, say_json, show, warn
from mediagen.cli.streams import reader_may_leave

if TYPE_CHECKING:
    from mediagen.cache.entries import Entry

_FORMATS = ("table", "csv", "json")
_NARROW = 110
"""Columns below which a terminal has no room for the time of day."""

LS_EXAMPLES = """\b
Examples:
  mediagen cache ls --limit 20
  mediagen cache ls --kind speech --voice nova --type question
  mediagen cache ls --text "first memory" --format csv > entries.csv
  mediagen cache ls --status failed --json
"""


def ls(
    kind: Annotated[str | None, among(KINDS, f"{', '.join(KINDS[:-1])} or {KINDS[-1]}.", metavar="KIND")] = None,
    status: Annotated[
        str | None,
        among(STATUSES, "completed, failed, rejected or pending (being made now).", metavar="STATUS"),
    ] = None,
    voice: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The voice it was asked for by.", autocompletion=completion.voices),
    ] = None,
    type_: Annotated[str | None, typer.Option("--type", metavar="TYPE", help="The item's type, e.g. question.")] = None,
    document: Annotated[
        str | None,
        typer.Option(metavar="DOC", help="The document it was made for.", autocompletion=completion.documents),
    ] = None,
    provider: Annotated[str | None, typer.Option(metavar="NAME", help="Who made it.")] = None,
    text: Annotated[str, typer.Option(metavar="TEXT", help="A part of its text, in any letter case.")] = "",
    limit: Annotated[
        int, typer.Option(metavar="N", min=0, max=10**9, help="At most so many, newest first; 0: all.")
    ] = 0,
    format_: Annotated[str, among(_FORMATS, "How to print them.", "--format")] = "table",
    json: Json = False,
) -> None:
    """List entries: content type, voice, text, size, time, cost."""
    from mediagen.commands.entries import as_json, matching

    one_of(format_, _FORMATS, "--format")
    wanted = {
        "kind": one_of(kind, KINDS, "--kind"),
        "status": one_of(status, STATUSES, "--status"),
        "voice": voice,
        "content_type": type_,
        "document": document,
        "provider": provider,
    }
    live = parts()
    with live.cache(looking=True) as cache:
        found = matching(cache, text=text, limit=limit, **wanted)
        if json or format_ == "json":
            say_json([as_json(entry) for entry in found])
        elif format_ == "csv":
            _csv(found)
        else:
            _table(list(found))


def _table(found: list[Entry]) -> None:
    from mediagen.commands.entries import shown_text
    from mediagen.report.human import day, moment, size, usd
    from mediagen.report.tables import width

    if not found:
        warn("no entry fits")
        return
    when = day if (width() or _NARROW) < _NARROW else moment
    columns = ["key", "kind", "status", "type", "voice", "text", "size", "created", "cost"]
    rows = [
        [
            e.key[:10],
            e.kind,
            e.status,
            e.content_type,
            e.voice,
            shown_text(e),
            size(e.size),
            when(e.created),
            usd(e.cost_usd),
        ]
        for e in found
    ]
    if all(e.status == "completed" for e in found):
        columns.remove("status")
        for row in rows:
            del row[2]
    show(columns, rows, clip="text", spare=["kind"])


def _csv(found: Iterable[Entry]) -> None:
    import csv
    import sys

    from mediagen.commands.entries import COLUMNS, as_row

    with reader_may_leave():
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(map(as_row, found))


SHOW_EXAMPLES = """\b
Examples:
  mediagen cache show 3f6c0a                     the first digits of a key are enough
  mediagen cache show 3f6c0a --json
"""


def show_entry(
    key: Annotated[str, typer.Argument(metavar="KEY", help="A key or its first digits.")],
    json: Json = False,
) -> None:
    """Show all that is known of one entry, and where its file is."""
    from mediagen.commands.entries import details, the_one

    live = parts()
    with live.cache(looking=True) as cache:
        entry = the_one(cache, key)
        values = details(cache, entry)
    if json:
        say_json({"schema": 1, **values})
    else:
        _tell_entry(entry, values)


def _tell_entry(entry: Entry, values: dict[str, Any]) -> None:
    from mediagen.report.human import moment, size, span, usd

    told = values | {
        "offline": "yes" if entry.offline else "",
        "bytes": f"{entry.size:,} ({size(entry.size)})" if entry.digest else "",
        "created": moment(entry.created),
        "expires": moment(entry.expires) or "never",
        "cost_usd": usd(entry.cost_usd),
        "seconds": span(entry.seconds),
    }
    for name, value in told.items():
        if isinstance(value, dict):
            for inner, one in value.items():
                if one not in ("", {}, None, entry.text):  # a spoken text stands above
                    say(f"{name + '.' + inner:<18}  {one}")
        elif value not in (None, ""):
            say(f"{name:<18}  {value}")
