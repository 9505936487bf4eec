"""seed, plan, script, speak, image."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mediagen.cli.state import interruptible, parts, say, say_json, show, want_json, warn

if TYPE_CHECKING:
    from mediagen.commands.one_off import Outcome
    from mediagen.commands.seed import Report, Work
    from mediagen.commands.survey import Selection
    from mediagen.library.documents import Loaded
    from mediagen.plan.expand import Context
    from mediagen.plan.requests import Request
    from mediagen.studio.studio import Studio
    from mediagen.wiring import Parts

Documents = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[DOC]...",
        help="Narratives: ids or files. Without any, all in narratives/.",
        show_default=False,
    ),
]
Voices = Annotated[str | None, typer.Option(metavar="A,B", help="Voices, instead of the documents' own.")]
Only = Annotated[str | None, typer.Option(metavar="KINDS", help="Make only these: script,speech,image.")]
Type = Annotated[
    str | None, typer.Option("--type", metavar="TYPES", help="Make only items of these types, e.g. question.")
]
Match = Annotated[
    str | None, typer.Option(metavar="GLOB", help="Make only items whose id matches, e.g. 'question_0*'.")
]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="A variable or input; stands over the documents' vars."),
]
Jobs = Annotated[int, typer.Option(min=0, max=256, help="Items at once; 0: as many as provider and cores bear.")]
Refresh = Annotated[bool, typer.Option("--refresh", help="Make again what is there (and buy it again).")]
Json = Annotated[bool, typer.Option("--json", callback=want_json, help="Print one JSON object.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Copy the result there.")]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command(epilog=_SEED_EXAMPLES)(seed)
    app.command(epilog=_PLAN_EXAMPLES)(plan)
    app.command(epilog=_SCRIPT_EXAMPLES)(script)
    app.command(epilog=_SPEAK_EXAMPLES)(speak)
    app.command(epilog=_IMAGE_EXAMPLES)(image)


_SEED_EXAMPLES = """\b
Examples:
  mediagen seed
  mediagen seed life_review --voices nova,onyx
  mediagen seed --only speech --type question --json
  mediagen seed goal_visualisation --match 'visualisation/ro*'

Exit status: 0 all is there, 1 some items failed, 130 interrupted (run again to go on).
"""


def seed(
    documents: Documents = None,
    voices: Voices = None,
    only: Only = None,
    type_: Type = None,
    match: Match = None,
    set_: Set = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be made; make nothing.")] = False,
    jobs: Jobs = 0,
    fail_fast: Annotated[bool, typer.Option("--fail-fast", help="Stop at the first failure.")] = False,
    refresh: Refresh = False,
    json: Json = False,
) -> None:
    """Make all that documents declare and is not there yet; write their manifests to output/."""
    if dry_run:
        plan(documents, voices, only, type_, match, set_, refresh, json)
        return
    from mediagen.commands.seed import STAGES, Seeding
    from mediagen.commands.seed import seed as run_seed
    from mediagen.report.progress import progress

    live = parts(jobs)
    loaded, variables = _load(live, documents, voices, set_)
    selection = _selection(only, type_, match)
    with live.cache() as cache, progress(STAGES) as shown:
        studio = live.studio(cache)
        with interruptible(studio):
            works = [_work(live, one) for one in loaded]
            contexts = _contexts(live, loaded, studio, voices, variables)
            how = [
                Seeding(context, selection, live.config.output_dir, live.threads, shown, fail_fast, refresh)
                for context in contexts
            ]
            report = run_seed(works, studio, how)
    _tell_seed(report, json)
    raise typer.Exit(130 if report.interrupted else 1 if report.failed else 0)


def _tell_seed(report: Report, json: bool) -> None:
    if json:
        say_json(report.as_json())
        return
    from mediagen.report.human import span, usd

    rows = [[name, s["items"], s["cached"], s["made"], s["failed"], s["skipped"]] for name, s in report.stages.items()]
    show(["stage", "items", "cached", "made", "failed", "left"], rows)
    for error in report.errors[:20]:
        voice = f" [{error['voice']}]" if error["voice"] else ""
        say(
            f"failed: {error['document']}/{error['item']}{voice}: {error['message']}"
            + (f"\n  → {error['remedy']}" if error["remedy"] else "")
        )
    if len(report.errors) > 20:
        say(f"… and {len(report.errors) - 20} more (see --json)")
    for document, path in report.manifests.items():
        say(f"manifest of {document}: {path}")
    say(
        f"{report.items} items: {report.cached} cached, {report.made} made, {report.failed} failed,"
        f" {report.skipped} left; {report.calls} calls, {usd(report.cost_usd)} spent, {span(report.seconds)}"
    )
    if report.interrupted:
        say("interrupted: run the same command again to go on where it stopped")


_PLAN_EXAMPLES = """\b
Examples:
  mediagen plan
  mediagen plan life_review --voices nova,onyx,rachel --json

