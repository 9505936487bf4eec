"""Poses: where the limbs of a figure point.

All angles in degrees. `lean` is the trunk's tilt from upright, forward positive. A limb's angles are those of
its two halves: 0 hangs straight down, 90 points forward (to the right), 180 straight up. Near limbs are the
viewer's side. `air` lifts the figure off the ground, in body heights; `front` widens the shoulders for a view
from the front, and `back` is seen from behind.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

Two = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Pose:
    lean: float
    near_arm: Two
    far_arm: Two
    near_leg: Two
    far_leg: Two
    air: float = 0.0
    front: bool = False
    back: bool = False


POSES: dict[str, Pose] = {
    "stand": Pose(0, (14, 24), (-16, -8), (6, 3), (-8, -6), front=True),
    "cheer": Pose(-3, (152, 172), (-152, -172), (12, 4), (-13, -7), front=True),
    "set": Pose(86, (4, 0), (10, 2), (64, -44), (18, -62)),
    "walk": Pose(4, (-26, -6), (24, 44), (24, 12), (-18, -34)),
    "step": Pose(1, (10, 16), (-16, 6), (-20, -36), (24, 14)),
    "pass": Pose(5, (-12, 2), (14, 30), (10, -2), (-2, -46)),
    "sip": Pose(1, (34, 142), (-12, 4), (16, 8), (-14, -24)),
    "check": Pose(3, (26, 124), (-18, 2), (22, 10), (-16, -32)),
    "reached": Pose(4, (52, 88), (38, 84), (8, 2), (-10, -8)),
    "gaze": Pose(0, (10, 6), (-12, -6), (5, 2), (-6, -3), front=True, back=True),
    "point": Pose(0, (58, 116), (-12, -6), (6, 3), (-7, -4), front=True, back=True),
    "pose": Pose(0, (10, 30), (-10, -30), (5, 2), (-6, -3), front=True),
    "run": Pose(13, (-58, 38), (42, 128), (68, -22), (-22, -88), 0.05),
    "stride": Pose(8, (-44, 30), (34, 104), (54, -4), (-30, -66), 0.03),
    "sprint": Pose(24, (-74, 24), (58, 142), (84, -24), (-36, -58), 0.04),
    "kick": Pose(-14, (-62, -44), (64, 88), (66, 74), (-8, -16)),
    "jumpshot": Pose(3, (146, 172), (128, 168), (10, -14), (-8, -52), 0.16),
    "serve": Pose(-7, (172, 150), (118, 132), (12, -8), (-12, -40), 0.07),
    "spike": Pose(-9, (202, 168), (96, 118), (8, -36), (-22, -74), 0.2),
    "swing": Pose(18, (66, 96), (-34, 20), (40, -6), (-28, -30)),
    "stick": Pose(34, (40, 20), (62, 34), (52, -14), (-34, -52)),
    "bat": Pose(8, (58, 150), (74, 152), (30, -2), (-26, -16)),
    "golf": Pose(-6, (138, 205), (152, 214), (10, 2), (-14, -34)),
    "throw": Pose(-10, (-112, -168), (84, 92), (48, 8), (-26, -38)),
    "ride": Pose(54, (52, 66), (56, 70), (78, 8), (38, -36)),
    "row": Pose(18, (70, 88), (74, 90), (112, 42), (108, 40)),
    "paddle": Pose(6, (96, 128), (44, 84), (86, 84), (86, 84)),
    "swim": Pose(82, (150, 96), (96, 92), (-88, -84), (-98, -92)),
    "dive": Pose(118, (62, 62), (58, 60), (-122, -124), (-116, -120), 0.42),
    "surf": Pose(22, (74, 92), (-92, -104), (62, -16), (-48, 12)),
    "ski": Pose(36, (34, 82), (42, 90), (58, -24), (48, -30)),
    "skate": Pose(46, (-52, -60), (58, 96), (58, -16), (-52, -62)),
    "punch": Pose(14, (86, 92), (30, 148), (34, -2), (-34, -30)),
    "highkick": Pose(-28, (22, 120), (54, 142), (112, 114), (-6, -10)),
    "lunge": Pose(12, (88, 92), (-78, -150), (72, 2), (-52, -58)),
    "archer": Pose(-2, (-92, 92), (90, 90), (14, 8), (-16, -12)),
    "climb": Pose(6, (158, 178), (118, 172), (92, -8), (16, -22), 0.34),
    "lift": Pose(0, (146, 178), (-146, -178), (26, 6), (-26, -6), front=True),
    "lotus": Pose(0, (26, 48), (-26, -48), (78, -84), (-78, 84), front=True),
    "tree": Pose(0, (168, 186), (-168, -186), (3, 0), (-62, 58), front=True),
    "dance": Pose(16, (112, 128), (-86, -98), (2, 0), (-102, -98)),
    "turn": Pose(0, (128, 166), (-74, -128), (2, 0), (74, -66)),
    "leap": Pose(6, (108, 116), (-88, -98), (88, 84), (-86, -92), 0.26),
    "bound": Pose(24, (104, 112), (-52, -20), (86, 62), (-44, -118), 0.24),
    "bowl": Pose(34, (-46, -40), (52, 70), (62, -14), (-38, -52)),
    "carry": Pose(-3, (24, 96), (30, 100), (22, 10), (-18, -34)),
    "call": Pose(3, (30, 158), (-24, -4), (24, 12), (-18, -34)),
    "push": Pose(12, (62, 84), (66, 88), (26, 8), (-24, -44)),
    "sweep": Pose(14, (24, 50), (58, 84), (26, 4), (-18, -26)),
    "reach": Pose(-4, (128, 158), (16, 30), (14, 4), (-12, -14)),
    "bench": Pose(10, (34, 82), (22, 92), (8, 2), (-10, -8)),
    "kneel": Pose(16, (48, 74), (60, 84), (86, -2), (-6, -92)),
    "sit": Pose(6, (30, 88), (34, 92), (86, 2), (82, -4)),
    "desk": Pose(9, (34, 82), (42, 90), (86, 2), (82, -4)),
    "lean back": Pose(-4, (22, 70), (30, 84), (84, 6), (80, -2)),
    "strum": Pose(7, (16, 96), (52, 118), (86, 2), (80, -8)),
    "scroll": Pose(5, (32, 132), (24, 80), (86, 2), (82, -4)),
    "recline": Pose(-50, (-10, 62), (-4, 66), (88, 50), (86, 46), 0.20),
    "lie": Pose(-86, (-80, -70), (-76, -64), (84, 86), (82, 84), 0.31),
    "tend": Pose(24, (30, 64), (40, 76), (8, 0), (-12, -8)),
    "aim": Pose(3, (44, 150), (52, 152), (10, 2), (-12, -8)),
    "scoot": Pose(6, (48, 88), (52, 92), (10, 2), (-12, -10)),
    "snip": Pose(4, (52, 104), (46, 92), (6, 2), (-10, -8)),
    "talk": Pose(-2, (24, 112), (-6, 20), (6, 2), (-10, -8)),
    "listen": Pose(1, (10, 72), (16, 88), (6, 2), (-8, -6)),
    "rider": Pose(16, (36, 70), (40, 74), (62, -10), (58, -14)),
    "arabesque": Pose(10, (104, 112), (-92, -98), (2, 0), (-96, -94)),
    "cross": Pose(0, (88, 92), (-88, -92), (3, 1), (-3, -1), 0.30, front=True),
    "hang": Pose(0, (166, 178), (-166, -178), (26, 22), (-26, -22), 0.22, front=True),
    "support": Pose(-16, (16, 4), (-22, -6), (92, 88), (82, 84), 0.36),
    "poised": Pose(76, (18, 8), (30, 14), (40, -30), (12, -48), 0.17),
    "tiptoe": Pose(-2, (172, 178), (164, 176), (4, 0), (-4, -2), 0.22),
    "over": Pose(98, (118, 96), (84, 72), (-72, -128), (-92, -112), 0.52),
    "save": Pose(70, (106, 100), (124, 116), (-66, -84), (-98, -114), 0.22),
    "put": Pose(-16, (-34, 148), (98, 112), (26, -14), (-34, -42)),
    "bounce": Pose(16, (44, 66), (24, 36), (12, 0), (-14, -12)),
    "putt": Pose(30, (6, 2), (14, 6), (10, -4), (-8, -8)),
    "deadlift": Pose(0, (10, 4), (-10, -4), (20, 6), (-20, -6), front=True),
    "luge": Pose(-76, (72, 84), (70, 82), (86, 88), (84, 86), 0.05),
    "wheel": Pose(8, (24, 76), (36, 84), (84, 14), (80, 12), 0.04),
    "honoured": Pose(-3, (152, 172), (-152, -172), (8, 3), (-8, -4), 0.26, front=True),
}
POSES["rider air"] = replace(POSES["rider"], air=0.34)
POSES["beam"] = replace(POSES["arabesque"], air=0.24)
POSES |= {f"{name} air": replace(POSES[name], air=0.26) for name in ("surf", "ski", "ride")}
AFOOT = (
    "run",
    "kick",
    "jumpshot",
    "serve",
    "spike",
    "swing",
    "stick",
    "bat",
    "golf",
    "throw",
    "ride",
    "ski",
    "skate",
    "punch",
    "highkick",
    "lunge",
    "archer",
    "lift",
    "walk",
    "surf",
    "bowl",
    "dance",
    "leap",
    "rider",
)
"""Of sports whose athletes could also stand on the ground, or run on it."""
MOMENTS: dict[str, str] = {
    "cheer": "arms raised, arms up, arms in the air, raised arms, raising her arms, raising his arms, celebrates, "
    "celebrating, celebration, victory, triumph, triumphant, wins, winning, crossing the finish line, crosses the "
    "finish line, reached the goal",
    "set": "starting blocks, in the blocks, on the blocks, on your marks, sprint start, start of a sprint",
    "turn": "spinning, spin, pirouette, spins",
    "stand": "before the match, before the game, before the race, before the start, before kick-off, "
    "before the bell, before the fight, "
    "before the bout, before the whistle, line-up, "
    "lined up, in the tunnel",
}
"""What any athlete may do: pose → words."""
KEPT = (
    *("gloves", "belt", "pack", "soccerball", "basketball", "goal", "hoop", "net"),
    *("racket", "stick", "club", "bat"),
)
"""What somebody has, too, who stands there or cheers."""
VARIANTS: dict[str, tuple[str, ...]] = {
    "run": ("run", "stride", "sprint"),
    "dance": ("dance", "leap", "turn"),
    "leap": ("leap", "dance"),
}
"""Poses of one movement; chance picks."""
