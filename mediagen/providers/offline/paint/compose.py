"""From a brief to a picture: camera, palette, place, subject, frame, finish."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediagen.providers.offline.paint import abstract, company, garden, laying, treatment
from mediagen.providers.offline.paint.adscene import staged
from mediagen.providers.offline.paint.arenas import pool, rink
from mediagen.providers.offline.paint.backdrops import studio
from mediagen.providers.offline.paint.brief import dice, fold, read
from mediagen.providers.offline.paint.canvas import Canvas, Light
from mediagen.providers.offline.paint.climbing import climbwall
from mediagen.providers.offline.paint.color import mix
from mediagen.providers.offline.paint.forms import FORMS
from mediagen.providers.offline.paint.halls import court, gym, ring, theatre
from mediagen.providers.offline.paint.land import field, mountain, open_sky
from mediagen.providers.offline.paint.palette import choose
from mediagen.providers.offline.paint.rooms import interior
from mediagen.providers.offline.paint.sea import ocean, river
from mediagen.providers.offline.paint.sky import weather
from mediagen.providers.offline.paint.stage import Stage
from mediagen.providers.offline.paint.streets import houses, market, shopfront
from mediagen.providers.offline.paint.subject import subject
from mediagen.providers.offline.paint.town import city, road
from mediagen.providers.offline.paint.venues import stadium, tenniscourt, track
from mediagen.providers.offline.paint.wild import cliff, desert, forest, snow

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from PIL import Image

    from mediagen.plan.requests import ImageRequest
    from mediagen.providers.offline.paint.brief import Brief
    from mediagen.providers.offline.paint.palette import Palette

SCENES: dict[str, Callable[[Stage], None]] = {
    "mountain": mountain,
    "ocean": ocean,
    "river": river,
    "forest": forest,
    "desert": desert,
    "snow": snow,
    "cliff": cliff,
    "field": field,
    "sky": open_sky,
    "garden": garden.garden,
    "city": city,
    "stadium": stadium,
    "track": track,
    "road": road,
    "shopfront": shopfront,
    "market": market,
    "houses": houses,
    "tenniscourt": tenniscourt,
    "pool": pool,
    "rink": rink,
    "court": court,
    "gym": gym,
    "ring": ring,
    "climbwall": climbwall,
    "theatre": theatre,
    "studio": studio,
    "interior": interior,
    "still life": abstract.still_life,
    "ribbons": abstract.ribbons,
}
LOW = "low angle, low camera, worm's-eye view, from below"
"""The camera near the ground: a low horizon, and people who rise above it."""
LANDSCAPES = ("mountain", "ocean", "river", "forest", "desert", "field")


def paint(request: ImageRequest) -> Image.Image:
    """The picture for a request: RGB, exactly width × height; its `info` has `subject`, where it has one: left, top,
    right and bottom of what that takes up, as parts of it.
    """
    look = request.style.look if request.style else None
    style = f", {look.prompt}" if look and request.prompt.endswith(f", {look.prompt}") else ""
    prompt = staged(request.prompt.removesuffix(style), request.seed)
    negative = ", ".join(t for t in (request.negative, look.negative if look else "") if t)
    brief = read(prompt, negative, style.removeprefix(", "))
    rng = dice("paint", fold(request.prompt), request.negative, request.seed, request.width, request.height)
    pal = choose(brief, look, rng)
    canvas = Canvas(request.width, request.height, fine=2 if request.mode == "fast" else 4)
    scene = brief.scene or _unnamed(brief, rng)
    s = _camera(canvas, brief, scene, rng, treatment.light_of(look, pal), pal)
    if brief.shot:
        laying.framed(s)
    elif brief.row and brief.thing:
        company.arrange(s)
    treatment.scene(s, look, laying.behind(s, SCENES[scene]))
    if s.brief.person and "fog" in s.brief.weather and not s.indoor:
        weather(s)
    people = subject(s, look, request.seed)
    if not people and not look_is(look, "airy"):
        _wildlife(s, scene)
    if not s.indoor and not (s.brief.person and "fog" in s.brief.weather):
        weather(s)
    if not look_is(look, "airy") and not look_is(look, "blocks"):
        _frame(s, scene)
    image = treatment.develop(s, look, request)
    if s.taken:
        image.info["subject"] = [round(at / (s.w, s.h)[n % 2], 3) for n, at in enumerate(s.taken)]
    return image


def look_is(look: object, composition: str) -> bool:
    return getattr(look, "composition", None) == composition


HABITATS = {
    "hotel": ("ocean", "mountain"),
    "house": ("field", "mountain"),
    "tree": ("field", "mountain"),
    "car": ("road",),
    "sailboat": ("ocean",),
    "ship": ("ocean",),
    "motorboat": ("ocean",),
    "lighthouse": ("ocean",),
    "tent": ("mountain", "field"),
    "dog": ("field", "garden"),
    "cat": ("interior", "garden"),
    "bird": ("sky", "forest"),
    "dish": ("interior",),
    **dict.fromkeys(("cow", "tractor", "church", "hive", "wind turbine"), ("field",)),
    **dict.fromkeys(("bus", "van", "tower", "fire engine", "train"), ("city",)),
    "balloon": ("field", "mountain"),
    "castle": ("mountain",),
    "palm": ("ocean",),
    "fir": ("interior",),
    **{name: form.at for name, form in FORMS.items() if form.at},
}


def _unnamed(brief: Brief, rng: random.Random) -> str:
    """A place for a prompt that names none."""
    options: tuple[str, ...] = ("ribbons", "ribbons", "sky", *LANDSCAPES[:3])
    if brief.thing or (brief.portrait and brief.row):
        options = HABITATS.get(brief.thing or brief.row[0], ("studio",))
    elif brief.portrait and brief.has("bicycle, bike, car, taxi, van, skateboard"):
        options = ("city",)
    elif brief.person:
        options = ("studio", "interior", "garden", "field") if brief.portrait else ("field", "city", "studio")
    elif brief.time or brief.weather:
        options = LANDSCAPES
    elif brief.counted:
        options = ("still life",)
    return rng.choice(options)


def _camera(canvas: Canvas, brief: Brief, scene: str, rng: random.Random, light: Light, pal: Palette) -> Stage:
    """Composition by thirds, chosen anew for each format rather than cropped from one."""
    w, h = canvas.width, canvas.height
    wide = w > h * 1.1
    side = rng.choice((-1, 1))
    if wide and (brief.person or brief.thing or scene == "interior"):
        side = 1  # texts stand at the left
    third = rng.uniform(0.10, 0.17) if wide else rng.uniform(0.0, 0.10)
    if brief.bare:  # the product's own picture is laid over it: there
        side, third = 1, 0.21 * wide
    if brief.portrait or (brief.thing and scene == "studio"):
        third *= 0.7
    x = w * (0.5 + side * third)
    horizon = h * _horizon(brief, rng)
    foot = h * (_foot(brief, w, h) + rng.uniform(-0.02, 0.02))
    sun_x = w * (0.5 - side * rng.uniform(0.10, 0.34))
    sun_y = horizon * {
        "dawn": 0.86,
        "sunrise": 0.74,
        "sunset": 0.80,
        "dusk": 0.9,
        "night": 0.3,
        "noon": 0.22,
        "overcast": 0.3,
    }.get(brief.time, 0.66)
    light = Light(-0.8 * side, -0.6, light.colour, light.soft)
    return Stage(canvas, rng, brief, pal, light, horizon, (x, foot), _size(brief, w, h), (sun_x, sun_y))


def _horizon(brief: Brief, rng: random.Random) -> float:
    """How far down the picture it is."""
    usual = rng.uniform(0.50, 0.64)
    if brief.portrait:
        return rng.uniform(0.56, 0.66)
    if brief.person:
        return rng.uniform(0.70, 0.74) if brief.has(LOW) else usual
    if brief.thing:
        return rng.uniform(0.52, 0.62)
    return rng.choice((rng.uniform(0.42, 0.5), rng.uniform(0.58, 0.68)))


def _foot(brief: Brief, w: int, h: int) -> float:
    """How far down the picture the subject stands: over captions, which have its foot."""
    if h > w * 1.2:
        return 0.76 if brief.person else 0.66
    if w > h * 1.2:
        return 0.83 if brief.person else 0.74
    return 0.81 if brief.person else 0.76


def _size(brief: Brief, w: int, h: int) -> float:
    """The subject's height in pixels."""
    square = max(w, h) < 1.2 * min(w, h)  # where texts stand over it, not beside it
    if brief.person:
        share = 0.48 if square else 0.60
        if brief.has("in the middle of it"):  # of a place, which is what is shown
            share *= 0.82
        if brief.has(LOW) and not brief.portrait:
            share *= 1.16
        return min(h * share, w * 0.66)
    larger = (1.12 if square else 1.28) if brief.thing and not brief.shot and brief.has("close, closeup") else 1.0
    return min(h, w) * (0.41 if square else 0.47 if w > h else 0.50) * larger


