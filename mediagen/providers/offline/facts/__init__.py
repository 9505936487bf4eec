"""Tables of facts for the offline writer: one TOML file each, read once when first asked for."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from mediagen.errors import ProviderError
from mediagen.plan.text import fold
from mediagen.plan.text import name as one_line

Fact = str | tuple[str, ...]
Row = Mapping[str, Fact]
"""Name of a fact → its text, or the texts of which a script uses one."""

_BESIDE = re.compile(
    r"an?|the|my|your|our|first|next|big|wom[ae]n['’]?s|men['’]?s|girls['’]?|boys['’]?|ladies['’]?|mixed|youth|kids['’]?"
    r"|juniors?|seniors?|masters|amateur|professional|pro|club|school|college|university|elite|under|over|u|u?\d\d?s?"
)
"""Words before a name that do not change what is true of it: whose it is, and who takes part. Not how: a wheelchair."""
_MOST_BESIDE = 6
"""Of those words; no name is that long."""
ANY = "*"
"""Name of the row that serves what a table does not list."""


def tables() -> tuple[str, ...]:
    """Names of the tables, sorted."""
    found = (entry.name for entry in files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in found if name.endswith(".toml")))


def row(table: str, value: str) -> Row:
    """The facts of `value`, by its name or an alias of it; letter case and hyphens do not matter.

    {name} in a fact stands for the name in its natural form ("BMX racing"), or the alias asked for. Where "my first
    job interview" or "U12 girls soccer" is not listed, what comes after such words is looked up. What is not listed
    either gets the row for anything, under its own name as given. Raises ProviderError for an unknown table.
    """
    known, names = _table(table)
    words = _same(value).split(maxsplit=_MOST_BESIDE)
    while words and " ".join(words) not in names and _BESIDE.fullmatch(words[0]):
        del words[0]
    if (natural := names.get(" ".join(words))) is None:
        natural = (ANY, one_line(value))
    title, shown = natural
    return {name: _named(fact, shown) for name, fact in known[title].items()} | {"name": shown}


def listed(table: str) -> tuple[str, ...]:
    """Names and aliases that have a row of their own, in their natural form, in the order of the table."""
    return tuple(dict.fromkeys(shown for _, shown in _table(table)[1].values()))


def _same(value: str) -> str:
    return fold(value.replace("-", " ").replace("_", " "))


def _named(fact: Fact, shown: str) -> Fact:
    if isinstance(fact, str):
        return fact.replace("{name}", shown)
    return tuple(text.replace("{name}", shown) for text in fact)


@cache
def _table(table: str) -> tuple[dict[str, Row], dict[str, tuple[str, str]]]:
    """Rows by title, and name or alias (as `_same` folds it) → title, natural form."""
    if table not in tables():
        known = ", ".join(tables())
        raise ProviderError(f"the offline writer has no table of facts named {table}", remedy=f"Use one of: {known}.")
    raw = tomllib.loads(files(__name__).joinpath(f"{table}.toml").read_text("utf-8"))
    rows: dict[str, Row] = {}
    names: dict[str, tuple[str, str]] = {}
    for title, facts in raw.items():
        aliases, silent = facts.pop("aliases", []), facts.pop("also", [])
        rows[title] = {name: tuple(fact) if isinstance(fact, list) else fact for name, fact in facts.items()}
        if title != ANY:
            own = facts["name"]
            names |= {_same(found): (title, own) for found in (title, *silent)}
            names |= {_same(shown): (title, shown) for shown in (own, *aliases)}
    return rows, names
