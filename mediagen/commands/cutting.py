"""A film whose parts are there, cut: its captions by the voices' own word timings, its layers, its segments."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from mediagen.cache.entries import Entry
from mediagen.cache.store import Cache
from mediagen.commands.production import Production, blob_of
from mediagen.errors import ItemError
from mediagen.plan.captions import Caption, Limits, Said, captions
from mediagen.plan.film import FPS, FRAMES, Canvas, Encoding, Layer
from mediagen.plan.layout import Wording, caption_chars, lay_out
from mediagen.plan.requests import SegmentRequest
from mediagen.plan.segments import parts
from mediagen.plan.staging import canvas_of, segment_requests, views
from mediagen.plan.style_film import SCENES
from mediagen.plan.timeline import Timeline, predicted


def cut(p: Production, cache: Cache, encoding: Encoding, *, draft: bool = False) -> list[SegmentRequest]:
    """The segments that are wanted of the film; notes its captions in it. Raises ItemError for a text without room."""
    film, script, when = p.film, p.words, p.when
    canvas = canvas_of(film, draft=draft)
    texts = [scene.voice for scene in script.scenes]
    p.captions = captions(_said(cache, p.voices, texts, when), *_reading(p, canvas))
    moving = p.clips or [None] * len(p.stills)
    seen = [clip or still for clip, still in zip(moving, p.stills, strict=True)]
    stills = [blob_of(cache, one) if isinstance(one, Entry) else one for one in seen]
    scenes = tuple(s if clip else replace(s, motion="") for s, clip in zip(film.scenes, moving, strict=True))
    files = {part.digest: part.path for part in (*stills, *p.own.values()) if part}
    layers = _laid_out(p, script.texts, p.captions, canvas, when)
    how = (canvas, encoding, p.context.routes["segment"])
    requests = segment_requests(film, when, layers, views(replace(film, scenes=scenes), stills, when), how, files)
    return [one for one, part in zip(requests, parts(when), strict=True) if part in p.parts]


def check_texts(p: Production, *, draft: bool = False) -> None:
    """Raises the first of the film's `text_faults`."""
    for fault in text_faults(p, draft=draft):
        raise fault


def text_faults(p: Production, *, draft: bool = False) -> Iterator[ItemError]:
    """What of the film's texts cannot be spoken in time or read, before anything is bought for it: laid out for voices
    as long as predicted. While its script is not there yet, those are the ad's own.
    """
    from mediagen.video.layers import check

    texts = p.script.texts if p.script else {name: str(text) for name, text in p.film.given}
    voices = [texts.get(f"voice_{n}", "") for n in range(1, SCENES + 1)]
    canvas = canvas_of(p.film, draft=draft)
    try:
        when = predicted(p.film.staging, voices)
    except ItemError as error:
        yield error
        return
    said = [Said(t, v.start_ms, v.duration_ms, v.speed) for t, v in zip(voices, when.voices, strict=True) if t]
    shown = captions(said, *_reading(p, canvas))
    files = {own.digest: own.path for own in p.own.values()}
    for layer in _laid_out(p, texts, shown, canvas, when):
        try:
            check([layer], canvas, files)
        except ItemError as error:
            yield error


def _laid_out(
    p: Production, texts: Mapping[str, str], shown: Sequence[Caption], canvas: Canvas, when: Timeline
) -> tuple[Layer, ...]:
    """The film's layers. `texts` as AdScript.texts; what it has not does not stand on the picture."""
    wording = Wording(
        hook=texts.get("hook", ""),
        product=p.film.product,
        cta=texts.get("cta", ""),
        tagline=texts.get("tagline", ""),
        brand=p.film.brand,
        titles=tuple(texts.get(f"title_{n}", "") for n in range(1, SCENES + 1)),
        logo=p.logo.digest if p.logo else "",
        packshot=p.packshot.digest if p.packshot else "",
        portrait=_portrait(p),
        own=tuple(bool(scene.image or scene.clip) for scene in p.film.scenes),
    )
    return lay_out(wording, [caption.cue for caption in shown], p.film.staging, p.film.style.look, canvas, when)


def _portrait(p: Production) -> str:
    """Digest of the picture that shows the product on the end card; before it is there, any word for it."""
    number = p.film.portrait
    if number is None:
        return ""
    still = p.stills[number] if p.stills else None
    return still.digest if still else "to come"


def _reading(p: Production, canvas: Canvas) -> tuple[int, Limits, tuple[str, ...]]:
    """What captions keep to: when the film ends, in milliseconds, what can be read, and names that stay whole."""
    limits = Limits(max_chars=caption_chars(p.film.staging, canvas))
    return FRAMES * 1_000 // FPS, limits, (p.film.product, p.film.brand)


def _said(cache: Cache, voices: Sequence[Entry | None], texts: Sequence[str], when: Timeline) -> list[Said]:
    """What is said in the film. `texts`: what each scene's voice says, as it is written."""
    return [
        Said(text, spoken.start_ms, spoken.duration_ms, spoken.speed, _words(cache, voice))
        for voice, text, spoken in zip(voices, texts, when.voices, strict=True)
        if voice is not None
    ]


def _words(cache: Cache, voice: Entry) -> list[tuple[str, float, float]] | None:
    """[word, start, end] in seconds, where the provider told."""
    digest = voice.attachments.get("words", [""])[0]
    if digest:
        cache.bring(voice)
    data = cache.blobs.read(digest, "application/json") if digest else None
    return None if data is None else [(str(w), float(a), float(b)) for w, a, b in json.loads(data)]