def _wildlife(s: Stage, scene: str) -> None:
    """Birds over an empty landscape: scale for the eye."""
    if s.indoor or scene in ("still life", "ribbons", "rink", "forest", "shopfront"):
        return
    from mediagen.providers.offline.paint.shapes import place, ribbon, spline

    cx, cy = s.w * s.rng.uniform(0.2, 0.8), s.horizon * s.rng.uniform(0.25, 0.6)
    for _ in range(s.rng.randint(4, 8)):
        x, y = cx + s.rng.gauss(0, s.u * 0.07), cy + s.rng.gauss(0, s.u * 0.035)
        n = s.u * s.rng.uniform(0.007, 0.016)
        bird = spline(
            place(x, y, n, "-1 -.35, -.4 -.45, 0 0, .4 -.45, 1 -.35"),
            closed=False,
            steps=5,
        )
        s.canvas.fill(ribbon(bird, [0.4, n * 0.22, n * 0.3, n * 0.22, 0.4]), mix(s.pal.near, s.pal.sky, 0.2), 0.85)


def _frame(s: Stage, scene: str) -> None:
    """Something dark and out of focus close to the lens."""
    if s.indoor or scene in ("ribbons", "still life", "sky", "rink", "desert", "pool", "stadium", "track"):
        return
    layer = s.canvas.layer()
    if scene in ("mountain", "river", "field", "ocean") and s.rng.random() < 0.55:
        garden.branch(s, layer)
    if scene in ("garden", "forest", "mountain", "river", "field", "tenniscourt", "road"):
        (garden.fronds if s.rng.random() < 0.6 else garden.blades)(s, layer)
    if layer.bounds():
        s.canvas.drop(layer, 0.95, blur=max(1.2, s.u * 0.004))
