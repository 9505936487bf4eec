"""doctor: can this machine do the work, and if not, what to do."""

from __future__ import annotations

import contextlib
import datetime as dt
import importlib.metadata
import os
import platform
import shutil
import sys
import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from mediagen.commands.paid import Routing, paid_routes, refuse_strangers
from mediagen.commands.pricing import Pricing, price_doubts
from mediagen.config import Config, unknown_variables
from mediagen.errors import DocumentError, MediagenError
from mediagen.library.folders import ROW_FILES, YAML, files
from mediagen.plan.expand import Route
from mediagen.plan.requests import KINDS, Kind
from mediagen.providers.protocol import Row
from mediagen.report.human import count
from mediagen.targets import configured

_LOW_DISK = 1_000_000_000
_PRIVATE = "anyone can read it: take a private bucket for it, and say `public = false` of its target"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""
    """What to do; with `ok` too, where all is well yet but will not be for long."""

    @property
    def level(self) -> str:
        """ok, warn or bad."""
        return "bad" if not self.ok else "warn" if self.remedy else "ok"


class Patient(Routing, Protocol):
    """What is examined (wiring.Parts)."""

    @property
    def config(self) -> Config: ...
    @property
    def pricing(self) -> Pricing: ...
    def variable(self, row: Row) -> str: ...
    def ready(self, kinds: Collection[Kind]) -> None: ...
    def cache(self) -> Any: ...


def examine(patient: Patient) -> list[Finding]:
    """All findings, the good ones too."""
    config = patient.config
    return [
        _python(),
        _packages(),
        _project(config.root),
        *_folders(config),
        *_providers(patient),
        *_prices(patient),
        *_models(patient),
        _keys(patient),
        *_unknown_variables(config),
        _cache(patient),
        *_targets(config),
        _disk(config.cache_dir),
        _writable("output", config.output_dir, "[project] output"),
    ]


def _python() -> Finding:
    ok = sys.version_info >= (3, 11)
    return Finding("python", ok, platform.python_version(), "" if ok else "use 3.11 or later")


def _packages() -> Finding:
    """The packages that mediagen asks for: are they there, at the versions with which it was tested."""
    wanted = [one.partition("==") for one in importlib.metadata.requires("mediagen") or () if ";" not in one]
    versions = {name: _version(name) for name, _, _ in wanted}
    remedy = "install mediagen again: python -m pip install --force-reinstall mediagen"
    if missing := [name for name, version in versions.items() if not version]:
        return Finding("packages", False, f"missing: {', '.join(missing)}", remedy)
    others = [f"{name} {versions[name]} instead of {tested}" for name, _, tested in wanted if versions[name] != tested]
    if others:
        return Finding("packages", True, f"not as tested: {', '.join(others)}", remedy)
    return Finding("packages", True, f"{len(versions)}, all at the versions that mediagen was tested with")


def _version(package: str) -> str:
    """The version that is installed, or nothing."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _project(root: Path) -> Finding:
    there = (root / "mediagen.toml").is_file()
    return Finding("project", True, str(root) + ("" if there else " (no mediagen.toml: defaults are in force)"))


def _folders(config: Config) -> Iterator[Finding]:
    """How many documents there are; a folder that cannot be read is not taken for one without any."""
    project = config.settings.project
    for name, folder in (
        ("narratives", config.path(project.narratives)),
        ("templates", config.path(project.templates)),
    ):
        try:
            number = len(files(folder, (*YAML, *ROW_FILES)))
            yield Finding(name, True, f"{count(number, 'document')} in {folder}")
        except DocumentError as error:
            yield Finding(name, False, error.problems[0].message, error.problems[0].hint)


def _providers(patient: Patient) -> Iterator[Finding]:
    try:
        refuse_strangers(patient)
    except MediagenError as error:
        yield Finding("providers", False, error.message, error.remedy)
    there = {kind for kind, _ in patient.table}
    for kind in type(patient.config.settings.providers).model_fields:
        if kind not in there or not getattr(patient.config.settings.providers, kind):
            continue
        try:
            route = patient.route(kind)
            row = patient.row(kind, route.provider)
            patient.ready([kind])
            marked = ", offline: results are marked so" if row.offline else ""
            yield Finding(kind, True, f"{route.provider} ({route.model}){marked}")
        except MediagenError as error:
            yield Finding(kind, False, error.message, error.remedy)


def _prices(patient: Patient) -> Iterator[Finding]:
    """Prices of the project's own that cannot be used, or are probably of no model."""
    config = patient.config
    try:
        _ = patient.pricing
    except MediagenError as error:
        yield Finding("prices", False, error.message, error.remedy)
    used = config.settings.providers.model_dump().values()
    for what, remedy in price_doubts(config.settings.prices, used, patient.table, config.place):
        yield Finding("prices", True, what, remedy)


