"""The voices of an account at ElevenLabs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mediagen.errors import ProviderError
from mediagen.providers.elevenlabs.client import NAME, ONCE, Told, client
from mediagen.providers.protocol import VoiceInfo
from mediagen.providers.replies import unknown_outcome

_PAGE = 100
"""The largest page there is."""
_PAGES = 100


def voices(settings: Mapping[str, Any]) -> Sequence[VoiceInfo]:
    """All voices of the account, by name: bought, cloned, designed and those that everybody has. Costs nothing.

    Raises ConfigError where the key is refused, ProviderError where the list cannot be had.
    """
    try:
        told = Told.by(settings)
        with told.as_ours():
            return sorted(_listed(client(settings, told.heard)), key=lambda voice: (voice.name.casefold(), voice.id))
    except ProviderError as error:
        if error.unbilled:
            raise
        remedy = "check base_url and proxies, then run again: to ask costs nothing"
        raise ProviderError(error.message, remedy=remedy) from error


def _listed(sdk: Any) -> Iterator[VoiceInfo]:
    seen: set[str] = set()
    token = None
    for _ in range(_PAGES):
        page = sdk.voices.search(page_size=_PAGE, next_page_token=token, request_options=ONCE)
        if not isinstance(getattr(page, "voices", None), list):
            raise unknown_outcome(NAME, "there are no voices in it")
        for voice in page.voices:
            if voice.voice_id not in seen:
                seen.add(voice.voice_id)
                yield _described(voice)
        token = page.next_page_token
        if not page.has_more or not token:
            return


def _described(voice: Any) -> VoiceInfo:
    labels = voice.labels or {}
    said = [labels.get(name, "") for name in ("accent", "age", "descriptive", "description", "use_case")]
    about = ", ".join(filter(None, [*said, voice.category or ""])).replace("_", " ")
    return VoiceInfo(
        name=voice.name or voice.voice_id,
        language=labels.get("language") or "",
        gender=labels.get("gender") or "",
        description=about or (voice.description or ""),
        id=voice.voice_id,
    )
