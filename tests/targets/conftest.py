"""Each type of target on a real store of its own."""

from __future__ import annotations

import contextlib
import dataclasses
import urllib.error
import urllib.request

import pytest

from mediagen.targets import configured
from tests.support.faults import before
from tests.support.stores import EACH, STORES, admin, bucket, private_bucket, s3_server


@pytest.fixture(params=EACH)
def store(request, tmp_path):
    """A place to publish to, empty; `store.open()` is the live target."""
    with STORES[request.param](tmp_path) as (settings, environment):
        _, place = configured("it", {"it": settings}, tmp_path, environment)
        with contextlib.ExitStack() as stack:
            opened = lambda: stack.enter_context(contextlib.closing(place.open()))  # noqa: E731
            yield dataclasses.replace(place, open=opened)


class Behind:
    """A bucket of S3 behind a proxy that can fail."""

    def __init__(self, proxy, name):
        self.proxy, self.bucket = proxy, name
        self.url, self.keys = s3_server()

    def place(self, environment=None, **settings):
        whole = {"type": "s3", "bucket": self.bucket, "prefix": "media", "endpoint": self.proxy.url, **settings}
        return configured("cdn", {"cdn": whole}, None, self.keys if environment is None else environment)[1]

    def open(self, **settings):
        return self.place(**settings).open()

    def head(self, name):
        return admin().head_object(Bucket=self.bucket, Key=f"media/{name}")

    def anybody_can_read(self, name):
        try:
            urllib.request.urlopen(f"{self.url}/{self.bucket}/media/{name}").close()
        except urllib.error.HTTPError as error:
            with error:
                return {403: False}[error.code]
        return True


@pytest.fixture
def behind():
    """A bucket that anyone may read."""
    with before(s3_server()[0]) as proxy:
        yield Behind(proxy, bucket())


@pytest.fixture
def private():
    """A bucket that only its owner may read."""
    with before(s3_server()[0]) as proxy:
        yield Behind(proxy, private_bucket())
