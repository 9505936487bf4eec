"""What an HTTP status means for a purchase: whether it can have been billed, whether to try again, what to do.

One table for all vendors; a vendor's module passes what is different with it.
"""

from __future__ import annotations

import base64
import math
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from mediagen.errors import ConfigError, MediagenError, ProviderError, Reach
from mediagen.providers.fetching import shown_url

_SHOWN, _BEGIN = 300, 100
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_LENGTH = re.compile(r"(\d+(?:\.\d+)?)(ms|[smhd])")
_LONGEST_WAIT = 3650 * 86_400.0
"""Seconds: what asks for more, by mistake or not, is told so; calendars end somewhere."""
_LEAST_SECRET = 16
"""Characters: a key that is shorter is a word, set where a server of one's own wants none."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a status means. `unbilled`: the provider refused before any work; `busy`: it is asked too much at once;
    `stops`: every other request would end the same; `outside`: what is wrong is mended elsewhere, as by topping up;
    `reach`: which others would end the same, where not all would.
    """

    what: str
    remedy: str
    unbilled: bool = True
    retryable: bool = False
    busy: bool = False
    stops: bool = False
    outside: bool = False
    reach: Reach = "item"


NO_MODEL = Meaning(
    "does not know the model",
    "`mediagen providers` lists models and when they end; if base_url is set, check its path",
    reach="model",
)
NO_ACCESS = replace(
    NO_MODEL,
    what="does not let the account use the model",
    remedy="allow it in the account's settings, or choose another model: `mediagen providers` lists them",
)
NO_VOICE = Meaning("does not know the voice", "`mediagen voices` lists what there is", reach="voice")
_PAGE = (
    "is there a proxy between, or a network that wants you to sign in, or is base_url not where the API is? put that "
    "right, then run again"
)
OPEN = "whether it was billed is not known, so it stays on the books: `mediagen costs --open`"
MEANINGS: Mapping[int, Meaning] = {
    402: Meaning("wants to be paid first", "top up the account or raise its limit, then run again", stops=True),
    404: NO_MODEL,
    408: Meaning("waited too long", f"run again; {OPEN}", unbilled=False, retryable=True),
    409: Meaning("is at work on the same thing", "run again", retryable=True),
    410: NO_MODEL,
    413: Meaning("finds the request too large", "shorten the text or take a smaller picture"),
    425: Meaning("is not ready", "run again", retryable=True),
    429: Meaning("is asked too often", "run again later, or lower at_once or per_minute", retryable=True, busy=True),
    503: Meaning("is overloaded", "run again later", retryable=True, busy=True),
    529: Meaning("is overloaded", "run again later", retryable=True, busy=True),
}
"""Of a 408 nobody knows: gateways say so of a server behind them that is at work, and Azure bills it (Microsoft's page
on what Azure OpenAI costs)."""
FILTERED = Meaning("has filtered what was asked", f"change the text; {OPEN}", unbilled=False)
"""A 400 by Azure, with the code content_filter: it bills that it was looked at (the same page)."""
_NO_MONEY = ("credit balance is too low", "api usage limits", "exhausted balance", "reason: top_up")
"""Words of Anthropic (with a 400) and fal (403) for an account that is empty, or has reached the limit that its owner
set. Sources: anthropics/claude-code#66314, fal-ai/fal#1147 and #1163."""
_BROKEN = Meaning("failed", f"run again; {OPEN}", unbilled=False, retryable=True)
_ELSEWHERE = Meaning(
    "sends us to another address",
    "set base_url to the address where it is now; or is there a network that wants you to sign in?",
    reach="model",
)
_REFUSED = Meaning("refused the request", "mend what it names")
REFUSED_TEXT = replace(_REFUSED, remedy="change the text")
REFUSED_SETTING = replace(
    _REFUSED, remedy="change that setting of the provider in mediagen.toml, or choose another model", reach="model"
)
"""A 400 for what every request of the model says."""
_ABROAD = Meaning(
    "does not serve the country that it is asked from",
    "ask from one that it serves, without a VPN elsewhere, or choose another provider",
    stops=True,
)
_SHUT = Meaning("has shut the account", "ask its support, or set the key of another account", stops=True)
_BY_WORDS = {
    **dict.fromkeys(_NO_MONEY, MEANINGS[402]),
    "country, region, or territory not supported": _ABROAD,
    "organization has been disabled": _SHUT,
    "has been deactivated": _SHUT,
}
"""The last three are OpenAI's (403), Anthropic's (400) and OpenAI's (401)."""


def fault_of(
    provider: str,
    status: int,
    said: str,
    *,
    variable: str,
    headers: Mapping[str, str],
    meanings: Mapping[int, Meaning] | None = None,
) -> MediagenError:
    """The error for an HTTP `status` of `provider`, which `said` so, with these `headers`; `variable` holds its key.

    401, 402 and 403 are ConfigErrors: they stop the run, as every other request would end the same. `said` must hold
    no secret.
    """
    shown = _moved_to(headers) if 300 <= status < 400 else " ".join(said.split())[:_SHOWN]
    detail = f"{status}{': ' + shown if shown else ''}"
    special, lower = (meanings or {}).get(status), said.lower()
    if special is None and status < 500:
        special = next((meaning for words, meaning in _BY_WORDS.items() if words in lower), None)
    if special is None and status == 404 and "voice" in lower and "model" not in lower:
        special = NO_VOICE
    if special is None and status in {401, 403}:
        forbidden = status == 403 or "permission" in lower or "scope" in lower
        what = "does not allow this with the key" if forbidden else "does not accept the key"
        right = "give the key this right in the account's settings, or " if forbidden else ""
        remedy = f"{right}set {variable} to a key of an account that may do this, in the environment or in .env"
        way = "; or is it a proxy, a VPN or a firewall that says so?" if status == 403 else ""
        return ConfigError(f"{provider} {what} ({detail})", remedy=remedy + way)
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
        retry_after=seconds_to_wait(headers, time.time()),
    )
    fault.outside, fault.reach = meaning.outside, meaning.reach
    return fault


