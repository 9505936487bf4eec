"""A purchase that is killed at any line of the cache and the studio, and what the next runs then find.

`python -m tests.support.steps FOLDER TEXT FIRST STRIDE KILLS` tries lines FIRST, FIRST + STRIDE … until the purchase
gets to its end, each in a folder of its own, in processes forked from one that has made such a purchase. With KILLS 2
the next run is killed too, somewhere. Prints a line of JSON for each (see `Outcome`). TEXT may ask the provider for
faults (tests/support/paid.py), or to work for free. One that begins with a URL is bought through a vendor's SDK at that
server, which notes in FOLDER/posts what it was asked for: "URL anthropic ad", "URL openai script"; anything else is
spoken by ElevenLabs.
"""

from __future__ import annotations

import gc
import itertools
import json
import os
import shutil
import signal
import sys
import threading
import traceback
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import mediagen.cache
import mediagen.studio
from mediagen.cache.journal import Journal
from mediagen.cache.verify import verify
from mediagen.errors import BudgetError, ItemError
from mediagen.plan.requests import Request, SpeechRequest
from mediagen.providers import TABLE
from mediagen.providers.prices import prices
from mediagen.studio.budget import Budget
from mediagen.studio.values import Labels, Made
from tests.support import workshop
from tests.support.encode import picture, scene
from tests.support.paid import PARTS, PRICE, PRICES, QUEUE, ROW, lines
from tests.support.vendors import asking
from tests.support.vendors.elevenlabs import KEY, SARAH
from tests.support.vendors.together import settings
from tests.support.workshop import said, speech, studio

WATCHED = tuple(str(Path(p.__file__).parent) for p in (mediagen.cache, mediagen.studio))
FREE = replace(ROW, units=None)
VENDOR = TABLE["speech", "elevenlabs"]
BUDGET = Budget(day_usd=1.5 * PRICE)
"""One purchase fits, and one whose outcome is not known leaves room for none."""


@dataclass
class Outcome:
    """What was there after the kill, and after two more runs."""

    lines: list[int]
    """Before which lines processes were killed."""
    delivered_at: int | None = None
    """How many calls there had been when paid bytes were first found durable after a kill."""
    ordered_at: int | None = None
    """The same of when an order was first found journaled."""
    orders: list[str] = field(default_factory=list)
    ordered: int = 0
    ended: list[str] = field(default_factory=list)
    """How the two runs after it ended: made, cached or the code of the error."""
    calls: int = 0
    noted: list[str] = field(default_factory=list)
    """Purchases that the killed runs had noted right before their calls, and had not taken back."""
    reserves: list[str] = field(default_factory=list)
    voids: list[str] = field(default_factory=list)
    settles: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    whole: bool = False
    faults: list[str] = field(default_factory=list)
    quarantined: int = 0


def main(folder: Path, text: str, first: int, stride: int, kills: int) -> None:
    buy(folder / "0" / "cache", text)  # what is imported and built for that here is there for all children
    gc.freeze()
    for line in itertools.count(first, stride):
        lines = [line, *([line * 7919 % 700 + 1] if kills == 2 else [])]
        root = folder / str(line) / "cache"
        was_killed = one(root, text, lines)
        shutil.rmtree(root.parent)
        if not was_killed:
            return


def one(root: Path, text: str, lines: list[int]) -> bool:
    """Try those lines; prints the outcome, and says whether the first run was killed."""
    outcome, killed = Outcome(lines), []
    for line in lines:
        killed.append(in_child(lambda line=line: (die_at(line), buy(root, text))))
        for file in (root / "locks").glob("*.sent"):
            last = {note.removeprefix("-"): note for note in file.read_text().split()[1:]}
            outcome.noted += [name for name, note in last.items() if name == note]
        if outcome.delivered_at is None and was_delivered(root):
            outcome.delivered_at = len(calls(root, text))
        if outcome.ordered_at is None and events(root, "order"):
            outcome.ordered_at = len(calls(root, text))
    for _ in range(2):
        in_child(lambda: (root.parent / "ended").write_text(buy(root, text)))
        outcome.ended.append((root.parent / "ended").read_text())
    print(json.dumps(report(root, text, outcome)), flush=True)
    return killed[0]


def in_child(work) -> bool:
    """Run `work` in a forked process; says whether it was killed."""
    child = os.fork()
    if not child:
        status = 1
        try:
            work()
            status = 0
        except Exception:  # noqa: BLE001 - told, and told by the status
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(status)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return True
    assert os.WEXITSTATUS(status) == 0
    return False


def die_at(line: int) -> None:
    """Kill this process before that line, counted from now, of the watched modules, in whatever thread."""
    counter = itertools.count(1)

    def local(_frame, event, _argument):
        if event == "line" and next(counter) == line:
            os.kill(os.getpid(), signal.SIGKILL)
        return local

    def trace(frame, _event, _argument):
        return local if frame.f_code.co_filename.startswith(WATCHED) else None

    threading.settrace(trace)
    sys.settrace(trace)


