"""Who does it together: the roles of groups at work, of duels and of teams."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediagen.providers.offline.paint.poses import VARIANTS
from mediagen.providers.offline.paint.work import GROUPS, WALKERS, WORK, Role

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.stage import Stage

FLOATING = ("row", "paddle", "swim")
AIRBORNE = ("dive", "climb")
WITH_BALL = ("kick", "spike", "jumpshot", "throw", "stick")
"""What one of a team does, while the others run."""
DUELS = ("boxing", "martial", "wrestling", "fencing", "dance")
"""Sports of two who face each other."""


def _height(s: Stage, k: int) -> float:
    return 0.66 if s.people[k].child and not s.people[0].child else (0.95, 1.0, 0.92)[k % 3]


def _athletes(s: Stage) -> tuple[Role, ...]:
    """Several at one sport: two against each other, or one behind the other, none quite as tall as the next."""
    n, own = len(s.people), s.brief.pose
    if n == 2 and s.brief.sport in DUELS and own != "cheer":
        apart = 0.6 if s.brief.sport == "fencing" else 0.36
        return Role(own, -apart), Role(own, apart, 0.97, -1)
    step = {"ride": 0.86, "rider": 0.86, "set": 0.62}.get(own, 0.5)
    every = (own, "stride", "run", "sprint") if own in WITH_BALL else VARIANTS.get(own, (own,))
    return tuple(Role(every[k % len(every)], step * ((n - 1) / 2 - k), _height(s, k)) for k in range(n))


def together(s: Stage, pose: str) -> tuple[Role, ...]:
    """Who does it together; no two passers-by walk alike."""
    people = GROUPS.get(pose, ())
    if len(s.people) > 1 and s.brief.sport not in WORK and pose not in (*FLOATING, *AIRBORNE):
        return _athletes(s)
    if pose != "stroll":
        return people
    walkers = s.rng.sample(WALKERS, len(people))
    ways = s.rng.choice(((1, 1, -1), (1, -1, 1), (-1, 1, 1)))
    sizes = s.rng.sample((0.9, 0.97, 1.04), len(people))
    return tuple(
        Role(walk, one.dx, tall, way, carried)
        for one, tall, way, (walk, carried) in zip(people, sizes, ways, walkers, strict=True)
    )
