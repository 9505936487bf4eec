"""Film: stills, text and sound become segments, and segments become a file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from mediagen.providers.protocol import Provider, Row

MUSIC_MODEL = "composer-4"
SOUND_MODEL = "mixer-5+av18.1.0"
"""With the version of FFmpeg's wheel: another encoder writes other bytes."""


SEGMENT_MODEL = "renderer-9+cv5.0.0+x264-165+av18.1.0"
"""The painter of frames with OpenCV's release, then x264's core number and the wheel that brings it. To be raised
when the same request gives other pixels or other bytes."""
FILM_MODEL = "joiner-1+av18.1.0"
_AT_ONCE = min(8, os.cpu_count() or 1)
"""Segments: an encoder keeps a core busy, and takes 115 MB."""


def _music(settings: Mapping[str, Any]) -> Provider:
    from mediagen.video.memory import keep
    from mediagen.video.music import Composer

    keep()
    return Composer(settings)


def _sound(settings: Mapping[str, Any]) -> Provider:
    from mediagen.video.memory import keep
    from mediagen.video.mix import Mixer

    keep()
    return Mixer(settings)


def _segment(settings: Mapping[str, Any]) -> Provider:
    from mediagen.video.memory import give_back
    from mediagen.video.segment import Renderer

    give_back()
    return Renderer(settings)


def _film(settings: Mapping[str, Any]) -> Provider:
    from mediagen.video.film import Joiner

    return Joiner(settings)


ROWS: tuple[Row, ...] = (
    Row(
        name="offline",
        kind="music",
        model=MUSIC_MODEL,
        load=_music,
        offline=True,
        deterministic=True,
        about="music beds by mood and tempo, composed and played on this machine",
    ),
    Row(
        name="builtin",
        kind="sound",
        model=SOUND_MODEL,
        load=_sound,
        deterministic=True,
        about="voices over a bed that makes way for them, at -14 LUFS",
    ),
    Row(
        name="builtin",
        kind="segment",
        model=SEGMENT_MODEL,
        load=_segment,
        deterministic=True,
        threads=_AT_ONCE,
        about="stretches of film: stills under a camera, clips, cards, text; H.264 by x264",
    ),
    Row(
        name="builtin",
        kind="film",
        model=FILM_MODEL,
        load=_film,
        deterministic=True,
        threads=1,
        about="finished MP4 files, joined without encoding again",
    ),
)
"""Who makes music, segments, sound and films; their modules are imported when first used."""
