"""What an HTTP status means for a purchase: whether it can have been billed, whether to try again, what to do.

One table for all vendors; a vendor's module passes what is different with it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

from mediagen.errors import ConfigError, MediagenError, ProviderError

_SHOWN, _BEGIN = 300, 100


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a status means. `unbilled`: the provider refused before any work; `busy`: it is asked too much at once;
    `stops`: every other request would end the same; `outside`: what is wrong is mended elsewhere, as by topping up.
    """

    what: str
    remedy: str
    unbilled: bool = True
    retryable: bool = False
    busy: bool = False
    stops: bool = False
    outside: bool = False


MEANINGS: Mapping[int, Meaning] = {
    402: Meaning("wants to be paid first", "top up the account, then run again", stops=True),
    404: Meaning(
        "does not know the model or voice",
        "`mediagen providers` and `mediagen voices` list what there is; if base_url is set, check its path",
    ),
    408: Meaning("waited too long for the request", "run again", retryable=True),
    409: Meaning("is at work on the same thing", "run again", retryable=True),
    413: Meaning("finds the request too large", "shorten the text or take a smaller picture"),
    425: Meaning("is not ready", "run again", retryable=True),
    429: Meaning("is asked too often", "run again later, or lower at_once or per_minute", retryable=True, busy=True),
    503: Meaning("is overloaded", "run again later", retryable=True, busy=True),
    529: Meaning("is overloaded", "run again later", retryable=True, busy=True),
}
_NO_MONEY = ("credit balance is too low", "exhausted balance", "reason: top_up")
"""Words of Anthropic (with a 400) and fal (403) for an account that is empty. Sources: anthropics/claude-code#66314,
fal-ai/fal#1147 and #1163."""
_OPEN = "whether it was billed is not known, so it stays on the books: `mediagen costs --open`"
_BROKEN = Meaning("failed", f"run again; {_OPEN}", unbilled=False, retryable=True)
_ELSEWHERE = Meaning("sends us to another address", "set base_url to the address where it is now")
_REFUSED = Meaning("refused the request", "mend what it names")


def fault_of(
    provider: str,
    status: int,
    said: str,
    *,
    variable: str,
    retry_after: float | None = None,
    meanings: Mapping[int, Meaning] | None = None,
) -> MediagenError:
    """The error for an HTTP `status` of `provider`, which `said` so; `variable` holds its key.

    401, 402 and 403 are ConfigErrors: they stop the run, as every other request would end the same. `said` must hold
    no secret.
    """
    shown = " ".join(said.split())[:_SHOWN]
    detail = f"{status}{': ' + shown if shown else ''}"
    special = (meanings or {}).get(status)
    if special is None and status < 500 and any(words in said.lower() for words in _NO_MONEY):
        special = MEANINGS[402]
    if special is None and status in {401, 403}:
        what = "does not accept the key" if status == 401 else "does not allow this with the key"
        return ConfigError(
            f"{provider} {what} ({detail})", remedy=f"set {variable} to a key of an account that may do this"
        )
    others = _BROKEN if status >= 500 else _ELSEWHERE if 300 <= status < 400 else _REFUSED
    meaning = special or MEANINGS.get(status) or others
    if meaning.stops:
        return ConfigError(f"{provider} {meaning.what} ({detail})", remedy=meaning.remedy)
    fault = ProviderError(
        f"{provider} {meaning.what} ({detail})",
        remedy=meaning.remedy,
        retryable=meaning.retryable,
        unbilled=meaning.unbilled,
        busy=meaning.busy,
        retry_after=retry_after,
    )
    fault.outside = meaning.outside
    return fault


def unreachable(provider: str, reason: str) -> ProviderError:
    """The error where no connection came about, so that nothing can have been billed."""
    return ProviderError(
        f"{provider} cannot be reached: {reason}",
        remedy="check the network and base_url, then run again",
        retryable=True,
        unbilled=True,
    )


def unknown_outcome(provider: str, reason: str) -> ProviderError:
    """The error where the request may have been read, so that it may be billed."""
    return ProviderError(
        f"{provider}: the answer was lost ({reason})",
        remedy=f"run again; {_OPEN}",
        retryable=True,
    )


def unusable(provider: str, reason: str, data: bytes, media_type: str, *, key: str) -> ProviderError:
    """The error where something came with a good status that is not the provider's answer: a web page, other JSON, half
    of a stream, nothing. It may be billed; what came goes with the error, without the `key`, to be looked at.
    """
    data = without(key, data)
    begin = " ".join(data[: 4 * _BEGIN].decode("utf-8", "replace").split())
    begin = "".join(c if c.isprintable() else " " for c in begin)[:_BEGIN]
    return ProviderError(
        f"{provider}: what came is not its answer ({reason}; {media_type or 'of no type'}, “{begin}”)",
        remedy=f"look at it in the cache's folder quarantine, check base_url and proxies, and run again; {_OPEN}",
        retryable=True,
        came=(data, media_type) if data else None,
    )


def without(key: str, data: bytes) -> bytes:
    """`data` without the key, should a server have repeated it."""
    return data.replace(key.encode(), "…".encode()) if key else data


def hidden(key: str, text: str) -> str:
    """`text` without the key."""
    return text.replace(key, "…") if key else text


def tokens(usage: Any, asked: str, answered: str) -> tuple[float, float] | None:
    """The tokens of the request and of the answer that `usage` names so; None where it does not say. An answer took
    some: servers that do not count fill in noughts.
    """
    try:
        taken = float(usage[asked]), float(usage[answered])
    except (TypeError, KeyError, ValueError):
        return None
    return taken if 0 <= taken[0] < math.inf and 0 < taken[1] < math.inf else None


def seconds_to_wait(headers: Mapping[str, str], now: float) -> float | None:
    """What a Retry-After (seconds or a date) or retry-after-ms header asks for; None where there is none that makes
    sense. `now`: seconds since 1970, where the reply does not say when it was sent.
    """
    lower = {name.lower(): value for name, value in headers.items()}
    for name, divisor in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        try:
            seconds = float(lower.get(name, "nan")) / divisor
        except ValueError:
            continue
        if math.isfinite(seconds) and seconds >= 0:
            return seconds
    until, sent = (_timestamp(lower.get(name, "")) for name in ("retry-after", "date"))
    return None if until is None else max(0.0, until - (now if sent is None else sent))


def _timestamp(date: str) -> float | None:
    try:
        return parsedate_to_datetime(date).timestamp()
    except (TypeError, ValueError):
        return None
