"""When everything happens in a film: scenes, shots, transitions and voices, in whole frames and milliseconds.

A scene begins with the transition from the one before, whose shot runs on under it. A voice is heard in its scene
only: it starts LEAD_MS after the transition and is over TAIL_MS before the next scene. One that is too long for that
is sped up; if that is not enough its scene borrows time from others that have some to spare, the nearest first.
Nothing is slowed down: a pause sounds better than stretched speech.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from mediagen.errors import ItemError
from mediagen.plan.ad_script import FASTEST, WORDS_PER_SECOND, speaking_ms
from mediagen.plan.film import FPS, FRAMES, Transition
from mediagen.plan.style_film import SCENES, StyleFilm

LEAD_MS, TAIL_MS = 150, 250
"""Silence before and after a voice, so that it does not hang on the cut."""
SHORTEST = FPS
"""Frames of a scene without its transition: less than a second cannot be read."""
UNSURE = 0.8
"""Real voices speak up to a fifth faster than predicted (measured on the offline voices)."""
_FASTEST_PERCENT = round(FASTEST * 100)


class TimelineError(ItemError):
    """A voice-over that is too long for its film. `scene` counts from 1."""

    code = "timeline"

    def __init__(self, message: str, *, remedy: str, scene: int, recorded: bool = False) -> None:
        super().__init__(message, remedy=remedy)
        self.scene = scene
        self.at = ("scenes", scene - 1, "recording" if recorded else "voice")


@dataclass(frozen=True, slots=True)
class Span:
    """Frames `first` to `end` − 1 of the film."""

    first: int
    frames: int

    @property
    def end(self) -> int:
        return self.first + self.frames


@dataclass(frozen=True, slots=True)
class Spoken:
    """A voice in the film: a recording of `duration_ms`, played `speed` times as fast from `start_ms` on."""

    start_ms: int
    duration_ms: int
    speed: float

    @property
    def end_ms(self) -> int:
        return self.start_ms + math.ceil(self.duration_ms / self.speed)


@dataclass(frozen=True, slots=True)
class Timeline:
    """A film of exactly FRAMES frames. `transitions[i]` leads into scene i + 1 (from 0), at its first frame."""

    scenes: tuple[Span, ...]
    """One after another without a gap."""
    transitions: tuple[Transition | None, ...]
    """None: a cut."""
    voices: tuple[Spoken, ...]

    @property
    def shots(self) -> tuple[Span, ...]:
        """What each scene's picture covers: the scene and the transition to the next one."""
        after = [t.frames if t else 0 for t in self.transitions] + [0]
        return tuple(Span(s.first, s.frames + more) for s, more in zip(self.scenes, after, strict=True))

    @property
    def bodies(self) -> tuple[Span, ...]:
        """What of each scene shows its picture alone."""
        before = [0] + [t.frames if t else 0 for t in self.transitions]
        return tuple(Span(s.first + less, s.frames - less) for s, less in zip(self.scenes, before, strict=True))


def timeline(
    film: StyleFilm, durations_ms: Sequence[int], recorded: Sequence[int] = (0,) * SCENES, *, verb: str = "takes"
) -> Timeline:
    """The film's timeline for voices that last `durations_ms`, one per scene (0: silent). `recorded`: the same of those
    that are recordings of the ad's own, 0 for the others.

    Raises TimelineError for the first voice that is too long even so; `verb` tells how sure its length is.
    """
    into = _transition_frames(film)
    bodies = [_frames(s.seconds) - less for s, less in zip(film.scenes, into, strict=True)]
    natural = [_least_body(ms, 100) for ms in durations_ms]
    least = [_least_body(ms, _FASTEST_PERCENT) for ms in durations_ms]
    for floor in (natural, least):
        _borrow(bodies, least, floor)
    _refuse_too_long(film, bodies, least, durations_ms, recorded, verb)
    scenes = _laid_out([b + less for b, less in zip(bodies, into, strict=True)])
    transitions = tuple(
        Transition(style.transition.kind, span.first, frames) if frames else None
        for style, span, frames in zip(film.scenes[1:], scenes[1:], into[1:], strict=True)
    )
    voices = tuple(_spoken(s, less, ms) for s, less, ms in zip(scenes, into, durations_ms, strict=True))
    return Timeline(scenes, transitions, voices)


