"""Settings → live objects: the only module that names concrete parts."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mediagen.config import Config
from mediagen.errors import ConfigError, ItemError, UsageError
from mediagen.library.documents import Library, Loaded
from mediagen.plan.documents import ScriptTemplate, Style
from mediagen.plan.expand import Context, Route, Source
from mediagen.plan.requests import Kind, SourceRequest, key
from mediagen.plan.routing import resolve_voice
from mediagen.providers import TABLE, Table
from mediagen.providers.http import shown_url
from mediagen.providers.protocol import Row
from mediagen.video import ROWS

if TYPE_CHECKING:
    from mediagen.cache.store import Cache
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

    @cached_property
    def library(self) -> Library:
        project = self.config.settings.project
        return Library(
            narratives=(self.config.path(project.narratives),),
            templates=(self.config.path(project.templates), shipped("templates")),
            root=self.config.root,
        )

    @contextlib.contextmanager
    def cache(self) -> Iterator[Cache]:
        """The open cache."""
        from mediagen.cache.store import Cache

        with Cache(self.config.cache_dir, lease_seconds=self.config.settings.cache.lease, notice=self.notice) as cache:
            yield cache

    def studio(self, cache: Cache) -> Studio:
        """A studio on `cache`; providers are loaded when first needed."""
        from mediagen.checks import CHECKS
        from mediagen.studio.studio import Studio

        keep = self.config.settings.cache.keep.model_dump()
        return Studio(cache, self._makers, CHECKS, keep)

    @cached_property
    def _makers(self) -> Callable[[Kind, str], Maker]:
        from mediagen.studio.studio import Maker

        @cache
        def maker(kind: Kind, name: str) -> Maker:
            row = self.row(kind, name)
            settings: dict[str, Any] = dict(self.config.settings.provider.get(name, {}))
            if row.key_variable is not None:
                settings["key"] = self.credential(row)
            return Maker(row, row.load(settings))

        return maker

    @cached_property
    def _rows(self) -> Table:
        return {**{(row.kind, row.name): row for row in ROWS}, **self.table}

    @cached_property
    def _kinds(self) -> tuple[Kind, ...]:
        return tuple(dict.fromkeys(kind for kind, _ in self._rows))

    def row(self, kind: Kind, name: str) -> Row:
        """The table's row. Raises ConfigError that lists the known ones."""
        try:
            return self._rows[kind, name]
        except KeyError:
            known = sorted(n for k, n in self._rows if k == kind)
            raise ConfigError(
                f"providers.{kind} = {name!r}: no such provider of {kind}",
                remedy=f"known: {', '.join(known)}; `mediagen providers` tells more",
            ) from None

    def credential(self, row: Row) -> str:
        """A provider's key. Raises ConfigError when not set, or mangled."""
        return credential(row, self.config.environment)

    def route(self, kind: Kind) -> Route:
        """Who makes `kind` as configured: "name" or "name:model". Raises ConfigError."""
        name, _, model = str(getattr(self.config.settings.providers, kind, BUILTIN)).partition(":")
        row = self.row(kind, name)
        if model and row.models and model not in row.models:
            raise ConfigError(
                f"providers.{kind} = {name}:{model}: {name} has no such model",
                remedy=f"known: {', '.join(row.models)}",
            )
        return Route(name, model or row.model)

    def voice(self, logical: str) -> str:
        """The configured speech provider's own voice for a logical one. Raises LookupError."""
        route = self.route("speech")
        known = [v.name for v in self.row("speech", route.provider).voices]
        return resolve_voice(logical, route.provider, self.config.settings.voices, known)

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
            source=_once(lambda name: self._source(name, base, where, refresh=refresh)),
            audio_format=self.config.settings.speech.format,
            voices=tuple(voices),
            variables=variables or {},
        )

    def _source(self, name: str, base: Path, where: Studio | Cache | None, *, refresh: bool) -> Source:
        from mediagen.cache.blobs import hash_file

        if name.startswith(("http://", "https://")):
            return self._fetched(name, where, refresh=refresh)
        path = next((p for p in (base / name, self.config.root / name) if p.is_file()), None)
        if path is None:
            places = " or ".join(dict.fromkeys([str(base), str(self.config.root)]))
            raise UsageError(
                f"source {name}: there is no such file in {places}",
                remedy="paths of sources begin at their document's folder or at the project's",
            )
        return Source(hash_file(path), str(path))

    def _fetched(self, url: str, where: Studio | Cache | None, *, refresh: bool) -> Source:
        from mediagen.studio.studio import Labels, Studio

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

    def threads(self, kind: Kind, provider: str) -> int:
        """How many requests of a provider run at once."""
        from mediagen.studio.engine import cores

        return self.jobs or self.config.settings.run.jobs or self.row(kind, provider).threads or cores()


def credential(row: Row, environment: Mapping[str, str]) -> str:
    """A provider's key, from the variable it names. Raises ConfigError when not set, or mangled."""
    assert row.key_variable is not None
    value = environment.get(row.key_variable, "")
    if not value:
        raise ConfigError(
            f"provider {row.name} needs {row.key_variable}, which is not set",
            remedy=f"export {row.key_variable}=… or put it into .env; or set providers.{row.kind} ="
            ' "offline" in mediagen.toml',
        )
    if value != value.strip() or not value.isprintable():
        raise ConfigError(
            f"{row.key_variable} has blanks or control characters in it",
            remedy="set it again, without a line break at its end",
        )
    return value


def _once(find: Callable[[str], Source]) -> Callable[[str], Source]:
    """`find`, asked once for each name; what it raised is raised again: a slow server is not waited for twice."""

    @cache
    def outcome(name: str) -> Source | ItemError:
        try:
            return find(name)
        except ItemError as error:
            return error

    def found(name: str) -> Source:
        result = outcome(name)
        if isinstance(result, ItemError):
            raise result
        return result

    return found


def _pair(loaded: Loaded, model: type[Any]) -> tuple[Any, str]:
    assert isinstance(loaded.document, model)
    return loaded.document, loaded.digest