def _moved_to(headers: Mapping[str, str]) -> str:
    """Where a reply sends us, without what may be secret in it."""
    to = next((value for name, value in headers.items() if name.lower() == "location"), "")
    return shown_url(to)[:_SHOWN]


def unreachable(provider: str, reason: str) -> ProviderError:
    """The error where no connection came about, so that nothing can have been billed."""
    error = ProviderError(
        f"{provider} cannot be reached: {reason}",
        remedy="check the network, proxies and base_url, then run again",
        retryable=True,
        unbilled=True,
    )
    error.unreached = True
    return error


def unknown_outcome(provider: str, reason: str) -> ProviderError:
    """The error where the request may have been read, so that it may be billed."""
    return ProviderError(
        f"{provider}: the answer was lost ({reason})",
        remedy=f"run again; {OPEN}",
        retryable=True,
    )


def unusable(provider: str, reason: str, data: bytes, media_type: str, *, key: str) -> ProviderError:
    """The error where something came with a good status that is not the provider's answer: a web page, other JSON, half
    of a stream, nothing. It may be billed; what came goes with the error, without the `key`, to be looked at.
    """
    data = without(key, data)
    page = media_type == "text/html" or data.lstrip()[:9].lower().startswith((b"<!doctype", b"<html"))
    begin = " ".join(data[: 4 * _BEGIN].decode("utf-8", "replace").split())
    begin = " ".join("".join(c if c.isprintable() else " " for c in begin).split())[:_BEGIN]
    look = "look at it in the cache's folder quarantine, " if data else ""
    remedy = _PAGE if page else f"{look}check base_url and proxies, and run again"
    said = f", “{begin}”" if begin else ""
    told = f"{'a web page' if page else reason}; {media_type or 'of no type'}{said}" if data else "it is empty"
    return ProviderError(
        f"{provider}: what came is not its answer ({told})",
        remedy=f"{remedy}; {OPEN}",
        retryable=True,
        came=(data, media_type) if data else None,
    )


def without(key: str, data: bytes) -> bytes:
    """`data` without the key, should a server have repeated it."""
    for spelling in _spellings(key):
        data = data.replace(spelling.encode(), "…".encode())
    return data


def hidden(key: str, text: str) -> str:
    """`text` without the key."""
    for spelling in _spellings(key):
        text = text.replace(spelling, "…")
    return text


def cleared(key: str, answer: bytes) -> bytes:
    """What a vendor was paid for, without the key; but for a word that was set for one, which any answer may have."""
    return without(key, answer) if len(key) >= _LEAST_SECRET else answer


@lru_cache(maxsize=16)
def _spellings(key: str) -> tuple[str, ...]:
    """The key as it is, and as it may come back: percent-encoded, and in whatever place of base64."""
    if len(key) < _LEAST_SECRET:
        return (key,) if key else ()
    data = key.encode()
    coded = (base64.b64encode(bytes(n) + data).decode()[-(-n * 4 // 3) : (n + len(data)) * 4 // 3] for n in range(3))
    return key, quote(key, safe=""), *coded


def tokens(usage: Any, asked: str, answered: str) -> tuple[float, float] | None:
    """The tokens of the request and of the answer that `usage` names so; None where it does not say. An answer took
    some: servers that do not count fill in noughts.
    """
    taken = number(usage, asked), number(usage, answered)
    return (taken[0], taken[1]) if taken[0] is not None and taken[1] else None


def number(values: Any, name: str) -> float | None:
    """What a vendor's JSON counts under that name; None where it has none, or what no count can be."""
    try:
        value = float(values[name])
    except (TypeError, KeyError, ValueError, OverflowError):
        return None
    return value if 0 <= value < math.inf else None


def seconds_to_wait(headers: Mapping[str, str], now: float) -> float | None:
    """What a Retry-After (seconds or a date) or retry-after-ms header asks for, failing that when a limit that is used
    up is open again; None where there is none that makes sense. `now`: seconds since 1970, where the reply does not say
    when it was sent.
    """
    seconds = _asked_for({name.lower(): value for name, value in headers.items()}, now)
    return None if seconds is None else min(seconds, _LONGEST_WAIT)


def _asked_for(lower: Mapping[str, str], now: float) -> float | None:
    for name, divisor in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        try:
            seconds = float(lower.get(name, "nan")) / divisor
        except ValueError:
            continue
        if math.isfinite(seconds) and seconds >= 0:
            return seconds
    until, sent = (_timestamp(lower.get(name, "")) for name in ("retry-after", "date"))
    return _reopens(lower) if until is None else max(0.0, until - (now if sent is None else sent))


def _reopens(headers: Mapping[str, str]) -> float | None:
    """In how many seconds what is used up may be asked for again, by OpenAI's headers: x-ratelimit-reset-requests is a
    length like 8m38s or 120ms, and so is that of tokens.
    """
    waits = [
        sum(float(number) * _SECONDS[unit] for number, unit in _LENGTH.findall(headers[f"x-ratelimit-reset-{of}"]))
        for of in ("requests", "tokens")
        if headers.get(f"x-ratelimit-remaining-{of}") == "0" and f"x-ratelimit-reset-{of}" in headers
    ]
    return max(waits, default=0.0) or None


def _timestamp(date: str) -> float | None:
    try:
        return parsedate_to_datetime(date).timestamp()
    except (TypeError, ValueError):
        return None
