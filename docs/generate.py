"""Writes what is generated from the code: .schemas/, docs/documents.md, docs/configuration.md, docs/providers.md.

`python docs/generate.py` writes them; with `--check` it says which are out of date and exits 1.
"""

from __future__ import annotations

import sys
import types
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from mediagen import config
from mediagen.commands.pricing import Pricing
from mediagen.config.settings import VOICES, Settings
from mediagen.library.schema import file_name, schema_text
from mediagen.plan import documents, publication_schema
from mediagen.plan.publication import SCHEMA_FILE
from mediagen.providers import TABLE, elevenlabs
from mediagen.providers.openai.voices import LIMIT as OPENAI_LIMIT
from mediagen.providers.prices import ENDING_DAYS, STALE_DAYS, prices
from mediagen.targets import TABLE as TARGETS

ROOT = Path(__file__).parent.parent

_DOCUMENTS_HEAD = """# Documents

Generated from the models in `mediagen/plan/documents.py` by `docs/generate.py`.

A document is a YAML file with `kind`, `schema: 1` and `id`. YAML is read strictly: unquoted `9:16` and `no` are text,
duplicate keys and unknown fields are errors, aliases are bounded, and `<<` is not special. All faults of a document
are told at once, each with file:line:column.

Texts may use variables as Jinja2 (`{{ sport }}`), in a closed sandbox: printing, `if`, `for`, filters; no attributes,
no calls. A narrative's variables are its `vars`, `--set name=value`, and with `each:` the fields of the row (also as
`row`). An unknown variable is an error.

Pauses in what is spoken: the end of a line or paragraph, three dots, `[pause]`, `(pause)`, `[pause 5s]` and
`<break time="2s"/>`. That is how offline voices read it, up to 30 s each, and as long as the text says at any speed;
they leave out what tells how to speak, `[whispers]`. A paid provider is sent the text as it is, and makes of such signs
what its own manual says.

What does not change a key: white space around text and runs of blanks inside it, the order of inputs and mappings,
comments, titles, and how Unicode is composed (all text is NFC). Letter case does, but for names of list rows and for
inputs declared `case: ignore`: soccer and Soccer are one sport.

Lists may also be CSV (with a head; the first column names the row) or JSONL files (one object per line). In manifests
and in names of films a row is called by its name in small letters of any script, Latin ones without accents, and `_` for
all between them: `東京 / Blend` is `東京_blend`.
"""

_CONFIGURATION_HEAD = """# Configuration

Generated from the classes in `mediagen/config/settings.py` by `docs/generate.py`.

Settings come from, later ones winning: defaults, `mediagen.toml`, `.env`, the environment, options on the command
line. `mediagen config` shows each setting in force and where it came from. The project's root is the nearest folder,
upward from where you are (or from `--project DIR`), that holds `mediagen.toml`; paths are relative to it.

A duration is a number of seconds or like `"90s"`, `"5m"`, `"24h"`, `"30d"`, `"2w"`, or `"forever"`.
"""

_PROVIDERS_HEAD = """## Settings of providers

How a provider is reached, `[provider.NAME]`, is in no key: the same model on another server makes the same things. What
it is asked with, `[provider.NAME.KIND]`, is, but for `max_output_tokens`: a change makes anew what was made with another.
"""

_MONEY_HEAD = """# Providers

Generated from the tables in `mediagen/providers/` by `docs/generate.py`. `mediagen providers` shows the same with what is
set and in use, `mediagen doctor` says what is missing.

Who makes what is said under `[providers]` in `mediagen.toml`, as "name" or "name:model"; the key comes from the
environment or from `.env`, and goes nowhere but to the provider. There is no silent fallback: a provider that lacks its
key is an error. Provider and model are part of every key of the cache: what one has made is never taken for another's.

```toml
[providers]
script = "openai"
analysis = "openai"                  # looks at products' pictures for the writer of ads; not said: nobody does
speech = "elevenlabs:eleven_v4"
image = "fal"

[budget]
day = 5.00
month = 60.00
```
"""

