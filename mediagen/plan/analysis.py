"""What a product's picture shows, as the writer of its ad is told."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, ValidationError

from mediagen.errors import ItemError
from mediagen.plan.fields import Model, wrong_fields

Point = Annotated[str, Field(min_length=1, max_length=200)]
Points = Annotated[tuple[Point, ...], Field(max_length=8)]


class AnalysisError(ItemError):
    """Bytes that are no analysis of a picture."""

    code = "analysis"


class Analysis(Model):
    """What is seen, and what it is worth to a buyer."""

    features: Annotated[Points, Field(min_length=1)] = Field(description="What is seen of the product.")
    benefits: Points = Field((), description="What that does for its owner.")
    selling_points: Points = Field((), description="What sets it apart from others of its kind.")
    audience: str = Field("", max_length=300, description="Whom it is for.")
    mood: str = Field("", max_length=300, description="What the picture feels like.")
    colors: Points = Field((), description="Its colours, by name.")

    def to_json(self) -> bytes:
        """The reply: UTF-8, fields in the order of the model."""
        return self.model_dump_json(indent=1).encode()


def parse(data: bytes) -> Analysis:
    """The analysis in a reply. Raises AnalysisError that names each field that is wrong."""
    try:
        return Analysis.model_validate_json(data, strict=True)
    except ValidationError as error:
        raise AnalysisError(
            f"this is no analysis of a picture: {wrong_fields(error, 'analysis')}",
            remedy="an analysis is JSON with features, benefits, selling_points, audience, mood and colors",
        ) from None