Costs marked ≤ are upper bounds: a script that is not written yet decides on the speech made from it.
"""


def plan(
    documents: Documents = None,
    voices: Voices = None,
    only: Only = None,
    type_: Type = None,
    match: Match = None,
    set_: Set = None,
    refresh: Refresh = False,
    json: Json = False,
) -> None:
    """Show what seeding would find in the cache, make and cost. Makes nothing."""
    from mediagen.commands.plan import plan as run_plan

    live = parts()
    loaded, variables = _load(live, documents, voices, set_)
    with live.cache() as cache:
        works = [_work(live, one) for one in loaded]
        contexts = _contexts(live, loaded, None, voices, variables)
        found = run_plan(works, contexts, cache, _selection(only, type_, match), live.row, refresh=refresh)
    if json:
        say_json(found.as_json())
        return
    from mediagen.report.human import usd

    whole = found.as_json()
    rows = [
        [
            x.document,
            x.kind,
            x.provider,
            x.voice,
            x.hits,
            x.misses,
            "unpriced" if x.new_usd is None else ("≤ " if x.at_most else "") + usd(x.new_usd),
            usd(x.saved_usd),
        ]
        for x in found.lines
    ]
    show(["document", "kind", "provider", "voice", "cached", "to make", "cost", "saved"], rows)
    cost = "unpriced" if whole["new_usd"] is None else ("≤ " if whole["at_most"] else "") + usd(whole["new_usd"])
    say(f"{whole['items']} items: {whole['hits']} cached, {whole['misses']} to make for {cost}")


def _load(
    live: Parts, documents: Sequence[str] | None, voices: str | None, assignments: Sequence[str] | None
) -> tuple[list[Loaded], dict[str, Any]]:
    """The documents, checked together with everything they refer to. Raises DocumentError with all faults."""
    from mediagen.commands.check import check_for_seeding
    from mediagen.errors import UsageError

    variables = _assignments(assignments)
    library = live.library
    loaded = [library.narrative(name) for name in documents] if documents else library.all_narratives()
    if not loaded:
        folder = live.config.path(live.config.settings.project.narratives)
        raise UsageError(
            f"{folder}: there is no narrative to work on",
            remedy="`mediagen init` makes a project with examples; or go to one, or use --project DIR",
        )
    unique = list({one.path: one for one in loaded}.values())
    check_for_seeding(library, unique, live.voice, variables, own_voices=voices is None)
    return unique, variables


def _assignments(assignments: Sequence[str] | None) -> dict[str, Any]:
    from mediagen.errors import UsageError

    values = {}
    for one in assignments or ():
        name, equals, value = one.partition("=")
        if not equals or not name.isidentifier():
            raise UsageError(f"--set {one}: not of the form NAME=VALUE")
        values[name] = value
    return values


def _work(live: Parts, loaded: Loaded) -> Work:
    from mediagen.commands.seed import Work
    from mediagen.plan.documents import Narrative

    assert isinstance(loaded.document, Narrative)
    rows = live.library.rows(loaded)
    return Work(loaded.document, None if rows is None else rows.rows)


def _contexts(
    live: Parts,
    loaded: Sequence[Loaded],
    studio: Studio | None,
    voices: str | None,
    variables: dict[str, Any],
) -> list[Context]:
    names = _names(voices)
    return [live.context(one.path.parent, studio, names, variables) for one in loaded]


def _names(text: str | None) -> list[str]:
    return list(dict.fromkeys(n.strip() for n in (text or "").split(",") if n.strip()))


def _selection(only: str | None, types: str | None, match: str | None) -> Selection:
    from typing import cast

    from mediagen.commands.survey import Selection
    from mediagen.errors import UsageError
    from mediagen.plan.requests import KINDS, Kind

    kinds = _names(only)
    wrong = [k for k in kinds if k not in {"script", "speech", "image"}]
    if wrong:
        raise UsageError(f"--only {', '.join(wrong)}: kinds are script, speech, image")
    return Selection(frozenset(cast("list[Kind]", kinds)) or frozenset(KINDS), frozenset(_names(types)), match or "")


_SCRIPT_EXAMPLES = """\b
Examples:
  mediagen script goal_visualisation_sport_only_07 --set sport=Rowing
  mediagen script goal_visualisation_sport_only_07 --set sport="Table Tennis" -o script.txt
