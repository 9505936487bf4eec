"""The kinds of document, as frozen models: the schema that editors see and the values that plans are made of.

A field's description is its documentation (docs/documents.md and `mediagen schema` are generated from here).
"""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from mediagen.plan.ad import Ad
from mediagen.plan.fields import Color, Document, Id, InputSpec, Model, Name, Number, Scalar, Text
from mediagen.plan.style_film import StyleFilm

AudioFormat = Literal["mp3", "wav"]
ImageMode = Literal["standard", "fast", "image_to_image"]

SIZES: dict[str, tuple[int, int]] = {
    "square_hd": (1024, 1024),
    "square": (512, 512),
    "portrait_4_3": (768, 1024),
    "portrait_16_9": (576, 1024),
    "portrait_hd": (720, 1280),
    "landscape_4_3": (1024, 768),
    "landscape_16_9": (1024, 576),
    "landscape_hd": (1280, 720),
}
"""Size presets, width × height in pixels: the names and sizes of fal's FLUX `image_size`, and two that are as wide and
as high as one billed megapixel (2^20 pixels) goes in steps of 16 at exactly 16:9."""

SizeName = Literal[
    "square_hd",
    "square",
    "portrait_4_3",
    "portrait_16_9",
    "portrait_hd",
    "landscape_4_3",
    "landscape_16_9",
    "landscape_hd",
]


_Share = Annotated[Number, Field(ge=0, le=1)]


class ImageSpec(Model):
    """An image to be made."""

    prompt: Text = Field(description="What the picture shows. Variables allowed.")
    negative: Text | None = Field(None, description="What it must not show.")
    size: SizeName = Field("square_hd", description="Size preset; `mediagen sizes` lists them in pixels.")
    style: Id | None = Field(None, description="A style from templates/, e.g. luxury.")
    mode: ImageMode = Field("standard", description="standard, fast (1–12 steps) or image_to_image.")
    steps: int | None = Field(None, ge=1, le=50, description="Diffusion steps; default 28, fast 4.")
    guidance: Number = Field(3.5, ge=0, le=20, description="How closely the prompt is followed.")
    seed: int | None = Field(None, ge=0, le=2**32 - 1, description="Chance, fixed; default 0.")
    safety: bool = Field(True, description="Ask the provider's safety checker.")
    source: str | None = Field(
        None,
        description="image_to_image: file (beside the document) or http(s) URL; cropped to `size` around `focus`.",
    )
    focus: tuple[_Share, _Share] | None = Field(
        None,
        description="image_to_image: what of the source stays in view, as parts of its width and height from the top "
        "left; None: the middle.",
    )
    strength: Number | None = Field(None, ge=0, le=1, description="image_to_image: 0 keeps the source, 1 ignores it.")

    @model_validator(mode="after")
    def _mode_fits(self) -> Self:
        if self.mode == "fast" and self.steps is not None and self.steps > 12:
            raise ValueError("mode fast takes 1 to 12 steps")
        if (self.mode == "image_to_image") != (self.source is not None):
            raise ValueError("source goes with mode: image_to_image, and that mode needs it")
        given = [name for name in ("strength", "focus") if getattr(self, name) is not None]
        if given and self.mode != "image_to_image":
            raise ValueError(f"{' and '.join(given)} goes with mode: image_to_image")
        return self


class Item(Model):
    """One thing an app plays or shows: exactly one of `text`, `script` and `image`."""

    id: Id = Field(description="Unique in the document; apps look the item up by it.")
    type: Id | None = Field(
        None, description="narrative, question, image … or a word of your own; `--type` picks by it."
    )
    text: Text | None = Field(None, description="Spoken as it is. Variables allowed.")
    script: Id | None = Field(None, description="A script template; its script is written first, then spoken.")
    image: ImageSpec | None = Field(None, description="A picture.")
    with_: dict[str, Scalar] | None = Field(
        None, alias="with", description="Inputs of the script template; text may have variables."
    )
    speak: bool = Field(True, description="false: the script is only written.")
    voices: tuple[Name, ...] | None = Field(None, min_length=1, description="Instead of the document's voices.")
    speed: Number | None = Field(None, ge=0.7, le=1.2, description="Instead of the document's speed.")

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        given = [n for n in ("text", "script", "image") if getattr(self, n) is not None]
        if len(given) != 1:
            raise ValueError(
                "an item has exactly one of text, script and image" + (f", not {' and '.join(given)}" if given else "")
            )
        if self.with_ is not None and self.script is None:
            raise ValueError("with goes with script")
        return self

    @property
    def content_type(self) -> str:
        return self.type or ("image" if self.image else "script" if self.script else "narrative")


