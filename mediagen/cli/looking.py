"""check and explain: documents against what they refer to, and against what is there."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mediagen.cli import completion
from mediagen.cli.choosing import documents_of
from mediagen.cli.money import warn_of_settings
from mediagen.cli.options import Json
from mediagen.cli.state import no_narratives, parts, say, say_json, warn
from mediagen.report.human import count

if TYPE_CHECKING:
    from mediagen.cache.store import Cache
    from mediagen.commands.explain import Explanation
    from mediagen.plan.expand import Slot
    from mediagen.wiring import Parts


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command(epilog=_CHECK_EXAMPLES)(check)
    app.command(epilog=_EXPLAIN_EXAMPLES)(explain)


_CHECK_EXAMPLES = """\b
Examples:
  mediagen check
  mediagen check narratives/life_review.yaml --json

Exit status: 0 all well, 2 something is wrong.
"""


def check(
    documents: Annotated[
        list[str] | None,
        documents_of(
            "Documents: files, or ids of narratives and ads. Without any: all there are.",
            completion.narratives_and_ads,
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Validate documents and all they refer to; make nothing."""
    from mediagen.commands.check import check_all
    from mediagen.commands.refusals import asking, document_problems

    live = parts()
    warn_of_settings(live)
    refuses = asking(live.rows)
    problems, checked = check_all(
        live.library,
        documents or [],
        live.voice,
        lambda one: document_problems(live.library, one, live.context(one.path.parent), refuses, warn),
    )
    if not problems and not checked:
        raise no_narratives(live)
    if json:
        say_json({"schema": 1, "ok": not problems, "documents": checked, "problems": [p.as_json() for p in problems]})
    else:
        for problem in problems:
            say(str(problem))
        say(count(len(problems), "problem") if problems else f"all well: {checked}")
    raise typer.Exit(2 if problems else 0)


_EXPLAIN_EXAMPLES = """\b
Examples:
  mediagen explain life_review/question_03 --voice nova
  mediagen explain goal_visualisation/visualisation/rowing
  mediagen explain 3f6c0a                        a key, or its first digits
"""


def explain(
    what: Annotated[str, typer.Argument(metavar="KEY|DOC/ITEM[/ROW]", help="A key (or its start), or an item.")],
    voice: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Only this voice of the item.", autocompletion=completion.voices),
    ] = None,
    json: Json = False,
) -> None:
    """Say why a key or an item is a hit or a miss.

    For a miss: which fields differ from the nearest entry.
    """
    live = parts()
    with live.cache(looking=True) as cache:
        found = _explain_item(live, cache, what, voice) if "/" in what else _explain_keys(live, cache, what)
    if json:
        say_json(found[0].as_json() if len(found) == 1 else [one.as_json() for one in found])
    else:
        for one in found:
            _tell_explanation(one)


def _explain_keys(live: Parts, cache: Cache, start: str) -> list[Explanation]:
    from mediagen.commands.entries import beginning_with, is_key
    from mediagen.commands.explain import explain_key
    from mediagen.errors import DocumentError, UsageError

    names = [entry.key for entry in beginning_with(cache, start)] if is_key(start) else []
    if not names and len(start) == 64:
        names = [start]
    if not names:
        with contextlib.suppress(DocumentError):
            _explain_item(live, cache, start, None)  # raises UsageError that names the document's items
        raise UsageError(
            f"{start}: no such key or item",
            remedy="items are DOCUMENT/ITEM or DOCUMENT/ITEM/ROW; `mediagen cache ls` lists keys",
        )
    return [explain_key(cache, name) for name in names]


def _explain_item(live: Parts, cache: Cache, what: str, voice: str | None) -> list[Explanation]:
    from mediagen.commands.explain import explain_item
    from mediagen.plan.documents import Narrative
    from mediagen.plan.expand import expand

    document, _, item = what.partition("/")
    loaded = live.library.narrative(document)
    assert isinstance(loaded.document, Narrative)
    rows = live.library.rows(loaded)
    context = live.context(loaded.path.parent, cache, [voice] if voice else [])
    slots = list(expand(loaded.document, None if rows is None else rows.rows, context))
    wanted = [s for s in slots if s.id == item and (voice is None or s.voice in {voice, ""})]
    if not wanted:
        raise _no_such_item(document, item, slots)
    return [explain_item(cache, slot, loaded.document, context) for slot in wanted]


def _no_such_item(document: str, item: str, slots: Iterable[Slot]) -> Exception:
    from mediagen.errors import UsageError
    from mediagen.plan.inputs import did_you_mean

    ids = list(dict.fromkeys(slot.id for slot in slots))
    rows = [name for name in ids if name.startswith(f"{item}/")]
    if rows:
        remedy = f"it has {count(len(rows), 'row')}: name one, such as {document}/{rows[0]}"
    else:
        remedy = did_you_mean(item, ids) or f"items of {document}: {', '.join(ids[:12])}" + ", …" * (len(ids) > 12)
    message = f"{document}/{item}: no such item" if item else f"{document}: which of its items?"
    return UsageError(message, remedy=remedy)


def _tell_explanation(one: Explanation) -> None:
    say(f"{one.label or 'key'}: {one.verdict}")
    if one.key:
        say(f"  key      {one.key}")
    say(f"  why      {one.detail}")
    if one.nearest is not None:
        label = f"{one.nearest.document}/{one.nearest.item} {one.nearest.voice}".strip(" /")
        say(f"  nearest  {one.nearest.key}" + (f" ({label})" if label else ""))
    for d in one.differences:
        there, wanted = _change(d.there, d.wanted)
        say(f"    {d.field}: {there} → {wanted}")


def _change(there: Any, wanted: Any) -> tuple[str, str]:
    """Two values, both from a little before where they begin to differ."""
    from mediagen.report.human import first

    texts = ["(none)" if value is None else " ".join(str(value).split()) for value in (there, wanted)]
    same = next((i for i, (a, b) in enumerate(zip(*texts, strict=False)) if a != b), min(map(len, texts)))
    start = max(0, same - 20)
    shown = ["…" * (start > 0) + first(text[start:], 60) for text in texts]
    return shown[0], shown[1]
