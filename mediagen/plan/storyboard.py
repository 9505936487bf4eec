"""The films of an ad, as plain values: what each says and shows, with variables filled in.

A film knows what its ad gives and what is still to be written; who writes, speaks and draws is not decided here.
`mediagen.plan.expand_ad` makes films of documents, `mediagen.plan.ad_requests` makes requests of films.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from mediagen.plan.ad import Footage
from mediagen.plan.ad_script import AdScript
from mediagen.plan.canonical import digest
from mediagen.plan.documents import Style
from mediagen.plan.film import Aspect
from mediagen.plan.requests import Pairs
from mediagen.plan.style_film import SCENES, StyleFilm, is_font_file
from mediagen.plan.text import slug
from mediagen.plan.variables import variables_of

BASE = "base"
"""The ad itself, among its variants."""
_LONGEST = 57
"""Bytes of a piece of a film's name: four of them, an aspect and an ending are 251, and file systems take 255."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What of an ad a run is about; nothing chosen: all that the document has."""

    variants: tuple[str, ...] = ()
    """BASE is the ad itself."""
    aspects: tuple[str, ...] = ()
    voices: tuple[str, ...] = ()
    """Instead of the document's."""
    style: str = ""
    """Instead of the document's."""
    variables: Mapping[str, Any] = field(default_factory=dict)
    """Over the document's vars."""


@dataclass(frozen=True, slots=True)
class Bed:
    """A film's music: a `file` of the ad's own, or composed."""

    file: str
    mood: str
    bpm: int
    seed: int
    gain_db: float


@dataclass(frozen=True, slots=True)
class Scene:
    """What a film's scene says and shows. One of `prompt`, `image` and `clip` at most is set; none: a card."""

    id: str
    voice: str
    """"": to be written, unless the scene is silent or has a recording, whose words it has."""
    title: str
    """"": to be written, where the style has titles."""
    prompt: str = ""
    image: str = ""
    """File or URL, as the ad names it."""
    clip: Footage | None = None
    focus: tuple[float, float] | None = None
    """Of an image or clip: what is to be kept in view, as in Picture."""
    motion: str = ""
    """How its picture moves, where a clip is to be made from it."""
    gain_db: float = 0.0
    own: bool = False
    """Whether prompt, image or clip is the ad's, not the style's."""
    silent: bool = False
    """Nobody speaks in it."""
    recording: str = ""
    """A voice-over of the ad's own: a file."""


@dataclass(frozen=True, slots=True)
class Film:
    """One film of an ad. Files are named as the ad names them: beside the document, in the project, or URLs."""

    ad: str
    title: str
    """The ad's own; the product's name where it has none, or where its films are of many products."""
    variant: str
    """BASE for the ad itself."""
    row: str
    aspect: Aspect
    voice: str
    """"": without voice-over, but for recordings."""
    language: str
    product: str
    description: str
    image: str
    """The product's picture, or ""."""
    brand: str
    """The brand's name, or ""."""
    logo: str
    given: Pairs
    """What the ad says itself, as AdScriptRequest takes it."""
    style: Style
    """With the brand's colours and font and the ad's captions in it; it has a film."""
    words: str
    """Digest of what of the style a script is written from: its words, not its looks."""
    look: str
    """Digest of how its pictures look: the style's, in the brand's colours."""
    scenes: tuple[Scene, ...]
    bed: Bed | None
    lexicon: Mapping[str, str]

    @property
    def staging(self) -> StyleFilm:
        assert self.style.film is not None
        return self.style.film

    @property
    def portrait(self) -> int | None:
        """The scene (from 0) whose picture stands on the end card where the ad has no picture of the product: the first
        that shows the product as its style has it, else of the ad's own images the first in such a scene, or the first.
        None over a picture of the ad's own.
        """
        staged = list(zip(range(len(self.scenes)), self.scenes, self.staging.scenes, strict=True))
        of_product = [(n, scene) for n, scene, style in staged if "product" in variables_of(style.prompt or "")]
        drawn = [n for n, scene in of_product if not scene.own]
        images = [n for n, scene in (*of_product, *((n, scene) for n, scene, _ in staged)) if scene.image]
        return None if self.image or self.scenes[-1].own else next(iter([*drawn, *images]), None)

    @property
    def fonts(self) -> tuple[str, ...]:
        """The font files that it names, beside families."""
        faces = (self.staging.headline, self.staging.body, self.staging.captions.type)
        return tuple(dict.fromkeys(f.font for f in faces if is_font_file(f.font)))

    @property
    def name(self) -> str:
        """A file name without its ending: of the ad, variant, row, aspect and voice, parted by full stops."""
        variant = "" if self.variant == BASE else self.variant
        parts = (self.ad, variant, self.row, self.aspect.replace(":", "x"), self.voice)
        return ".".join(file_part(part) for part in parts if part)

    @property
    def speaks(self) -> tuple[bool, ...]:
        """By scene: whether its voice says something there."""
        return tuple(bool(self.voice) and not (scene.silent or scene.recording) for scene in self.scenes)

    def said(self, written: Sequence[str]) -> list[str]:
        """The words that are heard in each scene, of those that are `written` for it; "" where nobody speaks, or in a
        recording whose words the ad does not tell.
        """
        heard = zip(self.scenes, self.speaks, written, strict=True)
        return [scene.voice if scene.recording else text if speaks else "" for scene, speaks, text in heard]

    @property
    def script(self) -> AdScript | None:
        """The script, where the ad says every word itself that is heard or shown; None: it is to be written."""
        own = {n: str(text) for n, text in self.given}
        needed = ["hook", "cta", "tagline", *(f"voice_{n}" for n, speaks in enumerate(self.speaks, start=1) if speaks)]
        needed += [f"title_{n}" for n, s in enumerate(self.staging.scenes, start=1) if s.titles]
        if not set(needed) <= set(own):
            return None
        names = [(f"voice_{n}", f"title_{n}") for n in range(1, SCENES + 1)]
        scenes = [{"voice": own.get(voice, ""), "title": own.get(title, "")} for voice, title in names]
        return AdScript.model_validate(
            {"hook": own["hook"], "cta": own["cta"], "tagline": own["tagline"], "scenes": scenes}
        )


def without_motion(film: Film) -> Film:
    """The film with its stills as they are, no clips made from them."""
    return replace(film, scenes=tuple(replace(scene, motion="") for scene in film.scenes))


def with_fonts(film: Film, digests: Mapping[str, str]) -> Film:
    """The film with font files named by their digests: it looks the same wherever they lie. `digests`: by name."""
    if not digests:
        return film
    update: dict[str, Any] = {
        name: face.model_copy(update={"font": digests.get(face.font, face.font)})
        for name, face in (("headline", film.staging.headline), ("body", film.staging.body))
    }
    captions = film.staging.captions
    said = captions.type.model_copy(update={"font": digests.get(captions.type.font, captions.type.font)})
    update["captions"] = captions.model_copy(update={"type": said})
    staging = film.staging.model_copy(update=update)
    return replace(film, style=film.style.model_copy(update={"film": staging}))


def file_part(part: str) -> str:
    """`part` as a piece of a file name on any system; what had to be changed gets a digest, so that it stays apart."""
    plain = part if re.fullmatch(r"[A-Za-z0-9_-]+", part) else slug(part)
    if len(plain.encode()) > _LONGEST:
        plain = plain.encode()[: _LONGEST - 7].decode(errors="ignore").rstrip("_")
    exact = plain == part or plain == part.casefold()
    return plain if exact else "-".join(filter(None, (plain, digest(part.encode())[:6])))
