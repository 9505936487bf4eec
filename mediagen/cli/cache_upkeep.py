"""cache verify, prune and rebuild."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from mediagen.cli import cache_sharing
from mediagen.cli.options import KINDS, Json, among, names_of
from mediagen.cli.state import parts, say, say_json, warn
from mediagen.report.human import count

if TYPE_CHECKING:
    from mediagen.cache.sweep import Prune, Pruned
    from mediagen.cache.verify import Verification

VERIFY_EXAMPLES = """\b
Examples:
  mediagen cache verify
  mediagen cache verify --repair && mediagen seed

Exit status: 0 sound, 5 something is damaged or missing.
"""


def verify(
    repair: Annotated[bool, typer.Option("--repair", help="Mend what can be mended without buying.")] = False,
    json: Json = False,
) -> None:
    """Hash every blob, and match blobs and entries."""
    from mediagen.cache.verify import verify as run_verify

    live = parts()
    with live.cache(looking=not repair) as cache:
        found = run_verify(cache, repair=repair)
    if json:
        say_json(_verification_json(found))
    else:
        _tell_verification(found)
    raise typer.Exit(0 if found.sound else 5)


def _verification_json(found: Verification) -> dict[str, Any]:
    names = ("what", "name", "detail", "mended", "harmless", "paid_usd")
    return {
        "schema": 1,
        "ok": found.sound,
        "entries": found.entries,
        "blobs": found.blobs,
        "bytes": found.bytes,
        "faults": [{name: getattr(fault, name) for name in names} for fault in found.faults],
    }


def _tell_verification(found: Verification) -> None:
    from mediagen.report.human import size

    for f in found.faults:
        say(f"{f.what}: {f.detail}" + (f" — {f.mended}" if f.mended else ""))
    if not found.faults:
        verdict = "all sound"
    elif found.sound:
        verdict = "sound"
    else:
        verdict = "not sound; `mediagen cache verify --repair` mends it, then seed again"
    say(f"{count(found.entries, 'entry', 'entries')}, {count(found.blobs, 'blob')}, {size(found.bytes)}: {verdict}")


PRUNE_EXAMPLES = """\b
Examples:
  mediagen cache prune                             what has expired
  mediagen cache prune --older-than 90d --kind image --yes
  mediagen cache prune --max-size 20GB --yes
  mediagen cache prune --remote --older-than 180d  of the cache that machines share

What was bought stays, but with --include-paid.
"""


def prune(
    older_than: Annotated[str | None, typer.Option(metavar="AGE", help="Made longer ago than this, e.g. 90d.")] = None,
    kind: Annotated[
        str | None,
        among((*KINDS, "orphan"), f"{', '.join(KINDS)}; orphan: blobs without an entry.", metavar="KINDS"),
    ] = None,
    status: Annotated[
        str | None,
        among(("completed", "failed", "rejected", "expired"), "completed,failed,rejected.", metavar="STATUS"),
    ] = None,
    max_size: Annotated[
        str | None, typer.Option(metavar="SIZE", help="Only until blobs take no more than this, e.g. 20GB.")
    ] = None,
    include_paid: Annotated[bool, typer.Option("--include-paid", help="Bought entries too.")] = False,
    remote: Annotated[
        bool, typer.Option("--remote", help="Of the shared cache: what no document here and no manifest uses.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Delete; without it only shows.")] = False,
    json: Json = False,
) -> None:
    """Show what can go; delete it with --yes.

    All rules that are given must hold. What has expired goes whatever the rules. While another run is at work in the
    cache, no more than that goes, and what has failed: it may be about to read the rest.
    """
    rules = _rules(older_than, kind, status, max_size, include_paid)
    if remote:
        _refuse_local(rules)
        cache_sharing.prune(rules.older_than, rules.kinds, include_paid=include_paid, apply=yes, json=json)
        return
    found = _pruned(rules, apply=yes)
    if json:
        say_json(_pruned_json(found, yes))
    else:
        cache_sharing.tell_pruned(found, gone=yes)


def _pruned(rules: Prune, *, apply: bool) -> Pruned:
    """Prune the cache, also on a disk that is too full for its index to be opened. Raises StorageError."""
    from mediagen.cache.files import is_full
    from mediagen.cache.sweep import prune as run
    from mediagen.cache.sweep import prune_full
    from mediagen.errors import StorageError

    live = parts()
    try:
        with live.cache(looking=True) as cache:
            return run(cache, rules, apply=apply)
    except StorageError as error:
        root = live.config.cache_dir
        if not is_full(root):
            raise
        warn(f"{error.message}; told from the journal alone")
        found = prune_full(root, rules, apply=apply)
    if apply and found.entries:
        freed = found.bytes
        with live.cache() as cache:
            found = run(cache, rules, apply=True)
        found.bytes += freed
    return found


def _refuse_local(rules: Prune) -> None:
    from mediagen.cache.sweep import check_kinds
    from mediagen.errors import UsageError

    if rules.statuses or rules.max_bytes is not None or (rules.kinds and rules.older_than is None):
        raise UsageError(
            "--status and --max-size are for this machine's cache, and --kind wants --older-than with --remote",
            remedy="without --older-than goes what has expired, and media without an entry",
        )
    check_kinds(rules.kinds)


def _rules(
    older_than: str | None, kind: str | None, status: str | None, max_size: str | None, include_paid: bool
) -> Prune:
    from mediagen.cache.sweep import Prune
    from mediagen.config import size_bytes
    from mediagen.errors import UsageError

    try:
        room = size_bytes(max_size) if max_size is not None else None
    except ValueError as error:
        raise UsageError(f"--max-size {max_size}: {error}") from None
    return Prune(
        _age(older_than) if older_than is not None else None,
        frozenset(names_of(kind, "--kind")),
        frozenset(names_of(status, "--status")),
        room,
        include_paid,
    )


def _age(text: str) -> float:
    from mediagen.config import duration
    from mediagen.errors import UsageError

    try:
        seconds = duration(text) if text[-1:].isalpha() else None  # a bare 90 may be meant as days
    except ValueError:
        seconds = None
    if seconds is None:
        raise UsageError(f"--older-than {text}: an age is a number with its unit, such as 90d, 12h or 2w")
    return seconds


def _pruned_json(found: Pruned, gone: bool) -> dict[str, Any]:
    return {
        "schema": 1,
        "deleted": gone,
        "bytes": found.bytes,
        "spared_paid": found.spared_paid,
        "entries": [
            {"key": e.key, "kind": e.kind, "why": why, "bytes": e.size, "cost_usd": e.cost_usd, "text": e.text}
            for e, why in found.entries
        ],
        "orphans": [f.digest for f in found.orphans],
    }


REBUILD_EXAMPLES = """\b
Examples:
  mediagen cache rebuild

Seldom needed: a lost or broken index is restored when the cache is next opened.
"""


def rebuild(json: Json = False) -> None:
    """Restore the index from the journal and the blobs, after its loss."""
    from mediagen.cache.stats import stats as count_all
    from mediagen.cache.sweep import discard
    from mediagen.cache.sweep import rebuild as set_aside

    live = parts()
    aside = set_aside(live.config.cache_dir)
    with live.cache(looking=True) as cache:
        found = count_all(cache)
    if aside is not None:
        discard([aside])
    if json:
        say_json({"schema": 1, "entries": found.entries, "blobs": found.blobs})
    else:
        entries = count(found.entries, "entry", "entries")
        say(f"{entries} restored from the journal, {count(found.blobs, 'blob')}")
