"""Chromium without a window: plays films and works through pages, and tells what happened."""

from __future__ import annotations

import contextlib
import json
import queue
import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
_PATIENCE_SECONDS = 240
_PLAYER = b"""<!doctype html><meta charset=utf-8><video id=v playsinline></video><script>
const events = [], said = {};
const tell = () => fetch("/told", {method: "POST", body: JSON.stringify({...said, events})});
fetch("/film.mp4").then(r => r.blob()).then(async blob => {
  v.src = URL.createObjectURL(blob);
  for (const name of ["error", "stalled", "ended", "seeked"]) v.addEventListener(name, () => events.push(name));
  v.onerror = () => { said.error = v.error.message; tell(); };
  v.onloadedmetadata = () => Object.assign(said, {duration: v.duration, width: v.videoWidth, height: v.videoHeight});
  v.onended = async () => {
    said.end = v.currentTime;
    said.frames = v.getVideoPlaybackQuality().totalVideoFrames;
    said.sound = v.webkitAudioDecodedByteCount;
    v.onended = null;
    v.onseeked = () => { said.sought = v.currentTime; tell(); };
    v.currentTime = 17.35;
  };
  v.playbackRate = 6;
  await v.play().catch(e => { said.error = String(e); tell(); });
});
</script>"""
_PROBE = """<script type="module">
const wait = async what => {
  for (let n = 0; n < 8000; n++) { if (what()) return; await new Promise(r => setTimeout(r, 25)); }
  throw new Error(`waited in vain: ${what}`);
};
const errors = [];
addEventListener("error", event => errors.push(event.message));
const told = {};
try { %s } catch (error) { errors.push(String(error)); }
await fetch("http://127.0.0.1:%d/", {method: "POST", mode: "no-cors", body: JSON.stringify({...told, errors})});
</script>"""


def played(film: Path, folder: Path) -> dict[str, Any]:
    """What Chromium told of `film`: duration, size, where it ended, where it was after a jump, error, events."""
    with _server({"/": (_PLAYER, "text/html"), "/film.mp4": (film.read_bytes(), "video/mp4")}) as (port, told):
        return _opened(f"http://127.0.0.1:{port}/", folder, told)


def worked(page: Path, script: str, folder: Path) -> dict[str, Any]:
    """What `script` put into `told` in Chromium, where it ran in a copy of the page beside it, opened as a file;
    and under `errors` what failed. It may await wait(() => condition).
    """
    with _server({}) as (port, told):
        probe = page.with_name("probe.html")
        probe.write_text(page.read_text("utf-8") + _PROBE % (script, port), "utf-8")
        return _opened(probe.as_uri(), folder, told)


@contextlib.contextmanager
def _server(files: dict[str, tuple[bytes, str]]) -> Iterator[tuple[int, queue.Queue[dict[str, Any]]]]:
    """The port of a server of these files, and what is posted to it."""
    told: queue.Queue[dict[str, Any]] = queue.Queue()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._reply(*files.get(self.path, (b"", "text/plain")))

        def do_POST(self) -> None:
            told.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self._reply(b"", "text/plain")

        def _reply(self, body: bytes, media_type: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield server.server_port, told
        finally:
            server.shutdown()


def _opened(address: str, folder: Path, told: queue.Queue[dict[str, Any]]) -> dict[str, Any]:
    command = [
        *(str(CHROMIUM), "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
        *("--no-first-run", "--mute-audio", "--autoplay-policy=no-user-gesture-required"),
        *(f"--user-data-dir={folder}", address),
    ]
    browser = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        return told.get(timeout=_PATIENCE_SECONDS)
    finally:
        browser.terminate()
        browser.wait(120)
