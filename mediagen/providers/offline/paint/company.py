"""What is in the picture with the subject: things in a row with a thing, and what is large behind people."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mediagen.providers.offline.paint.forms import FORMS, half
from mediagen.providers.offline.paint.objects import GOODS

if TYPE_CHECKING:
    from mediagen.providers.offline.paint.canvas import Canvas
    from mediagen.providers.offline.paint.stage import Stage

METRES = {
    **dict.fromkeys(("lighthouse", "rocket", "wind turbine", "hotel", "ship", "tower"), 14.0),
    **dict.fromkeys(("house", "tree", "church", "palm", "balloon", "plane", "sailboat"), 7.0),
    **dict.fromkeys(("train", "van", "car", "tractor", "fire engine", "bus", "motorboat", "tent", "curtains"), 2.6),
    **dict.fromkeys(("cow", "board", "skis", "bed", "robot", "fir"), 1.7),
    **dict.fromkeys(("bike", "scooter", "piano", "sofa", "chair", "guitar", "washer", "vacuum", "wood stove"), 1.0),
    **dict.fromkeys(("dog", "bag", "potted plant", "screen", "hive", "umbrella", "bird", "spade", "bin"), 0.6),
    **dict.fromkeys(("cat", "lamp", "vase", "trophy", "package", "crate", "teddy", "speaker", "bottle"), 0.36),
    **dict.fromkeys(("cup", "watch", "glasses", "key", "tube", "pen", "eggs", "soap", "candle", "dice"), 0.12),
    **dict.fromkeys(("tooth", "tennisball", "golf ball"), 0.12),
}
"""About how tall things are, where their forms do not tell."""
HALF = {
    **dict.fromkeys(("bottle", "phone", "lamp", "board", "guitar", "wine glass", "drinks can", "spray", "tube"), 0.32),
    **dict.fromkeys(("carton", "toothbrush", "chess", "microphone", "candle", "speaker", "cat", "vase"), 0.4),
    **dict.fromkeys(("laptop", "sofa", "bread", "screen", "train", "bed", "piano", "bike", "scooter", "cow"), 0.8),
    **dict.fromkeys(
        ("car", "van", "ship", "motorboat", "bird", "tent", "plane", "bus", "tractor", "fire engine", "shoe"), 1.12
    ),
}
"""Half of how wide things are, in their own heights; of what is not listed, that of its form, or 0.6."""


def _metres(name: str) -> float:
    return METRES.get(name, FORMS[name].metres if name in FORMS else 0.22)


def _half(name: str) -> float:
    return HALF.get(name) or (half(name) if name in FORMS else 0.6)


def _tall(name: str, beside: str) -> float:
    """The height of a thing against that of another: what differs much differs less in a picture."""
    ratio = _metres(name) / _metres(beside)
    return max(0.34, min(ratio**0.6, 1.7))


def arrange(s: Stage) -> None:
    """Places what stands beside the thing at both of its sides by turns, and makes all of it as large as the picture
    allows; before the place is painted, which looks to it.
    """
    main = s.brief.thing
    left = right = _half(main) * GOODS[main][1]
    row: list[tuple[str, float, float]] = []
    for k, name in enumerate(n for n in s.brief.row if _metres(n) > 0.12 * _metres(main)):
        tall = _tall(name, main) * (0.78 + 0.07 * (k % 3) if name == main else 1.0)
        reach = _half(name) * GOODS[name][1] * tall
        if k % 2 == 0:
            row.append((name, right + reach + 0.05, tall))
            right += 2 * reach + 0.05
        else:
            row.append((name, -left - reach - 0.05, tall))
            left += 2 * reach + 0.05
    s.size = min(s.size, s.w * 0.92 / (left + right))
    x = s.spot[0] - (right - left) / 2 * s.size
    x = min(max(x, s.w * 0.04 + left * s.size), s.w * 0.96 - right * s.size)
    s.spot = (x, s.spot[1])
    s.stand = (x + (right - left) / 2 * s.size, (left + right) / 2 * s.size * 1.04)
    s.row = tuple((name, x + dx * s.size, tall * GOODS[name][1]) for name, dx, tall in row)


def paint_row(s: Stage, layer: Canvas, y: float, n: float) -> None:
    """What stands beside the thing that is painted in the size `n`; a colour that is said of it is its own."""
    brief, pal = s.brief, s.pal
    for name, x, tall in s.row:
        if name != brief.thing:
            own = brief.hues.get(name)
            s.brief = replace(brief, owned=own, pair=False)
            s.pal = replace(pal, accent=own or pal.second, second=pal.accent) if own or brief.owned else pal
        GOODS[name][0](s, layer, x, y, tall * n)
        s.brief, s.pal = brief, pal


def behind(s: Stage) -> None:
    """What is large stands behind people, at the side where there is room; in a room what is not taller than that."""
    for name in s.brief.row:
        if s.indoor and _metres(name) > 2:
            continue
        side = -1 if s.spot[0] > s.w * 0.45 else 1
        n = s.h * (0.30 if s.indoor else 0.34 * (_metres(name) / 2.6) ** 0.3) * GOODS[name][1]
        reach = _half(name) * n
        n *= min(1.0, s.w * 0.34 / reach)
        x = min(max(s.spot[0] + side * s.w * 0.31, reach * 0.8), s.w - reach * 0.8)
        GOODS[name][0](s, s.canvas, x, s.horizon + (s.h - s.horizon) * (0.12 if s.indoor else 0.3), n)
