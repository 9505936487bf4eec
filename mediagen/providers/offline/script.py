"""The offline writer: scripts from a template's own paragraphs, varied by the key, true to the facts."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, TypeVar

from mediagen.errors import ProviderError
from mediagen.plan import requests
from mediagen.plan.text import narration
from mediagen.plan.variables import render
from mediagen.providers.offline import facts
from mediagen.providers.protocol import Reply

if TYPE_CHECKING:
    from collections.abc import Sequence

MODEL = "writer-6"
"""Part of every key: a change of this module, ad_script, copywriting/ or a table in facts/ that changes a script is a
new name."""

T = TypeVar("T")


class OfflineWriter:
    """Writes a script with no model: one alternative of each paragraph, chosen by the request's key.

    The same request gives the same bytes on every machine.
    """

    def make(self, request: requests.Request) -> Reply:
        """The script as UTF-8 text, paragraphs apart by a blank line; an ad's as JSON. Facts: `words`, its length.

        Raises ProviderError for a table of facts that does not exist or an input that names no row, and what
        `render` raises for a fault in the template.
        """
        if isinstance(request, requests.AdScriptRequest):
            from mediagen.providers.offline.ad_script import write

            return write(request)
        assert isinstance(request, requests.ScriptRequest)
        seed = requests.key(request)
        variables = _variables(request, seed)
        chosen = (
            pick(alternatives, seed, f"paragraph {number}")
            for number, alternatives in enumerate(request.document.offline.paragraphs, start=1)
        )
        text = narration("\n\n".join(render(template, variables) for template in chosen))
        return Reply(text.encode(), "text/plain", {"words": len(text.split())})


def pick(options: Sequence[T], seed: str, what: str) -> T:
    """One of `options`: evenly spread over seeds, and for one seed independent of every other choice made.

    SHA-256 rather than `random`, whose results other implementations and versions need not repeat.
    """
    number = int.from_bytes(hashlib.sha256(f"{seed}/{what}".encode()).digest()[:8])
    return options[number % len(options)]


def _variables(request: requests.ScriptRequest, seed: str) -> dict[str, object]:
    """The inputs as they were typed, and `facts`: of several texts one is `see`, say, and the next one `see_too`."""
    variables: dict[str, object] = dict(request.shown or request.inputs)
    if (wanted := request.document.offline.facts) is None:
        return variables
    if wanted.by not in variables:
        raise ProviderError(
            f"template {request.template} picks its facts by {wanted.by}, which is none of its inputs",
            remedy="Name one of the template's inputs in offline.facts.by.",
        )
    chosen: dict[str, str] = {}
    for name, fact in facts.row(wanted.table, str(variables[wanted.by])).items():
        texts = (fact,) if isinstance(fact, str) else fact
        chosen[name] = pick(texts, seed, f"fact {name}")
        if len(texts) > 1:
            chosen[f"{name}_too"] = texts[(texts.index(chosen[name]) + 1) % len(texts)]
    variables["facts"] = chosen
    return variables
