"""Skies: air, sun or moon, clouds, stars, beams, and the weather in front of it all."""

from __future__ import annotations

import math

import numpy as np

from mediagen.providers.offline.paint.canvas import Linear, Radial, smooth
from mediagen.providers.offline.paint.color import RGB, luma, mix
from mediagen.providers.offline.paint.heavens import heavens
from mediagen.providers.offline.paint.shapes import Path, ellipse, polygon, rounded
from mediagen.providers.offline.paint.stage import Stage, field_noise

NIGHT = 0.3


def sky(s: Stage, *, clouds: bool = True) -> None:
    """Fills the whole canvas; what is under the horizon is painted over later."""
    p, c = s.pal, s.canvas
    whole = (0, 0, s.w, s.h)
    air = Linear(0, 0, 0, s.horizon, ((0.0, p.zenith), (0.55, p.sky), (1.0, p.glow)))
    c.lay(np.ones((s.h, s.w), np.float32), whole, np.broadcast_to(air.over(whole), (s.h, s.w, 3)))
    night = luma(p.zenith) < NIGHT and luma(p.sky) < 0.4
    if night:
        stars(s)
    sun(s, moon=night)
    heavens(s)
    if clouds:
        bands(s, night=night)


def sun(s: Stage, *, moon: bool) -> None:
    x, y = s.sun
    r = s.u * (0.05 if moon else 0.075)
    c = s.canvas
    halo = s.u * (0.5 if moon else 0.75)
    warm = mix(s.pal.glow, s.pal.sun, 0.35)
    c.fill(ellipse(x, y, halo, halo), Radial(x, y, halo, falloff(warm)), 0.6 if not moon else 0.4, mode="screen")
    c.fill(ellipse(x, y, r, r), s.pal.sun, 0.97)
    if moon:
        for dx, dy, k in ((-0.3, -0.2, 0.22), (0.25, 0.3, 0.28), (0.3, -0.35, 0.14)):
            c.fill(ellipse(x + dx * r, y + dy * r, r * k, r * k), mix(s.pal.sun, s.pal.sky, 0.35), 0.5)


def stars(s: Stage) -> None:
    for _ in range(int(s.w * s.horizon / 5200) + 20):
        x, y = s.rng.random() * s.w, s.rng.random() ** 1.4 * s.horizon
        r = s.u * (0.0007 + 0.0016 * s.rng.random() ** 3)
        s.canvas.fill(ellipse(x, y, max(r, 0.7), max(r, 0.7)), (0.95, 0.96, 1.0), s.rng.uniform(0.35, 1.0))


def bands(s: Stage, *, night: bool = False) -> None:
    """Layered clouds: flat undersides, heaped tops, lit from the sun's side."""
    rows = s.rng.randint(2, 4)
    for i in range(rows):
        depth = i / max(rows - 1, 1)
        y = s.horizon * (0.86 - 0.62 * depth + s.rng.uniform(-0.05, 0.05))
        for _ in range(s.rng.randint(1, 2)):
            cx = s.rng.uniform(-0.1, 1.1) * s.w
            length = s.u * s.rng.uniform(0.22, 0.42) * (0.6 + 0.9 * depth)
            lit = mix(s.pal.light, s.pal.sun, 0.3) if not night else mix(s.pal.sky, s.pal.light, 0.16)
            tone = mix(mix(s.pal.sky, s.pal.glow, 1 - depth), lit, 0.42)
            cloud(s, cx, y, length, tone, lit)


