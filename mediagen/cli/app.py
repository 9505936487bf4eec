"""The command line's tree."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mediagen.cli import (
    caching,
    costs,
    jobs,
    listing,
    looking,
    making,
    planning,
    publishing,
    rendering,
    scaffold,
    setup,
    singles,
    targets,
)
from mediagen.cli.state import STATE

_EPILOG = """\b
Start:
  mediagen init my-media && cd my-media && mediagen seed

\b
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
    context_settings={"help_option_names": ["-h", "--help"]},
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
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Log to stderr what is missing and why, and what is made.")
    ] = False,
    log_file: Annotated[
        Path | None, typer.Option("--log-file", metavar="FILE", help="Add the same log to the end of this file.")
    ] = None,
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit."),
    ] = False,
) -> None:
    STATE.project = project
    STATE.verbose = verbose
    STATE.logging = verbose or log_file is not None
    if STATE.logging:
        from mediagen.cli.logs import configure

        configure(verbose=verbose, file=log_file)


scaffold.register(app)
making.register(app)
planning.register(app)
rendering.register(app)
publishing.register(app)
targets.register(app)
singles.register(app)
looking.register(app)
listing.register(app)
setup.register(app)
caching.register(app)
costs.register(app)
jobs.register(app)
