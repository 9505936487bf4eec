"""Narratives × rows × voices → slots: every place in a manifest, with the request that fills it.

A slot that speaks a script cannot say its request before the script is there; `spoken` makes it then.
Slots come sorted by item, row and voice, so that a manifest is sorted without holding it in memory.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from mediagen.errors import ItemError
from mediagen.plan.documents import SIZES, ImageSpec, Item, Narrative, ScriptTemplate, Style
from mediagen.plan.fields import InputSpec
from mediagen.plan.inputs import check_inputs
from mediagen.plan.requests import ImageRequest, Kind, Pairs, Request, ScriptRequest, SpeechRequest
from mediagen.plan.text import fold, narration
from mediagen.plan.variables import render, value_of

STANDARD_STEPS, FAST_STEPS = 28, 4
"""FLUX dev's and schnell's own defaults."""
DEFAULT_STRENGTH = 0.8


@dataclass(frozen=True, slots=True)
class Route:
    """Who makes one kind of media."""

    provider: str
    model: str
    settings: Pairs = ()
    """What [provider.NAME.KIND] says, to be in every request and its key."""
    modes: Mapping[str, tuple[str, Pairs]] = field(default_factory=dict)
    """Mode of pictures → the model and the settings that make it, where they are others."""
    seconds: tuple[float, ...] = ()
    """The lengths that clips can have; none: any."""
    room: int = 0
    """As in ScriptRequest."""
    languages: tuple[str, ...] = ()
    """The languages in which ads are written; none: any."""

    def of(self, mode: str) -> tuple[str, Pairs]:
        """The model and the settings that make pictures of this mode."""
        return self.modes.get(mode, (self.model, self.settings))


@dataclass(frozen=True, slots=True)
class Source:
    """A picture to start from: its digest and the file that holds it."""

    digest: str
    path: str


@dataclass(frozen=True, slots=True)
class Context:
    """What expansion needs to know beyond the document: all of it values or pure functions of values."""

    routes: Mapping[Kind, Route]
    voice: Callable[[str], str]
    """Logical voice → the speech provider's voice."""
    script_template: Callable[[str], tuple[ScriptTemplate, str]]
    """id → template and its digest."""
    style: Callable[[str], tuple[Style, str]]
    source: Callable[[str], Source]
    """`source:` of an image → its bytes' digest and file."""
    audio_format: str
    voices: tuple[str, ...] = ()
    """Instead of the documents' voices."""
    variables: Mapping[str, Any] = field(default_factory=dict)
    """Over the documents' vars."""


class Slot(NamedTuple):
    """One line of a manifest. `request` is None while the `script` that it speaks is not known."""

    document: str
    item: str
    row: str
    position: int
    content_type: str
    kind: Kind
    voice: str
    text: str
    request: Request | None
    script: ScriptRequest | None = None
    fault: ItemError | None = None
    """Why there can be no request: the source of a picture is not to be had."""

    @property
    def id(self) -> str:
        """item, or item/row."""
        return f"{self.item}/{self.row}" if self.row else self.item


class RowValues(Protocol):
    """A row of a list: its id and its fields."""

    @property
    def id(self) -> str: ...
    @property
    def values(self) -> Mapping[str, Any]: ...


def expand(narrative: Narrative, rows: Sequence[RowValues] | None, context: Context) -> Iterator[Slot]:
    """All slots of `narrative`, sorted by (item, row, voice, kind). Documents have been checked before.

    Raises DocumentError or RenderError where a text cannot be filled in.
    """
    items = sorted(enumerate(narrative.items), key=lambda pair: pair[1].id)
    ordered = [None] if rows is None else [*sorted(rows, key=lambda r: r.id)]
    defaults = {name: spec.default for name, spec in narrative.inputs.items() if spec.default is not None}
    base = _as_rows_are({**defaults, **narrative.vars, **context.variables})
    for position, item in items:
        voices = sorted(context.voices or item.voices or narrative.voices)
        maker = _Maker(narrative, item, position, voices, context)
        for row in ordered:
            fields = {} if row is None else row.values
            variables = {**base, **fields, "row": fields} if fields else base
            yield from maker.slots(row.id if row else "", variables)


def _as_rows_are(variables: Mapping[str, Any]) -> dict[str, Any]:
    """`variables` with their text normalised, as the fields of rows have been: blanks at its ends do not show."""
    return {name: narration(value) if isinstance(value, str) else value for name, value in variables.items()}


