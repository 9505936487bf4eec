"""The command line's tree."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mediagen.cli import caching, looking, making, scaffold
from mediagen.cli.state import STATE

_EPILOG = """\b
Examples:
  mediagen seed                                    make all that narratives/ declares
  mediagen seed life_review --voices nova,onyx     one document, in two voices
  mediagen plan                                    what that would make and cost
  mediagen speak "Welcome back." --voice nova -o hello.mp3
  mediagen cache stats                             what there is, and what it saved
"""

# Plain help: rich's own costs three times the rest of start-up.
app = typer.Typer(
    name="mediagen",
    rich_markup_mode=None,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    epilog=_EPILOG,
    help="Scripts, voice-overs and images for your app: declared in YAML, made once, checked, kept.",
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from mediagen import __version__

        print(f"mediagen {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    project: Annotated[
        Path | None,
        typer.Option(
            "--project", "-C", metavar="DIR", help="Work in this folder's project instead of the current one."
        ),
    ] = None,
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit."),
    ] = False,
) -> None:
    STATE.project = project
    STATE.json = False


making.register(app)
looking.register(app)
caching.register(app)
scaffold.register(app)
