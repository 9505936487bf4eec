"""The forms that a model fills in: the JSON Schema of its answer.

They have no limits and no defaults, which strict structured output does not know; the checks look at limits.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Form(BaseModel):
    """An answer."""

    model_config = ConfigDict(extra="forbid")


class ScriptForm(Form):
    """A script."""

    script: str = Field(description="The whole script as plain text, paragraphs apart by a blank line.")


class SceneForm(Form):
    """One scene's words."""

    voice: str = Field(description="What the voice-over says.")
    title: str = Field(description="A few words shown meanwhile; empty for none.")


class AdForm(Form):
    """All words of an ad."""

    hook: str = Field(description="Opening words, shown on the picture.")
    scenes: list[SceneForm] = Field(description="The scenes in their order, one for each.")
    cta: str = Field(description="What the button says.")
    tagline: str = Field(description="Under the product's name at the end; empty for none.")


class AnalysisForm(Form):
    """What a product's picture shows."""

    features: list[str] = Field(description="What is seen of the product: parts, materials, finish, shape.")
    benefits: list[str] = Field(description="What each of these does for its owner.")
    selling_points: list[str] = Field(description="What sets it apart from others of its kind.")
    audience: str = Field(description="Whom it is for, in one sentence.")
    mood: str = Field(description="What the picture feels like, in one sentence.")
    colors: list[str] = Field(description="Its main colours, by common names.")
