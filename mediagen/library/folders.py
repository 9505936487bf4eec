"""Which files are documents."""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING

from mediagen.errors import DocumentError, Problem
from mediagen.plan.inputs import nearest

if TYPE_CHECKING:
    from pathlib import Path

YAML = (".yaml", ".yml")
ROW_FILES = (".csv", ".jsonl")
UNREADABLE = "give yourself the right to read it"
_KIND = re.compile(rb"^kind:[ \t]*[\"']?(\w+)", re.MULTILINE)
_SEPARATOR = re.compile(r"[/\\]")


def is_file(path: Path) -> bool:
    """Whether there is such a file; False too where there can be none of such a name."""
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that is too long, or has NUL in it
        return False


def is_folder(path: Path) -> bool:
    """Whether there is such a folder, likewise."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def is_path(name: str) -> bool:
    """Whether a file is meant by `name`, not an id."""
    return name.lower().endswith((*YAML, *ROW_FILES)) or _SEPARATOR.search(name) is not None


def no_document(path: Path) -> tuple[str, str] | None:
    """What a file is that by its name is no document, and what to give instead; None for one that may be."""
    ending = path.suffix.lower()
    if ending in {*YAML, ".json", ""}:  # JSON is YAML
        return None
    if ending in ROW_FILES:
        return "has the rows of a list, and is no document", f"name the document that says `each: {path.stem}`"
    return f"is no document: {path.suffix} is not YAML", "name a file that ends in .yaml"


def is_absent(path: Path) -> bool:
    """Whether nothing is there, nor can be; what may not be looked at is told when it is read."""
    try:
        return not path.exists()
    except (OSError, ValueError) as error:
        return not isinstance(error, PermissionError)


def files(folder: Path, endings: tuple[str, ...]) -> list[Path]:
    """Files of a folder with one of these endings, by name; hidden ones are left out. Raises DocumentError where there
    is such a folder that may not be read: its documents are not to be taken for none.
    """
    try:
        paths = [p for p in sorted(folder.iterdir()) if p.suffix.lower() in endings and not p.name.startswith(".")]
        return [p for p in paths if p.is_file()]
    except PermissionError as error:
        told = Problem(folder.name, 0, 0, f"the folder cannot be read: {error.strerror}", UNREADABLE)
        raise DocumentError([told]) from error
    except OSError:
        return []


def like(*places: Path) -> str:
    """`did you mean 'logo.png'?`, or nothing where no file beside these places is called nearly as they are."""
    if "~" in places[0].parts:
        return "~ is not read here: write the folder out"
    if "\\" in places[0].name:  # a path of Windows, elsewhere
        return "folders are divided by / here, not by \\"
    found: set[Path] = set()
    for path in places:
        with contextlib.suppress(OSError, ValueError):
            found |= {*path.parent.iterdir()}
    if places[0].name in {path.name for path in found}:
        return "what is called so is a folder, a link that leads nowhere, or no file of bytes"
    there = {path.stem: path.name for path in sorted(found, reverse=True)}
    near = nearest(places[0].stem, there)
    return f"did you mean '{there[near]}'?" if near else ""


def kind_of(path: Path) -> str:
    """The kind that a document says it is, without reading the rest of it; "" where it does not say."""
    try:
        with path.open("rb") as stream:
            found = _KIND.search(stream.read(100_000))
    except OSError:
        return ""
    return found[1].decode() if found else ""


def called(kind: str) -> str:
    """A kind of document in words."""
    return "style" if kind == "template" else kind.replace("_", " ")
