"""What faults of fal cost: orders placed, money on the books, and what is in the cache, through the real studio."""

from __future__ import annotations

import contextlib
import gzip
import types
from dataclasses import dataclass, field, replace

import pytest
from PIL import Image

from mediagen.errors import ConfigError, MediagenError, ProviderError
from mediagen.plan.requests import key
from mediagen.providers import TABLE
from mediagen.providers.prices import prices
from mediagen.studio import orders
from mediagen.studio.engine import Crew, Engine, Job
from mediagen.studio.values import Labels
from tests.support.encode import picture, png_of, scene
from tests.support.vendors.fal import KEY, clip
from tests.support.vendors.server import Answer, answer_json, closed_port, in_turn
from tests.support.workshop import books, studio

USD = 0.025
ROW = TABLE["image", "fal"]
NOT_YET = answer_json({"status": "IN_PROGRESS", "logs": None}, 202)


@dataclass
class Case:
    """Faults by step; then orders placed, USD spent, USD reserved, and what the cache knows."""

    faults: dict
    posts: int
    spent: float
    reserved: float
    status: str | None = "completed"
    settings: dict = field(default_factory=dict)


def then(*faults):
    """These answers, and from then on as it should be."""
    return in_turn(*faults, lambda _request: None)


def no(status, **headers):
    return answer_json({"detail": f"no, {KEY}"}, status, headers=headers)


BLANK = Image.new("RGB", (512, 384), "navy")
BROKEN = answer_json({"status": "COMPLETED", "error": "died", "error_type": "runner_disconnected"})


def of_both():
    """What costs the same whatever is ordered."""
    return {
        "nothing is wrong": Case({}, 1, USD, 0),
        "429, then well": Case({"submit": then(no(429), no(429, **{"retry-after": "0"}))}, 3, USD, 0),
        "422 for good": Case({"submit": no(422)}, 1, 0, 0, "failed"),
        "500": Case({"submit": no(500)}, 1, 0, USD, None),
        "reset after the order was read": Case({"submit": Answer(reset_after_read=True)}, 1, 0, USD, None),
        "the order vanishes": Case({"status": no(404)}, 1, 0, USD, "failed"),
        "the model fails, then well": Case({"status": then(BROKEN)}, 2, USD, 0),
        "the policy refuses": Case(
            {"result": answer_json({"detail": [{"msg": "m", "type": "content_policy_violation"}]}, 422)},
            1,
            0,
            USD,
            "failed",
        ),
        "the key is withdrawn": Case({"status": no(401)}, 1, 0, USD, None),
    }


CASES = {
    **of_both(),
    "not ready for a while": Case({"status": then(NOT_YET, NOT_YET, NOT_YET)}, 1, USD, 0),
    **{f"{n}, then well": Case({"submit": then(no(n))}, 2, USD, 0) for n in (409, 503, 529)},
    "400": Case({"submit": no(400)}, 1, 0, 0, "failed"),
    "403": Case({"submit": no(403)}, 1, 0, 0, None),
    **{f"{n}": Case({"submit": no(n)}, 1, 0, USD, None) for n in (408, 502)},
    "402": Case({"submit": no(402)}, 1, 0, 0, None),
    "404 model": Case({"submit": no(404)}, 1, 0, 0, "failed"),
    "reset before the order was read": Case({"submit": Answer(reset_before_read=True)}, 1, 0, USD, None),
    "no reply in time": Case({"submit": Answer(delay_s=60)}, 1, 0, USD, None, {"timeout": 0.3}),
    "a slow drip of its head": Case({"submit": Answer(head_drip=0.05)}, 1, 0, USD, None, {"timeout": 0.1}),
    "reply cut short": Case({"submit": Answer(body=b"{}" * 99, truncate_at=9)}, 1, 0, USD, None),
    "a slow drip": Case({"submit": Answer(body=b"x" * 400, drip=(1, 0.05))}, 1, 0, USD, None, {"timeout": 0.1}),
    "reply cut short without a length": Case(
        {"submit": Answer(body=b'{"request_id": "7f3c1d7e-', no_length=True)}, 1, 0, USD, None
    ),
    "an empty reply": Case({"submit": Answer()}, 1, 0, USD, None),
    "other JSON for a reply": Case({"submit": answer_json({"ok": True})}, 1, 0, USD, None),
    "half of a packed reply": Case(
        {"submit": Answer(body=gzip.compress(b"{}" * 99)[:-9], headers={"content-encoding": "gzip"})}, 1, 0, USD, None
    ),
    "a web page for a reply": Case({"submit": Answer(body=b"<html>")}, 1, 0, USD, None),
    "asking fails for a while": Case({"status": then(no(500), Answer(reset_after_read=True), no(429))}, 1, USD, 0),
    "the result fails for a while": Case({"result": then(Answer(502, b"", None), Answer(body=b"{"))}, 1, USD, 0),
    "the download fails for a while": Case({"file": then(no(500), Answer(body=b"x" * 99, truncate_at=9))}, 1, USD, 0),
    "the picture expires": Case({"file": no(404)}, 1, 0, USD, "failed"),
    "the model refuses": Case(
        {"result": answer_json({"detail": [{"loc": [], "msg": "m", "type": "t"}]}, 422)}, 1, 0, USD, "failed"
    ),
    "another size": Case({"file": Answer(200, picture("JPEG", scene(64, 64)), "image/jpeg")}, 1, USD, 0, "rejected"),
    "a blank picture": Case({"file": Answer(200, picture("JPEG", BLANK), "image/jpeg")}, 1, USD, 0, "rejected"),
    "a bomb": Case({"file": Answer(200, png_of(30_000, 30_000), "image/png")}, 1, USD, 0, "rejected"),
    "a web page, then the picture": Case({"file": then(Answer(200, b"<html>hello</html>", "text/html"))}, 1, USD, 0),
    "nothing for a picture": Case({"file": Answer(200, b"", "image/jpeg")}, 1, USD, 0, "rejected"),
    "no picture in the result": Case({"result": answer_json({"images": []})}, 1, USD, 0, "rejected"),
    "flagged": Case({"values": {"has_nsfw_concepts": [True]}}, 1, USD, 0, "rejected"),
    "the key is refused": Case({"submit": no(401)}, 1, 0, 0, None),
    "a redirect to this machine": Case(
        {"file": Answer(302, headers={"location": "http://127.0.0.2:1/"})}, 1, 0, USD, None
    ),
}


