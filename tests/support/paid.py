"""A paid speech provider that counts: each call is one durable line in a ledger file.

`python -m tests.support.paid ARGS…` is the real command line with that provider added to the table.
"""

from __future__ import annotations

import io
import os
import sys
import time
import wave
import zlib

import numpy as np

from mediagen.checks.audio import predicted_seconds
from mediagen.errors import ProviderError
from mediagen.plan.requests import SpeechRequest
from mediagen.providers import TABLE
from mediagen.providers.protocol import Reply, Row, VoiceInfo

PRICE = 0.01
KEY = "COUNTING_API_KEY"


def tone(text: str, speed: float = 1.0) -> bytes:
    """A WAV of the length that the text would take to speak, in a pitch of its own."""
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
        self.ledger = settings["ledger"]
        self.seconds = settings.get("seconds", 0.0)

    def make(self, request) -> Reply:
        assert isinstance(request, SpeechRequest)
        if "refuse" in request.text:
            raise ProviderError("429 too many requests", retryable=True, unbilled=True)
        descriptor = os.open(self.ledger, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(descriptor, f"{request.text}\n".encode())
        os.fsync(descriptor)
        os.close(descriptor)
        time.sleep(self.seconds)
        if "forbidden" in request.text:
            raise ProviderError("this is not allowed", unbilled=True)
        if "bug" in request.text:
            raise ValueError("a fault in the provider's code")
        if "nothing" in request.text:
            return Reply(b"", "audio/wav")
        if "vanish" in request.text:
            raise ProviderError("connection reset after the request was sent", retryable=True)
        if "silence" in request.text:
            data = bytearray(tone(request.text))
            data[44:] = bytes(len(data) - 44)
            return Reply(bytes(data), "audio/wav")
        cost = 0.07 if "7 cents" in request.text else None
        return Reply(tone(request.text, request.speed), "audio/wav", cost_usd=cost, request_id="r1")


ROW = Row(
    name="counting",
    kind="speech",
    model="tone-1",
    load=Counting,
    key_variable=KEY,
    estimate_usd=lambda _request: PRICE,
    voices=(VoiceInfo("nova", "en", "female", "a tone"), VoiceInfo("onyx", "en", "male", "a tone")),
    threads=4,
)
PAID_TABLE = {**TABLE, ("speech", "counting"): ROW}


if __name__ == "__main__":
    from mediagen.cli.run import run

    sys.exit(run(sys.argv[1:], PAID_TABLE))
