"""JSON Schema of the document kinds, for editors and `mediagen schema`.

`python -m mediagen.library.schema FOLDER` writes one file per kind.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from mediagen.errors import UsageError
from mediagen.plan import publication_schema
from mediagen.plan.documents import KINDS
from mediagen.plan.inputs import did_you_mean

MANIFEST = "manifest"
"""What else has a schema: what is published of documents."""
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_for(kind: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a kind of document, or of manifests. Raises UsageError for an unknown kind."""
    if kind == MANIFEST:
        return publication_schema.schema()
    if kind not in KINDS:
        known = (*KINDS, MANIFEST)
        hint = f"{did_you_mean(kind, known)} kinds: {', '.join(known)}".strip()
        raise UsageError(f"unknown kind '{kind}'", remedy=hint)
    model = KINDS[kind]
    made = model.model_json_schema(by_alias=True, mode="validation")
    title = f"mediagen {kind.replace('_', ' ')}"
    return {"$schema": DIALECT, **made, "title": title, "description": model.__doc__ or ""}


def schema_text(kind: str) -> str:
    """The schema as it is kept in a file: indented, ending in a line end."""
    return json.dumps(schema_for(kind), indent=2, ensure_ascii=False) + "\n"


def file_name(kind: str) -> str:
    """The name of the file that holds the JSON Schema of a kind of document."""
    return f"{kind}.schema.json"


def write_all(folder: Path) -> list[Path]:
    """Writes the schema of every kind into `folder`; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / file_name(kind) for kind in KINDS]
    for kind, path in zip(KINDS, paths, strict=True):
        path.write_text(schema_text(kind), encoding="utf-8", newline="\n")
    return paths


if __name__ == "__main__":
    write_all(Path(sys.argv[1]))