class Narrative(Document):
    """Items to be spoken or pictured, once or once per row of a list."""

    kind: Literal["narrative"] = Field(description="narrative")
    language: str = Field("en", pattern=r"^[a-z]{2}(-[A-Z]{2})?$", description="Language of the text (BCP 47).")
    voices: tuple[Name, ...] = Field((), description="Voices each item is spoken in; `--voices` overrides.")
    speed: Number = Field(1.0, ge=0.7, le=1.2, description="Speaking rate, 1 is the voice's own.")
    format: AudioFormat | None = Field(None, description="Audio format; default from mediagen.toml.")
    each: str | None = Field(None, description="A list (its id, or a YAML, CSV or JSONL file): expand once per row.")
    inputs: dict[str, InputSpec] = Field({}, description="Limits on the variables that texts use.")
    vars: dict[str, Scalar] = Field({}, description="Variables; `--set name=value` overrides.")
    lexicon: dict[str, str] = Field({}, description="Word → how it is spoken; captions keep the written form.")
    items: tuple[Item, ...] = Field(min_length=1, description="In the order of play.")

    @model_validator(mode="after")
    def _speakable(self) -> Self:
        if not self.voices:
            silent = [i.id for i in self.items if i.image is None and i.speak and not i.voices]
            if silent:
                raise ValueError(f"no voices: set voices for the document or for {', '.join(silent[:5])}")
        return self


class ListDocument(Document):
    """Rows over which narratives are expanded (`each:`). CSV and JSONL files are lists too."""

    kind: Literal["list"] = Field(description="list")
    key: Id = Field(description="The field that names a row; two rows may not have one name.")
    case: Literal["ignore", "keep"] = Field(
        "ignore", description="ignore: names that differ in letter case only are one name."
    )
    fields: dict[str, InputSpec] = Field({}, description="Limits on the rows' fields.")
    rows: tuple[Scalar | dict[str, Any], ...] = Field(
        min_length=1, description="Mappings; a lone value stands for {key: value}."
    )


class Facts(Model):
    """Where the offline writer finds what is true of an input."""

    table: Id = Field(
        description="A table of facts of the offline writer, e.g. sports. Where it has two texts for facts.see, say, "
        "the other one is facts.see_too."
    )
    by: Id = Field(description="The input whose value picks the row.")


class OfflineScript(Model):
    """What the offline writer needs: for each paragraph, texts to choose from."""

    facts: Facts | None = Field(None, description="Facts that the texts may use as {{ facts.… }}.")
    paragraphs: tuple[tuple[Text, ...], ...] = Field(
        min_length=1, description="For each paragraph alternatives; a seed from the request's key picks one."
    )


class ScriptTemplate(Document):
    """How a script is written: by a language model from `prompt`, offline from `offline`."""

    kind: Literal["script_template"] = Field(description="script_template")
    language: str = Field("en", pattern=r"^[a-z]{2}(-[A-Z]{2})?$", description="Language of the script.")
    inputs: dict[str, InputSpec] = Field({}, description="What the script is personalised by.")
    system: Text | None = Field(None, description="The model's role.")
    prompt: Text = Field(description="The model's task. Inputs as {{ name }}.")
    min_words: int = Field(1, ge=1, description="A shorter script is rejected.")
    max_words: int = Field(2_000, ge=1, le=20_000, description="A longer script is rejected.")
    offline: OfflineScript = Field(description="For work without a provider.")


class Look(Model):
    """How pictures in a style look."""

    prompt: Text = Field(description="Appended to every image prompt.")
    negative: Text | None = Field(None, description="Added to every negative prompt.")
    background: Color = Field(description="The darkest or calmest ground.")
    deep: Color = Field(description="Mid tone between ground and accent.")
    accent: Color = Field(description="What the eye goes to.")
    light: Color = Field(description="Highlights.")
    lighting: Literal["soft", "dramatic", "bright", "flat"] = Field("soft", description="Kind of light.")
    composition: Literal["scene", "spotlit", "diagonal", "airy", "blocks"] = Field(
        "scene",
        description="How the offline painter composes: a whole scene, one pool of light in the dark, "
        "diagonals in motion, much empty space, or flat blocks of ink.",
    )
    grading: Number = Field(0.5, ge=0, le=1, description="How far colours are drawn to these four.")
    grain: Number = Field(0.2, ge=0, le=1, description="Film grain, 0 none.")


class Style(Document):
    """A style: a project's own in templates/ overrides or adds by file name."""

    kind: Literal["template"] = Field(description="template")
    look: Look = Field(description="How its pictures look.")
    film: StyleFilm | None = Field(None, description="How its ads are staged: 4 scenes that make 30 seconds.")


AnyDocument = Narrative | ListDocument | ScriptTemplate | Style | Ad

KINDS: dict[str, type[Document]] = {
    "narrative": Narrative,
    "list": ListDocument,
    "script_template": ScriptTemplate,
    "template": Style,
    "ad": Ad,
}
"""kind: → model. A new kind of document is one model and one row here."""
