"""Markdown for job pages, pull requests and dashboards: what a run did, and what the cache has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mediagen.report.human import by_reason, first, iso, named, size, span, usd

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~#])")
_SHOWN = 20
"""Items of a kind that are named; of the others only how many there are."""


def text(value: Any) -> str:
    """A text as it is, on one line, at most 200 characters of it: nothing of it is markup."""
    return _SPECIAL.sub(r"\\\1", first(str(value), 200))


def table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Iterator[str]:
    """Rows under their columns; numbers are set to the right."""
    yield ""
    yield f"| {' | '.join(columns)} |"
    right = [all(isinstance(row[n], int | float) for row in rows) for n in range(len(columns))]
    yield f"| {' | '.join('---:' if one else '---' for one in right)} |"
    for row in rows:
        cells = [f"{cell:,}" if isinstance(cell, int) else text("" if cell is None else cell) for cell in row]
        yield f"| {' | '.join(cells)} |"
    yield ""


def run_summary(command: str, report: Mapping[str, Any]) -> str:
    """What a run of `command` did, from the object that its --json prints."""
    lines = [
        f"## mediagen {command}: {_verdict(report)}",
        *table(
            ["made", "cached", "hit rate", "failed", "left", "spent", "saved", "took"],
            [
                [
                    *(report["made"], report["cached"], _rate(report), report["failed"], report["skipped"]),
                    *(usd(report["cost_usd"]), usd(report["saved_usd"]), span(report["seconds"])),
                ]
            ],
        ),
        *_films(report.get("films", ())),
        *_stages(report["stages"]),
        *_left(report),
        *_failed(report["errors"]),
        *_shared(report.get("shared")),
        *_published(report.get("published")),
    ]
    return "\n".join(lines) + "\n"


def _verdict(report: Mapping[str, Any]) -> str:
    if report["interrupted"]:
        return "interrupted"
    if "error" in report.get("published", {}):
        return "not published"
    if report.get("published", {}).get("refused"):
        return "not all is published"
    if failed := report["failed"] or sum(_has_failed(film) for film in report.get("films", ())):
        return f"{failed:,} failed"
    if report["left"]:
        return f"{len(report['left']):,} left for the next run"
    return "all is there"


def _rate(report: Mapping[str, Any]) -> str:
    return f"{report['cached'] / report['items']:.0%}" if report["items"] else ""


def _has_failed(film: Mapping[str, Any]) -> bool:
    return film["error"] is not None and film["error"]["code"] not in {"budget", "stopped"}


def _films(films: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if not films:
        return
    yield f"### Films: {sum(1 for film in films if film['path']):,} of {len(films):,} finished"
    yield ""
    for film in films[:_SHOWN]:
        told = f": {text(film['error']['message'])}" if film["error"] else "" if film["path"] else ": not finished"
        yield f"- {text(film['name'])}{told}"
    yield from _more(len(films) - _SHOWN)


def _stages(stages: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    rows = [
        [name, one.get("provider") or "", *(one[n] for n in ("items", "cached", "made", "failed", "skipped"))]
        for name, one in stages.items()
        if one["items"]
    ]
    if rows:
        yield from table(["stage", "by", "items", "cached", "made", "failed", "left"], rows)


def _left(report: Mapping[str, Any]) -> Iterator[str]:
    left = report["left"]
    if not left:
        return
    yield f"### Left for the next run: {len(left):,}, about {usd(sum(one['usd'] for one in left))}"
    yield ""
    for one in left[:_SHOWN]:
        yield f"- {_item(one)}: {usd(one['usd'])}, {'no price' if not one['budget'] else one['budget']}"
    yield from _more(len(left) - _SHOWN)


def _failed(errors: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if not errors:
        return
    yield f"### Failed: {len(errors):,}"
    yield ""
    reasons = by_reason(errors)
    for one, number in reasons[:_SHOWN]:
        remedy = f" → {text(one['remedy'])}" if one["remedy"] else ""
        others = f" and {number - 1:,} more" if number > 1 else ""
        yield f"- {_item(one)}{others}: {text(one['message'])}{remedy}"
    yield from _more(sum(number for _, number in reasons[_SHOWN:]))


def _item(one: Mapping[str, Any]) -> str:
    return text(named(one["document"], one["item"], one.get("voice")))


def _more(number: int) -> Iterator[str]:
    if number > 0:
        yield f"- … and {number:,} more"
    yield ""


def _shared(shared: Mapping[str, Any] | None) -> Iterator[str]:
    if shared and shared["entries"]:
        yield from (f"Shared cache: entries that earlier runs could not share: {shared['entries']:,}", "")
    if shared and shared["left"]:
        yield from (f"Shared cache: entries still to be shared: {shared['left']:,}", "")


def _published(published: Mapping[str, Any] | None) -> Iterator[str]:
    if published is None:
        return
    if "error" in published:
        error = published["error"]
        yield f"### Not published: {text(error['message'])}"
        yield from ("", text(error["remedy"] or ""), "")
        return
    files = f"{published['uploaded']:,} of {published['blobs']:,} files"
    yield f"### Published to {text(published['target'])}: uploaded {files} ({size(published['uploaded_bytes'])})"
    if published["refused"]:
        yield from ("", f"Left out: {text(published['refused'])}")
    columns = ["document", "items", "published", "missing", "offline"]
    rows = [
        [*(one[name] for name in columns), "new" if one["changed"] else "as it was"] for one in published["documents"]
    ]
    yield from table([*columns, "manifest"], rows)


def stats_summary(stats: Mapping[str, Any]) -> str:
    """What the cache has, from the object that `cache stats --json` prints."""
    rate = "" if stats["hit_rate"] is None else f"{stats['hit_rate']:.0%}"
    rows = [["local", stats["entries"], size(stats["bytes_on_disk"]), stats["newest"]]]
    rows += [[f"remote {name}", one["entries"], size(one["bytes"]), None] for name, one in stats["remote"].items()]
    rows += [[f"published {name}", one["published"], None, iso(one["at"])] for name, one in stats["published"].items()]
    lines = [
        "## mediagen cache",
        *table(["where", "items", "bytes", "newest"], rows),
        *table(
            ["hits", "misses", "hit rate", "runs", "spent", "saved", "reserved"],
            [
                [
                    *(stats["hits"], stats["misses"], rate, stats["runs"]),
                    *(usd(stats[f"{name}_usd"]) for name in ("spent", "saved", "reserved")),
                ]
            ],
        ),
    ]
    return "\n".join(lines)
