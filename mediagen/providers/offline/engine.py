"""The speech engine: hibari's phonemiser and network (Apache-2.0), shared by all threads."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from threading import Lock, local
from typing import TYPE_CHECKING, Any, cast
from weakref import WeakValueDictionary

import numpy as np

from mediagen.providers.offline.dictionaries import phonemiser
from mediagen.providers.offline.homographs import settle
from mediagen.providers.offline.intonation import bend
from mediagen.providers.offline.vocoder import HOP, RATE, breath, paced, synthesise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from mediagen.providers.offline.tunes import Tune
    from mediagen.providers.offline.voices import Recipe

    Floats = NDArray[np.floating[Any]]

PHONE_FRAMES = 2
"""Frames per unit of the model's durations."""
_ONSET = 12
"""Frames before the first phoneme's time in which its sound may already come up."""
_PACES = (
    (0.65, 0.6325), (0.7, 0.7114), (0.75, 0.7314), (0.8, 0.8048), (0.85, 0.9049), (0.9, 0.9662), (0.95, 0.9873),
    (1.0, 1.0), (1.05, 1.0153), (1.1, 1.0325), (1.15, 1.0528), (1.2, 1.0979), (1.25, 1.1435), (1.3, 1.16),
)  # fmt: skip
"""Speed asked of the network, and speed reached (measured on 12 sentences): it rounds each phoneme to 25 ms, so it
falls short or overshoots. `paced` makes up the difference; the whole by `paced` alone costs 0.1 DNSMOS more."""
_STRESS = "ˈ"
_SILENT = frozenset(' ;:,.!?—…"“”()')


@dataclass(frozen=True, slots=True)
class Phones:
    """What the network reads: phoneme `ids` (no padding), for each the chunk of text it belongs to, and whether
    it is a sound and not a blank or a mark, and whether a stressed vowel begins.
    """

    ids: list[int]
    owner: list[int]
    spoken: list[bool]
    stressed: list[bool]

    def __getitem__(self, part: slice) -> Phones:
        return Phones(self.ids[part], self.owner[part], self.spoken[part], self.stressed[part])


@dataclass(frozen=True, slots=True)
class Sound:
    """`samples`, mono float32 at RATE, and `edges`: the seconds at which each id starts, and the last ends."""

    samples: Floats
    edges: NDArray[np.float64]


class Engine:
    """hibari's network and phonemiser, loaded once; every method may be called from many threads at once."""

    def __init__(self) -> None:
        # Read once, at its import: without it onnxruntime 1.31 leaves a device id at home and calls its maker.
        os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
        import onnxruntime as ort

        assets = Path(import_module("hibari.tts").ASSETS)
        model = Path(import_module("hibari.voices").voice_path("heart")).read_bytes()
        options = ort.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3
        options.enable_mem_pattern = False  # a plan for each length of text: 30 MB, and no faster
        # Operators are not tried out as functions of simpler ones, of which none is: a sixth of the time.
        options.add_session_config_entry("session.disable_aot_function_inlining", "1")
        self._session = ort.InferenceSession(
            _with_output(model, "/Clip_output_0"), options, providers=["CPUExecutionProvider"]
        )
        self._vocabulary: dict[str, int] = json.loads((assets / "vocab.json").read_text(encoding="utf-8"))
        bytes(10 << 20)  # gone at once: glibc now keeps free blocks of that size, which saves a tenth of speech
        self._noise = breath()
        self._g2p = phonemiser()
        self._g2p("Qzzrth", normalize_text=False)  # loads the net for unknown words before threads race for it

    def known(self, word: str) -> bool:
        """Whether the lower-case `word`, or what it is a plain form of, is in the dictionary."""
        entries = self._g2p.lexicon.golds
        stems = (word, word.removesuffix("s"), word.removesuffix("ed"), word.removesuffix("ing"))
        return any(stem.lower() in entries.d or stem.capitalize() in entries.d for stem in stems if len(stem) > 1)

    def phones(self, chunks: Sequence[str]) -> Phones:
        """Phonemes of one sentence, given as its chunks: words in plain letters, punctuation attached."""
        ids: list[int] = []
        owner: list[int] = []
        spoken: list[bool] = []
        stressed: list[bool] = []
        chunk = 0
        tokens = self._g2p.tokenize(" ".join(chunks))
        settle(tokens)
        for token in self._g2p.phonemize_tokens(tokens):
            text = (token.phonemes or "") + (" " if token.whitespace else "")
            found = [c for c in text if c in self._vocabulary]
            ids += [self._vocabulary[c] for c in found]
            owner += [chunk] * len(found)
            stressed += [c == _STRESS for c in found]
            for c in found:  # the blank after a word is where its last sound dies away
                spoken.append(c not in _SILENT or (c == " " and bool(spoken) and spoken[-1]))
            chunk += bool(token.whitespace)
        return Phones(ids, owner, spoken, stressed)

    def speak(self, phones: Phones, recipe: Recipe, speed: float, tune: Tune, first_frame: int = 0) -> Sound:
        """The sound of phonemes in a voice, with the melody of what they end. `first_frame` is where in the noise it
        starts.
        """
        asked, reached = min(_PACES, key=lambda pace: abs(np.log(pace[1] / speed)))
        feeds = {"ids": np.array([[0, *phones.ids, 0]], np.int64), "speed": np.array([asked], np.float32)}
        *batches, durations = self._session.run(None, feeds)
        edges = np.cumsum(durations.ravel()[:-1]) * PHONE_FRAMES
        first, last = max(0, int(edges[0]) - _ONSET), int(edges[-1])  # around it is silence: a fifth of the work
        parts = [part[0, ..., first:last] for part in batches]
        stressed = max((i for i, stress in enumerate(phones.stressed) if stress), default=0)
        parts.append(bend(parts[-1], int(edges[stressed]) - first, tune))
        spectra, factor = paced(parts, speed / reached)
        return Sound(synthesise(spectra, recipe, self._noise, first_frame), (edges - first) * (HOP / RATE / factor))


_LOADING = Lock()
_LOADED = WeakValueDictionary[str, Engine]()
_HELD = local()


def engine() -> Engine:
    """The one engine of this process, loaded at the first call (about half a second).

    It takes 80 MB, and goes with the last thread that has asked for it: so pictures, which come after the voices of a
    film, have that memory.
    """
    with _LOADING:
        _HELD.engine = _LOADED.get("") or Engine()
        _LOADED[""] = _HELD.engine
        return cast("Engine", _HELD.engine)


def _with_output(model: bytes, name: str) -> bytes:
    """The ONNX `model` with one more graph output, `name`: an inner value made visible.

    Protocol buffers merge what is appended: field 7 of ModelProto is the graph, field 12 of GraphProto an
    output, field 1 of ValueInfoProto its name (onnx.proto3). Good for names under 120 bytes.
    """
    value = b"\x0a" + bytes([len(name)]) + name.encode()
    graph = b"\x62" + bytes([len(value)]) + value
    return model + b"\x3a" + bytes([len(graph)]) + graph
