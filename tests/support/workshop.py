"""A cache and a studio without the command line, with the provider that counts its calls; and processes to share them."""

from __future__ import annotations

import contextlib
import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from mediagen.cache.entries import Entry
from mediagen.cache.store import Cache
from mediagen.checks import CHECKS
from mediagen.plan.requests import AnalysisRequest, SpeechRequest
from mediagen.providers.connection import Connection
from mediagen.studio.retry import Patience
from mediagen.studio.studio import Studio
from mediagen.studio.values import Labels, Made, Maker
from tests.support.paid import PRICES, ROW

ROOT = Path(__file__).parent.parent.parent
FOREVER = dict.fromkeys(("script", "speech", "image", "source", "analysis", "video"))
QUICK = Patience(first=0.002, longest=0.01, poll_first=0.002, poll_longest=0.01)
"""Tries as often as ever, only sooner."""
KEEP = {**FOREVER, "failed": 300.0, "rejected": 300.0}


def key(name: str) -> str:
    """A key to be told apart by `name`."""
    return hashlib.sha256(name.encode()).hexdigest()


def entry(name: str, data: bytes = b"", **values) -> Entry:
    """A completed entry with `data` for its blob."""
    filled = {
        "key": key(name),
        "kind": "script",
        "status": "completed",
        "provider": "p",
        "model": "m",
        "created": time.time(),
        "text": name,
        "digest": hashlib.sha256(data).hexdigest() if data else "",
        "media_type": "text/plain" if data else "",
        "size": len(data),
    }
    return Entry(**{**filled, **values})


def keep(cache: Cache, name: str, data: bytes | None = None, **values) -> Entry:
    """Make an entry in the cache, bought if it has `cost_usd`."""
    data = f"the text of {name}".encode() if data is None else data
    made = entry(name, data, **values)
    event = {"e": "keep"}
    if made.cost_usd:
        cache.journal.append({"e": "reserve", "id": f"purchase of {name}", "usd": made.cost_usd})
        event = {"e": "settle", "id": f"purchase of {name}", "usd": made.cost_usd}
    cache.keep(made, event, [(data, made.media_type)])
    return made


def pending(name: str) -> Entry:
    """What a lease shows."""
    return entry(name, status="pending")


def names(cache: Cache) -> set[str]:
    """The names of the entries in the index."""
    return {e.text for e in cache.entries()}


def process(code: str, *arguments: object) -> subprocess.Popen:
    """Python in another process, with `sys.argv[1:]` and pipes."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )


def speech(text: str) -> SpeechRequest:
    """A request that the counting provider understands (see tests/support/paid.py)."""
    return SpeechRequest(provider="counting", model="tone-1", voice="nova", text=text, format="wav")


def analysis(answers: str) -> AnalysisRequest:
    """A request that the writing provider answers with these, one after the other (" then " between them)."""
    return AnalysisRequest(provider="counting", model="tone-1", product=answers, image_digest="", image="")


def said(text: str) -> Labels:
    return Labels("talk", text, "nova", "narrative", text)


@contextlib.contextmanager
def studio(
    root: Path, row=ROW, keep_seconds=KEEP, prices=PRICES, checks=CHECKS, budget=None, patience=QUICK, **settings
):
    """A studio on the cache at `root`; the provider's ledger is the file `ledger` beside it. `row`: who makes all, or
    one for each kind.
    """
    connection = Connection(**{n: v for n, v in settings.items() if n in Connection.model_fields})

    def ready(row):
        return Maker(row, row.load({"ledger": str(root.parent / "ledger"), **settings}), connection)

    makers = {one.kind: ready(one) for one in row} if isinstance(row, tuple) else ready(row)

    def maker(kind, _name):
        return makers[kind] if isinstance(makers, dict) else makers

    with Cache(root) as cache:
        yield Studio(cache, maker, checks, keep_seconds, lambda: prices, budget=budget, patience=patience)


def calls(root: Path) -> list[str]:
    """The texts that the counting provider was asked for."""
    ledger = root.parent / "ledger"
    return ledger.read_text(encoding="utf-8").splitlines() if ledger.exists() else []


def make(made: Studio, text: str, **options) -> Made:
    """Have the counting provider speak `text`."""
    return made.make(speech(text), said(text), **options)


def gate(root: Path, calls: int = 0) -> Callable[[], None]:
    """Let the counting provider answer so many calls, and no more until what is returned is called."""
    path = root.parent / "ledger.gate"
    path.write_text(str(calls))
    return path.unlink


def wait_until(so: Callable[[], object]) -> None:
    """Wait until it is so, two minutes at most."""
    until = time.monotonic() + 120
    while not so():
        assert time.monotonic() < until
        time.sleep(0.005)


def books(made: Studio) -> tuple[float, float]:
    """USD spent, and USD reserved with an unknown outcome."""
    totals = made.cache.catch_up()
    return round(totals.spent_usd, 6), round(totals.reserved_usd, 6)
