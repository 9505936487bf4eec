"""What came instead of media: a web page or a JSON message, as gateways and vendors send when something is wrong."""

from __future__ import annotations

import html
import json
import re

from mediagen.errors import RejectedError
from mediagen.providers.protocol import FAULT, Reply

_LONGEST = 100_000
"""Bytes; a message of an error is no longer, and media that are need not be searched."""
_MARKUP = (b"<!doctype html", b"<html", b"<?xml", b"<svg")
_UNSEEN = re.compile(rb"(?s)<(script|style)\b.*?</\1>|<!--.*?-->")
_TAGS = re.compile(rb"<[^>]{0,1000}>")


def refuse_faulty(reply: Reply) -> None:
    """Raise RejectedError if the provider itself says what is wrong with its reply."""
    if fault := reply.facts.get(FAULT):
        raise RejectedError(str(fault))


def refuse_foreign(data: bytes, wanted: str) -> None:
    """Raise RejectedError, which quotes what it says, if `data` is HTML, XML or JSON and not `wanted`."""
    if len(data) > _LONGEST:
        return
    body = data.removeprefix(b"\xef\xbb\xbf").strip()
    if body[:20].lower().startswith(_MARKUP):
        page = _UNSEEN.sub(b" ", body)
        said = html.unescape(_TAGS.sub(b" ", page).decode("utf-8", "replace"))
        raise RejectedError(f"got a page of markup where {wanted} was expected: {_quoted(said)}")
    if body.startswith((b"{", b"[")) and _is_json(body):
        raise RejectedError(f"got JSON where {wanted} was expected: {_quoted(body.decode('utf-8', 'replace'))}")


def refuse_other(reply: Reply, media_type: str, wanted: str) -> None:
    """Raise RejectedError if the reply is one of these and not `wanted`, or said to be of another media type."""
    refuse_foreign(reply.data, wanted)
    if reply.media_type != media_type:
        raise RejectedError(f"asked for {media_type}, got {reply.media_type}")


def _is_json(body: bytes) -> bool:
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return False
    return True


def _quoted(text: str) -> str:
    """The start of `text` in one line that is safe to print."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return f"“{line[:120]}…”" if len(line) > 120 else f"“{line}”"
