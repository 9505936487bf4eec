"""Captions of a film: from its script and the voices' own word timings."""

from __future__ import annotations

import json
from collections.abc import Sequence

from mediagen.cache.entries import Entry
from mediagen.cache.store import Cache
from mediagen.plan.captions import Caption, Limits, Said, captions
from mediagen.plan.film import FPS, FRAMES
from mediagen.plan.timeline import Timeline


def captions_of(
    cache: Cache, voices: Sequence[Entry | None], texts: Sequence[str], when: Timeline, max_chars: int
) -> tuple[Caption, ...]:
    """The film's captions in their order. `texts`: what each scene's voice says, as it is written."""
    said = [
        Said(text, spoken.start_ms, spoken.duration_ms, spoken.speed, _words(cache, voice))
        for voice, text, spoken in zip(voices, texts, when.voices, strict=True)
        if voice is not None
    ]
    return captions(said, FRAMES * 1_000 // FPS, Limits(max_chars=max_chars))


def _words(cache: Cache, voice: Entry) -> list[tuple[str, float, float]] | None:
    """[word, start, end] in seconds, where the provider told."""
    digest = voice.attachments.get("words", [""])[0]
    data = cache.blobs.read(digest, "application/json") if digest else None
    return None if data is None else [(str(w), float(a), float(b)) for w, a, b in json.loads(data)]
