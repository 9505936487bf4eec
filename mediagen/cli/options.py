"""Options that several commands share, and how their values are read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mediagen.cli import completion

if TYPE_CHECKING:
    from mediagen.plan.requests import Kind

KINDS = ("script", "speech", "image", "source", "music", "segment", "sound", "film", "analysis", "video")
"""plan.requests.KINDS, which to import would cost more than `--help` may."""
SEEDED: tuple[Kind, ...] = ("script", "speech", "image")
"""What documents declare, and seed makes."""


def among(known: Sequence[str], told: str, *names: str, metavar: str = "") -> Any:
    """An option whose value is one of those `known` (`one_of`), or a list of them."""
    shown = metavar or "|".join(known)
    return typer.Option(*names, metavar=shown, help=told, autocompletion=completion.known(*known))


Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="Give a variable or input this value. May be repeated."),
]
Refresh = Annotated[bool, typer.Option("--refresh", help="Make anew what is there already; paid work is paid again.")]
Summary = Annotated[
    Path | None,
    typer.Option(
        "--summary", metavar="FILE", help="Add what was done to the end of this file, as Markdown: for a CI job's page."
    ),
]
Output = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Copy the result to this file.")]


def assignments_of(texts: Sequence[str] | None) -> dict[str, Any]:
    """What the `--set` options say. Raises UsageError."""
    from mediagen.errors import UsageError

    values = {}
    for text in texts or ():
        name, equals, value = text.partition("=")
        if not equals or not name.isidentifier():
            raise UsageError(f"--set {text}: not of the form NAME=VALUE", remedy="for example --set sport=Rowing")
        values[name] = writable(value, f"--set {name}")
    return values


def writable(text: str, what: str) -> str:
    """`text`, if it could stand in a document. Raises UsageError: no control characters, no broken UTF-8."""
    from mediagen.errors import UsageError
    from mediagen.library.decode import FORBIDDEN_IN_TEXT

    bad = FORBIDDEN_IN_TEXT.search(text)
    if bad is None:
        return text
    if "\udc80" <= bad[0] <= "\udcff":  # how Python carries a byte that it could not decode
        raise UsageError(f"{what}: byte 0x{ord(bad[0]) - 0xDC00:02X} is not UTF-8", remedy="give it as UTF-8")
    raise UsageError(f"{what}: it has the character U+{ord(bad[0]):04X}, which is no text", remedy="delete it")


def names_of(text: str | None, option: str = "") -> list[str]:
    """The names in a list like "nova, onyx". Raises UsageError when `option` is given, but no name."""
    from mediagen.errors import UsageError

    names = list(dict.fromkeys(n.strip() for n in (text or "").split(",") if n.strip()))
    if text is not None and not names and option:
        raise UsageError(f"{option} {text!r}: no name is in it", remedy="write names with commas between them")
    return names


def moment_of(text: str, option: str) -> float:
    """Seconds since 1970 of a day like 2026-11-01 (UTC), or so long ago: 7d, 24h. Raises UsageError."""
    import datetime as dt
    import time

    from mediagen.config import duration
    from mediagen.errors import UsageError

    try:
        return dt.datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=dt.UTC).timestamp()
    except ValueError:
        pass
    try:
        seconds = duration(text)
    except ValueError:
        remedy = "give a length like 7d or 24h, or a day like 2026-11-01"
        raise UsageError(f"{option} {text}: no time", remedy=remedy) from None
    return 0.0 if seconds is None else time.time() - seconds


def one_of(value: str | None, known: Sequence[str], option: str) -> str | None:
    """`value`, if it is known. Raises UsageError that lists what is."""
    if value is not None and value not in known:
        from mediagen.errors import UsageError
        from mediagen.plan.inputs import did_you_mean

        raise UsageError(
            f"{option} {value}: not known", remedy=did_you_mean(value, known) or f"one of {', '.join(known)}"
        )
    return value
