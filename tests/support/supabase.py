"""A Supabase project on this machine: Storage 1.11 and PostgREST 10 as they answer on the wire behind the hosted layout.

What is told of statuses, bodies and etags was taken from the real servers, that of resumable uploads and signed URLs from
their source; faults are for tests/support/faults.py, but those in the middle of a resumable upload's part.
"""

from __future__ import annotations

import base64
import fnmatch
import hashlib
import hmac
import json
import re
import threading
import time
import uuid
from contextlib import AbstractContextManager
from email import message_from_bytes
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

from tests.support.postgrest import Tables
from tests.support.resumable import DUPLICATE, UPLOADS, Resumable, ResumableUploads, now
from tests.support.running import running

KEY = "service-role-key-of-the-test"
_NAME = re.compile(r"^[\w/!\-.*'() &$@=;:+,?]+$", re.ASCII)


class Project(ThreadingHTTPServer):
    """Objects: (bucket, name) → (bytes, media type, cache control, updated). Rows: content_hash → row.

    `limit` and `types`: file_size_limit and allowed_mime_types of every bucket. `breaks`: the number of a part (of all
    resumable uploads, from 1) → how many bytes of it come before the connection breaks. `now`: the clock of signatures.
    """

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.lock = threading.Lock()
        self.buckets: dict[str, bool] = {}
        self.objects: dict[tuple[str, str], tuple[bytes, str, str, str]] = {}
        self.rows: dict[str, dict] | None = None
        self.limit = 0
        self.types: list[str] | None = None
        self.now = time.time
        self.resumable: dict[str, Resumable] = {}
        self.parts: list[int] = []
        self.breaks: dict[int, int] = {}
        self.asked: list[str] = []

    def handle_error(self, request, client_address) -> None:
        """Clients that go away are what is tested here."""


