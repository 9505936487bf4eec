"""What a film is made of, as plain values: canvases, shots, transitions, layers, segments, and the sound.

Times of pictures are whole frames at FPS, those of sound whole milliseconds, so that equal parts have equal keys.
Within a segment frames count from its own start: a segment that looks the same is the same, wherever it stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mediagen.plan.canonical import later
from mediagen.plan.colors import WHITE

FPS = 30
SECONDS = 30
FRAMES = FPS * SECONDS

Aspect = Literal["16:9", "9:16", "1:1"]
Quality = Literal["draft", "standard", "high"]
CameraMove = Literal["push_in", "pull_out", "pan_left", "pan_right", "rise", "sink", "drift", "still"]
TransitionKind = Literal["cut", "fade", "slide", "wipe", "zoom", "dip"]
Entrance = Literal["none", "fade", "rise", "slide", "pop", "wipe"]
Ease = Literal["linear", "in_out", "out"]
Role = Literal["hook", "lower_third", "caption", "product", "tagline", "cta", "brand", "logo", "packshot", "inset"]


@dataclass(frozen=True, slots=True)
class Canvas:
    """Size of the picture in pixels, both even."""

    width: int
    height: int

    @property
    def shorter(self) -> int:
        """The shorter side, in pixels: what sizes of texts are parts of."""
        return min(self.width, self.height)

    def sides(self, box: Box) -> tuple[float, float]:
        """Width and height of the box in parts of the shorter side."""
        return box.width * self.width / self.shorter, box.height * self.height / self.shorter


ASPECTS: dict[Aspect, Canvas] = {
    "16:9": Canvas(1920, 1080),
    "9:16": Canvas(1080, 1920),
    "1:1": Canvas(1080, 1080),
}


@dataclass(frozen=True, slots=True)
class Encoding:
    """How frames become H.264: x264's preset and constant rate factor."""

    preset: str
    crf: int


ENCODINGS: dict[Quality, Encoding] = {
    "draft": Encoding("ultrafast", 26),
    "standard": Encoding("superfast", 21),
    "high": Encoding("veryfast", 18),
}


@dataclass(frozen=True, slots=True)
class Camera:
    """A path over a still. Zoom 1 shows as much of it as covers the canvas; x and y are the middle of the view as
    parts (0–1) of the still's width and height, brought inside its borders. From frame 0 to the last of the shot.
    """

    zoom_from: float
    x_from: float
    y_from: float
    zoom_to: float
    x_to: float
    y_to: float
    ease: Ease = "in_out"

    @property
    def moves(self) -> bool:
        """Whether it ends elsewhere than it begins."""
        return (self.zoom_from, self.x_from, self.y_from) != (self.zoom_to, self.x_to, self.y_to)


@dataclass(frozen=True, slots=True)
class Card:
    """A designed ground without a photograph, e.g. of the end card. Colours as #RRGGBB."""

    pattern: Literal["glow", "rays", "plain", "blocks"]
    background: str
    deep: str
    accent: str
    light: str
    mirrored: bool = False
    """For texts that are read from the right."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What a shot shows: a still or a clip by its blob's digest, or a card."""

    role: Literal["still", "clip", "card"]
    digest: str = ""
    card: Card | None = None
    clip_from_ms: int = 0
    """Clips: where in the footage the shot begins."""
    clip_speed: float = 1.0
    clip_loop: bool = False
    focus: tuple[float, float] | None = later(None)
    """What stays in view where not all of it is shown, as parts (0–1) of its width and height from the top left; None:
    what the eye goes to.
    """
    ground: str = later(WHITE)
    """What stands behind a still or a clip where it is transparent."""


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture for `frames` frames from frame `first` on (negative: it began before the segment)."""

    first: int
    frames: int
    picture: Picture
    camera: Camera | None = None
    """None: static, the middle of the still."""


@dataclass(frozen=True, slots=True)
class Transition:
    """From the segment's first shot to its second, over `frames` frames from `first` on."""

    kind: TransitionKind
    first: int
    frames: int
    color: str = "#000000"
    """Of a dip: what it goes through."""


