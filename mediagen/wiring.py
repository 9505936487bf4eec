"""Settings → live objects: the only module that names concrete parts."""

from __future__ import annotations

import contextlib
from collections import ChainMap
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mediagen.config import Config
from mediagen.errors import ConfigError, UsageError, dotted
from mediagen.plan.documents import ScriptTemplate, Style
from mediagen.plan.expand import Context, Route, Source
from mediagen.plan.once import once
from mediagen.plan.requests import KINDS, ROOM, Kind, Pairs, SourceRequest, key
from mediagen.plan.routing import resolve_voice
from mediagen.providers import TABLE, Table
from mediagen.providers.connection import Connection, credential
from mediagen.providers.protocol import Offer, Row, cores
from mediagen.video import ROWS

if TYPE_CHECKING:
    from mediagen.cache.store import Cache
    from mediagen.commands.pricing import Pricing
    from mediagen.library.documents import Library, Loaded
    from mediagen.providers.prices import Prices
    from mediagen.shared.link import RefusedError
    from mediagen.shared.tier import Shared
    from mediagen.studio.engine import Crew
    from mediagen.studio.studio import Maker, Studio

BUILTIN = "builtin"
"""Who makes what is no provider's to make: segments, sound and films."""
SHIPPED = Path(__file__).parent / "_data"


def shipped(folder: str) -> Path:
    """A folder that comes with mediagen: beside the package in a checkout, inside it when installed."""
    inside = SHIPPED / folder
    return inside if inside.exists() else Path(__file__).parent.parent / folder