class Handler(ResumableUploads, Tables, BaseHTTPRequestHandler):
    server: Project
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each answer waits 40 ms for the other side

    def _answer(self) -> None:
        path, query = urlsplit(self.path).path, parse_qs(urlsplit(self.path).query)
        if self.command == "PATCH" and path.startswith(UPLOADS):
            return self.tus_patch()
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if "chunked" in self.headers.get("Transfer-Encoding", ""):
            self.body = self._chunks()
        self.server.asked.append(f"{self.command} {path}")
        if path.startswith("/rest/v1/"):
            return self._rest(path.removeprefix("/rest/v1/"), query)
        return self._storage(path.removeprefix("/storage/v1/"), query)

    def _storage(self, part: str, query: dict[str, list[str]]) -> None:
        if part.startswith("object/public/"):
            return self._public(*unquote(part.removeprefix("object/public/")).split("/", 1))
        if part.startswith("object/sign/") and self.command == "GET":
            return self._lend(unquote(part.removeprefix("object/sign/")), query["token"][0])
        if part.startswith("upload/") and self.command == "HEAD":  # needs no key
            return self.tus_head()
        if not self._allowed():
            return self._no(403, "Unauthorized", "invalid signature")
        kinds = {"upload": self.tus_post, "bucket": lambda: self._bucket(part)}
        return kinds.get(part.partition("/")[0], lambda: self._object(part.removeprefix("object/")))()

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = _answer  # noqa: N815

    def _chunks(self) -> bytes:
        data = b""
        while size := int(self.rfile.readline(), 16):
            data += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return data

    def _allowed(self) -> bool:
        return self.headers.get("Authorization") == f"Bearer {KEY}" and self.headers.get("apikey") == KEY

    # -- Storage ----------------------------------------------------------------------------------------------------

    def _no(self, status: int, error: str, message: str) -> None:
        """Storage tells of its faults as HTTP 400, with the status in the body."""
        self._json({"statusCode": str(status), "error": error, "message": message}, 400)

    def _bucket(self, part: str) -> None:
        if self.command == "POST":
            asked = json.loads(self.body)
            with self.server.lock:
                if asked["id"] in self.server.buckets:
                    return self._no(409, "Duplicate", "The resource already exists")
                self.server.buckets[asked["id"]] = asked["public"]
            return self._json({"name": asked["id"]})
        name = part.removeprefix("bucket/")
        if name not in self.server.buckets:
            return self._no(404, "Bucket not found", "Bucket not found")
        when = "2024-05-01T10:00:00.000Z"
        about = {
            "owner": "",
            "created_at": when,
            "updated_at": when,
            "file_size_limit": self.server.limit or None,
            "allowed_mime_types": self.server.types,
        }
        return self._json({"id": name, "name": name, "public": self.server.buckets[name], **about})

    def _object(self, part: str) -> None:
        kind, _, rest = part.partition("/")
        if kind == "list-v2":
            return self._list(rest)
        if kind == "sign":
            return self._sign(rest)
        if self.command == "DELETE":
            return self._remove(part)
        if kind in {"authenticated", "info"}:
            bucket, _, name = unquote(rest).partition("/")
            return self._send(bucket, name) if kind == "authenticated" else self._info(bucket, name)
        bucket, _, name = unquote(part).partition("/")
        return self._send(bucket, name) if self.command in {"GET", "HEAD"} else self._upload(bucket, name)

    def _form(self) -> tuple[str, str]:
        """Media type and cache control of an upload; of a form, as the official client sends it, its file is the body."""
        kind = self.headers["Content-Type"]
        if not kind.startswith("multipart/form-data"):
            return kind, self.headers.get("Cache-Control", "no-cache")
        form = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + self.body, policy=HTTP).iter_parts()
        parts = {part.get_param("name", header="content-disposition"): part for part in form}
        seconds = parts["cacheControl"].get_content().strip() if "cacheControl" in parts else ""
        file = parts.get("file") or parts[""]
        self.body = file.get_payload(decode=True)
        return file.get_content_type(), f"max-age={seconds}" if seconds else "no-cache"

    def _upload(self, bucket: str, name: str) -> None:
        headers = self._form()
        if refusal := self._refused(bucket, name, headers[0], len(self.body)):
            return self._no(*refusal)
        with self.server.lock:
            there = (bucket, name) in self.server.objects
            if self.command == "PUT" and not there:
                return self._no(404, "not_found", "Object not found")
            if self.command == "POST" and there and self.headers.get("x-upsert") != "true":
                return self._no(*DUPLICATE)
            self.server.objects[bucket, name] = (self.body, *headers, now())
        return self._json({"Key": f"{bucket}/{name}", "Id": str(uuid.uuid4())})

    def _refused(self, bucket: str, name: str, media_type: str, size: int) -> tuple[int, str, str] | None:
        """Status, error and message for an upload that a bucket does not take."""
        if bucket not in self.server.buckets:
            return 404, "Bucket not found", "Bucket not found"
        if not _NAME.match(name):
            return 400, "InvalidKey", f"Invalid key: {name}"
        if self.server.limit and size > self.server.limit:
            return 413, "Payload too large", "The object exceeded the maximum allowed size"
        if self.server.types and not any(fnmatch.fnmatch(media_type, one) for one in self.server.types):
            return 415, "invalid_mime_type", f"mime type {media_type} is not supported"
        return None

    # -- signed URLs ------------------------------------------------------------------------------------------------

    def _sign(self, bucket: str) -> None:
        asked = json.loads(self.body)
        until = int(self.server.now()) + asked["expiresIn"]
        self._json([self._signed(bucket, name, until) for name in asked["paths"]])

    def _signed(self, bucket: str, name: str, until: int) -> dict:
        if (bucket, name) not in self.server.objects:
            error = "Either the object does not exist or you do not have access to it"
            return {"error": error, "path": name, "signedURL": None}
        url = f"/object/sign/{bucket}/{name}?token={_token({'url': f'{bucket}/{name}', 'exp': until})}"
        return {"error": None, "path": name, "signedURL": url}

    def _lend(self, name: str, token: str) -> None:
        payload = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
        if token != _token(payload):
            return self._no(400, "InvalidJWT", "signature verification failed")
        if payload["exp"] < self.server.now():
            return self._no(400, "InvalidJWT", '"exp" claim timestamp check failed')
        if payload["url"] != name:
            return self._no(400, "InvalidSignature", "The url do not match the signature")
        return self._send(*name.split("/", 1))

    # -- objects ----------------------------------------------------------------------------------------------------

    def _list(self, bucket: str) -> None:
        asked = json.loads(self.body)
        prefix, limit = asked.get("prefix", ""), min(asked.get("limit", 1000), 1000)
        after = asked.get("cursor", "")
        with self.server.lock:
            names = sorted(n for b, n in self.server.objects if b == bucket and n.startswith(prefix) and n > after)
            objects = [self._listed(bucket, name) for name in names[:limit]]
        more = len(names) > limit
        page = {"hasNext": more, "folders": [], "objects": objects}
        self._json({**page, "nextCursor": names[limit - 1]} if more else page)

    def _listed(self, bucket: str, name: str) -> dict:
        data, media_type, cache, when = self.server.objects[bucket, name]
        about = {"eTag": etag(data), "size": len(data), "mimetype": media_type, "cacheControl": cache}
        return {"id": str(uuid.uuid4()), "name": name, "updated_at": when, "created_at": when, "metadata": about}

    def _info(self, bucket: str, name: str) -> None:
        if (bucket, name) not in self.server.objects:
            return self._no(404, "not_found", "Object not found")
        data, media_type, cache, when = self.server.objects[bucket, name]
        about = {"name": name, "size": len(data), "content_type": media_type, "cache_control": cache}
        return self._json({**about, "etag": etag(data), "last_modified": when})

    def _public(self, bucket: str, name: str) -> None:
        if not self.server.buckets.get(bucket):
            return self._no(404, "Bucket not found", "Bucket not found")
        return self._send(bucket, name)

    def _send(self, bucket: str, name: str) -> None:
        if (bucket, name) not in self.server.objects:
            return self._no(404, "not_found", "Object not found")
        data, media_type, cache, _ = self.server.objects[bucket, name]
        headers = {"Content-Type": media_type, "Cache-Control": cache, "ETag": etag(data), "Accept-Ranges": "bytes"}
        headers["Access-Control-Allow-Origin"] = "*"
        if self.headers.get("If-None-Match") == etag(data):
            return self._reply(304, b"", headers)
        if match := re.match(r"bytes=(\d+)-(\d+)$", self.headers.get("Range", "")):
            first, last = int(match[1]), int(match[2])
            headers["Content-Range"] = f"bytes {first}-{last}/{len(data)}"
            return self._reply(206, data[first : last + 1], headers)
        return self._reply(200, data, headers)

    def _remove(self, bucket: str) -> None:
        with self.server.lock:
            names = [n for n in json.loads(self.body)["prefixes"] if self.server.objects.pop((bucket, n), None)]
        self._json([{"name": name} for name in names])

    # -- HTTP -------------------------------------------------------------------------------------------------------

    def _json(self, value: object, status: int = 200) -> None:
        self._reply(status, json.dumps(value).encode(), {"Content-Type": "application/json; charset=utf-8"})

    def _reply(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response_only(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(b"" if self.command == "HEAD" else body)

    def log_message(self, *_: object) -> None:
        pass


def _token(payload: dict) -> str:
    """A JSON web token (HS256)."""
    parts = [json.dumps(one, separators=(",", ":")).encode() for one in ({"alg": "HS256"}, payload)]
    head = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)
    sign = base64.urlsafe_b64encode(hmac.digest(KEY.encode(), head, "sha256")).rstrip(b"=")
    return f"{head.decode()}.{sign.decode()}"


def etag(data: bytes) -> str:
    """As Storage has it."""
    return f'"{hashlib.md5(data).hexdigest()}"'


def serving() -> AbstractContextManager[Project]:
    """The project, while it is needed."""
    return running(Project())