def predicted(film: StyleFilm, texts: Sequence[str], recorded: Sequence[int] = (0,) * SCENES) -> Timeline:
    """The timeline as it will be, more or less, for voices that say `texts`: known before anything is bought.
    `recorded`: as in `timeline`.

    Raises TimelineError where a text is surely too long, however fast the voice, or a recording is.
    """
    lengths = [speaking_ms(text) for text in texts]
    try:
        return timeline(film, [own or ms for own, ms in zip(recorded, lengths, strict=True)], recorded)
    except TimelineError:
        surely = [own or round(ms * UNSURE) for own, ms in zip(recorded, lengths, strict=True)]
        return timeline(film, surely, recorded, verb="will take at least")


def doubtful(film: StyleFilm, texts: Sequence[str], recorded: Sequence[int] = (0,) * SCENES) -> TimelineError | None:
    """Why voices that say `texts` are probably too long, where they are not surely so (`predicted`); None: they fit."""
    lengths = [own or speaking_ms(text) for own, text in zip(recorded, texts, strict=True)]
    try:
        timeline(film, lengths, recorded, verb="will probably take")
    except TimelineError as error:
        return error
    return None


def voice_seconds(film: StyleFilm) -> tuple[float, ...]:
    """How long each scene's voice may be at its own rate, in seconds, when no scene borrows."""
    bodies = (_frames(s.seconds) - less for s, less in zip(film.scenes, _transition_frames(film), strict=True))
    return tuple(round(max(0.1, _room_ms(body) / 1_000), 1) for body in bodies)


def _frames(seconds: float) -> int:
    return round(seconds * FPS)


def _transition_frames(film: StyleFilm) -> list[int]:
    """How long the transition into each scene is; nothing leads into the first."""
    kinds = [s.transition for s in film.scenes[1:]]
    return [0, *(0 if t.kind == "cut" else _frames(t.seconds) for t in kinds)]


def _room_ms(body: int) -> int:
    """Milliseconds for a voice in `body` frames; two are lost to rounding at worst."""
    return body * 1_000 // FPS - LEAD_MS - TAIL_MS - 2


def _least_body(duration_ms: int, percent: int) -> int:
    """Frames that a voice of this length needs at `percent` of its speed."""
    if not duration_ms:
        return SHORTEST
    heard = math.ceil(duration_ms * 100 / percent)
    return max(SHORTEST, math.ceil((heard + LEAD_MS + TAIL_MS + 2) * FPS / 1_000))


def _borrow(bodies: list[int], least: Sequence[int], floor: Sequence[int]) -> None:
    """Give scenes that lack frames what others have above their `floor`, the nearest first."""
    for scene in range(SCENES):
        for other in sorted(range(SCENES), key=lambda n, scene=scene: (abs(n - scene), n)):  # type: ignore[misc]
            taken = min(least[scene] - bodies[scene], bodies[other] - floor[other])
            if other != scene and taken > 0:
                bodies[other] -= taken
                bodies[scene] += taken


def _refuse_too_long(
    film: StyleFilm,
    bodies: Sequence[int],
    least: Sequence[int],
    durations_ms: Sequence[int],
    recorded: Sequence[int],
    verb: str,
) -> None:
    for number, (body, need, ms, own) in enumerate(zip(bodies, least, durations_ms, recorded, strict=True), start=1):
        if body >= need:
            continue
        fit = max(0, _room_ms(body)) * FASTEST / 1_000
        over = ms / 1_000 - fit
        words = math.ceil(over * WORDS_PER_SECOND)
        by_words = f"shorten it by about {words} word{'s' if words != 1 else ''}, or move them to another scene"
        what, verb = ("recording", "takes") if own else ("voice-over", verb)
        raise TimelineError(
            f"scene {number} ({film.scenes[number - 1].id}): its {what} {verb} {ms / 1_000:.1f} s; {fit:.1f} s fit,"
            f" sped up {FASTEST} times and with what other scenes can spare: {over:.1f} s too long",
            remedy=f"record it shorter by {over:.1f} s, or say less in other scenes" if own else by_words,
            scene=number,
            recorded=bool(own),
        )


def _laid_out(lengths: Sequence[int]) -> tuple[Span, ...]:
    assert sum(lengths) == FRAMES
    return tuple(Span(sum(lengths[:n]), length) for n, length in enumerate(lengths))


def _spoken(scene: Span, into: int, duration_ms: int) -> Spoken:
    start = math.ceil((scene.first + into) * 1_000 / FPS) + LEAD_MS
    room = scene.end * 1_000 // FPS - TAIL_MS - start
    percent = max(100, math.ceil(duration_ms * 100 / room))
    return Spoken(start, duration_ms, percent / 100)
