"""publish --check: read all that is published as a client does, and say what a browser would not like."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from mediagen.commands.manifests import index_of, manifest_of
from mediagen.commands.signing import seconds_left, stale
from mediagen.errors import StorageError, UsageError
from mediagen.plan.publication import IMMUTABLE, current_name, name_of, url, urls_in
from mediagen.targets.looking import Look, look, without_query
from mediagen.targets.protocol import Place, Target

_AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Expected:
    """A file that a manifest names. `at`: its URL; empty where it has none, or one that has ended."""

    document: str
    name: str
    at: str
    size: int | None
    media_type: str

    @property
    def digest(self) -> str:
        return self.name.rpartition("/")[2].partition(".")[0]


@dataclass(slots=True)
class Checked:
    """What was read, and what is wrong with it. `notices`: what works, but not as well as it could."""

    files: int = 0
    bytes: int = 0
    documents: list[str] = field(default_factory=list)
    faults: list[dict[str, str]] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """What `publish --check --json` prints (schema 1)."""
        return {"schema": 1, "ok": not self.faults, **{name: getattr(self, name) for name in self.__slots__}}


def check(documents: frozenset[str], at: Place, target: Target) -> Checked:
    """Read back the manifests of these documents (none: of all) and every file that they name.

    By the URLs that manifests say, else through the target. Raises UsageError for a document that is not published,
    StorageError.
    """
    index, _ = index_of(target)
    if missing := documents - index.keys():
        raise UsageError(f"{', '.join(sorted(missing))}: not published there", remedy=f"there is {', '.join(index)}")
    result = Checked(documents=sorted(documents or index))
    wanted: dict[str, Expected] = {}
    web = at.base_url if at.public else ""
    for document in result.documents:
        found = manifest_of(target, current_name(document))
        if found is None:
            result.faults.append(_fault(document, current_name(document), "", "the current manifest is not there"))
            continue
        ended = _look_at_signatures(document, found, at, result)
        wanted |= {one.name: one for one in _expected(document, found, "" if ended else web, ended=ended)}
        if web:
            _look_at_manifest(document, found, web, result)
    if not all(one.at for one in wanted.values()):
        result.notices.append("there is no URL for all: files were read through the target, not as a browser would")
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for one, faults, notices, size in pool.map(lambda one: _read(one, target), wanted.values()):
            result.files += 1
            result.bytes += size
            result.faults += [_fault(one.document, one.name, without_query(one.at), text) for text in faults]
            result.notices += [text for text in notices if text not in result.notices]
    return result


def _fault(document: str, name: str, at: str, message: str) -> dict[str, str]:
    return {"document": document, "name": name, "url": at, "message": message}


def _expected(document: str, manifest: Mapping[str, Any], web: str, *, ended: bool) -> Iterator[Expected]:
    for item in manifest["items"]:
        for name in urls_in(item):
            about = (item["bytes"], item["media_type"]) if name == "url" else (None, "")
            whole = bool(urlsplit(item[name]).scheme) and not ended
            named = name_of(item[name])
            yield Expected(document, named, item[name] if whole else web and url(web, named), *about)


def _look_at_signatures(document: str, manifest: Mapping[str, Any], at: Place, result: Checked) -> bool:
    """Say when a manifest's URLs have ended, or will soon; returns whether they have."""
    expires, name = manifest.get("expires", ""), current_name(document)
    ended = bool(expires) and seconds_left(expires) <= 0
    if ended:
        message = f"its URLs ended at {expires}: `mediagen publish {document}` signs new ones"
        result.faults.append(_fault(document, name, "", message))
    elif stale(expires, at):
        said = f"end at {expires}" if expires else "are not signed"
        result.notices.append(f"{name}: its URLs {said}: `mediagen publish {document}` signs new ones")
    return ended


def _look_at_manifest(document: str, found: Any, web: str, result: Checked) -> None:
    name = current_name(document)
    at = url(web, name)
    try:
        seen = look(at)
    except StorageError as error:
        result.faults.append(_fault(document, name, at, error.message))
        return
    if seen.status != 200:
        result.faults.append(_fault(document, name, at, f"HTTP {seen.status}"))
        return
    if _loaded(seen.body) != found:
        result.faults.append(_fault(document, name, at, "the URL has another manifest than the store: a stale cache?"))
    if "no-cache" not in seen.header("Cache-Control"):
        said = seen.header("Cache-Control") or "nothing"
        result.notices.append(f"manifests: Cache-Control says {said}, not no-cache: apps may read an old one")
    result.notices += _not_for_browsers(seen, "manifests")


def _loaded(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _read(one: Expected, target: Target) -> tuple[Expected, list[str], list[str], int]:
    """Faults and notices of one file, and its bytes."""
    try:
        if not one.at:
            found = target.get(one.name)
            return one, _faults(one, found[0] if found else None), [], len(found[0]) if found else 0
        seen = look(one.at)
        if seen.status != 200:
            return one, [f"HTTP {seen.status}"], [], 0
        faults = _faults(one, seen.body)
        return one, faults, [] if faults else _about(one, seen), len(seen.body)
    except StorageError as error:
        return one, [error.message], [], 0


def _faults(one: Expected, body: bytes | None) -> list[str]:
    if body is None:
        return ["it is not there"]
    if one.size is not None and len(body) != one.size:
        return [f"{len(body):,} bytes, not {one.size:,}"]
    return [] if hashlib.sha256(body).hexdigest() == one.digest else ["its bytes are not those of its digest"]


def _about(one: Expected, seen: Look) -> list[str]:
    notices = _not_for_browsers(seen, "files")
    said = seen.header("Content-Type").partition(";")[0]
    if one.media_type and said != one.media_type:
        notices.append(f"files: Content-Type says {said or 'nothing'}, not {one.media_type}")
    cache = seen.header("Cache-Control")
    if "max-age=31536000" not in cache:
        notices.append(f"files: Cache-Control says {cache or 'nothing'}, not {IMMUTABLE}: browsers ask again and again")
    elif "immutable" not in cache:
        notices.append("files: Cache-Control does not say immutable: browsers ask again when a page is reloaded")
    if one.media_type.startswith(("audio/", "video/")):
        part = look(one.at, first=0, last=1)
        if part.status != 206 or part.body != seen.body[:2]:
            notices.append("files: the server sends no byte ranges: Safari does not play, and nobody can seek")
    return notices


def _not_for_browsers(seen: Look, what: str) -> list[str]:
    if seen.header("Access-Control-Allow-Origin"):
        return []
    return [f"{what}: no Access-Control-Allow-Origin: pages of other origins may play them, but not fetch them"]
