"""Which provider's voice a logical voice is."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping


def resolve_voice(
    voice: str,
    provider: str,
    table: Mapping[str, Mapping[str, str]],
    known: Mapping[str, str],
    ids: str = "",
    *,
    free: bool = False,
) -> str:
    """The name or id by which `provider` knows the logical `voice`.

    The table's line for it, else the voice itself; that is one of the `known` names (each with what requests call it),
    or an id that matches the regular expression `ids`; where the provider may have others, `free`, what the table says
    is one. Where nothing is known any name may be one. Raises LookupError that lists the known ones.
    """
    line = table.get(voice, {})
    own = line.get(provider, voice)
    if own in known:
        return known[own]
    if not known or (free and provider in line) or own in known.values() or (ids and re.fullmatch(ids, own)):
        return own
    names = sorted({*known, *(name for name, line in table.items() if provider in line)})
    near = difflib.get_close_matches(own, names, 1)
    said = f"unknown voice {voice!r} for provider {provider}" + (f" (there: {own!r})" if own != voice else "")
    raise LookupError(f"{said}; " + (f"did you mean {near[0]}? " if near else "") + f"known: {', '.join(names)}")
