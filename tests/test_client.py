"""mediagen.client: what a backend reads. It must not need anything but Python."""

from __future__ import annotations

import functools
import hashlib
import json
import re
import subprocess
import sys
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from mediagen.client import DamagedError, ExpiredError, Manifest, NotReadableError
from tests.conftest import ROOT, Project
from tests.support.browser import CHROMIUM
from tests.support.running import running

FIRST, SECOND = "Hello there.", "Good night."
LINE = {"id": "a", "item": "a", "key": "", "kind": "speech", "type": "narrative", "position": 0}


class Handler(SimpleHTTPRequestHandler):
    """Files with etags; notes what was answered."""

    answers: list[int]

    def send_response(self, code, message=None):
        self.server.answers.append(code)
        super().send_response(code, message)

    def do_GET(self):
        from pathlib import Path

        path = Path(self.translate_path(self.path))
        etag = f'"{path.stat().st_mtime_ns}"' if path.is_file() else ""
        if etag and self.headers.get("If-None-Match") == etag:
            self.send_response(304)
            self.end_headers()
            return
        self.etag = etag
        super().do_GET()

    def end_headers(self):
        if getattr(self, "etag", ""):
            self.send_header("ETag", self.etag)
        super().end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A project that has published to its folder `output/public`."""
    project = Project(tmp_path_factory.mktemp("published"))
    project.paid()
    project.write("mediagen.toml", (project.folder / "mediagen.toml").read_text() + '[targets.here]\ntype = "folder"\n')
    project.narrative([FIRST, SECOND], voices="nova, onyx")
    assert project.here("seed").status == 0
    assert project.here("publish").status == 0
    return project


@pytest.fixture
def web(published):
    """The published folder on a web server; `web.url(name)`, `web.answers`."""
    handler = functools.partial(Handler, directory=str(published.folder / "output/public"))
    with running(ThreadingHTTPServer(("127.0.0.1", 0), handler)) as server:
        server.answers = []
        server.url = lambda name: f"http://127.0.0.1:{server.server_port}/{name}"
        yield server


def manifest_file(published):
    return published.folder / "output/public/manifests/talk.json"


def test_a_url_by_id_and_voice(web):
    manifest = Manifest.load(web.url("manifests/talk.json"))
    one = manifest.item("item_000", voice="nova")
    assert manifest.url("item_000", voice="nova") == web.url(f"blobs/{one.digest[:2]}/{one.digest}.wav")
    assert (one.text, one.voice, one.status, one.media_type) == (FIRST, "nova", "completed", "audio/wav")
    assert (one.provider, one.model, one.offline) == ("counting", "tone-1", False)


def test_a_manifest_in_a_file_has_paths(published):
    manifest = Manifest.load(manifest_file(published))
    assert manifest.url("item_000", voice="nova").startswith(str(published.folder / "output/public/blobs"))


def test_every_item_can_be_read_and_is_what_the_manifest_says(web):
    manifest = Manifest.load(web.url("manifests/talk.json"))
    assert len(manifest) == 4
    assert [len(manifest.read(one)) == one.bytes > 0 for one in manifest] == [True] * 4


def test_the_kept_manifest_of_a_digest_says_the_same(web):
    manifest = Manifest.load(web.url("manifests/talk.json"))
    kept = Manifest.load(web.url(f"manifests/talk/{manifest.digest}.json"))
    assert [one.url for one in kept] == [one.url for one in manifest]


def test_refresh_asks_by_etag_and_takes_what_is_new(web, published):
    manifest = Manifest.load(web.url("manifests/talk.json"))
    web.answers.clear()
    assert manifest.refresh() is False
    assert web.answers == [304]
    before = manifest_file(published).read_bytes()
    whole = json.loads(before)
    manifest_file(published).write_text(json.dumps({**whole, "title": "Another"}))
    assert manifest.refresh() is True
    assert manifest.title == "Another"
    manifest_file(published).write_bytes(before)


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"id": "item_009"}, "no such item; there is none"),
        ({"id": "item_000"}, "several; there is nova (speech), onyx (speech)"),
        ({"id": "item_000", "voice": "echo"}, "no such item; there is nova (speech), onyx (speech)"),
    ],
)
def test_what_cannot_be_answered_says_what_there_is(published, wanted, message):
    with pytest.raises(LookupError) as caught:
        Manifest.load(manifest_file(published)).url(**wanted)
    assert message in str(caught.value)


def test_an_item_that_is_not_made_has_no_url():
    manifest = Manifest(
        json.dumps({"schema": 1, "document": "talk", "items": [{**LINE, "status": "missing"}]}).encode(), "talk.json"
    )
    assert manifest.item("a").url == ""
    with pytest.raises(LookupError, match="talk/a: missing"):
        manifest.url("a")
    with pytest.raises(NotReadableError, match="talk/a: missing"):
        manifest.read(manifest.item("a"))


def test_urls_that_have_ended_are_an_error_that_says_what_to_do():
    data = {"schema": 1, "document": "talk", "items": [{**LINE, "url": "https://x/a", "status": "completed"}]}

    def manifest(**more):
        return Manifest(json.dumps({**data, **more}).encode(), "https://x/manifests/talk.json?token=secret")

    assert (manifest().expires, manifest().expired, manifest().url("a")) == (None, False, "https://x/a")
    assert manifest(expires="2999-01-01T00:00:00Z").url("a") == "https://x/a"
    ended = manifest(expires="2026-01-02T03:04:05Z")
    assert (ended.expires.isoformat(), ended.expired) == ("2026-01-02T03:04:05+00:00", True)
    with pytest.raises(ExpiredError) as caught:
        ended.url("a")
    assert str(caught.value) == (
        "https://x/manifests/talk.json: its URLs ended at 2026-01-02 03:04 UTC; call refresh(), and if that finds nothing"
        " new, run `mediagen publish talk`"
    )


def test_headers_go_to_where_the_manifest_is_and_nowhere_else():
    body, seen = b"sound", []

    class Keyed(SimpleHTTPRequestHandler):
        def do_GET(self):
            seen.append((self.path, self.headers["Authorization"]))
            moved = self.path == "/blobs/moved"
            data = manifest() if "manifests" in self.path else body
            self.send_response(302 if moved else 200)
            self.send_header("Location", f"{other}/blobs/x") if moved else None
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_):
            pass

    def manifest():
        about = {"key": "", "kind": "speech", "type": "t", "position": 0, "status": "completed"}
        about["digest"] = hashlib.sha256(body).hexdigest()
        urls = {"here": "blobs/x", "moved": "blobs/moved", "elsewhere": f"{other}/blobs/x"}
        items = [{**about, "id": name, "item": name, "url": url} for name, url in urls.items()]
        return json.dumps({"schema": 1, "document": "talk", "items": items}).encode()

    keyed = [ThreadingHTTPServer(("127.0.0.1", 0), Keyed) for _ in range(2)]
    with running(keyed[0]) as one, running(keyed[1]) as two:
        root, other = (f"http://127.0.0.1:{server.server_port}" for server in (one, two))
        found = Manifest.load(f"{root}/manifests/talk.json", headers={"Authorization": "mine"})
        assert [found.read(item) for item in found] == [body] * 3
    assert seen == [
        ("/manifests/talk.json", "mine"), ("/blobs/x", "mine"),
        ("/blobs/moved", "mine"), ("/blobs/x", None), ("/blobs/x", None),
    ]  # fmt: skip


@pytest.mark.parametrize("end", ["\n", "é"])
def test_a_header_that_cannot_be_sent_is_named_and_not_shown(web, end):
    with pytest.raises(NotReadableError, match="header Authorization: ") as error:
        Manifest.load(web.url("manifests/talk.json"), headers={"Authorization": f"Bearer sekrit{end}"})
    assert "sekrit" not in str(error.value)


def test_fields_of_a_later_version_are_kept_aside():
    line = {"id": "a", "item": "a", "key": "", "kind": "x", "type": "y", "position": 0, "status": "missing", "new": 1}
    data = json.dumps({"schema": 1, "document": "talk", "more": 2, "items": [line]}).encode()
    assert Manifest(data, "talk.json").item("a").more == {"new": 1}


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{", b'{"schema": 2, "items": []}', b'{"schema": 1, "items": [{}]}', b"\xff", b"[" * 50_000]
)
def test_what_is_no_manifest_is_refused(data):
    with pytest.raises(NotReadableError, match="talk"):
        Manifest(data, "talk.json")


def test_a_server_that_fails_is_told_of_and_what_was_read_stays(web):
    manifest = Manifest.load(web.url("manifests/talk.json"))
    manifest.where = web.url("manifests/gone.json")
    with pytest.raises(NotReadableError, match="HTTP 404"):
        manifest.refresh()
    assert len(manifest) == 4
    with pytest.raises(NotReadableError):
        Manifest.load("http://127.0.0.1:9/manifests/talk.json", seconds=2)


def test_a_blob_that_is_not_what_the_manifest_says_is_refused(published, web):
    manifest = Manifest.load(web.url("manifests/talk.json"))
    one = manifest.item("item_001", voice="onyx")
    path = published.folder / "output/public" / one.url.removeprefix(web.url(""))
    before = path.read_bytes()
    path.write_bytes(b"<html>")
    with pytest.raises(DamagedError):
        manifest.read(one)
    path.write_bytes(before)


def test_the_reader_needs_nothing_but_python():
    code = (
        "import sys, mediagen.client; print(*{n.partition('.')[0] for n in sys.modules} - set(sys.stdlib_module_names))"
    )
    run = subprocess.run([sys.executable, "-S", "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert set(run.stdout.split()) <= {"mediagen", "__main__", "_distutils_hack", "sitecustomize", "usercustomize"}


PAGE = """<!doctype html><meta charset=utf-8><pre id=told></pre><script type=module>
{example}
const url = await load("talk"), played = url("item_000", "nova");
const size = (await (await fetch(played)).arrayBuffer()).byteLength;
told.textContent = JSON.stringify([played, size, url("item_000") ?? null, url("nothing", "nova") ?? null]);
</script>"""


@pytest.mark.slow
@pytest.mark.skipif(not CHROMIUM, reason="needs Chromium")
def test_the_example_in_javascript_plays_what_is_published(web, published, tmp_path):
    example = re.search(r"```js\n(.*?)```", (ROOT / "docs/publishing.md").read_text(), re.DOTALL)[1]
    page = PAGE.replace("{example}", example.replace("https://media.example.com/", web.url("")))
    (published.folder / "output/public/page.html").write_text(page)
    command = [CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]
    command += [f"--user-data-dir={tmp_path}", "--virtual-time-budget=20000", "--dump-dom", web.url("page.html")]
    shown = subprocess.run(command, capture_output=True, text=True, timeout=240, check=True).stdout
    item = Manifest.load(web.url("manifests/talk.json")).item("item_000", voice="nova")
    told = json.loads(re.search(r"<pre[^>]*>(.*)</pre>", shown)[1])
    assert told == [item.url, item.bytes, None, None]
