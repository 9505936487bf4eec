"""An ad × variants × rows × aspects × voices → films. Pure, as `mediagen.plan.expand` is for narratives."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, get_args

from mediagen.errors import UsageError
from mediagen.plan.ad import NONE, Ad, AdScene, CaptionSpec, MusicSpec
from mediagen.plan.canonical import canonical, digest
from mediagen.plan.colors import is_dark, mix
from mediagen.plan.documents import Style
from mediagen.plan.expand import RowValues
from mediagen.plan.fields import fraction
from mediagen.plan.film import Aspect
from mediagen.plan.inputs import did_you_mean
from mediagen.plan.storyboard import BASE, Bed, Choice, Film, Scene
from mediagen.plan.style_film import SCENES, StyleFilm, StyleScene
from mediagen.plan.text import is_seen, name, narration
from mediagen.plan.variables import RenderError, render

OF_THE_PRODUCT = ("product", "description", "brand", "kind")
"""Variables that every text of an ad may use besides its own; `kind` is what the product is: a bedside lamp."""
_KIND = re.compile(
    r"[^,.:;!?()]+?(?=\s+(?:that|which|who|with|made|built|designed|for people)\s|[,.:;!?()]|\s[–—-]\s|$)"
)
_MOST = {"product": 200, "hook": 300, "cta": 80, "tagline": 120, "voice": 1_000, "title": 120}
"""Characters, as in the fields of the document; variables can bring in more."""
TINT = 0.25
"""Of the accent in the mid tone where a brand's ground is pale and the style's dark, or the other way round."""
MOTION = "Slow, natural movement of what is there, and of a camera that glides closer. No cut, nothing new comes in."
"""How pictures move of which no more is said than that they do."""


def films(
    documents: Mapping[str, Ad],
    rows: Sequence[RowValues] | None,
    choice: Choice,
    style: Callable[[str], Style],
) -> list[Film]:
    """Every film chosen, in the order of variants, rows, aspects and voices. Documents have been checked before.

    `documents`: the ad under BASE and its variants by name; `rows` of its list, None without. Raises UsageError for
    a choice that there is not and for more films than `limits.videos`, RenderError where a text cannot be filled in.
    """
    chosen = _chosen(documents, choice)
    ad = documents[BASE]
    count = count_films({n: documents[n] for n in chosen}, rows, choice)
    if count > ad.limits.videos:
        raise UsageError(
            f"ad {ad.id} would make {count} films; limits.videos is {ad.limits.videos}",
            remedy="raise limits.videos in the document, or choose with --variant, --aspects and --voices",
        )
    made = [film for n in chosen for film in _of_variant(n, documents[n], rows, choice, style)]
    _refuse_same_names(made)
    return made


def count_films(documents: Mapping[str, Ad], rows: Sequence[RowValues] | None, choice: Choice) -> int:
    """How many films these documents make."""
    each = 1 if rows is None else len(rows)
    return sum(
        each * len(set(choice.aspects or ad.aspects)) * len(set(choice.voices or ad.voices))
        for ad in documents.values()
    )


def kind_of(product: str, description: str) -> str:
    """What the product is, by its description's first words: "a bedside lamp"; the product where they do not say."""
    found = _KIND.match(re.sub(rf"^{re.escape(product)}\s+(?:is|are)\s+", "", description, flags=re.IGNORECASE))
    words = found[0].split() if found else []
    if not 2 <= len(words) <= 8:
        return product
    plain = words[0][1:] == words[0][1:].lower()
    return " ".join([words[0].lower() if plain else words[0], *words[1:]])


def _chosen(documents: Mapping[str, Ad], choice: Choice) -> list[str]:
    """The variants chosen. Raises UsageError for a variant or aspect that there is not."""
    for asked, known, option in (
        (choice.variants, documents, "--variant"),
        (choice.aspects, get_args(Aspect), "--aspects"),
    ):
        for one in asked:
            if one not in known:
                hint = " ".join(filter(None, (did_you_mean(one, known), f"there are: {', '.join(known)}")))
                raise UsageError(f"{option} {one}: ad {documents[BASE].id} has nothing of this name", remedy=hint)
    return [n for n in documents if not choice.variants or n in choice.variants]


