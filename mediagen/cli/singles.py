"""script, speak and image: one thing, through the same cache."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mediagen.cli import completion
from mediagen.cli.money import MaxCost, buying, limited, warn_of_models
from mediagen.cli.options import Json, Output, Refresh, Set, among, assignments_of, one_of, writable
from mediagen.cli.single_report import tell_how, tell_json_or_line, tell_one
from mediagen.cli.state import say, say_json

if TYPE_CHECKING:
    from mediagen.commands.one_off import Outcome
    from mediagen.plan.requests import Request
    from mediagen.studio.studio import Studio
    from mediagen.wiring import Parts


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command(epilog=_SCRIPT_EXAMPLES)(script)
    app.command(epilog=_SPEAK_EXAMPLES)(speak)
    app.command(epilog=_IMAGE_EXAMPLES)(image)


_SCRIPT_EXAMPLES = """\b
Examples:
  mediagen script goal_visualisation_sport_only_07 --set sport=Rowing
  mediagen script goal_visualisation_sport_only_07 --set sport="Table Tennis" -o script.txt
"""


def script(
    template: Annotated[
        str,
        typer.Argument(
            metavar="TEMPLATE",
            help="A script template, e.g. goal_visualisation_sport_only_07.",
            autocompletion=completion.script_templates,
        ),
    ],
    set_: Set = None,
    output: Output = None,
    refresh: Refresh = False,
    max_cost: MaxCost = None,
    json: Json = False,
) -> None:
    """Write one script, and print it."""
    from mediagen.errors import UsageError
    from mediagen.plan.documents import ScriptTemplate
    from mediagen.plan.expand import script_request

    live = limited(0, max_cost)
    loaded = live.library.script_template(template)
    assert isinstance(loaded.document, ScriptTemplate)
    try:
        request = script_request(loaded.document, loaded.digest, assignments_of(set_), live.route("script"))
    except ValueError as error:
        names = ", ".join(loaded.document.inputs) or "none"
        raise UsageError(f"{template}: {error}", remedy=f"give inputs as --set NAME=VALUE; it takes: {names}") from None
    warn_of_models(live, "script")
    shown = ", ".join(str(value) for _, value in request.shown)
    outcome = _one_off(live, request, output, refresh, content_type="script", text=f"{template}: {shown}")
    if json:
        say_json({**outcome.as_json(), "text": outcome.blob.read_text(encoding="utf-8")})
    elif output is None:
        say(outcome.blob.read_text(encoding="utf-8"))
        tell_how(outcome)
    else:
        tell_one(outcome)


_AUDIO = ("mp3", "wav")
_SPEAK_EXAMPLES = """\b
Examples:
  mediagen speak "Welcome back." --voice nova -o welcome.mp3
  mediagen speak @script.txt --voice onyx --speed 0.9 --format wav
  echo "Breathe in." | mediagen speak - --voice rachel
"""


def speak(
    text: Annotated[
        str, typer.Argument(metavar="TEXT", help="The text; @FILE reads it from a file, - from standard input.")
    ],
    voice: Annotated[
        str, typer.Option(metavar="NAME", help="`mediagen voices` lists them.", autocompletion=completion.voices)
    ] = "nova",
    speed: Annotated[
        float, typer.Option(metavar="N", min=0.7, max=1.2, help="1 is the voice's own rate.", show_default=True)
    ] = 1.0,
    format_: Annotated[
        str | None, among(_AUDIO, "Default: as --output is named, else as configured.", "--format")
    ] = None,
    language: Annotated[str, typer.Option(metavar="CODE", help="Language of the text.")] = "en",
    output: Output = None,
    refresh: Refresh = False,
    max_cost: MaxCost = None,
    json: Json = False,
) -> None:
    """Speak one text."""
    from mediagen.errors import UsageError
    from mediagen.plan.requests import SpeechRequest

    live = limited(0, max_cost)
    named = output.suffix.lower()[1:] if output else ""
    default = named if named in _AUDIO else live.config.settings.speech.format
    try:
        own = live.voice(voice)
    except LookupError as error:
        raise UsageError(f"--voice: {error}", remedy="`mediagen voices` tells more") from None
    route = live.route("speech")
    warn_of_models(live, "speech", voices=[voice])
    request = SpeechRequest(
        provider=route.provider,
        model=route.model,
        voice=own,
        text=_words(text),
        language=language,
        speed=round(speed, 4),
        format=one_of(format_, _AUDIO, "--format") or default,
        settings=route.settings,
    )
    outcome = _one_off(live, request, output, refresh, content_type="speech", text=request.text, voice=voice)
    tell_json_or_line(outcome, json)


_LONGEST = 100_000
"""Characters; as in documents."""
_MOST_BYTES = 4 * _LONGEST
"""What so many characters can take in UTF-8; no more is read."""


def _words(text: str) -> str:
    from mediagen.errors import UsageError
    from mediagen.plan.text import narration

    words = narration(writable(_read_text(text), "the text"))
    if not words:
        raise UsageError("there is no text to speak", remedy="give some: TEXT, @FILE, or - for standard input")
    if len(words) > _LONGEST:
        raise _too_long(f"{len(words):,}")
    return words


def _read_text(text: str) -> str:
    import sys

    from mediagen.errors import UsageError

    if text != "-" and not text.startswith("@"):
        return text
    if text == "-" and sys.stdin is None:
        raise UsageError("standard input is closed", remedy="give the text itself, or @FILE")
    try:
        if text == "-":
            data = sys.stdin.buffer.read(_MOST_BYTES + 1)
        else:
            with Path(text[1:]).open("rb") as file:
                data = file.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            raise _too_long(f"more than {_LONGEST:,}")
        return data.decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"{text}: {error.strerror}", remedy="@ means a file of this name") from error
    except UnicodeDecodeError as error:
        what = f"byte 0x{error.object[error.start]:02X} at offset {error.start:,} is not UTF-8"
        raise UsageError(f"{text}: {what}", remedy="the text must be UTF-8") from error


def _too_long(length: str) -> Exception:
    from mediagen.errors import UsageError

    return UsageError(
        f"the text has {length} characters, the limit is {_LONGEST:,}",
        remedy="speak it in parts, or as items of a document",
    )


_IMAGE_EXAMPLES = """\b
Examples:
  mediagen image "a rowing eight on a misty river at dawn" --style luxury -o rowing.jpg
  mediagen image "portrait of a coach" --size portrait_4_3 --fast --seed 7
  mediagen image "the same, at night" --source photo.jpg --strength 0.6
