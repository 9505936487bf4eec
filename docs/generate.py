"""Writes what is generated from the code: .schemas/, docs/documents.md, docs/configuration.md.

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
from mediagen.library.schema import file_name, schema_text
from mediagen.plan import documents

ROOT = Path(__file__).parent.parent

_DOCUMENTS_HEAD = """# Documents

Generated from the models in `mediagen/plan/documents.py` by `docs/generate.py`.

A document is a YAML file with `kind`, `schema: 1` and `id`. YAML is read strictly: unquoted `9:16` and `no` are text,
duplicate keys and unknown fields are errors, aliases are bounded, and `<<` is not special. All faults of a document
are told at once, each with file:line:column.

Texts may use variables as Jinja2 (`{{ sport }}`), in a closed sandbox: printing, `if`, `for`, filters; no attributes,
no calls. A narrative's variables are its `vars`, `--set name=value`, and with `each:` the fields of the row (also as
`row`). An unknown variable is an error.

What does not change a key: white space around text and runs of blanks inside it, the order of inputs and mappings,
comments, titles, and how Unicode is composed (all text is NFC). Letter case does, but for names of list rows and for
inputs declared `case: ignore`: soccer and Soccer are one sport.

Lists may also be CSV (with a head; the first column names the row) or JSONL files (one object per line).
"""

_CONFIGURATION_HEAD = """# Configuration

Generated from the classes in `mediagen/config/settings.py` by `docs/generate.py`.

Settings come from, later ones winning: defaults, `mediagen.toml`, `.env`, the environment, options on the command
line. `mediagen config` shows each setting in force and where it came from. The project's root is the nearest folder,
upward from where you are (or from `--project DIR`), that holds `mediagen.toml`; paths are relative to it.

A duration is a number of seconds or like `"90s"`, `"5m"`, `"24h"`, `"30d"`, `"2w"`, or `"forever"`.
"""


def documents_page() -> str:
    """The reference of all kinds of document."""
    parts = [_DOCUMENTS_HEAD]
    seen: list[type[BaseModel]] = []
    for kind, model in documents.KINDS.items():
        parts.append(f"## {kind}\n\n{_doc(model)}\n\n{_table(model)}")
        seen += [m for m in _models(model) if m not in seen]
    parts += [f"## {model.__name__}\n\n{_doc(model)}\n\n{_table(model)}" for model in seen]
    sizes = "\n".join(f"| `{n}` | {w} | {h} |" for n, (w, h) in documents.SIZES.items())
    parts.append(f"## Sizes\n\n| size | width | height |\n| --- | --- | --- |\n{sizes}\n")
    return "\n".join(parts)


def configuration_page() -> str:
    """The reference of mediagen.toml."""
    rows = "\n".join(_setting_rows(config.Settings))
    voices = "\n".join(
        f"| {name} | " + ", ".join(f"{p} = `{v}`" for p, v in line.items()) + " |"
        for name, line in config.VOICES.items()
    )
    return (
        f"{_CONFIGURATION_HEAD}\n| setting | default | in the environment | meaning |\n| --- | --- | --- | --- |\n{rows}\n"
        f"\n## Voices that are there without a line\n\n| voice | provider's own |\n| --- | --- |\n{voices}\n"
    )


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
    value = info.get_default(call_default_factory=True)
    return "" if value in (None, "", (), {}) else f"`{str(value).lower() if isinstance(value, bool) else value}`"


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
        shown = "" if default == {} else f"`{default}`"
        variable = "" if default == {} or info.alias else f"`{config.variable_of(prefix + name)}`"
        where = f"`[{section}] {leaf}`" if section else f"`{leaf}`" if default != {} else f"`[{leaf}.NAME]`"
        yield f"| {where} | {shown} | {variable} | {info.description or 'Version of the format.'} |"


def generated() -> dict[Path, str]:
    """File → what it should hold."""
    files = {ROOT / ".schemas" / file_name(kind): schema_text(kind) for kind in documents.KINDS}
    files[ROOT / "docs" / "documents.md"] = documents_page()
    files[ROOT / "docs" / "configuration.md"] = configuration_page()
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
