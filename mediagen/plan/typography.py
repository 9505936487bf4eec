"""A style's faces and colours as the type of each kind of text: what it rests on, and that it is read on that."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from mediagen.plan.colors import BLACK, READABLE, SURE, WHITE, contrast, is_dark, mix, readable
from mediagen.plan.documents import Look
from mediagen.plan.film import Type
from mediagen.plan.style_film import StyleFilm, Typeface

CLEAR = 7.0
"""Contrast of text on grounds that are ours to choose (WCAG 2.2, level AAA)."""
SLANT = 0.2
"""Of slanted bars: that of italics."""
TOLD = 2.5
"""Contrast at which a button of another colour is told from its card."""
NAME, QUIET = 1.4, 0.85
"""On the end card: a product's name against a hook, a brand's name and the tagline against lower thirds."""


@dataclass(frozen=True, slots=True)
class Types:
    """The type of each role. Those of the end card are read on `ground`, its card's colour."""

    hook: Type
    title: Type
    caption: Type
    product: Type
    tagline: Type
    cta: Type
    brand: Type
    inset: Type
    """The shape of a picture on the end card: round or leaning, with a thin line around or a hard shadow; the colour of
    light behind the product.
    """


def types(film: StyleFilm, look: Look, ground: str) -> Types:
    """The types of a film in that style and look, whose end card is of the colour `ground`."""
    ink = ink_of(look)
    on_card = readable(ground, (ink, look.background, mix(look.accent, BLACK, 0.75)), CLEAR)
    lit = mix(ground, look.deep, 0.35) if film.card == "rays" else ground  # as the card is in its middle
    told = (c for c in (look.accent, look.deep) if min(contrast(c, ground), contrast(c, lit)) >= SURE)
    accent = next(told, on_card)
    quiet = readable(ground, (mix(on_card, ground, 0.25), on_card), SURE)
    head = replace(_set(film.headline, ink), align=film.align)
    body = replace(_set(film.body, ink), align=film.align)
    product = replace(head, color=on_card, size=round(head.size * NAME, 4), lines=3, least=0.22)
    if film.shape == "block":
        product = replace(product, **_bars(on_card, ground))
    return Types(
        hook=_hook(head, film, look),
        title=_title(body, film, look),
        caption=_caption(film, look, ink),
        product=product,
        tagline=replace(body, color=quiet, size=round(body.size * QUIET, 4), lines=3),
        cta=_button(replace(body, lines=2), film, look, ground, on_card),
        brand=replace(body, color=accent, size=round(body.size * QUIET, 4), lines=1),
        inset=_inset(body, film, look, accent),
    )


def ink_of(look: Look) -> str:
    """What texts over the look's pictures are written in: nearly white over dark ones, nearly black over pale ones."""
    if is_dark(look.background):
        return readable(look.background, (mix(look.light, WHITE, 0.55),), CLEAR)
    return readable(look.background, (mix(look.accent, BLACK, 0.8),), CLEAR)


def _bars(plate: str, color: str) -> dict[str, Any]:
    """Each line on a bar of its own."""
    return {"plate": plate, "color": color, "plate_lines": True, "plate_pad": 0.42}


def _glass(look: Look, ink: str) -> dict[str, Any]:
    """A pane of the background's colour: as clear as may be so that `ink` is read on it, whatever is behind."""
    least = next(part / 20 for part in range(12, 21) if part == 20 or _is_read_through(look.background, part / 20, ink))
    return {"plate": look.background, "plate_opacity": least}


def _is_read_through(plate: str, opacity: float, ink: str) -> bool:
    return all(contrast(ink, mix(behind, plate, opacity)) >= CLEAR for behind in (BLACK, WHITE))


def _set(face: Typeface, color: str) -> Type:
    return Type(face.font, face.weight, face.size, color, face.upper, face.tracking)


