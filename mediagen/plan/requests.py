"""Requests: frozen values that say completely what to make, and their keys.

Every field of a request is part of its key unless its metadata names a reason (`unkeyed=...`): what is not in
the key must not be able to change the bytes. A field that was added later (`later(...)`) is part of the key unless it
has its default, so that what was made before is still found. tests/plan/test_requests.py walks them all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, ClassVar, Literal, get_args

from mediagen.errors import ProviderError
from mediagen.plan.canonical import digest, later, plain, written
from mediagen.plan.documents import ScriptTemplate, Style
from mediagen.plan.film import Mix, Reel, Segment

Kind = Literal["script", "speech", "image", "source", "music", "segment", "sound", "film", "analysis", "video"]
KINDS: tuple[Kind, ...] = get_args(Kind)
COMPOSED: frozenset[Kind] = frozenset({"music", "segment", "sound", "film"})
"""Made of what is there, for nothing."""

Pairs = tuple[tuple[str, str | int | float | bool], ...]
"""Named values in the order of their names."""

ROOM = "max_output_tokens"
"""The setting of writers that is the `room` of their requests, tokens at most, and not of the settings; 0: unsaid."""


def unkeyed(reason: str, **kwargs: Any) -> Any:
    """A dataclass field that is left out of the key, for `reason`."""
    return field(metadata={"unkeyed": reason}, compare=False, **kwargs)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptRequest:
    """A script to be written from a template."""

    kind: ClassVar[Kind] = "script"
    provider: str
    model: str
    template: str
    template_digest: str
    inputs: Pairs
    language: str = "en"
    settings: Pairs = later(())
    document: ScriptTemplate = unkeyed("template_digest is its content")
    shown: Pairs = unkeyed("inputs before letter case was folded: either spelling is the same wish", default=())
    correction: str = unkeyed("why the last answer to the same wish was refused", default="")
    room: int = unkeyed("an answer that comes to its end is the same with more", default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechRequest:
    """Text to be spoken. `voice` is the provider's own name of it; `speed` 1 is the voice's own rate.

    `before`, `after`: what is spoken on either side of a part of a longer text, so that the parts join well.
    """

    kind: ClassVar[Kind] = "speech"
    provider: str
    model: str
    voice: str
    text: str
    language: str = "en"
    speed: float = 1.0
    format: str = "mp3"
    settings: Pairs = ()
    before: str = later("")
    after: str = later("")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageRequest:
    """A picture of `width` × `height` pixels. With mode image_to_image it starts from a source picture."""

    kind: ClassVar[Kind] = "image"
    provider: str
    model: str
    prompt: str
    width: int
    height: int
    negative: str = ""
    mode: str = "standard"
    steps: int = 28
    guidance: float = 3.5
    seed: int = 0
    safety: bool = True
    style_digest: str = ""
    source_digest: str = ""
    strength: float = 0.0
    settings: Pairs = later(())
    focus: tuple[float, float] | None = later(None)
    """As in Picture, where the source is cropped."""
    style: Style | None = unkeyed("style_digest is its content", default=None)
    source: str | None = unkeyed("path of the file whose digest is source_digest", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRequest:
    """A file that a document names by URL, fetched once and then kept like anything made."""

    kind: ClassVar[Kind] = "source"
    provider: str
    model: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AdScriptRequest:
    """The script of an ad: for each scene a line to be spoken, and the texts on the picture.

    The reply is JSON: hook, cta, tagline and scenes, each with voice and title. What `given` has is taken as it is.
    """

    kind: ClassVar[Kind] = "script"
    provider: str
    model: str
    product: str
    description: str
    style_digest: str
    seconds: tuple[float, ...]
    """How long each scene's line may take."""
    given: Pairs = ()
    """What the ad says itself: brand, hook, cta, tagline, voice_1 … voice_4, title_1 … title_4."""
    language: str = "en"
    image_digest: str = ""
    analysis_digest: str = later("")
    settings: Pairs = later(())
    style: Style = unkeyed("style_digest is its content")
    analysis: str = unkeyed("JSON whose digest is analysis_digest: what the product's picture shows", default="")
    correction: str = unkeyed("why the last answer to the same wish was refused", default="")
    room: int = unkeyed("an answer that comes to its end is the same with more", default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisRequest:
    """What a product's picture shows, for the writer of its ad: features, benefits, selling points.

    The reply is JSON (see plan/analysis.py).
    """

    kind: ClassVar[Kind] = "analysis"
    provider: str
    model: str
    image_digest: str
    product: str
    description: str = ""
    language: str = "en"
    settings: Pairs = ()
    image: str = unkeyed("path of the file whose digest is image_digest")
    correction: str = unkeyed("why the last answer to the same wish was refused", default="")
    room: int = unkeyed("an answer that comes to its end is the same with more", default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoRequest:
    """A clip of `seconds` that begins with a still and moves as `prompt` says."""

    kind: ClassVar[Kind] = "video"
    provider: str
    model: str
    prompt: str
    source_digest: str
    width: int
    height: int
    """Pixels that the film needs; a provider that chooses its own size comes near to their aspect."""
    seconds: float
    negative: str = ""
    seed: int = 0
    settings: Pairs = ()
    focus: tuple[float, float] | None = later(None)
    """As in Picture, where the still is cropped."""
    source: str = unkeyed("path of the still whose digest is source_digest")


@dataclass(frozen=True, slots=True, kw_only=True)
class MusicRequest:
    """The music of a film, which changes where scenes begin: at `cuts_ms`, and at 0."""

    kind: ClassVar[Kind] = "music"
    provider: str
    model: str
    mood: str
    bpm: int
    seed: int
    duration_ms: int
    cuts_ms: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentRequest:
    """A stretch of film, encoded on its own."""

    kind: ClassVar[Kind] = "segment"
    provider: str
    model: str
    spec: Segment
    files: Mapping[str, str] = unkeyed("digest → file of the stills, clips and logos that the spec names")
    painted: Callable[[], None] = unkeyed("called after each frame, for who watches", default=lambda: None)


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundRequest:
    """The whole sound of a film."""

    kind: ClassVar[Kind] = "sound"
    provider: str
    model: str
    spec: Mix
    files: Mapping[str, str] = unkeyed("digest → file of the voices and the music that the spec names")


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmRequest:
    """A finished video file, joined of segments and sound."""

    kind: ClassVar[Kind] = "film"
    provider: str
    model: str
    spec: Reel
    files: Mapping[str, str] = unkeyed("digest → file of the parts")


Request = (
    ScriptRequest
    | SpeechRequest
    | ImageRequest
    | SourceRequest
    | AdScriptRequest
    | AnalysisRequest
    | VideoRequest
    | MusicRequest
    | SegmentRequest
    | SoundRequest
    | FilmRequest
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a provider does not make a request, known from the request alone: `field` is what of it is at fault."""

    field: str
    message: str
    remedy: str

    def error(self) -> ProviderError:
        """It as the reason why an item fails; nothing was asked of the provider."""
        return ProviderError(self.message, remedy=self.remedy, unbilled=True)


def keyed_fields(request_type: type[Any]) -> tuple[str, ...]:
    """Names of the fields that make the key, in order."""
    return tuple(f.name for f in fields(request_type) if "unkeyed" not in f.metadata)


_KEYED = {t: keyed_fields(t) for t in get_args(Request)}
_LATER = {t: {f.name: f.default for f in fields(t) if "later" in f.metadata} for t in get_args(Request)}
_WRITTEN = {
    t: [(name, f'"{name}":', _LATER[t].get(name, ...)) for name in sorted(("kind", *_KEYED[t]))]
    for t in get_args(Request)
}
"""Fields in the order of canonical JSON, as they are written there, and the default at which they are left out."""


def describe(request: Request) -> dict[str, Any]:
    """The request as plain JSON values: its kind and its keyed fields, nothing else."""
    values: dict[str, Any] = {"kind": request.kind}
    later = _LATER[type(request)]
    for name in _KEYED[type(request)]:
        value = getattr(request, name)
        if name not in later or value != later[name]:
            values[name] = _described(value)
    return values


def _described(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value) if value and not isinstance(value[0], tuple) else dict(value)
    return plain(value)


def key(request: Request) -> str:
    """SHA-256 of the request's canonical JSON, lower-case hex: the name of what it makes.

    That is `canonical(describe(request))`, in half the time as it is written field by field.
    """
    parts = [
        name + written(value if type(value) is str else _described(value))
        for field, name, default in _WRITTEN[type(request)]
        if (value := getattr(request, field)) != default
    ]
    return digest(f"{{{','.join(parts)}}}".encode())


def unwritten(request: SpeechRequest, script: str) -> str:
    """The name of what will be spoken of the script with that key, written or not: all of `request` but its text."""
    return key(replace(request, text=script))
