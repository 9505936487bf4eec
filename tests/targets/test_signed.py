"""A bucket that is not public: manifests with signed URLs, which end, are told to, and are renewed in time."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import time
import urllib.request

import jsonschema
import pytest

from mediagen.client import ExpiredError, Manifest, NotReadableError
from mediagen.commands.signing import make_current
from mediagen.errors import ConfigError
from mediagen.plan.publication_schema import schema
from mediagen.targets import configured
from mediagen.targets.protocol import ChangedError
from tests.support.stores import S3, admin, private_bucket, s3_server
from tests.support.supabase import KEY, serving

HELLO, NIGHT, BYE = "Hello there.", "Good night.", "See you soon."
DAY = 86_400


class Shop:
    """A project that publishes to a private bucket, and a backend that may read its manifests."""

    def __init__(self, project, settings, environment, backend):
        self.project, self.settings, self.environment = project, settings, environment
        self.backend = backend
        project.paid()
        self.toml = (project.folder / "mediagen.toml").read_text()
        self.sign_for("7d")
        self.seed([HELLO, NIGHT])

    def sign_for(self, time):
        whole = {**self.settings, "public": False, **({"signed_for": time} if time else {})}
        lines = "".join(f"{name} = {json.dumps(value)}\n" for name, value in whole.items())
        self.project.write("mediagen.toml", f"{self.toml}[targets.cdn]\n{lines}")

    def seed(self, texts):
        self.project.narrative(texts)
        assert self.run("seed").status == 0

    def run(self, *arguments):
        return self.project.here(*arguments, **self.environment)

    def publish(self, *arguments):
        run = self.run("publish", *arguments, "--json")
        assert run.status == 0, run.err
        [document] = run.json["documents"]
        return document

    def manifest(self):
        return Manifest(self.backend("manifests/talk.json"), "talk.json")


@pytest.fixture
def s3(project):
    url, keys = s3_server()
    name = private_bucket()
    settings = {"type": "s3", "bucket": name, "prefix": "app", "endpoint": url}
    return Shop(project, settings, keys, lambda it: admin().get_object(Bucket=name, Key=f"app/{it}")["Body"].read())


@pytest.fixture
def supabase(project):
    with serving() as server:
        server.buckets["media"] = False
        server.rows = {}
        settings = {"type": "supabase", "bucket": "media", "prefix": "app", "url": server.url, "metadata": True}
        shop = Shop(
            project, settings, {"SUPABASE_SERVICE_ROLE_KEY": KEY}, lambda it: server.objects["media", f"app/{it}"][0]
        )
        shop.server = server
        yield shop


@pytest.fixture(params=[S3, "supabase"])
def shop(request):
    return request.getfixturevalue(request.param)


def fetched(url: str) -> bytes:
    with urllib.request.urlopen(url) as answer:
        return answer.read()


def test_whoever_has_the_manifest_can_play_what_it_names_and_nobody_else_can(shop):
    shop.publish()
    manifest = shop.manifest()
    assert [one.text for one in manifest if manifest.read(one)] == [HELLO, NIGHT]
    url = manifest.url("item_000")
    assert url.startswith("http")
    with pytest.raises(OSError):
        fetched(url.partition("?")[0])


def test_the_manifest_and_the_report_say_when_the_urls_end(shop):
    shown = shop.publish()["expires"]
    assert dt.datetime.fromisoformat(shown) == shop.manifest().expires
    assert abs((shop.manifest().expires - dt.datetime.now(dt.UTC)).total_seconds() - 7 * DAY) < 60
    jsonschema.validate(json.loads(shop.backend("manifests/talk.json")), schema())
    assert f"its URLs end at {shown}; publish again before that" in shop.run("publish").out


def test_they_are_renewed_when_half_of_the_time_is_over_and_not_before(shop):
    shop.sign_for("1d")
    first = shop.publish()
    again = shop.publish()
    assert (again["changed"], again["expires"]) == (False, first["expires"])
    shop.sign_for("3d")  # of which one day is less than half
    later = shop.publish()
    assert (later["changed"], later["digest"]) == (False, first["digest"])
    assert later["expires"] > first["expires"]
    assert shop.manifest().read(shop.manifest().item("item_000"))


def test_of_two_who_sign_the_same_at_once_neither_fails(shop):
    """The other one is done when this one comes to write what it has seen to be stale."""
    shop.sign_for("1d")
    shop.publish()
    settings = {**shop.settings, "public": False, "signed_for": "7d"}
    place = configured("cdn", {"cdn": settings}, None, shop.environment)[1]
    with contextlib.closing(place.open()) as target:
        _, etag = target.get("manifests/talk.json")
        kept = target.get(f"manifests/talk/{shop.publish('--dry-run')['digest']}.json")[0]
        first = make_current("talk", kept, etag, place, target)
        assert make_current("talk", kept, etag, place, target) == first
        with pytest.raises(ChangedError):
            make_current("talk", kept.replace(b"Good night.", b"Bad night."), etag, place, target)


def test_the_history_does_not_end_and_is_signed_when_it_is_rolled_back_to(shop):
    first = shop.publish()["digest"]
    shop.seed([HELLO, BYE])
    shop.publish()
    assert "?" not in json.loads(shop.backend(f"manifests/talk/{first}.json"))["items"][0]["url"]
    assert shop.run("rollback", "talk").status == 0
    manifest = shop.manifest()
    assert [one.text for one in manifest if manifest.read(one)] == [HELLO, NIGHT]
    assert shop.publish("--dry-run")["expires"] == manifest.expires.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_what_another_machine_has_published_is_signed_anew_too(shop):
    shop.publish()
    shop.toml += '[cache]\ndir = "empty"\n'
    shop.sign_for("30m")
    shop.project.narrative([HELLO, NIGHT, BYE])
    assert shop.run("seed", "--match", "item_002").status == 0
    assert (shop.publish()["published"], shop.publish()["missing"]) == (3, 0)
    manifest = shop.manifest()
    assert [one.text for one in manifest if manifest.read(one)] == [HELLO, NIGHT, BYE]


def test_signing_begins_and_ends_with_the_setting(shop):
    shop.publish()
    shop.sign_for("")
    assert shop.publish()["expires"] is None
    assert [one.url.partition("/")[0] for one in shop.manifest()] == ["blobs", "blobs"]
    shop.sign_for("7d")
    assert shop.publish()["expires"]
    assert shop.manifest().read(shop.manifest().item("item_000"))


def test_check_reads_by_the_signed_urls(shop):
    shop.publish()
    run = shop.run("publish", "--check", "--json")
    assert (run.json["ok"], run.json["files"]) == (True, 2)
    assert not [notice for notice in run.json["notices"] if "URL" in notice]


def test_check_names_a_manifest_whose_urls_have_ended_and_the_reader_says_what_to_do(shop):
    shop.sign_for("1s")
    shop.publish()
    manifest = shop.manifest()
    item = manifest.item("item_000")
    time.sleep(1.05)
    [fault] = shop.run("publish", "--check", "--json").json["faults"]
    assert (fault["name"], fault["document"]) == ("manifests/talk.json", "talk")
    assert fault["message"].endswith("`mediagen publish talk` signs new ones")
    for call in (lambda: manifest.url("item_000"), lambda: manifest.read(item)):
        with pytest.raises(
            ExpiredError, match=r"call refresh\(\), and if that finds nothing new, run `mediagen publish"
        ):
            call()
    assert manifest.expired
    if shop.settings["type"] != "s3" or os.environ.get("TEST_S3_URL"):  # moto looks at no clock
        with pytest.raises(OSError):
            fetched(item.url)
    shop.sign_for("7d")
    shop.publish()
    assert shop.run("publish", "--check").status == 0


def test_check_tells_of_urls_that_end_soon(shop):
    shop.sign_for("1h")
    shop.publish()
    shop.sign_for("7d")
    [notice] = [n for n in shop.run("publish", "--check", "--json").json["notices"] if "URLs" in n]
    assert notice.startswith("manifests/talk.json: its URLs end at ")


def test_it_is_said_that_who_has_a_manifest_can_read(shop):
    assert "who has a manifest can read what it names until they end" in shop.run("publish").err


def test_gc_and_again_know_signed_files_by_their_names(shop):
    shop.publish()
    shop.seed([HELLO, BYE])
    shop.publish("--prune-manifests", "1")
    collected = shop.run("targets", "gc", "--grace", "0s", "--yes", "--json").json
    assert (collected["deleted"], collected["kept"]) == (1, 2)
    assert shop.run("publish", "--again", "--json").json["uploaded"] == 2
    assert shop.run("publish", "--check").status == 0


# -- Supabase -----------------------------------------------------------------------------------------------------


def test_the_table_that_anyone_may_read_has_names_and_no_signed_urls(supabase):
    supabase.publish()
    assert len(supabase.server.rows) == 2
    assert all(row["audio_url"].startswith("blobs/") for row in supabase.server.rows.values())


def test_many_urls_are_signed_by_one_request(supabase):
    supabase.seed([f"Line {n}." for n in range(30)])
    supabase.publish()
    assert [one for one in supabase.server.asked if "object/sign" in one] == ["POST /storage/v1/object/sign/media"]


def test_a_manifest_in_a_private_bucket_is_read_with_the_key_which_goes_nowhere_else(supabase):
    supabase.publish()
    url = f"{supabase.server.url}/storage/v1/object/authenticated/media/app/manifests/talk.json"
    with pytest.raises(NotReadableError):
        Manifest.load(url)
    manifest = Manifest.load(url, headers={"Authorization": f"Bearer {KEY}", "apikey": KEY})
    assert manifest.refresh() is False
    assert [one.text for one in manifest if manifest.read(one)] == [HELLO, NIGHT]


# -- what cannot be -----------------------------------------------------------------------------------------------

AWS = {"type": "s3", "bucket": "media", "public": False}
KEYS = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "HOME": "/nonexistent"}


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({**AWS, "signed_for": "7d", "public": True}, "say `public = false` too"),
        ({**AWS, "signed_for": "8d"}, "S3 signs for seven days at most"),
        ({**AWS, "signed_for": "7 days"}, r"targets\.it\.signed_for: a length of time, such as 7d or 12h"),
        ({"type": "folder", "signed_for": "7d"}, r"targets\.it\.signed_for"),
    ],
)
def test_a_setting_that_cannot_be_kept_is_refused(settings, message):
    with pytest.raises(ConfigError, match=message):
        configured("it", {"it": settings}, None, KEYS)


@pytest.mark.parametrize(
    "environment",
    [{**KEYS, "AWS_SESSION_TOKEN": "c"}, {"HOME": "/nonexistent", "AWS_WEB_IDENTITY_TOKEN_FILE": "/token"}],
    ids=["session", "role"],
)
def test_credentials_that_end_sooner_than_their_signatures_do_not_sign(environment):
    place = configured("it", {"it": {**AWS, "signed_for": "7d"}}, None, environment)[1]
    with pytest.raises(ConfigError, match="end with the session"):
        place.open()
