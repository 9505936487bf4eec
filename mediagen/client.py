"""Reads what mediagen has published: all that a backend needs, with nothing but Python's own library.

    from mediagen.client import Manifest

    manifest = Manifest.load("https://media.example.com/manifests/life_review.json")
    manifest.url("question_03", voice="nova")
    manifest.refresh()                          # asks by etag; True when there was something new

`s3://bucket/prefix/manifests/life_review.json` needs `pip install obstore`, and the usual AWS_ variables. `headers` are
for a manifest that not everybody can read: `Manifest.load(url, headers={"Authorization": f"Bearer {key}"})`. They are
sent to where the manifest is, and nowhere else.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

__all__ = ["DamagedError", "ExpiredError", "Item", "Manifest", "NotReadableError"]
_WEB = ("http://", "https://")
_NO_HEADERS: Mapping[str, str] = {}


class NotReadableError(OSError):
    """A manifest or a blob cannot be had, or a manifest is none."""


class DamagedError(NotReadableError):
    """A blob is not what the manifest says."""


class ExpiredError(NotReadableError):
    """The URLs of the manifest are signed, and have ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item of a manifest, in one voice; `url` is empty unless its status is `completed`."""

    id: str
    item: str
    key: str
    kind: str
    type: str
    position: int
    status: str
    row: str = ""
    voice: str = ""
    url: str = ""
    digest: str = ""
    bytes: int = 0
    media_type: str = ""
    duration_s: float | None = None
    width: int | None = None
    height: int | None = None
    text: str = ""
    words_url: str = ""
    captions_url: str = ""
    subtitles_url: str = ""
    poster_url: str = ""
    provider: str = ""
    model: str = ""
    offline: bool = False
    more: Mapping[str, Any] = field(default_factory=dict)
    """Fields of later versions."""


_KNOWN = frozenset(f.name for f in fields(Item)) - {"more"}


class Manifest:
    """A published manifest; what it answers is of one moment, until `refresh`."""

    def __init__(
        self,
        data: bytes,
        where: str,
        *,
        etag: str = "",
        seconds: float = 10.0,
        headers: Mapping[str, str] = _NO_HEADERS,
    ) -> None:
        """`data` as it was read at `where`. Raises NotReadableError when it is no manifest of ours."""
        self.where = where
        self.etag = etag
        self._seconds = seconds
        self._headers = headers
        self._take(data)

    @classmethod
    def load(
        cls, where: str | os.PathLike[str], *, seconds: float = 10.0, headers: Mapping[str, str] = _NO_HEADERS
    ) -> Manifest:
        """The manifest in a file, at an http(s) URL or an s3:// URL; `seconds` to wait for a server's next byte.

        Raises NotReadableError.
        """
        address = os.fspath(where)
        data, etag = _read(address, "", seconds, headers) or (b"", "")
        return cls(data, address, etag=etag, seconds=seconds, headers=headers)

    @property
    def expires(self) -> dt.datetime | None:
        """When its URLs end; None where they do not."""
        return self._expires

    @property
    def expired(self) -> bool:
        """Whether its URLs have ended, by this machine's clock."""
        return self._expires is not None and dt.datetime.now(dt.UTC) >= self._expires

    def refresh(self) -> bool:
        """Read it again, if it has changed; returns whether it had. What was read stays when that fails, which
        raises NotReadableError.
        """
        found = _read(self.where, self.etag, self._seconds, self._headers)
        if found is None or hashlib.sha256(found[0]).hexdigest() == self.digest:
            return False
        self._take(found[0])
        self.etag = found[1]
        return True

    def _take(self, data: bytes) -> None:
        try:
            whole = json.loads(data)
            if whole["schema"] != 1:
                raise ValueError(f"schema {whole['schema']}: this reader knows schema 1")
            items = tuple(self._item(one) for one in whole["items"])
            self.document, self.title = str(whole["document"]), str(whole.get("title") or "")
            expires = whole.get("expires")
            self._expires = dt.datetime.fromisoformat(expires) if expires else None
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise NotReadableError(
                f"{_shown(self.where)}: not a manifest that mediagen has published: {error}"
            ) from error
        self.digest = hashlib.sha256(data).hexdigest()
        self._items = items
        self._by_id: dict[str, list[Item]] = {}
        for item in items:
            self._by_id.setdefault(item.id, []).append(item)

    def _item(self, values: Mapping[str, Any]) -> Item:
        known: dict[str, Any] = {
            n: self._absolute(v) if n.endswith("url") else v for n, v in values.items() if n in _KNOWN
        }
        return Item(**known, more={n: v for n, v in values.items() if n not in _KNOWN})

    def _absolute(self, url: str) -> str:
        """A URL, or a path where the manifest is a file: what is relative begins at the publication's root."""
        if urlsplit(url).scheme:
            return url
        root = self.where.rpartition("manifests/")[0]
        return urljoin(root, url) if self.where.startswith(_WEB) else root + url

    def __iter__(self) -> Iterator[Item]:
        """Every item in every voice, by id."""
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def item(self, id: str, *, voice: str = "", kind: str = "") -> Item:  # noqa: A002 - as documents call it
        """The one item of this id, voice and kind. Raises LookupError that says what there is, for none or several."""
        found = [
            one
            for one in self._by_id.get(id, ())
            if (not voice or one.voice == voice) and (not kind or one.kind == kind)
        ]
        if len(found) > 1 and not kind:  # a script and what speaks it: what is played is meant
            found = [one for one in found if one.kind != "script"] or found
        if len(found) == 1:
            return found[0]
        asked = f"{self.document}/{id}" + "".join(f" [{word}]" for word in (voice, kind) if word)
        there = sorted({f"{one.voice or '-'} ({one.kind})" for one in self._by_id.get(id, ())})
        raise LookupError(f"{asked}: {'several' if found else 'no such item'}; there is {', '.join(there) or 'none'}")

    def url(self, id: str, *, voice: str = "", kind: str = "") -> str:  # noqa: A002
        """Where the item's media are. Raises LookupError where there is no such item, or it is not made yet, and
        ExpiredError.
        """
        one = self.item(id, voice=voice, kind=kind)
        if not one.url:
            raise LookupError(f"{self.document}/{id}: {one.status}")
        self._not_expired()
        return one.url

    def _not_expired(self) -> None:
        if self.expired:
            raise ExpiredError(
                f"{_shown(self.where)}: its URLs ended at {self._expires:%Y-%m-%d %H:%M} UTC; call refresh(), and if"
                f" that finds nothing new, run `mediagen publish {self.document}`"
            )

    def read(self, item: Item) -> bytes:
        """The item's bytes. Raises NotReadableError (also of what is not made yet), ExpiredError, and DamagedError when
        they are not what the manifest says.
        """
        if not item.url:
            raise NotReadableError(f"{self.document}/{item.id}: {item.status}")
        self._not_expired()
        here = item.url.startswith(self.where.rpartition("manifests/")[0] or self.where)
        data, _ = _read(item.url, "", self._seconds, self._headers if here else _NO_HEADERS) or (b"", "")
        if hashlib.sha256(data).hexdigest() != item.digest:
            raise DamagedError(f"{_shown(item.url)}: not what the manifest says it is")
        return data


