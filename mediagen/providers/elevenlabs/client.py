"""The ElevenLabs SDK's client, set up so that nothing happens that the studio does not know of, and its faults."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import httpx
from elevenlabs.client import ElevenLabs
from elevenlabs.core.api_error import ApiError
from elevenlabs.core.parse_error import ParsingError
from elevenlabs.core.request_options import RequestOptions

from mediagen.errors import MediagenError, ProviderError
from mediagen.providers.elevenlabs import KEY_VARIABLE
from mediagen.providers.replies import (
    NO_ACCESS,
    NO_MODEL,
    NO_VOICE,
    Meaning,
    fault_of,
    hidden,
    unknown_outcome,
    unusable,
)
from mediagen.providers.transport import fault_of_transport, http_client

NAME = "elevenlabs"
BASE_URL = "https://api.elevenlabs.io"
ONCE = RequestOptions(max_retries=0)
"""The SDK's own retries would place the order again, which may cost twice."""
_EMPTY = Meaning(
    "has no credits left for this",
    "top up the account or raise its quota, then run again",
    outside=True,
    reach="larger",
)
_YOURS = "`mediagen voices --account` lists yours"
_NO_VOICE = replace(NO_VOICE, remedy=f"take another one: {_YOURS}")
_NOT_FOR_YOU = Meaning(
    "does not let the account use the voice",
    f"take another one ({_YOURS}), or upgrade the account: a free one has no voices of the library",
    outside=True,
    reach="voice",
)
_NO_FORMAT = Meaning(
    "does not make the format for the account",
    "take another one ([speech] format, or mp3 and wav of [provider.elevenlabs.speech]), or upgrade the account",
    stops=True,
)
_BY_CODE = {
    **dict.fromkeys(("quota_exceeded", "insufficient_credits"), _EMPTY),  # a 401, as if the key were wrong, or a 402
    "model_not_found": NO_MODEL,
    "model_access_denied": NO_ACCESS,
    **dict.fromkeys(("voice_not_found", "voice_does_not_exist", "invalid_voice_id", "voice_disabled"), _NO_VOICE),
    **dict.fromkeys(("paid_plan_required", "free_users_not_allowed", "voice_access_denied"), _NOT_FOR_YOU),
    "output_format_not_allowed": _NO_FORMAT,
}
"""Not all are documented: those of voices are as users have met them."""


class Heard(threading.local):
    """The response to each thread's last call: the SDK gives out only what it can make of one."""

    response: httpx.Response | None = None

    def note(self, response: httpx.Response) -> None:
        """For httpx, before the body is read."""
        self.response = response

    @property
    def body(self) -> tuple[bytes, str] | None:
        """The bytes as they came, and their media type; None where they did not come whole."""
        if self.response is None or not self.response.is_closed:
            return None
        try:
            data = self.response.content
        except httpx.ResponseNotRead:
            return None
        return data, self.response.headers.get("content-type", "").partition(";")[0].strip().lower()


def client(settings: Mapping[str, Any], heard: Heard | None = None) -> ElevenLabs:
    """A client for `settings`: key, timeout, base_url. The key is given, as the SDK would take the one that the
    environment had when it was imported.
    """
    http = http_client(httpx, settings["timeout"])
    if heard is not None:
        http.event_hooks["response"].append(heard.note)
    return ElevenLabs(
        api_key=settings["key"],
        base_url=settings.get("base_url") or BASE_URL,
        timeout=http.timeout,  # the SDK hands it to httpx as it is
        httpx_client=http,
    )


@dataclass(frozen=True, slots=True)
class Told:
    """How the SDK's faults are told: without the `key`, which is set in `variable`."""

    key: str
    variable: str
    heard: Heard = field(default_factory=Heard)

    @classmethod
    def by(cls, settings: Mapping[str, Any]) -> Told:
        """For the settings of a client."""
        return cls(settings["key"], settings.get("key_variable") or KEY_VARIABLE)

    @contextlib.contextmanager
    def as_ours(self) -> Iterator[None]:
        """Raise every fault of the SDK and of its transport as a MediagenError."""
        try:
            yield
        except ApiError as error:
            raise self._of_status(error) from None  # its text has all headers
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            raise fault_of_transport(NAME, error) from None
        except (ParsingError, ValueError, TypeError, RecursionError):  # it takes an answer for what it should be
            raise self.unusable("not what ElevenLabs sends") from None
        finally:
            self.heard.response = None  # it may be large

    def unusable(self, reason: str) -> ProviderError:
        """Within `as_ours`: the error for what came with a good status and is not ElevenLabs' answer."""
        came = self.heard.body
        return unknown_outcome(NAME, reason) if came is None else unusable(NAME, reason, *came, key=self.key)

    def _of_status(self, error: ApiError) -> MediagenError:
        status = error.status_code or 0
        if 200 <= status < 300:
            return self.unusable("not what ElevenLabs sends")
        codes, said = _message(error.body)
        meaning = next((_BY_CODE[code] for code in _BY_CODE if code in codes), None)
        if meaning is None and status == 402 and "voice" in said.lower():
            meaning = _NOT_FOR_YOU
        return fault_of(
            NAME,
            status,
            hidden(self.key, said),
            variable=self.variable,
            headers=error.headers or {},
            meanings={status: meaning} if meaning else None,
        )


def _message(body: Any) -> tuple[set[str], str]:
    """The server's codes for what is wrong, and its words: {"detail": {"status", "code", "message"}}, or a text, or
    a list of fields, each with "loc" and "msg".
    """
    detail = body.get("detail", body) if isinstance(body, Mapping) else body
    if isinstance(detail, Mapping):
        codes = {str(detail[name]) for name in ("status", "code", "type") if detail.get(name)}
        return codes, f"{detail.get('status') or detail.get('code') or ''}: {detail.get('message') or ''}".strip(": ")
    if isinstance(detail, list):
        fields = [f for f in detail if isinstance(f, Mapping)]
        return set(), "; ".join(f"{_place(f.get('loc'))}: {f.get('msg')}" for f in fields)
    return set(), detail if isinstance(detail, str) and "<" not in detail[:100] else ""


def _place(location: Any) -> str:
    return ".".join(map(str, location)) if isinstance(location, list) else ""