@dataclass
class Parts:
    """What commands work with, made when first asked for."""

    config: Config
    table: Table = field(default_factory=lambda: TABLE)
    notice: Callable[[str], None] = lambda _text: None
    jobs: int = 0
    max_usd: float | None = None
    """What this run may spend, where that is less than its budget."""
    plan: str = ""
    """The digest of the plan that is followed, if any, and what it comes to (None: no price is known)."""
    plan_usd: float | None = None
    shared: Shared | None = field(default=None, init=False)
    """What the open cache shares with other machines, if anything."""
    refused: dict[str, RefusedError] = field(default_factory=dict, init=False)
    """What this run has refused of that, by key."""

    @cached_property
    def library(self) -> Library:
        from mediagen.library.documents import Library

        project = self.config.settings.project
        return Library(
            narratives=(self.config.path(project.narratives),),
            templates=(self.config.path(project.templates), shipped("templates")),
            root=self.config.root,
        )

    @contextlib.contextmanager
    def cache(self, *, strict: bool = False, looking: bool = False) -> Iterator[Cache]:
        """The open cache, and `shared` with it. `strict`: a shared one may not fail; `looking`: none is made for it."""
        from mediagen.cache.root import or_empty
        from mediagen.cache.store import Cache

        with (
            or_empty(self.config.cache_dir, looking=looking and not self.config.settings.cache.remote.target) as root,
            Cache(root, lease_seconds=self.config.settings.cache.lease, notice=self.notice) as cache,
            self._sharing(cache, strict=strict) as self.shared,
        ):
            if self.shared is not None and self.shared.how.reads:
                cache.elsewhere = self.shared
            yield cache

    @contextlib.contextmanager
    def _sharing(self, cache: Cache, *, strict: bool) -> Iterator[Shared | None]:
        """The cache that is shared, if [cache.remote] says where. Raises ConfigError."""
        config, remote = self.config, self.config.settings.cache.remote
        if not remote.target:
            yield None
            return
        from mediagen.shared.tier import How, Shared
        from mediagen.targets import configured

        name, place = configured(remote.target, config.settings.targets, config.root, config.environment, config.place)
        how = How(remote.mode, remote.share, config.settings.cache.lease)
        found = Shared(cache, name, place, how, self.notice, strict=strict, refused=self.refused)
        with contextlib.closing(found) as shared:
            yield shared

    def studio(self, cache: Cache) -> Studio:
        """A studio on `cache`; providers are loaded when first needed."""
        from mediagen.checks import CHECKS
        from mediagen.studio.budget import Budget
        from mediagen.studio.studio import Studio

        keep = self.config.settings.cache.keep.model_dump()
        own = self.config.settings.budget
        run = min((usd for usd in (own.run, self.max_usd) if usd is not None), default=None)
        budget = Budget(run, own.day, own.month, own.allow_unpriced, self.plan, self.plan_usd)
        _ = self.config.settings.prices and self.prices  # what is wrong with the project's own is said at once
        return Studio(cache, self._makers, CHECKS, keep, lambda: self.prices, budget=budget, shared=self.shared)

    @cached_property
    def prices(self) -> Prices:
        """What providers charge: the table that comes with mediagen, and the project's own over it."""
        from mediagen.providers.prices import Price, prices

        config = self.config
        own = ((name, config.checked(Price, line, "prices", name)) for name, line in config.settings.prices.items())
        return prices(own, {name for _, name in self.table}, config.place)

    @cached_property
    def pricing(self) -> Pricing:
        """What requests take and cost."""
        from mediagen.commands.pricing import Pricing

        return Pricing(self.prices, self.row)

    def connection(self, row: Row) -> Connection:
        """How the provider is reached. Raises ConfigError."""
        given = {k: v for k, v in self.config.settings.provider.get(row.name, {}).items() if k not in KINDS}
        return self.config.checked(row.connection, given, "provider", row.name)

    def access(self, row: Row) -> Mapping[str, Any]:
        """What a row's `load` is given: its connection and the key. Raises ConfigError."""
        settings, variable = self.connection(row).settings(), self.variable(row)
        key = {"key": credential(variable, self.config.environment, row.name, row.kind)} if row.key_variable else {}
        return {**settings, **key}

    def _options(self, row: Row) -> Pairs:
        """What [provider.NAME.KIND] says, checked by the row's model. Raises ConfigError."""
        path = ("provider", row.name, row.kind)
        own = self.config.settings.provider.get(row.name, {}).get(row.kind, {})
        if row.options is None and own:
            message = f"{self.config.place(*path)}: {dotted(path)}: {row.name} has no options for {row.kind}"
            raise ConfigError(message, remedy="delete it")
        options = self.config.checked(row.options, own, *path) if row.options else None
        return tuple(sorted(options.model_dump(exclude_none=True).items())) if options else ()

    @cached_property
    def _makers(self) -> Callable[[Kind, str], Maker]:
        from mediagen.studio.studio import Maker

        @cache
        def maker(kind: Kind, name: str) -> Maker:
            row = self.row(kind, name)
            access = self.access(row)
            return Maker(row, row.load(access), self.connection(row), access.get("key", ""))

        return maker

    def keyed(self) -> frozenset[Kind]:
        """The kinds of media whose configured provider needs a key."""
        return frozenset(kind for kind in self._kinds if self.row(kind, self.route(kind).provider).key_variable)

    def ready(self, kinds: Collection[Kind]) -> None:
        """See to it that the providers of these kinds have their keys and packages before anything is bought of any.
        Raises ConfigError.
        """
        for kind in self.keyed() & set(kinds):
            self._makers(kind, self.route(kind).provider)

    @cached_property
    def rows(self) -> Table:
        """All that makes anything: the providers, and what is built in."""
        return ChainMap(self.table, {(row.kind, row.name): row for row in ROWS})  # type: ignore[arg-type]  # only read

    @cached_property
    def _kinds(self) -> tuple[Kind, ...]:
        return tuple(kind for kind in dict.fromkeys(kind for kind, _ in self.rows) if self._named(kind))

    def _named(self, kind: Kind) -> str:
        """Who makes `kind`, as "name" or "name:model"; empty: nobody."""
        return str(getattr(self.config.settings.providers, kind, BUILTIN))

    def row(self, kind: Kind, name: str) -> Row:
        """The table's row. Raises ConfigError that lists the known ones."""
        try:
            return self.rows[kind, name]
        except KeyError:
            known = sorted(n for k, n in self.rows if k == kind)
            raise ConfigError(
                f"{self.config.place('providers', kind)}: providers.{kind} = {name!r}: no such provider of {kind}",
                remedy=f"known: {', '.join(known)}; `mediagen providers` tells more",
            ) from None

    def variable(self, row: Row) -> str:
        """The environment variable of a provider's key. Raises ConfigError."""
        return self.connection(row).key_variable or row.key_variable or ""

    def route(self, kind: Kind) -> Route:
        """Who makes `kind` as configured: "name" or "name:model". Raises ConfigError."""
        name, _, model = self._named(kind).partition(":")
        row = self.row(kind, name)
        if model and row.models and model not in row.models:
            raise ConfigError(
                f"{self.config.place('providers', kind)}: providers.{kind} = {name}:{model}: {name} has no such model",
                remedy=f"known: {', '.join(row.models)}",
            )
        model, options = model or row.model, dict(self._options(row))
        room, settings = int(options.pop(ROOM, 0)), tuple(options.items())
        offer = row.offer(model, settings) if row.offer else Offer()
        return Route(name, model, settings, offer.modes, offer.seconds, room, offer.languages)

    def voice(self, logical: str) -> str:
        """The configured speech provider's own voice for a logical one. Raises LookupError."""
        route = self.route("speech")
        row = self.row("speech", route.provider)
        free, known = self.connection(row).has_other_voices, {v.name: v.id or v.name for v in row.voices}
        return resolve_voice(logical, route.provider, self.config.settings.voices, known, row.voice_ids, free=free)

    def context(
        self,
        base: Path,
        where: Studio | Cache | None = None,
        voices: Sequence[str] = (),
        variables: Mapping[str, Any] | None = None,
        *,
        refresh: bool = False,
    ) -> Context:
        """What the plan of a document in folder `base` needs to know.

        A source named by URL is had from `where`: a studio fetches it if it is not there, with `refresh` even if it
        is; from a cache it has no digest unless it is there.
        """
        for name in voices:
            try:
                self.voice(name)
            except LookupError as error:
                raise UsageError(f"--voices: {error}", remedy="`mediagen voices` lists them") from None
        return Context(
            routes={kind: self.route(kind) for kind in self._kinds},
            voice=lru_cache(maxsize=None)(self.voice),
            script_template=lru_cache(maxsize=None)(lambda i: _pair(self.library.script_template(i), ScriptTemplate)),
            style=lru_cache(maxsize=None)(lambda i: _pair(self.library.style(i), Style)),
            source=once(lambda name: self._source(name, base, where, refresh=refresh)),
            audio_format=self.config.settings.speech.format,
            voices=tuple(voices),
            variables=variables or {},
        )

    def _source(self, name: str, base: Path, where: Studio | Cache | None, *, refresh: bool) -> Source:
        if name.startswith(("http://", "https://")):
            return self._fetched(name, where, refresh=refresh)
        seen = self.library.seen
        path = next((p for p in (base / name, self.config.root / name) if seen.is_file(p)), None)
        if path is None:
            places = " or ".join(dict.fromkeys([str(base), str(self.config.root)]))
            raise UsageError(
                f"source {name}: there is no such file in {places}",
                remedy="paths of sources begin at their document's folder or at the project's",
            )
        return Source(seen.digest(path), str(path.resolve() if ".." in path.parts else path))

    def _fetched(self, url: str, where: Studio | Cache | None, *, refresh: bool) -> Source:
        from mediagen.providers.fetching import shown_url
        from mediagen.studio.studio import Labels, Studio

        self.library.seen.whole = False  # what is there now nobody here knows
        route = self.route("source")
        request = SourceRequest(provider=route.provider, model=route.model, url=url)
        if isinstance(where, Studio):
            entry = where.make(request, Labels(text=shown_url(url), content_type="source"), refresh=refresh).entry
            return Source(entry.digest, str(where.cache.path(entry)))
        found = where.lookup(key(request)) if where else None
        if where is None or found is None or found.status != "completed":
            return Source("", url)
        return Source(found.digest, str(where.path(found)))

    def offline(self) -> frozenset[Kind]:
        """The kinds of media whose configured provider works offline."""
        return frozenset(kind for kind in self._kinds if self.row(kind, self.route(kind).provider).offline)

    def crew(self, kind: Kind, provider: str) -> Crew:
        """How many requests of a provider are asked for at once; of as many `jobs` as are wanted no more are begun."""
        from mediagen.studio.engine import Crew

        row, chosen = self.row(kind, provider), self.jobs or self.config.settings.run.jobs
        return Crew(chosen, chosen) if chosen else Crew.of(self.connection(row).at_once or row.threads or cores())


def _pair(loaded: Loaded, model: type[Any]) -> tuple[Any, str]:
    assert isinstance(loaded.document, model)
    return loaded.document, loaded.digest
