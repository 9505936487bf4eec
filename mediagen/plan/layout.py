"""Which layers a film has, where and when: every aspect composed for itself, inside what its players leave free.

Two things that are seen at once never share a place: captions have a band of their own, lower thirds stand over them or
at the top, the hook below those or alone, and on the end card all texts stand in one column.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mediagen.plan.arrangement import Arrangement, as_high, for_words, has_long_word, mirrored
from mediagen.plan.cues import Cue, is_written, unsaid, words_of
from mediagen.plan.documents import Look
from mediagen.plan.end_card import BROAD, BROADEST, VALIGN, Item, cropped, end_card, filled, grown, is_mirrored, stacked
from mediagen.plan.extents import extent
from mediagen.plan.film import Box, Canvas, Entrance, Layer, Role, Type
from mediagen.plan.placement import Focus, Place, Sight, resized
from mediagen.plan.placement import lifted as lift
from mediagen.plan.style_film import SCENES, StyleFilm
from mediagen.plan.text import printed
from mediagen.plan.timeline import Span, Timeline
from mediagen.plan.typography import Types, types
from mediagen.plan.zones import LINES, SQUARE, WIDE, Pair, Position, Side, Zones, safe_area, zones


@dataclass(frozen=True, slots=True)
class Wording:
    """What stands on a film's picture; "" for what it has not. `titles`: one per scene."""

    hook: str
    product: str
    cta: str
    tagline: str = ""
    brand: str = ""
    titles: tuple[str, ...] = ("",) * SCENES
    logo: str = ""
    """Digest of the logo's picture; it stands in for the brand's name."""
    packshot: str = ""
    """Digest of the product's own picture."""
    packshot_shape: float = 0.0
    """The product's width against its height in that; 0: not known."""
    portrait: str = ""
    """Where it has none: digest of a scene's picture that shows the product."""
    portrait_focus: Focus = None
    """What of it stays in view, as Picture.focus."""
    portrait_shape: float = 0.0
    """The width of what it shows against its height; 0: not known."""
    own: tuple[bool, ...] = (False,) * SCENES
    """Whether a scene's picture or clip is the ad's own: nothing is laid over that."""


SLIM, SLIMMEST, SLIM_NAME, HALF = 1.2, 0.55, 0.6, 0.5
"""Widest shape of a product (width against height) beside the texts of a square's end card, and of one in 9:16 whose
texts stand at the left; the part of its size that the product's name keeps there, and in 16:9.
"""
_ENTER: dict[Entrance, int] = {"none": 0, "fade": 14, "rise": 14, "slide": 11, "pop": 10, "wipe": 12}
_LEAVE = 8
_BREATH = 5
_STEP = 6
"""Frames: entrances of each kind, exits, the time before a text comes into a scene and after it has gone, and that by
which each text of the end card comes after the one before.
"""


def caption_chars(film: StyleFilm, canvas: Canvas) -> int:
    """The longest line of a caption in that aspect, in characters."""
    return min(film.captions.max_chars, safe_area(canvas).chars)


def lay_out(
    wording: Wording,
    cues: Sequence[Cue],
    film: StyleFilm,
    look: Look,
    canvas: Canvas,
    timeline: Timeline,
    subjects: Sequence[Box | None] = (None,) * SCENES,
) -> tuple[Layer, ...]:
    """All layers of a film, from back to front; their frames count from the film's first. `subjects`: what on the
    canvas each scene's picture is about, as far as that is known: hook and lower thirds make way for it.
    """
    *scenes, last = timeline.bodies
    faces = _faces(film, look, canvas)
    places = _arranged(film, faces, canvas, _rows_on_card(wording, cues, last, faces.caption, canvas))
    stage = _Stage(wording, film, places, subjects, cues if _position(film) else ())
    layers = [layer for number, body in enumerate(scenes) for layer in stage.scene(number, body)]
    layers.extend(stage.card(last))
    if _position(film):
        layers.extend([stage.caption(cue, last) for cue in cues if not is_written(cue, layers)])
    return tuple(layers)


def lifted(
    wording: Wording, film: StyleFilm, look: Look, canvas: Canvas, sights: Sequence[Sight | None]
) -> list[Focus]:
    """By scene, the focus with which its camera keeps what the picture is about clear of captions, as far as it can;
    None: it needs none.
    """
    places = _arranged(film, _faces(film, look, canvas), canvas)
    hooks = (wording.hook, *[""] * (SCENES - 1))
    return [
        lift(sight, *places.between(hook, title)) if sight else None
        for sight, hook, title in zip(sights, hooks, wording.titles, strict=True)
    ]


