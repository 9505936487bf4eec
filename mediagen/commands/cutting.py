"""A film whose parts are there, cut: its captions by the voices' own word timings, its layers, its segments."""

from __future__ import annotations

import json
from collections.abc import Sequence

from mediagen.cache.entries import Entry
from mediagen.cache.store import Cache
from mediagen.commands.production import Production, blob_of
from mediagen.plan.captions import Caption, Limits, Said, captions
from mediagen.plan.film import FPS, FRAMES, Encoding
from mediagen.plan.layout import Wording, caption_chars, lay_out
from mediagen.plan.requests import SegmentRequest
from mediagen.plan.segments import parts
from mediagen.plan.staging import canvas_of, segment_requests, views
from mediagen.plan.timeline import Timeline


def cut(p: Production, cache: Cache, encoding: Encoding, *, draft: bool = False) -> list[SegmentRequest]:
    """The segments that are wanted of the film; notes its captions in it. Raises ItemError for a text without room."""
    film, script, when = p.film, p.words, p.when
    canvas = canvas_of(film, draft=draft)
    texts = [scene.voice for scene in script.scenes]
    p.captions = captions_of(cache, p.voices, texts, when, caption_chars(film.staging, canvas))
    stills = [blob_of(cache, still) if isinstance(still, Entry) else still for still in p.stills]
    files = {part.digest: part.path for part in (*stills, *p.own.values()) if part}
    wording = Wording(
        hook=script.hook,
        product=film.product,
        cta=script.cta,
        tagline=script.tagline,
        brand=film.brand,
        titles=tuple(scene.title for scene in script.scenes),
        logo=p.logo.digest if p.logo else "",
        packshot=p.packshot.digest if p.packshot else "",
    )
    layers = lay_out(wording, [caption.cue for caption in p.captions], film.staging, film.style.look, canvas, when)
    how = (canvas, encoding, p.context.routes["segment"])
    requests = segment_requests(when, layers, views(film, stills, when), how, files)
    return [one for one, part in zip(requests, parts(when), strict=True) if part in p.parts]


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
