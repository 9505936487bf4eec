"""Settings: defaults < mediagen.toml < .env < environment < flags, frozen, each with where it came from.

The classes below are the reference of mediagen.toml: a field, its default and its meaning are said once,
here. A setting `[cache] dir` is `MEDIAGEN_CACHE_DIR` in the environment. Secrets are no settings: a provider
names the environment variable of its key; it is read when the provider is made and goes nowhere else.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from mediagen.errors import ConfigError

FILE = "mediagen.toml"
_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}


def duration(value: Any) -> float | None:
    """Seconds in 90, "90s", "5m", "24h", "30d", "2w"; None for "forever". Raises ValueError."""
    if value is None or value == "forever":
        return None
    match = re.fullmatch(r"(\d+(?:\.\d+)?) ?([smhdw]?)", str(value)) if not isinstance(value, bool) else None
    if match is None:
        raise ValueError('a duration is a number of seconds, or like "5m", "24h", "30d", or "forever"')
    return float(match[1]) * _UNITS[match[2] or "s"]


def size_bytes(value: str) -> int:
    """Bytes in "500", "20kB", "1.5MB", "20GB" (powers of 1000). Raises ValueError."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?) ?([kMGT]?)B?", value)
    if match is None:
        raise ValueError('a size is like "500MB" or "20GB"')
    return int(float(match[1]) * 1000 ** " kMGT".index(match[2] or " "))


def duration_text(seconds: float | None) -> str:
    """The shortest text that `duration` reads as `seconds`: 300 is "5m", None "forever"."""
    if seconds is None:
        return "forever"
    unit = next((u for u in ("w", "d", "h", "m") if seconds and seconds % _UNITS[u] == 0), "s")
    return f"{seconds / _UNITS[unit]:.10g}{unit}"


def _limited(value: Any) -> float:
    seconds = duration(value)
    if seconds is None:
        raise ValueError('it cannot be "forever"')
    return seconds


Duration = Annotated[float | None, BeforeValidator(duration)]


VOICES: dict[str, dict[str, str]] = {
    "nova": {"offline": "heart"},
    "shimmer": {"offline": "bright"},
    "rachel": {"offline": "warm"},
    "sarah": {"offline": "warm"},
    "echo": {"offline": "light"},
    "onyx": {"offline": "deep"},
}
"""Logical voices that are there without a line in mediagen.toml; a line there adds to or overrides them."""


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Project(Section):
    narratives: str = Field("narratives", description="Folder of documents; what `seed` works through.")
    templates: str = Field("templates", description="Folder of script templates and styles of your own.")
    output: str = Field("output", description="Folder for manifests.")


class Providers(Section):
    script: str = Field("offline", description='Who writes scripts: "name" or "name:model".')
    speech: str = Field("offline", description="Who speaks.")
    image: str = Field("offline", description="Who makes pictures.")
    source: str = Field("http", description="Who fetches files that documents name by URL.")
    music: str = Field("offline", description="Who composes music for ads.")


class Speech(Section):
    format: Literal["mp3", "wav"] = Field("mp3", description="Audio format of what is spoken.")


class Keep(Section):
    script: Duration = Field(None, description="How long scripts live.")
    speech: Duration = Field(None, description="How long speech lives.")
    image: Duration = Field(None, description="How long images live.")
    source: Duration = Field(None, description="How long fetched files live.")
    music: Duration = Field(None, description="How long music lives.")
    segment: Duration = Field(None, description="How long encoded stretches of films live.")
    sound: Duration = Field(None, description="How long mixed sound of films lives.")
    film: Duration = Field(None, description="How long finished films live.")
    failed: Duration = Field(300.0, description="How long a failure is remembered and not tried again.")
    rejected: Duration = Field(86_400.0, description="The same for what a check rejected.")


class CacheSettings(Section):
    dir: str = Field(".mediagen/cache", description="Folder of the cache.")
    lease: Annotated[float, BeforeValidator(_limited)] = Field(
        120.0, ge=1, description="How long a lease lives without a heartbeat."
    )
    keep: Keep = Keep()


class Run(Section):
    jobs: int = Field(0, ge=0, le=256, description="Items made at once; 0: as many as the provider and cores bear.")