_MONEY_TAIL = f"""## How money is counted

- A request is priced before it is made: its units (characters, tokens, megapixels, seconds) × price, rather too much than
  too little.
- `mediagen plan` adds up what it can come to at most. Marked ≤ is what is bounded only: a writer may think as long as it is
  allowed to (`max_output_tokens`), and is asked again at most twice when its script cannot be used (or once with twice
  the room, where it was cut off at the 16,000 tokens that it has if nothing is said); what will be spoken
  of a script that is not written yet is as long as that may be; a clip is as long as its scene can become, and where
  several voices share it there is one of each length that they can need. Beside it stands what is likely, which is
  all estimates.
- The most that one call can take is *reserved* in the cache's journal, durably, before it. What the provider then says it
  counted, or failing that the estimate, is *settled*. A call that surely was not billed is given back.
- Where nobody knows (the connection broke after the request was sent, a server gave up with 408 or 500, a model of fal
  refused an order that it had taken, a process was killed) the reservation stays on the books and counts against
  budgets. `mediagen costs --open` lists them, and says why; your account at the provider's tells;
  `mediagen costs --resolve ID,ID --billed USD` (each cost so much) or
  `--not-billed` closes them, all or none. `--resolve all --provider NAME --before 7d --billed reserved` closes those of
  a provider that are older than a week at what was reserved for each; what a queue has, or what is here and not kept
  yet, the next run closes itself.
- A provider that cannot be reached is waited for by all that it is to make while one item tries: for ten minutes where it
  has worked in this run, else for six tries. So it is where three calls in a row end with nobody knowing, as behind a
  proxy or a network's sign-in page; few purchases are left open then, and what was not sent is not on the books.
- `[budget] run`, `day` and `month` (UTC) and `--max-cost` are checked at the moment of reserving, over all processes that
  share the cache. What does not fit is left, what is cached, free or smaller goes on, and the exit status is 4. What
  most places share is bought first, then in the order of the documents; the next run goes on.
- A budget can be exceeded only by calls that cost more than was reserved for them: by that difference for each of the
  calls reserved at that moment (at most twice `at_once`), as what they cost counts before the next one. Characters,
  megapixels, the seconds of clips and the longest answer of a writer are known before. How long OpenAI's voices take is
  not: slow speech is reserved, half as much again as is usual. Beyond that it takes a price here that is not yours. A run
  says by how much it came to more than was reserved.
- Tokens of a prompt that a vendor had in its own cache cost less, and those that it wrote there more (OpenAI's newer
  models write by themselves, at 1.25 times the price): both are counted apart, as the reply has them. What has no price
  of its own there counts as other input, and twice where it was written, which is the most that vendors take.
- What has no known price is refused where there is a budget, unless `[budget] allow_unpriced = true`.
- `mediagen plan -o plan.json` writes what would be bought; `mediagen seed --plan plan.json` and, for the ads in it,
  `mediagen render --plan plan.json` buy just that, and nothing that is new, changed or dearer since. The plan's total is
  a budget of its own, over all runs that follow it. A reply that a check refuses was paid for all the same, and counts.

## Other servers of OpenAI's protocol

`base_url` is where OpenAI's protocol is spoken: by Ollama, vLLM, LM Studio or another server of your own, or by Azure. The
model is named as that server names it; scripts go through chat completions there, unless `api = "responses"`. A key must
be set, to any word where the server wants none; and a price, if there is a budget.

```toml
[providers]
script = "openai:llama3.2"

[provider.openai]
base_url = "http://localhost:11434/v1"   # Azure: "https://RESOURCE.openai.azure.com/openai/v1", and api = "responses"

[prices."openai:llama3.2"]
usd = {{ input_tokens = 0, output_tokens = 0 }}
source = "our own machine"
```

A server that speaks (Kokoro-FastAPI, LocalAI) may have voices of its own: a line says which one a voice of documents is,
and is taken as it is where `base_url` is neither OpenAI's nor Azure's.

```toml
[providers]
speech = "openai:kokoro"

[voices.bella]
openai = "af_bella"
```

What `at_once` and `per_minute` say, beside `base_url`, is counted for a provider as a whole, over all that it makes, all
models and all processes: what vendors limit is the account. What the table above says holds for each kind by itself.

## Your own prices

The prices here are from public pages, read on the day they show; where sources conflict the higher one stands. Yours may
differ, by plan or by contract. A line in `mediagen.toml` stands over them; a unit at 0 is counted and not charged, and a
line that has only a `date` says that the price was looked up again:

```toml
[prices."elevenlabs:eleven_v4"]
per_million = {{ characters = 61.0 }}
source = "our contract"
date = 2026-11-21
```

A line whose model is misspelt, as far as that can be told, is warned of at its place.

A price older than {STALE_DAYS} days, or none, and a model that is shut down within {ENDING_DAYS}, are warned of by `seed`, `render`,
`plan`, `speak`, `script`, `image` and `doctor`.
"""

_TARGETS_HEAD = """## Settings of targets

`[targets.NAME]`: where to publish. [publishing.md](publishing.md) tells what happens there.
"""


