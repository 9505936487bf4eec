"""Analyses of pictures: whole, and in words that a writer can use."""

from __future__ import annotations

from typing import Any

from mediagen.checks.foreign import refuse_faulty
from mediagen.checks.text import refuse_unfit
from mediagen.errors import RejectedError
from mediagen.plan.analysis import AnalysisError, parse
from mediagen.plan.requests import AnalysisRequest
from mediagen.providers.protocol import Reply


def check(_request: AnalysisRequest, reply: Reply) -> dict[str, Any]:
    """{"features": n} of an analysis. Raises RejectedError."""
    refuse_faulty(reply)
    if reply.media_type != "application/json":
        raise RejectedError(f"asked for an analysis as JSON, got {reply.media_type}")
    try:
        found = parse(reply.data)
    except AnalysisError as error:
        raise RejectedError(error.message) from error
    points = (*found.features, *found.benefits, *found.selling_points, *found.colors)
    for text in (*points, found.audience, found.mood):
        if text:
            refuse_unfit(text)
    return {"features": len(found.features)}
