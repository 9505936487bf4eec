"""The ad document: a product, a style, and whatever of the film its author wants to say with their own words."""

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator

from mediagen.plan.fields import Color, Document, Fraction, Id, InputSpec, Model, Motion, Name, Number, Scalar, Text
from mediagen.plan.film import Aspect
from mediagen.plan.style_film import SCENES, Mood


class Product(Model):
    """What is advertised."""

    name: Text = Field(max_length=200, description="Its name. Variables allowed.")
    description: Text = Field(
        max_length=2_000,
        description="What it is and does, from which the script is written; offline from what of it is English.",
    )
    image: str | None = Field(
        None,
        description="A picture of it: file (beside the document) or http(s) URL. None: the end card shows a scene's.",
    )


class Brand(Model):
    """Whose product it is."""

    name: Text | None = Field(None, max_length=100, description="Shown on the end card, where no logo is.")
    logo: str | None = Field(
        None,
        description="File or URL; PNG with transparency looks best. Where a black, grey or white one would not be seen "
        "it is written in the colour of the brand's name, another one gets a plate.",
    )
    accent: Color | None = Field(None, description="Instead of the style's accent.")
    background: Color | None = Field(None, description="Instead of the style's background.")
    font: str | None = Field(None, description="Instead of the style's headline font: a family or a font file.")


class MusicSpec(Model):
    """The music bed."""

    file: str | None = Field(None, description="A file of your own; None: composed for the style's mood.")
    mood: Mood | None = Field(None, description="Instead of the style's mood.")
    bpm: int | None = Field(None, ge=50, le=180, description="Instead of the style's tempo; about so.")
    gain_db: Number = Field(-6.0, ge=-40, le=0, description="Its loudness against the voice where nobody speaks.")
    seed: int | None = Field(None, ge=0, le=2**32 - 1, description="Another seed, another tune; None: the product's.")


MusicFile = Annotated[
    str,
    StringConstraints(pattern=r"\.\w+$"),
    AfterValidator(lambda file: MusicSpec(file=file)),
]


CaptionStyle = Literal["auto", "plate", "outline", "karaoke", "off"]


class CaptionSpec(Model):
    """Captions on the picture, but for what stands there meanwhile; SRT and WebVTT have all that is said."""

    style: CaptionStyle = Field("auto", description="auto: as the style has.")
    position: Literal["auto", "bottom", "middle", "top"] = Field("auto", description="auto: as the style has.")


class Footage(Model):
    """A clip of your own in place of a still."""

    file: str = Field(description="A video file.")
    start: Number = Field(
        0.0,
        ge=0,
        description="Where in it the scene begins, in seconds: past a fade-in, or at the best part of a long clip.",
    )
    fit: Literal["loop", "stretch", "hold"] = Field("loop", description="If too short: loop, slow down, or hold.")


Clip = Annotated[
    Footage | None,
    BeforeValidator(lambda clip: {"file": clip} if isinstance(clip, str) else clip, Footage | str | None),
]


NONE = "none"
"""In the place of a voice: a film without voice-over; in that of a line: a scene in which nobody speaks."""

Voices = Annotated[
    tuple[Name, ...],
    Field(min_length=1),
    BeforeValidator(
        lambda voices: (NONE,) if voices == NONE else tuple(voices) if isinstance(voices, list) else voices,
        Annotated[tuple[Name, ...], Field(min_length=1)] | Literal["none"],
    ),
]


