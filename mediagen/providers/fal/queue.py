"""fal's queue: an order is placed by one POST, asked after, and collected.

The calls are our own. fal-client's `submit` repeats its POST up to ten times and cannot be told not to, which can buy
a picture ten times; its `status` and `get` wait and throw the headers away, one of which says what was billed. Of it
we use how endpoints' names are read, how headers are named, and data URIs.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import fal_client
import httpx
from fal_client._headers import add_priority_header
from fal_client.client import USER_AGENT, AppId

from mediagen.errors import ConfigError, MediagenError, ProviderError
from mediagen.providers.fal import KEY_VARIABLE
from mediagen.providers.replies import OPEN, fault_of, hidden, unusable
from mediagen.providers.transport import fault_of_transport, http_client

BASE_URL = "https://queue.fal.run"
_LIFECYCLE = "X-Fal-Object-Lifecycle-Preference"
_BILLED = "x-fal-billable-units"
_WAITING, _DONE = {"IN_QUEUE", "IN_PROGRESS"}, "COMPLETED"
_POLICY = "content_policy_violation"
_NOT_ITS_FAULT = {"client_disconnected", "client_cancelled", "bad_request"}
"""Types of errors with a status below 500 (fal.ai/docs/documentation/model-apis/request-errors)."""
_FAILED = "run again; what failed is not billed"


@dataclass(frozen=True, slots=True)
class Result:
    """What came of an order: the JSON of the model, and what fal says it counted."""

    values: Mapping[str, Any]
    units: float | None
    request_id: str

    @property
    def facts(self) -> dict[str, Any]:
        """What is worth keeping of it, whatever it is."""
        return {} if self.units is None else {"billable_units": self.units}

    def bytes_of(self, file: object, get: Callable[[str], bytes]) -> bytes:
        """The bytes of `file`, which should have a URL. A result without one is given as it is: it was paid for, so
        the check refuses it and it can be looked at.
        """
        url = file.get("url") if isinstance(file, dict) else None
        return get(url) if isinstance(url, str) and url else json.dumps(self.values).encode()


class FalQueue:
    """Orders of one account. Many threads may share it."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self._key: str = settings["key"]
        self._variable = settings.get("key_variable") or KEY_VARIABLE
        self._base = (settings.get("base_url") or BASE_URL).rstrip("/")
        self._client = http_client(httpx, settings["timeout"])
        self._client.headers.update({"Authorization": f"Key {self._key}", "User-Agent": USER_AGENT})
        self._headers: dict[str, str] = {}
        if priority := settings.get("priority"):
            add_priority_header(priority, self._headers)
        if seconds := settings.get("keep_seconds"):
            self._headers[_LIFECYCLE] = json.dumps({"expiration_duration_seconds": seconds})

    def submit(self, model: str, arguments: Mapping[str, Any]) -> str:
        """Place the order; returns its ticket, which has no secrets. One POST."""
        try:
            response = self._client.post(f"{self._base}/{model}", json=dict(arguments), headers=self._headers)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise fault_of_transport("fal", error) from None
        if not response.is_success:
            raise self._refused(response)
        values = _json(response)
        request_id = values.get("request_id")
        if not isinstance(request_id, str) or not request_id:
            media_type = response.headers.get("content-type", "").partition(";")[0]
            raise unusable("fal", "its reply to the order", response.content, media_type, key=self._key)
        return json.dumps({"request_id": request_id, **self._urls(model, request_id, values)})

    def collect(self, ticket: str) -> Result | None:
        """What came of the order; None while it is being worked on.

        Raises ProviderError: `gone` where it failed or is not known any more; else it can be asked for again. Raises
        ConfigError where the key or the address is not what it was.
        """
        order = self._order(ticket)
        status = _json(self._get(order["status_url"]))
        if (stage := str(status.get("status"))) in _WAITING:
            return None
        if stage != _DONE:
            raise _to_ask_again(f"fal tells no status of the order {order['request_id']}")
        if status.get("error"):
            why = str(status.get("error_type") or "")
            raise self._failed(str(status["error"]), why, broken=why not in _NOT_ITS_FAULT)
        response = self._get(order["response_url"], of_result=True)
        values = _json(response)
        if not values:
            raise _to_ask_again(f"fal's result of the order {order['request_id']} cannot be read")
        return Result(values, _number(response.headers.get(_BILLED)), order["request_id"])

    # -- addresses ---------------------------------------------------------------------------------------------

    def _urls(self, model: str, request_id: str, said: Mapping[str, Any]) -> dict[str, str]:
        """Where the order is asked after: as fal says, if that is where the key may be sent, else as fal names them."""
        app = AppId.from_endpoint_id(model)
        own = f"{self._base}/{app.owner}/{app.alias}/requests/{request_id}"
        usual = {"status_url": f"{own}/status", "response_url": own}
        return {name: said[name] if self._is_ours(said.get(name)) else url for name, url in usual.items()}

    def _is_ours(self, url: object) -> bool:
        return isinstance(url, str) and url.startswith(f"{self._base}/") and url.isascii() and url.isprintable()

    def _order(self, ticket: str) -> Mapping[str, str]:
        """The ticket, read. Raises ConfigError for one that is not of this server: the key is not sent elsewhere."""
        try:
            order: dict[str, str] = json.loads(ticket)
            if self._is_ours(order["status_url"]) and self._is_ours(order["response_url"]):
                return {"request_id": str(order["request_id"]), **order}
        except (ValueError, KeyError, TypeError):
            pass
        raise ConfigError(
            f"an order of fal was placed at another address than {self._base}",
            remedy="set provider.fal.base_url as it was, then run again",
        )

    # -- faults ------------------------------------------------------------------------------------------------

    def _get(self, url: str, *, of_result: bool = False) -> httpx.Response:
        """The response to a GET. Raises MediagenError; nothing about the bill is known from it."""
        try:
            response: httpx.Response = self._client.get(url)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise _to_ask_again(fault_of_transport("fal", error).message) from None
        if response.is_success:
            if response.headers.get("content-type", "").startswith("text/html"):
                raise web_page("what fal should say of the order is a web page")
            return response
        if response.status_code == 404:
            raise ProviderError(
                "fal does not know the order any more",
                remedy="see `mediagen costs --open`; a later run orders anew, and --refresh does at once",
                gone=True,
            )
        if of_result and _is_the_models(response):
            raise self._failed(_said(response), _error_type(response), broken=response.status_code >= 500)
        refusal = self._refused(response)
        if isinstance(refusal, ProviderError):
            refusal.unbilled, refusal.retryable = False, True  # the order stands
        raise refusal

    def _refused(self, response: httpx.Response) -> MediagenError:
        return fault_of(
            "fal",
            response.status_code,
            self._hidden(_said(response)),
            variable=self._variable,
            headers=response.headers,
        )

    def _failed(self, said: str, error_type: str, *, broken: bool) -> ProviderError:
        """An order that ended without a result. fal never bills what broke (500 and more), and may bill what it or its
        content policy refuses, once it has worked on it (fal.ai/docs/documentation/model-apis/faq), so that is open.
        """
        refused = _POLICY in f"{said} {error_type}"
        what = f"{error_type}: {said}" if error_type and error_type not in said else said
        return ProviderError(
            f"fal could not make it: {self._hidden(what)[:300]}",
            remedy=f"change the prompt; {OPEN}" if refused else _FAILED if broken else f"mend what it names; {OPEN}",
            retryable=broken and not refused,
            unbilled=broken and not refused,
            gone=True,
        )

    def _hidden(self, text: str) -> str:
        return " ".join(hidden(self._key, text).split())


