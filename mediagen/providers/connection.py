"""How a provider is reached: [provider.NAME] of mediagen.toml. Nothing of it is in a key: a server is only the way to
the model that is named.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from mediagen.errors import ConfigError


class Connection(BaseModel):
    """What may be said of the way to any provider; None: as the provider's own module has it."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    base_url: str | None = Field(None, pattern=r"^https?://", description="Another server of the same protocol.")
    timeout: float = Field(120.0, gt=0, le=3600, description="Seconds without a byte after which a call is given up.")
    at_once: int | None = Field(None, ge=1, le=256, description="Calls in flight at most, over all processes.")
    per_minute: int | None = Field(None, ge=1, le=100_000, description="Calls a minute at most, over all processes.")
    key_variable: str | None = Field(None, description="Environment variable of the key, instead of the usual one.")

    def settings(self) -> dict[str, Any]:
        """What a provider's `load` is given, without the key."""
        return self.model_dump(exclude_none=True)


def credential(variable: str, environment: Mapping[str, str], provider: str, kind: str) -> str:
    """The key of a provider of `kind`, from the variable that holds it. Raises ConfigError when not set, or mangled."""
    value = environment.get(variable, "")
    if not value:
        raise ConfigError(
            f"provider {provider} needs {variable}, which is not set",
            remedy=f'export {variable}=… or put it into .env; or set providers.{kind} = "offline" in mediagen.toml',
        )
    if " " in value or not value.isprintable() or not value.isascii():
        raise ConfigError(
            f"{variable} has blanks or control characters in it, or letters beyond ASCII",
            remedy="set it again, without quotation marks, blanks and line breaks",
        )
    return value