def cloud(s: Stage, cx: float, y: float, length: float, tone: RGB, lit: RGB) -> None:
    parts: list[Path] = [rounded(cx - length, y - length * 0.03, cx + length, y + length * 0.012, length * 0.02)]
    parts.append(rounded(cx - length * 0.5, y + length * 0.03, cx + length * 0.7, y + length * 0.055, length * 0.015))
    n = s.rng.randint(4, 6)
    for k in range(n):
        t = (k + 0.5) / n * 2 - 1
        r = length * (0.22 - 0.14 * abs(t)) * s.rng.uniform(0.7, 1.15)
        parts.append(ellipse(cx + t * length * 0.72, y - r * 0.35, r * 1.25, r * 0.72))
    mask, area = s.canvas.mask(parts)
    if mask is None:
        return
    rows = np.arange(area[1], area[3], dtype=np.float32)[:, None]
    mask = mask * (1 - 0.85 * smooth(rows, y - length * 0.10, y + length * 0.05))
    paint = Linear(cx, y - length * 0.3, cx, y + length * 0.03, ((0.0, lit), (1.0, tone)))
    s.canvas.lay(mask, area, paint, 0.72)


def beams(s: Stage, strength: float = 0.25) -> None:
    """Shafts of light from the sun."""
    x, y = s.sun
    for _ in range(7):
        a = s.rng.uniform(0.15, 0.85) * math.pi
        spread = s.rng.uniform(0.02, 0.06)
        reach = s.w + s.h
        fan = polygon(
            (x, y),
            (x + math.cos(a - spread) * reach, y + math.sin(a - spread) * reach),
            (x + math.cos(a + spread) * reach, y + math.sin(a + spread) * reach),
        )
        s.canvas.fill(fan, s.pal.sun, strength * s.rng.uniform(0.3, 1.0), blur=s.u * 0.02, mode="screen")


def mist(s: Stage, y: float, depth: float, strength: float = 0.6) -> None:
    """A bank of fog with its middle at height `y`, `depth` pixels high."""
    y0, y1 = max(0, int(y - depth)), min(s.h, int(y + depth))
    if y1 - y0 < 4 or s.plain:
        return
    rows = np.linspace(-1, 1, y1 - y0, dtype=np.float32)[:, None]
    wave = field_noise(s.rng, s.w, y1 - y0, 6, 3, stretch=2.5)
    mask = np.clip((1 - rows**2) ** 1.5 * (0.35 + 0.9 * wave), 0, 1) * strength
    s.canvas.lay(mask.astype(np.float32), (0, y0, s.w, y1), mix(s.pal.glow, s.pal.light, 0.3))


def weather(s: Stage) -> None:
    """Fog, rain or snow between the picture and the eye."""
    if "fog" in s.brief.weather:
        mist(s, s.horizon, s.h * 0.22, 0.75)
        mist(s, s.horizon + s.h * 0.22, s.h * 0.14, 0.45)
    if "rain" in s.brief.weather:
        slant = s.rng.uniform(0.1, 0.25)
        for _ in range(int(s.w * s.h / 5000)):
            x, y, n = s.rng.random() * s.w, s.rng.random() * s.h, s.u * s.rng.uniform(0.02, 0.05)
            t = max(0.6, s.u * 0.0011)
            s.canvas.fill(
                polygon((x, y), (x + t, y), (x + t - n * slant, y + n), (x - n * slant, y + n)),
                s.pal.light,
                s.rng.uniform(0.12, 0.35),
            )
    if "snow" in s.brief.weather:
        for _ in range(int(s.w * s.h / 4200)):
            r = s.u * (0.0012 + 0.006 * s.rng.random() ** 4)
            s.canvas.fill(
                ellipse(s.rng.random() * s.w, s.rng.random() * s.h, r, r),
                (1.0, 1.0, 1.0),
                s.rng.uniform(0.4, 0.9),
                blur=r * 0.5,
            )


def pool_of_light(s: Stage, x: float, y: float, r: float, strength: float, squash: float = 1.0) -> None:
    """A soft glow."""
    if s.plain:
        return
    c = s.light.colour
    s.canvas.fill(ellipse(x, y, r, r * squash), Radial(x, y, r, falloff(c), squash), strength, mode="screen")


def falloff(c: RGB) -> tuple[tuple[float, RGB], ...]:
    """Stops of a glow that dies away without a visible edge."""
    return tuple((t / 8, mix((0.0, 0.0, 0.0), c, (1 - t / 8) ** 2.4)) for t in range(9))
