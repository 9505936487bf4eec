"""Real media made by real encoders: LAME and FFmpeg (through PyAV), the standard library's wave, Pillow."""

from __future__ import annotations

import io
import struct
import wave
import zlib

import av
import numpy as np
from PIL import Image

RATE = 24_000


def voice(seconds: float, level: float = 0.5, rate: int = RATE) -> np.ndarray:
    """Something like speech: a 140 Hz buzz in syllables, four a second, of peak `level`; float in -1…1."""
    at = np.arange(int(seconds * rate)) / rate
    buzz = sum(np.sin(2 * np.pi * 140 * n * at) / n for n in range(1, 8))
    sound = buzz * (0.15 + np.sin(np.pi * 4 * at) ** 2)
    return sound * (level / np.abs(sound).max())


def wav(samples: np.ndarray, rate: int = RATE, channels: int = 1) -> bytes:
    """16-bit PCM; what is beyond full scale is clipped."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(np.repeat(_int16(samples), channels).tobytes())
    return file.getvalue()


def mp3(samples: np.ndarray, rate: int = RATE, kbits: int = 64, **options: str) -> bytes:
    """By LAME; `options` are FFmpeg's for the file, e.g. write_xing="0" for one without a Xing tag."""
    return _encoded("mp3", "libmp3lame", samples, rate, kbits * 1000, options)


def ogg(samples: np.ndarray) -> bytes:
    """FLAC in Ogg: sound, but neither MP3 nor WAV."""
    return _encoded("ogg", "flac", samples, RATE, 0, {})


def _encoded(form: str, codec: str, samples: np.ndarray, rate: int, bits: int, options: dict[str, str]) -> bytes:
    file = io.BytesIO()
    sample_format = "s16p" if codec == "libmp3lame" else "s16"
    with av.open(file, "w", format=form, options=options) as out:
        stream = out.add_stream(codec, rate=rate, options={"compression_level": "9"} if codec == "libmp3lame" else {})
        stream.layout, stream.format = "mono", sample_format
        if bits:
            stream.bit_rate = bits
        frame = av.AudioFrame.from_ndarray(_int16(samples)[None, :], format=sample_format, layout="mono")
        frame.sample_rate, frame.pts = rate, 0
        out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return file.getvalue()


def _int16(samples: np.ndarray) -> np.ndarray:
    return np.clip(np.rint(samples * 32767), -32768, 32767).astype("<i2")


def scene(width: int = 64, height: int = 48) -> Image.Image:
    """A picture in which there is something to see: two slopes of colour and a disc."""
    y, x = np.mgrid[0:height, 0:width]
    disc = (x - width / 3) ** 2 + (y - height / 2) ** 2 < (height / 4) ** 2
    pixels = np.stack([x * 255 / width, y * 255 / height, np.where(disc, 230, 40)], axis=-1)
    return Image.fromarray(pixels.astype(np.uint8))


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it has width × height pixels, and holds none of them."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(9_000))) + chunk(b"IEND", b"")


def picture(form: str = "PNG", image: Image.Image | None = None, **options: object) -> bytes:
    """`image`, or a scene, in Pillow's format `form`."""
    file = io.BytesIO()
    (image or scene()).save(file, form, **options)
    return file.getvalue()
