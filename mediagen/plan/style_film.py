"""How a style stages an ad: four scenes, their cameras and transitions, type, captions, music."""

from typing import Literal, Self

from pydantic import Field, model_validator

from mediagen.plan.fields import Id, Model, Motion, Number, Text
from mediagen.plan.film import FPS, SECONDS, CameraMove, Ease, Entrance, TransitionKind

SCENES = 4
_FONT_FILES = (".ttf", ".otf", ".ttc")
Mood = Literal["calm", "driving", "warm", "bold"]


def is_font_file(font: str) -> bool:
    """Whether a font is named as a file; else it is a family."""
    return font.lower().endswith(_FONT_FILES) or "/" in font or "\\" in font


class CameraSpec(Model):
    """How the camera moves over a still."""

    move: CameraMove = Field("push_in", description="The camera's path.")
    amount: Number = Field(0.1, ge=0, le=0.5, description="How far: part of the picture that it crosses or closes in.")
    ease: Ease = Field("in_out", description="How the movement begins and ends.")


class TransitionSpec(Model):
    """How a scene comes after the one before."""

    kind: TransitionKind = Field("fade", description="dip: through the background.")
    seconds: Number = Field(0.5, ge=0, le=2, description="How long it takes.")


class StyleScene(Model):
    """One of the four scenes."""

    id: Id = Field(description="Its name: hook, benefit, proof, cta …")
    seconds: Number = Field(ge=3, le=15, description="How long it is; the four make 30.")
    task: Text = Field(description="What its line must do; told to the script writer.")
    prompt: Text | None = Field(
        None, description="Its picture; may use product, description, brand, kind. None: a card."
    )
    stage: Text | None = Field(
        None,
        description="Its picture where the ad has the product's own, which is laid over it: a prompt that shows the "
        "product would show another.",
    )
    camera: CameraSpec = Field(CameraSpec(), description="Camera movement.")
    animate: Motion = Field(
        False, description="Make a clip that begins with the picture: true, or how it moves; needs `providers.video`."
    )
    transition: TransitionSpec = Field(TransitionSpec(), description="From the scene before; the first has none.")
    lines: tuple[Text, ...] = Field(
        min_length=1,
        description="Offline voice-over to choose from. Variables: product, brand, description, cta; and of what that "
        "says: facts and details (as many as there is time for, as sentences that begin small and lack a last stop: "
        "what it does first, what it has first), kind (a bedside lamp, or lamps), one (only with an article), thing "
        "(bedside lamp), made (made by hand), who (runners), place (in Oslo), question (Too dark?), offer (from 39 "
        "euros, your first class is free), price (one that may follow the name), it (it, them, us, or the name), does "
        "(dims itself; after the product or it), feature (a noun), and benefit, also and more, which stand alone. A "
        "line that asks for what is not said is passed over.",
    )
    titles: tuple[Text, ...] = Field((), description="Offline lower thirds to choose from; none: no lower third.")
    packshot: bool = Field(
        False,
        description="Lay the product's own picture over it, where the ad has one, and no image or clip for the scene; "
        "done anyway where there is a stage.",
    )


class Typeface(Model):
    """A text's face."""

    font: str = Field(description="A family that comes with mediagen, or a font file of the project.")
    weight: int = Field(600, ge=100, le=900, description="Its weight.")
    size: Number = Field(0.06, ge=0.02, le=0.2, description="Height of capitals, part of the canvas's shorter side.")
    upper: bool = Field(False, description="In capitals.")
    tracking: Number = Field(0.0, ge=-0.1, le=0.5, description="Space between letters, in em.")


class CaptionLook(Model):
    """How captions look."""

    look: Literal["plate", "outline", "karaoke", "none"] = Field("plate", description="none: no captions.")
    type: Typeface = Field(description="Their face.")
    position: Literal["bottom", "middle", "top"] = Field("bottom", description="Where they stand.")
    max_chars: int = Field(34, ge=12, le=60, description="Longest line, in characters; at most two lines.")


class Music(Model):
    """The bed that offline music composes."""

    mood: Mood = Field(description="Its character.")
    bpm: int = Field(100, ge=50, le=180, description="Beats a minute; about so: scenes begin with a bar.")


class StyleFilm(Model):
    """How an ad in this style is staged."""

    scenes: tuple[StyleScene, ...] = Field(min_length=SCENES, max_length=SCENES, description="Four scenes: 30 s.")
    headline: Typeface = Field(description="Hook and end card.")
    body: Typeface = Field(description="Lower thirds and small texts.")
    captions: CaptionLook = Field(description="Captions.")
    music: Music = Field(description="Music.")
    entrance: Entrance = Field("fade", description="How texts come and go.")
    card: Literal["glow", "rays", "plain", "blocks"] = Field("glow", description="Ground of the end card.")
    shape: Literal["line", "pill", "block", "slash", "none"] = Field(
        "line", description="What texts and button rest on: hairlines, pills, blocks, slanted bars, or nothing."
    )
    align: Literal["left", "center"] = Field("center", description="Where texts stand.")
    hooks: tuple[Text, ...] = Field(
        min_length=1,
        description="Offline hooks to choose from. Variables: those of lines but cta, "
        "strike (what strikes most: Three days. No winding) and deed (lamp that dims itself). The four styles that "
        "come with mediagen also have hooks by trade.",
    )
    ctas: tuple[Text, ...] = Field(
        min_length=1, description="Offline calls to action to choose from. Variables: those of lines but cta."
    )

    @model_validator(mode="after")
    def _thirty_seconds(self) -> Self:
        total = sum(round(scene.seconds * FPS) for scene in self.scenes)
        if total != SECONDS * FPS:
            raise ValueError(f"the scenes make {total / FPS:g} s, not {SECONDS}")
        return self
