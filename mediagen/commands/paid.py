"""Providers as they are configured: which cost something, and which there are not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from mediagen.errors import ConfigError, dotted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mediagen.plan.expand import Route
    from mediagen.plan.requests import Kind
    from mediagen.providers.protocol import Row


class Routing(Protocol):
    """Who makes what (wiring.Parts)."""

    @property
    def config(self) -> Any: ...
    @property
    def table(self) -> Mapping[tuple[Kind, str], Row]: ...
    def route(self, kind: Kind) -> Route: ...
    def row(self, kind: Kind, name: str) -> Row: ...


def paid_routes(routing: Routing, *kinds: Kind) -> list[Route]:
    """The routes among `kinds` that somebody makes and that cost something. Raises ConfigError."""
    made = [kind for kind in kinds if getattr(routing.config.settings.providers, kind, "")]
    routes = [(kind, routing.route(kind)) for kind in made]
    return [route for kind, route in routes if routing.row(kind, route.provider).units is not None]


def refuse_strangers(routing: Routing) -> None:
    """Raise ConfigError for providers that settings name and that there are not: a server or a limit that is set for a
    misspelt one would be passed over in silence.
    """
    config, known = routing.config, {name for _, name in routing.table}
    named: list[tuple[str, ...]] = [("provider", name) for name in config.settings.provider]
    named += [("voices", voice, name) for voice, line in config.settings.voices.items() for name in line]
    if faults := [path for path in named if path[-1] not in known]:
        said = [f"{config.place(*path)}: {dotted(path)}: there is no provider {path[-1]}" for path in faults]
        raise ConfigError("\n".join(said), remedy=f"known: {', '.join(sorted(known))}; put it right in mediagen.toml")
