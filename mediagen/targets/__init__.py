"""The targets: one module each, one row in TABLE.

CONTRIBUTING.md says how to add one; tests/targets/test_every_target.py then runs the promise suite on it.

protocol.py   what a target promises;  folder.py, s3.py, supabase.py  those there are
guard.py      replacement where a store has no conditions;  marks.py  keeps publications and garbage collection apart
verifying.py  that what is there is what was put;  looking.py  published files as a browser reads them
credentials.py, s3_store.py, s3_faults.py  of S3, and native.py  its calls, which Ctrl-C ends
rest.py, tus.py, supabase_rows.py  of Supabase
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from mediagen.errors import ConfigError, refused_settings
from mediagen.targets import folder, s3, supabase
from mediagen.targets.protocol import Place, Row

TABLE: Mapping[str, Row] = {row.kind: row for row in (folder.ROW, s3.ROW, supabase.ROW)}


def configured(
    name: str,
    targets: Mapping[str, Mapping[str, Any]],
    root: Path,
    environment: Mapping[str, str],
    place: Callable[..., str] = lambda *_: "mediagen.toml",
) -> tuple[str, Place]:
    """The target called `name` in mediagen.toml, or the only one; with its name. Raises ConfigError. `place` says where
    a setting stands.
    """
    if not name and len(targets) == 1:
        name = next(iter(targets))
    if name not in targets:
        known = f"there is {', '.join(targets)}" if targets else "there is none yet"
        raise ConfigError(
            f"no such target: {name}; {known}" if name else f"no target is chosen; {known}",
            remedy=f"write [targets.NAME] with a type ({', '.join(TABLE)}) in mediagen.toml, and choose one"
            " by --target NAME or [publish] target (docs/publishing.md)",
        )
    values = targets[name]
    row = TABLE.get(str(values.get("type")))
    if row is None:
        raise ConfigError(
            f"{place('targets', name, 'type')}: targets.{name}.type = {values.get('type')!r}: no such type",
            remedy=f"one of {', '.join(TABLE)}",
        )
    try:
        settings = row.settings.model_validate(values)
    except ValidationError as error:
        faults = error.errors(include_url=False)
        raise refused_settings(faults, ("targets", name), row.settings.model_fields, place) from None
    return name, row.place(settings, root, environment)
