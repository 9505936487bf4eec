"""Settings: defaults < mediagen.toml < .env < environment, frozen, each with where it came from.

A setting `[cache] dir` is `MEDIAGEN_CACHE_DIR` in the environment. Secrets are no settings: a provider names the
environment variable of its key; it is read when the provider is made and goes nowhere else.

settings.py  what there is, with defaults;  sources.py  the files;  faults.py  what is wrong, where;  units.py  30d, 5GB
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from mediagen.config.sources import FILE, read_sources, resolved
from mediagen.config.units import duration, duration_text, size_bytes
from mediagen.errors import ConfigError, refused_settings

if TYPE_CHECKING:
    from pydantic import BaseModel

    from mediagen.config.settings import Settings

__all__ = [
    "Config",
    "duration",
    "duration_text",
    "is_duration",
    "load",
    "mask",
    "size_bytes",
    "unknown_variables",
    "variable_of",
]
Model = TypeVar("Model", bound="BaseModel")
_PREFIX = "MEDIAGEN_"
_SECRET = ("key", "token", "secret", "password")


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of a project at `root`, the origin of each (dotted name → text), and the environment."""

    root: Path
    settings: Settings
    origins: Mapping[str, str]
    environment: Mapping[str, str]
    """The process environment over what .env says."""
    from_dotenv: frozenset[str] = frozenset()
    """Variables whose value is that of .env."""
    files: Mapping[str, str | None] = field(default_factory=dict)
    """The files that were looked for: path → SHA-256 of its bytes, None where it is not there."""
    broken: tuple[str, ...] = ()
    """What is wrong with lines of .env, which are passed over."""

    def path(self, relative: str) -> Path:
        """A path of the settings, resolved at the project root. Raises ConfigError."""
        return resolved(self.root, relative)

    @property
    def cache_dir(self) -> Path:
        return self.path(self.settings.cache.dir)

    @property
    def output_dir(self) -> Path:
        return self.path(self.settings.project.output)

    def place(self, *path: str) -> str:
        """Where a setting stands: mediagen.toml:12:1, or the variable that it is from."""
        from mediagen.config.faults import place_of

        origin = self.origins.get(".".join(path), FILE)
        return origin if origin != FILE else f"{FILE}{place_of(read_sources(self.root).text, path)}"

    def checked(self, model: type[Model], values: Mapping[str, Any], *path: str) -> Model:
        """`values` of the section at `path` as `model`. Raises ConfigError that names each fault at its place."""
        from pydantic import ValidationError

        try:
            return model.model_validate(values)
        except ValidationError as error:
            raise refused_settings(error.errors(include_url=False), path, model.model_fields, self.place) from None

    def values(self) -> Iterator[tuple[str, Any, str]]:
        """(dotted name, value, origin) of every setting; what a provider's settings call a secret is masked."""
        for path, value in _leaves(self.settings.model_dump(by_alias=True)):
            name = ".".join(path)
            secret = path[0] == "provider" and any(word in path[-1].lower() for word in _SECRET)
            hidden = secret and not (path[-1] == "key_variable" and str(value).isupper())
            yield name, mask(str(value)) if hidden else value, self.origins.get(name, "default")

    def variable_origin(self, variable: str) -> str:
        """Where a variable's value is from: .env, environment, or nowhere."""
        if not self.environment.get(variable):
            return ""
        return ".env" if variable in self.from_dotenv else "environment"


def mask(secret: str) -> str:
    """What may be shown of a secret: that it is set, and the end of a long one."""
    return f"set (…{secret[-4:]})" if len(secret) >= 16 and secret.isprintable() else "set" if secret else "not set"


def is_duration(name: str) -> bool:
    """Whether the setting is a length of time: seconds, or None for ever."""
    return name.startswith(("cache.lease", "cache.keep."))


def load(start: Path, environment: Mapping[str, str]) -> Config:
    """The configuration in force for a command run in folder `start`.

    The project root is the nearest folder upward that holds mediagen.toml, else `start`. Raises ConfigError naming the
    place of each fault.
    """
    from pydantic import ValidationError

    from mediagen.config.faults import fault
    from mediagen.config.settings import VOICES, Settings

    found = read_sources(start)
    merged: dict[str, Any] = {"voices": {name: dict(line) for name, line in VOICES.items()}}
    origins: dict[str, str] = {}
    for path, value in _leaves(found.toml):
        _put(merged, path, value)
        origins[".".join(path)] = FILE
    for source, variables in ((".env", found.dotenv), ("environment", environment)):
        for name in _scalar_names(Settings):
            variable = variable_of(name)
            if variables.get(variable):  # set to nothing is not set
                _put(merged, name.split("."), variables[variable])
                origins[name] = f"{source} {variable}"
    try:
        settings = Settings.model_validate(merged)
    except ValidationError as error:
        raise ConfigError(
            "\n".join(fault(e, found.text, origins) for e in error.errors()),
            remedy="put it right there; `mediagen config` then shows every setting in force",
        ) from None
    known, own = {**found.dotenv, **environment}, frozenset(found.dotenv.keys() - environment.keys())
    return Config(found.root, settings, origins, known, own, found.files, found.broken)


def variable_of(name: str) -> str:
    """The environment variable of a setting: cache.dir → MEDIAGEN_CACHE_DIR."""
    return _PREFIX + name.replace(".", "_").upper()


def unknown_variables(environment: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Variables that look like settings but are none, each with the nearest that is one, or ""."""
    from mediagen.config.settings import Settings

    known = {variable_of(name).removeprefix(_PREFIX) for name in _scalar_names(Settings)}
    for name in sorted(environment):
        setting = name.removeprefix(_PREFIX)
        if setting != name and setting not in known:
            near = difflib.get_close_matches(setting, known, 1)
            yield name, _PREFIX + near[0] if near else ""


def _leaves(tree: Mapping[str, Any], above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Each value with its path. A name may have dots in it, as those of models have: a path is not a dotted name."""
    for name, value in tree.items():
        if isinstance(value, Mapping) and value:
            yield from _leaves(value, (*above, name))
        else:
            yield (*above, name), value


def _put(tree: dict[str, Any], path: Sequence[str], value: Any) -> None:
    *sections, leaf = path
    for part in sections:
        inner = tree.setdefault(part, {})
        if not isinstance(inner, dict):
            inner = tree[part] = {}
        tree = inner
    tree[leaf] = value


def _scalar_names(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    from pydantic import BaseModel

    for name, info in model.model_fields.items():
        annotation = info.annotation
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            yield from _scalar_names(annotation, f"{prefix}{name}.")
        elif info.alias is None and info.default_factory is None and not isinstance(info.default, dict):
            yield f"{prefix}{name}"
