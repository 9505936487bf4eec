"""Chromium without a window: plays a film to its end, and tells what happened."""

from __future__ import annotations

import json
import queue
import shutil
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
_PATIENCE_SECONDS = 240
_PAGE = b"""<!doctype html><meta charset=utf-8><video id=v playsinline></video><script>
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


def played(film: Path, folder: Path) -> dict[str, Any]:
    """What Chromium told of `film`: duration, size, where it ended, where it was after a jump, error, events."""
    told: queue.Queue[dict[str, Any]] = queue.Queue()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._reply(film.read_bytes() if self.path == "/film.mp4" else _PAGE)

        def do_POST(self) -> None:
            told.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self._reply(b"")

        def _reply(self, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "video/mp4" if self.path == "/film.mp4" else "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        command = [
            *(str(CHROMIUM), "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
            *("--no-first-run", "--mute-audio", "--autoplay-policy=no-user-gesture-required"),
            *(f"--user-data-dir={folder}", f"http://127.0.0.1:{server.server_port}/"),
        ]
        browser = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            return told.get(timeout=_PATIENCE_SECONDS)
        finally:
            browser.terminate()
            browser.wait(120)
            server.shutdown()
