"""A film whose parts are there, cut: its captions by the voices' own word timings, its layers, its segments."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from mediagen.cache.entries import Entry
from mediagen.cache.store import Cache
from mediagen.commands.looking import look, shape_of
from mediagen.commands.production import Production, blob_of, duration_ms
from mediagen.errors import ItemError
from mediagen.plan.captions import Caption, Limits, Said, captions
from mediagen.plan.film import FPS, FRAMES, Box, Camera, Canvas, Encoding, Layer, Picture
from mediagen.plan.layout import Wording, caption_chars, lay_out, lifted
from mediagen.plan.placement import Sight
from mediagen.plan.requests import SegmentRequest, key
from mediagen.plan.segments import parts
from mediagen.plan.staging import Blob, canvas_of, segment_requests, views
from mediagen.plan.style_film import SCENES
from mediagen.plan.timeline import Timeline, TimelineError, doubtful, predicted
from mediagen.video.sight import Seen, on_canvas

View = tuple[Picture, Camera | None]


def cut(p: Production, cache: Cache, encoding: Encoding, *, draft: bool = False) -> list[SegmentRequest]:
    """The segments that are wanted of the film; notes its captions in it. Raises ItemError for a text without room."""
    film, when = p.film, p.when
    canvas = canvas_of(film, draft=draft)
    p.captions = captions(_said(cache, p.voices, p.said, when), *_reading(p, canvas))
    moving = p.clips or [None] * len(p.stills)
    either = [clip or still for clip, still in zip(moving, p.stills, strict=True)]
    stills = [blob_of(cache, one) if isinstance(one, Entry) else one for one in either]
    scenes = tuple(s if clip else replace(s, motion="") for s, clip in zip(film.scenes, moving, strict=True))
    files = {part.digest: part.path for part in (*stills, *p.own.values()) if part}
    there = views(replace(film, scenes=scenes), stills, when)
    wording = _wording(p, p.words.texts)
    seen = _seen(p, cache, wording, there, files, canvas)
    shown, subjects = _framed(p, wording, there, seen, canvas)
    layers = _laid_out(p, _focused(p, cache, wording, seen), p.captions, canvas, when, subjects)
    how = (canvas, encoding, p.context.routes["segment"])
    requests = segment_requests(film, when, layers, shown, how, files)
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

    texts, voices = _texts(p)
    canvas = canvas_of(p.film, draft=draft)
    try:
        when = predicted(p.film.staging, voices, [duration_ms(one) for one in p.recordings])
    except ItemError as error:
        yield error
        return
    said = [Said(t, v.start_ms, v.duration_ms, v.speed) for t, v in zip(voices, when.voices, strict=True) if t]
    shown = captions(said, *_reading(p, canvas))
    files = {own.digest: own.path for own in p.own.values()}
    for layer in _laid_out(p, _wording(p, texts), shown, canvas, when):
        try:
            check([layer], canvas, files)
        except ItemError as error:
            yield error


def check_shown(p: Production, cache: Cache) -> None:
    """Raises ItemError for the first text that cannot be shown in a segment that is to be made, before one is; the
    others are noted in `p`.
    """
    wanted = {key(request): request for request in p.requests}
    there = cache.lookup_many(list(wanted))
    if not (missing := [one for name, one in wanted.items() if name not in there]):
        return
    from mediagen.video.layers import check

    texts = {(x.role, x.text, x.box, x.type): (x, one) for one in missing for x in one.spec.layers if x.text}
    for layer, request in texts.values():
        try:
            check([layer], request.spec.canvas, request.files)
        except ItemError as error:
            p.faults.append(error)
    if p.faults:
        raise p.faults.pop(0)


def voice_doubt(p: Production) -> TimelineError | None:
    """Why what the film says is probably too long: a real voice may be quick enough for it, or not."""
    return doubtful(p.film.staging, _texts(p)[1], [duration_ms(one) for one in p.recordings])


def _texts(p: Production) -> tuple[Mapping[str, str], list[str]]:
    """The film's texts as AdScript.texts, those of the ad while its script is not there; what is said in each scene."""
    texts = p.script.texts if p.script else {name: str(text) for name, text in p.film.given}
    return texts, [*p.film.said([texts.get(f"voice_{n}", "") for n in range(1, SCENES + 1)])]


