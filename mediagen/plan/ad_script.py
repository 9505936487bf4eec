"""The script of an ad: what is said in each scene and what stands on the picture, and how long it may be."""

import math
import re
from collections.abc import Iterator, Sequence
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationError

from mediagen.errors import ItemError
from mediagen.plan.fields import Model, Text, wrong_fields
from mediagen.plan.requests import Pairs
from mediagen.plan.style_film import SCENES
from mediagen.plan.text import narration

WORDS_PER_SECOND = 2.4
"""Of an announcer: 145 words a minute, unhurried; the usual rule of 75 words for 30 seconds of radio, less pauses."""
FASTEST = 1.15
"""How far a voice may be sped up before one hears it."""

HOOK_CHARS, CTA_CHARS, TAGLINE_CHARS, TITLE_CHARS = 70, 28, 60, 44
"""Longest texts that a writer may write for the picture; what an ad says itself is bounded by its own fields."""

_MS_LETTER, _MS_DIGIT, _MS_WIDE, _MS_COMMA, _MS_STOP = 60, 300, 220, 150, 400
"""Fitted to the offline voices, then a tenth slower, as online voices are: milliseconds of a letter or blank, of what
a digit is spoken as, of a Chinese, Japanese or Korean character, and of the pauses within a text."""
_WIDE = (("\u3040", "\u30ff"), ("\u3400", "\u9fff"), ("\uac00", "\ud7af"))
_DIGIT = re.compile(r"\d")
_COMMA = re.compile(r"[,;:–—、،]+(?=\s*\S)")
_STOP = re.compile(r"(?:[.!?…؟]+\s+|[。！？]\s*)(?=\S)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


class ScriptError(ItemError):
    """Bytes that are no script of an ad."""

    code = "script"


class SceneScript(Model):
    """One scene's words."""

    voice: Annotated[str, AfterValidator(narration)] = Field(max_length=1_000, description="What is said, if anything.")
    title: str = Field("", max_length=120, description="Lower third; empty: none.")


class AdScript(Model):
    """All words of an ad, as a script provider replies in JSON."""

    hook: Text = Field(max_length=300, description="Opening words on the picture.")
    cta: Text = Field(max_length=80, description="What the button says.")
    tagline: str = Field("", max_length=120, description="Under the product's name at the end; empty: none.")
    scenes: tuple[SceneScript, ...] = Field(min_length=SCENES, max_length=SCENES, description="The four scenes.")

    @property
    def texts(self) -> dict[str, str]:
        """All of them by the names that ads give theirs by: hook, cta, tagline, voice_1, title_1 …"""
        scenes = {
            f"{what}_{n}": text
            for n, scene in enumerate(self.scenes, start=1)
            for what, text in (("voice", scene.voice), ("title", scene.title))
        }
        return {"hook": self.hook, "cta": self.cta, "tagline": self.tagline, **scenes}

    def to_json(self) -> bytes:
        """The reply: UTF-8, fields in the order of the model."""
        return self.model_dump_json(indent=1).encode()


def parse(data: bytes) -> AdScript:
    """The script in a reply. Raises ScriptError that names each field that is wrong."""
    try:
        return AdScript.model_validate_json(data, strict=True)
    except ValidationError as error:
        raise ScriptError(
            f"this is no ad script: {wrong_fields(error, 'script')}",
            remedy="a script is JSON with hook, cta, tagline and four scenes, each with voice and title",
        ) from None


def speaking_ms(text: str) -> int:
    """About how long `text` takes to speak at a voice's own rate, in milliseconds; real voices differ by a fifth."""
    said = _CONTROL.sub("", narration(text))
    digits = len(_DIGIT.findall(said))
    wide = sum(first <= c <= last for c in said for first, last in _WIDE)
    return (
        _MS_LETTER * (len(said) - digits - wide)
        + _MS_DIGIT * digits
        + _MS_WIDE * wide
        + _MS_COMMA * len(_COMMA.findall(said))
        + _MS_STOP * len(_STOP.findall(said))
    )


def word_limit(seconds: float) -> int:
    """How many words may be written for a voice-over of `seconds`; at least one."""
    return max(1, math.floor(seconds * WORDS_PER_SECOND))


def fits(text: str, seconds: float) -> bool:
    """Whether `text` can be said in `seconds` at a voice's own rate."""
    return speaking_ms(text) <= seconds * 1_000


def too_long(script: AdScript, seconds: Sequence[float], given: Pairs = ()) -> Iterator[str]:
    """What was written too long, in words that say by how much. What is `given` is not judged: it was asked for."""
    own = dict(given)
    texts = {"hook": (script.hook, HOOK_CHARS), "cta": (script.cta, CTA_CHARS)}
    texts["tagline"] = (script.tagline, TAGLINE_CHARS)
    for number, scene in enumerate(script.scenes, start=1):
        texts[f"title_{number}"] = (scene.title, TITLE_CHARS)
    for name, (text, limit) in texts.items():
        if name not in own and len(text) > limit:
            yield f"{name.replace('_', ' ')} has {len(text)} characters, at most {limit} fit the picture"
    for number, (scene, room) in enumerate(zip(script.scenes, seconds, strict=True), start=1):
        if f"voice_{number}" not in own and not fits(scene.voice, room * FASTEST):
            yield (
                f"scene {number} has {len(scene.voice.split())} words, about {speaking_ms(scene.voice) / 1_000:.1f} s;"
                f" {room:g} s hold about {word_limit(room)} words"
            )