class AdScene(Model):
    """What an ad says of one of its style's four scenes; all else is the style's or is written."""

    voice: Text | None = Field(
        None, max_length=1_000, description="Voice-over, instead of a written line; `none`: nobody speaks."
    )
    recording: str | None = Field(
        None,
        description="A voice-over that you have recorded: a sound file, heard in films of all voices. Its words are in "
        "`voice`, for captions; without that it has none.",
    )
    title: Text | None = Field(None, max_length=120, description="Lower third.")
    prompt: Text | None = Field(None, description="The picture to be made.")
    image: str | None = Field(
        None,
        description="A picture of your own; each aspect shows the part of it that the eye goes to. Where it is "
        "transparent the style's background is seen.",
    )
    clip: Clip = Field(
        None,
        description="Footage of your own, a file or details. Where it is transparent the style's background is seen.",
    )
    focus: tuple[Fraction, Fraction] | None = Field(
        None,
        description="What of the image or clip stays in view in each aspect, wherever the camera goes: parts of its "
        "width and height from the top left; [0.5, 0.5] is the middle. None: what the eye goes to.",
    )
    animate: Motion | None = Field(
        None,
        description="Make a clip that begins with the scene's picture (one of your own is cropped around its `focus`, "
        "else at the middle): true, or how it moves; needs `providers.video`. None: as the style has.",
    )
    gain_db: Number = Field(0.0, ge=-20, le=12, description="Louder or quieter voice-over.")

    @model_validator(mode="after")
    def _goes_together(self) -> Self:
        given = [n for n in ("prompt", "image", "clip") if getattr(self, n) is not None]
        if len(given) > 1:
            nulls = " or ".join(f"`{name}: null`" for name in given)
            raise ValueError(f"a scene has one picture, not {' and '.join(given)}; a variant says {nulls} as well")
        if self.focus and not (self.image or self.clip):
            raise ValueError("focus goes with an image or a clip; a variant says `focus: null` as well")
        if self.clip and self.animate:
            raise ValueError("a clip moves already: animate goes with a prompt or an image")
        if self.recording and self.voice == NONE:
            raise ValueError("a scene with a recording is not silent; a variant says `recording: null` as well")
        return self


class Limits(Model):
    """Guards against a slip of the pen."""

    videos: int = Field(24, ge=1, le=10_000, description="Refuse to expand into more films than this.")


class Ad(Document):
    """A 30-second ad in 4 scenes, in one or several aspects, voices and variants."""

    kind: Literal["ad"] = Field(description="ad")
    product: Product = Field(description="Its name, what it does, how it looks.")
    style: Id = Field(description="A style from templates/ that has a film, e.g. luxury.")
    language: str = Field("en", pattern=r"^[a-z]{2}(-[A-Z]{2})?$", description="Language of the film (BCP 47).")
    voices: Voices = Field(
        description="One film for each; `none`, alone or among them: one without voice-over. `--voices` overrides."
    )
    aspects: tuple[Aspect, ...] = Field(("16:9",), min_length=1, description="One film for each.")
    hook: Text | None = Field(None, max_length=300, description="Opening words on the picture; None: written.")
    cta: Text | None = Field(None, max_length=80, description="What the button says; None: written.")
    tagline: Text | None = Field(None, max_length=120, description="Under the product's name at the end.")
    brand: Brand = Field(Brand(), description="Name, logo, colours and font over the style's.")
    music: MusicSpec | Literal["auto", "none"] | MusicFile = Field(
        "auto", description="auto, none, a file of your own, or details."
    )
    captions: CaptionSpec | CaptionStyle = Field(
        CaptionSpec(), description="Captions on the picture: off, another style, or details."
    )
    scenes: tuple[AdScene, ...] = Field(
        (), max_length=SCENES, description="In their order; `{}` for one that is all written, nothing for those after."
    )
    variants: dict[Id, dict[str, Any]] = Field(
        {},
        description="Named patches over this document, each a film besides its own: mappings and scenes are laid over "
        "it, all else replaces, null puts the default back.",
    )
    each: str | None = Field(None, description="A list: one film for each of its rows, as variables.")
    inputs: dict[str, InputSpec] = Field({}, description="Limits on the variables that texts use.")
    vars: dict[str, Scalar] = Field({}, description="Variables; `--set name=value` overrides.")
    lexicon: dict[str, str] = Field({}, description="Word → how it is spoken; captions keep the written form.")
    limits: Limits = Field(Limits(), description="How many films it may expand into.")
