"""Serves OpenAI's /audio/speech to many at once for next to no processor time: a clip of 20 KB after a delay.

`python -m tests.support.vendors.fast_speech DELAY CLIP [BUSY RESET]` prints its port. Every answer is another file (its
title counts), so that nothing is stored once for many. Of the answers, the share BUSY is a 429 and RESET a reset
connection; GET /counts tells how many of each there were.
"""

from __future__ import annotations

import asyncio
import json
import random
import socket
import struct
import sys
from pathlib import Path
from typing import ClassVar


class Speech(asyncio.Protocol):
    """One connection, kept alive."""

    counts: ClassVar = {"posts": 0, "made": 0, "busy": 0, "reset": 0}
    chance = random.Random(7)
    delay, busy, reset = 0.3, 0.0, 0.0
    clip = b""

    def connection_made(self, transport) -> None:
        self.transport = transport
        self.received = b""

    def data_received(self, data) -> None:
        self.received += data
        head, separator, rest = self.received.partition(b"\r\n\r\n")
        if not separator:
            return
        if head.startswith(b"GET"):
            self.received = b""
            self.answer(200, "application/json", json.dumps(self.counts).encode())
            return
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
        if len(rest) < length:
            return
        self.received = rest[length:]
        self.counts["posts"] += 1
        drawn = self.chance.random()
        if drawn < self.busy:
            self.counts["busy"] += 1
            self.answer(429, "application/json", b'{"error": {"message": "slow down"}}')
        elif drawn < self.busy + self.reset:
            self.counts["reset"] += 1
            transport = self.transport
            transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            asyncio.get_running_loop().call_later(self.delay, transport.abort)
        else:
            self.counts["made"] += 1
            body = titled(self.counts["made"]) + self.clip
            asyncio.get_running_loop().call_later(self.delay, self.answer, 200, "audio/mpeg", body)

    def answer(self, status: int, media_type: str, body: bytes) -> None:
        head = f"HTTP/1.1 {status} -\r\ncontent-type: {media_type}\r\ncontent-length: {len(body)}\r\n"
        self.transport.write(head.encode() + b"x-request-id: r\r\n\r\n" + body)


def titled(number: int) -> bytes:
    """An ID3v2 tag (id3.org, version 2.3) whose title is the number."""
    title = b"\0" + f"{number:09}".encode()
    frame = b"TIT2" + struct.pack(">IH", len(title), 0) + title
    return b"ID3\x03\0\0" + bytes([0, 0, 0, len(frame)]) + frame


async def main() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Speech, "127.0.0.1", 0, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    Speech.delay = float(sys.argv[1])
    Speech.clip = Path(sys.argv[2]).read_bytes()
    if len(sys.argv) > 3:
        Speech.busy, Speech.reset = float(sys.argv[3]), float(sys.argv[4])
    asyncio.run(main())
