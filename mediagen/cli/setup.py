"""config and doctor: what is in force, and whether it can work."""

from __future__ import annotations

from typing import Any

import typer

from mediagen.cli.money import warn_of_settings
from mediagen.cli.options import Json
from mediagen.cli.state import parts, say, say_json, show
from mediagen.report.human import count


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command(epilog=_CONFIG_EXAMPLES)(config)
    app.command(epilog=_DOCTOR_EXAMPLES)(doctor)


_CONFIG_EXAMPLES = """\b
Examples:
  mediagen config
  MEDIAGEN_SPEECH_FORMAT=wav mediagen config     a setting from the environment
"""


def config(json: Json = False) -> None:
    """Show the settings in force and where each came from.

    Secrets are masked.
    """
    from mediagen.config import mask

    live = parts()
    warn_of_settings(live)
    values = list(live.config.values())
    variables = sorted({live.variable(row) for row in live.table.values() if row.key_variable})
    secrets = {name: mask(live.config.environment.get(name, "")) for name in variables}
    if json:
        settings = {name: {"value": value, "from": origin} for name, value, origin in values}
        say_json({"schema": 1, "root": str(live.config.root), "settings": settings, "secrets": secrets})
        return
    say(f"project: {live.config.root}")
    rows = [[name, _shown(name, value), origin] for name, value, origin in values if value != {}]
    rows += [[name, value, live.config.variable_origin(name)] for name, value in secrets.items()]
    show(["setting", "value", "from"], rows)


def _shown(name: str, value: Any) -> str:
    from mediagen.config import duration_text, is_duration

    if is_duration(name):
        return duration_text(value)
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


_DOCTOR_EXAMPLES = """\b
Examples:
  mediagen doctor
  mediagen doctor --json

Exit status: 0 all is well, 3 something needs to be done.
"""


_LEVELS = {"ok": "ok  ", "warn": "WARN", "bad": "BAD "}


def doctor(json: Json = False) -> None:
    """Check what is installed and set; say what to do.

    Packages, project, providers, their keys, models that end soon, prices that are old or missing, targets and the
    shared cache with their credentials, the folders that are written to, free disk space. Asks no server: `mediagen
    publish --dry-run` and `cache diff` do.
    """
    from mediagen.commands.doctor import examine

    findings = examine(parts())
    bad, warned = (sum(f.level == level for f in findings) for level in ("bad", "warn"))
    if json:
        values = [
            {"name": f.name, "ok": f.ok, "level": f.level, "detail": f.detail, "remedy": f.remedy} for f in findings
        ]
        say_json({"schema": 1, "ok": not bad, "findings": values})
    else:
        for f in findings:
            say(f"{_LEVELS[f.level]} {f.name}: {f.detail}" + (f"\n     → {f.remedy}" if f.remedy else ""))
        say(f"{count(bad, 'problem')}: see the remedies above" if bad else _well(warned))
    raise typer.Exit(3 if bad else 0)


def _well(warned: int) -> str:
    return f"nothing is wrong; {count(warned, 'warning')}" if warned else "all is well"
