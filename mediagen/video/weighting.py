"""Sound as the ear has it: the K-weighting of ITU-R BS.1770-4, as products of matrices.

What a filter makes of a stretch of sound is a sum over its samples and over the state in which the sound before has
left it. So all stretches are filtered at once, and only their states are found one after the other.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Samples = NDArray[np.float32]

_FILTERS = (
    ((1.53512485958697, -2.69169618940638, 1.19839281085285), (-1.69065929318241, 0.73248077421585)),
    ((1.0, -2.0, 1.0), (-1.99004745483398, 0.99007225036621)),
)
"""At 48 kHz, as BS.1770 has them: factors of what goes in, now, one and two samples before, and of what came out one
and two samples before."""
_STEP = 64
"""Samples that are filtered in one go."""
_AT_ONCE = 20
"""Stretches of which an energy is asked for: of a tenth of a second, what two seconds take stays in the cache."""
_STATE = 4
"""Numbers that the filters remember: two each."""


def energies(channel: Samples, size: int) -> Floats:
    """The weighted energy of each `size` samples (a multiple of 64) of a channel; after its end there is silence."""
    ringing, inputs = _step()
    first, gained, last = _steps(size // _STEP)
    state, found = np.zeros(_STATE), []
    for at in range(0, len(channel), _AT_ONCE * size):
        piece = channel[at : at + _AT_ONCE * size]
        if rest := len(piece) % size:
            piece = np.pad(piece, (0, size - rest))
        steps = piece.reshape(-1, _STEP) @ inputs
        gains = steps[:, _STEP:].reshape(-1, len(gained)) @ gained
        states = np.empty((len(gains), _STATE))
        for n, gain in enumerate(gains[:, -_STATE:]):
            states[n], state = state, state @ last + gain
        before = (gains[:, :-_STATE] + states @ first).astype(np.float32)
        heard = (steps[:, :_STEP] + before.reshape(-1, _STATE) @ ringing).reshape(-1, size)
        found.append(np.einsum("ns,ns->n", heard, heard))
    return np.concatenate(found).astype(np.float64)


@cache
def _step() -> tuple[Samples, Samples]:
    """What comes out of a step for the state before it (4 × 64); for its samples what comes out, and the state after
    them (64 × 68).
    """
    whole = _run(_sample(), _STEP, 1)
    return whole[:_STATE, :_STEP].astype(np.float32), whole[_STATE:].astype(np.float32)


@cache
def _steps(count: int) -> tuple[Floats, Floats, Floats]:
    """For the state before the first of `count` steps the states before each of them, and for what each of them leaves;
    of this also the state after the last, and that for the state before the first.
    """
    after = np.linalg.matrix_power(_sample()[:_STATE, 1:], _STEP)
    one = np.block([[np.eye(_STATE), after], [np.zeros((_STATE, _STATE)), np.eye(_STATE)]])
    whole = _run(one, count, _STATE)
    return whole[:_STATE, :-_STATE], whole[_STATE:], whole[:_STATE, -_STATE:]


def _run(once: Floats, count: int, size: int) -> Floats:
    """What comes out, `size` numbers each time, and the state at the end, for the state at the beginning and `count`
    times `size` numbers that go in; `once`: the same for one time.
    """
    given = np.eye(_STATE + count * size)
    state, out = given[:, :_STATE], []
    for at in range(_STATE, len(given), size):
        both = np.hstack([state, given[:, at : at + size]]) @ once
        out.append(both[:, :size])
        state = both[:, size:]
    return np.hstack([*out, state])


def _sample() -> Floats:
    """What comes out and the state after it (5 columns) for the state before a sample and the sample (5 rows)."""
    *states, value = np.eye(_STATE + 1)
    after: list[Floats] = []
    for (now, one, two), (was, was_before) in _FILTERS:
        near, far = states[len(after) : len(after) + 2]
        out = now * value + near
        after += [one * value - was * out + far, two * value - was_before * out]
        value = out
    return np.stack([value, *after], axis=1)
