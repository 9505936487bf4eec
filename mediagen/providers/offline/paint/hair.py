"""Hair behind the head and over the brow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediagen.providers.offline.paint.color import lift, mix
from mediagen.providers.offline.paint.shapes import Point, ribbon

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.portrait import Bust, Person


def hair_behind(b: Bust, p: Person) -> None:
    dark = lift(p.hair, -0.22)
    if p.style == "long":
        mass = b.line(
            (0.0, -0.60),
            (0.34, -0.46),
            (0.44, -0.05),
            (0.46, 0.45),
            (0.52, 0.86),
            (0.2, 0.98),
            (0.0, 0.7),
            (-0.2, 0.98),
            (-0.52, 0.86),
            (-0.46, 0.45),
            (-0.44, -0.05),
            (-0.34, -0.46),
        )
        b.s.solid(b.layer, mass, dark)
    elif p.style == "bob":
        b.s.solid(
            b.layer,
            b.line(
                (0.0, -0.60),
                (0.36, -0.46),
                (0.46, -0.05),
                (0.45, 0.38),
                (0.28, 0.45),
                (-0.28, 0.45),
                (-0.45, 0.38),
                (-0.46, -0.05),
                (-0.36, -0.46),
            ),
            dark,
        )
    elif p.style == "bun":
        b.s.solid(b.layer, b.oval(0.05, -0.68, 0.17, 0.16), p.hair)
    elif p.style == "curly":
        import math

        curls = [
            b.oval(math.cos(a) * 0.35, -0.18 + math.sin(a) * 0.40, 0.15, 0.15)
            for a in [k * 0.37 + 2.6 for k in range(11)]
        ]
        b.s.solid(b.layer, [*curls, b.oval(0, -0.22, 0.36, 0.36)], dark)
    elif p.style == "braid":
        beads = [
            b.oval(0.34 + 0.03 * (k % 2), 0.20 + 0.11 * k, 0.075 - 0.004 * k, 0.075, 30) for k in range(7)
        ]
        b.s.solid(b.layer, beads, dark)


def hair_front(b: Bust, p: Person) -> None:
    """The hair line over the brow, by cut."""
    cuts: dict[str, list[Point]] = {
        "short": [
            (-0.350, 0.02),
            (-0.375, -0.28),
            (-0.25, -0.53),
            (0.02, -0.60),
            (0.27, -0.54),
            (0.385, -0.28),
            (0.352, 0.02),
            (0.318, -0.16),
            (0.24, -0.31),
            (0.05, -0.335),
            (-0.14, -0.30),
            (-0.30, -0.20),
        ],
        "side": [
            (-0.348, 0.04),
            (-0.37, -0.26),
            (-0.28, -0.55),
            (0.0, -0.68),
            (0.30, -0.58),
            (0.392, -0.28),
            (0.350, 0.04),
            (0.316, -0.2),
            (0.20, -0.34),
            (-0.02, -0.28),
            (-0.22, -0.36),
            (-0.315, -0.2),
        ],
        "crop": [
            (-0.342, -0.02),
            (-0.355, -0.28),
            (-0.23, -0.50),
            (0.0, -0.555),
            (0.23, -0.50),
            (0.355, -0.28),
            (0.342, -0.02),
            (0.315, -0.22),
            (0.22, -0.36),
            (0.0, -0.395),
            (-0.22, -0.36),
            (-0.315, -0.22),
        ],
        "long": [
            (-0.40, 0.34),
            (-0.43, -0.12),
            (-0.32, -0.50),
            (-0.02, -0.625),
            (0.32, -0.50),
            (0.43, -0.12),
            (0.40, 0.34),
            (0.335, 0.0),
            (0.24, -0.27),
            (-0.06, -0.42),
            (-0.21, -0.24),
            (-0.335, 0.02),
        ],
        "bob": [
            (-0.43, 0.30),
            (-0.44, -0.12),
            (-0.32, -0.51),
            (0.0, -0.625),
            (0.32, -0.51),
            (0.44, -0.12),
            (0.43, 0.30),
            (0.335, 0.14),
            (0.315, -0.13),
            (0.0, -0.20),
            (-0.315, -0.13),
            (-0.335, 0.14),
        ],
        "bun": [
            (-0.345, 0.0),
            (-0.365, -0.28),
            (-0.25, -0.52),
            (0.0, -0.60),
            (0.25, -0.52),
            (0.365, -0.28),
            (0.345, 0.0),
            (0.30, -0.24),
            (0.12, -0.40),
            (-0.08, -0.42),
            (-0.22, -0.33),
            (-0.32, -0.18),
        ],
    }
    cuts["braid"] = cuts["bun"]
    if p.style == "bald":
        b.layer.fill(b.oval(-0.12, -0.36, 0.09, 0.045, -28), (1.0, 1.0, 1.0), 0.35, blur=b.n * 0.02)
        for side in (-1, 1):
            b.s.solid(
                b.layer,
                b.line(
                    (side * 0.30, -0.18), (side * 0.355, -0.10), (side * 0.36, 0.06), (side * 0.315, 0.03)
                ),
                p.hair,
            )
        return
    if p.style == "curly":
        curls = [
            b.oval(-0.30 + 0.10 * k, -0.36 - 0.10 * (1 - ((k - 3) / 3) ** 2) + 0.02 * (k % 2), 0.105, 0.10)
            for k in range(7)
        ]
        b.s.solid(b.layer, curls, p.hair, 1.1)
        return
    b.s.solid(b.layer, b.line(*cuts.get(p.style, cuts["short"])), p.hair, 1.2)
    shine = b.line((-0.27, -0.36), (-0.14, -0.48), (0.02, -0.515), closed=False)
    b.layer.fill(
        ribbon(shine, [1, b.n * 0.03, 1]),
        mix(lift(p.hair, 0.4), b.s.light.colour, 0.4),
        0.45,
        blur=b.n * 0.008,
    )
