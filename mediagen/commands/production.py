"""A film on its way through the stages of a render."""

from __future__ import annotations

from dataclasses import dataclass, field

from mediagen.cache.entries import Entry
from mediagen.cache.store import Cache
from mediagen.errors import MediagenError
from mediagen.plan.ad_requests import Seen
from mediagen.plan.ad_script import AdScript
from mediagen.plan.captions import Caption
from mediagen.plan.expand import Context
from mediagen.plan.requests import SegmentRequest
from mediagen.plan.segments import Part, parts
from mediagen.plan.staging import Blob
from mediagen.plan.storyboard import Film, Scene
from mediagen.plan.timeline import Timeline


@dataclass(slots=True)
class Production:
    """A film on its way: what is there of it so far. `error`: why it cannot be made."""

    film: Film
    context: Context
    scene: int | None = None
    """Only this scene (from 1), without its transitions and without sound."""
    own: dict[str, Blob] = field(default_factory=dict)
    """The ad's own files by the names that it gives them."""
    seen: Seen | None = None
    """What its product's picture shows, where that was looked at."""
    looked: Entry | None = None
    """The entry of that."""
    script: AdScript | None = None
    voices: list[Entry | Blob | None] = field(default_factory=list)
    """By scene; recordings of the ad's own are blobs."""
    stills: list[Entry | Blob | None] = field(default_factory=list)
    clips: list[Entry | None] = field(default_factory=list)
    """Made from the stills, where scenes are animated."""
    written: Entry | None = None
    """Its script's entry, where it was written."""
    composed: Entry | None = None
    """Its music's entry, where it was composed."""
    music: Blob | None = None
    timeline: Timeline | None = None
    captions: tuple[Caption, ...] = ()
    requests: list[SegmentRequest] = field(default_factory=list)
    segments: list[Entry] = field(default_factory=list)
    sound: Entry | None = None
    finished: Entry | None = None
    error: MediagenError | None = None
    faults: list[MediagenError] = field(default_factory=list)
    """What else is wrong with it."""
    made: set[str] = field(default_factory=set)
    """Keys of what was made for it now."""

    @property
    def words(self) -> AdScript:
        """Its script, which is there."""
        assert self.script is not None
        return self.script

    @property
    def said(self) -> list[str]:
        """Its script's words that are heard in each scene, as Film.said has them."""
        return self.film.said([scene.voice for scene in self.words.scenes])

    @property
    def recordings(self) -> list[Blob | None]:
        """The ad's own voice-overs, by scene."""
        return [self._recording(scene) if scene.recording else None for scene in self.film.scenes]

    def _recording(self, scene: Scene) -> Blob:
        from mediagen.video.recording import heard_ms

        own = self.own[scene.recording]
        first, end = heard_ms(own.digest, own.path)
        return Blob(own.digest, own.path, end - first, (first, end))

    @property
    def when(self) -> Timeline:
        """Its timeline, which is there."""
        assert self.timeline is not None
        return self.timeline

    @property
    def timed_by(self) -> str | None:
        """What its captions are timed by: the voices' words, all of them, or in proportion to their length."""
        exact = all(caption.exact for caption in self.captions)
        return ("words" if exact else "proportional") if self.captions else None

    @property
    def bought(self) -> list[Entry]:
        """What providers made for it, music aside; not what is the ad's own."""
        entries = (self.looked, self.written, *self.voices, *self.stills, *self.clips)
        return [e for e in entries if isinstance(e, Entry)]

    @property
    def made_of(self) -> list[Entry]:
        """All that was made for it, as far as it is there."""
        return [e for e in (*self.bought, self.composed, *self.segments, self.sound, self.finished) if e is not None]

    @property
    def cost_usd(self) -> float:
        """What all of that cost, in USD; what is in it twice was bought once."""
        return sum({entry.key: entry.cost_usd for entry in self.made_of}.values())

    @property
    def offline(self) -> bool:
        """Whether words, voices or pictures in it are an offline provider's."""
        return any(entry.offline for entry in self.bought)

    @property
    def logo(self) -> Blob | None:
        """The brand's, if the ad has one."""
        return self.own.get(self.film.logo)

    @property
    def packshot(self) -> Blob | None:
        """The product's picture, if the ad has one."""
        return self.own.get(self.film.image)

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return self.film.name + (f".scene{self.scene}" if self.scene else "")

    @property
    def parts(self) -> tuple[Part, ...]:
        """The segments that are wanted of it."""
        return tuple(part for part in parts(self.when) if self.scene is None or part.scenes == (self.scene,))


def duration_ms(part: Entry | Blob | None) -> int:
    """How long what was made, or is the ad's own, lasts; 0 for nothing."""
    if isinstance(part, Blob):
        return part.duration_ms
    return round(float(part.facts.get("duration_s", 0.0)) * 1_000) if part else 0


def blob_of(cache: Cache, entry: Entry) -> Blob:
    """What was made, as a part of something else. To have its bytes here is the gatherer's."""
    return Blob(entry.digest, cache.blobs.path(entry.digest, entry.media_type), duration_ms(entry))
