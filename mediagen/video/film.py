"""The maker of finished films: segments and sound, joined."""

from __future__ import annotations

from mediagen.plan.film import FPS
from mediagen.plan.requests import FilmRequest, Request
from mediagen.providers.protocol import Reply
from mediagen.video.join import join
from mediagen.video.parts import file_of


class Joiner:
    """Makes FilmRequests; many threads may share it."""

    def make(self, request: Request) -> Reply:
        """An MP4 with H.264 and AAC, its index at the front; facts are frames and duration_s.

        Raises ItemError where the parts do not fit together, ProviderError where one cannot be read.
        """
        assert isinstance(request, FilmRequest)
        reel = request.spec
        sound = file_of(reel.sound, request.files) if reel.sound else ""
        data = join(reel, [file_of(digest, request.files) for digest in reel.segments], sound)
        return Reply(data, "video/mp4", {"frames": reel.frames, "duration_s": round(reel.frames / FPS, 3)})