def documents_page() -> str:
    """The reference of all kinds of document."""
    parts = [_DOCUMENTS_HEAD]
    seen: dict[type[BaseModel], None] = {}
    for kind, model in documents.KINDS.items():
        parts.append(f"## {kind}\n\n{_doc(model)}\n\n{_table(model)}")
        seen.update(dict.fromkeys(_models(model)))
    parts += [f"## {model.__name__}\n\n{_doc(model)}\n\n{_table(model)}" for model in seen]
    sizes = "\n".join(f"| `{n}` | {w} | {h} |" for n, (w, h) in documents.SIZES.items())
    parts.append(f"## Sizes\n\n| size | width | height |\n| --- | --- | --- |\n{sizes}\n")
    return "\n".join(parts)


def configuration_page() -> str:
    """The reference of mediagen.toml."""
    rows = "\n".join(_setting_rows(Settings))
    voices = "\n".join(
        f"| {name} | " + ", ".join(f"{p} = `{v}`" for p, v in line.items()) + " |" for name, line in VOICES.items()
    )
    return (
        f"{_CONFIGURATION_HEAD}\n| setting | default | in the environment | meaning |\n| --- | --- | --- | --- |\n{rows}\n"
        f"\n## Voices that are there without a line\n\n| voice | provider's own |\n| --- | --- |\n{voices}\n"
        f"\n{_PROVIDERS_HEAD}\n" + "\n".join(_providers()) + f"\n{_TARGETS_HEAD}\n" + "\n".join(_targets())
    )


def _targets() -> Iterator[str]:
    """What may be said of each type of target."""
    for kind, row in TARGETS.items():
        yield f'### type = "{kind}": {row.about}\n\n{_table(row.settings)}'


def _providers() -> Iterator[str]:
    """What may be said of each provider that needs a key."""
    bought = [row for row in TABLE.values() if row.key_variable]
    for name in dict.fromkeys(row.name for row in bought):
        rows = [row for row in bought if row.name == name]
        yield f"### `[provider.{name}]`\n\n{_table(rows[0].connection)}"
        for options in dict.fromkeys(row.options for row in rows if row.options):
            of = " and ".join(f"`[provider.{name}.{row.kind}]`" for row in rows if row.options is options)
            yield f"### {of}\n\n{_table(options)}"


def _doc(model: type[BaseModel]) -> str:
    return (model.__doc__ or "").strip()


def _table(model: type[BaseModel]) -> str:
    rows = [
        f"| `{i.alias or n}` | {_type(i.annotation)} | {_default(i)} | {_meaning(i)} |"
        for n, i in model.model_fields.items()
    ]
    return "| field | type | default | meaning |\n| --- | --- | --- | --- |\n" + "\n".join(rows) + "\n"


def _meaning(info: FieldInfo) -> str:
    limits = [str(m) for m in info.metadata if type(m).__name__ in {"Ge", "Le", "MinLen", "MaxLen"}]
    words = {
        "Ge(ge=": "at least ",
        "Le(le=": "at most ",
        "MinLen(min_length=": "at least ",
        "MaxLen(max_length=": "at most ",
    }
    said = []
    for limit in limits:
        start = next(w for w in words if limit.startswith(w))
        unit = (
            "" if start.startswith(("Ge", "Le")) else " of them" if "tuple" in str(info.annotation) else " characters"
        )
        said.append(words[start] + limit.removeprefix(start).rstrip(")") + unit)
    text = (info.description or "").replace("|", "\\|").replace("{{", "&#123;&#123;")
    return text + (f" ({', '.join(said)})" if said else "")


def _default(info: FieldInfo) -> str:
    if info.is_required():
        return "**required**"
    return _shown(info.get_default(call_default_factory=True))


def _shown(value: Any) -> str:
    """A value as a document or mediagen.toml may say it; empty where that would say nothing."""
    if isinstance(value, BaseModel):
        value = value.model_dump(exclude_none=True)
    return "" if value in (None, "", (), {}) else f"`{_written(value)}`"


def _written(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_written(one)}" for name, one in value.items()) + "}"
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_written, value)) + "]"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _type(annotation: Any) -> str:  # noqa: PLR0911 - a table of cases
    origin, args = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return _type(args[0])
    if origin in {typing.Union, types.UnionType}:
        return " or ".join(dict.fromkeys(_type(a) for a in args if a is not type(None)))
    if origin is typing.Literal:
        return ", ".join(f"`{a}`" for a in args)
    if origin is tuple:
        return f"list of {_type(args[0])}"
    if origin is dict:
        return f"mapping of names to {_type(args[1])}"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return f"[{annotation.__name__}](#{annotation.__name__.lower()})"
    names = {str: "text", int: "whole number", float: "number", bool: "true or false"}
    return names.get(annotation, "any value")