def _read(where: str, etag: str, seconds: float, headers: Mapping[str, str]) -> tuple[bytes, str] | None:
    """Bytes and etag of what is there; None when it is still that of `etag`."""
    try:
        if where.startswith(_WEB):
            return _from_web(where, etag, seconds, headers)
        if where.startswith("s3://"):
            return _from_s3(where, etag)
        return Path(where).read_bytes(), ""
    except NotReadableError:
        raise
    except Exception as error:  # sockets, HTTP and obstore have no common root
        raise NotReadableError(f"{_shown(where)}: {error}") from error


def _shown(url: str) -> str:
    """Without what signs it."""
    return url.partition("?")[0]


def _from_web(url: str, etag: str, seconds: float, headers: Mapping[str, str]) -> tuple[bytes, str] | None:
    own = {"User-Agent": "mediagen-client", **({"If-None-Match": etag} if etag else {})}
    try:
        query = urllib.request.Request(url, headers=own)  # noqa: S310 - http and https only, see _read
        for name, value in headers.items():
            if not (value.isprintable() and value.isascii()):  # http.client's own error would show it
                raise NotReadableError(f"header {name}: a line break, or what is not ASCII, is in its value")
            query.add_unredirected_header(name, value)
        with urllib.request.urlopen(query, timeout=seconds) as response:  # noqa: S310
            data = response.read()
            expected = response.headers.get("Content-Length")
            if expected is not None and len(data) != int(expected):
                raise NotReadableError(f"{_shown(url)}: {len(data)} of {expected} bytes came")
            return data, response.headers.get("ETag") or ""
    except urllib.error.HTTPError as error:
        with error:
            if error.code == 304:
                return None
            raise NotReadableError(f"{_shown(url)}: HTTP {error.code} {error.reason}") from None


def _from_s3(url: str, etag: str) -> tuple[bytes, str] | None:
    try:
        import obstore
        from obstore.exceptions import NotModifiedError
        from obstore.store import S3Store
    except ImportError as error:
        raise NotReadableError(f"{url}: s3:// needs obstore; `pip install obstore`") from error
    parts = urlsplit(url)
    plain = os.environ.get("AWS_ENDPOINT_URL_S3", os.environ.get("AWS_ENDPOINT_URL", "")).startswith("http://")
    store = S3Store(parts.netloc, client_options={"allow_http": plain})
    try:
        found = obstore.get(store, parts.path.lstrip("/"), options={"if_none_match": etag} if etag else None)
    except NotModifiedError:
        return None
    return bytes(found.bytes()), found.meta["e_tag"] or ""
