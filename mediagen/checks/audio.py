"""Speech: whole, decodes, has the length that its text needs, is heard and is not distorted."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mediagen.checks.containers import mp3_seconds, wav_seconds
from mediagen.checks.foreign import refuse_foreign
from mediagen.errors import RejectedError
from mediagen.plan.requests import SpeechRequest
from mediagen.providers.protocol import Reply

if TYPE_CHECKING:
    import av
    import numpy as np
    from numpy.typing import NDArray

CHARS_PER_SECOND = 15.0
"""Of English speech at speed 1: 150 words a minute (National Center for Voice and Speech) of 6 characters,
blank included."""
_SHORTEST, _LONGEST = 0.4, 3.5
"""Of the predicted length. Real speech of prose, dates, numbers and names is 0.6 to 2 times as long (measured on
the offline voices), and other voices are up to a third faster."""
_SHORT_SLACK, _LONG_SLACK = 1.0, 6.0
"""Seconds: for text of a word or two, and for silent ends."""
_SILENT_DB = -50.0
_CLIPPED_LEVEL, _CLIPPED_SHARE = 0.95, 0.02
"""MP3 rounds off what was clipped, so that it ends up a little lower. Of speech 9 dB too loud 1 to 3 % is as high,
of speech normalised to full scale 0.001 % (measured on the offline voices)."""

MEDIA_TYPES = {"mp3": "audio/mpeg", "wav": "audio/wav"}
_SECONDS = {"mp3": mp3_seconds, "wav": wav_seconds}


@dataclass(frozen=True, slots=True)
class Sound:
    """Decoded audio: `samples` float32 in -1…1, mono mix of `channels`, at `rate` Hz."""

    samples: NDArray[np.float32]
    rate: int
    channels: int

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate


def decode(data: bytes, form: str) -> Sound:
    """The sound in a file of format `form`, mp3 or wav. Raises RejectedError when it cannot be decoded to its end.

    The format is given and not guessed: FFmpeg also knows playlists, which would have it open other files.
    """
    import av
    import numpy as np

    try:
        with av.open(io.BytesIO(data), mode="r", format=form, metadata_errors="replace") as container:
            stream = container.streams.audio[0]
            resampler = av.AudioResampler(format="flt", layout="mono")
            frames = _frames(container.demux(stream))
            pieces = [mono.to_ndarray().reshape(-1) for frame in frames for mono in resampler.resample(frame)]
            rate, channels = stream.rate, stream.channels
    except Exception as error:  # strange bytes may make a decoder raise anything
        raise RejectedError(f"the audio cannot be decoded: {error}") from error
    if not any(map(len, pieces)):
        raise RejectedError("the audio holds no sound")
    return Sound(np.concatenate(pieces), rate, channels)


def _frames(packets: Iterator[av.Packet[Any]]) -> Iterator[Any]:
    """The frames in `packets`. One packet in fifty may be no sound: tags and padding come as packets too."""
    import av

    lost = 0
    for number, packet in enumerate(packets):
        try:
            yield from packet.decode()
        except av.error.InvalidDataError:
            lost += 1
            if lost > 1 + number // 50:
                raise


def predicted_seconds(text: str, speed: float) -> float:
    """About how long `text` takes to speak, in seconds: digits count as the words they are spoken as (noughts go
    into “thousand” and the like), marks and symbols as nothing.
    """
    said = re.sub(r"[^\w\s]|_", "", text)
    return (len(said) + 5 * len(re.findall(r"[1-9]", said))) / CHARS_PER_SECOND / speed


def check(request: SpeechRequest, reply: Reply) -> dict[str, Any]:
    """{"duration_s", "sample_rate", "channels", "peak_db", "rms_db"} of speech. Raises RejectedError."""
    import numpy as np

    refuse_foreign(reply.data, f"{request.format} audio")
    if reply.media_type != MEDIA_TYPES.get(request.format):
        raise RejectedError(f"asked for {request.format}, got {reply.media_type}")
    expected = predicted_seconds(request.text, request.speed)
    _check_length(_SECONDS[request.format](reply.data), expected)  # before it is decoded: it may be of any length
    sound = decode(reply.data, request.format)
    if not np.isfinite(sound.samples).all():
        raise RejectedError("the audio holds samples that are no numbers")
    peak = float(np.abs(sound.samples).max())
    rms = float(np.sqrt(np.mean(np.square(sound.samples))))
    if _db(rms) < _SILENT_DB:
        raise RejectedError(f"the audio is silent ({_db(rms):.0f} dBFS)")
    _check_length(_heard_seconds(sound), expected)
    clipped = float(np.mean(np.abs(sound.samples) >= _CLIPPED_LEVEL))
    if clipped > _CLIPPED_SHARE:
        raise RejectedError(f"the audio is distorted: {clipped:.0%} of it is clipped")
    return {
        "duration_s": round(sound.seconds, 3),
        "sample_rate": sound.rate,
        "channels": sound.channels,
        "peak_db": round(_db(peak), 1),
        "rms_db": round(_db(rms), 1),
    }


def _heard_seconds(sound: Sound) -> float:
    """From the first to the last tenth of a second that is not silent: a file may be filled up with silence."""
    import numpy as np

    size = max(1, sound.rate // 10)
    padded = np.pad(sound.samples, (0, -len(sound.samples) % size)).reshape(-1, size)
    heard = np.flatnonzero(np.sqrt(np.mean(np.square(padded), axis=1)) > 10 ** (_SILENT_DB / 20))
    return float(heard[-1] - heard[0] + 1) / 10 if len(heard) else 0.0


def _check_length(seconds: float, expected: float) -> None:
    needs = f"{seconds:.1f} s where the text needs about {expected:.1f} s"
    if seconds < max(0.1, expected * _SHORTEST - _SHORT_SLACK):
        raise RejectedError(f"the audio is cut short: {needs}")
    if seconds > expected * _LONGEST + _LONG_SLACK:
        raise RejectedError(f"the audio is too long: {needs}")


def _db(level: float) -> float:
    return 20 * math.log10(level) if level > 1e-6 else -120.0
