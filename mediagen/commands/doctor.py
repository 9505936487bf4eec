"""doctor: can this machine do the work, and if not, what to do."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import shutil
import sys
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from mediagen.config import Config, unknown_variables
from mediagen.errors import MediagenError
from mediagen.plan.expand import Route
from mediagen.plan.requests import Kind
from mediagen.providers.protocol import Row

_PACKAGES = (
    "av",
    "diskcache",
    "hibari-tts",
    "jinja2",
    "numpy",
    "onnxruntime",
    "pillow",
    "pydantic",
    "pyyaml",
    "rich",
    "typer",
)
_LOW_DISK = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""


class Patient(Protocol):
    """What is examined (wiring.Parts)."""

    @property
    def config(self) -> Config: ...
    @property
    def table(self) -> Mapping[tuple[Kind, str], Row]: ...
    def route(self, kind: Kind) -> Route: ...
    def row(self, kind: Kind, name: str) -> Row: ...
    def cache(self) -> Any: ...


def examine(patient: Patient) -> list[Finding]:
    """All findings, the good ones too."""
    config = patient.config
    python = platform.python_version()
    findings = [
        Finding(
            "python",
            sys.version_info >= (3, 11),
            python,
            "" if sys.version_info >= (3, 11) else "use 3.11 or later",
        ),
        Finding(
            "project",
            True,
            str(config.root)
            + ("" if (config.root / "mediagen.toml").is_file() else " (no mediagen.toml: defaults are in force)"),
        ),
    ]
    findings += _packages()
    findings += _providers(patient)
    findings += _unknown_variables(config)
    findings.append(_cache(patient))
    findings.append(_disk(config.cache_dir))
    findings.append(_writable("output", config.output_dir))
    return findings


def _packages() -> Iterator[Finding]:
    missing = []
    for name in _PACKAGES:
        try:
            importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            missing.append(name)
    yield Finding(
        "packages",
        not missing,
        f"missing: {', '.join(missing)}" if missing else "all there",
        "install mediagen again: python -m pip install --force-reinstall mediagen" if missing else "",
    )


def _providers(patient: Patient) -> Iterator[Finding]:
    kinds: tuple[Kind, ...] = ("script", "speech", "image")
    for kind in kinds:
        try:
            route = patient.route(kind)
            row = patient.row(kind, route.provider)
            if row.key_variable and not patient.config.environment.get(row.key_variable):
                yield Finding(
                    kind,
                    False,
                    f"{route.provider} needs {row.key_variable}, which is not set",
                    f"export {row.key_variable}=… or put it into .env",
                )
            else:
                yield Finding(
                    kind,
                    True,
                    f"{route.provider} ({route.model})" + (", offline: results are marked so" if row.offline else ""),
                )
        except MediagenError as error:
            yield Finding(kind, False, error.message, error.remedy)


def _unknown_variables(config: Config) -> Iterator[Finding]:
    for name, near in unknown_variables(config.environment):
        yield Finding(
            "environment",
            False,
            f"{name} is set, but there is no such setting",
            f"did you mean {near}?" if near else "unset it; `mediagen config` lists the settings",
        )


def _cache(patient: Patient) -> Finding:
    try:
        with patient.cache() as cache:
            probe = cache.root / "incoming" / f".probe-{uuid.uuid4().hex}"
            probe.write_bytes(b"x")
            probe.unlink()
            return Finding("cache", True, f"{cache.root} can be written")
    except MediagenError as error:
        return Finding("cache", False, error.message, error.remedy)
    except OSError as error:
        return Finding(
            "cache",
            False,
            f"{patient.config.cache_dir}: {error.strerror}",
            "set [cache] dir in mediagen.toml to a folder that you may write to",
        )


def _disk(folder: Path) -> Finding:
    place = next(p for p in (folder, *folder.parents) if p.exists())
    free = shutil.disk_usage(place).free
    return Finding(
        "disk",
        free > _LOW_DISK,
        f"{free / 1e9:.1f} GB free",
        "" if free > _LOW_DISK else "free some space: `mediagen cache prune` shows what can go",
    )


def _writable(name: str, folder: Path) -> Finding:
    place = next(p for p in (folder, *folder.parents) if p.exists())
    ok = place.is_dir() and os.access(place, os.W_OK)
    return Finding(
        name,
        ok,
        str(folder) + ("" if ok else " cannot be written"),
        "" if ok else "change its owner, or set [project] output in mediagen.toml",
    )
