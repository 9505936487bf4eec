"""How a run that makes things ends: it is told, published, and summed up for a CI job's page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mediagen.cli.state import say_json
from mediagen.errors import BudgetError, MediagenError, UsageError

if TYPE_CHECKING:
    from mediagen.cli.publishing import Outcome
    from mediagen.commands.report import Report
    from mediagen.studio.jobs import Recorder


def tell_and_publish(
    report: Report,
    publish: Callable[[], Outcome] | None,
    whole: dict[str, Any],
    tell: Callable[[], None],
    *,
    json: bool,
    summary: Path | None,
    command: str = "seed",
) -> int:
    """Tell of a run that has ended, as `whole` or by `tell`, publish after it if that was asked for, and tell of that;
    with `summary` also at the end of that file.

    Returns the exit status of a publication that failed or left something out, which in JSON is told beside the report,
    else 0. Raises its error where words are told.
    """
    if not json:
        tell()
    outcome, fault = None, None
    if publish is not None and not report.interrupted:
        try:
            outcome = publish()
            whole["published"] = outcome.as_json()
        except MediagenError as error:
            fault = error
            whole["published"] = {"error": error.as_json()}
    if summary is not None:
        from mediagen.report.markdown import run_summary

        append(summary, run_summary(command, whole))
    if json:
        say_json(whole)
        return fault.exit_status if fault else outcome.exit_status if outcome else 0
    if fault is not None:
        raise fault
    if outcome is not None:
        outcome.tell()
    return outcome.exit_status if outcome else 0


def note(recorder: Recorder, report: Report, failed: str = "") -> None:
    """Note how a run has ended, where its stages do not tell: it was stopped, something was left (for want of budget,
    or as it was not planned), or something `failed`.
    """
    from mediagen.report.human import count

    if report.interrupted:
        recorder.end("interrupted", "stopped; run the same command again to go on")
    elif report.exit_status == BudgetError.exit_status:
        recorder.end("unfinished", f"{count(len(report.left), 'item')} left: {report.left[0]['message']}")
    elif failed:
        recorder.end("failed", failed)


def append(summary: Path, text: str) -> None:
    """Add text to the end of the file of --summary. Raises UsageError where that cannot be written."""
    try:
        with summary.open("a", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise UsageError(f"--summary {summary}: {error.strerror}", remedy="name a file that can be written") from error
