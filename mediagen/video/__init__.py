"""Film: stills, text and sound become segments, and segments become a file.

segment.py    a stretch of film: frames.py  its frames;  encode.py, repeats.py  H.264
ground.py     what a shot shows: stills.py, resample.py, camera.py, focus.py, faces.py, subject.py, sight.py;
              card.py;  footage.py, clip_reader.py, damage.py, tones.py  clips
layers.py     what lies over it: lettering.py, text.py, block.py, shaping.py, positioning.py, kerning.py  texts;
              fonts.py, families.py, emoji.py  their fonts;
              pictures.py, packshot.py, cutout.py  logo and product;
              cel.py, sprite.py, motion.py, overlay.py  painted, moved, laid over;  contrast.py  whether it is read
transitions.py  from one shot to the next;  planes.py  frames as the encoder takes them
mix.py        the sound: recording.py, bed.py, dynamics.py, stretch.py, limiter.py;
              loudness.py, weighting.py, hearing.py  how loud it is
music.py      beds composed here: score.py, bars.py, moods.py, instruments.py
film.py       the file: join.py, boxes.py, languages.py;  probe.py  what is in one
looks.py      posters, contact sheets (sheet.py), storyboards
parts.py      files that films are made of;  sound_files.py  sound in and out;  memory.py  what is given back
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mediagen.providers.protocol import Provider, Row, cores

MUSIC_MODEL = "composer-8"
SOUND_MODEL = "mixer-7+av18.1.0"
"""With the version of FFmpeg's wheel: another encoder writes other bytes."""


SEGMENT_MODEL = "renderer-17+cv5.0.0+x264-165+av18.1.0"
"""The painter of frames with OpenCV's release, then x264's core number and the wheel that brings it. To be raised
when the same request gives other pixels or other bytes."""
FILM_MODEL = "joiner-1+av18.1.0"
AT_ONCE = min(2, cores())
"""Segments: an encoder keeps a core busy. It takes 96 MB for 1080p, and two of them with all the rest 360."""
THREADS = max(1, min(4, cores() // 2))
"""Of each encoder where there are more cores: its threads share a frame, so they take no more memory. Two take 1.02 ×
the processor time and 1.007 × the bytes of one, four 1.03 × and 1.015 ×."""


def _music(_settings: Mapping[str, Any]) -> Provider:
    from mediagen.video.music import Composer

    return Composer()


def _sound(_settings: Mapping[str, Any]) -> Provider:
    from mediagen.video.mix import Mixer

    return Mixer()


def _segment(_settings: Mapping[str, Any]) -> Provider:
    from mediagen.video.segment import Renderer

    return Renderer(THREADS)


def _film(_settings: Mapping[str, Any]) -> Provider:
    from mediagen.video.film import Joiner

    return Joiner()


ROWS: tuple[Row, ...] = (
    Row(
        name="offline",
        kind="music",
        model=MUSIC_MODEL,
        load=_music,
        offline=True,
        about="music beds by mood and tempo, composed and played on this machine",
    ),
    Row(
        name="builtin",
        kind="sound",
        model=SOUND_MODEL,
        load=_sound,
        about="voices over a bed that makes way for them, at -14 LUFS",
    ),
    Row(
        name="builtin",
        kind="segment",
        model=SEGMENT_MODEL,
        load=_segment,
        threads=AT_ONCE,
        about="stretches of film: stills under a camera, clips, cards, text; H.264 by x264",
    ),
    Row(
        name="builtin",
        kind="film",
        model=FILM_MODEL,
        load=_film,
        threads=1,
        about="finished MP4 files, joined without encoding again",
    ),
)
"""Who makes music, segments, sound and films; their modules are imported when first used."""
