"""Which provider's voice a logical voice is."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence


def resolve_voice(voice: str, provider: str, table: Mapping[str, Mapping[str, str]], known: Sequence[str]) -> str:
    """The name by which `provider` knows the logical `voice`.

    The table's line for it, else the voice itself where the provider has one of that name. `known` is what
    the provider has; empty means that any name may be one. Raises LookupError that lists the known ones.
    """
    own = table.get(voice, {}).get(provider, voice)
    if not known or own in known:
        return own
    names = sorted({*known, *(name for name, line in table.items() if provider in line)})
    near = difflib.get_close_matches(own, names, 1)
    said = f"unknown voice {voice!r} for provider {provider}" + (f" (there: {own!r})" if own != voice else "")
    raise LookupError(f"{said}; " + (f"did you mean {near[0]}? " if near else "") + f"known: {', '.join(names)}")
