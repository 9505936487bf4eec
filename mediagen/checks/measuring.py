"""Sound, decoded to its end and measured. All that processes which do nothing else need (see apart.py)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mediagen.checks.containers import mp3_seconds, wav_seconds
from mediagen.errors import RejectedError

if TYPE_CHECKING:
    import av
    import numpy as np
    from numpy.typing import NDArray

_SHORTEST, _LONGEST = 0.4, 3.5
"""Of the predicted length. Real speech of prose, dates, numbers and names is 0.6 to 2 times as long (measured on
the offline voices), and other voices are up to a third faster."""
_SHORT_SLACK, _LONG_SLACK = 1.0, 6.0
"""Seconds: for text of a word or two, and for silent ends."""
SILENT_DB = -50.0
_CLIPPED_LEVEL = 0.95
"""MP3 rounds off what was clipped, so that it ends up a little lower."""
_SECONDS = {"mp3": mp3_seconds, "wav": wav_seconds}
_AT_ONCE = 20
"""Tenths of a second that are measured in one go: an hour of speech is never in memory as a whole, and arrays are
small enough for their memory to be used again (a quarter of the time: larger ones are given back to the system).
"""


@dataclass(slots=True)
class Measure:
    """What is measured of sound at `rate` Hz, piece by piece; levels are of the mono mix of `channels`, -1…1."""

    rate: int
    channels: int
    samples: int = 0
    peak: float = 0.0
    squares: float = 0.0
    clipped: int = 0
    first_heard: int | None = None
    """Tenths of a second."""
    last_heard: int = 0

    def add(self, samples: NDArray[np.float32]) -> None:
        """More of it: whole tenths of a second, but for the last piece. Raises RejectedError for what is no sound."""
        import numpy as np

        if not np.isfinite(samples).all():
            raise RejectedError("the audio holds samples that are no numbers")
        level, tenths = np.abs(samples), self.samples // self.tenth
        whole = samples[: len(samples) // self.tenth * self.tenth].reshape(-1, self.tenth)
        rest = samples[whole.size :]
        squares = np.append(np.einsum("ij,ij->i", whole, whole), np.dot(rest, rest) if len(rest) else [])
        heard = np.flatnonzero(np.sqrt(squares / self.tenth) > 10 ** (SILENT_DB / 20))
        if len(heard):
            self.first_heard = tenths + int(heard[0]) if self.first_heard is None else self.first_heard
            self.last_heard = tenths + int(heard[-1])
        self.peak = max(self.peak, float(level.max()))
        self.squares += float(squares.sum(dtype=np.float64))
        self.clipped += int((level >= _CLIPPED_LEVEL).sum())
        self.samples += len(samples)

    @property
    def tenth(self) -> int:
        """Samples of a tenth of a second."""
        return max(1, self.rate // 10)

    @property
    def seconds(self) -> float:
        return self.samples / self.rate

    @property
    def heard_seconds(self) -> float:
        """From the first to the last tenth of a second that is not silent: a file may be filled up with silence."""
        return 0.0 if self.first_heard is None else (self.last_heard - self.first_heard + 1) / 10


def measure(data: bytes, form: str) -> Measure:
    """The sound in a file of format `form`, mp3 or wav, measured. Raises RejectedError when it cannot be decoded to its
    end.

    The format is given and not guessed: FFmpeg also knows playlists, which would have it open other files.
    """
    import av
    import numpy as np

    try:
        with av.open(io.BytesIO(data), mode="r", format=form, metadata_errors="replace") as container:
            stream = container.streams.audio[0]
            found = Measure(stream.rate, stream.channels)
            waiting: list[NDArray[Any]] = []
            held, full = 0, found.tenth * _AT_ONCE
            for mono in _mono(_frames(container.demux(stream)), stream.rate):
                waiting.append(mono)
                held += len(mono)
                if held >= full:
                    joined = np.concatenate(waiting)
                    found.add(joined[: held // full * full])
                    waiting, held = [joined[held // full * full :]], held % full
            if held:
                found.add(np.concatenate(waiting))
    except RejectedError:
        raise
    except Exception as error:  # strange bytes may make a decoder raise anything
        raise RejectedError(f"the audio cannot be decoded: {error}") from error
    if not found.samples:
        raise RejectedError("the audio holds no sound")
    return found


def measure_expected(data: bytes, form: str, expected: float) -> Measure:
    """`measure`, of a file that is whole and about as long as is expected in seconds. That is seen before it is
    decoded: it may be of any length. Raises RejectedError.
    """
    check_length(_SECONDS[form](data), expected)
    return measure(data, form)


def check_length(seconds: float, expected: float) -> None:
    """Raise RejectedError if that is not about as long as is expected."""
    needs = f"{seconds:.1f} s where the text needs about {expected:.1f} s"
    if seconds < max(0.1, expected * _SHORTEST - _SHORT_SLACK):
        raise RejectedError(f"the audio is cut short: {needs}")
    if seconds > expected * _LONGEST + _LONG_SLACK:
        raise RejectedError(f"the audio is too long: {needs}")


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


def _mono(frames: Iterator[av.AudioFrame], rate: int) -> Iterator[NDArray[Any]]:
    """The frames' sound as float32, mixed to mono. What comes as that is read where it is: a third of the work."""
    import av
    import numpy as np

    resampler = av.AudioResampler(format="flt", layout="mono")
    for frame in frames:
        if frame.sample_rate != rate:
            raise ValueError(f"it goes on at {frame.sample_rate} Hz")
        if frame.format.name in {"flt", "fltp"} and frame.layout.nb_channels == 1:
            yield np.frombuffer(memoryview(frame.planes[0]), np.float32, frame.samples)
        else:
            yield from (mixed.to_ndarray().reshape(-1) for mixed in resampler.resample(frame))
