"""publish."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mediagen.cli.choosing import Chosen, NarrativesAndAds, Voices, narratives_and_ads
from mediagen.cli.options import Json, Set
from mediagen.cli.state import STATE, parts, say, say_json, show, warn
from mediagen.report.human import count

if TYPE_CHECKING:
    from mediagen.cache.store import Cache
    from mediagen.commands.publish import How, Published
    from mediagen.commands.published import Source
    from mediagen.targets.protocol import Place
    from mediagen.wiring import Parts

Target = Annotated[
    str | None, typer.Option("--target", metavar="NAME", help="Instead of [publish] target (`mediagen targets`).")
]
AfterRun = Annotated[bool, typer.Option("--publish", help="Publish at the end, as `mediagen publish` does.")]
AllowOffline = Annotated[
    bool, typer.Option("--allow-offline", help="Publish what offline providers made, marked as such.")
]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command(epilog=_PUBLISH_EXAMPLES)(publish)


_PUBLISH_EXAMPLES = """\b
Examples:
  mediagen publish --dry-run
  mediagen publish life_review --target cdn
  mediagen publish --prune-manifests 10 --json

Exit status: 0 published, 1 without media that the store does not take or that a shared cache has not whole, 2 nothing
is made yet, or it was made offline, 3 a credential or permission is missing, 5 the store failed (run again to go on).
"""


def publish(
    documents: NarrativesAndAds = None,
    voices: Voices = None,
    set_: Set = None,
    target: Target = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be uploaded; upload nothing.")] = False,
    prune_manifests: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="Keep the last N manifests of each document (for rollback)."),
    ] = None,
    allow_offline: AllowOffline = False,
    check: Annotated[
        bool, typer.Option("--check", help="Publish nothing: read back what is published, as a browser would.")
    ] = False,
    again: Annotated[bool, typer.Option("--again", help="Upload all files anew, there or not.")] = False,
    list_all: Annotated[
        bool, typer.Option("--list-all", help="List all files there, also of the many that manifests name already.")
    ] = False,
    json: Json = False,
) -> None:
    """Upload what is not there yet, then the manifests.

    Those are what apps read.
    """
    from mediagen.commands.publish import How

    live = parts()
    name, place = place_of(live, target)
    if check:
        _check_back(place, frozenset(documents or ()), json=json)
        return
    to = Publishing(live, name, place, How(allow_offline, dry_run, again, prune_manifests, list_all))
    with live.cache(looking=dry_run) as cache:
        outcome = to.run(_sources(live, documents or [], voices, set_, cache), cache)
    if json:
        say_json(outcome.as_json())
    else:
        outcome.tell()
    raise typer.Exit(outcome.exit_status)


def _check_back(place: Place, documents: frozenset[str], *, json: bool) -> None:
    from mediagen.commands.reading_back import check
    from mediagen.report.human import by_reason, size

    with contextlib.closing(place.open()) as target:
        result = check(documents, place, target)
    if json:
        say_json(result.as_json())
    else:
        for fault, number in by_reason(result.faults):
            others = f" and {number - 1:,} more" if number > 1 else ""
            say(f"{fault['document']}: {fault['url'] or fault['name']}{others}: {fault['message']}")
        for notice in result.notices:
            say(f"notice: {notice}")
        ending = count(len(result.faults), "fault") if result.faults else "all whole"
        of = count(len(result.documents), "document")
        whole = f"{count(result.files, 'file')}, {size(result.bytes)} of {of}: {ending}"
        say(whole if result.documents else f"nothing is published at {place.base_url or place.where}")
    if result.faults:
        raise typer.Exit(1)


def _sources(
    live: Parts, names: Sequence[str], voices: str | None, set_: Sequence[str] | None, cache: Cache
) -> list[Source]:
    """What there is to publish of these narratives and ads; without names, of all."""
    from mediagen.commands.published import of_ad

    chosen, ads = narratives_and_ads(live, names, voices, set_ or ())
    narratives = _narratives(live, chosen, cache) if chosen else []
    return [*narratives, *(of_ad(name, live.config.output_dir) for name in ads)]


def _narratives(live: Parts, chosen: Chosen, cache: Cache) -> list[Source]:
    from mediagen.commands.published import of_narrative

    return [of_narrative(work, context, cache) for work, context in chosen.works(live, cache)]


def place_of(live: Parts, name: str | None) -> tuple[str, Place]:
    """Name and place of a target; without a name of the default one. Raises ConfigError."""
    from mediagen.targets import configured

    config = live.config
    chosen = name or config.settings.publish.target
    targets = config.settings.targets
    if not chosen:  # the only one there is, but never the shared cache's, which others need not see
        targets = {n: values for n, values in targets.items() if n != config.settings.cache.remote.target}
    return configured(chosen, targets, config.root, config.environment, config.place)


@dataclass(frozen=True, slots=True)
class Publishing:
    """Where and how to publish, known before anything is made for it."""

    live: Parts
    name: str
    place: Place
    how: How

    @classmethod
    def after(
        cls, live: Parts, target: str | None, *, wanted: bool, allow_offline: bool, possible: bool = True
    ) -> Publishing | None:
        """What `--publish` asks for; None where it is not `wanted`.

        Raises ConfigError before anything is bought; UsageError where it is not `possible`, and for what goes with it
        where it is not wanted.
        """
        from mediagen.errors import UsageError

        if not wanted:
            if target or allow_offline:
                raise UsageError(
                    "--target and --allow-offline are for --publish", remedy="add --publish, or leave out both"
                )
            return None
        from mediagen.commands.publish import How

        if not possible:
            raise UsageError("--publish is for whole films", remedy="leave out --preview, --scene and --stop-after")
        return cls(live, *place_of(live, target), How(allow_offline))

    def seeded(self, chosen: Chosen) -> Outcome:
        """Publish what was seeded."""
        with self.live.cache() as cache:
            return self.run(_narratives(self.live, chosen, cache), cache)

    def rendered(self, ads: Sequence[str], output: Path) -> Outcome:
        """Publish the films of these ads that are in `output`."""
        from mediagen.commands.published import of_ad

        with self.live.cache() as cache:
            return self.run([of_ad(name, output) for name in ads], cache)

    def run(self, found: Sequence[Source], cache: Cache) -> Outcome:
        """Publish, with progress; Ctrl-C ends it with status 130."""
        from mediagen.commands.counts import note_published
        from mediagen.commands.publish import publish as run
        from mediagen.report.uploads import uploads

        if not self.how.dry_run and self.place.public:
            warn(f"what is published can be read by anyone at {self.place.base_url or self.place.where}")
        elif not self.how.dry_run and self.place.signed_for:
            warn("URLs are signed: who has a manifest can read what it names until they end, and pass it on")
        try:
            with contextlib.closing(self.place.open()) as target, uploads(logged=STATE.verbose) as shown:
                result = run(found, self.place, target, cache.blob_file, self.how, shown)
        except KeyboardInterrupt:
            warn("stopped; what apps read is whole, and the same command goes on where it stopped")
            raise typer.Exit(130) from None
        if not self.how.dry_run:
            note_published(
                cache.root, self.name, self.live.config.settings.targets[self.name]["type"], result.documents
            )
        return Outcome(self, result)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was published, to be told."""

    to: Publishing
    result: Published

    @property
    def exit_status(self) -> int:
        """1 where something was left out; of a dry run that of a run that is refused."""
        from mediagen.errors import ItemError, UsageError

        return (UsageError if self.to.how.dry_run else ItemError).exit_status if self.result.refused else 0

    def as_json(self) -> dict[str, Any]:
        """What `publish --json` prints (schema 1; fields are only ever added)."""
        place = self.to.place
        where = {"target": self.to.name, "public": place.public, "base_url": place.base_url or None}
        return {"schema": 1, **where, "dry_run": self.to.how.dry_run, **self.result.as_json()}

    def tell(self) -> None:
        """In words."""
        from mediagen.report.human import size, span

        name, place, result = self.to.name, self.to.place, self.result
        columns = ["document", "items", "published", "missing", "offline", "manifest"]
        rows = [[*(d[c] for c in columns[:-1]), "new" if d["changed"] else "as it was"] for d in result.documents]
        show(columns, rows)
        if result.refused:
            say(f"{'would be refused' if self.to.how.dry_run else 'left out'}: {result.refused}")
        for one in result.documents:
            say(f"{one['document']}: {place.base_url or place.where}/{one['manifest']}")
            if one["expires"]:
                say(f"{one['document']}: its URLs end at {one['expires']}; publish again before that")
        files = f"{count(result.uploaded, 'file')} ({size(result.uploaded_bytes)})"
        there = f"{result.blobs - result.uploaded:,} there already"
        old = count(result.pruned, "old manifest")
        if self.to.how.dry_run:
            gone = f"; {old} would leave the history" if result.pruned else ""
            readers = "anyone could read them" if place.public else "they are not public"
            say(f"{name}: {files} would be uploaded, {there}; {readers}{gone}")
        else:
            gone = f"; {old} left to `mediagen targets gc`" if result.pruned else ""
            say(f"{name}: {files} uploaded, {there}, {span(result.seconds)}{gone}")
