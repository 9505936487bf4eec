"""Which documents and which of their items a command is about."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from mediagen.cli import completion
from mediagen.cli.options import SEEDED, among, assignments_of, names_of, one_of
from mediagen.cli.state import no_narratives, warn

if TYPE_CHECKING:
    from mediagen.cache.store import Cache
    from mediagen.commands.survey import Selection, Work
    from mediagen.library.documents import Loaded
    from mediagen.plan.expand import Context
    from mediagen.studio.studio import Studio
    from mediagen.wiring import Parts


def documents_of(told: str, offered: completion.Completion, metavar: str = "DOC") -> Any:
    """An argument that names documents, by id or file, as `told`; TAB offers what `offered` does."""
    return typer.Argument(metavar=metavar, help=told, show_default=False, autocompletion=offered)


Documents = Annotated[
    list[str] | None,
    documents_of("Narratives, by id or file. Without any: all in narratives/.", completion.documents),
]
NarrativesAndAds = Annotated[
    list[str] | None,
    documents_of(
        "Narratives and ads, by id or file. Without any: all narratives, and the ads that are rendered.",
        completion.narratives_and_ads,
    ),
]
Voices = Annotated[
    str | None,
    typer.Option(
        metavar="A,B",
        help="These voices instead of the documents' own (`mediagen voices`).",
        autocompletion=completion.voices,
    ),
]
Only = Annotated[str | None, among(SEEDED, f"Make only these: {','.join(SEEDED)}.", metavar="KINDS")]
Type = Annotated[
    str | None, typer.Option("--type", metavar="TYPES", help="Make only items of these types, e.g. question.")
]
Match = Annotated[
    str | None, typer.Option(metavar="GLOB", help="Make only items whose id matches, e.g. 'question_0*'.")
]

Ads = Annotated[
    list[str] | None, documents_of("Ads, by id or file. Without any: all in narratives/.", completion.ads, "AD")
]
Style = Annotated[
    str | None,
    typer.Option(
        metavar="STYLE", help="Instead of the ad's own (`mediagen styles`).", autocompletion=completion.styles
    ),
]
FilmVoices = Annotated[
    str | None,
    typer.Option(
        metavar="A,B",
        help="One film for each, instead of the ad's own voices; none: without voice-over.",
        autocompletion=completion.voices,
    ),
]
Aspects = Annotated[str | None, typer.Option(metavar="A,B", help="16:9, 9:16, 1:1; instead of the ad's own.")]
Variant = Annotated[str | None, typer.Option(metavar="A,B", help="Only these; `base` is the ad itself.")]
FilmJobs = Annotated[int, typer.Option("--jobs", metavar="N", min=0, max=256, help="Parts at once; 0: one per core.")]
Out = Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Instead of output/.", show_default=False)]


@dataclass(frozen=True)
class Chosen:
    """What the command line says of documents and items."""

    documents: Sequence[str]
    voices: str | None = None
    only: str | None = None
    types: str | None = None
    match: str | None = None
    assignments: Sequence[str] = ()

    @cached_property
    def variables(self) -> dict[str, Any]:
        """What --set says. Raises UsageError."""
        return assignments_of(self.assignments)

    def load(self, live: Parts) -> list[Loaded]:
        """The documents, checked together with everything they refer to. Raises DocumentError with all faults."""
        from mediagen.commands.check import read_for_seeding

        own_voices = self.voices is None
        loaded = read_for_seeding(live.library, self.documents, live.voice, self.variables, own_voices=own_voices)
        if not loaded:
            raise no_narratives(live)
        return loaded

    def spoken(self, loaded: Sequence[Loaded]) -> set[str]:
        """The voices in which those documents are spoken."""
        from mediagen.plan.documents import Narrative

        narratives = [one.document for one in loaded if isinstance(one.document, Narrative)]
        own = [voice for one in narratives for item in one.items for voice in item.voices or one.voices]
        return set(names_of(self.voices, "--voices") or own)

    def contexts(
        self, live: Parts, loaded: Sequence[Loaded], where: Studio | Cache, *, refresh: bool = False
    ) -> list[Context]:
        """What the plan of each document needs to know."""
        names = names_of(self.voices, "--voices")
        return [live.context(one.path.parent, where, names, self.variables, refresh=refresh) for one in loaded]

    def works(self, live: Parts, where: Studio | Cache) -> list[tuple[Work, Context]]:
        """The documents with their rows, and what the plan of each needs to know. Raises DocumentError."""
        loaded = self.load(live)
        return list(zip(works(live, loaded), self.contexts(live, loaded, where), strict=True))

    def selection(self, loaded: Sequence[Loaded]) -> Selection:
        """The items that are chosen. Raises UsageError."""
        from mediagen.commands.survey import Selection
        from mediagen.plan.documents import Narrative
        from mediagen.plan.requests import KINDS, Kind

        kinds = [one_of(kind, SEEDED, "--only") for kind in names_of(self.only, "--only")]
        there = {item.content_type for x in loaded if isinstance(x.document, Narrative) for item in x.document.items}
        types = [one_of(name, sorted(there), "--type") for name in names_of(self.types, "--type")]
        return Selection(
            frozenset(cast("list[Kind]", kinds)) or frozenset(KINDS),
            frozenset(cast("list[str]", types)),
            self.match or "",
        )

    def warn_if_nothing(self, items: int) -> None:
        """A selection that selects nothing is a slip of the pen more often than not."""
        if items == 0 and self.match:
            warn(f"no item fits --match {self.match}; it is compared with ITEM and with ITEM/ROW")


def is_ad(live: Parts, name: str) -> bool:
    """Whether the document of this name is an ad, and not a narrative."""
    from mediagen.errors import DocumentError

    for find, answer in ((live.library.narrative, False), (live.library.ad, True)):
        with contextlib.suppress(DocumentError):
            find(name)
            return answer
    return False


def parted(live: Parts, names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Those of the names that are of narratives (or of nothing), and those that are of ads."""
    ads = [name for name in names if is_ad(live, name)]
    return [name for name in names if name not in ads], ads


def narratives_and_ads(
    live: Parts, names: Sequence[str], voices: str | None, set_: Sequence[str]
) -> tuple[Chosen | None, list[str]]:
    """The narratives of these names (None: no narrative is among them) and the ids of ads; without names all
    narratives, and the ads that are rendered.
    """
    from mediagen.commands.published import is_rendered

    narratives, ads = parted(live, names)
    if names:
        ids = [live.library.ad(name).document.id for name in ads]
    else:
        ids = [one.document.id for one in live.library.all_ads()]
        ids = [name for name in ids if is_rendered(name, live.config.output_dir)]
    chosen = Chosen(narratives, voices, assignments=set_)
    wanted = chosen.documents or not ids or (not names and live.library.all_narratives())
    return chosen if wanted else None, ids


def works(live: Parts, loaded: Sequence[Loaded]) -> list[Work]:
    """The documents with the rows that they are expanded over."""
    from mediagen.commands.survey import Work

    found = []
    for one in loaded:
        rows = live.library.rows(one)
        found.append(Work(one, None if rows is None else rows.rows))
    return found
