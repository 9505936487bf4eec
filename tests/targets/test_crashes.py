"""Killed, cut off, refused, overtaken: whatever happens to a publication, what apps read is whole, and a second run ends it."""

from __future__ import annotations

import json
import os
import signal
import threading

import pytest

from mediagen.client import Manifest
from tests.support.faults import before, first, killed_before_request, puts
from tests.support.resumable import now
from tests.support.stores import KEYS, S3, admin, bucket, s3_server
from tests.support.supabase import KEY, serving

OLD, NEW = ["Hello there.", "Good night."], ["Hello there.", "See you soon.", "Until then."]


class Stand:
    """A project that can say OLD or NEW, both seeded, and a store behind a proxy that can fail."""

    def __init__(self, project, proxy, settings, environment, base):
        self.project, self.proxy, self.environment = project, proxy, environment
        self.settings, self.base = settings, base
        self.project.paid()
        self._toml = (project.folder / "mediagen.toml").read_text()
        for texts in (NEW, OLD):
            project.narrative(texts)
            assert project.here("seed").status == 0
        self.fresh()

    def fresh(self):
        """An empty place in the store, OLD to be said."""
        self.proxy.fault = lambda _h: False
        self.settings["prefix"] = f"p{os.urandom(4).hex()}"
        lines = "".join(f"{k} = {json.dumps(v)}\n" for k, v in self.settings.items())
        self.project.write("mediagen.toml", f"{self._toml}[targets.cdn]\n{lines}")
        self.project.narrative(OLD)

    stride = 1
    """Of the requests before which a publisher is killed."""

    def publish(self, *arguments):
        return self.project.here("publish", *arguments, **self.environment)

    def read(self):
        """The texts that an app can play now; every file is read whole and is what the manifest says."""
        manifest = Manifest.load(f"{self.base}/{self.settings['prefix']}/manifests/talk.json")
        return [one.text for one in manifest if one.url and manifest.read(one)]


@pytest.fixture
def s3(project):
    url, keys = s3_server()
    name = bucket()
    with before(url) as proxy:
        settings = {"type": "s3", "bucket": name, "endpoint": proxy.url}
        stand = Stand(project, proxy, settings, keys, f"{url}/{name}")
        client = admin()
        stand.put = lambda key, body: client.put_object(Bucket=name, Key=key, Body=body)
        yield stand


@pytest.fixture
def supabase(project, monkeypatch):
    from mediagen.targets import guard, rest

    monkeypatch.setattr(rest, "_FIRST_PAUSE", 0.01)
    monkeypatch.setattr(guard, "STALE_SECONDS", 0.3)  # a killed publisher's lock
    with serving() as server, before(server.url) as proxy:
        server.buckets["media"] = True
        server.rows = {}
        settings = {"type": "supabase", "bucket": "media", "url": proxy.url, "metadata": True}
        base = f"{server.url}/storage/v1/object/public/media"
        stand = Stand(project, proxy, settings, {"SUPABASE_SERVICE_ROLE_KEY": KEY}, base)
        stand.put = lambda key, body: server.objects.update({("media", key): (body, "audio/wav", "no-cache", now())})
        stand.rows = server.rows
        stand.stride = 3  # it makes three times as many
        yield stand


@pytest.fixture(params=[S3, "supabase"])
def stand(request):
    return request.getfixturevalue(request.param)


def publishing(stand):
    """Publish in another process."""
    return stand.project.begin("publish", **stand.environment)


@pytest.mark.slow
def test_killed_before_any_of_its_requests_it_leaves_the_old_or_the_new(stand, monkeypatch):
    monkeypatch.setattr("mediagen.targets.guard.STALE_SECONDS", 0.3)  # of a dead one's lock, on a store that needs one
    seen = set()
    for number in range(0, 200, stand.stride):
        stand.fresh()
        assert stand.publish().status == 0
        stand.project.narrative(NEW)
        ended = killed_before_request(stand.proxy, lambda: publishing(stand), number)
        now = stand.read()
        assert now in (OLD, NEW), number
        seen.add(tuple(now))
        if ended:  # it needs no more requests than that
            break
        assert stand.publish().status == 0
        assert stand.read() == NEW
    assert seen == {tuple(OLD), tuple(NEW)}
    assert number > 8


def refused(handler, status: int, code: str) -> None:
    """As the store says it: Storage as HTTP 400, with the status in the body."""
    if "/storage/v1/" in handler.path:
        said = {"statusCode": str(status), "error": code, "message": code}
        handler.reply(400, json.dumps(said).encode(), "application/json")
    else:
        handler.refuse(status, code)


def gets(part: str):
    """Picks what reads names with `part` in them."""
    return lambda handler: handler.command == "GET" and part in handler.path


