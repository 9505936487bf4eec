"""How a provider is reached: [provider.NAME] of mediagen.toml. Nothing of it is in a key: a server is only the way to
the model that is named.
"""

import re
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from mediagen.errors import ConfigError
from mediagen.network import address, unmangled

_TIMEOUT = "Seconds without a byte after which a call is given up; in all ten times that, or ten minutes more if less."


class Connection(BaseModel):
    """What may be said of the way to any provider; None: as the provider's own module has it."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    base_url: str | None = Field(None, description="Another server of the same protocol.")
    timeout: float = Field(120.0, gt=0, le=3600, description=_TIMEOUT)
    at_once: int | None = Field(None, ge=1, le=256, description="Calls in flight at most, over all processes.")
    per_minute: int | None = Field(None, ge=1, le=100_000, description="Calls a minute at most, over all processes.")
    key_variable: str | None = Field(None, description="Environment variable of the key, instead of the usual one.")

    @field_validator("key_variable")
    @classmethod
    def _name(cls, variable: str | None) -> str | None:
        if variable is not None and not re.fullmatch("[A-Z_][A-Z0-9_]*", variable):  # else keys would be shown that
            raise ValueError("it is the name of an environment variable, in capitals")  # are put here by mistake
        return variable

    @field_validator("base_url")
    @classmethod
    def _address(cls, url: str | None) -> str | None:
        return url if url is None else address(url)

    @property
    def has_other_voices(self) -> bool:
        """Whether voices that mediagen.toml names are taken as they are, as the server may be one that the provider's
        row knows nothing of.
        """
        return False

    def settings(self) -> dict[str, Any]:
        """What a provider's `load` is given, without the key."""
        return self.model_dump(exclude_none=True)

    def server(self) -> dict[str, Any]:
        """What of it says who is asked, and in what protocol; how patiently and how often is left out."""
        return self.model_dump(exclude=_PACE)


class PatientConnection(Connection):
    """Of a vendor that answers when all of the work is done, which may take minutes: what is given up before is paid
    for and lost. As long as OpenAI's and Anthropic's own SDKs wait.
    """

    timeout: float = Field(600.0, gt=0, le=3600, description=_TIMEOUT)


_LEFT_OUT = {"analysis", "video"}
"""Kinds that may be made by nobody, and that no offline provider makes."""
_PACE = {"timeout", "at_once", "per_minute", "key_variable"}


def credential(variable: str, environment: Mapping[str, str], provider: str, kind: str) -> str:
    """The key of a provider of `kind`, from the variable that holds it. Raises ConfigError when not set, or mangled."""
    value = environment.get(variable, "")
    if not value:
        instead = "" if kind in _LEFT_OUT else "offline"
        raise ConfigError(
            f"provider {provider} needs {variable}, which is not set",
            remedy=f'export {variable}=… or put it into .env; or set providers.{kind} = "{instead}" in mediagen.toml',
        )
    return unmangled(value, variable)