def _arranged(film: StyleFilm, faces: Types, canvas: Canvas, on_card: int = LINES) -> Arrangement:
    """`on_card`: lines of captions on the end card, where the film has captions."""
    return Arrangement(zones(canvas, film.align, _position(film), on_card), faces, film, canvas)


def _position(film: StyleFilm) -> Position | None:
    return None if film.captions.look == "none" else film.captions.position


def _faces(film: StyleFilm, look: Look, canvas: Canvas) -> Types:
    faces = types(film, look, end_card(film, look).background)
    return replace(faces, title=replace(faces.title, align="left")) if safe_area(canvas) is WIDE else faces


def _rows_on_card(wording: Wording, cues: Sequence[Cue], card: Span, face: Type, canvas: Canvas) -> int:
    """Lines of captions that the end card leaves room for: as many as are said there and do not stand there."""
    shown = [words_of(text) for text in (wording.product, wording.tagline, wording.cta)]
    said = [cue.text for cue in cues if cue.end > card.first]
    free = [text for text in said if not any(words_of(text) in one for one in shown)]
    wide, _ = canvas.sides(Box(0, 0, safe_area(canvas).right - safe_area(canvas).left, 0))
    return max((sum(extent(line, face, wide).lines for line in text.splitlines()) for text in free), default=0)