FAULTS = {
    "reset in the body": lambda h: h.reset(after=1_000),
    "the answer is lost": lambda h: h.lose(),
    "429": lambda h: refused(h, 429, "SlowDown"),
    "500": lambda h: refused(h, 500, "InternalError"),
    "503": lambda h: refused(h, 503, "SlowDown"),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
@pytest.mark.parametrize("what", ["blobs/", "manifests/", "index.json"])
def test_what_passes_is_got_over_in_one_run(stand, fault, what):
    stand.publish()
    stand.project.narrative(NEW)
    stand.proxy.fault = first(2, fault, puts(what))
    run = stand.publish()
    assert run.status == 0, run.err
    assert stand.read() == NEW


@pytest.mark.parametrize("what", ["index.json", "manifests/talk.json"])
def test_an_answer_that_breaks_off_in_its_body_is_asked_for_again(stand, what):
    stand.publish()
    stand.project.narrative([*NEW, "Not made yet."])  # what is published of the document is read too
    stand.proxy.fault = first(2, lambda h: h.cut(), gets(what))
    run = stand.publish()
    assert run.status == 0, run.err
    assert stand.read() == NEW


@pytest.mark.s3
@pytest.mark.parametrize("there", [True, False])
def test_conditional_writes_that_meet_are_tried_again(s3, there):
    """AWS answers 409 to one of two that come at the same moment."""
    if there:
        s3.publish()
        s3.project.narrative(NEW)
    s3.proxy.fault = first(2, lambda h: h.refuse(409, "ConditionalRequestConflict"), puts("manifests/talk.json"))
    run = s3.publish()
    assert run.status == 0, run.err
    assert s3.read() == (NEW if there else OLD)


@pytest.mark.s3
def test_a_condition_that_fails_though_nobody_came_between_costs_nothing(s3):
    s3.publish()
    s3.project.narrative(NEW)
    conditional = lambda h: puts("manifests/talk.json")(h) and "If-Match" in h.headers  # noqa: E731
    s3.proxy.fault = first(1, lambda h: h.refuse(412, "PreconditionFailed"), conditional)
    assert s3.publish().status == 0
    assert s3.read() == NEW


def test_bytes_that_are_not_those_that_were_sent_are_never_named_by_a_manifest(stand):
    """Though what is there has the right size."""
    stand.publish()
    stand.project.narrative(NEW)

    def spoil(handler):
        size = int(handler.headers["Content-Length"])
        stand.put(handler.path[handler.path.index(stand.settings["prefix"]) :], bytes(size))
        handler.reply(200, b"{}", "application/json", ETag='"0123456789abcdef0123456789abcdef"')

    stand.proxy.fault = first(1, spoil, puts("blobs/"))
    run = stand.publish()
    assert run.status == 5
    assert "what is there is not what was sent" in run.err
    assert stand.read() == OLD
    assert stand.publish().status == 0
    assert stand.read() == NEW


MAY = {
    "s3": "may not do s3:PutObject on arn:aws:s3:::",
    "supabase": "the key (SUPABASE_SERVICE_ROLE_KEY) may not write objects of bucket media",
}


@pytest.mark.parametrize("what", ["locks/", "blobs/", "manifests/talk/", "manifests/talk.json", "index.json"])
def test_a_refusal_leaves_what_was_there_and_names_the_permission(stand, what):
    stand.publish()
    stand.project.narrative(NEW)
    stand.proxy.fault = lambda h: puts(what)(h) and refused(h, 403, "AccessDenied") is None
    run = stand.publish()
    assert run.status == 3
    assert MAY[stand.settings["type"]] in run.err
    assert stand.read() == (NEW if what == "index.json" else OLD)
    stand.proxy.fault = lambda _h: False
    assert stand.publish().status == 0
    assert stand.read() == NEW


REFUSALS = {
    "404 bucket": (404, "NoSuchBucket", 3, "there is no bucket"),
    "session over": (400, "ExpiredToken", 3, "renew AWS_SESSION_TOKEN"),
    "clock": (403, "RequestTimeTooSkewed", 3, "this machine's clock is wrong"),
    "too large": (400, "EntityTooLarge", 5, "raise the store's limit for objects"),
}


@pytest.mark.s3
@pytest.mark.parametrize(("status", "code", "exit_status", "told"), REFUSALS.values(), ids=REFUSALS)
def test_a_refusal_says_what_to_do_and_the_next_run_ends_it(s3, status, code, exit_status, told):
    s3.publish()
    s3.project.narrative(NEW[1:])
    s3.proxy.fault = lambda h: puts("blobs/")(h) and h.refuse(status, code) is None
    run = s3.publish()
    assert run.status == exit_status
    assert told in run.err
    assert s3.read() == OLD
    s3.proxy.fault = lambda _h: False
    assert s3.publish().status == 0
    assert s3.read() == NEW[1:]


def test_a_manifest_that_another_has_published_in_between_is_not_undone(stand):
    stand.publish()
    stand.project.narrative(NEW)
    other = [lambda: stand.proxy.__setattr__("fault", lambda _h: False)]

    def overtake(handler):
        if puts("manifests/talk/")(handler) and other:
            other.pop()()
            stand.project.narrative([*NEW, "Good night."])  # what another machine says
            assert stand.publish().status == 0
        return False

    stand.proxy.fault = overtake
    process = publishing(stand)
    _, err = process.communicate(timeout=240)
    assert process.returncode == 5, err
    assert "another publication has changed it meanwhile" in err
    assert stand.read() == [*NEW, "Good night."]


@pytest.mark.s3
def test_a_store_whose_list_lies_is_found_out_by_check_and_mended_by_again(s3):
    s3.publish()
    client, name = admin(), s3.settings["bucket"]
    [one, *_] = client.list_objects_v2(Bucket=name, Prefix=f"{s3.settings['prefix']}/blobs/")["Contents"]
    stale = client.get_object(Bucket=name, Key=one["Key"])["Body"].read()
    client.put_object(Bucket=name, Key=one["Key"], Body=bytes(len(stale)))
    assert s3.publish().status == 0
    checked = s3.publish("--check", "--json")
    assert (checked.status, [f["message"] for f in checked.json["faults"]]) == (
        1,
        ["its bytes are not those of its digest"],
    )
    assert s3.publish("--again").status == 0
    assert s3.publish("--check").status == 0
    assert s3.read() == OLD


@pytest.mark.s3
def test_a_list_that_names_what_is_gone_is_found_out_by_check_and_mended_by_again(s3):
    s3.publish()
    listed = {}

    def stale(handler):
        if "list-type=2" not in handler.path:
            return False
        if handler.path not in listed:
            with handler._asked() as response:
                listed[handler.path] = response.read()
        handler.reply(200, listed[handler.path])
        return True

    s3.proxy.fault = stale
    assert s3.publish().status == 0
    client, name, prefix = admin(), s3.settings["bucket"], s3.settings["prefix"]
    [one, *_] = client.list_objects_v2(Bucket=name, Prefix=f"{prefix}/blobs/")["Contents"]
    client.delete_object(Bucket=name, Key=one["Key"])
    gone = one["Key"].removeprefix(f"{prefix}/")
    assert s3.publish().status == 0
    assert [fault["name"] for fault in s3.publish("--check", "--json").json["faults"]] == [gone]
    assert s3.publish("--again").status == 0
    assert s3.read() == OLD


@pytest.mark.s3
def test_what_another_tool_has_put_there_does_not_matter(s3):
    s3.put(f"{s3.settings['prefix']}/logs//2026/..", b"a name that obstore does not list")
    assert s3.publish().status == 0
    assert s3.read() == OLD


def test_two_publishers_of_different_documents_both_end_up_in_the_index(s3):
    s3.project.narrative(["See you soon."], name="other")
    assert s3.project.here("seed", "other").status == 0
    both = [s3.project.begin("publish", name, **s3.environment) for name in ("talk", "other")]
    assert [process.communicate(timeout=240) and process.returncode for process in both] == [0, 0]
    assert s3.publish("--check", "--json").json["documents"] == ["other", "talk"]


def test_rows_that_a_killed_run_did_not_write_are_written_by_the_next(supabase):
    supabase.proxy.fault = lambda h: (
        "/rest/v1/" in h.path and h.reply(403, b'{"code": "42501"}', "application/json") is None
    )
    assert supabase.publish().status == 3
    assert supabase.read() == OLD
    assert supabase.rows == {}
    supabase.proxy.fault = lambda _h: False
    assert supabase.publish("--json").json["rows"] == 2
    assert {row["content_text"] for row in supabase.rows.values() if row["is_active"]} == set(OLD)
    supabase.project.narrative(NEW)
    assert supabase.publish("--json").json["rows"] == 3
    assert {row["content_text"] for row in supabase.rows.values() if row["is_active"]} == set(NEW)
    assert supabase.project.here("unpublish", "talk", **supabase.environment).status == 0
    assert not any(row["is_active"] for row in supabase.rows.values())


@pytest.mark.s3
@pytest.mark.parametrize("environment", [{}, {**KEYS, "AWS_ACCESS_KEY_ID": ""}])
def test_without_credentials_nothing_is_asked(s3, environment):
    s3.proxy.asked.clear()
    run = s3.project.here("publish", **{"HOME": "/nonexistent", **environment})
    assert run.status == 3
    assert "AWS_ACCESS_KEY_ID is not set" in run.err
    assert s3.proxy.asked == []


@pytest.mark.s3
@pytest.mark.skipif(os.name == "nt", reason="a signal of POSIX")
@pytest.mark.parametrize("command", [("publish",), ("publish", "--check"), ("rollback", "talk")], ids=" ".join)
def test_ctrl_c_is_heard_while_a_server_is_silent(s3, command):
    silent, ended = threading.Event(), threading.Event()

    def wait(_handler):
        silent.set()
        ended.wait(240)
        return True

    s3.proxy.fault = wait
    process = s3.project.begin(*command, "--json", **s3.environment)
    assert silent.wait(120)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=60)
    ended.set()
    assert (process.returncode, json.loads(out)["error"]["code"]) == (130, "interrupted")
