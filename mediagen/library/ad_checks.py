"""What is only wrong in company: an ad against its style, rows and files."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from mediagen.errors import Problem, each_once
from mediagen.library.checker import Checker
from mediagen.library.faults import label
from mediagen.library.variants import sound_variants
from mediagen.library.yaml_strict import MAX_PROBLEMS
from mediagen.plan.ad import Ad, MusicSpec
from mediagen.plan.documents import Style
from mediagen.plan.expand_ad import count_films
from mediagen.plan.fields import fraction
from mediagen.plan.storyboard import BASE, Choice
from mediagen.plan.style_film import is_font_file
from mediagen.plan.variables import RenderError, is_template, render

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mediagen.library.documents import Library
    from mediagen.library.load import Loaded
    from mediagen.library.yaml_strict import Path


def check_ad(library: Library, loaded: Loaded, variables: Mapping[str, Any] | None = None) -> list[Problem]:
    """Every problem of the ad's variants, and of them all with their style, rows, variables and files, each once.

    `variables` stand over the document's `vars`, as `--set` gives them. At most 100 problems are returned.
    """
    documents, found = sound_variants(loaded)
    found += [p for one in documents.values() for p in _Check(library, one, variables or {}).run()]
    if not found and not loaded.unsound:
        found = [*_too_many(library, documents)]
    return each_once(found)[:MAX_PROBLEMS]


def _too_many(library: Library, documents: dict[str, Loaded]) -> Iterator[Problem]:
    loaded = documents[BASE]
    ads = {name: one.document for name, one in documents.items() if isinstance(one.document, Ad)}
    rows = library.rows(loaded)
    count, most = count_films(ads, rows.rows if rows else None, Choice()), ads[BASE].limits.videos
    if count > most:
        where = ("limits", "videos") if "limits" in loaded.parsed.value else ()
        parts = {"variants": len(ads), "rows": len(rows.rows) if rows else 1}
        alike = {name: max(len(set(getattr(ad, name))) for ad in ads.values()) for name in ("aspects", "voices")}
        if math.prod((*parts.values(), *alike.values())) == count:  # as many for each variant
            parts |= alike
        of = ", ".join(f"{n} {what}" for what, n in parts.items() if n > 1)
        message = f"the ad makes {count} films{f' ({of})' if of else ''}, limits.videos is {most}"
        yield loaded.problem(where, message, "raise limits.videos if that many are meant")


class _Check(Checker):
    """The check of one ad, or of one variant as if it had been written out."""

    def __init__(self, library: Library, loaded: Loaded, variables: Mapping[str, Any]) -> None:
        assert isinstance(loaded.document, Ad)
        self.ad = loaded.document
        super().__init__(library, loaded, self.ad, variables)

    def run(self) -> list[Problem]:
        ad = self.ad
        self.inputs()
        self.text(("product", "name"), ad.product.name)
        self._now_known("product")
        self.text(("product", "description"), ad.product.description)
        self._now_known("description", "kind")
        if ad.brand.name is not None:
            self.text(("brand", "name"), ad.brand.name)
        self._now_known("brand")
        for path, text in _texts(ad):
            self.text(path, text)
        style = self.style(("style",), ad.style) if self.loaded.sound("style") else None
        if style is not None and style.film is None:
            others = [s.document.id for s in self.library.styles() if isinstance(s.document, Style) and s.document.film]
            self.say(("style",), f"style '{ad.style}' has no film", f"styles with one: {', '.join(others) or 'none'}")
        for number, scene in enumerate(ad.scenes):
            for axis, value in enumerate(scene.focus or ()):
                if isinstance(value, str):
                    self._part(("scenes", number, "focus", axis), value)
        for path, file in _files(ad):
            self._own_file(path, file)
        self._music()
        return self.problems

    def _music(self) -> None:
        """What tells how to compose has no effect on a file."""
        music = self.ad.music
        for name in ("mood", "bpm", "seed"):
            if isinstance(music, MusicSpec) and music.file and getattr(music, name) is not None:
                remedy = f"leave out the one or the other; a variant says `{name}: null` or `file: null`"
                self.say(
                    ("music", name), f"music.{name} is for music that is composed, and music.file is given", remedy
                )

    def _now_known(self, *names: str) -> None:
        """Texts from here on may use these, whatever they will be."""
        self.base = {**dict.fromkeys(names, "x"), **self.base}
        self.known.update(names)

    def _part(self, path: Path, text: str) -> None:
        for index, variables in self.over_rows() if self.variables(path, text) else ():
            try:
                fraction(render(text, variables))
            except (RenderError, ValueError) as exc:
                self.say(path, f"{label(path)}{exc}{self.for_row(index)}")
                return

    def _own_file(self, path: Path, file: str) -> None:
        if not is_template(file):
            self.file(path, file)
        elif self.variables(path, file):
            for index, variables in self.over_rows():
                try:
                    self.file(path, render(file, variables), self.for_row(index))
                except RenderError as exc:
                    self.say(path, f"{label(path)}{exc.message}{self.for_row(index)}", exc.hint)
                    return


def _texts(ad: Ad) -> Iterator[tuple[Path, str]]:
    """The texts that may use the product's variables, with their places."""
    for name in ("hook", "cta", "tagline"):
        if (text := getattr(ad, name)) is not None:
            yield (name,), text
    for number, scene in enumerate(ad.scenes):
        for name in ("voice", "title", "prompt", "animate"):
            if isinstance(text := getattr(scene, name), str):
                yield ("scenes", number, name), text


def _files(ad: Ad) -> Iterator[tuple[Path, str]]:
    """The files that the ad names, with their places."""
    font = ad.brand.font if is_font_file(ad.brand.font or "") else None
    music = ad.music.file if isinstance(ad.music, MusicSpec) else None
    found: list[tuple[Path, str | None]] = [
        (("product", "image"), ad.product.image),
        (("brand", "logo"), ad.brand.logo),
        (("brand", "font"), font),
        (("music", "file"), music),
    ]
    for number, scene in enumerate(ad.scenes):
        clip = scene.clip.file if scene.clip else None
        found += [(("scenes", number, "image"), scene.image), (("scenes", number, "clip", "file"), clip)]
        found.append((("scenes", number, "recording"), scene.recording))
    yield from ((path, file) for path, file in found if file)
