"""HDR of SMPTE ST 2084 (PQ), as cameras, games and screens record it, brought to SDR.

PQ says how many candelas a square metre each level is, up to 10,000; SDR says parts of its white. What HDR keeps below
its own white (BT.2408: 203 cd/m²) is shown as bright as it is; what is brighter is pressed together by the curve of
BT.2390, channel by channel, so that coloured lights turn paler as they do on film.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Levels = NDArray[np.float64]

WHITE, BRIGHTEST = 203.0, 1000.0
"""cd/m² of HDR's white, which stands for all that SDR has (BT.2408, table 1), and of the brightest light that most of
it is mastered with."""
_M1, _M2 = 2610 / 16384, 2523 / 4096 * 128
_C1, _C2, _C3 = 3424 / 4096, 2413 / 4096 * 32, 2392 / 4096 * 32
"""SMPTE ST 2084, section 5.3."""
_GAMMA = 2.4
"""Of SDR's displays (BT.1886)."""
_POINTS = 129


def level(light: float | Levels) -> Levels:
    """PQ's levels, 0…1, of light in cd/m²."""
    part = (np.asarray(light, np.float64) / 10_000) ** _M1
    return np.asarray(((_C1 + _C2 * part) / (1 + _C3 * part)) ** _M2)


def light(levels: float | Levels) -> Levels:
    """The light of PQ's levels, in cd/m²."""
    part = np.asarray(levels, np.float64) ** (1 / _M2)
    return np.asarray(10_000 * (np.maximum(part - _C1, 0) / (_C2 - _C3 * part)) ** (1 / _M1))


def shown(levels: Levels) -> Levels:
    """The levels of SDR, 0…1, that show PQ's."""
    peak = level(BRIGHTEST)
    most = level(WHITE) / peak
    knee = 1.5 * most - 0.5
    found = np.minimum(levels / peak, 1.0)
    t = np.maximum(found - knee, 0.0) / (1 - knee)
    pressed = (2 * t**3 - 3 * t**2 + 1) * knee + (t**3 - 2 * t**2 + t) * (1 - knee) + (3 * t**2 - 2 * t**3) * most
    bright = light(np.where(found < knee, found, pressed) * peak)
    return np.asarray(np.minimum(bright / WHITE, 1.0) ** (1 / _GAMMA))


@lru_cache(maxsize=1)
def curve() -> str:
    """`shown` as a filter of FFmpeg's, on RGB."""
    levels = np.linspace(0, 1, _POINTS)
    points = " ".join(f"{x:.5f}/{y:.5f}" for x, y in zip(levels, shown(levels), strict=True))
    return f"curves=interp=pchip:all='{points}'"
