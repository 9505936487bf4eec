"""What may be kept as the analysis of a product's picture."""

from __future__ import annotations

import json

import pytest

from mediagen.cache.steps import alone
from mediagen.checks import CHECKS, checked
from mediagen.errors import RejectedError
from mediagen.plan.analysis import parse
from mediagen.plan.requests import AnalysisRequest
from mediagen.providers.protocol import FAULT, Reply

GOOD = {
    "features": ["a round face", "a strap of leather"],
    "benefits": ["easy to read"],
    "selling_points": ["no visible screws"],
    "audience": "People who like quiet things.",
    "mood": "Calm.",
    "colors": ["black", "gold"],
}
REQUEST = AnalysisRequest(provider="p", model="m", image_digest="d", product="Halden", image="halden.png")


def check(analysis, media_type="application/json", **facts):
    return checked(REQUEST, Reply(json.dumps(analysis).encode(), media_type, facts))


def test_a_good_analysis_is_kept_with_the_number_of_features():
    assert check(GOOD) == {"features": 2}
    assert check({"features": ["a round face"]}) == {"features": 1}


def test_an_analysis_is_read_back_as_it_was_written():
    analysis = parse(json.dumps(GOOD).encode())
    assert parse(analysis.to_json()) == analysis
    assert analysis.colors == ("black", "gold")


@pytest.mark.parametrize(
    ("analysis", "said"),
    [
        ([], "this is no analysis of a picture: analysis: Input should be an object"),
        ({}, "features: Field required"),
        ({**GOOD, "features": []}, "features: Tuple should have at least 1 item"),
        ({**GOOD, "benefits": ["x"] * 9}, "benefits: Tuple should have at most 8 items"),
        ({**GOOD, "colors": [""]}, "colors.0: String should have at least 1 character"),
        ({**GOOD, "colors": ["x" * 201]}, "colors.0: String should have at most 200 characters"),
        ({**GOOD, "price": "$3"}, "price: Extra inputs are not permitted"),
        ({**GOOD, "mood": "As an AI language model, I see no picture."}, "the model refused instead"),
        ({**GOOD, "features": ["[insert your product here]"]}, "place-holder"),
    ],
)
def test_what_is_no_analysis_is_rejected(analysis, said):
    with pytest.raises(RejectedError) as caught:
        check(analysis)
    assert said in caught.value.message


def test_text_is_no_analysis():
    with pytest.raises(RejectedError, match="asked for an analysis as JSON, got text/html"):
        check(GOOD, "text/html")


@pytest.mark.parametrize("kind", ["script", "analysis"])
def test_what_the_provider_itself_finds_wrong_is_the_reason(kind):
    with pytest.raises(RejectedError, match="the model refused: “No”"):
        alone(CHECKS[kind](REQUEST, Reply(b"No.", "text/plain", {FAULT: "the model refused: “No”"})))