"""


def script(
    template: Annotated[str, typer.Argument(help="A script template, e.g. goal_visualisation_sport_only_07.")],
    set_: Set = None,
    output: Output = None,
    refresh: Refresh = False,
    json: Json = False,
) -> None:
    """Write one script, through the same cache."""
    from mediagen.errors import UsageError
    from mediagen.plan.documents import ScriptTemplate
    from mediagen.plan.expand import script_request

    live = parts()
    loaded = live.library.script_template(template)
    assert isinstance(loaded.document, ScriptTemplate)
    try:
        request = script_request(loaded.document, loaded.digest, _assignments(set_), live.route("script"))
    except ValueError as error:
        names = ", ".join(loaded.document.inputs) or "none"
        raise UsageError(f"{template}: {error}", remedy=f"give inputs with --set; it takes: {names}") from None
    shown = ", ".join(str(value) for _, value in request.shown)
    outcome = _one_off(live, request, output, refresh, content_type="script", text=f"{template}: {shown}")
    if json:
        say_json({**outcome.as_json(), "text": outcome.path.read_text(encoding="utf-8")})
    elif output is None:
        say(outcome.path.read_text(encoding="utf-8"))
    else:
        _tell_one(outcome)


_SPEAK_EXAMPLES = """\b
Examples:
  mediagen speak "Welcome back." --voice nova -o welcome.mp3
  mediagen speak @script.txt --voice onyx --speed 0.9 --format wav
  echo "Breathe in." | mediagen speak - --voice rachel
"""


def speak(
    text: Annotated[str, typer.Argument(help="The text; @FILE reads a file, - reads standard input.")],
    voice: Annotated[str, typer.Option(help="`mediagen voices` lists them.")] = "nova",
    speed: Annotated[float, typer.Option(min=0.7, max=1.2, help="1 is the voice's own rate.")] = 1.0,
    format_: Annotated[str | None, typer.Option("--format", metavar="mp3|wav", help="Audio format.")] = None,
    language: Annotated[str, typer.Option(metavar="CODE", help="Language of the text.")] = "en",
    output: Output = None,
    refresh: Refresh = False,
    json: Json = False,
) -> None:
    """Speak one text, through the same cache."""
    from mediagen.errors import UsageError
    from mediagen.plan.requests import SpeechRequest
    from mediagen.plan.text import narration

    live = parts()
    words = narration(_read_text(text))
    wanted = format_ or live.config.settings.speech.format
    if not words:
        raise UsageError("there is no text to speak")
    if wanted not in {"mp3", "wav"}:
        raise UsageError(f"--format {wanted}: formats are mp3 and wav")
    try:
        own = live.voice(voice)
    except LookupError as error:
        raise UsageError(f"--voice: {error}", remedy="`mediagen voices` lists them") from None
    route = live.route("speech")
    request = SpeechRequest(
        provider=route.provider,
        model=route.model,
        voice=own,
        text=words,
        language=language,
        speed=round(speed, 4),
        format=wanted,
    )
    outcome = _one_off(live, request, output, refresh, content_type="speech", text=words, voice=voice)
    _tell_json_or_line(outcome, json)


def _read_text(text: str) -> str:
    import sys

    from mediagen.errors import UsageError

    try:
        if text == "-":
            return sys.stdin.read()
        return Path(text[1:]).read_text(encoding="utf-8") if text.startswith("@") else text
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{text}: cannot be read as UTF-8 text: {error}") from error


_IMAGE_EXAMPLES = """\b
Examples:
  mediagen image "a rowing eight on a misty river at dawn" --style luxury -o rowing.jpg
  mediagen image "portrait of a coach" --size portrait_4_3 --fast --seed 7
  mediagen image "the same, at night" --source photo.jpg --strength 0.6
