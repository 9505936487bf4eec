"""voices, sizes, styles, providers: what there is to choose from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mediagen.cli.money import buying, warn_of_settings
from mediagen.cli.options import Json
from mediagen.cli.state import near, parts, say, say_json, show, warn

if TYPE_CHECKING:
    from pathlib import Path

    from mediagen.providers.protocol import Row, VoiceInfo
    from mediagen.wiring import Parts


def register(app: typer.Typer) -> None:
    """Add these commands."""
    for command, epilog in (
        (voices, _VOICES_EXAMPLES),
        (sizes, _SIZES_EXAMPLES),
        (styles, _STYLES_EXAMPLES),
        (providers, _PROVIDERS_EXAMPLES),
    ):
        app.command(epilog=epilog)(command)


_VOICES_EXAMPLES = """\b
Examples:
  mediagen voices
  mediagen voices --samples                      hear them: output/voices/
  mediagen voices --account                      those of your account with the provider
  mediagen speak "Good morning." --voice onyx

A line [voices.NAME] in mediagen.toml gives one of a provider's own voices a name for your documents.
"""


def voices(
    samples: Annotated[
        bool, typer.Option("--samples", help="Also make a spoken sample of each, in output/voices/.")
    ] = False,
    account: Annotated[
        bool,
        typer.Option("--account", help="The voices that your account has; asks the speech provider's server."),
    ] = False,
    json: Json = False,
) -> None:
    """List voices: names that documents use, and whose they are."""
    live = parts()
    route = live.route("speech")
    provider, row = route.provider, live.row("speech", route.provider)
    named = _named(live, provider)
    own = _of_account(live, row) if account else [*_offered(row, route.model), *_by_id(row, named.values())]
    called = {v: [name for name, its in named.items() if its in {v.name, v.id}] for v in own}
    if samples:
        _samples(live, own)
    if json:
        values = [{**_as_json(v), "provider": provider, "also": called[v]} for v in own]
        say_json({"schema": 1, "provider": provider, "voices": values})
        return
    ids = any(v.id for v in own)
    show(
        ["voice", "language", "gender", "description", "by", "its own name", *(["its id"] if ids else [])],
        [
            [
                *[", ".join(called[v]) or v.name, v.language, v.gender, _described(v), provider, v.name],
                *([v.id] if ids else []),
            ]
            for v in sorted(own, key=lambda v: not called[v])
        ],
    )


def _as_json(voice: VoiceInfo) -> dict[str, Any]:
    ends = voice.ends.isoformat() if voice.ends else None
    return {**asdict(voice), "id": voice.id or voice.name, "ends": ends}


def _described(voice: VoiceInfo) -> str:
    return voice.description + (f"; ends on {voice.ends.isoformat()}" if voice.ends else "")


def _named(live: Parts, provider: str) -> dict[str, str]:
    """The voices of documents that are one of the provider's: each with its name or id."""
    lines = live.config.settings.voices
    return {name: line[provider] for name, line in lines.items() if provider in line}


def _offered(row: Row, model: str) -> list[VoiceInfo]:
    """The row's voices that this model has."""
    from mediagen.plan.requests import SpeechRequest

    def has(voice: VoiceInfo) -> bool:
        wanted = SpeechRequest(provider=row.name, model=model, voice=voice.id or voice.name, text=voice.name)
        refusal = row.refuses(wanted) if row.refuses else None
        return refusal is None or refusal.field != "voice"

    return [voice for voice in row.voices if has(voice)]


def _by_id(row: Row, named: Iterable[str]) -> list[VoiceInfo]:
    """The voices that mediagen.toml names by their ids and that the row does not list."""
    from mediagen.providers.protocol import VoiceInfo

    known = {v.name for v in row.voices} | {v.id for v in row.voices}
    return [VoiceInfo(name, "", "", "named in mediagen.toml") for name in dict.fromkeys(named) if name not in known]


def _of_account(live: Parts, row: Row) -> Sequence[VoiceInfo]:
    from mediagen.errors import UsageError

    if row.account_voices is None:
        raise UsageError(
            f"--account: {row.name} has no list of an account's voices", remedy="`mediagen voices` lists its own"
        )
    return row.account_voices(live.access(row))


_NO_FILE_NAME = re.compile(r'[<>:"/\\|?*]')
"""What some system does not have in names of files."""


def _samples(live: Parts, voices: Sequence[VoiceInfo]) -> None:
    from mediagen.commands.one_off import one_off
    from mediagen.plan.requests import SpeechRequest
    from mediagen.studio.studio import Labels

    route = live.route("speech")
    form = live.config.settings.speech.format
    with live.cache() as cache, buying(studio := live.studio(cache)):
        for voice in voices:
            text = f"Hello, I am {voice.name}. This is how I sound when I read to you."
            request = SpeechRequest(
                provider=route.provider,
                model=route.model,
                voice=voice.id or voice.name,
                text=text,
                format=form,
                settings=route.settings,
            )
            target = live.config.output_dir / "voices" / f"{_NO_FILE_NAME.sub('-', voice.name)}.{form}"
            made = one_off(studio, request, Labels(voice=voice.name, text=text, content_type="sample"), target)
            warn(f"sample of {voice.name}: {near(made.path)}")