@dataclass(frozen=True, slots=True)
class Type:
    """How a text looks. `size`: cap height wanted as a part of the canvas's shorter side; it shrinks to fit."""

    font: str
    weight: int
    size: float
    color: str
    upper: bool = False
    tracking: float = 0.0
    """Extra space between letters, in em."""
    plate: str = ""
    """Colour of a plate behind the text; "" for none."""
    plate_opacity: float = 1.0
    plate_radius: float = 0.0
    """Radius of its corners as a part of its height; 0.5 is a pill."""
    plate_pad: float = 0.7
    """How far it stands out above and below the text, in cap heights; at the sides a little more."""
    plate_slant: float = 0.0
    """How far its top leans to the right, as a part of its height."""
    plate_border: str = ""
    """Colour of a thin line along its edge, with or without a plate."""
    plate_shadow: str = ""
    """Colour of a hard shadow that it throws."""
    plate_lines: bool = False
    """Each line has a plate of its own."""
    outline: str = ""
    halo: float = 0.0
    """Opacity of a soft ground close around the letters, dark for light text and light for dark; it is raised where
    a text without plate and outline would not be read otherwise."""
    rule: str = ""
    """Colour of a short thin line under the text; "" for none."""
    highlight: str = ""
    """Colour of the word that is being said (karaoke); "" for none."""
    align: Literal["left", "center", "right"] = "center"
    lines: int = 0
    """Most lines; 0 for any number."""
    least: float = 0.6
    """The smallest part of its size that it may shrink to."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle as parts (0–1) of the canvas's width and height."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Layer:
    """Something over the picture for `frames` frames from `first` on (negative: it came before the segment)."""

    role: Role
    first: int
    frames: int
    box: Box
    text: str = ""
    type: Type | None = None
    digest: str = ""
    """Logo, packshot and inset: the picture's blob."""
    words: tuple[tuple[int, int, int, int], ...] = ()
    """Karaoke: (begin, end) of a word in `text`, and its (first, last) frame, counted from `first`."""
    enter: Entrance = "none"
    leave: Entrance = "none"
    enter_frames: int = 0
    leave_frames: int = 0
    valign: Literal["top", "middle", "bottom"] = "middle"
    align: Literal["left", "center", "right"] = "center"
    """Logo and packshot: where in the box; texts have it in their type."""
    focus: tuple[float, float] | None = later(None)
    """Inset: what of its picture stays in view, as Picture.focus."""

    @property
    def adapts(self) -> bool:
        """Whether it is painted to suit what is behind it at any time: a logo, and a text without plate and outline.
        Captions are not, since they run on where this is not seen.
        """
        bare = bool(self.text) and self.type is not None and not (self.type.plate or self.type.outline)
        return self.role == "logo" or (bare and self.role != "caption")


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of film that is encoded on its own: it begins with a key frame and joins without a seam.

    `shots` has one shot, or two with the `transition` between them. Layers are drawn in their order.
    """

    canvas: Canvas
    frames: int
    shots: tuple[Shot, ...]
    transition: Transition | None
    layers: tuple[Layer, ...]
    encoding: Encoding


@dataclass(frozen=True, slots=True)
class Line:
    """A voice-over in the mix: from `start_ms` on, `speed` times as fast (pitch kept), louder by `gain_db`."""

    digest: str
    start_ms: int
    speed: float = 1.0
    gain_db: float = 0.0
    heard_ms: tuple[int, int] | None = later(None)
    """What of it is heard, from and to; None: all."""


@dataclass(frozen=True, slots=True)
class Mix:
    """The whole sound: voices over a bed that makes way for them. 48 kHz stereo AAC."""

    duration_ms: int
    lines: tuple[Line, ...]
    music: str = ""
    """The bed's digest; "" for none. It is looped or cut to fit."""
    bed_db: float = -6.0
    """Loudness of the bed against the voice where nobody speaks."""
    duck_db: float = -10.0
    """How far the bed goes down under the voice: with `bed_db` to 16 LU below it. At least 10 are recommended, and who
    is no expert wants 4 more (Torcoli et al., Preferred Levels for Background Ducking, JAES 67, 2019).
    """
    fade_out_ms: int = 1_500
    lufs: float = -14.0
    true_peak_db: float = -1.0


@dataclass(frozen=True, slots=True)
class Reel:
    """A finished file: segments one after another (by digest), the sound, and what its metadata says."""

    segments: tuple[str, ...]
    frames: int
    sound: str
    title: str
    comment: str
    language: str
