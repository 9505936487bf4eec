"""A Supabase project on this machine: Storage 1.11 and PostgREST 10 as they answer on the wire behind the hosted layout.

What is told of statuses, bodies and etags was taken from the real servers; faults are for tests/support/faults.py.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import re
import threading
import uuid
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

KEY = "service-role-key-of-the-test"
ANON = "anon-key-of-the-test"
_NAME = re.compile(r"^[\w/!\-.*'() &$@=;:+,?]+$", re.ASCII)


class Project(ThreadingHTTPServer):
    """Objects: (bucket, name) → (bytes, media type, cache control, updated). Rows: content_hash → row."""

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
        self.asked: list[str] = []

    def handle_error(self, request, client_address) -> None:
        """Clients that go away are what is tested here."""


class Handler(BaseHTTPRequestHandler):
    server: Project
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each answer waits 40 ms for the other side

    def _answer(self) -> None:
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if "chunked" in self.headers.get("Transfer-Encoding", ""):
            self.body = self._chunks()
        path, query = urlsplit(self.path).path, parse_qs(urlsplit(self.path).query)
        self.server.asked.append(f"{self.command} {path}")
        if path.startswith("/rest/v1/"):
            return self._rest(path.removeprefix("/rest/v1/"), query)
        part = path.removeprefix("/storage/v1/")
        if part.startswith("object/public/"):
            return self._public(*unquote(part.removeprefix("object/public/")).split("/", 1))
        if not self._allowed():
            return self._no(403, "Unauthorized", "invalid signature")
        if part.startswith("bucket"):
            return self._bucket(part)
        return self._object(part.removeprefix("object/"))

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
            "file_size_limit": None,
            "allowed_mime_types": None,
        }
        return self._json({"id": name, "name": name, "public": self.server.buckets[name], **about})

    def _object(self, part: str) -> None:
        kind, _, rest = part.partition("/")
        if kind == "list-v2":
            return self._list(rest)
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
        if bucket not in self.server.buckets:
            return self._no(404, "Bucket not found", "Bucket not found")
        if not _NAME.match(name):
            return self._no(400, "InvalidKey", f"Invalid key: {name}")
        if self.server.limit and len(self.body) > self.server.limit:
            return self._no(413, "Payload too large", "The object exceeded the maximum allowed size")
        now = dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
        with self.server.lock:
            there = (bucket, name) in self.server.objects
            if self.command == "PUT" and not there:
                return self._no(404, "not_found", "Object not found")
            if self.command == "POST" and there and self.headers.get("x-upsert") != "true":
                return self._no(409, "Duplicate", "The resource already exists")
            self.server.objects[bucket, name] = (self.body, *headers, now)
        return self._json({"Key": f"{bucket}/{name}", "Id": str(uuid.uuid4())})

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

    # -- PostgREST --------------------------------------------------------------------------------------------------

    def _rest(self, table: str, query: dict[str, list[str]]) -> None:
        if len(self.path) > 8_000:
            return self._reply(414, b"<html>URI Too Long</html>", {"Content-Type": "text/html"})
        if table != "tts_cache" or self.server.rows is None:
            text = f'relation "public.{table}" does not exist'
            return self._json({"code": "42P01", "details": None, "hint": None, "message": text}, 404)
        if not self._allowed() and (self.headers.get("apikey") != ANON or self.command != "GET"):
            return self._json({"code": "PGRST301", "message": "JWSError JWSInvalidSignature"}, 401)
        return getattr(self, f"_rows_{self.command.lower()}")(query)

    def _rows_get(self, query: dict[str, list[str]]) -> None:
        after = query.get("content_hash", ["gt."])[0].removeprefix("gt.")
        limit = int(query.get("limit", ["1000"])[0])
        found = [r for h, r in sorted(self.server.rows.items()) if r["is_active"] and h > after][:limit]
        names = query["select"][0].split(",")
        self._json([row if names == ["*"] else {name: row[name] for name in names} for row in found])

    def _rows_post(self, query: dict[str, list[str]]) -> None:
        merge = "merge-duplicates" in self.headers.get("Prefer", "")
        with self.server.lock:
            rows = json.loads(self.body)
            rows = rows if isinstance(rows, list) else [rows]
            for row in rows:
                name = row["content_hash"]
                if name in self.server.rows and not merge:
                    return self._json({"code": "23505", "message": "duplicate key value"}, 409)
                before = self.server.rows.get(name, {"created_at": dt.datetime.now(dt.UTC).isoformat()})
                self.server.rows[name] = {**before, **row}
        if "return=representation" in self.headers.get("Prefer", ""):
            return self._json([self.server.rows[row["content_hash"]] for row in rows], 201)
        return self._reply(201, b"", {})

    def _rows_patch(self, query: dict[str, list[str]]) -> None:
        hashes = query["content_hash"][0].removeprefix("in.(").removesuffix(")").split(",")
        with self.server.lock:
            for name in hashes:
                if name in self.server.rows:
                    self.server.rows[name] |= json.loads(self.body)
        self._reply(204, b"", {})

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


def etag(data: bytes) -> str:
    """As Storage has it."""
    return f'"{hashlib.md5(data).hexdigest()}"'


@contextlib.contextmanager
def serving() -> Iterator[Project]:
    """The project, while it is needed."""
    with Project() as project:
        thread = threading.Thread(target=project.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield project
        finally:
            project.shutdown()
            thread.join()