"""


def image(
    prompt: Annotated[str, typer.Argument(help="What the picture shows.")],
    size: Annotated[str, typer.Option(help="`mediagen sizes` lists them.")] = "square_hd",
    style: Annotated[str | None, typer.Option(help="`mediagen styles` lists them.")] = None,
    fast: Annotated[bool, typer.Option("--fast", help="Mode fast: 1 to 12 steps.")] = False,
    steps: Annotated[int | None, typer.Option(help="Diffusion steps; default 28, fast 4.")] = None,
    seed_: Annotated[int, typer.Option("--seed", min=0, help="Another seed, another picture.")] = 0,
    guidance: Annotated[float, typer.Option(min=0, max=20, help="How closely the prompt is followed.")] = 3.5,
    negative: Annotated[str | None, typer.Option(help="What it must not show.")] = None,
    source: Annotated[str | None, typer.Option(metavar="FILE|URL", help="Start from this picture.")] = None,
    strength: Annotated[float | None, typer.Option(min=0, max=1, help="0 keeps the source, 1 ignores it.")] = None,
    safety: Annotated[bool, typer.Option(help="Ask the provider's safety checker.")] = True,
    output: Output = None,
    refresh: Refresh = False,
    json: Json = False,
) -> None:
    """Make one picture, through the same cache."""
    from mediagen.commands.check import image_spec
    from mediagen.plan.expand import image_request

    mode = "image_to_image" if source else "fast" if fast else "standard"
    spec = image_spec(
        {
            "prompt": prompt,
            "size": size,
            "style": style,
            "mode": mode,
            "steps": steps,
            "seed": seed_,
            "guidance": guidance,
            "negative": negative,
            "source": source,
            "strength": strength,
            "safety": safety,
        }
    )
    live = parts()
    with live.cache() as cache:
        studio = live.studio(cache)
        request = image_request(spec, live.context(Path.cwd(), studio))
        outcome = _run_one(studio, request, output, refresh, content_type="image", text=spec.prompt)
    _tell_json_or_line(outcome, json)


def _one_off(live: Parts, request: Request, output: Path | None, refresh: bool, **labels: str) -> Outcome:
    with live.cache() as cache:
        return _run_one(live.studio(cache), request, output, refresh, **labels)


def _run_one(studio: Studio, request: Request, output: Path | None, refresh: bool, **labels: str) -> Outcome:
    from mediagen.commands.one_off import one_off
    from mediagen.studio.studio import Labels

    with interruptible(studio):
        return one_off(studio, request, Labels(**labels), output, refresh=refresh)


def _tell_json_or_line(outcome: Outcome, json: bool) -> None:
    if json:
        say_json(outcome.as_json())
    else:
        _tell_one(outcome)


def _tell_one(outcome: Outcome) -> None:
    from mediagen.report.human import size, span

    entry = outcome.made.entry
    length = f", {entry.facts['duration_s']:.1f} s" if "duration_s" in entry.facts else ""
    pixels = f", {entry.facts['width']}×{entry.facts['height']}" if "width" in entry.facts else ""
    if entry.offline:
        warn(f"made offline by {entry.model}, not by a paid service")
    say(f"{outcome.path}")
    what = f"{entry.media_type}, {size(entry.size)}{length}{pixels}"
    warn(f"{outcome.made.how} in {span(outcome.seconds)}: {what}")