def _models(patient: Patient) -> Iterator[Finding]:
    """Models in use that are shut down soon, and prices of theirs that are old or missing."""
    routes: list[Route] = []
    for kind in KINDS:
        with contextlib.suppress(MediagenError):  # told by _providers
            routes += paid_routes(patient, kind)
    with contextlib.suppress(MediagenError):  # told by _prices
        for what, remedy in patient.pricing.warnings(routes, dt.date.today()):  # noqa: DTZ011 - a day where the user is
            yield Finding("model", True, what, remedy)


def _keys(patient: Patient) -> Finding:
    """Which credentials are set, whether their providers are in use or not."""
    variables = set()
    for row in (row for row in patient.table.values() if row.key_variable):
        try:
            variables.add(patient.variable(row))
        except MediagenError as error:
            return Finding("keys", False, error.message, error.remedy)
    said = [f"{name} is {'set' if patient.config.environment.get(name) else 'not set'}" for name in sorted(variables)]
    return Finding("keys", True, ", ".join(said) or "no provider needs one")


def _unknown_variables(config: Config) -> Iterator[Finding]:
    for name, near in unknown_variables(config.environment):
        yield Finding(
            "environment",
            False,
            f"{name} is set, but there is no such setting",
            f"did you mean {near}?" if near else "unset it; `mediagen config` lists the settings",
        )


def _cache(patient: Patient) -> Finding:
    folder = patient.config.cache_dir
    try:
        if not (folder.is_symlink() or folder.exists()):
            return _writable("cache", folder, "[cache] dir")  # to look makes none
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
            f"{folder}: {error.strerror}",
            "set [cache] dir in mediagen.toml to a folder that you may write to",
        )


def _targets(config: Config) -> Iterator[Finding]:
    """Where to publish, and the shared cache: whether all is there to open them. Nobody is asked."""
    named, shared = config.settings.targets, config.settings.cache.remote.target
    for name in dict.fromkeys(filter(None, (*named, config.settings.publish.target, shared))):
        title = "shared cache" if name == shared else "target"
        try:
            _, place = configured(name, named, config.root, config.environment, config.place)
        except MediagenError as error:
            yield Finding(title, False, error.message, error.remedy)
            continue
        try:
            detail, remedy = place.ready(), _PRIVATE if name == shared and place.public else ""
        except MediagenError as error:  # what is only published to may be another machine's work
            yield Finding(title, name != shared, f"{name} ({place.where}): {error.message}", error.remedy)
        else:
            yield Finding(title, True, f"{name}: {place.where}, {detail}", remedy)


def _disk(folder: Path) -> Finding:
    place = next(p for p in (folder, *folder.parents) if p.exists())
    free = shutil.disk_usage(place).free
    return Finding(
        "disk",
        free > _LOW_DISK,
        f"{free / 1e9:.1f} GB free",
        "" if free > _LOW_DISK else "free some space: `mediagen cache prune` shows what can go",
    )


def _writable(name: str, folder: Path, setting: str) -> Finding:
    place = next(p for p in (folder, *folder.parents) if p.exists())
    ok = place.is_dir() and os.access(place, os.W_OK)
    return Finding(
        name,
        ok,
        f"{folder} {'can' if ok else 'cannot'} be written",
        "" if ok else f"change its owner, or set {setting} in mediagen.toml",
    )
