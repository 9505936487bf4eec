"""Supabase Storage as a target, by its own REST (its S3 endpoint passes over conditions), with a table of what is
published where that is wanted.

An upload is verified by the MD5 that the store tells as its etag, or read back. A file that must be absent is created
in one step; one that must be unchanged is replaced under a lock (guard.py), as Storage has no If-Match.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote

from pydantic import Field

from mediagen.errors import ConfigError, MediagenError, StorageError
from mediagen.network import address_of, unmangled
from mediagen.targets import protocol, tus
from mediagen.targets.guard import alone
from mediagen.targets.protocol import ABSENT, File, Place, Row, Stored, joined, not_taken
from mediagen.targets.rest import RefusedError, Rest
from mediagen.targets.supabase_rows import record
from mediagen.targets.verifying import changed, md5, md5_of_parts, plain, read_back

_STORAGE = "/storage/v1"
_PAGE = 1_000
_NOT_THERE = 404
_DUPLICATE = 409
_TOO_LARGE = 413
_BAD_TYPE = 415


class Settings(protocol.BucketSettings):
    """What [targets.NAME] says of a Supabase project."""

    bucket: str = Field(pattern=r"^[\w.-]+$", description="The Storage bucket.")
    url: str = Field("", description="The project's; default: SUPABASE_URL.")
    key_variable: str = Field("SUPABASE_SERVICE_ROLE_KEY", description="Environment variable of the key.")
    create_bucket: bool = Field(False, description="Make the bucket if it is not there.")
    metadata: bool = Field(False, description="Keep rows about speech in a table (`mediagen supabase schema`).")
    table: str = Field("tts_cache", pattern=r"^\w+$", description="That table.")


class Supabase:
    """A bucket, or a folder of it."""

    at_once = 16

    def __init__(self, settings: Settings, rest: Rest) -> None:
        self._rest = rest
        self._bucket = settings.bucket
        self._public = settings.public
        self._prefix = f"{settings.folder}/" if settings.folder else ""
        self._guard = threading.Lock()
        try:
            self._is_made = self._is_there(settings)
        except BaseException:
            rest.close()
            raise

    def _is_there(self, settings: Settings) -> bool:
        """Whether the bucket is there, or else is to be made. Raises ConfigError where it may not be made, and where it
        is not as public as is said. (It has to be looked at: a list of one that is not there is just empty.)
        """
        name, what = settings.bucket, f"bucket {settings.bucket}"
        try:
            found = self._rest.told_of(dict, "GET", f"{_STORAGE}/bucket/{name}", what=what)
        except RefusedError as refusal:
            if refusal.status != _NOT_THERE:
                raise self._rest.told(refusal, what, "see the bucket") from refusal
            if not settings.create_bucket:
                raise ConfigError(
                    f"there is no bucket {name}, or the key ({settings.key_variable}) may not see it",
                    remedy="make it, or say `create_bucket = true` of the target; the key must be the service_role one",
                ) from refusal
            return False
        if (public := bool(found.get("public"))) != settings.public:
            raise ConfigError(
                f"bucket {name} is {'public: anyone can read it' if public else 'private'}, and `public` of the target"
                f" says otherwise",
                remedy=f"change the bucket, or set public = {str(public).lower()}",
            )
        return True

    def _make_bucket(self) -> None:
        """When something is put for the first time: who only looks makes nothing."""
        with self._guard:
            if self._is_made:
                return
            body, what = {"id": self._bucket, "name": self._bucket, "public": self._public}, f"bucket {self._bucket}"
            try:
                self._rest.ask("POST", f"{_STORAGE}/bucket", body=body, what=what)
            except RefusedError as refusal:
                if refusal.status != _DUPLICATE:  # else somebody else has made it meanwhile
                    raise self._rest.told(refusal, what, "make buckets") from refusal
            self._is_made = True

    def list(self, prefix: str) -> Iterator[Stored]:
        """See Target."""
        what = self._shown(prefix)
        query: dict[str, Any] = {"prefix": self._prefix + prefix, "limit": _PAGE, "with_delimiter": False}
        while True:
            try:
                path = f"{_STORAGE}/object/list-v2/{self._bucket}"
                page = self._rest.told_of(dict, "POST", path, body=query, what=what)
            except RefusedError as refusal:
                raise self._rest.told(refusal, what, f"list objects of bucket {self._bucket}") from refusal
            try:
                yield from [self._stored(one) for one in page["objects"]]
                if not page["hasNext"]:
                    return
                before, query["cursor"] = query.get("cursor"), page["nextCursor"]
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                raise self._rest.not_supabase(what, "a list of another kind") from error
            if query["cursor"] == before:
                raise self._rest.not_supabase(what, "a list without an end")

    def _stored(self, one: Mapping[str, Any]) -> Stored:
        about = one["metadata"] or {}
        moment = dt.datetime.fromisoformat(one["updated_at"]).timestamp()
        name = one["name"].removeprefix(self._prefix)
        return Stored(name, int(about.get("size", -1)), plain(about.get("eTag")), moment)

    def get(self, name: str) -> tuple[bytes, str] | None:
        """See Target."""
        try:
            answer = self._rest.ask("GET", self._path("authenticated/", name), what=self._shown(name))
        except RefusedError as refusal:
            if refusal.status == _NOT_THERE:
                return None
            raise self._rest.told(refusal, self._shown(name), f"read objects of bucket {self._bucket}") from refusal
        return answer.content, plain(answer.headers.get("ETag"))

    def put(self, file: File, only_if: str | None = None) -> str:
        """See Target."""
        if only_if is None:
            return self._put(file, upsert=True)
        if only_if == ABSENT:
            return self._put(file, upsert=False)
        with alone(self, file.name):
            if self._etag(file.name) != only_if:
                raise changed(file.name)
            return self._put(file, upsert=True)

    def _put(self, file: File, *, upsert: bool) -> str:
        self._make_bucket()
        what = self._shown(file.name)
        large = isinstance(file.body, Path) and file.size > tus.PART
        try:
            if large:
                name = self._prefix + file.name
                tus.upload(self._rest, self._bucket, name, file, upsert=upsert, what=what)
            else:
                self._send(file, upsert=upsert)
        except RefusedError as refusal:
            raise self._not_put(refusal, file) from refusal
        etag = self._etag(file.name)
        of_parts = [md5_of_parts(file.body, tus.PART)] if isinstance(file.body, Path) else []
        if etag not in {md5(file.body), *of_parts}:
            read_back(self, file, what)
        return etag

    def _send(self, file: File, *, upsert: bool) -> None:
        headers = {
            "Content-Type": file.media_type,
            "Content-Length": str(file.size),
            "Cache-Control": file.cache_control,
            "x-upsert": "true" if upsert else "false",
        }
        path, what = self._path("", file.name), self._shown(file.name)
        self._rest.ask("POST", path, content=lambda: _body(file), headers=headers, what=what)

    def _not_put(self, refusal: RefusedError, file: File) -> MediagenError:
        what = self._shown(file.name)
        if refusal.status == _DUPLICATE:
            return changed(file.name)
        if refusal.status == _NOT_THERE:
            return ConfigError(f"{what}: {refusal.message}", remedy="make the bucket, then run again")
        if refusal.status == _TOO_LARGE:
            return not_taken(
                f"{what}: {refusal.status} {refusal.message}",
                file.size,
                f"raise the file size limit of bucket {self._bucket} (Storage, Buckets, Edit) and the project's own"
                " (Storage, Settings), or make the file smaller",
            )
        if refusal.status == _BAD_TYPE:
            return not_taken(
                f"{what}: {refusal.status} {refusal.message}",
                file.size,
                f"allow {file.media_type} among the MIME types of bucket {self._bucket}; besides the media's own,"
                " publications need application/json, text/plain and application/octet-stream",
            )
        return self._rest.told(refusal, what, f"write objects of bucket {self._bucket}")

    def _etag(self, name: str) -> str:
        try:
            found = self._rest.told_of(dict, "GET", self._path("info/", name), what=self._shown(name))
        except RefusedError as refusal:
            if refusal.status == _NOT_THERE:
                return ABSENT
            raise self._rest.told(refusal, self._shown(name), f"read objects of bucket {self._bucket}") from refusal
        return plain(found.get("etag"))

    def is_exclusive(self, there: File) -> bool:  # noqa: ARG002
        """See Target."""
        return True

    def delete(self, names: Collection[str]) -> None:
        """See Target."""
        todo = sorted(names)
        for at in range(0, len(todo), _PAGE):
            body = {"prefixes": [self._prefix + name for name in todo[at : at + _PAGE]]}
            try:
                self._rest.ask("DELETE", f"{_STORAGE}/object/{self._bucket}", body=body, what=self._shown(""))
            except RefusedError as refusal:
                raise self._rest.told(refusal, self._shown(""), f"delete objects of {self._bucket}") from refusal

    def sign(self, names: Sequence[str], seconds: int) -> Sequence[str]:
        """See Signer."""
        signed: list[str] = []
        for at in range(0, len(names), _PAGE):
            body: dict[str, Any] = {"paths": [self._prefix + name for name in names[at : at + _PAGE]]}
            body["expiresIn"] = seconds
            path, what = f"{_STORAGE}/object/sign/{self._bucket}", self._shown("")
            try:
                page = self._rest.told_of(list, "POST", path, body=body, what=what)
            except RefusedError as refusal:
                raise self._rest.told(refusal, what, f"sign URLs of bucket {self._bucket}") from refusal
            if len(page) != len(body["paths"]):
                raise self._rest.not_supabase(what, "signatures of other files")
            signed += map(self._signed, page)
        return signed

    def _signed(self, one: Mapping[str, Any]) -> str:
        if not one.get("signedURL"):
            raise StorageError(
                f"supabase {self._bucket}/{one.get('path')}: cannot be signed: {one.get('error')}",
                remedy="`mediagen publish --list-all` uploads what is lost",
            )
        return f"{self._rest.url}{_STORAGE}{one['signedURL']}"

    def close(self) -> None:
        """See Target."""
        self._rest.close()

    def _path(self, how: str, name: str) -> str:
        return f"{_STORAGE}/object/{how}{self._bucket}/{quote(self._prefix + name)}"

    def _shown(self, name: str) -> str:
        return f"supabase {self._bucket}/{self._prefix}{name}"


def _body(file: File) -> bytes | BinaryIO:
    return file.body if isinstance(file.body, bytes) else file.body.open("rb")


def _place(settings: protocol.Settings, root: Path, environment: Mapping[str, str]) -> Place:  # noqa: ARG001
    assert isinstance(settings, Settings)
    url = settings.url or environment.get("SUPABASE_URL", "")
    url = (address_of("SUPABASE_URL", url) if url else url).rstrip("/")

    def key() -> str:
        if not url:
            raise ConfigError("SUPABASE_URL is not set", remedy="export it, or set `url` of the target")
        if not (found := environment.get(settings.key_variable, "")):
            raise ConfigError(
                f"{settings.key_variable} is not set",
                remedy="export the project's service_role (or secret) key under that name, or put it into .env",
            )
        return unmangled(found, settings.key_variable)

    def rest() -> Rest:
        return Rest(url, key(), settings.key_variable)

    folder = joined(settings.bucket, settings.folder)
    public = settings.public_url.rstrip("/") or f"{url}{_STORAGE}/object/public/{folder}"
    return Place(
        f"supabase {folder}",
        public if settings.public else "",
        settings.public,
        lambda: Supabase(settings, rest()),
        (lambda rows: record(rest, settings.table, rows)) if settings.metadata else None,
        lambda: f"{settings.key_variable} is set" if key() else "",
        settings.signed_seconds,
    )


ROW = Row("supabase", Settings, _place, "a bucket of Supabase Storage, with a table of what is in it if wanted")
