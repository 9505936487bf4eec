"""The providers: one module each, one row in TABLE.

To add one: write a class with `make(request) -> Reply` (see protocol.py for its promises) in a module of its
own, import its SDK inside `__init__`, and add a row here. tests/providers/test_promises.py then runs the
promise suite on it; mypy checks the row.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mediagen.plan.requests import Kind
from mediagen.providers import http, offline
from mediagen.providers.protocol import Provider, Row

Table = Mapping[tuple[Kind, str], Row]


def _rows(*rows: Row) -> dict[tuple[Kind, str], Row]:
    return {(row.kind, row.name): row for row in rows}


TABLE: Table = _rows(
    Row(
        name="offline",
        kind="script",
        model=offline.SCRIPT_MODEL,
        models=(offline.SCRIPT_MODEL,),
        load=offline.load_script,
        offline=True,
        deterministic=True,
        threads=1,
        about="writes from the template's own offline text, with facts per sport",
    ),
    Row(
        name="offline",
        kind="speech",
        model=offline.SPEECH_MODEL,
        models=(offline.SPEECH_MODEL,),
        load=offline.load_speech,
        offline=True,
        deterministic=True,
        voices=offline.VOICES,
        about="neural voices in English, computed on this machine",
    ),
    Row(
        name="offline",
        kind="image",
        model=offline.IMAGE_MODEL,
        models=(offline.IMAGE_MODEL,),
        load=offline.load_image,
        offline=True,
        deterministic=True,
        about="composed illustrations, painted on this machine",
    ),
    Row(
        name="http",
        kind="source",
        model=http.MODEL,
        models=(http.MODEL,),
        load=http.load,
        threads=4,
        about="fetches pictures that documents name by URL",
    ),
)


def load(row: Row, settings: Mapping[str, Any]) -> Provider:
    """The live provider of a row. Raises ConfigError when it cannot work as it is set up."""
    return row.load(settings)