def _seen(
    p: Production, cache: Cache, wording: Wording, shown: Sequence[View], files: Mapping[str, str], canvas: Canvas
) -> list[Seen | None]:
    """By scene, what was seen in its still or the ad's own clip; None of others, cards, and what only stands behind the
    product.
    """
    behind = [bool(wording.packshot and (s.packshot or s.stage)) for s in p.film.staging.scenes]
    told = [
        own if view[0].role == "clip" else view[0].role == "still" and (own or not b)
        for view, own, b in zip(shown, wording.own, behind, strict=True)
    ]
    return [
        look(cache, one[0], still, files, canvas) if t else None
        for one, still, t in zip(shown, p.stills, told, strict=True)
    ]


def _framed(
    p: Production, wording: Wording, shown: Sequence[View], seen: Sequence[Seen | None], canvas: Canvas
) -> tuple[list[View], list[Box | None]]:
    """What each scene shows, its camera looking so that captions cover little of what a still is about, and what that
    takes up of the canvas; None where it is not known.
    """

    def sights(views: Sequence[View]) -> list[Sight | None]:
        return [on_canvas(one, *view, canvas) if one else None for view, one in zip(views, seen, strict=True)]

    looks = lifted(wording, p.film.staging, p.film.style.look, canvas, sights(shown))
    there = [
        (replace(picture, focus=picture.focus or focus or (one and one.chosen)), camera)
        for (picture, camera), focus, one in zip(shown, looks, seen, strict=True)
    ]
    return there, [one and one.subject for one in sights(there)]


def _laid_out(
    p: Production,
    wording: Wording,
    shown: Sequence[Caption],
    canvas: Canvas,
    when: Timeline,
    subjects: Sequence[Box | None] = (None,) * SCENES,
) -> tuple[Layer, ...]:
    """The film's layers."""
    return lay_out(
        wording, [caption.cue for caption in shown], p.film.staging, p.film.style.look, canvas, when, subjects
    )


def _wording(p: Production, texts: Mapping[str, str]) -> Wording:
    """What stands on the film's picture. `texts` as AdScript.texts; what it has not does not stand there."""
    number = p.film.portrait
    return Wording(
        hook=texts.get("hook", ""),
        product=p.film.product,
        cta=texts.get("cta", ""),
        tagline=texts.get("tagline", ""),
        brand=p.film.brand,
        titles=tuple(texts.get(f"title_{n}", "") for n in range(1, SCENES + 1)),
        logo=p.logo.digest if p.logo else "",
        packshot=p.packshot.digest if p.packshot else "",
        portrait=_portrait(p, number),
        portrait_focus=None if number is None else p.film.scenes[number].focus,
        own=tuple(bool(scene.image or scene.clip) for scene in p.film.scenes),
    )


def _focused(p: Production, cache: Cache, wording: Wording, seen: Sequence[Seen | None]) -> Wording:
    """With what is known of the picture on the end card: where in it the product is, and of what shape."""
    if p.packshot:
        return replace(wording, packshot_shape=shape_of(cache, p.packshot))
    sight = None if p.film.portrait is None else seen[p.film.portrait]
    if sight is None or not sight.told:
        return wording
    return replace(wording, portrait_focus=wording.portrait_focus or sight.heart, portrait_shape=sight.shape)


def _portrait(p: Production, number: int | None) -> str:
    """Digest of that scene's picture, which shows the product on the end card; before it is there, any word for it."""
    if number is None:
        return ""
    still = p.stills[number] if p.stills else None
    return still.digest if still else "to come"


def _reading(p: Production, canvas: Canvas) -> tuple[int, Limits, tuple[str, ...]]:
    """What captions keep to: when the film ends, in milliseconds, what can be read, and names that stay whole."""
    limits = Limits(max_chars=caption_chars(p.film.staging, canvas))
    return FRAMES * 1_000 // FPS, limits, (p.film.product, p.film.brand)


def _said(cache: Cache, voices: Sequence[Entry | Blob | None], texts: Sequence[str], when: Timeline) -> list[Said]:
    """What is said in the film. `texts`: what each scene's voice says, as it is written."""
    return [
        Said(text, spoken.start_ms, spoken.duration_ms, spoken.speed, _words(cache, voice))
        for voice, text, spoken in zip(voices, texts, when.voices, strict=True)
        if voice is not None and text
    ]


def _words(cache: Cache, voice: Entry | Blob) -> list[tuple[str, float, float]] | None:
    """[word, start, end] in seconds, where the provider told; nobody does of recordings."""
    digest = voice.attachments.get("words", [""])[0] if isinstance(voice, Entry) else ""
    if not isinstance(voice, Entry) or not digest:
        return None
    cache.bring(voice)
    return [(str(w), float(a), float(b)) for w, a, b in json.loads(cache.blobs.whole(digest, "application/json"))]
