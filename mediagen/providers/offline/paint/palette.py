"""The colours of a picture: natural ones for the hour, pulled to the prompt's words and the style's look."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mediagen.providers.offline.paint.color import RGB, lift, luma, mix, rgb, turn, with_luma
from mediagen.providers.offline.paint.shots import TALL

if TYPE_CHECKING:
    import random

    from mediagen.plan.documents import Look
    from mediagen.providers.offline.paint.brief import Brief


@dataclass(frozen=True, slots=True)
class Palette:
    """Roles, from the top of the sky to the ground under one's feet."""

    zenith: RGB
    sky: RGB
    glow: RGB
    """The sky at the horizon; far things fade to it."""
    sun: RGB
    near: RGB
    """Dark tone of what stands close."""
    leaf: RGB
    ground: RGB
    water: RGB
    accent: RGB
    second: RGB
    light: RGB
    shade: RGB
    dark: bool = False

    def far(self, base: RGB, distance: float) -> RGB:
        """Aerial perspective: `base` seen from distance 0 (here) to 1 (at the horizon)."""
        return mix(base, mix(self.glow, self.sky, 0.35), distance)


def _tones(*values: str) -> Palette:
    c = [rgb(v) for v in values]
    return Palette(c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8], c[9], c[10], c[11], luma(c[0]) < 0.22)


# zenith, sky, glow, sun, near, leaf, ground, water, accent, second, light, shade
TIMES = {
    "dawn": _tones(
        "#4d5f96",
        "#a893b8",
        "#f6c9b0",
        "#fff0cf",
        "#25304f",
        "#3f5a63",
        "#8d7f86",
        "#7d8fb4",
        "#ef7d57",
        "#3f6c8f",
        "#ffe2c2",
        "#4a4a78",
    ),
    "sunrise": _tones(
        "#3f7cb0",
        "#a9c3c8",
        "#ffd79a",
        "#fff6d6",
        "#2a3a4c",
        "#4a6d4c",
        "#a38a6c",
        "#5f97ad",
        "#f26b3a",
        "#1f7a8c",
        "#fff0c9",
        "#3d4a72",
    ),
    "noon": _tones(
        "#2e86cf",
        "#7fbfe8",
        "#d9eef3",
        "#fffbe8",
        "#1f4247",
        "#4f8f4a",
        "#b0a184",
        "#2f8fb8",
        "#f0592a",
        "#f5b82e",
        "#fffdf0",
        "#2f4d78",
    ),
    "sunset": _tones(
        "#39356f",
        "#c2567a",
        "#ffae5e",
        "#fff0b8",
        "#261f3f",
        "#4a4a48",
        "#8a5a52",
        "#8a5f86",
        "#ff6a3d",
        "#2d6f8f",
        "#ffd596",
        "#3a2a5c",
    ),
    "dusk": _tones(
        "#1b2450",
        "#4a4b86",
        "#d48a9a",
        "#ffdccb",
        "#141b36",
        "#2a3f4e",
        "#4f4d6a",
        "#3f4f80",
        "#ff8a5c",
        "#5aa0c8",
        "#ffd2c2",
        "#1f2148",
    ),
    "night": _tones(
        "#070d24",
        "#13224c",
        "#2f4a7c",
        "#f0f3ff",
        "#060b1a",
        "#173039",
        "#22304a",
        "#142a52",
        "#ffb347",
        "#3fb8d8",
        "#dbe8ff",
        "#0a1030",
    ),
    "overcast": _tones(
        "#7f8ea0",
        "#a9b6c0",
        "#dbe0e0",
        "#f4f4ee",
        "#2c3a42",
        "#566b5c",
        "#8d8c84",
        "#7f97a3",
        "#d9573a",
        "#2f6f7f",
        "#f4f1ea",
        "#46546a",
    ),
}


