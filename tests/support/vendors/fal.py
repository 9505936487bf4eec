"""fal on this machine: its queue, its models' argument checks, and the files that results name.

    fal = Fal()
    with serving(fal) as server:
        …  # fal.orders: model and arguments of every order that it took

Each step can be told to answer otherwise: `fal.submit`, `fal.status`, `fal.result`, `fal.file` are apps or answers.
Status codes, paths, headers and JSON are those that fal documents and that fal-client 1.0.3 reads.
"""

from __future__ import annotations

import io
import itertools
import re
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import av
import numpy as np

from tests.support.encode import picture, scene
from tests.support.vendors.server import Answer, App, Seen, answer_json

KEY = "fal-id:0123456789abcdef"
ANY, TEXT, NUMBER, YES_NO = object(), str, (int, float), bool
_IMAGE = {"prompt": TEXT, "image_size": dict, "seed": NUMBER, "sync_mode": YES_NO}
_MADE = {"output_format": ("jpeg", "png"), "num_images": NUMBER}
_STEPS = {
    "num_inference_steps": NUMBER,
    "guidance_scale": NUMBER,
    "acceleration": ("none", "regular", "high"),
    "enable_safety_checker": YES_NO,
}
_CLIP = {"prompt": TEXT, "image_url": TEXT}
_VEO = {
    **_CLIP,
    "duration": ("4s", "6s", "8s"),
    "aspect_ratio": ("auto", "16:9", "9:16"),
    "auto_fix": YES_NO,
    "generate_audio": YES_NO,
    "negative_prompt": TEXT,
    "resolution": ("720p", "1080p"),
    "safety_tolerance": ("1", "2", "3", "4", "5", "6"),
    "seed": NUMBER,
}
SCHEMAS: Mapping[str, Mapping[str, Any]] = {
    "fal-ai/flux/dev": {**_IMAGE, **_MADE, **_STEPS},
    "fal-ai/flux/schnell": {**_IMAGE, **_MADE, **_STEPS},
    "fal-ai/flux/dev/image-to-image": {
        **{name: kind for name, kind in _IMAGE.items() if name != "image_size"},
        **_MADE,
        **_STEPS,
        "image_url": TEXT,
        "strength": NUMBER,
    },
    "fal-ai/flux-2": {
        **_IMAGE,
        **_MADE,
        **_STEPS,
        "output_format": ("jpeg", "png", "webp"),
        "enable_prompt_expansion": YES_NO,
    },
    "fal-ai/flux-2/turbo": {
        **_IMAGE,
        **_MADE,
        "guidance_scale": NUMBER,
        "enable_safety_checker": YES_NO,
        "enable_prompt_expansion": YES_NO,
        "output_format": ("jpeg", "png", "webp"),
    },
    "fal-ai/flux-2/flash": {
        **_IMAGE,
        **_MADE,
        "guidance_scale": NUMBER,
        "enable_safety_checker": YES_NO,
        "enable_prompt_expansion": YES_NO,
        "output_format": ("jpeg", "png", "webp"),
    },
    "fal-ai/flux-2-pro": {
        **_IMAGE,
        "output_format": ("jpeg", "png"),
        "enable_safety_checker": YES_NO,
        "safety_tolerance": ("1", "2", "3", "4", "5"),
    },
    "fal-ai/flux-2-max": {
        **_IMAGE,
        "output_format": ("jpeg", "png"),
        "enable_safety_checker": YES_NO,
        "safety_tolerance": ("1", "2", "3", "4", "5"),
    },
    "fal-ai/flux-2-flex": {
        **_IMAGE,
        "output_format": ("jpeg", "png"),
        "enable_safety_checker": YES_NO,
        "safety_tolerance": ("1", "2", "3", "4", "5"),
        "enable_prompt_expansion": YES_NO,
        "guidance_scale": NUMBER,
        "num_inference_steps": NUMBER,
    },
    "fal-ai/flux-2/klein/9b": {**_IMAGE, **_MADE, "enable_safety_checker": YES_NO},
    "fal-ai/flux-pro/v1.1": {
        **_IMAGE,
        **_MADE,
        "enhance_prompt": YES_NO,
        "safety_tolerance": ("1", "2", "3", "4", "5", "6"),
    },
    "fal-ai/kling-video/v2.5-turbo/pro/image-to-video": {
        **_CLIP,
        "duration": ("5", "10"),
        "negative_prompt": TEXT,
        "cfg_scale": NUMBER,
        "tail_image_url": TEXT,
    },
    "fal-ai/wan-25-preview/image-to-video": {
        **_CLIP,
        "duration": ("5", "10"),
        "negative_prompt": TEXT,
        "resolution": ("480p", "720p", "1080p"),
        "seed": NUMBER,
        "enable_prompt_expansion": YES_NO,
        "enable_safety_checker": YES_NO,
    },
    "fal-ai/bytedance/seedance/v1/pro/image-to-video": {
        **_CLIP,
        "duration": tuple(str(n) for n in range(2, 13)),
        "aspect_ratio": ("21:9", "16:9", "4:3", "1:1", "3:4", "9:16", "auto"),
        "camera_fixed": YES_NO,
        "enable_safety_checker": YES_NO,
        "resolution": ("480p", "720p", "1080p"),
        "seed": NUMBER,
    },
    "fal-ai/veo3.1/image-to-video": _VEO,
    "fal-ai/veo3.1/fast/image-to-video": _VEO,
    "fal-ai/minimax/hailuo-02/standard/image-to-video": {
        **_CLIP,
        "duration": ("6", "10"),
        "prompt_optimizer": YES_NO,
        "resolution": ("512P", "768P"),
    },
}
"""Argument → its type or its choices, as the OpenAPI descriptions of the models have them; no others are allowed."""
RANGES = {"num_inference_steps": (1, 50), "guidance_scale": (1, 20), "strength": (0.01, 1), "num_images": (1, 4)}
OWN_RANGES: Mapping[str, Mapping[str, tuple[float, float]]] = {
    "fal-ai/flux/schnell": {"num_inference_steps": (1, 12)},
    "fal-ai/flux/dev/image-to-image": {"num_inference_steps": (10, 50)},
    "fal-ai/flux-2": {"num_inference_steps": (4, 50), "guidance_scale": (0, 20)},
    "fal-ai/flux-2/turbo": {"guidance_scale": (0, 20)},
    "fal-ai/flux-2/flash": {"guidance_scale": (0, 20)},
    "fal-ai/flux-2-flex": {"num_inference_steps": (2, 50), "guidance_scale": (1.5, 10)},
}
"""The numbers that arguments may have, and what is otherwise with a model (the models' pages on fal.ai, 2026-11)."""