@contextlib.contextmanager
def shop(desk, tmp_path, row=ROW, **settings):
    with studio(tmp_path / "cache", row, prices=prices(), **desk.settings(**settings)) as made:
        yield made
        made._maker("image", "fal").provider._queue._client.close()


def buy(made, request):
    return made.make(request, Labels("talk", "a lake"))


@pytest.mark.parametrize("name", CASES)
def test_what_a_fault_costs(desk, tmp_path, name):
    case, request = CASES[name], desk.picture()
    for step, fault in case.faults.items():
        setattr(desk.fal, step, fault)
    with shop(desk, tmp_path, **case.settings) as made:
        if case.status == "completed":
            assert buy(made, request).entry.request_id.startswith("7f3c1d7e-")
        else:
            with pytest.raises(MediagenError) as raised:
                buy(made, request)
            assert KEY not in f"{raised.value.message} {raised.value.remedy}"
        desk.server.wait_for(case.posts)
        assert len(desk.server.posts()) == case.posts
        assert books(made) == (case.spent, case.reserved)
        entry = made.cache.lookup(key(request))
        assert (entry.status if entry else None) == case.status
    assert [p for p in (tmp_path / "cache").rglob("*") if p.is_file() and KEY.encode() in p.read_bytes()] == []


CLIP_USD = 0.35
CLIPS = {
    **of_both(),
    "a clip that is cut short": Case({"file": Answer(200, clip(5.0)[:-9_000], "video/mp4")}, 1, USD, 0, "rejected"),
    "a clip of half the length": Case({"file": Answer(200, clip(2.5), "video/mp4")}, 1, USD, 0, "rejected"),
    "a picture for a clip": Case({"file": Answer(200, picture("JPEG", BLANK), "image/jpeg")}, 1, USD, 0, "rejected"),
}


@pytest.mark.parametrize("name", CLIPS)
def test_what_the_same_costs_of_a_clip(desk, tmp_path, name):
    case, request = CLIPS[name], desk.clip()
    desk.fal.billed = "5"
    for step, fault in case.faults.items():
        setattr(desk.fal, step, fault)
    with shop(desk, tmp_path, TABLE["video", "fal"], **case.settings) as made:
        if case.status == "completed":
            assert buy(made, request).entry.request_id.startswith("7f3c1d7e-")
        else:
            with pytest.raises(MediagenError):
                buy(made, request)
        desk.server.wait_for(case.posts)
        assert len(desk.server.posts()) == case.posts
        assert books(made) == (CLIP_USD if case.spent else 0, CLIP_USD if case.reserved else 0)
        entry = made.cache.lookup(key(request))
        assert (entry.status if entry else None) == case.status


