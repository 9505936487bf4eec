"""The reference of mediagen.toml: a setting, its default and its meaning are said once, here."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from mediagen.config.units import duration, limited

Duration = Annotated[float | None, BeforeValidator(duration)]

VOICES: dict[str, dict[str, str]] = {
    "nova": {"offline": "heart"},
    "shimmer": {"offline": "bright"},
    "rachel": {"offline": "warm"},
    "sarah": {"offline": "warm"},
    "echo": {"offline": "light"},
    "onyx": {"offline": "deep"},
}
"""Logical voices that are there without a line in mediagen.toml; a line there adds to or overrides them."""


class Section(BaseModel):
    """A section of mediagen.toml: unknown names in it are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Project(Section):
    """Folders, from the project on."""

    narratives: str = Field("narratives", description="Folder of documents; what `seed` works through.")
    templates: str = Field("templates", description="Folder of script templates and styles of your own.")
    output: str = Field("output", description="Folder for manifests.")


class Providers(Section):
    """Who makes what."""

    script: str = Field("offline", description='Who writes scripts: "name" or "name:model".')
    speech: str = Field("offline", description="Who speaks.")
    image: str = Field("offline", description="Who makes pictures.")
    source: str = Field("http", description="Who fetches files that documents name by URL.")
    music: str = Field("offline", description="Who composes music for ads.")


class Speech(Section):
    """How speech is written."""

    format: Literal["mp3", "wav"] = Field("mp3", description="Audio format of what is spoken.")


class Keep(Section):
    """How long things live in the cache."""

    script: Duration = Field(None, description="How long scripts live.")
    speech: Duration = Field(None, description="How long speech lives.")
    image: Duration = Field(None, description="How long images live.")
    source: Duration = Field(None, description="How long fetched files live.")
    music: Duration = Field(None, description="How long music lives.")
    segment: Duration = Field(None, description="How long encoded stretches of films live.")
    sound: Duration = Field(None, description="How long mixed sound of films lives.")
    film: Duration = Field(None, description="How long finished films live.")
    failed: Duration = Field(300.0, description="How long a failure is remembered and not tried again.")
    rejected: Duration = Field(86_400.0, description="The same for what a check rejected.")


class CacheSettings(Section):
    """Where and how the cache is kept."""

    dir: str = Field(".mediagen/cache", description="Folder of the cache.")
    lease: Annotated[float, BeforeValidator(limited)] = Field(
        120.0, ge=1, description="How long a lease lives without a heartbeat."
    )
    keep: Keep = Keep()


class Run(Section):
    """How a run works."""

    jobs: int = Field(0, ge=0, le=256, description="Items made at once; 0: as many as the provider and cores bear.")


class Settings(Section):
    """All of mediagen.toml."""

    schema_: Literal[1] = Field(1, alias="schema", description="Version of this file's format.")
    project: Project = Project()
    providers: Providers = Providers()
    speech: Speech = Speech()
    cache: CacheSettings = CacheSettings()
    run: Run = Run()
    voices: dict[str, dict[str, str]] = Field(
        {},
        description="Logical voice → provider → that provider's voice; names without a line are equal.",
    )
    provider: dict[str, dict[str, Any]] = Field({}, description="Settings of a provider: [provider.NAME].")
