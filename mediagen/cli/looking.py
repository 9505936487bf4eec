"""check, explain, voices, sizes, styles, providers, config, doctor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from mediagen.cli.state import parts, say, say_json, show, want_json

if TYPE_CHECKING:
    from mediagen.cache.store import Cache
    from mediagen.commands.explain import Explanation
    from mediagen.plan.expand import Slot
    from mediagen.wiring import Parts

Json = Annotated[bool, typer.Option("--json", callback=want_json, help="Print JSON.")]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command(epilog=_CHECK_EXAMPLES)(check)
    app.command(epilog=_EXPLAIN_EXAMPLES)(explain)
    for command in (voices, sizes, styles, providers, config, doctor):
        app.command()(command)


_CHECK_EXAMPLES = """\b
Examples:
  mediagen check
  mediagen check narratives/life_review.yaml --json
"""


def check(
    documents: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[DOC]...",
            help="Documents: files, or ids of narratives. Without any, all there are.",
            show_default=False,
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Validate documents and all they refer to, without making anything."""
    from mediagen.commands.check import check_all

    live = parts()
    problems, checked = check_all(live.library, documents or [], live.voice)
    if json:
        say_json(
            {
                "schema": 1,
                "ok": not problems,
                "documents": checked,
                "problems": [
                    {"file": p.file, "line": p.line, "column": p.column, "message": p.message, "hint": p.hint}
                    for p in problems
                ],
            }
        )
    else:
        for problem in problems:
            say(str(problem))
        say(f"{len(problems)} problem{'s' if len(problems) != 1 else ''}" if problems else f"all well: {checked}")
    raise typer.Exit(2 if problems else 0)


_EXPLAIN_EXAMPLES = """\b
Examples:
  mediagen explain life_review/question_03 --voice nova
  mediagen explain goal_visualisation/visualisation/rowing
  mediagen explain 3f6c0a                        a key, or its first digits
"""


def explain(
    what: Annotated[str, typer.Argument(metavar="KEY|DOC/ITEM[/ROW]", help="A key (or its start), or an item.")],
    voice: Annotated[str | None, typer.Option(help="Only this voice of the item.")] = None,
    json: Json = False,
) -> None:
    """Say why a key or an item is a hit or a miss, and what differs from the nearest entry."""
    from mediagen.commands.explain import explain_key
    from mediagen.errors import UsageError

    live = parts()
    with live.cache() as cache:
        if "/" in what:
            found = _explain_item(live, cache, what, voice)
        else:
            keys = _keys(cache, what)
            found = [explain_key(cache, name) for name in keys]
    if not found:
        raise UsageError(
            f"{what}: no such key or item",
            remedy="items are DOCUMENT/ITEM or DOCUMENT/ITEM/ROW; `mediagen cache ls` lists keys",
        )
    if json:
        say_json(found[0].as_json() if len(found) == 1 else [one.as_json() for one in found])
    else:
        for one in found:
            _tell_explanation(one)


def _keys(cache: Cache, prefix: str) -> list[str]:
    if not all(c in "0123456789abcdef" for c in prefix):
        return []
    if len(prefix) == 64:
        return [prefix]
    return [e.key for e in cache.entries("key >= ? AND key < ?", [prefix, prefix + "g"], "key", 20)]


def _explain_item(live: Parts, cache: Cache, what: str, voice: str | None) -> list[Explanation]:
    from mediagen.commands.explain import explain_item
    from mediagen.plan.documents import Narrative
    from mediagen.plan.expand import expand

    document, _, item = what.partition("/")
    loaded = live.library.narrative(document)
    assert isinstance(loaded.document, Narrative)
    rows = live.library.rows(loaded)
    context = live.context(loaded.path.parent, None, [voice] if voice else [])
    slots: list[Slot] = [
        s
        for s in expand(loaded.document, None if rows is None else rows.rows, context)
        if s.id == item and (voice is None or s.voice in {voice, ""})
    ]
    return [explain_item(cache, slot, loaded.document, context) for slot in slots]


