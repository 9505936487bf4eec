"""init, schema."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mediagen.cli import completion
from mediagen.cli.state import parts, say, say_json

_INIT_EXAMPLES = """\b
Examples:
  mediagen init my-app-media && cd my-app-media && mediagen seed
"""


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command(epilog=_INIT_EXAMPLES)(init)
    app.command(epilog=_SCHEMA_EXAMPLES)(schema)


def init(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Where; made when it is not there.", show_default="here")
    ] = Path(),
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that are there.")] = False,
) -> None:
    """Start a project with examples that works at once."""
    import shlex

    from mediagen.commands.init import scaffold
    from mediagen.system import WINDOWS
    from mediagen.wiring import shipped

    done = scaffold(folder, shipped, force=force)
    for path in done:
        say(f"made {path}")
    quoted = f'"{folder}"' if WINDOWS else shlex.quote(str(folder))
    where = "" if folder == Path() else f"cd {quoted} && "
    say(f"try: {where}mediagen seed && mediagen gallery --open")


_SCHEMA_EXAMPLES = """\b
Examples:
  mediagen schema narrative > narrative.schema.json

\b
In a document, the line
# yaml-language-server: $schema=../.schemas/narrative.schema.json
lets editors complete and check it.
"""


def schema(
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND",
            help="narrative, list, script_template, template (a style) or ad; or manifest: what apps read.",
            autocompletion=completion.document_kinds,
        ),
    ],
) -> None:
    """Print the JSON Schema of a kind of document, or of manifests."""
    from mediagen.library.schema import schema_for

    parts()
    say_json(schema_for(kind))
