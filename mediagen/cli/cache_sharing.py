"""cache push, pull and diff: the cache that machines share."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import typer

from mediagen.cli.choosing import Chosen, Documents, Voices, works
from mediagen.cli.options import Json, Set
from mediagen.cli.state import count, parts, say, say_json, show

if TYPE_CHECKING:
    from mediagen.cache.entries import Entry
    from mediagen.cache.store import Cache
    from mediagen.shared.tier import Shared
    from mediagen.shared.upkeep import Moved
    from mediagen.wiring import Parts

DIFF_EXAMPLES = """\b
Examples:
  mediagen cache diff
  mediagen cache diff --json
"""
PUSH_EXAMPLES = """\b
Examples:
  mediagen cache push                  after a run that the shared cache failed, or on the first day

Exit status: 0 all is there, 1 something here is damaged and was left.
"""
PULL_EXAMPLES = """\b
Examples:
  mediagen cache pull                  all media, to go on without a network
  mediagen cache pull life_review --voices nova

Exit status: 0 all is here, 1 something there is damaged and was refused.
"""


@contextlib.contextmanager
def _opened() -> Iterator[tuple[Parts, Cache, Shared]]:
    from mediagen.errors import ConfigError

    live = parts()
    with live.cache(strict=True) as cache:
        if live.shared is None:
            raise ConfigError(
                "no cache is shared", remedy='name a target in mediagen.toml: [cache.remote] target = "NAME"'
            )
        yield live, cache, live.shared


def diff(json: Json = False) -> None:
    """Show what is here, in the shared cache, or in both."""
    from mediagen.report.human import size
    from mediagen.shared.upkeep import diff as run

    with _opened() as (_, cache, shared):
        found = run(cache, shared)
        where = shared.link.place.where
    sides = {"both": found.both, "here": found.here, "there": found.there}
    if json:
        told = {name: [_row(entry) for entry in entries] for name, entries in sides.items()}
        say_json({"schema": 1, "shared": where, **told, "private": found.private})
        return
    say(f"shared cache: {where}")
    rows = [[name, len(entries), size(sum(e.size for e in entries))] for name, entries in sides.items()]
    show(["where", "entries", "bytes"], rows)
    if found.private:
        say(f"{count(found.private, 'entry', 'entries')} here made for free: not for sharing")
    if found.here:
        say("`mediagen cache push` shares what is here alone")


def _row(entry: Entry) -> dict[str, Any]:
    names = ("key", "kind", "document", "item", "voice", "digest", "size", "cost_usd")
    return {{"size": "bytes"}.get(name, name): getattr(entry, name) for name in names}


def push(json: Json = False) -> None:
    """Share what was bought here and is not there yet."""
    from mediagen.errors import ConfigError
    from mediagen.shared.upkeep import push as run

    with _opened() as (_, cache, shared):
        if not shared.how.writes:
            raise ConfigError("the shared cache may only be read", remedy='set mode = "read-write" in [cache.remote]')
        moved = run(cache, shared)
        where = shared.link.place.where
    _tell(moved, f"shared at {where}", json=json)


def pull(documents: Documents = None, voices: Voices = None, set_: Set = None, json: Json = False) -> None:
    """Fetch media of the shared cache: those of these documents, or all."""
    from mediagen.errors import ConfigError
    from mediagen.shared.upkeep import pull as run

    with _opened() as (live, cache, shared):
        if not shared.how.reads:
            raise ConfigError(
                "the shared cache may only be written", remedy='set mode = "read-write" in [cache.remote]'
            )
        chosen = Chosen(documents, voices, None, None, None, set_ or ()) if documents else None
        moved = run(cache, shared, None if chosen is None else _keys(live, chosen, cache))
        where = shared.link.place.where
    _tell(moved, f"fetched from {where}", json=json)


def _keys(live: Parts, chosen: Chosen, cache: Cache) -> Iterator[str]:
    """The keys of all that the documents declare and that is known, here or there."""
    from json import loads

    from mediagen.commands.survey import survey

    loaded = chosen.load(live)
    contexts = chosen.contexts(live, loaded, cache)
    for work, context in zip(works(live, loaded), contexts, strict=True):
        found = survey(work.narrative, work.rows, context, cache, chosen.selection(loaded))
        yield from (loads(line)["key"] for line in found.lines if line is not None)


def _tell(moved: Moved, how: str, *, json: bool) -> None:
    from mediagen.report.human import size

    if json:
        names = ("entries", "bytes", "listed", "faults")
        say_json({"schema": 1, "ok": not moved.faults, **{name: getattr(moved, name) for name in names}})
    else:
        for fault in moved.faults:
            say(fault)
        listed = f"; {moved.listed:,} more were there and are listed now" if moved.listed else ""
        say(f"{count(moved.entries, 'entry', 'entries')} ({size(moved.bytes)}) {how}{listed}")
    if moved.faults:
        raise typer.Exit(1)
