"""A film cut into segments that are encoded on their own: pieces of the scenes' bodies, and the transitions between.

Only what can be seen in a segment is in it, told from its own first frame: what looks the same is equal, and so is
made once. A change in one scene makes those pieces of its body anew that show it, and its two transitions where they
do, nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mediagen.plan.film import Camera, Canvas, Encoding, Layer, Picture, Segment, Shot, Transition
from mediagen.plan.timeline import Span, Timeline

LONGEST = 120
"""Frames of a piece of a body at most. Each begins with a key frame and an encoder of its own: cut at 120 a film takes
a fiftieth more time than in whole bodies and no more bytes, cut at 90 a tenth more and a twentieth. The end card is one
piece: once all of it is there it stands still and is merely repeated, and key frames would be seen to move in it."""


@dataclass(frozen=True, slots=True)
class Part:
    """A segment's place in the film. `name` is for people; `scenes` (from 1) are those that show in it."""

    name: str
    span: Span
    scenes: tuple[int, ...]


def parts(timeline: Timeline) -> tuple[Part, ...]:
    """The film's segments in their order: scene 1 in pieces, scene 1 to 2, scene 2 …; a cut is no segment."""
    found: list[Part] = []
    into: tuple[Transition | None, ...] = (None, *timeline.transitions)
    for number, (body, transition) in enumerate(zip(timeline.bodies, into, strict=True), start=1):
        if transition is not None:
            span = Span(transition.first, transition.frames)
            found.append(Part(f"scene {number - 1} to {number}", span, (number - 1, number)))
        last = number == len(timeline.bodies)
        found += _pieces(body, number, 1 if last else -(-body.frames // LONGEST))
    return tuple(found)


def _pieces(body: Span, number: int, count: int) -> Iterator[Part]:
    """A scene's body in that many pieces, equally long to the frame: of a picture that stands, they are the same."""
    for piece in range(count):
        first, end = (body.first + body.frames * n // count for n in (piece, piece + 1))
        name = f"scene {number}, part {piece + 1}" if count > 1 else f"scene {number}"
        yield Part(name, Span(first, end - first), (number,))


def segments(
    timeline: Timeline,
    views: Sequence[tuple[Picture, Camera | None]],
    layers: Sequence[Layer],
    canvas: Canvas,
    encoding: Encoding,
    dip: str,
) -> tuple[Segment, ...]:
    """One segment per part. `views`: what each scene shows, and how the camera moves over it, for the whole of its
    shot; `layers` have frames of the film; `dip`: the colour that transitions of this kind go through.
    """
    into = {t.first: replace(t, first=0, color=dip if t.kind == "dip" else t.color) for t in timeline.transitions if t}
    return tuple(
        Segment(
            canvas=canvas,
            frames=part.span.frames,
            shots=tuple(_shot(*views[n - 1], timeline.shots[n - 1], part.span) for n in part.scenes),
            transition=into[part.span.first] if len(part.scenes) > 1 else None,
            layers=tuple(_visible(layers, part.span, moving=any(_moves(*views[n - 1]) for n in part.scenes))),
            encoding=encoding,
        )
        for part in parts(timeline)
    )


def _moves(picture: Picture, camera: Camera | None) -> bool:
    return picture.role == "clip" or (camera is not None and camera.moves)


def _shot(picture: Picture, camera: Camera | None, shot: Span, part: Span) -> Shot:
    """A shot as its part sees it; one in which nothing moves has no past and no future."""
    if not _moves(picture, camera):
        return Shot(0, part.frames, picture, camera)
    return Shot(shot.first - part.first, shot.frames, picture, camera)


def _visible(layers: Sequence[Layer], part: Span, *, moving: bool) -> Iterator[Layer]:
    """What of the layers the part shows. One that is painted to suit a moving picture knows all of its time, so that
    it looks the same in each piece of it.
    """
    for layer in layers:
        first, end = layer.first - part.first, layer.first - part.first + layer.frames
        if end > 0 and first < part.frames:
            whole = moving and layer.adapts
            yield replace(layer, first=first) if whole else _trimmed(layer, first, end, part.frames)


def _trimmed(layer: Layer, first: int, end: int, frames: int) -> Layer:
    """The layer, from `first` to `end` of a part of `frames`; an entrance or exit that is not seen there is left out.

    It still has a past (a negative `first`) where its entrance reaches into the part.
    """
    begin, stop = first, end
    if first < 0 and first + layer.enter_frames <= 0:
        layer, begin = replace(layer, enter="none", enter_frames=0), 0
    if end > frames and end - layer.leave_frames >= frames:
        layer, stop = replace(layer, leave="none", leave_frames=0), frames
    words = tuple(
        (letter, end_letter, said + first - begin, over + first - begin)
        for letter, end_letter, said, over in layer.words
        if said + first < frames and over + first >= 0
    )
    return replace(layer, first=begin, frames=stop - begin, words=words)