class Settings(Section):
    schema_: Literal[1] = Field(1, alias="schema", description="Version of this file's format.")
    project: Project = Project()
    providers: Providers = Providers()
    speech: Speech = Speech()
    cache: CacheSettings = CacheSettings()
    run: Run = Run()
    voices: dict[str, dict[str, str]] = Field(
        {},
        description="Logical voice → provider → that provider's voice; names without a line are equal.",
    )
    provider: dict[str, dict[str, Any]] = Field({}, description="Settings of a provider: [provider.NAME].")


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of a project at `root`, the origin of each (dotted name → text), and the environment."""

    root: Path
    settings: Settings
    origins: Mapping[str, str]
    environment: Mapping[str, str]

    def path(self, relative: str) -> Path:
        """A path of the settings, resolved at the project root."""
        return (self.root / Path(relative).expanduser()).absolute()

    @property
    def cache_dir(self) -> Path:
        return self.path(self.settings.cache.dir)

    @property
    def output_dir(self) -> Path:
        return self.path(self.settings.project.output)

    def values(self) -> Iterator[tuple[str, Any, str]]:
        """(dotted name, value, origin) of every setting."""
        for name, value in _leaves(self.settings.model_dump(by_alias=True)):
            yield name, value, self.origins.get(name, "default")


def load(start: Path, environment: Mapping[str, str], flags: Mapping[str, Any] | None = None) -> Config:
    """The configuration in force for a command run in folder `start`.

    The project root is the nearest folder upward that holds mediagen.toml, else `start`. `flags` maps dotted
    names to values. Raises ConfigError naming the place of each fault.
    """
    root = next((f for f in (start, *start.parents) if (f / FILE).is_file()), start)
    merged: dict[str, Any] = {"voices": {name: dict(line) for name, line in VOICES.items()}}
    origins: dict[str, str] = {}
    file = root / FILE
    text = _read(file)
    for name, value in _leaves(_toml(text, file)):
        _put(merged, name, value)
        origins[name] = FILE
    dotenv = _dotenv(root / ".env")
    for source, variables in ((".env", dotenv), ("environment", environment)):
        for name in _scalar_names(Settings):
            variable = variable_of(name)
            if variable in variables:
                _put(merged, name, variables[variable])
                origins[name] = f"{source} {variable}"
    for name, value in (flags or {}).items():
        _put(merged, name, value)
        origins[name] = "command line"
    try:
        settings = Settings.model_validate(merged)
    except ValidationError as error:
        raise ConfigError(
            "\n".join(_fault(e, text, origins) for e in error.errors()),
            remedy="`mediagen config` shows every setting; docs/configuration.md explains them",
        ) from None
    return Config(root, settings, origins, {**dotenv, **environment})


def variable_of(name: str) -> str:
    """The environment variable of a setting: cache.dir → MEDIAGEN_CACHE_DIR."""
    return "MEDIAGEN_" + name.replace(".", "_").upper()


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: cannot be read: {error}", remedy="save it as UTF-8 text") from error


def _toml(text: str, file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file}: {error}", remedy="mend the line; strings need quotes in TOML") from error


def _dotenv(file: Path) -> dict[str, str]:
    if not file.is_file():
        return {}
    from dotenv import dotenv_values

    try:
        found = dotenv_values(file, interpolate=False)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: cannot be read: {error}", remedy="save it as UTF-8 text") from error
    return {k: v for k, v in found.items() if v is not None}


def unknown_variables(environment: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Variables that look like settings but are none, each with the nearest that is one, or ""."""
    known = [variable_of(name) for name in _scalar_names(Settings)]
    for name in sorted(environment):
        if name.startswith("MEDIAGEN_") and name not in known:
            yield name, next(iter(difflib.get_close_matches(name, known, 1)), "")


def _leaves(tree: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in tree.items():
        if isinstance(value, Mapping) and value:
            yield from _leaves(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _put(tree: dict[str, Any], name: str, value: Any) -> None:
    *path, leaf = name.split(".")
    for part in path:
        inner = tree.setdefault(part, {})
        if not isinstance(inner, dict):
            inner = tree[part] = {}
        tree = inner
    tree[leaf] = value


def _scalar_names(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    for name, info in model.model_fields.items():
        annotation = info.annotation
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            yield from _scalar_names(annotation, f"{prefix}{name}.")
        elif info.alias is None and info.default_factory is None and not isinstance(info.default, dict):
            yield f"{prefix}{name}"


def _fault(error: Any, text: str, origins: Mapping[str, str]) -> str:
    path = [str(p) for p in error["loc"]]
    name = ".".join(path)
    origin = origins.get(name, FILE)
    where = f"{FILE}{_line_of(text, path)}" if origin == FILE else origin
    if error["type"] == "extra_forbidden":
        near = difflib.get_close_matches(path[-1], _siblings(path[:-1]), 1)
        return f"{where}: unknown setting {name}" + (f" (did you mean {near[0]}?)" if near else "")
    message = error["msg"].removeprefix("Value error, ")
    return f"{where}: {name} = {error['input']!r}: {message[0].lower()}{message[1:]}"


def _siblings(path: list[str]) -> list[str]:
    model: type[BaseModel] = Settings
    for part in path:
        inner = model.model_fields[part].annotation if part in model.model_fields else None
        if not (isinstance(inner, type) and issubclass(inner, BaseModel)):
            return []
        model = inner
    return [info.alias or name for name, info in model.model_fields.items()]


def _line_of(text: str, path: list[str]) -> str:
    """`:line` of the setting in the file, as far as a look at its lines can tell."""
    section = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[+([^\]]+)\]", line):
            section = header[1].strip()
            if section == ".".join(path):
                return f":{number}"
        elif match := re.match(r"\s*([\w.\"'-]+)\s*=", line):
            full = f"{section}.{match[1]}" if section else match[1]
            if full.replace('"', "") == ".".join(path):
                return f":{number}"
    return ""


def environment() -> dict[str, str]:
    """The process environment."""
    return dict(os.environ)