@dataclass(frozen=True, slots=True)
class _Stage:
    wording: Wording
    film: StyleFilm
    places: Arrangement
    subjects: Sequence[Box | None]
    cues: Sequence[Cue]

    @property
    def zones(self) -> Zones:
        return self.places.zones

    @property
    def types(self) -> Types:
        return self.places.types

    def scene(self, number: int, body: Span) -> Iterator[Layer]:
        """Packshot, hook and lower third. They stand in the scene's body, so that no transition cuts them."""
        words = self.wording
        hook, title = words.hook if number == 0 else "", words.titles[number]
        scene = self.film.scenes[number]
        if words.packshot and (scene.packshot or scene.stage) and not words.own[number]:
            yield from self._with_packshot(hook, title, body)
            return
        subject = self.subjects[number]
        if hook:
            yield self._hook(self.places.hook(hook, title, subject), hook, body)
        if title:
            yield self._title(self.places.title(hook, title, subject), title, body)

    def _with_packshot(self, hook: str, title: str, body: Span) -> Iterator[Layer]:
        """The texts, and the product beside them or under them."""
        box, place = self.places.with_packshot(hook, title)
        yield self._coming(Item("packshot", box, type=self.types.inset, digest=self.wording.packshot), body)
        if hook:
            yield self._hook(place, hook, body)
        if title:
            yield self._title(self.places.title(hook, title, None), title, body)

    def _hook(self, place: Place, hook: str, body: Span) -> Layer:
        layer = self._coming(Item("hook", place.box, hook, resized(for_words(self.types.hook, hook), place.size)), body)
        return replace(layer, valign=place.valign)

    def _title(self, place: Place, title: str, body: Span) -> Layer:
        item = Item("lower_third", place.box, title, as_high(self.types.title, title))
        layer = self._coming(item, unsaid(title, body, self.cues))
        return replace(layer, valign=place.valign)

    def card(self, body: Span) -> Iterator[Layer]:
        """The end card's things, one after another; they stay to the end."""
        for order, item in enumerate(self._on_card()):
            yield self._staying(item, body, order)

    def caption(self, cue: Cue, card: Span) -> Layer:
        """A cue; it comes and goes at once, since others follow on its heels."""
        box = self.zones.caption_on_card if cue.first >= card.first else self.zones.caption
        face = for_words(self.types.caption, cue.text)
        words = cue.words if face.highlight else ()
        return Layer(
            "caption", cue.first, cue.frames, box, _shown(cue.text, face, words), face, words=words, valign="bottom"
        )

    def _on_card(self) -> Iterator[Item]:
        words, canvas = self.wording, self.places.canvas
        column, picture, side = self._on_card_where()
        under = picture.y + picture.height <= column.y
        texts = grown(self._texts_on_card(column), column, canvas, under=under)
        if shown := words.packshot or words.portrait:
            if under:
                picture, column = filled(texts, picture, column, canvas)
                picture = picture if words.packshot else cropped(picture, side, words.portrait_shape, canvas)
            role: Role = "packshot" if words.packshot else "inset"
            focus = None if words.packshot else words.portrait_focus
            yield Item(role, picture, type=self.types.inset, digest=shown, align=side, focus=focus)
        yield from stacked(texts, column, canvas)

    def _texts_on_card(self, column: Box) -> list[Item]:
        """Those that there are; the logo counts as one."""
        words, types = self.wording, self.types
        brand = Item("brand", column, "" if _is_same(words.brand, words.product) else words.brand, types.brand)
        texts = (
            brand._replace(role="logo", text="", digest=words.logo, align=self._side) if words.logo else brand,
            Item("product", column, words.product, types.product),
            Item("tagline", column, words.tagline, as_high(types.tagline, words.tagline)),
            Item("cta", column, words.cta, as_high(types.cta, words.cta)),
        )
        return [item for item in texts if item.text or item.digest]

    def _on_card_where(self) -> tuple[Box, Box, Side]:
        """The end card's column of texts, the place of its picture, and the side of that on which the picture stands:
        beside the texts, or over them where those or the picture need the width.
        """
        words, zones = self.wording, self.zones
        if not (words.packshot or words.portrait):
            return zones.card, zones.card, "center"
        pair = self._pair()
        column, picture = pair.texts, pair.packshot if words.packshot else pair.inset
        if picture.y + picture.height > column.y:
            boxes = (mirrored(column), mirrored(picture)) if self._side == "right" else (column, picture)
            return (*boxes, "center")
        if picture.x + picture.width <= 1:
            return column, picture, self._side
        return (column, mirrored(picture), "left") if self._side == "right" else (column, picture, "right")

    def _pair(self) -> Pair:
        """How the end card's texts and its picture stand to each other: as both have most room."""
        words, zones = self.wording, self.zones
        if words.packshot and 0 < words.packshot_shape <= self._slim and self._fit(zones.card_beside.texts, SLIM_NAME):
            return zones.card_beside
        if safe_area(self.places.canvas) is WIDE:
            wide = has_long_word(words.product) and not self._fit(zones.card_pair.texts, HALF)
        else:
            broad = words.packshot_shape > BROADEST if words.packshot else words.portrait_shape > BROAD
            wide = broad or has_long_word(words.product) or not self._fit(zones.card_pair.texts)
        return zones.card_stack if wide else zones.card_pair

    @property
    def _slim(self) -> float:
        """The widest shape of a product that stands beside the texts."""
        if safe_area(self.places.canvas) is SQUARE:
            return SLIM
        return 0.0 if self.film.align == "center" else SLIMMEST

    def _fit(self, column: Box, name: float = 0.0) -> bool:
        """Whether the button keeps its size in the column, and the product's name that part of its own."""
        wide, product = self.places.canvas.sides(column)[0], self.types.product
        smaller = replace(product, size=name * product.size)
        kept = not name or extent(self.wording.product, smaller, wide).whole
        return kept and extent(self.wording.cta, self.types.cta, wide).whole

    @property
    def _side(self) -> Side:
        """Where the end card's things stand: at the right where they are read from there."""
        return "right" if is_mirrored(self.film, self.wording.product) else self.film.align

    def _coming(self, item: Item, body: Span) -> Layer:
        """A layer for the whole of a scene's body, but for a breath."""
        frames = max(1, body.frames - 2 * _BREATH)
        leave: Entrance = "wipe" if self.film.entrance == "wipe" and item.text else "fade"
        layer = self._entering(item, body.first + _BREATH, frames)
        return replace(layer, leave=leave, leave_frames=min(_LEAVE, frames // 3))

    def _staying(self, item: Item, body: Span, order: int) -> Layer:
        """A layer from its turn to the end of the film."""
        wait = min(order * _STEP, body.frames // 2)
        layer = self._entering(item, body.first + wait, body.frames - wait)
        return replace(layer, valign=VALIGN.get(item.role, "middle"))

    def _entering(self, item: Item, first: int, frames: int) -> Layer:
        kind = self.film.entrance
        if item.role in {"packshot", "inset"} and kind in {"wipe", "pop", "slide"}:  # a product has weight
            kind = "rise"
        return Layer(
            item.role, first, frames, item.box, _shown(item.text, item.type), item.type, item.digest,
            enter=kind, enter_frames=min(_ENTER[kind], frames // 3),
            align=item.align, focus=item.focus,
        )  # fmt: skip


def _shown(text: str, look: Type | None, words: Sequence[object] = ()) -> str:
    """The text as it is set, so that what looks the same is the same; not in capitals where these are not as many as
    the letters and `words` count on their places.
    """
    text = printed(text)
    capitals = text.upper() if look and look.upper else text
    return text if words and len(capitals) != len(text) else capitals


def _is_same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