def _models(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for info in model.model_fields.values():
        for inner in _inside(info.annotation):
            yield inner
            yield from _models(inner)


def _inside(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in typing.get_args(annotation):
        yield from _inside(argument)


def _setting_rows(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    for name, info in model.model_fields.items():
        annotation = info.annotation
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            yield from _setting_rows(annotation, f"{prefix}{name}.")
            continue
        section, _, leaf = f"{prefix}{info.alias or name}".rpartition(".")
        default = info.get_default()
        if config.is_duration(prefix + name):
            default = config.duration_text(default)
        variable = "" if default == {} or info.alias else f"`{config.variable_of(prefix + name)}`"
        where = f"`[{section}] {leaf}`" if section else f"`{leaf}`" if default != {} else f"`[{leaf}.NAME]`"
        yield f"| {where} | {_shown(default)} | {variable} | {info.description or 'Version of the format.'} |"


def providers_page() -> str:
    """Who makes what, at which price, until when."""
    rows = [row for row in TABLE.values() if row.key_variable or row.offline]
    made = [
        f"| {row.kind} | `{row.name}` | `{row.model}` | {f'`{row.key_variable}`' if row.key_variable else 'none'}"
        f" | {row.threads or 'one per core'} | {row.per_minute or 'no limit'} | {row.about} |"
        for row in sorted(rows, key=lambda row: (row.kind, not row.offline, row.name))
    ]
    models = [
        f"| `{m['provider']}:{m['model']}` | {m['price'] or 'not known'} | {m['date'] or ''} | {m['source']}"
        f" | {m['ends'] or ''} | {m['successor'] or ''} |"
        for m in Pricing(prices(), lambda kind, name: TABLE[kind, name]).models(TABLE.values())
    ]
    return (
        f"{_MONEY_HEAD}\n## Who makes what\n\n"
        "| kind | provider | default model | key | calls at once | calls a minute | |\n"
        "| --- | --- | --- | --- | --- | --- | --- |\n" + "\n".join(made) + "\n\n"
        "Calls at once and a minute are what new accounts bear; `[provider.NAME] at_once` and `per_minute` change them.\n\n"
        f"{_longest_texts()}\n\n{_ending_voices()}\n\n"
        "## Models and prices\n\n| model | price | read on | source | shut down on | instead, by its vendor |\n"
        "| --- | --- | --- | --- | --- | --- |\n" + "\n".join(models) + f"\n\n{_MONEY_TAIL}"
    )


def _longest_texts() -> str:
    models: dict[int, list[str]] = {}
    for model, characters in elevenlabs.LIMITS.items():
        models.setdefault(characters, []).append(f"`{model}`")
    limits = "; ".join(f"{number:,} of {', '.join(some)}" for number, some in models.items())
    return (
        "A text that is longer than its voice takes at once is bought in parts, cut at the ends of sentences, each kept in the"
        f"\ncache, and joined. OpenAI takes {OPENAI_LIMIT:,} bytes. ElevenLabs takes characters: {limits}; and "
        f"{elevenlabs.OTHERS_LIMIT:,} of any other."
    )


def _ending_voices() -> str:
    ending = [(row.name, voice) for row in map(TABLE.get, TABLE) if row for voice in row.voices if voice.ends]
    named = ", ".join(f"{voice.name} of {name} on {voice.ends}" for name, voice in ending)
    return f"Voices that end: {named}. What they have spoken stays; runs that ask for them say so two months before."


def generated() -> dict[Path, str]:
    """File → what it should hold."""
    files = {ROOT / ".schemas" / file_name(kind): schema_text(kind) for kind in documents.KINDS}
    files[ROOT / ".schemas" / SCHEMA_FILE] = publication_schema.schema_text()
    files[ROOT / "docs" / "documents.md"] = documents_page()
    files[ROOT / "docs" / "configuration.md"] = configuration_page()
    files[ROOT / "docs" / "providers.md"] = providers_page()
    return files


def main() -> int:
    stale = [p for p, text in generated().items() if not p.is_file() or p.read_text(encoding="utf-8") != text]
    if "--check" in sys.argv:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is out of date: run python docs/generate.py")
        return 1 if stale else 0
    for path in stale:
        path.write_text(generated()[path], encoding="utf-8", newline="\n")
        print(f"wrote {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