def choose(brief: Brief, look: Look | None, rng: random.Random) -> Palette:
    """The palette for a brief in a look (None: no style)."""
    time = brief.time or _guess(brief, rng)
    palette = TIMES[time]
    if not brief.colours:
        palette = _vary(palette, rng)
    palette = _said(palette, brief)
    if "fog" in brief.weather or "rain" in brief.weather:
        palette = replace(
            palette, zenith=mix(palette.zenith, palette.sky, 0.5), sky=mix(palette.sky, palette.glow, 0.4)
        )
    return _styled(palette, look, brief) if look else palette


def _guess(brief: Brief, rng: random.Random) -> str:
    if "dark" in brief.moods or "luxurious" in brief.moods:
        return rng.choice(["dusk", "night"])
    if "warm" in brief.moods:
        return "sunset"
    if "rain" in brief.weather or "fog" in brief.weather:
        return rng.choice(["overcast", "dawn"])
    options = ["sunrise", "noon", "sunset", "dusk", "dawn"]
    if brief.person or brief.thing in TALL:  # whoever wants them in the dusk says so
        options = ["noon", "sunrise", "noon", "sunrise", "noon", "sunset"]
    return rng.choice(options[:2] * 2 + options if "calm" in brief.moods else options)


def _vary(p: Palette, rng: random.Random) -> Palette:
    """Small turns of hue, so that two pictures of one hour are not of one tin of paint."""
    d = rng.uniform(-14, 14)
    accent = rng.choice([p.accent, turn(p.accent, 18), turn(p.accent, -20), p.second, mix(p.second, p.accent, 0.12)])
    return replace(
        p,
        zenith=turn(p.zenith, d),
        sky=turn(p.sky, d * 0.8),
        glow=turn(p.glow, d * 0.5),
        leaf=turn(p.leaf, rng.uniform(-18, 18)),
        water=turn(p.water, d),
        accent=accent,
        second=turn(p.second, rng.uniform(-25, 25)),
    )


def _said(p: Palette, brief: Brief) -> Palette:
    """The colours that the prompt names: always the accent, the air unless they are the subject's own."""
    if not brief.colours:
        return p
    first = brief.owned or brief.colours[0]
    second = next((c for c in brief.colours if c != first), turn(p.second, 0))
    p = replace(p, accent=first, second=second)
    free = brief.air
    if not free:
        return replace(p, glow=mix(p.glow, lift(first, 0.5), 0.15))
    a, b = free[0], free[-1]
    pull = 0.62

    def toward(role: RGB, c: RGB) -> RGB:
        return mix(role, with_luma(c, luma(role) * 0.8 + luma(c) * 0.2), pull)

    return replace(
        p,
        zenith=toward(p.zenith, a),
        sky=toward(p.sky, a),
        glow=toward(p.glow, b),
        near=toward(p.near, a),
        ground=toward(p.ground, b),
        water=toward(p.water, a),
        leaf=toward(p.leaf, a),
        shade=toward(p.shade, a),
    )


def _styled(p: Palette, look: Look, brief: Brief) -> Palette:
    """Pulled to a look's four colours by its `grading`."""
    ground, deep, accent, light = (rgb(c) for c in (look.background, look.deep, look.accent, look.light))
    k = look.grading
    dark = luma(ground) < 0.45
    own = p.accent if brief.colours else accent
    top, low = (ground, deep) if dark else (ground, light)
    return replace(
        p,
        zenith=mix(p.zenith, top, k),
        sky=mix(p.sky, mix(top, low, 0.45), k),
        glow=mix(p.glow, mix(low, accent if dark else light, 0.35), k * 0.9),
        sun=mix(p.sun, light, k),
        near=mix(p.near, mix(ground, deep, 0.2) if dark else mix(deep, accent, 0.5), k),
        ground=mix(p.ground, mix(ground, deep, 0.5), k),
        water=mix(p.water, mix(ground, deep, 0.6), k),
        leaf=mix(p.leaf, mix(deep, accent, 0.2), k * 0.8),
        accent=own,
        second=mix(p.second, deep, k * (0.6 if dark else 1.5)),
        light=mix(p.light, light, k),
        shade=mix(p.shade, mix(ground, deep, 0.3), k),
        dark=dark,
    )
