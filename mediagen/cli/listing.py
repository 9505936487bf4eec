"""voices, sizes, styles, providers: what there is to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from mediagen.cli.options import Json
from mediagen.cli.state import near, parts, say, say_json, show, warn

if TYPE_CHECKING:
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
  mediagen speak "Good morning." --voice onyx

A line [voices.NAME] in mediagen.toml gives one of a provider's own voices a name for your documents.
"""


def voices(
    samples: Annotated[
        bool, typer.Option("--samples", help="Also make a spoken sample of each, in output/voices/.")
    ] = False,
    json: Json = False,
) -> None:
    """List voices: names that documents use, and whose they are."""
    live = parts()
    provider = live.route("speech").provider
    own = live.row("speech", provider).voices
    lines = live.config.settings.voices
    called = {v.name: [name for name, line in lines.items() if line.get(provider) == v.name] for v in own}
    if samples:
        _samples(live, [v.name for v in own])
    if json:
        values = [
            {
                "name": v.name,
                "provider": provider,
                "language": v.language,
                "gender": v.gender,
                "description": v.description,
                "also": called[v.name],
            }
            for v in own
        ]
        say_json({"schema": 1, "provider": provider, "voices": values})
        return
    show(
        ["voice", "language", "gender", "description", "by", "its own name"],
        [
            [", ".join(called[v.name]) or v.name, v.language, v.gender, v.description, provider, v.name]
            for v in sorted(own, key=lambda v: not called[v.name])
        ],
    )


def _samples(live: Parts, names: list[str]) -> None:
    from mediagen.commands.one_off import one_off
    from mediagen.plan.requests import SpeechRequest
    from mediagen.studio.studio import Labels

    route = live.route("speech")
    form = live.config.settings.speech.format
    with live.cache() as cache:
        studio = live.studio(cache)
        for name in names:
            text = f"Hello, I am {name}. This is how I sound when I read to you."
            request = SpeechRequest(provider=route.provider, model=route.model, voice=name, text=text, format=form)
            target = live.config.output_dir / "voices" / f"{name}.{form}"
            made = one_off(studio, request, Labels(voice=name, text=text, content_type="sample"), target)
            warn(f"sample of {name}: {near(made.path)}")


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
    if preview:
        from mediagen.cli.rendering import preview_styles

        target = live.config.output_dir / "styles.png"
        target.parent.mkdir(parents=True, exist_ok=True)
        preview_styles(live, target)
        say(near(target))
        return
    found = [(x.document, x.file) for x in live.library.styles() if isinstance(x.document, Style)]
    if json:
        say_json({"schema": 1, "styles": [{**d.model_dump(by_alias=True), "file": f} for d, f in found]})
        return
    show(["style", "title", "look", "file"], [[d.id, d.title, d.look.prompt, near(f)] for d, f in found])


_PROVIDERS_EXAMPLES = """\b
Examples:
  mediagen providers
  MEDIAGEN_PROVIDERS_SPEECH=offline mediagen seed --only speech

[providers] in mediagen.toml says who makes what.
"""


def providers(json: Json = False) -> None:
    """List providers: what they make and need, which are in use."""
    rows = list(_provider_rows(parts()))
    if json:
        say_json({"schema": 1, "providers": rows})
        return
    show(
        ["kind", "provider", "in use", "model", "needs", "about"],
        [
            [
                r["kind"],
                r["provider"],
                "yes" if r["configured"] else "",
                r["model"],
                (r["key_variable"] or "nothing") + ("" if r["key_set"] else " (not set)"),
                r["about"],
            ]
            for r in rows
        ],
    )


def _provider_rows(live: Parts) -> list[dict[str, Any]]:
    rows = []
    for (kind, name), row in live.table.items():
        route = live.route(kind)
        rows.append(
            {
                "kind": kind,
                "provider": name,
                "model": route.model if route.provider == name else row.model,
                "configured": route.provider == name,
                "offline": row.offline,
                "key_variable": row.key_variable,
                "key_set": row.key_variable is None or bool(live.config.environment.get(row.key_variable)),
                "about": row.about,
            }
        )
    return rows