def _tell_explanation(one: Explanation) -> None:
    say(f"{one.label or 'key'}: {one.verdict}")
    say(f"  key     {one.key}")
    say(f"  why     {one.detail}")
    if one.nearest is not None:
        label = f"{one.nearest.document}/{one.nearest.item} {one.nearest.voice}".strip()
        say(f"  nearest {one.nearest.key} ({label})")
    for d in one.differences:
        say(f"    {d.field}: {_shown(d.there)} → {_shown(d.wanted)}")


def _shown(value: Any) -> str:
    from mediagen.report.human import first

    return first(str(value), 60) if value is not None else "(none)"


def voices(
    say_: Annotated[
        bool, typer.Option("--samples", help="Also make a spoken sample of each, in output/voices/.")
    ] = False,
    json: Json = False,
) -> None:
    """List voices: the configured provider's own, and the logical ones of mediagen.toml."""
    live = parts()
    route = live.route("speech")
    row = live.row("speech", route.provider)
    table = live.config.settings.voices
    logical = {v.name: [n for n, line in table.items() if line.get(route.provider) == v.name] for v in row.voices}
    found = [
        {
            "name": v.name,
            "provider": route.provider,
            "language": v.language,
            "gender": v.gender,
            "description": v.description,
            "also": logical[v.name],
        }
        for v in row.voices
    ]
    if say_:
        _samples(live, [v.name for v in row.voices])
    if json:
        say_json({"schema": 1, "provider": route.provider, "voices": found})
        return
    show(
        ["voice", "provider", "language", "gender", "also called", "description"],
        [[v["name"], v["provider"], v["language"], v["gender"], ", ".join(v["also"]), v["description"]] for v in found],
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
            say(str(one_off(studio, request, Labels(voice=name, text=text, content_type="sample"), target).path))


def sizes(json: Json = False) -> None:
    """List image size presets in pixels."""
    from mediagen.plan.documents import SIZES

    if json:
        say_json({"schema": 1, "sizes": {name: {"width": w, "height": h} for name, (w, h) in SIZES.items()}})
    else:
        show(["size", "width", "height"], [[name, w, h] for name, (w, h) in SIZES.items()])


def styles(json: Json = False) -> None:
    """List styles: the project's own in templates/ and those that come with mediagen."""
    from mediagen.plan.documents import Style

    live = parts()
    found = [(x.document, x.file) for x in live.library.styles() if isinstance(x.document, Style)]
    if json:
        say_json({"schema": 1, "styles": [{**d.model_dump(by_alias=True), "file": f} for d, f in found]})
        return
    show(["style", "title", "look", "file"], [[d.id, d.title, d.look.prompt, f] for d, f in found])


def providers(json: Json = False) -> None:
    """List providers: what they make, which is configured, what they need."""
    live = parts()
    rows: list[dict[str, Any]] = []
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


def config(json: Json = False) -> None:
    """Show the settings in force and where each came from; secrets are masked."""
    live = parts()
    values = list(live.config.values())
    secrets = {
        r.key_variable: live.config.environment.get(r.key_variable, "") for r in live.table.values() if r.key_variable
    }
    masked = {name: _mask(value) for name, value in secrets.items()}
    if json:
        say_json(
            {
                "schema": 1,
                "root": str(live.config.root),
                "settings": {n: {"value": v, "from": o} for n, v, o in values},
                "secrets": masked,
            }
        )
        return
    say(f"project: {live.config.root}")
    rows = [[n, "forever" if v is None else v, o] for n, v, o in values]
    show(["setting", "value", "from"], rows + [[n, v, "environment or .env"] for n, v in masked.items()])


def _mask(secret: str) -> str:
    return f"set (…{secret[-4:]})" if len(secret) >= 16 else "set" if secret else "not set"


def doctor(json: Json = False) -> None:
    """Check what is installed, which keys are set, whether the cache can be written; say what to do."""
    from mediagen.commands.doctor import examine

    live = parts()
    findings = examine(live)
    if json:
        say_json(
            {
                "schema": 1,
                "ok": all(f.ok for f in findings),
                "findings": [{"name": f.name, "ok": f.ok, "detail": f.detail, "remedy": f.remedy} for f in findings],
            }
        )
    else:
        for f in findings:
            say(f"{'ok  ' if f.ok else 'BAD '} {f.name}: {f.detail}" + (f"\n     → {f.remedy}" if f.remedy else ""))
    raise typer.Exit(0 if all(f.ok for f in findings) else 3)