def test_where_nobody_listens_nothing_is_on_the_books(desk, tmp_path):
    request = desk.picture()
    with shop(desk, tmp_path, base_url=closed_port()) as made:
        with pytest.raises(ProviderError, match="cannot be reached"):
            buy(made, request)
        assert (books(made), made.cache.lookup(key(request))) == ((0, 0), None)
    assert desk.server.seen == []


def test_an_order_that_stands_is_collected_by_the_next_run_once_the_fault_is_mended(desk, tmp_path):
    request = desk.picture()
    desk.fal.file = Answer(302, headers={"location": "http://127.0.0.2:1/"})
    with shop(desk, tmp_path) as made, pytest.raises(ConfigError):
        buy(made, request)
    desk.fal.file = None
    with shop(desk, tmp_path) as made:
        assert buy(made, request).how == "made"
        assert books(made) == (USD, 0)
    assert len(desk.server.posts()) == 1


@pytest.mark.parametrize("step", ["status", "result", "file"])
def test_a_web_page_for_what_was_ordered_is_told_soon_and_the_next_run_collects_the_order(desk, tmp_path, step):
    request = desk.picture()
    setattr(desk.fal, step, Answer(200, b"<html>sign in</html>", "text/html"))
    with shop(desk, tmp_path) as made:
        with pytest.raises(ProviderError, match="is a web page") as raised:
            buy(made, request)
        assert raised.value.remedy.startswith("is there a proxy between, or a network that wants you to sign in?")
        assert (books(made), made.cache.lookup(key(request))) == ((0, USD), None)
    setattr(desk.fal, step, None)
    with shop(desk, tmp_path) as made:
        assert buy(made, request).how == "made"
        assert books(made) == (USD, 0)
    assert len(desk.server.posts()) == 1


def test_where_what_was_ordered_does_not_come_no_more_is_ordered(desk, tmp_path):
    desk.fal.file = Answer(200, b"<html>sign in</html>", "text/html")
    jobs = [Job(n, desk.picture(seed=n), Labels("talk", f"{n}")) for n in range(20)]
    with shop(desk, tmp_path) as made, Engine(made, lambda _kind, _name: Crew.of(2)) as engine:
        errors = [done.error for done in engine.run(jobs)]
        assert len(desk.server.posts()) <= 5
        held_back = {e.message for e in errors if "not ordered" in e.message}
        assert len(held_back) == 1
        assert sum("not ordered" in e.message for e in errors) == 20 - len(desk.server.posts())
    desk.fal.file = None
    with shop(desk, tmp_path) as made, Engine(made, lambda _kind, _name: Crew.of(2)) as engine:
        assert [done.made.how for done in engine.run(jobs)] == ["made"] * 20
    assert len(desk.server.posts()) == 20


def test_a_download_that_fails_for_long_is_told_and_the_order_stands(desk, tmp_path, monkeypatch):
    """Each download takes a second, by the clock of who waits for the order."""
    downloads = lambda: sum(one.path.startswith("/files/") for one in desk.server.seen)  # noqa: E731
    monkeypatch.setattr(orders, "time", types.SimpleNamespace(monotonic=downloads))
    desk.fal.file = no(500)
    with shop(desk, tmp_path, replace(ROW, wait_seconds=5)) as made:
        made.cache.notice = (told := []).append
        with pytest.raises(ProviderError, match=r"did not come within .* \(the server says 500\)"):
            buy(made, desk.picture())
    assert [text.endswith("what was ordered is asked for again for up to 0 min") for text in told] == [True]
    assert downloads() == 5


def test_an_order_that_never_completes_is_given_up_in_time_and_stands(desk, tmp_path):
    request = desk.picture()
    desk.fal.status = NOT_YET
    with shop(desk, tmp_path, replace(ROW, wait_seconds=0.1)) as made:
        for _ in range(2):
            with pytest.raises(ProviderError, match="did not come within"):
                buy(made, request)
        assert (len(desk.server.posts()), books(made), made.cache.lookup(key(request))) == (1, (0, USD), None)
    desk.fal.status = None
    with shop(desk, tmp_path) as made:
        assert buy(made, request).how == "made"
        assert books(made) == (USD, 0)
    assert len(desk.server.posts()) == 1


def test_a_hundred_pictures_from_eight_threads_are_a_hundred_orders(desk, tmp_path):
    from concurrent.futures import ThreadPoolExecutor

    desk.fal.polls = 1
    with shop(desk, tmp_path) as made, ThreadPoolExecutor(8) as pool:
        requests = [desk.picture(width=64, height=64, seed=n % 100) for n in range(120)]
        found = list(pool.map(lambda one: buy(made, one), requests))
        assert sum(one.how == "made" for one in found) == 100
        assert books(made) == (pytest.approx(100 * USD), 0)
    assert len(desk.server.posts()) == 100
