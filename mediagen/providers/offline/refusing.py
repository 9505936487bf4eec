"""What the offline voices and the offline writer do not make, as far as the request alone tells."""

from __future__ import annotations

from mediagen.errors import ProviderError
from mediagen.plan.requests import AdScriptRequest, Refusal, Request, SpeechRequest
from mediagen.plan.text import primary
from mediagen.providers.offline.voices import FASTEST, RECIPES, SLOWEST, VOICES
from mediagen.providers.speakable import refuses_values


def refuses_speech(request: Request) -> Refusal | None:
    """Why it is not spoken: another language than English, letters that are not read, no words at all, a value that
    there is not.
    """
    assert isinstance(request, SpeechRequest)
    if not is_english(request.language):
        return Refusal(
            "language", f"the offline voices speak English only, not {request.language!r}", "set language to en"
        )
    if request.voice not in RECIPES:
        known = ", ".join(v.name for v in VOICES)
        return Refusal("voice", f"unknown offline voice {request.voice!r}", f"use one of: {known}")
    if refusal := refuses_values(request, SLOWEST, FASTEST):
        return refusal
    return (None if request.text.isascii() else _refuses_letters(request.text)) or _refuses_silence(request.text)


def _refuses_letters(text: str) -> Refusal | None:
    from mediagen.providers.offline.spoken import unreadable

    lost = unreadable(text)
    if not lost:
        return None
    shown = " ".join(lost[:10]) + (" …" if len(lost) > 10 else "")
    message = f"the offline voices speak English only and cannot read: {shown}"
    return Refusal("text", message, "write these in Latin letters, or in the document's `lexicon` how they are spoken")


def _refuses_silence(text: str) -> Refusal | None:
    if text[:1] not in {"[", "(", "<"} and any(c.isalnum() for c in text):  # those may be pauses alone
        return None
    from mediagen.providers.offline.spoken import breaths

    try:
        breaths(text)
    except ProviderError as error:
        return Refusal("text", error.message, error.remedy)
    return None


def refuses_script(request: Request) -> Refusal | None:
    """Why it is not written: an ad in another language than English, whose words are not all given. Scripts of a
    template are in the template's own language.
    """
    if not isinstance(request, AdScriptRequest) or is_english(request.language):
        return None
    given = {name for name, _ in request.given}
    missing = [f"`{name}`" for name in ("hook", "cta") if name not in given]
    silent = [str(n) for n in range(1, len(request.seconds) + 1) if f"voice_{n}" not in given]
    if silent:
        missing.append(f"the `voice` of scene{'s' if silent[1:] else ''} {', '.join(silent)} (none: nobody speaks)")
    if not missing:
        return None
    message = f"the offline writer writes English only, not {request.language!r}"
    return Refusal("language", message, f"give {' and '.join(missing)} in the ad")


def is_english(language: str) -> bool:
    """Whether it is English of any country (BCP 47, letter case and underscores aside)."""
    return primary(language) == "en"