class _Maker:
    """Makes the slots of one item; what does not depend on the row is worked out once."""

    def __init__(
        self, narrative: Narrative, item: Item, position: int, voices: Sequence[str], context: Context
    ) -> None:
        self._narrative = narrative
        self._item = item
        self._position = position
        self._context = context
        self._speakers = [(v, context.voice(v)) for v in voices] if item.image is None and item.speak else []
        self._template = context.script_template(item.script) if item.script else None

    def slots(self, row: str, variables: Mapping[str, Any]) -> Iterator[Slot]:
        item = self._item
        if item.image is not None:
            try:
                request = self._image(item.image, variables)
            except ItemError as error:
                yield self._slot(row, "image", "", item.image.prompt, None)._replace(fault=error)
            else:
                yield self._slot(row, "image", "", request.prompt, request)
        elif item.script is not None:
            script = self._script(variables)
            yield self._slot(row, "script", "", "", script)
            for voice, _ in self._speakers:
                yield self._slot(row, "speech", voice, "", None, script)
        elif item.text is not None:
            text = narration(render(item.text, variables))
            for voice, own in self._speakers:
                yield self._slot(row, "speech", voice, text, _speech(self._narrative, item, text, own, self._context))

    def _slot(
        self,
        row: str,
        kind: Kind,
        voice: str,
        text: str,
        request: Request | None,
        script: ScriptRequest | None = None,
    ) -> Slot:
        return Slot(
            self._narrative.id,
            self._item.id,
            row,
            self._position,
            self._item.content_type,
            kind,
            voice,
            text,
            request,
            script,
        )

    def _script(self, variables: Mapping[str, Any]) -> ScriptRequest:
        assert self._template is not None
        template, digest = self._template
        given = {
            name: value_of(value, variables) if isinstance(value, str) else value
            for name, value in (self._item.with_ or {}).items()
        }
        return script_request(template, digest, given, self._context.routes["script"])

    def _image(self, spec: ImageSpec, variables: Mapping[str, Any]) -> ImageRequest:
        fields = {"prompt": narration(render(spec.prompt, variables))}
        if spec.negative:
            fields["negative"] = narration(render(spec.negative, variables))
        return image_request(spec.model_copy(update=fields), self._context)


def spoken(slot: Slot, narrative: Narrative, text: str, context: Context) -> SpeechRequest:
    """The request of a slot that speaks a script, once the script's `text` is known."""
    return _speech(narrative, narrative.items[slot.position], narration(text), context.voice(slot.voice), context)


def _speech(narrative: Narrative, item: Item, text: str, own_voice: str, context: Context) -> SpeechRequest:
    route = context.routes["speech"]
    return SpeechRequest(
        provider=route.provider,
        model=route.model,
        voice=own_voice,
        text=spoken_form(text, narrative.lexicon),
        language=narrative.language,
        speed=item.speed or narrative.speed,
        format=narrative.format or context.audio_format,
        settings=route.settings,
    )


def script_request(template: ScriptTemplate, digest: str, given: Mapping[str, Any], route: Route) -> ScriptRequest:
    """The request for a script of `template` with the inputs `given`. Raises ValueError naming each fault."""
    values, faults = check_inputs(template.inputs, given)
    if faults:
        raise ValueError("; ".join(str(fault) for fault in faults))
    return ScriptRequest(
        provider=route.provider,
        model=route.model,
        template=template.id,
        template_digest=digest,
        inputs=_identity(values, template.inputs),
        language=template.language,
        settings=route.settings,
        room=route.room,
        document=template,
        shown=_pairs(values),
    )


def image_request(spec: ImageSpec, context: Context) -> ImageRequest:
    """The request for the picture that `spec` (variables filled in) describes."""
    width, height = SIZES[spec.size]
    style, style_digest = context.style(spec.style) if spec.style else (None, "")
    source = context.source(spec.source) if spec.source else None
    negatives = [n for n in (spec.negative, style.look.negative if style else None) if n]
    route = context.routes["image"]
    model, settings = route.of(spec.mode)
    return ImageRequest(
        provider=route.provider,
        model=model,
        prompt=f"{spec.prompt}, {style.look.prompt}" if style else spec.prompt,
        negative=", ".join(negatives),
        width=width,
        height=height,
        mode=spec.mode,
        steps=spec.steps or (FAST_STEPS if spec.mode == "fast" else STANDARD_STEPS),
        guidance=spec.guidance,
        seed=spec.seed or 0,
        safety=spec.safety,
        style_digest=style_digest,
        style=style,
        source_digest=source.digest if source else "",
        source=source.path if source else None,
        strength=(DEFAULT_STRENGTH if spec.strength is None else spec.strength) if source else 0.0,
        settings=settings,
        focus=spec.focus,
    )


def _identity(values: Mapping[str, Any], specs: Mapping[str, InputSpec]) -> Pairs:
    return _pairs(
        {
            name: fold(value) if specs[name].case == "ignore" and isinstance(value, str) else value
            for name, value in values.items()
        }
    )


def _pairs(values: Mapping[str, Any]) -> Pairs:
    return tuple(sorted(values.items()))


def spoken_form(text: str, lexicon: Mapping[str, str]) -> str:
    """`text` with the words of `lexicon` as they are spoken; whole words, letter case as given there."""
    if not lexicon:
        return text
    return _lexicon_pattern(tuple(lexicon)).sub(lambda m: lexicon[m[0]], text)


@lru_cache(maxsize=64)
def _lexicon_pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)")
