"""cache push, pull, diff and prune --remote: the cache that machines share; and what runs do for it at their end."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mediagen.cli import completion
from mediagen.cli.choosing import Chosen, Voices, documents_of, parted
from mediagen.cli.options import Json, Set
from mediagen.cli.state import STATE, interruptible, parts, say, say_json, show, warn
from mediagen.report.human import count

if TYPE_CHECKING:
    from mediagen.cache.entries import Entry
    from mediagen.cache.store import Cache
    from mediagen.cache.sweep import Pruned
    from mediagen.report.uploads import UploadLines
    from mediagen.shared.moving import Moved
    from mediagen.shared.pruning import PrunedThere
    from mediagen.shared.tier import Shared
    from mediagen.studio.studio import Studio
    from mediagen.wiring import Parts

Documents = Annotated[
    list[str] | None,
    documents_of("Narratives and ads, by id or file. Without any: everything.", completion.narratives_and_ads),
]
DIFF_EXAMPLES = """\b
Examples:
  mediagen cache diff
  mediagen cache diff --json
"""
PUSH_EXAMPLES = """\b
Examples:
  mediagen cache push                  all that is owed, without waiting for the next run
  mediagen cache push life_review ad
  mediagen cache push --again          what is damaged there is put right by whoever has it whole

Exit status: 0 all is there, 1 something was not taken, or is damaged here, 130 stopped (run again to go on).
"""
PULL_EXAMPLES = """\b
Examples:
  mediagen cache pull                  all media, to go on without a network
  mediagen cache pull life_review --voices nova
  mediagen cache pull ad               what its films are made of

Exit status: 0 all is here, 1 something there is damaged and was refused, 130 stopped (run again to go on).
"""


@contextlib.contextmanager
def opened(live: Parts, *, reads: bool = False, writes: bool = False) -> Iterator[tuple[Cache, Shared]]:
    """The cache, and what it shares. Raises ConfigError where nothing is shared, or it may not be read or written."""
    from mediagen.errors import ConfigError

    if not live.config.settings.cache.remote.target:
        raise ConfigError("no cache is shared", remedy='name a target in mediagen.toml: [cache.remote] target = "NAME"')
    with live.cache(strict=True) as cache:
        shared = live.shared
        assert shared is not None
        for wanted, may, only in ((reads, shared.how.reads, "written"), (writes, shared.how.writes, "read")):
            if wanted and not may:
                raise ConfigError(
                    f"the shared cache may only be {only}", remedy='set mode = "read-write" in [cache.remote]'
                )
        yield cache, shared


def diff(json: Json = False) -> None:
    """Show what is here, in the shared cache, or in both."""
    from mediagen.report.human import size
    from mediagen.shared.upkeep import diff as run

    with opened(parts()) as (cache, shared):
        found = run(cache, shared)
        where = shared.link.place.where
    sides = {"both": found.both, "here": found.here, "there": found.there}
    if json:
        told = {name: [_row(entry) for entry in entries] for name, entries in sides.items()}
        say_json({"schema": 1, "shared": where, **told, "private": found.private})
        return
    say(f"shared cache: {where}")
    rows = [[name, len(entries), size(_bytes(entries))] for name, entries in sides.items()]
    show(["where", "entries", "bytes"], rows)
    if found.private:
        say(f"{count(found.private, 'entry', 'entries')} here made for free: not for sharing")
    if found.here:
        say("`mediagen cache push` shares what is here alone")


def _bytes(entries: Sequence[Entry]) -> int:
    """Of all their files, those that several have counted once."""
    return sum({digest: size for entry in entries for digest, _, size in entry.blobs}.values())


def _row(entry: Entry) -> dict[str, Any]:
    names = ("key", "kind", "document", "item", "voice", "digest", "size", "cost_usd")
    return {{"size": "bytes"}.get(name, name): getattr(entry, name) for name in names}


def push(
    documents: Documents = None,
    voices: Voices = None,
    set_: Set = None,
    again: Annotated[bool, typer.Option("--again", help="Put all of it anew, there or not.")] = False,
    json: Json = False,
) -> None:
    """Share what was bought here and is not there yet.

    Of these documents, or all.
    """
    from mediagen.shared.upkeep import push as run

    live = parts()
    keys = keys_of(live, documents, voices, set_) if documents else None
    with opened(live, writes=True) as (cache, shared), _moving("shared") as shown:
        moved = run(cache, shared, shown, keys, again=again)
        where = shared.link.place.where
    _tell(moved, f"shared at {where}", json=json)


def pull(documents: Documents = None, voices: Voices = None, set_: Set = None, json: Json = False) -> None:
    """Fetch media of the shared cache.

    Those of these documents, or all.
    """
    from mediagen.shared.upkeep import pull as run

    live = parts()
    keys = keys_of(live, documents, voices, set_) if documents else None
    with opened(live, reads=True) as (cache, shared), _moving("fetched") as shown:
        moved = run(cache, shared, shown, keys)
        where = shared.link.place.where
    _tell(moved, f"fetched from {where}", json=json)


@contextlib.contextmanager
def _moving(word: str) -> Iterator[UploadLines]:
    """Progress; Ctrl-C ends it with status 130."""
    from mediagen.report.uploads import uploads

    try:
        with uploads(word, "entries", logged=STATE.verbose) as shown:
            yield shown
    except KeyboardInterrupt:
        warn("stopped; the same command goes on where it stopped")
        raise typer.Exit(130) from None


def keys_of(live: Parts, names: Sequence[str], voices: str | None, set_: Sequence[str] | None) -> set[str]:
    """The keys of all that these narratives declare, as far as they can be told, and of what these ads' films are made
    of, as far as it is there; without names of all documents.
    """
    narratives, ads = parted(live, names)
    found: set[str] = set()
    if narratives:
        found.update(_of_narratives(live, Chosen(narratives, voices, assignments=set_ or ())))
    if ads:
        found.update(_of_ads(live, ads, Chosen((), voices, assignments=set_ or ())))
    return found


def _of_narratives(live: Parts, chosen: Chosen) -> Iterator[str]:
    from mediagen.commands.survey import look_up

    with live.cache() as cache:
        for work, context in chosen.works(live, cache):
            yield from (one.key for one in look_up(work, context, cache) if one.key)


def _of_ads(live: Parts, ads: Sequence[str], chosen: Chosen) -> Iterator[str]:
    from mediagen.cli.films import plan_films
    from mediagen.commands.plan import Planning

    for film in plan_films(live, ads, chosen, Planning(live.pricing)):
        yield from (entry.key for entry in film.made_of)


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


def prune(older_than: float | None, kinds: frozenset[str], *, include_paid: bool, apply: bool, json: bool) -> None:
    """Show what of the shared cache can go, and with `apply` delete it."""
    from mediagen.shared.pruning import Rules
    from mediagen.shared.pruning import prune as run

    live = parts()
    kept = _kept(live) if older_than is not None else frozenset()
    with opened(live, writes=True) as (_, shared):
        found = run(shared, Rules(older_than, kinds, include_paid, kept), apply=apply)
        where = shared.link.place.where
    if json:
        rows = [{**_row(entry), "why": why} for entry, why in found.entries]
        files = {name: [one.name for one in getattr(found, name)] for name in ("orphans", "others")}
        whole = {"deleted": apply, "bytes": found.bytes, "spared_paid": found.spared_paid}
        say_json({"schema": 1, "shared": where, **whole, "entries": rows, **files})
    else:
        say(f"shared cache: {where}")
        tell_pruned(found, [count(len(found.others), "other file") + " of no use"] * bool(found.others), gone=apply)


def _kept(live: Parts) -> frozenset[str]:
    """The keys of all that the project's documents declare, and that manifests name wherever it publishes."""
    from mediagen.cli.publishing import place_of
    from mediagen.commands.manifests import all_items

    library = live.library
    documents = [str(one.path) for one in (*library.all_narratives(), *library.all_ads())]
    keys = keys_of(live, documents, None, None)
    for name in live.config.settings.targets:
        _, place = place_of(live, name)
        with contextlib.closing(place.open()) as target:
            keys.update(item["key"] for item in all_items(target))
    return frozenset(keys)


