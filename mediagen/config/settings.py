"""The reference of mediagen.toml: a setting, its default and its meaning are said once, here."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from mediagen.config.sources import CACHE_DIR
from mediagen.config.units import duration, limited

Duration = Annotated[float | None, BeforeValidator(duration)]
Folder = Annotated[str, Field(min_length=1)]
Usd = Annotated[float | None, Field(ge=0, allow_inf_nan=False)]

VOICES: dict[str, dict[str, str]] = {
    "nova": {"offline": "heart", "openai": "nova", "elevenlabs": "Aria"},
    "shimmer": {"offline": "bright", "openai": "shimmer", "elevenlabs": "Laura"},
    "rachel": {"offline": "warm", "openai": "sage", "elevenlabs": "Leoni Vergara"},
    "sarah": {"offline": "warm", "openai": "coral", "elevenlabs": "Sarah"},
    "echo": {"offline": "light", "openai": "echo", "elevenlabs": "Roger"},
    "onyx": {"offline": "deep", "openai": "onyx", "elevenlabs": "Roger"},
}
"""Logical voices that are there without a line in mediagen.toml; a line there adds to or overrides them."""


class Section(BaseModel):
    """A section of mediagen.toml: unknown names in it are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Project(Section):
    """Folders, from the project on."""

    narratives: Folder = Field("narratives", description="Folder of documents; what `seed` works through.")
    templates: Folder = Field("templates", description="Folder of script templates and styles of your own.")
    output: Folder = Field("output", description="Folder for manifests and films.")


class Providers(Section):
    """Who makes what."""

    script: str = Field("offline", description='Who writes scripts: "name" or "name:model".')
    speech: str = Field("offline", description="Who speaks.")
    image: str = Field("offline", description="Who makes pictures.")
    source: str = Field("http", description="Who fetches files that documents name by URL.")
    music: str = Field("offline", description="Who composes music for ads.")
    analysis: str = Field("", description="Who looks at products' pictures for the writers of ads; empty: nobody.")
    video: str = Field("", description="Who makes clips from stills; empty: nobody.")


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
    analysis: Duration = Field(None, description="How long what was seen in pictures lives.")
    video: Duration = Field(None, description="How long clips live.")
    segment: Duration = Field(None, description="How long encoded stretches of films live.")
    sound: Duration = Field(None, description="How long mixed sound of films lives.")
    film: Duration = Field(None, description="How long finished films live.")
    failed: Duration = Field(300.0, description="How long a failure is remembered and not tried again.")
    rejected: Duration = Field(86_400.0, description="The same for what a check rejected.")


class Remote(Section):
    """A cache that machines share: what one has bought the others take (docs/sharing.md)."""

    target: str = Field("", description="Name of the target ([targets.NAME]) that holds it; empty: nothing is shared.")
    mode: Literal["read-write", "read-only", "write-only"] = Field(
        "read-write", description="read-only: take, share nothing; write-only: share, trust nothing that is there."
    )
    share: Literal["bought", "all"] = Field("bought", description="Whether what is free to make is shared too.")


class CacheSettings(Section):
    """Where and how the cache is kept."""

    dir: Folder = Field(CACHE_DIR, description="Folder of the cache.")
    lease: Annotated[float, BeforeValidator(limited)] = Field(
        120.0, ge=1, description="How long a lease lives without a heartbeat."
    )
    keep: Keep = Field(default_factory=Keep)
    remote: Remote = Field(default_factory=Remote)


class Run(Section):
    """How a run works."""

    jobs: int = Field(0, ge=0, le=256, description="Items made at once; 0: as many as the provider and cores bear.")


class BudgetSettings(Section):
    """What may be spent, in USD; checked before each purchase, over all processes that share a cache."""

    run: Usd = Field(None, description="USD that one command may spend; `--max-cost` may only lower it.")
    day: Usd = Field(None, description="USD a day (UTC), what is reserved and not yet known included.")
    month: Usd = Field(None, description="USD a month (UTC), likewise.")
    allow_unpriced: bool = Field(False, description="Whether what has no known price may be bought under a budget.")


class Publish(Section):
    """Where media are published."""

    target: str = Field("", description="Name of the target that `publish` takes; empty: the only one there is.")


class Settings(Section):
    """All of mediagen.toml."""

    schema_: Literal[1] = Field(1, alias="schema", description="Version of this file's format.")
    project: Project = Field(default_factory=Project)
    providers: Providers = Field(default_factory=Providers)
    speech: Speech = Field(default_factory=Speech)
    cache: CacheSettings = Field(default_factory=CacheSettings)
    run: Run = Field(default_factory=Run)
    publish: Publish = Field(default_factory=Publish)
    budget: BudgetSettings = Field(default_factory=BudgetSettings)
    voices: dict[str, dict[str, str]] = Field(
        {},
        description="Logical voice → provider → that provider's voice; names without a line are equal.",
    )
    provider: dict[str, dict[str, Any]] = Field(
        {}, description="Settings of a provider: [provider.NAME]; what its requests say: [provider.NAME.KIND]."
    )
    targets: dict[str, dict[str, Any]] = Field(
        {}, description="Where to publish: a `type`, and what is said of it below."
    )
    prices: dict[str, dict[str, Any]] = Field(
        {}, description='Prices of your own: [prices."NAME:MODEL"] with usd or per_million by unit, source and date.'
    )