def _of_variant(
    variant: str,
    ad: Ad,
    rows: Sequence[RowValues] | None,
    choice: Choice,
    style: Callable[[str], Style],
) -> Iterator[Film]:
    template = style(choice.style or ad.style)
    defaults = {n: spec.default for n, spec in ad.inputs.items() if spec.default is not None}
    base = {**defaults, **ad.vars, **choice.variables}
    for row in [None] if rows is None else rows:
        values = {} if row is None else row.values
        texts = _Texts({**base, **values, **({"row": values} if row else {})}, row.id if row else "")
        for aspect in dict.fromkeys(choice.aspects or ad.aspects):
            for voice in dict.fromkeys(choice.voices or ad.voices):
                named = "" if voice == NONE else voice
                yield texts.film(ad, variant, template, aspect, named)  # type: ignore[arg-type]


class _Texts:
    """An ad's texts for one row."""

    def __init__(self, variables: Mapping[str, Any], row: str) -> None:
        self.variables = dict(variables)
        self.row = row

    def film(self, ad: Ad, variant: str, style: Style, aspect: Aspect, voice: str) -> Film:
        product, description = self._product(ad)
        staged = _in_brand(style, ad, self._file(ad.brand.font))
        assert staged.film is not None
        image, mute = self._file(ad.product.image), not voice and set(ad.voices) == {NONE}
        own = zip(staged.film.scenes, (*ad.scenes, *[AdScene()] * (SCENES - len(ad.scenes))), strict=True)
        scenes = tuple(self._scene(style, scene, shown=bool(image), mute=mute) for style, scene in own)
        return Film(
            ad=ad.id,
            title=(not self.row and ad.title) or product,
            variant=variant,
            row=self.row,
            aspect=aspect,
            voice=voice,
            language=ad.language,
            product=product,
            description=description,
            image=image,
            brand=self._own("brand", ad.brand.name),
            logo=self._file(ad.brand.logo),
            given=tuple(sorted(self._given(ad, scenes))),
            style=staged,
            words=_words_digest(style),
            look=digest(canonical({"id": style.id, "look": staged.look.model_dump(mode="json")})),
            scenes=scenes,
            bed=self._bed(ad.music, staged.film, product),
            lexicon=ad.lexicon,
        )

    def _given(self, ad: Ad, scenes: Sequence[Scene]) -> Iterator[tuple[str, str]]:
        """What is not to be written: the ad's own texts, and "" where nobody speaks or nobody tells what is said."""
        for what, text in (("brand", ad.brand.name), ("hook", ad.hook), ("cta", ad.cta), ("tagline", ad.tagline)):
            if own := self._own(what, text):
                yield what, own
        for number, scene in enumerate(scenes, start=1):
            if scene.voice or scene.silent or scene.recording:
                yield f"voice_{number}", scene.voice
            if scene.title:
                yield f"title_{number}", scene.title

    def _product(self, ad: Ad) -> tuple[str, str]:
        """The product's name and description, which all other texts may use."""
        product = name(self._own("product", ad.product.name))
        if not product:
            raise RenderError(f"the product's name is empty{self._place}")
        self.variables["product"] = product
        description = self._text("description", ad.product.description)
        self.variables |= {"description": description, "kind": kind_of(product, description)}
        self.variables["brand"] = self._text("brand", ad.brand.name) or product
        return product, description

    def _scene(self, style: StyleScene, own: AdScene, *, shown: bool, mute: bool) -> Scene:
        """`shown`: the ad has the product's own picture, which some scenes are a stage for; `mute`: it has no voice."""
        prompt = own.prompt or ("" if own.image or own.clip else (shown and style.stage) or style.prompt)
        clip = own.clip and own.clip.model_copy(update={"file": self._file(own.clip.file)})
        moves = style.animate if own.animate is None else own.animate
        if own.animate and not (prompt or own.image):
            raise RenderError(f"scene {style.id} has no picture to animate", hint="give it a prompt or an image")
        motion = "" if own.clip or not (prompt or own.image) else MOTION if moves is True else moves or ""
        voice, recording = self._own("voice", own.voice), self._file(own.recording)
        silent = (mute or voice == NONE) and not recording
        return Scene(
            id=style.id,
            voice="" if silent or voice == NONE else voice,
            title=self._own("title", own.title),
            prompt=self._text("prompt", prompt),
            image=self._file(own.image),
            clip=clip,
            focus=self._focus(own),
            motion=self._text("animate", motion),
            gain_db=own.gain_db,
            own=bool(own.prompt or own.image or own.clip),
            silent=silent,
            recording=recording,
        )

    def _focus(self, own: AdScene) -> tuple[float, float] | None:
        if own.focus is None:
            return None
        try:
            x, y = (fraction(self._rendered("focus", p)) if isinstance(p, str) else p for p in own.focus)
        except ValueError as error:
            raise RenderError(f"focus{self._place}: {error}") from None
        return x, y

    def _bed(self, music: MusicSpec | str, film: StyleFilm, product: str) -> Bed | None:
        if music == "none":
            return None
        spec = music if isinstance(music, MusicSpec) else MusicSpec()
        mood, bpm = spec.mood or film.music.mood, spec.bpm or film.music.bpm
        seed = int(digest(product.encode())[:8], 16) if spec.seed is None else spec.seed
        return Bed(self._file(spec.file), mood, bpm, seed, spec.gain_db)

    def _own(self, what: str, text: str | None) -> str:
        """The ad's own text, or "" where it is to be written."""
        found = self._text(what, text)
        if len(found) > _MOST.get(what, 100):
            raise RenderError(f"{what} has {len(found)} characters{self._place}, the limit is {_MOST.get(what, 100)}")
        if found and not is_seen(found):
            raise RenderError(f"nothing of {what} can be seen{self._place}", hint=f"{found[:20]!a} is all it has")
        return found

    def _file(self, file: str | None) -> str:
        """As it is, blanks and all."""
        return self._rendered("file", file)

    def _text(self, what: str, text: str | None) -> str:
        return narration(self._rendered(what, text))

    def _rendered(self, what: str, text: str | None) -> str:
        try:
            return render(text, self.variables) if text else ""
        except RenderError as error:
            raise RenderError(f"{what}{self._place}: {error.message}", hint=error.hint) from None

    @property
    def _place(self) -> str:
        return f" for row '{self.row}'" if self.row else ""