def tell_pruned(found: Pruned | PrunedThere, others: Sequence[str] = (), *, gone: bool) -> None:
    """What of a cache went (`gone`), or can go; `others`: what besides entries and blobs."""
    from mediagen.commands.entries import shown_text
    from mediagen.report.human import size, usd

    if found.entries:
        rows = [[e.key[:10], e.kind, why, shown_text(e), size(e.size), usd(e.cost_usd)] for e, why in found.entries]
        show(["key", "kind", "why", "text", "size", "cost"], rows, clip="text")
    what = [count(len(found.entries), "entry", "entries")] if found.entries else []
    what += [count(len(found.orphans), "blob") + " without an entry"] if found.orphans else []
    what += others
    if what:
        say(f"{', '.join(what)}, {size(found.bytes)}: " + ("deleted" if gone else "would go; add --yes to delete"))
    else:
        say("nothing to delete")
    if found.spared_paid:
        say(f"{count(found.spared_paid, 'bought entry stays', 'bought entries stay')} (unless --include-paid)")


def caught_up(live: Parts, cache: Cache, studio: Studio) -> dict[str, Any] | None:
    """At the end of a run: share what earlier ones could not. Returns what reports say of that; None where nothing is
    to be shared, or the run was stopped.
    """
    if live.shared is None or not live.shared.how.writes or studio.stop.is_set():
        return None
    from mediagen.report.uploads import uploads
    from mediagen.shared.owed import catch_up

    with uploads("shared", "entries", logged=STATE.verbose) as shown, interruptible(studio):
        moved = catch_up(cache, live.shared, shown, studio.stop.is_set)
    return {"entries": moved.entries, "bytes": moved.bytes, "left": moved.left}


def tell_caught_up(shared: dict[str, Any] | None) -> None:
    """The same in words, where there is something to tell."""
    if shared and shared["entries"]:
        say(f"shared cache: {count(shared['entries'], 'entry', 'entries')} that earlier runs could not share")
    if shared and shared["left"]:
        left = count(shared["left"], "entry is", "entries are")
        say(f"shared cache: {left} still to be shared: by the next run that can, or by `mediagen cache push`")