_SIZES_EXAMPLES = """\b
Examples:
  mediagen sizes
  mediagen image "a rowing eight at dawn" --size landscape_16_9 -o rowing.jpg
"""


def sizes(json: Json = False) -> None:
    """List image size presets in pixels."""
    from mediagen.plan.documents import SIZES

    if json:
        say_json({"schema": 1, "sizes": {name: {"width": w, "height": h} for name, (w, h) in SIZES.items()}})
    else:
        show(["size", "width", "height"], [[name, w, h] for name, (w, h) in SIZES.items()])


_STYLES_EXAMPLES = """\b
Examples:
  mediagen styles
  mediagen styles --preview
  mediagen image "a lighthouse" --style luxury -o lighthouse.jpg

A style is a file in templates/: copy one, give it a new id, and change its look.
"""


def styles(
    preview: Annotated[bool, typer.Option("--preview", help="Write a contact sheet: one ad in every style.")] = False,
    json: Json = False,
) -> None:
    """List styles: the project's own and those of mediagen."""
    from mediagen.plan.documents import Style

    live = parts()
    for problem in live.library.template_problems():
        warn(str(problem))
    if preview:
        target = live.config.output_dir / "styles.png"
        names = _preview_styles(live, target)
        if json:
            say_json({"schema": 1, "path": str(target), "styles": names})
        else:
            say(near(target))
        return
    found = [(x.document, x.file) for x in live.library.styles() if isinstance(x.document, Style)]
    if json:
        say_json({"schema": 1, "styles": [{**d.model_dump(by_alias=True), "file": f} for d, f in found]})
        return
    show(["style", "title", "look", "file"], [[d.id, d.title, d.look.prompt, near(f)] for d, f in found])


def _preview_styles(live: Parts, target: Path) -> list[str]:
    """Write a contact sheet of all styles that have a film, each with the same ad, to `target`; returns their ids."""
    from mediagen.cache.files import writable_folder
    from mediagen.cli.films import FilmRun
    from mediagen.commands.whole_files import whole
    from mediagen.plan.documents import Style
    from mediagen.plan.storyboard import BASE, Choice
    from mediagen.video.looks import write_style_sheet
    from mediagen.wiring import shipped

    writable_folder(target.parent)
    ad = str(shipped("narratives") / "ad.yaml")
    found = [one.document for one in live.library.styles()]
    names = [one.id for one in found if isinstance(one, Style) and one.film is not None]
    rows = []
    for name in names:
        choice = Choice(variants=(BASE,), aspects=("16:9",), style=name)
        rows.append((name, FilmRun(live, [ad], choice, "draft", None, folder="preview").frames()))
    with whole(target) as temporary:
        write_style_sheet(rows, temporary)
    return names


_PROVIDERS_EXAMPLES = """\b
Examples:
  mediagen providers
  MEDIAGEN_PROVIDERS_SPEECH=offline mediagen seed --only speech

[providers] in mediagen.toml says who makes what.
"""


def providers(json: Json = False) -> None:
    """List providers: what they make and need, which are in use.

    And how many calls they get at once and in a minute; and the models of paid ones, with prices and the days on which
    they are shut down.
    """
    live = parts()
    warn_of_settings(live)
    rows = list(_provider_rows(live))
    models = live.pricing.models(live.table.values())
    if json:
        say_json({"schema": 1, "providers": rows, "models": models})
        return
    show(
        ["kind", "provider", "in use", "model", "needs", "at once", "a minute", "about"],
        [
            [
                r["kind"],
                r["provider"],
                "yes" if r["configured"] else "",
                r["model"],
                (r["key_variable"] or "nothing") + ("" if r["key_set"] else " (not set)"),
                r["at_once"] or "",
                r["per_minute"] or "",
                r["about"],
            ]
            for r in rows
        ],
        spare=["at once", "a minute"],
    )
    if models:
        say()
        shown = [[m["provider"], m["model"], m["price"] or "unpriced", m["date"], m["ends"]] for m in models]
        show(["provider", "model", "price", "read on", "shut down on"], shown, clip="price", spare=["read on"])


def _provider_rows(live: Parts) -> list[dict[str, Any]]:
    from mediagen.plan.requests import KINDS

    rows = []
    for (kind, name), row in sorted(live.table.items(), key=lambda one: KINDS.index(one[0][0])):
        used = getattr(live.config.settings.providers, kind).partition(":")[0] == name
        connection = live.connection(row)
        variable = live.variable(row) or None
        rows.append(
            {
                "kind": kind,
                "provider": name,
                "model": live.route(kind).model if used else row.model,
                "configured": used,
                "offline": row.offline,
                "key_variable": variable,
                "key_set": variable is None or bool(live.config.environment.get(variable)),
                "at_once": connection.at_once or row.threads or None,
                "per_minute": connection.per_minute or row.per_minute or None,
                "about": row.about,
            }
        )
    return rows
