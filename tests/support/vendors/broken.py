"""Answers that do not arrive, or are no answers: what was sent may have been billed, so nothing may send it again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.vendors.server import Answer


def broken(whole: bytes, media_type: str) -> dict[str, Answer]:
    """By what is wrong. Clients must wait less than a minute."""
    answer = Answer(200, whole, media_type)
    return {
        "reset after the request was read": Answer(reset_after_read=True),
        "reset before it was read": Answer(reset_before_read=True),
        "nothing for a minute": replace(answer, delay_s=60.0),
        "a pause of a minute": replace(answer, drip=(200, 60.0)),
        "cut short of its length": replace(answer, truncate_at=500),
        "cut short within a chunk": replace(answer, chunked=True, truncate_at=500),
        "reset within": replace(answer, truncate_at=500, reset_after_read=True),
        "a web page": Answer(200, b"<!doctype html><title>Sign in to the network</title>", "text/html"),
        "500": Answer(500, b"oops", "text/plain"),
        "502": Answer(502, b"<html>bad gateway</html>", "text/html"),
        "504": Answer(504, b""),
    }


def only_fault(provider, server, request, kind, key: str):
    """The error of `kind` that the provider raises; whatever it is, there was one POST, and the key does not show."""
    with pytest.raises(kind) as error:
        provider.make(request)
    server.wait_for(1)
    assert len(server.posts()) == 1
    shown = f"{error.value.message} {error.value.remedy} {error.value!r} {error.value.__cause__!r}"
    assert key not in shown
    assert error.value.remedy
    return error.value
