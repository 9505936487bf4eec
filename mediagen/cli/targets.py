"""targets, rollback, unpublish and supabase: what is done to publications besides making them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from mediagen.cli import completion
from mediagen.cli.options import Json
from mediagen.cli.publishing import Target, place_of
from mediagen.cli.state import parts, say, say_json, show
from mediagen.report.human import count

if TYPE_CHECKING:
    from mediagen.targets.protocol import Place
    from mediagen.targets.protocol import Target as Live
    from mediagen.wiring import Parts

Document = Annotated[str, typer.Argument(metavar="DOC", help="Its id.", autocompletion=completion.documents)]

_ROLLBACK_EXAMPLES = """\b
Examples:
  mediagen rollback life_review                the manifest before the current one
  mediagen rollback life_review --to 9f3a      one of its history (index.json lists it)
"""
_UNPUBLISH_EXAMPLES = """\b
Examples:
  mediagen unpublish life_review
  mediagen unpublish life_review --target cdn && mediagen targets gc --target cdn
"""
_TARGETS_EXAMPLES = """\b
Examples:
  mediagen targets
  mediagen targets gc
"""
_GC_EXAMPLES = """\b
Examples:
  mediagen targets gc                          what could go
  mediagen targets gc --target cdn --yes       delete it
"""
_SCHEMA_EXAMPLES = """\b
Examples:
  mediagen supabase schema > schema.sql        then run it in the project's SQL editor
"""
targets_app = typer.Typer(
    rich_markup_mode=None,
    invoke_without_command=True,
    help="Where to publish, and what may go there.",
    epilog=_TARGETS_EXAMPLES,
)
supabase_app = typer.Typer(
    rich_markup_mode=None, no_args_is_help=True, help="What a Supabase project needs.", epilog=_SCHEMA_EXAMPLES
)


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command(epilog=_ROLLBACK_EXAMPLES)(rollback)
    app.command(epilog=_UNPUBLISH_EXAMPLES)(unpublish)
    app.add_typer(targets_app, name="targets")
    app.add_typer(supabase_app, name="supabase")


@contextlib.contextmanager
def _opened(name: str | None, own: Parts | None = None) -> Iterator[tuple[str, Place, Live]]:
    found, place = place_of(own or parts(), name)
    with contextlib.closing(place.open()) as target:
        yield found, place, target


def rollback(
    document: Document,
    to: Annotated[str, typer.Option("--to", metavar="DIGEST", help="Which manifest: its digest, or its start.")] = "",
    target: Target = None,
    json: Json = False,
) -> None:
    """Make an earlier manifest the current one."""
    from mediagen.commands.republish import rollback as run

    with _opened(target) as (_, place, live):
        result = run(document, to, place, live)
    if json:
        say_json({"schema": 1, **result})
    else:
        say(f"{document}: manifest {result['digest'][:12]} is current again, instead of {result['before'][:12]}")


def unpublish(document: Document, target: Target = None, json: Json = False) -> None:
    """Take a document's manifest away.

    Its history and its files stay until `mediagen targets gc`.
    """
    from mediagen.commands.counts import note_unpublished
    from mediagen.commands.republish import unpublish as run

    own = parts()
    with _opened(target, own) as (name, place, live):
        result = run(document, place, live)
    note_unpublished(own.config.cache_dir, name, document)
    if json:
        say_json({"schema": 1, **result})
    else:
        say(f"{document}: not published any more; `mediagen targets gc` deletes its history and its files")


@targets_app.callback()
def targets(context: typer.Context, json: Json = False) -> None:
    """List the targets of mediagen.toml."""
    if context.invoked_subcommand:
        return
    from mediagen.errors import ConfigError

    own = parts()
    default = ""
    with contextlib.suppress(ConfigError):  # there is none
        default, _ = place_of(own, None)
    found = []
    for name, values in own.config.settings.targets.items():
        _, place = place_of(own, name)
        found.append(
            {
                "name": name,
                "type": values["type"],
                "place": place.where,
                "base_url": place.base_url or None,
                "public": place.public,
                "signed_for": values.get("signed_for") or None,
                "default": name == default,
            }
        )
    if json:
        say_json({"schema": 1, "targets": found})
    elif found:
        rows = [[("yes" if v else "") if isinstance(v, bool) else v for v in one.values()] for one in found]
        show(list(found[0]), rows, clip="base_url", spare=("signed_for", "place"))
    else:
        say("there is no target yet: write [targets.NAME] in mediagen.toml (docs/publishing.md)")


@targets_app.command(epilog=_GC_EXAMPLES)
def gc(
    target: Target = None,
    grace: Annotated[
        str, typer.Option("--grace", metavar="TIME", help="Leave files alone that are younger, e.g. 24h.")
    ] = "24h",
    yes: Annotated[bool, typer.Option("--yes", help="Delete; without it, only show.")] = False,
    json: Json = False,
) -> None:
    """Show, or delete with --yes, files that no manifest names.

    Neither a current manifest nor a kept one; and kept manifests that are in no history any more.
    """
    from mediagen.commands.republish import collect
    from mediagen.config import duration
    from mediagen.errors import UsageError
    from mediagen.report.human import size

    try:
        seconds = duration(grace)
    except ValueError as error:
        raise UsageError(f"--grace {grace}: {error}", remedy="for example 24h") from None
    with _opened(target) as (name, _, live):
        result = collect(live, apply=yes, grace=float("inf") if seconds is None else seconds)
    if json:
        about = {"deleted": result.deleted, "bytes": result.bytes, "kept": result.kept}
        found = {
            what: [{"name": one.name, "bytes": one.size} for one in some]
            for what, some in (("blobs", result.blobs), ("manifests", result.manifests))
        }
        say_json({"schema": 1, **about, **found})
        return
    old = f" and {count(len(result.manifests), 'old manifest')}" if result.manifests else ""
    files = f"{count(len(result.blobs), 'file')} ({size(result.bytes)}){old}"
    young = f", {count(result.young, 'unused one')} younger than {grace}" if result.young else ""
    say(f"{name}: {files} {'deleted' if yes else 'could go (--yes deletes)'}; {result.kept:,} in use{young}")


@supabase_app.command(epilog=_SCHEMA_EXAMPLES)
def schema(
    table: Annotated[str, typer.Option("--table", metavar="NAME", help="Name of the table.")] = "tts_cache",
) -> None:
    """Print the SQL of the table of published speech."""
    from mediagen.errors import UsageError
    from mediagen.targets.supabase_rows import schema as sql

    if not table.isidentifier() or not table.isascii():
        raise UsageError(f"--table {table}: not a name of a table", remedy="letters, digits and _")
    say(sql(table).rstrip())
