"""The shared cache fails, refuses or lies: work goes on here, nothing wrong is ever used, and what is missing is made up for."""

from __future__ import annotations

import gzip
import hashlib
import json

import pytest

from mediagen.cache.store import Cache
from mediagen.cache.verify import verify
from tests.support.faults import before, first, killed_before_request, puts
from tests.support.stores import KEYS, S3, admin, bucket, passes_over_conditions, s3_server
from tests.support.team import Team, poison

TEXTS = ["Hello there.", "How are you?", "Good night."]


@pytest.fixture(params=[S3])
def proxied(tmp_path):
    """Machines that share a cache on S3 behind a proxy that can fail."""
    url, keys = s3_server()
    with before(url) as proxy:
        team = Team(tmp_path / "team", {"type": "s3", "bucket": bucket(), "endpoint": proxy.url, "public": False}, keys)
        team.proxy = proxy
        yield team


def everything(handler):
    return True


FAULTS = {
    "403": lambda h: h.refuse(403, "AccessDenied") is None,
    "unknown key": lambda h: h.refuse(403, "InvalidAccessKeyId") is None,
    "expired": lambda h: h.refuse(400, "ExpiredToken") is None,
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_shared_cache_that_refuses_is_told_once_and_work_goes_on(proxied, fault):
    a = proxied.machine("a", TEXTS)
    proxied.proxy.fault = fault
    run = a.does("seed", "--json")
    assert (run.status, run.json["made"]) == (0, 3)
    assert run.err.count("the shared cache fails, and this run goes on without it") == 1


def test_what_to_do_about_a_credential_is_told_too(proxied):
    proxied.proxy.fault = FAULTS["expired"]
    assert "renew AWS_SESSION_TOKEN" in proxied.machine("a", TEXTS).does("seed").err


def test_a_bucket_that_is_not_there_is_a_wrong_setting_and_nothing_is_bought(proxied):
    proxied.settings["bucket"] = "no-such-bucket-here"
    run = proxied.machine("a", TEXTS).does("seed")
    assert (run.status, proxied.bought) == (3, [])
    assert "there is no bucket no-such-bucket-here" in run.err


def test_a_bucket_that_goes_in_the_middle_of_a_run_is_told_once_and_work_goes_on(proxied):
    proxied.proxy.fault = lambda h: puts("/cache/entries")(h) and h.refuse(404, "NoSuchBucket") is None
    run = proxied.machine("a", TEXTS).does("seed", "--json")
    assert (run.status, run.json["made"], run.err.count("there is no bucket")) == (0, 3, 1)


@pytest.mark.slow
def test_a_server_that_is_down_is_told_once_and_work_goes_on(proxied):
    proxied.settings["endpoint"] = "http://127.0.0.1:9"
    run = proxied.machine("a", TEXTS).does("seed", "--json")
    assert (run.status, run.json["made"]) == (0, 3)
    assert run.err.count("goes on without it: s3://") == 1
    assert "no answer from http://127.0.0.1:9: Connection refused" in run.err


@pytest.mark.parametrize("what", ["/cache/index", "/cache/entries", "/cache/blobs"])
def test_what_was_bought_meanwhile_is_shared_by_push(proxied, what):
    a = proxied.machine("a", TEXTS)
    proxied.proxy.fault = lambda h: what in h.path.replace("%2F", "/") and h.refuse(403, "AccessDenied") is None
    run = a.does("seed", "--json")
    assert (run.status, run.json["made"]) == (0, 3)
    assert "or by `mediagen cache push`" in run.err
    proxied.proxy.fault = lambda _h: False
    assert a.does("cache", "push").status == 0
    difference = a.does("cache", "diff", "--json").json
    assert [len(difference[side]) for side in ("both", "here", "there")] == [3, 0, 0]
    assert proxied.machine("b", TEXTS).report()["made"] == 0
    assert len(proxied.bought) == 3


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_passes_is_got_over_without_a_word(proxied, status):
    proxied.proxy.fault = first(3, lambda h: h.refuse(status, "SlowDown"))
    run = proxied.machine("a", TEXTS).does("seed")
    assert run.status == 0
    assert "shared cache" not in run.err
    assert proxied.machine("b", TEXTS).report()["made"] == 0


def test_what_is_broken_off_in_the_middle_of_a_body_is_put_again(proxied):
    proxied.proxy.fault = first(2, lambda h: h.reset(after=1_000), puts("/cache/blobs"))
    assert proxied.machine("a", TEXTS).does("seed").status == 0
    b = proxied.machine("b", TEXTS)
    assert b.does("cache", "pull").status == 0
    with Cache(b.folder / ".mediagen/cache") as cache:
        assert len(list(cache.entries())) == 3
        assert verify(cache).faults == []


def test_credentials_that_may_only_read_take_what_is_there_and_share_nothing(proxied):
    proxied.machine("a", TEXTS).report()
    b = proxied.machine("b", [*TEXTS, "One more."])
    proxied.proxy.fault = lambda h: h.command in {"PUT", "POST", "DELETE"} and h.refuse(403, "AccessDenied") is None
    run = b.does("seed", "--json")
    assert (run.status, run.json["cached"], run.json["made"], run.json["shared"]["left"]) == (0, 3, 1, 1)
    assert run.err.count("nothing can be shared in this run, which goes on with what is there") == 1
    assert "s3:PutObject" in run.err
    assert b.does("speak", TEXTS[0], "-o", str(b.folder / "out.wav")).status == 0  # bytes are fetched all the same
    assert b.does("cache", "pull", "--json").json["entries"] == 2
    proxied.proxy.fault = lambda _h: False
    b.narrative([*TEXTS, "One more.", "And another."])
    assert b.report()["shared"]["entries"] == 1
    assert len(proxied.bought) == 5


def test_what_the_store_does_not_take_is_told_once_and_the_others_are_shared(proxied):
    a = proxied.machine("a", [*TEXTS[:2], f"This is {'very ' * 200}long."])
    largest = lambda h: int(h.headers.get("Content-Length") or 0) > 200_000  # noqa: E731
    proxied.proxy.fault = lambda h: largest(h) and h.refuse(400, "EntityTooLarge") is None
    run = a.does("seed", "--json")
    assert (run.status, run.json["made"], run.json["shared"]["left"]) == (0, 3, 0)
    assert run.err.count("the store does not take it") == 1
    assert "the store does not take it" not in a.does("seed").err
    assert a.does("cache", "push").status == 1
    assert proxied.machine("b", TEXTS[:2]).report()["made"] == 0


def test_a_store_that_passes_over_conditions_is_told_by_a_run_that_buys(proxied):
    a, told = proxied.machine("a", TEXTS[:1]), "though it is told not to (If-None-Match)"
    assert told not in a.does("seed").err
    a.narrative(TEXTS[:2])
    proxied.proxy.fault = passes_over_conditions
    assert a.does("seed").err.count(told) == 1
    assert told not in a.does("seed").err
    assert len(proxied.bought) == 2


def test_a_place_that_anyone_can_read_is_told(proxied):
    proxied.settings["public"] = True
    run = proxied.machine("a", TEXTS).does("seed")
    assert run.status == 0
    assert run.err.count("what is shared can be read by anyone") == 1


def test_upkeep_says_itself_what_fails(proxied):
    a = proxied.machine("a", TEXTS)
    proxied.proxy.fault = FAULTS["403"]
    run = a.does("cache", "push")
    assert run.status == 3
    assert "s3:ListBucket" in run.err


def test_a_missing_credential_is_an_error_and_nothing_is_bought(proxied):
    proxied.environment = {"HOME": KEYS["HOME"]}
    run = proxied.machine("a", TEXTS).does("seed")
    assert run.status == 3
    assert "AWS_ACCESS_KEY_ID" in run.err
    assert proxied.bought == []


@pytest.mark.slow
def test_killed_before_any_of_its_requests_nothing_is_bought_twice_but_what_was_not_shared_yet(proxied):
    a, b = (proxied.machine(name, jobs=1, lease=1) for name in "ab")
    spared = 0
    for number in range(0, 100, 2):
        texts = [f"Try {number}, sentence {n}." for n in range(4)]
        for one in (a, b):
            one.narrative(texts)
        ended = killed_before_request(proxied.proxy, lambda: a.begins("seed"), number)
        bought, shared = set(proxied.bought), shared_texts(proxied)
        assert b.report()["failed"] == 0  # another machine finishes, with what the dead one shared
        a.report()
        times = {text: proxied.bought.count(text) for text in texts}
        again = {text for text, count in times.items() if count > 1}
        assert again <= bought - shared
        assert sum(times.values()) <= len(texts) + 1  # one is at most under way
        spared += len(shared & bought & set(texts))
        if ended:
            break
    assert number > 10
    assert spared > 2


@pytest.mark.slow
def test_a_push_that_was_killed_goes_on_where_it_stopped(proxied):
    a = proxied.machine("a", [f"Sentence {n}." for n in range(8)], jobs=1)
    proxied.environment = {**proxied.environment, "MEDIAGEN_CACHE_REMOTE_MODE": "read-only"}
    a.report()
    del proxied.environment["MEDIAGEN_CACHE_REMOTE_MODE"]
    asked = []
    for number in (6, 12):
        assert not killed_before_request(proxied.proxy, lambda: a.begins("cache", "push"), number)
        asked += proxied.proxy.asked
        proxied.proxy.asked.clear()
    run = a.does("cache", "push", "--json")
    assert (run.status, run.json["faults"]) == (0, [])
    put = [one for one in [*asked, *proxied.proxy.asked] if one.startswith("PUT") and "/cache/blobs/" in one]
    assert len({one.partition("?")[0] for one in put}) == 8
    assert len(put) < 16
    assert a.does("cache", "push", "--json").json["entries"] == 0
    assert proxied.machine("b", [f"Sentence {n}." for n in range(8)]).report()["made"] == 0


def shared_texts(team) -> set[str]:
    """What is spoken by the entries that are in the store."""
    client, name = admin(), team.settings["bucket"]
    listed = client.list_objects_v2(Bucket=name, Prefix="cache/entries/").get("Contents", ())
    lines = [json.loads(client.get_object(Bucket=name, Key=one["Key"])["Body"].read()) for one in listed]
    return {line["entry"]["text"] for line in lines if "entry" in line}


# -- what is not what it should be


def blob(here):
    [path] = (here.store / "cache/blobs").rglob("*.wav")
    return path


def test_a_poisoned_blob_is_refused_told_and_made_good_by_the_next_run(here):
    here.machine("a", TEXTS[:1]).report()
    poison(blob(here))
    b = here.machine("b", TEXTS[:1])
    run = b.does("cache", "pull")
    assert run.status == 1
    assert "is not what its digest says" in run.err
    assert list((b.folder / ".mediagen/cache/blobs").rglob("*.wav")) == []
    assert b.report()["made"] == 1  # bought anew, and shared in its place
    assert here.machine("c", TEXTS[:1]).does("cache", "pull").status == 0


def test_whoever_has_the_right_bytes_heals_a_blob_that_is_gone(here):
    a = here.machine("a", TEXTS[:1])
    a.report()
    blob(here).unlink()
    assert here.machine("b", TEXTS[:1]).does("cache", "pull").status == 1
    assert a.does("cache", "push", "--json").json["entries"] == 1
    assert here.machine("c", TEXTS[:1]).does("cache", "pull").status == 0


@pytest.mark.parametrize("names", [(), ("talk",)])
def test_pull_looks_again_at_what_it_refused(here, names):
    a = here.machine("a", TEXTS[:2])
    a.report()
    [one, _] = (here.store / "cache/blobs").rglob("*.wav")
    poison(one)
    b = here.machine("b", TEXTS[:2])
    pulled = [b.does("cache", "pull", *names, "--json") for _ in range(2)]
    assert [(run.status, run.json["entries"]) for run in pulled] == [(1, 1), (1, 0)]
    assert a.does("cache", "push", "--again").status == 0
    healed = b.does("cache", "pull", *names, "--json")
    assert (healed.status, healed.json["entries"]) == (0, 1)
    assert (b.report()["made"], len(here.bought)) == (0, 2)


def segment(here):
    [path] = (here.store / "cache/index").iterdir()
    return path


def test_a_segment_that_is_damaged_is_refused_and_told_and_its_entries_are_found_by_key(here):
    here.machine("a", TEXTS[:2]).report()
    poison(segment(here))
    run = here.machine("b", TEXTS[:2]).does("seed", "--json")
    assert "was refused: its bytes are not what its name says" in run.err
    assert (run.json["cached"], run.json["made"]) == (2, 0)


def test_what_is_damaged_is_told_once_by_each_command(here):
    a = here.machine("a", TEXTS[:1])
    a.report()
    poison(segment(here))
    for command in (("prune", "--remote"), ("pull", "talk")):
        lines = here.machine("b", TEXTS[:1]).does("cache", *command).err.splitlines()
        [told] = [line for line in lines if "was refused" in line]
        assert told.startswith(f"mediagen: shared cache: cache/index/{segment(here).name} was refused: its bytes")
        assert told.endswith(
            "`mediagen cache prune --remote --yes` lists its entries anew and deletes it, when it is a day old"
        )


FORGERIES = {
    "another request": lambda entry: entry["request"].update(text="Something else."),
    "another key": lambda entry: entry.update(key="0" * 64),
    "a path for a digest": lambda entry: entry.update(digest="../../../etc/passwd"),
    "no size": lambda entry: entry.update(size=0),
    "not completed": lambda entry: entry.update(status="failed"),
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES)
@pytest.mark.parametrize("listed", [True, False], ids=["in the index", "by its key"])
def test_a_forged_entry_is_refused_and_told(here, forge, listed):
    here.machine("a", TEXTS[:1]).report()
    path = segment(here)
    [name] = (here.store / "cache/entries").rglob("*.json")
    line = json.loads(name.read_bytes())
    forge(line["entry"])
    path.unlink()
    data = json.dumps(line).encode() + b"\n"
    name.write_bytes(data)
    if listed:
        packed = gzip.compress(data)
        path.with_name(f"00000001-{hashlib.sha256(packed).hexdigest()}.jsonl.gz").write_bytes(packed)
    run = here.machine("b", TEXTS[:1]).does("seed", "--json")
    assert (run.status, run.json["made"], run.json["cached"]) == (0, 1, 0)
    assert "was refused" in run.err
    assert here.machine("c", TEXTS[:1]).report()["cached"] == 1  # the right one took its place


def test_a_copy_of_the_index_that_is_damaged_is_begun_anew(here):
    here.machine("a", TEXTS).report()
    b = here.machine("b", TEXTS)
    b.report()
    [copy] = (b.folder / ".mediagen/cache/shared").glob("*.db")
    copy.write_bytes(b"this is no database" * 100)
    assert b.report()["cached"] == 3


def test_a_copy_of_the_index_that_is_damaged_within_is_begun_anew_by_the_next_run(here):
    here.machine("a", TEXTS).report()
    b = here.machine("b", TEXTS)
    b.report()
    [copy] = (b.folder / ".mediagen/cache/shared").glob("*.db")
    data = copy.read_bytes()
    copy.write_bytes(data[:4096] + bytes(len(data) - 4096))
    run = b.does("seed")
    assert (run.status, "copy of the shared index was damaged" in run.err) == (5, True)
    assert "run again: it was begun anew" in run.err
    assert b.report()["cached"] == 3


def test_a_cache_that_was_copied_is_another_machine(here, tmp_path):
    from shutil import copytree

    from mediagen.shared.claims import machine_of

    here.machine("a", TEXTS[:1]).report()
    folder = here.folder / "a/.mediagen/cache/shared"
    copytree(folder, tmp_path / "copy")
    assert machine_of(folder) == machine_of(folder)
    assert machine_of(tmp_path / "copy") != machine_of(folder)
