"""The command line's tree: a command's module is imported, and its options are built, when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from inspect import getdoc
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from mediagen.cli.state import STATE
from mediagen.cli.values import Group, take_as_given

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

COMMANDS = {
    "init": "scaffold",
    "schema": "scaffold",
    "seed": "making",
    "plan": "planning",
    "render": "rendering",
    "preview": "rendering",
    "gallery": "gallery",
    "publish": "publishing",
    "rollback": "targets",
    "unpublish": "targets",
    "targets": "targets",
    "supabase": "targets",
    "script": "singles",
    "speak": "singles",
    "image": "singles",
    "check": "looking",
    "explain": "looking",
    "voices": "listing",
    "sizes": "listing",
    "styles": "listing",
    "providers": "listing",
    "config": "setup",
    "doctor": "setup",
    "cache": "caching",
    "cache-stats": "caching",
    "costs": "costs",
    "jobs": "jobs",
}
"""Command or group → the module of mediagen.cli that registers it, in the order of the help."""


class _Commands(Mapping[str, Any]):
    """The commands and groups by name."""

    def __getitem__(self, name: str) -> Any:
        return of_module(COMMANDS[name])[name]

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


@cache
def of_module(module: str) -> Mapping[str, Any]:
    """The commands and groups that a module of mediagen.cli registers."""
    return typer.main.get_group(_registered(module)).commands


def _registered(module: str) -> typer.Typer:
    own = typer.Typer(rich_markup_mode=None)
    import_module(f"mediagen.cli.{module}").register(own)
    take_as_given(own)
    return own


def _helps(module: str) -> Iterator[tuple[str, str]]:
    """Name and help of each command and group that a module registers."""
    own = _registered(module)
    for command in own.registered_commands:
        assert command.callback is not None
        yield command.name or command.callback.__name__, command.help or getdoc(command.callback) or ""
    for group in own.registered_groups:
        solved = typer.main.solve_typer_info_defaults(group)
        yield str(solved.name), str(solved.help)


class _Tree(Group):
    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = _Commands()  # type: ignore[assignment]

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The list of commands, as a group has it whose commands have no options: to build those of all takes longer
        than the rest of the help.
        """
        helps = dict(one for module in dict.fromkeys(COMMANDS.values()) for one in _helps(module))
        brief = TyperGroup(commands={name: TyperCommand(name, help=helps[name]) for name in COMMANDS})
        brief.format_commands(ctx, formatter)


# Plain help: rich's own costs three times the rest of start-up.
app = typer.Typer(
    name="mediagen",
    cls=_Tree,
    rich_markup_mode=None,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=_EPILOG,
    help="Scripts, voice-overs, images and ad films for your app: declared in YAML, made once, checked, kept.",
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from mediagen import __version__

        print(f"mediagen {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    project: Annotated[
        str | None,  # no path: to be read as one it would take all of pydantic
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
    STATE.project = None if project is None else Path(project)
    STATE.verbose = verbose
    STATE.logging = verbose or log_file is not None
    if STATE.logging:
        from mediagen.cli.logs import configure

        configure(verbose=verbose, file=log_file)