def data_uri(data: bytes, media_type: str) -> str:
    """`data` as a URL that holds it."""
    return fal_client.encode(data, media_type)


def web_page(message: str) -> ProviderError:
    """The error for a page that something on the way sends instead of what is asked for."""
    error = _to_ask_again(message)
    error.remedy = f"is there a proxy between, or a network that wants you to sign in? mend that, then {error.remedy}"
    error.outside = True
    return error


def _to_ask_again(message: str) -> ProviderError:
    return ProviderError(message, remedy="run again: the order is asked for again, not placed again", retryable=True)


def _json(response: httpx.Response) -> Mapping[str, Any]:
    """The JSON object of a response; empty where it is none."""
    try:
        values = response.json()
    except (ValueError, RecursionError):
        return {}
    return values if isinstance(values, dict) else {}


def _is_the_models(response: httpx.Response) -> bool:
    """Whether the model's server has answered, and not a gateway before it, or the queue itself."""
    return response.status_code not in {401, 403, 408, 425, 429} and "detail" in _json(response)


def _error_type(response: httpx.Response) -> str:
    values = _json(response)
    return str(values.get("error_type") or response.headers.get("x-fal-error-type") or "")


def _said(response: httpx.Response) -> str:
    """What is wrong: `detail`, a text or a list of {loc, msg, type}."""
    detail = _json(response).get("detail", "")
    if isinstance(detail, list):
        return "; ".join(_line(one) for one in detail if isinstance(one, dict))
    return str(detail)


def _line(fault: Mapping[str, Any]) -> str:
    place = fault.get("loc")
    place = ".".join(str(part) for part in place if part != "body") if isinstance(place, list) else ""
    kind = f" ({fault['type']})" if fault.get("type") else ""
    return (f"{place}: " if place else "") + f"{fault.get('msg', '')}{kind}"


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if 0 <= value < 1e9 else None
