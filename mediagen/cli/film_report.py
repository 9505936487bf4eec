"""What render prints: of films that are made, and of those that would be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mediagen.cli.cache_sharing import tell_caught_up
from mediagen.cli.money import tell_left
from mediagen.cli.planning import tell_lines, total
from mediagen.cli.state import near, say, say_json, show, tell
from mediagen.report.human import count

if TYPE_CHECKING:
    from mediagen.commands.foresee import DryGather
    from mediagen.commands.report import Report
    from mediagen.errors import MediagenError

_SHOWN = 20


def announce(films: int, ads: int) -> None:
    """Say on stderr what a render is about, where it is about more than one film."""
    if films > 1:
        tell(f"{films} films of {count(ads, 'ad')}")


def tell_films(
    report: Report,
    films: list[dict[str, Any]],
    why: list[dict[str, str]],
    *,
    boards: bool = False,
    stopped: bool = False,
) -> None:
    """What a render has made, reused and could not make, and where the films are, with `boards` their storyboards too.
    `stopped`: it was to stop before them.
    """
    from mediagen.report.human import span, usd

    rows = [[name, s["items"], s["cached"], s["made"], s["failed"]] for name, s in report.stages.items() if s["items"]]
    if rows:
        show(["stage", "parts", "reused", "made", "failed"], rows)
    if why:
        _tell_why(why)
    told = sorted(filter(_is_told, films), key=lambda film: not film["error"])  # failures first
    for film in told[:_SHOWN]:
        _tell_film(film, boards=boards)
    if len(told) > _SHOWN:
        say(f"… and {len(told) - _SHOWN} more (all are in --json)")
    tell_left(report)
    tell_caught_up(report.shared)
    done = sum(1 for film in films if film["path"])
    say(
        f"{count(len(films), 'film')}: {done} finished; {count(report.made, 'part')} made, {report.cached} reused,"
        f" {report.failed} failed; {usd(report.cost_usd)} spent, {span(report.seconds)}"
    )
    if stopped and report.items:
        say("stopped as asked: `mediagen cache ls` lists the parts, `mediagen cache show KEY` says where one is")
    if report.interrupted:
        say("interrupted: run the same command again to go on where it stopped")


def _is_told(film: dict[str, Any]) -> bool:
    """Whether it was finished or failed; of budgets is told once, for all parts that were left, and of a run that was
    stopped too.
    """
    return film["error"]["code"] not in {"budget", "stopped"} if film["error"] else bool(film["path"])


def _tell_film(film: dict[str, Any], *, boards: bool) -> None:
    if film["error"]:
        _tell_fault(film["name"], film["error"]["message"], film["error"]["remedy"])
        return
    if boards and film["storyboard"]:
        say(near(film["storyboard"]))
    parts, made, shared = film["parts"], film["parts_made"], film["parts_shared"]
    told = f"{made} of {parts} parts made" if made < parts else ""
    told += f"{', ' if told else ''}{shared} shared with other films" if shared else ""
    say(near(film["path"]) + (f"  ({told})" if told else ""))


def _tell_why(why: Sequence[Mapping[str, str]]) -> None:
    """Each segment that was made, and how many were not, by why; those of a film with one reason in one line."""
    rows = []
    for film in dict.fromkeys(line["film"] for line in why):
        own = [line for line in why if line["film"] == film]
        made = [line for line in own if line["how"] == "made"]
        if len(own) > 1 and len({line["why"] for line in own}) == 1:
            rows.append([film, f"all {len(own)}", own[0]["how"], own[0]["why"]])
            continue
        rows += [[film, line["segment"], "made", line["why"]] for line in made]
        for reason, number in Counter(line["why"] for line in own if line["how"] == "reused").items():
            others = count(number, "other" if made else "segment") if len(own) > 1 else own[0]["segment"]
            rows.append([film, others, "reused", reason])
    show(["film", "segment", "", "why"], rows, clip="why", spare=["film"] if rows and rows[0][0] == rows[-1][0] else [])


def _tell_fault(film: str, message: str, remedy: str) -> None:
    say(f"failed: {film}: {message}")
    if remedy:
        say(f"  → {remedy}")


def tell_plan(
    gather: DryGather, films: int, waiting: int, faults: Sequence[tuple[str, MediagenError]], *, json: bool
) -> None:
    """What a render would make for `films` films. `waiting`: of how many more will be known later; `faults`: why
    others cannot be made, by film.
    """
    plan = gather.plan
    whole = plan.as_json()
    if json:
        say_json(
            {
                "schema": 1,
                "films": films,
                "waiting": waiting,
                "usd": plan.new_usd,
                "likely_usd": plan.likely_usd,
                "at_most": whole["at_most"],
                "stages": {name: stage.as_json() for name, stage in gather.stages.items()},
                "lines": whole["lines"],
                "errors": [{"film": name, **error.as_json()} for name, error in faults],
            }
        )
        return
    tell_lines(plan)
    say(f"{count(films, 'film')}: {count(whole['misses'], 'part')} to make for {total(plan)}")
    tell_faults(faults, waiting)


def tell_faults(faults: Sequence[tuple[str, MediagenError]], waiting: int) -> None:
    """Of how many films more will be known later, and why others cannot be made."""
    if waiting:
        say(f"{count(waiting, 'film')} {'waits' if waiting == 1 else 'wait'} for these; to put them together is free")
    for name, error in faults:
        _tell_fault(name, error.message, error.remedy)
