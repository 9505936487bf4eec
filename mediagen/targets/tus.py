"""Large files to Supabase Storage by TUS 1.0 (tus.io): in parts, gone on with from where the server says that it is.

A connection that breaks costs the rest of one part. An upload of a killed process is forgotten: the next run begins
anew, and Storage drops what it has of the old one after a day; no object is there before all of it is.
"""

from __future__ import annotations

import re
from base64 import b64encode
from pathlib import Path

from mediagen.errors import StorageError
from mediagen.targets.protocol import File
from mediagen.targets.rest import PassingError, Patience, RefusedError, Rest

PART = 6 << 20
"""Bytes of every part but the last: what Supabase's guide to resumable uploads demands."""
_UPLOADS = "/storage/v1/upload/resumable"
_PROTOCOL = {"Tus-Resumable": "1.0.0"}
_BUSY = 423
"""Still at a part whose connection broke."""
_ELSEWHERE = {409, _BUSY}
_GONE = {404, 410}


def upload(rest: Rest, bucket: str, name: str, file: File, *, upsert: bool, what: str) -> None:
    """Upload a file of this machine as object `name`. Raises RefusedError, and StorageError when the server is away."""
    assert isinstance(file.body, Path)
    own = {**_PROTOCOL, "x-upsert": "true" if upsert else "false"}
    begin = {**own, "Upload-Length": str(file.size), "Upload-Metadata": _metadata(bucket, name, file)}
    location = rest.ask("POST", _UPLOADS, headers=begin, what=what).headers.get("Location", "")
    # a server behind a proxy does not know its own name: only the upload's is taken from it
    path = f"{_UPLOADS}/{location.rpartition('/')[2]}"
    send = {**own, "Content-Type": "application/offset+octet-stream"}
    at, patience = 0, Patience(what)
    with file.body.open("rb") as source:
        while at < file.size:
            source.seek(at)
            try:
                answer = rest.once("PATCH", path, source.read(PART), {**send, "Upload-Offset": str(at)})
                at, patience = int(answer.headers["Upload-Offset"]), Patience(what)
            except PassingError as problem:
                patience.again(problem)
                at = _offset(rest, path, what)
            except RefusedError as refusal:
                at = _moved(rest, path, what, at, refusal)
                patience.again(PassingError(refusal.message))


def _metadata(bucket: str, name: str, file: File) -> str:
    """Storage takes no other cache control than seconds here."""
    seconds = re.search(r"max-age=(\d+)", file.cache_control)
    values = {"bucketName": bucket, "objectName": name, "contentType": file.media_type}
    if seconds:
        values["cacheControl"] = seconds[1]
    return ",".join(f"{key} {b64encode(value.encode()).decode()}" for key, value in values.items())


def _offset(rest: Rest, path: str, what: str) -> int:
    """How much the server has."""
    try:
        return int(rest.ask("HEAD", path, headers=_PROTOCOL, what=what).headers["Upload-Offset"])
    except RefusedError as refusal:
        if refusal.status in _GONE:
            raise StorageError(
                f"{what}: the server has dropped the upload", remedy="run again: it begins anew", retryable=True
            ) from refusal
        raise


def _moved(rest: Rest, path: str, what: str, at: int, refusal: RefusedError) -> int:
    """Where the upload is, if that is why a part was refused. Raises the refusal otherwise."""
    if refusal.status in _ELSEWHERE | _GONE:
        now = _offset(rest, path, what)
        if now != at or refusal.status == _BUSY:
            return now
    raise refusal