def faults_of(model: str, arguments: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What the model finds wrong with its arguments, as fal tells it."""
    schema = SCHEMAS[model]
    needed = {"prompt", *({"image_url"} & schema.keys())}
    wrong = [(name, "missing", "Field required") for name in sorted(needed - arguments.keys())]
    for name, value in arguments.items():
        if name not in schema:
            wrong.append((name, "extra_forbidden", "Extra inputs are not permitted"))
        elif not _fits(schema[name], value) or not _in_range(model, name, value):
            wrong.append((name, "literal_error", f"Input should be {schema[name]}"))
    return [{"loc": ["body", name], "msg": message, "type": kind} for name, kind, message in wrong]


def _fits(wanted: Any, value: Any) -> bool:
    if isinstance(wanted, tuple) and isinstance(wanted[0], str):
        return value in wanted
    return isinstance(value, wanted) and (wanted is bool or not isinstance(value, bool))


def _in_range(model: str, name: str, value: Any) -> bool:
    low, high = {**RANGES, **OWN_RANGES.get(model, {})}.get(name, (None, None))
    return low is None or low <= value <= high


def clip(
    seconds: float = 5.0,
    width: int = 96,
    height: int = 54,
    rate: int = 24,
    *,
    moving: bool = True,
    black_from: int | None = None,
) -> bytes:
    """An H.264 MP4: two slopes of colour and a disc that drifts across, or stands still; black from that frame on."""
    base = np.asarray(scene(width, height))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clip.mp4"
        with av.open(path, "w", options={"movflags": "faststart"}) as out:
            stream = out.add_stream("libx264", rate=rate, options={"preset": "ultrafast"})
            stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
            for n in range(round(seconds * rate)):
                shown = np.roll(base, n if moving else 0, axis=1)
                shown = np.zeros_like(base) if black_from is not None and n >= black_from else shown
                out.mux(stream.encode(av.VideoFrame.from_ndarray(np.ascontiguousarray(shown), format="rgb24")))
            out.mux(stream.encode(None))
        return path.read_bytes()


@dataclass
class Order:
    """An order that was taken."""

    model: str
    arguments: Mapping[str, Any]
    asked: int = 0


@dataclass
class Fal:
    """The server's app; see above."""

    polls: int = 0
    """How often an order is IN_QUEUE or IN_PROGRESS before it is COMPLETED."""
    billed: str | None = "1"
    """The header x-fal-billable-units of results."""
    submit: App | Answer | None = None
    status: App | Answer | None = None
    result: App | Answer | None = None
    file: App | Answer | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    """Over what results say."""
    orders: dict[str, Order] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._files: dict[str, tuple[bytes, str]] = {}

    def __call__(self, request: Seen) -> Answer:
        if request.path.startswith("/files/"):
            assert "authorization" not in request.headers, "the key was sent to where results lie"
            return self._said(self.file, request) or self._file(request)
        if request.headers.get("authorization") != f"Key {KEY}":
            return answer_json({"detail": "Cannot access application. Authentication is required."}, 401)
        found = re.fullmatch(r"/([\w.-]+/[\w.-]+)/requests/([\w-]+)(/status)?", request.path)
        if request.method == "POST":
            return self._said(self.submit, request) or self._submit(request)
        if found and found[2] in self.orders:
            order = self.orders[found[2]]
            if found[3]:
                return self._said(self.status, request) or self._status(found[2], order)
            return self._said(self.result, request) or self._result(request, found[2], order)
        return answer_json({"detail": "Request not found"}, 404)

    @staticmethod
    def _said(app: App | Answer | None, request: Seen) -> Answer | None:
        return app if isinstance(app, Answer) or app is None else app(request)

    def _submit(self, request: Seen) -> Answer:
        model = request.path.removeprefix("/")
        if model not in SCHEMAS:
            return answer_json({"detail": "Application not found"}, 404)
        with self._lock:
            name = f"7f3c1d7e-0000-4000-8000-{next(self._numbers):012}"
            self.orders[name] = Order(model, request.json())
        url = f"http://{request.headers['host']}/{'/'.join(model.split('/')[:2])}/requests/{name}"
        return answer_json(
            {
                "status": "IN_QUEUE",
                "request_id": name,
                "response_url": url,
                "status_url": f"{url}/status",
                "cancel_url": f"{url}/cancel",
                "queue_position": 0,
            }
        )

    def _status(self, name: str, order: Order) -> Answer:
        order.asked += 1
        if order.asked <= self.polls:
            queued = {"status": "IN_QUEUE", "queue_position": self.polls - order.asked}
            return answer_json(queued if order.asked % 2 else {"status": "IN_PROGRESS", "logs": None}, 202)
        return answer_json({"status": "COMPLETED", "request_id": name, "logs": None, "metrics": {"inference_time": 1}})

    def _result(self, request: Seen, name: str, order: Order) -> Answer:
        if faults := faults_of(order.model, order.arguments):
            return answer_json({"detail": faults}, 422, headers={"x-fal-request-id": name})
        made = self._clip(order) if "duration" in order.arguments else self._picture(order)
        ending = made[1].partition("/")[2]
        self._files[f"/files/{name}.{ending}"] = made
        url = f"http://{request.headers['host']}/files/{name}.{ending}"
        one = {"url": url, "content_type": made[1]}
        values = (
            {"video": one}
            if "duration" in order.arguments
            else {
                "images": [{**one, "width": None, "height": None}],
                "timings": {"inference": 1.1},
                "seed": order.arguments.get("seed", 42),
                "has_nsfw_concepts": [False],
                "prompt": order.arguments["prompt"],
            }
        )
        headers = {"x-fal-request-id": name, **({"x-fal-billable-units": self.billed} if self.billed else {})}
        return answer_json({**values, **self.values}, headers=headers)

    def _picture(self, order: Order) -> tuple[bytes, str]:
        size = order.arguments.get("image_size")
        image = scene(size["width"], size["height"]) if size else self.source(order)
        form = order.arguments["output_format"]
        return picture(form, image), f"image/{form}"

    @staticmethod
    def source(order: Order) -> Any:
        """The picture that came with an order."""
        import base64

        from PIL import Image

        head, _, body = order.arguments["image_url"].partition(",")
        assert head == "data:image/jpeg;base64"
        return Image.open(io.BytesIO(base64.b64decode(body, validate=True)))

    def _clip(self, order: Order) -> tuple[bytes, str]:
        width, height = self.source(order).size
        part = 480 / max(width, height)
        size = round(width * part / 2) * 2, round(height * part / 2) * 2
        return clip(float(order.arguments["duration"].rstrip("s")), *size), "video/mp4"

    def _file(self, request: Seen) -> Answer:
        if request.path not in self._files:
            return Answer(404, b"<html>no such file</html>", "text/html")
        data, media_type = self._files[request.path]
        return Answer(200, data, media_type)
