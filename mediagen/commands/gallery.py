"""gallery: all that is made of documents and what is missing, as a page for people."""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote

from mediagen.cache.blobs import extension
from mediagen.cache.entries import Entry
from mediagen.cache.files import storage_errors
from mediagen.cache.store import Cache
from mediagen.commands.published import films_in
from mediagen.commands.survey import Found, Work, look_up
from mediagen.commands.whole_files import copy, write_pieces
from mediagen.errors import ItemError
from mediagen.plan.expand import Context, Slot
from mediagen.plan.storyboard import file_part
from mediagen.report.gallery import Card, Piece, Section, page

SCHEMA = 1
_BESIDE = {"storyboard": "storyboard", "contact_sheet": "contact sheet", "srt": "srt", "vtt": "vtt"}
_NOT_HERE = "another machine has it: `mediagen cache pull` brings it, or `mediagen gallery --copy`"


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where the page finds media: where they are, or with `copy` in a folder of its own beside it."""

    page: Path
    cache: Cache
    copy: bool = False

    def url(self, file: Path, name: str) -> str:
        """The file's URL as seen from the page; where it is copied it is called `name`. Raises StorageError."""
        folder = self.page.parent
        if not self.copy:
            return _url(file, folder)
        place = folder / f"{self.page.stem}_files" / name
        with storage_errors(place):
            if not place.is_file() or place.stat().st_size != file.stat().st_size:
                place.parent.mkdir(parents=True, exist_ok=True)
                copy(file, place)
        return _url(place, folder)

    def entry(self, slot: Slot, entry: Entry) -> tuple[str, str]:
        """The URL of what fills a slot, or why there is none. With `copy` it is brought here from other machines.

        Raises StorageError.
        """
        if not self.copy and not self.cache.is_whole(entry):
            return "", _NOT_HERE
        parts = ".".join(file_part(part) for part in (slot.item, slot.row, slot.voice) if part)
        try:
            file = self.cache.path(entry)
        except ItemError as error:
            return "", str(error)
        name = f"{slot.document}/{parts}.{entry.digest[:8]}.{extension(entry.media_type)}"
        return self.url(file, name), ""


def _url(file: Path, folder: Path) -> str:
    try:
        return quote(os.fsencode(Path(os.path.relpath(file.resolve(), folder.resolve())).as_posix()))
    except ValueError:  # on another drive
        return file.resolve().as_uri()


def write(title: str, sections: Sequence[Section], to: Path) -> dict[str, Any]:
    """Write the page; returns what `gallery --json` prints (schema 1). Raises StorageError."""
    write_pieces(to, [page(title, sections).encode(errors="surrogateescape")])
    return {
        "schema": SCHEMA,
        "page": str(to),
        "documents": [
            {
                "document": one.id,
                "items": len(one.pieces),
                "made": sum(piece.status == "completed" for piece in one.pieces),
                "missing": sum(piece.status != "completed" for piece in one.pieces),
            }
            for one in sections
        ],
    }


def of_narrative(work: Work, context: Context, shelf: Shelf) -> Section:
    """A narrative's items in the order of the document. Raises StorageError."""
    found = look_up(work, context, shelf.cache)
    cards = [_card(list(of_item), shelf) for _, of_item in groupby(found, key=lambda one: one.slot.id)]
    narrative = work.narrative
    positions = {item.id: position for position, item in enumerate(narrative.items)}
    cards.sort(key=lambda card: positions[card.id.partition("/")[0]])
    return Section(narrative.id, narrative.title, narrative.language, cards)


def _card(found: Sequence[Found], shelf: Shelf) -> Card:
    slot = found[0].slot
    text = next((t for one in found if (t := one.slot.text or one.script)), "")
    return Card(slot.id, slot.content_type, text, [_piece(one, shelf) for one in found])


def _piece(found: Found, shelf: Shelf) -> Piece:
    slot, entry = found.slot, found.hit
    if entry is None:
        status, why = _wanting(found)
        return Piece(kind=slot.kind, voice=slot.voice, status=status, why=why, key=found.key)
    href, why = ("", "") if slot.kind == "script" else shelf.entry(slot, entry)  # a script is on the page itself
    return Piece(
        kind=slot.kind,
        voice=slot.voice,
        why=why,
        href=href,
        key=entry.key,
        digest=entry.digest,
        bytes=entry.size,
        seconds=entry.facts.get("duration_s", 0.0),
        width=entry.facts.get("width", 0),
        height=entry.facts.get("height", 0),
        maker=f"{entry.provider} {entry.model}",
        offline=entry.offline,
        usd=entry.cost_usd,
        again="" if entry.offline else _again(slot),
    )


def _wanting(found: Found) -> tuple[str, str]:
    """Status of what is not there, and what is wrong or what to do."""
    slot, entry = found.slot, found.entry
    if slot.fault is not None:
        return "missing", str(slot.fault)
    if entry is not None:
        return entry.status, f"{entry.error}; `mediagen explain {slot.document}/{slot.id}` says more"
    if found.request is None:
        return "missing", "its script is not written yet"
    return "missing", f"`mediagen seed {slot.document}` makes it"


def _again(slot: Slot) -> str:
    """The command that makes it anew; of a script also what speaks it."""
    only = "" if slot.kind == "script" else f" --only {slot.kind}"
    voice = f" --voices {slot.voice}" if slot.voice else ""
    return f"mediagen seed {slot.document} --match {slot.id}{only}{voice} --refresh"


def of_ad(ad: str, output: Path, shelf: Shelf) -> Section:
    """The films of an ad that `render` has left in `output`. Raises as published.films_in."""
    films = films_in(ad, output)
    cards = [_film(film, output / ad, shelf) for film in films]
    return Section(ad, films[0]["title"], films[0]["language"], cards)


def _film(film: Mapping[str, Any], folder: Path, shelf: Shelf) -> Card:
    files = {kind: folder / name for kind, name in film["files"].items()}

    def url(kind: str) -> str:
        is_there = kind in files and files[kind].is_file()
        return shelf.url(files[kind], f"{folder.name}/{files[kind].name}") if is_there else ""

    done = next(part for part in film["parts"] if part["part"] == "film")
    there = files["video"].is_file()
    piece = Piece(
        kind="film",
        voice=film["voice"] or "",
        label=" · ".join(filter(None, (film["variant"], film["row"], film["aspect"], film["voice"]))),
        status="completed" if there else "missing",
        why="" if there else f"`mediagen render {folder.name}` writes it again",
        href=url("video"),
        key=film["key"],
        digest=film["digest"] if there else "",
        bytes=film["bytes"],
        seconds=film["duration_s"],
        width=film["width"],
        height=film["height"],
        maker=f"{done['provider']} {done['model']}" + (", of parts made offline" if film["offline"] else ""),
        offline=film["offline"],
        usd=film["cost_usd"],
        poster=url("poster"),
        captions=_inline(files["vtt"]) if "vtt" in files else "",
        beside={called: href for kind, called in _BESIDE.items() if (href := url(kind))},
    )
    return Card(film["name"], "ad", _said(film), [piece])


def _said(film: Mapping[str, Any]) -> str:
    texts = film["texts"]
    voice_over = " ".join(line["text"] for line in film["voice_over"] if line["text"])
    return "\n".join(filter(None, (texts.get("hook"), voice_over, texts.get("cta"))))


def _inline(vtt: Path) -> str:
    """The captions as a URL of their own text: a page that is a file may not read another."""
    return f"data:text/vtt;base64,{b64encode(vtt.read_bytes()).decode()}" if vtt.is_file() else ""
