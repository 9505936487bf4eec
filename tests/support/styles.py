"""The styles that come with mediagen, and the layers that they make of an ad's words."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from mediagen.library.load import load
from mediagen.plan.cues import Cue
from mediagen.plan.documents import Style
from mediagen.plan.film import ASPECTS, Canvas
from mediagen.plan.layout import Wording, caption_chars, lay_out
from mediagen.plan.timeline import timeline

TEMPLATES = Path(__file__).parents[2] / "templates"
STYLES = ("luxury", "energetic", "minimal", "bold")
SMALL = {aspect: Canvas(canvas.width // 3, canvas.height // 3) for aspect, canvas in ASPECTS.items()}
"""Canvases of each aspect with a shorter side of 360 pixels."""
WORDING = Wording(
    hook="For those who notice",
    product="Aurora Chronograph",
    cta="Discover Aurora",
    tagline="A sapphire face. Three days.",
    brand="Northwind",
    titles=("Hand-wound", "A sapphire face", "Keeps time to two seconds a day", ""),
)
SAID = "Everything you need, and nothing more than that at all today"


@cache
def style(name: str) -> Style:
    found = load(TEMPLATES / f"{name}.yaml", name).document
    assert isinstance(found, Style)
    return found


@cache
def film_of(name: str, **captions):
    film = style(name).film
    assert film is not None
    return film.model_copy(update={"captions": film.captions.model_copy(update=captions)}) if captions else film


def cues(film, canvas, text=SAID):
    """A caption in the middle of each scene, as long as captions of that style and aspect may be."""
    chars = caption_chars(film, canvas)
    shown = text[:chars].strip() + "\n" + text[:chars].strip()
    words, at = [], 0
    for n, word in enumerate(shown.split()):
        at = shown.index(word, at)
        words.append((at, at + len(word), n * 4, n * 4 + 3))
        at += len(word)
    return [Cue(shown, span.first + 20, 90, tuple(words)) for span in timeline(film, (0, 0, 0, 0)).bodies]


def layers_of(name, aspect="16:9", wording=WORDING, canvas=None, **captions):
    """The layers of a film in that style, its scenes as long as the style has them."""
    film, canvas = film_of(name, **captions), canvas or ASPECTS[aspect]
    when = timeline(film, (0, 0, 0, 0))
    return lay_out(wording, cues(film, canvas), film, style(name).look, canvas, when)
