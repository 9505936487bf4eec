"""A loopback fal, and the real providers before it."""

from __future__ import annotations

import pytest
from PIL import Image

from mediagen.errors import MediagenError
from mediagen.plan.requests import ImageRequest, VideoRequest
from mediagen.providers.fal import FalConnection
from mediagen.providers.fal.clips import FalClips
from mediagen.providers.fal.images import FalImages
from tests.support.encode import scene
from tests.support.vendors.fal import KEY, Fal
from tests.support.vendors.server import serving

KLING = "fal-ai/kling-video/v2.5-turbo/pro/image-to-video"


class Desk:
    """A loopback fal and what buys there."""

    def __init__(self, fal, server, still) -> None:
        self.fal, self.server, self.still = fal, server, still
        self.made = []

    def settings(self, **changes):
        given = {"base_url": self.server.url, "timeout": 30.0, "allow_http": True, **changes}
        return {"key": KEY, **FalConnection(**given).settings()}

    def images(self, **settings):
        self.made.append(FalImages(self.settings(**settings)))
        return self.made[-1]

    def clips(self, **settings):
        self.made.append(FalClips(self.settings(**settings)))
        return self.made[-1]

    def close(self):
        for provider in self.made:
            provider._queue._client.close()

    def picture(self, **changes):
        base = ImageRequest(provider="fal", model="fal-ai/flux/dev", prompt="a lake", width=512, height=384)
        return changed(base, changes)

    def clip(self, **changes):
        base = VideoRequest(
            provider="fal",
            model=KLING,
            prompt="a lake, waves",
            source_digest="d",
            width=192,
            height=108,
            seconds=5,
            source=str(self.still),
        )
        return changed(base, changes)

    def arguments(self):
        """Of the one order that was placed."""
        (order,) = self.fal.orders.values()
        return order.model, order.arguments

    def fault(self, call, *arguments):
        """The error that `call` raises; it never shows the key."""
        with pytest.raises(MediagenError) as raised:
            call(*arguments)
        error = raised.value
        assert error.remedy
        assert KEY not in f"{error.message} {error.remedy} {error!r} {error.__cause__} {error.__context__}"
        return error


def changed(request, changes):
    from dataclasses import replace

    return replace(request, **changes)


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1,localhost")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", Image.MAX_IMAGE_PIXELS)
    still = tmp_path / "still.png"
    scene(256, 192).save(still)
    fal = Fal()
    with serving(fal) as server:
        desk = Desk(fal, server, still)
        yield desk
        desk.close()