def _hook(head: Type, film: StyleFilm, look: Look) -> Type:
    """Where something stands beside its letters it may become smaller, so that what writers may write has room."""
    head = replace(head, lines=4)
    if film.shape in {"slash", "block"}:
        ink = readable(look.accent, (look.background, look.light))
        slant = SLANT if film.shape == "slash" else 0.0
        return replace(head, least=0.4, **_bars(look.accent, ink), plate_slant=slant)
    if film.shape == "line":
        return replace(head, least=0.55, rule=look.accent, halo=0.3)
    return replace(head, plate_radius=0.2 * (film.shape == "pill"))  # of the plate that it may get


def _title(body: Type, film: StyleFilm, look: Look) -> Type:
    title = replace(body, lines=2)
    on_light = readable(look.light, (look.background, ink_of(look), mix(look.accent, BLACK, 0.75)))
    if film.shape == "pill":
        return replace(title, plate=look.light, plate_opacity=0.94, plate_radius=0.5, color=on_light)
    if film.shape == "slash":
        return replace(title, plate=look.light, plate_slant=SLANT, color=on_light)
    if film.shape == "block":
        return replace(title, plate=look.background, plate_shadow=look.deep)
    return replace(title, **_glass(look, title.color), plate_border=look.accent, plate_pad=0.85, lines=3)


def _inset(body: Type, film: StyleFilm, look: Look, accent: str) -> Type:
    # Light that is nearly white would look cut out; the plate is seen where a picture is transparent.
    body = replace(body, color=mix(look.light, look.accent, 0.5), plate=look.background)
    if film.shape == "line":
        return replace(body, plate_border=accent)
    if film.shape in {"slash", "block"}:
        return replace(body, plate_slant=SLANT / 2 * (film.shape == "slash"), plate_shadow=look.deep)
    return replace(body, plate_radius=0.05, plate_border=look.deep)


def _caption(film: StyleFilm, look: Look, ink: str) -> Type:
    """Read on whatever comes: they run through cuts, so nothing about them may depend on the picture. What is outlined
    is light, as dark letters in a light rim are hardly read over a photograph.
    """
    face = replace(_set(film.captions.type, ink), lines=2, align=film.align)
    ground = mix(look.background, BLACK, 0.25) if is_dark(look.background) else look.light
    said = _told(look.accent, ground) if film.captions.look == "karaoke" else ""
    if film.shape == "line":
        return replace(face, **_glass(look, face.color), plate_pad=0.6, highlight=said)
    if film.captions.look == "plate" or (said and film.shape == "block"):
        opacity, radius = (1.0, 0.0) if film.shape == "block" else (0.84, 0.22)
        return replace(face, plate=ground, plate_opacity=opacity, plate_radius=radius, plate_pad=0.6, highlight=said)
    if is_dark(look.background):
        return replace(face, outline=ground, highlight=said)
    return replace(
        face, color=readable(ink, (look.light,)), outline=ink, highlight=_told(look.accent, ink) if said else ""
    )


def _told(accent: str, ground: str) -> str:
    """The accent, as much lighter or darker as it must be to be read on the ground: still of another colour."""
    away = WHITE if is_dark(ground) else BLACK
    return readable(ground, (mix(accent, away, part / 10) for part in range(8)))


def _button(body: Type, film: StyleFilm, look: Look, ground: str, on_card: str) -> Type:
    body = replace(body, plate_pad=0.95)
    if film.shape == "line":
        gold = readable(ground, (look.accent, on_card), SURE)
        return replace(body, color=gold, plate_border=gold)
    if film.shape == "slash":
        ink = readable(look.light, (look.background, look.deep))
        return replace(body, color=ink, plate=look.light, plate_slant=SLANT, plate_shadow=look.deep)
    if film.shape == "block":  # the name's bar is of `on_card`: what is to be pressed is of another colour
        darker = (mix(look.deep, BLACK, part / 20) for part in range(7))
        told = (c for c in darker if contrast(look.light, c) >= READABLE and contrast(c, ground) >= TOLD)
        if plate := next(told, ""):
            return replace(body, color=look.light, plate=plate, plate_shadow=on_card)
        body = replace(body, plate_shadow=look.deep)
    body = replace(body, color=readable(on_card, (ground, look.light)), plate=on_card)
    return replace(body, plate_radius=0.5 * (film.shape == "pill"))
