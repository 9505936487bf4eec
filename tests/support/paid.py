"""Paid providers that count: each call that may be billed is one durable line in a ledger file.

Texts ask for faults: "This is refused 3 times.", "Come back in 400 s.", "This will vanish." and so on; for a queue "It
takes 3 looks.", "It is lost." See `Counting` and `Queueing`. `Project.gate` holds calls until a test has seen enough.

`python -m tests.support.paid ARGS…` is the real command line with that provider added to the table.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import sys
import time
import wave
import zlib
from dataclasses import replace
from pathlib import Path

from mediagen.errors import ConfigError, ProviderError, RejectedError
from mediagen.plan.requests import SpeechRequest
from mediagen.providers import TABLE
from mediagen.providers.connection import Connection
from mediagen.providers.prices import Price, Prices
from mediagen.providers.protocol import Reply, Row, VoiceInfo

PRICE = 0.01
KEY = "COUNTING_API_KEY"


def tone(text: str, speed: float = 1.0) -> bytes:
    """A WAV of the length that the text would take to speak, in a pitch of its own."""
    import numpy as np

    from mediagen.checks.audio import predicted_seconds

    pitch = 200 + zlib.crc32(text.encode()) % 180_000 / 100
    at = np.arange(int(8000 * predicted_seconds(text, speed)) + 800) / 8000
    samples = (np.sin(2 * np.pi * pitch * at) * 9000).astype("<i2")
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(8000)
        out.writeframes(samples.tobytes())
    return file.getvalue()


class Counting:
    """Speaks in tones; writes `text` to the ledger before it answers. Texts may ask for faults."""

    def __init__(self, settings) -> None:
        self.ledger = Path(settings["ledger"])
        self.seconds = settings.get("seconds", 0.0)
        self.key = settings.get("key", "")

    def make(self, request) -> Reply:
        assert isinstance(request, SpeechRequest)
        self.refuse(request.text)
        line(self.ledger, request.text)
        self.wait_at_the_gate(request.text)
        time.sleep(self.seconds)
        return self.answer(request)

    def wait_at_the_gate(self, text: str) -> None:
        """While the file `ledger.gate` is there, only so many calls as it says are answered; ten minutes at most."""
        gate = self.ledger.with_suffix(".gate")
        with contextlib.suppress(FileNotFoundError):
            for _ in range(60_000):
                if int(gate.read_text()) > lines(self.ledger).index(text):
                    return
                time.sleep(0.01)

    def refuse(self, text: str) -> None:
        """Raise what the text asks for of what cannot have been billed."""
        if wanted := re.search(r"refused (\d+) times|come back in ([\d.]+) s", text.lower()):
            tries = self.ledger.with_suffix(".tries")
            line(tries, text)
            if lines(tries).count(text) <= int(wanted[1] or 1):
                later = float(wanted[2]) if wanted[2] else None
                raise ProviderError("429 too many", retryable=True, unbilled=True, busy=True, retry_after=later)
        if re.search(r"\brefuse\b", text):
            raise ProviderError("429 too many requests", retryable=True, unbilled=True, retry_after=3600.0)
        if "key is wrong" in text:
            raise ConfigError("counting does not accept the key", remedy=f"set {KEY}")

    def answer(self, request) -> Reply:
        """The reply, or what the text asks for of what may have been billed."""
        text = request.text
        if "forbidden" in text:
            raise ProviderError("this is not allowed", unbilled=True)
        if "tells the key" in text:
            raise RuntimeError(f"Illegal header value {self.key!r}")
        if "bug" in text:
            raise ValueError("a fault in the provider's code")
        if "no bytes" in text:
            return Reply(b"", "audio/wav")
        if "vanish" in text:
            raise ProviderError("connection reset after the request was sent", retryable=True)
        if "silence" in text:
            data = bytearray(tone(text))
            data[44:] = bytes(len(data) - 44)
            return Reply(bytes(data), "audio/wav")
        cost = 0.07 if "7 cents" in text else None
        return Reply(tone(text, request.speed), "audio/wav", cost_usd=cost, request_id="r1")


class Queueing(Counting):
    """The same through a queue: the ledger has the orders, `looks` how often each was asked for."""

    def submit(self, request) -> str:
        self.refuse(request.text)
        line(self.ledger, request.text)
        time.sleep(self.seconds)
        if "submit vanish" in request.text:
            raise ProviderError("connection reset after the order was sent", retryable=True)
        return f"ticket-{len(lines(self.ledger))}"

    def collect(self, request, ticket: str) -> Reply | None:
        looks = self.ledger.with_suffix(".looks")
        line(looks, ticket)
        if (wanted := re.search(r"takes (\d+) looks", request.text)) and lines(looks).count(ticket) < int(wanted[1]):
            return None
        if "hiccup" in request.text and lines(looks).count(ticket) < 3:
            raise ProviderError("503 on the status", retryable=True, busy=True)
        if "is lost" in request.text and ticket == "ticket-1":
            raise ProviderError("404: no such order", retryable=True, gone=True)
        if "is flagged" in request.text and ticket == "ticket-1":
            raise RejectedError("what came is flagged")
        if "fails there" in request.text and ticket == "ticket-1":
            raise ProviderError("it failed and was not charged", unbilled=True)
        return self.answer(request)


class Writing:
    """Answers what pictures show; the ledger has the correction that it was asked with."""

    def __init__(self, settings) -> None:
        self.ledger = Path(settings["ledger"])

    def make(self, request) -> Reply:
        line(self.ledger, f"{request.product}: {request.correction or 'first'}")
        answers = request.product.split(" then ")
        return Reply(answers[min(len(lines(self.ledger)), len(answers)) - 1].encode(), "application/json")


def line(path: Path, text: str) -> None:
    """Add a line, durably."""
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(descriptor, f"{text}\n".encode())
    os.fsync(descriptor)
    os.close(descriptor)


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def in_parts(request: SpeechRequest) -> list[SpeechRequest]:
    """The sentences between bars, each with what is before it."""
    texts = request.text.split(" | ")
    return [replace(request, text=t, before=texts[n - 1] if n else "") for n, t in enumerate(texts)]


def joined(replies) -> Reply:
    """The tones one after the other."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        for n, reply in enumerate(replies):
            with wave.open(io.BytesIO(reply.data)) as one:
                if not n:
                    out.setparams(one.getparams())
                out.writeframes(one.readframes(one.getnframes()))
    return Reply(file.getvalue(), "audio/wav")


class Settings(Connection):
    """Where the ledger is, and how long a call takes."""

    ledger: str
    seconds: float = 0.0


ROW = Row(
    name="counting",
    kind="speech",
    model="tone-1",
    load=Counting,
    key_variable=KEY,
    connection=Settings,
    units=lambda _request: {"calls": 1},
    voices=(VoiceInfo("nova", "en", "female", "a tone"), VoiceInfo("onyx", "en", "male", "a tone")),
    threads=4,
)
QUEUE = replace(ROW, load=Queueing)
PARTS = replace(ROW, split=in_parts, join=lambda _request, replies: joined(replies))
WRITER = replace(ROW, kind="analysis", load=Writing, tries=3, voices=())
PRICES = Prices({"counting:tone-1": Price(usd={"calls": PRICE})})
PAID_TABLE = {**TABLE, ("speech", "counting"): ROW}


if __name__ == "__main__":
    from mediagen.cli.run import run

    sys.exit(run(sys.argv[1:], PAID_TABLE))
