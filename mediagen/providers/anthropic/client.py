"""The Anthropic SDK's client, set up so that nothing happens that the studio does not know of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mediagen.errors import ConfigError
from mediagen.providers.anthropic import KEY_VARIABLE
from mediagen.providers.transport import Told, http_client

if TYPE_CHECKING:
    from anthropic import Anthropic

BASE_URL = "https://api.anthropic.com"


def client(settings: Mapping[str, Any]) -> Anthropic:
    """A client for `settings`: key, timeout, and base_url where it is not Anthropic's own.

    It does not retry (a second POST may be a second bill), follows no redirects, traces nothing, and takes nothing but
    proxies from the environment. Raises ConfigError where the SDK is not installed.
    """
    try:
        import anthropic
        import httpx2
    except ModuleNotFoundError as error:
        raise ConfigError(
            f"provider anthropic needs the package {error.name}, which is not installed",
            remedy="install mediagen with its extra: pip install 'mediagen[anthropic]'",
        ) from error
    http = http_client(httpx2, settings["timeout"])
    made = anthropic.Anthropic(
        api_key=settings["key"],
        base_url=settings.get("base_url") or BASE_URL,
        timeout=http.timeout,
        max_retries=0,
        http_client=http,
        open_telemetry=False,
        webhook_key="",
    )
    made._custom_headers = {}  # noqa: SLF001 - ANTHROPIC_CUSTOM_HEADERS could change the key
    return made


def told(settings: Mapping[str, Any]) -> Told:
    """How the faults of that client's calls are told."""
    import anthropic
    import httpx2

    variable = settings.get("key_variable") or KEY_VARIABLE
    return Told("anthropic", settings["key"], variable, anthropic, anthropic.AnthropicError, httpx2)
