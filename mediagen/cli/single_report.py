"""What script, speak and image print."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mediagen.cli.state import near, say, say_json, warn

if TYPE_CHECKING:
    from mediagen.commands.one_off import Outcome

_ENDINGS = {
    "audio/mpeg": (".mp3", ""),
    "audio/wav": (".wav", ""),
    "image/jpeg": (".jpg", ".jpeg", ""),
    "image/png": (".png", ""),
    "image/webp": (".webp", ""),
}


def tell_json_or_line(outcome: Outcome, json: bool) -> None:
    """Print all that is known of it, or where it is."""
    if json:
        say_json(outcome.as_json())
    else:
        tell_one(outcome)


def tell_one(outcome: Outcome) -> None:
    """Print where it is, and on stderr how it came about."""
    say(near(outcome.path))
    tell_how(outcome)


def tell_how(outcome: Outcome) -> None:
    """Say on stderr how it came about, and how large or long it is; of a script, how long it takes to speak."""
    from mediagen.report.human import size, span

    entry = outcome.made.entry
    length = f", {entry.facts['duration_s']:.1f} s" if "duration_s" in entry.facts else ""
    pixels = f", {entry.facts['width']}×{entry.facts['height']}" if "width" in entry.facts else ""
    words = _reading_time(outcome.blob) if entry.media_type == "text/plain" else ""
    by = f"{entry.provider} ({entry.model})"
    how = "found in the cache" if outcome.made.how == "cached" else f"made in {span(outcome.run.seconds)} by {by}"
    warn(f"{how}: {entry.media_type}, {size(entry.size)}{length}{pixels}{words}")
    ending = outcome.path.suffix.lower()
    if ending not in _ENDINGS.get(entry.media_type, (ending,)):
        warn(f"{outcome.path.name} has the ending of another format: its content is {entry.media_type}")


def _reading_time(script: Path) -> str:
    from mediagen.plan.ad_script import speaking_ms
    from mediagen.report.human import span

    text = script.read_text(encoding="utf-8")
    return f", {len(text.split())} words, about {span(speaking_ms(text) // 1_000)} to speak"
