"""The files that settings are in, as they are: neither checked nor merged."""

from __future__ import annotations

import hashlib
import io
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mediagen.errors import ConfigError

FILE = "mediagen.toml"
CACHE_DIR = ".mediagen/cache"
"""Folder of the cache, where no setting says another."""


def resolved(root: Path, said: str) -> Path:
    """The path that a setting says, from the project's root on. Raises ConfigError for `~` where there is no home."""
    try:
        return (root / Path(said).expanduser()).absolute()
    except RuntimeError as error:
        raise ConfigError(f"{said}: there is no such home folder", remedy="write the path without ~") from error


@dataclass(frozen=True, slots=True)
class Sources:
    """What is said at `root`: in mediagen.toml (its `text`, and that read) and in .env."""

    root: Path
    text: str
    toml: Mapping[str, Any]
    dotenv: Mapping[str, str]
    files: Mapping[str, str | None]
    """The files that were looked for: path → SHA-256 of its bytes, None where it is not there."""
    broken: tuple[str, ...]
    """What is wrong with lines of .env, which are passed over: other programs read it too."""

    def cache_dir(self, environment: Mapping[str, str]) -> Path | None:
        """Where the cache is; None where that is no text, as whoever checks settings will say. Raises ConfigError."""
        section = self.toml.get("cache", {})
        variable = "MEDIAGEN_CACHE_DIR"
        own = section.get("dir", CACHE_DIR) if isinstance(section, dict) else None
        said = environment.get(variable) or self.dotenv.get(variable) or own
        return resolved(self.root, said) if isinstance(said, str) else None


def project_root(start: Path) -> Path | None:
    """The nearest folder from `start` upward that holds mediagen.toml; None where there is none."""
    return next((folder for folder in (start, *start.parents) if (folder / FILE).is_file()), None)


def read_sources(start: Path) -> Sources:
    """What is said for a command run in folder `start`. The root is the nearest folder upward that holds
    mediagen.toml, else `start`. Raises ConfigError for a file that cannot be read.
    """
    root = project_root(start) or start
    files: dict[str, str | None] = {}
    text = _read(root / FILE, files)
    try:
        toml = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        remedy = "mend the line; strings need quotes in TOML, single ones where they have a \\"
        raise ConfigError(f"{root / FILE}: {error}", remedy=remedy) from error
    dotenv, broken = _dotenv(root / ".env", files)
    return Sources(root, text, toml, dotenv, files, broken)


def _read(file: Path, files: dict[str, str | None]) -> str:
    try:
        data = file.read_bytes()
        files[str(file)] = hashlib.sha256(data).hexdigest()
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except FileNotFoundError:
        files[str(file)] = None
        return ""
    except OSError as error:
        raise ConfigError(f"{file}: {error.strerror}", remedy="it is to be a file that you may read") from error
    except UnicodeDecodeError as error:
        message = f"{file}: byte {error.start + 1:,} is not UTF-8"
        raise ConfigError(message, remedy="save it as UTF-8 text") from error


def _dotenv(file: Path, files: dict[str, str | None]) -> tuple[dict[str, str], tuple[str, ...]]:
    """What it says, and what is wrong with its other lines: where, and never what they have, which may be a secret."""
    files[str(file)] = None
    if not file.is_file():
        return {}, ()
    from dotenv.parser import parse_stream

    said: dict[str, str | None] = {}
    broken: list[str] = []
    for one in parse_stream(io.StringIO(_read(file, files))):
        if one.error:
            text = one.original.string
            line = one.original.line + text[: len(text) - len(text.lstrip())].count("\n")
            broken.append(f"{file}:{line}: passed over: {_fault(text)}")
        elif one.key is not None:
            said[one.key] = one.value
    return {name: value for name, value in said.items() if value is not None}, tuple(broken)


def _fault(text: str) -> str:
    quoted = text.partition("=")[2].lstrip().startswith(("'", '"'))
    return "its quote is not closed, or more stands after it" if quoted else "it is to be NAME=value"