def _in_brand(style: Style, ad: Ad, font: str) -> Style:
    """The style in the brand's colours and font, with captions as the ad wants them."""
    assert style.film is not None
    colors = {"accent": ad.brand.accent, "background": ad.brand.background}
    look = style.look.model_copy(update={n: color for n, color in colors.items() if color})
    if is_dark(look.background) != is_dark(style.look.background):  # the style's would be mud on it, or glare
        look = look.model_copy(update={"deep": mix(look.background, look.accent, TINT)})
    wanted = ad.captions if isinstance(ad.captions, CaptionSpec) else CaptionSpec(style=ad.captions)
    captions: dict[str, Any] = {}
    if wanted.style != "auto":
        captions["look"] = "none" if wanted.style == "off" else wanted.style
    if wanted.position != "auto":
        captions["position"] = wanted.position
    film = style.film.model_copy(update={"captions": style.film.captions.model_copy(update=captions)})
    if font:
        film = film.model_copy(update={"headline": film.headline.model_copy(update={"font": font})})
    return style.model_copy(update={"look": look, "film": film})


def _words_digest(style: Style) -> str:
    assert style.film is not None
    dump = style.film.model_dump(mode="json", include={"scenes", "hooks", "ctas"})
    told = ("id", "seconds", "task", "lines", "titles")
    scenes = [{n: scene[n] for n in told} for scene in dump["scenes"]]
    return digest(canonical({"id": style.id, **dump, "scenes": scenes}))


def _refuse_same_names(made: Sequence[Film]) -> None:
    seen: dict[str, Film] = {}
    for film in made:
        other = seen.setdefault(film.name.casefold(), film)
        if other is not film:
            raise UsageError(
                f"two films would have one file name, {film.name}: voices {other.voice!r} and {film.voice!r},"
                f" variants {other.variant!r} and {film.variant!r}",
                remedy="rename one so that they differ in more than letter case",
            )
