"""Made-up projects with a full cache, for the benchmarks: everything is there, nothing needs to be made.

Blobs are real files of their own, entries look like those of the offline providers (word times and all), and
journal, index and totals agree; only the durable writes are left out, which would take hours here.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from mediagen import config
from mediagen.cache.books import Totals
from mediagen.cache.entries import Entry
from mediagen.cache.index import Record
from mediagen.cache.store import Cache
from mediagen.cache.view import TOTALS, put
from mediagen.commands.survey import Work
from mediagen.plan.expand import Context, Slot, expand, spoken
from mediagen.plan.requests import Request, describe, key
from mediagen.wiring import Parts

T = TypeVar("T")

NARRATIVE = """\
kind: narrative
schema: 1
id: bench
each: names.jsonl
voices: [nova, onyx]
items:
  - id: welcome
    text: >-
      Welcome back, {{ name }}. You have trained for {{ days }} days now, and today is all about {{ goal }}.
"""
SCRIPTED = """\
kind: narrative
schema: 1
id: bench
each: names.jsonl
voices: [nova]
items:
  - id: visualisation
    script: goal_visualisation_sport_only_07
    with: {sport: "{{ name }}"}
"""
GOALS = ["a calm start", "a strong finish", "one clean turn", "the long middle part", "an easy breath"]
SENTENCE = "You breathe in slowly, let your shoulders drop, and see the first few metres before you, one by one. "


def project(folder: Path, rows: int, *, scripted: bool = False) -> Parts:
    """A project of `rows` names in `folder`: two voices each, or a script and the speech made from it."""
    (folder / "narratives").mkdir(parents=True, exist_ok=True)
    (folder / "mediagen.toml").write_text("schema = 1\n")
    (folder / "narratives" / "bench.yaml").write_text(SCRIPTED if scripted else NARRATIVE)
    with (folder / "narratives" / "names.jsonl").open("w") as file:
        for i in range(rows):
            values = {"name": f"Name {i}", "days": i % 365, "goal": GOALS[i % len(GOALS)]}
            file.write(json.dumps(values) + "\n")
    return parts(folder)


def filled(folder: Path, rows: int, *, scripted: bool = False) -> Parts:
    """Such a project with all of it in its cache; one that is in `folder` from a run before is taken as it is."""
    ready = folder / f"ready-{2 * rows}-{scripted}"
    if not ready.exists():
        print(f"filling a cache with {2 * rows:,} entries …", file=sys.stderr)
        fill(project(folder, rows, scripted=scripted))
        ready.touch()
    return parts(folder)


def parts(folder: Path) -> Parts:
    return Parts(config.load(folder, {}))


def work(live: Parts, rows: int | None = None) -> tuple[Work, Context]:
    """The project's one document with its first `rows` rows, and what it is expanded with."""
    loaded = live.library.narrative("bench")
    found = live.library.rows(loaded)
    assert found is not None
    return Work(loaded, found.rows[:rows]), live.context(loaded.path.parent)


def fill(live: Parts) -> None:
    """Put everything that the project declares into its cache."""
    one, context = work(live)
    with live.cache() as cache:
        for slots in chunks(expand(one.narrative, one.rows, context), 5_000):
            store(cache, [_entry(cache, slot, one, context) for slot in slots])


def _entry(cache: Cache, slot: Slot, one: Work, context: Context) -> Entry:
    if slot.kind == "script":
        assert slot.request is not None
        return _script_entry(cache, slot, slot.request)
    request = slot.request or spoken(slot, one.narrative, _script(slot), context)
    audio = hashlib.sha256(f"audio of {slot.id} {slot.voice}".encode()).digest() * 4
    words = json.dumps([[w, n / 3, n / 3 + 0.3] for n, w in enumerate(slot.text.split())]).encode()
    return Entry(
        **_common(slot, request),
        text=slot.text,
        digest=blob(cache, audio, "audio/mpeg"),
        media_type="audio/mpeg",
        size=len(audio),
        facts={"duration_s": 6.125, "sample_rate": 24_000, "channels": 1, "peak_db": -1.8, "rms_db": -19.6},
        attachments={"words": (blob(cache, words, "application/json"), len(words))},
    )


def _script_entry(cache: Cache, slot: Slot, request: Request) -> Entry:
    data = _script(slot).encode()
    return Entry(
        **_common(slot, request),
        text=_script(slot)[:200],
        digest=blob(cache, data, "text/plain"),
        media_type="text/plain",
        size=len(data),
        facts={"words": 240, "seed": 7},
    )


def _script(slot: Slot) -> str:
    paragraphs = "\n\n".join([(SENTENCE * 4).strip()] * 3)
    return f"This is for {slot.row}. {paragraphs}"


def _common(slot: Slot, request: Request) -> dict[str, Any]:
    return {
        "key": key(request),
        "kind": slot.kind,
        "status": "completed",
        "provider": request.provider,
        "model": request.model,
        "created": time.time(),
        "voice": slot.voice,
        "content_type": slot.content_type,
        "document": slot.document,
        "item": slot.id,
        "request": describe(request),
        "offline": True,
        "seconds": 0.407,
    }


def blob(cache: Cache, data: bytes, media_type: str) -> str:
    """Write a blob as the cache does, but for its fsyncs."""
    digest = hashlib.sha256(data).hexdigest()
    path = Path(cache.blobs.path(digest, media_type))
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        path.chmod(0o444)
    return digest


def store(cache: Cache, entries: list[Entry]) -> None:
    """Journal and index entries whose blobs are there."""
    with cache.journal.path.open("a", encoding="utf-8") as file:
        file.writelines(f'{{"e":"keep","entry":{entry.dumps()}}}\n' for entry in entries)
    totals = Totals(offset=cache.journal.size())
    text = totals.dumps()

    def write(index: Any) -> None:
        for entry in entries:
            put(index, entry)
        index.set(TOTALS, Record(text))

    cache.index.write(write)


def chunks(values: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(values)
    while some := list(islice(rest, size)):
        yield some
