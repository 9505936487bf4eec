"""The OpenAI SDK's client, set up so that nothing happens that the studio does not know of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx2
import openai

from mediagen.providers.openai import KEY_VARIABLE
from mediagen.providers.transport import Told, http_client

BASE_URL = "https://api.openai.com/v1"


def client(settings: Mapping[str, Any]) -> openai.OpenAI:
    """A client for `settings`: key, timeout, and base_url where it is not OpenAI's own.

    It does not retry (a second POST may be a second bill), follows no redirects, and takes nothing but proxies from
    the environment.
    """
    http = http_client(httpx2, settings["timeout"])
    made = openai.OpenAI(
        api_key=settings["key"],
        base_url=settings.get("base_url") or BASE_URL,
        timeout=http.timeout,
        max_retries=0,
        http_client=http,
        webhook_secret="",
    )
    # What the SDK reads from the environment if it is not given; "" would be sent as a header.
    made.organization = made.project = made.admin_api_key = None
    made._custom_headers = {}  # noqa: SLF001 - OPENAI_CUSTOM_HEADERS could change the key
    return made


def told(settings: Mapping[str, Any]) -> Told:
    """How the faults of that client's calls are told."""
    variable = settings.get("key_variable") or KEY_VARIABLE
    return Told("openai", settings["key"], variable, openai, openai.OpenAIError, httpx2)
