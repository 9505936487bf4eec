"""What renders have left in `output/`, as the manifest of an ad tells it. People edit it, and disks tear it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

MANIFEST = "manifest.json"

_FileName = Annotated[str, Field(pattern=r"^[^/\\\x00]+\.(mp4|srt|vtt|jpg|png)$")]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True)


class _Part(_Strict):
    part: str
    kind: str
    key: str | None
    digest: str
    provider: str
    model: str


class _Line(_Strict):
    text: str


class _Film(_Strict):
    """What is read of a film's line, here or by those that publish and show it."""

    name: str
    title: str
    language: str
    variant: str | None
    row: str | None
    aspect: str
    voice: str | None
    style: str
    key: str
    digest: str
    bytes: int
    duration_s: float
    width: int
    height: int
    offline: bool
    cost_usd: float
    files: dict[str, _FileName]
    texts: dict[str, str]
    voice_over: list[_Line]
    parts: list[_Part]


def films_left(folder: Path) -> tuple[list[dict[str, Any]], bool]:
    """What the manifest in an ad's folder says of each film, as far as a render can have written it; and whether that
    is all it says. Without a manifest nothing is said.
    """
    try:
        found = json.loads((folder / MANIFEST).read_bytes())["films"]
        films = [film for film in found if _is_whole(film)]
    except (FileNotFoundError, NotADirectoryError):
        return [], True
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return [], False
    return films, len(films) == len(found) and isinstance(found, list)


def _is_whole(line: Any) -> bool:
    try:
        film = _Film.model_validate(line)
        json.dumps(line, ensure_ascii=False).encode()
    except ValueError:  # of pydantic, too
        return False
    return "video" in film.files and any(part.part == "film" for part in film.parts)
