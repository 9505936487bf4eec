"""The offline voices: which there are, and what makes each of them from the one that hibari ships.

Nothing heavy is imported here: the provider table reads VOICES and MODEL at start-up.
"""

from __future__ import annotations

from dataclasses import dataclass

from mediagen.providers.protocol import VoiceInfo

MODEL = "hibari-0.2.1+5"
"""Engine, its version, and after the plus ours: raised with every change of voices, reading, melody, pauses, loudness
or encoding that changes bytes, so that nothing made by an older one is taken for it."""

SLOWEST, FASTEST = 0.7, 1.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How a voice differs from hibari's own.

    `pitch` and `warp` are factors of pitch and of formant frequencies; `melody` widens (over 1) or flattens the
    rise and fall of the pitch; `tilt_db` makes it brighter (over 0) or darker, in decibel per octave from 1 kHz.
    """

    pitch: float = 1.0
    warp: float = 1.0
    melody: float = 1.0
    tilt_db: float = 0.0

    @property
    def plain(self) -> bool:
        """Whether it is hibari's voice itself."""
        return self == Recipe()


_TABLE: tuple[tuple[str, str, str, Recipe], ...] = (
    ("heart", "female", "clear and warm, the engine's own voice", Recipe()),
    ("warm", "female", "lower and softer", Recipe(pitch=0.84, warp=0.94, melody=0.95, tilt_db=-0.7)),
    (
        "bright",
        "female",
        "higher, lighter and livelier",
        Recipe(pitch=1.14, warp=1.07, melody=1.1, tilt_db=0.5),
    ),
    ("light", "male", "light and youthful", Recipe(pitch=0.69, warp=0.92, melody=1.1)),
    ("deep", "male", "deep and calm", Recipe(pitch=0.57, warp=0.86, melody=1.1, tilt_db=-0.3)),
)

VOICES: tuple[VoiceInfo, ...] = tuple(VoiceInfo(name, "en-US", gender, about) for name, gender, about, _ in _TABLE)
"""All voices, the engine's own first."""

RECIPES: dict[str, Recipe] = {name: recipe for name, _, _, recipe in _TABLE}
