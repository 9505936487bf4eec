"""Resumable uploads to Storage: TUS 1.0 as @tus/server has it, with Storage's own hooks; taken from their source."""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import os
import re
import socket
import struct
import uuid

UPLOADS = "/storage/v1/upload/resumable"
DUPLICATE = 409, "Duplicate", "The resource already exists"


@dataclasses.dataclass
class Resumable:
    """An upload by TUS that is under way, or done."""

    metadata: dict[str, str]
    length: int
    data: bytes = b""


def now() -> str:
    """A time as Storage writes it."""
    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


class ResumableUploads:
    """That part of a request handler; faults are told by their own status and a line of text."""

    def _tus(self, status: int, text: str = "", **headers: object) -> None:
        named = {name.replace("_", "-"): str(value) for name, value in headers.items()}
        self._reply(status, text.encode(), {"Tus-Resumable": "1.0.0", **named})

    def tus_post(self) -> None:
        """Begin an upload."""
        if self.headers.get("Tus-Resumable") != "1.0.0":
            return self._tus(412, "Tus-Resumable Required\n")
        pairs = (one.split(" ") for one in self.headers["Upload-Metadata"].split(","))
        metadata = {name: base64.b64decode(value).decode() for name, value in pairs}
        upload = Resumable(metadata, int(self.headers["Upload-Length"]))
        bucket, name = metadata["bucketName"], metadata["objectName"]
        if refusal := self._refused(bucket, name, metadata["contentType"], upload.length):
            status, _, message = refusal
            return self._tus(status, "Maximum size exceeded\n" if status == 413 else message)
        if self._tus_taken(upload):
            return self._tus(409, DUPLICATE[2])
        whole = f"{bucket}/{name}/{uuid.uuid4()}".encode()
        number = base64.urlsafe_b64encode(whole).decode().rstrip("=")
        self.server.resumable[number] = upload
        # what a server behind a gateway takes for its own address
        return self._tus(201, Location=f"http://storage-api:5000/upload/resumable/{number}", Upload_Expires="tomorrow")

    def _tus_taken(self, upload: Resumable) -> bool:
        there = (upload.metadata["bucketName"], upload.metadata["objectName"]) in self.server.objects
        return there and self.headers.get("x-upsert") != "true"

    def tus_head(self) -> None:
        """How far an upload is."""
        upload = self._tus_upload()
        if upload is None:
            return self._tus(404, "The file for this url was not found\n")
        return self._tus(200, Upload_Offset=len(upload.data), Upload_Length=upload.length, Cache_Control="no-store")

    def _tus_upload(self) -> Resumable | None:
        return self.server.resumable.get(self.path.rpartition("/")[2])

    def tus_patch(self) -> None:
        """A part; it may break where `breaks` says."""
        upload = self._tus_upload()
        self.server.asked.append(f"PATCH {UPLOADS}")
        self.server.parts.append(int(self.headers["Content-Length"]))
        if (stop := self.server.breaks.pop(len(self.server.parts), None)) is not None:
            upload.data += self.rfile.read(min(stop, self.server.parts[-1]))  # what has come counts
            self._tus_done(upload)
            return self._break()
        self.body = self.rfile.read(self.server.parts[-1])
        if not self._allowed():
            return self._no(403, "Unauthorized", "invalid signature")
        if refusal := self._tus_refused(upload):
            return self._tus(*refusal)
        upload.data += self.body
        self._tus_done(upload)
        return self._tus(204, Upload_Offset=len(upload.data))

    def _tus_refused(self, upload: Resumable | None) -> tuple[int, str] | None:
        if upload is None:
            return 404, "The file for this url was not found\n"
        if self._tus_taken(upload):
            return 409, DUPLICATE[2]
        if self.headers["Content-Type"] != "application/offset+octet-stream":
            return 415, "Unsupported Media Type"
        if int(self.headers["Upload-Offset"]) != len(upload.data):
            return 409, "Upload-Offset from header conflicts with current offset\n"
        return None

    def _tus_done(self, upload: Resumable) -> None:
        if len(upload.data) < upload.length:
            return
        about = upload.metadata
        seconds = about.get("cacheControl", "")
        cache = f"max-age={seconds}" if re.fullmatch(r"-?\d+", seconds) else "no-cache"
        name = about["bucketName"], about["objectName"]
        self.server.objects[name] = (upload.data, about["contentType"], cache, now())

    def _break(self) -> None:
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os.close(self.connection.detach())