"""


def image(
    prompt: Annotated[str, typer.Argument(metavar="PROMPT", help="What the picture shows.")],
    size: Annotated[
        str, typer.Option(metavar="SIZE", help="`mediagen sizes` lists them.", autocompletion=completion.sizes)
    ] = "square_hd",
    style: Annotated[
        str | None,
        typer.Option(metavar="STYLE", help="`mediagen styles` lists them.", autocompletion=completion.styles),
    ] = None,
    fast: Annotated[bool, typer.Option("--fast", help="Mode fast: 1 to 12 steps.")] = False,
    steps: Annotated[int | None, typer.Option(metavar="N", help="Diffusion steps; default 28, fast 4.")] = None,
    seed_: Annotated[int, typer.Option("--seed", metavar="N", min=0, help="Another seed, another picture.")] = 0,
    guidance: Annotated[
        float, typer.Option(metavar="N", min=0, max=20, help="How closely the prompt is followed.")
    ] = 3.5,
    negative: Annotated[str | None, typer.Option(metavar="TEXT", help="What it must not show.")] = None,
    source: Annotated[str | None, typer.Option(metavar="FILE|URL", help="Start from this picture.")] = None,
    strength: Annotated[
        float | None, typer.Option(metavar="N", min=0, max=1, help="0 keeps the source, 1 ignores it.")
    ] = None,
    safety: Annotated[bool, typer.Option(help="Ask the provider's safety checker.")] = True,
    output: Output = None,
    refresh: Refresh = False,
    max_cost: MaxCost = None,
    json: Json = False,
) -> None:
    """Make one picture."""
    from mediagen.commands.check import image_spec
    from mediagen.errors import UsageError
    from mediagen.plan.expand import image_request

    if source and fast:
        raise UsageError("--fast and --source exclude each other", remedy="an image to start from has its own mode")
    mode = "image_to_image" if source else "fast" if fast else "standard"
    spec = image_spec(
        {
            "prompt": writable(prompt, "the prompt"),
            "size": size,
            "style": style,
            "mode": mode,
            "steps": steps,
            "seed": seed_,
            "guidance": guidance,
            "negative": negative and writable(negative, "--negative"),
            "source": source,
            "strength": strength,
            "safety": safety,
        }
    )
    live = limited(0, max_cost)
    warn_of_models(live, "image")
    with live.cache() as cache:
        studio = live.studio(cache)
        request = image_request(spec, live.context(Path.cwd(), studio, refresh=refresh))
        outcome = _run_one(studio, request, output, refresh, content_type="image", text=spec.prompt)
    tell_json_or_line(outcome, json)


def _one_off(live: Parts, request: Request, output: Path | None, refresh: bool, **labels: str) -> Outcome:
    from mediagen.commands.refusals import asking

    if (refusal := asking(live.rows)(request)) is not None:
        raise refusal.error()
    with live.cache() as cache:
        return _run_one(live.studio(cache), request, output, refresh, **labels)


def _run_one(studio: Studio, request: Request, output: Path | None, refresh: bool, **labels: str) -> Outcome:
    from mediagen.commands.one_off import one_off
    from mediagen.errors import UsageError
    from mediagen.studio.studio import Labels

    if output is not None and output.is_dir():
        raise UsageError(f"--output {output}: is a folder", remedy="name a file in it")
    with buying(studio):
        return one_off(studio, request, Labels(**labels), output, refresh=refresh)