def buy(root: Path, text: str) -> str:
    """Make it; how that ended."""
    try:
        with the_studio(root, text) as made:
            return bought(made, root, text).how
    except (ItemError, BudgetError) as error:
        return error.code


def bought(made, root: Path, text: str) -> Made:
    """It, and what it is made of."""
    request = request_for(root, text)
    if not text.endswith(" ad"):
        return made.make(request, said(text))
    way = writer(text)
    (root.parent / "halo.png").write_bytes(picture("PNG", scene(64, 48)))
    look = replace(asking.analysis(str(root.parent / "halo.png")), product=request.product)
    entry = made.make(way.request(look), Labels("ad", "analysis")).entry
    known = {"analysis": made.cache.read(entry).decode(), "analysis_digest": entry.digest}
    return made.make(replace(request, **known), Labels("ad", "script"))


def writer(text: str) -> asking.Way | None:
    """Who is asked at the URL that the text begins with, if it is one who writes."""
    return {"openai": asking.RESPONSES, "anthropic": asking.MESSAGES}.get(text.split()[1])


def the_studio(root: Path, text: str):
    """What buys it."""
    if text.startswith("http") and (way := writer(text)):
        rows = tuple(TABLE[kind, way.vendor] for kind in ("analysis", "script"))
        return studio(root, rows, prices=prices(), **settings(rows[0], text.partition(" ")[0]))
    if text.startswith("http"):
        return studio(root, VENDOR, prices=prices(), key=KEY, base_url=text.partition(" ")[0], timeout=60.0)
    return studio(root, row_for(text), prices=PRICES, budget=BUDGET if "budget" in text else None)


def request_for(root: Path, text: str) -> Request:
    """What is asked for; of a vendor, whose server is the same for all, another thing for each folder."""
    number = f"number {root.parent.name}"
    if text.startswith("http") and (way := writer(text)):
        script = replace(asking.SCRIPT, inputs=(("sport", number),), shown=(("sport", number),))
        return way.request(asking.ad(product=f"Halo {number}") if text.endswith(" ad") else script)
    if text.startswith("http"):
        words = f"{text.partition(' ')[2]} {root.parent.name}"
        return SpeechRequest(provider=VENDOR.name, model=VENDOR.model, voice=SARAH, text=words)
    return speech(text)


def calls(root: Path, text: str) -> list[str]:
    """The texts that the provider was asked for."""
    if text.startswith("http") and writer(text):
        return [one for one in lines(root.parent.parent / "posts") if one == f"number {root.parent.name}"]
    if text.startswith("http"):
        return [one for one in lines(root.parent.parent / "posts") if one == request_for(root, text).text]
    return workshop.calls(root)


def row_for(text: str):
    """What kind of provider the text asks for."""
    kinds = {"free": FREE, "looks": QUEUE, "is lost": QUEUE, " | ": PARTS}
    return next((row for word, row in kinds.items() if word in text), ROW)


def was_delivered(root: Path) -> bool:
    """Whether paid bytes are durable: in the incoming folder, or kept."""
    incoming = root / "incoming"
    waiting = incoming.exists() and any(not f.name.startswith(".") for f in incoming.iterdir())
    return waiting or bool(events(root, "settle"))


def report(root: Path, text: str, outcome: Outcome) -> dict:
    """The outcome, with what is in the books and in the cache in the end."""
    with the_studio(root, text) as made:
        totals = made.cache.catch_up()
        entries = [e for e in made.cache.entries() if e.status == "completed"]
        found = verify(made.cache)
        outcome.calls = len(calls(root, text))
        outcome.reserves, outcome.settles = events(root, "reserve"), events(root, "settle")
        outcome.voids, outcome.orders = events(root, "void"), events(root, "order")
        outcome.ordered = len(outcome.orders)
        outcome.open = sorted(totals.open)
        outcome.whole = found.sound and all(made.cache.read(e) for e in entries)
        outcome.faults = [f"{f.what}: {f.detail}" for f in found.faults]
        outcome.quarantined = len(list((root / "quarantine").glob("*.wav")))
    return asdict(outcome)


def events(root: Path, kind: str) -> list[str]:
    """The ids of the journal's events of that kind."""
    return [e["id"] for _, e in Journal(root / "journal.jsonl").events() if e and e.get("e") == kind]


def command(arguments: tuple[str, ...]) -> int:
    """`main` of the arguments as they stand on a command line."""
    main(Path(arguments[0]), arguments[1], *map(int, arguments[2:5]))
    return 0


if __name__ == "__main__":
    sys.exit(command(tuple(sys.argv[1:])))
