"""A file that a store does not take: it is named with its size and a remedy, and all else is published."""

from __future__ import annotations

import json

import pytest

from mediagen.client import Manifest
from tests.support.faults import before
from tests.support.stores import bucket, s3_server
from tests.support.supabase import KEY, serving

SHORT, LONG = "Hello there.", "And then we walked along the river until the sun had set, and home again in the dark."


class Shop:
    """A project that says SHORT and LONG, and a store that may not take what is longer than SHORT's file."""

    def __init__(self, project, settings, environment, base):
        self.project, self.environment, self.base = project, environment, base
        project.paid()
        lines = "".join(f"{k} = {json.dumps(v)}\n" for k, v in settings.items())
        project.write("mediagen.toml", f"{(project.folder / 'mediagen.toml').read_text()}[targets.cdn]\n{lines}")
        self.say([SHORT, LONG])
        blobs = project.folder / ".mediagen/cache/blobs"
        self.size, self.large = sorted(path.stat().st_size for path in blobs.rglob("*.wav"))

    def say(self, texts):
        self.project.narrative(texts)
        assert self.project.here("seed").status == 0

    def publish(self, *arguments):
        return self.project.here("publish", *arguments, **self.environment)

    def texts(self):
        manifest = Manifest.load(f"{self.base}/manifests/talk.json")
        return [one.text for one in manifest if one.url and manifest.read(one)]


@pytest.fixture
def s3(project):
    url, keys = s3_server()
    name = bucket()
    with before(url) as proxy:
        shop = Shop(project, {"type": "s3", "bucket": name, "endpoint": proxy.url}, keys, f"{url}/{name}")

        def limit(size):
            proxy.fault = lambda h: (
                h.command == "PUT"
                and int(h.headers["Content-Length"]) > size > 0
                and h.refuse(400, "EntityTooLarge") is None
            )

        shop.limit = limit
        yield shop


@pytest.fixture
def supabase(project):
    with serving() as server:
        server.buckets["media"] = True
        settings = {"type": "supabase", "bucket": "media", "url": server.url}
        base = f"{server.url}/storage/v1/object/public/media"
        shop = Shop(project, settings, {"SUPABASE_SERVICE_ROLE_KEY": KEY}, base)
        shop.limit = lambda size: setattr(server, "limit", size)
        yield shop


@pytest.fixture(params=["s3", "supabase"])
def shop(request):
    return request.getfixturevalue(request.param)


def test_the_file_its_size_and_a_remedy_are_told_and_all_else_is_published(shop):
    shop.limit(shop.large - 1)
    run = shop.publish()
    assert run.status == 1, run.err
    assert f"the store does not take it ({shop.large:,} bytes)" in run.out
    assert "limit" in run.out
    assert shop.texts() == [SHORT]
    [_, left] = Manifest.load(f"{shop.base}/manifests/talk.json")
    assert (left.status, left.url, left.digest, left.bytes) == ("missing", "", "", 0)


def test_figures_count_what_was_uploaded(shop):
    shop.limit(shop.large - 1)
    printed = shop.publish("--json").json
    assert (printed["blobs"], printed["uploaded"], printed["uploaded_bytes"]) == (1, 1, shop.size)
    assert [(one["published"], one["missing"]) for one in printed["documents"]] == [(1, 1)]


def test_to_upload_all_again_counts_each_file_once(shop):
    assert shop.publish().status == 0
    shop.limit(shop.large - 1)
    printed = shop.publish("--again", "--json").json
    assert (printed["uploaded"], printed["uploaded_bytes"]) == (1, shop.size)
    assert shop.texts() == [SHORT, LONG]  # what was there stays


def test_a_later_run_ends_it_when_the_limit_is_raised(shop):
    shop.limit(shop.large - 1)
    assert [shop.publish().status, shop.publish().status] == [1, 1]
    shop.limit(0)
    assert shop.publish("--json").json["uploaded"] == 1
    assert shop.texts() == [SHORT, LONG]


def test_a_document_of_which_nothing_can_be_published_is_an_error(shop):
    shop.say([LONG])
    shop.limit(shop.large - 1)
    run = shop.publish()
    assert run.status == 5
    assert "talk: nothing of it can be published" in run.err
    with pytest.raises(OSError):
        shop.texts()
