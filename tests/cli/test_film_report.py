"""What render tells of films, in words."""

from __future__ import annotations

import pytest

from mediagen.cli.film_report import tell_films
from mediagen.commands.report import Report


@pytest.fixture
def told(capsys):
    def tell(films, why=(), **options):
        tell_films(Report(), films, list(why), **options)
        return capsys.readouterr().out.splitlines()

    return tell


def film(name="lamp", error="", **fields):
    fault = {"code": error, "message": "it cannot be", "remedy": ""} if error else None
    path = None if error else f"output/{name}.mp4"
    counts = {"parts": 11, "parts_made": 11, "parts_shared": 0}
    return {"name": name, "path": path, "storyboard": f"output/{name}.png", "error": fault, **counts, **fields}


UNCHANGED = "nothing in it has changed"


def lines(*reasons, name="lamp"):
    """A segment for each reason why it was made; "": it was reused."""
    return [
        {"film": name, "segment": f"scene {n}", "how": "made" if why else "reused", "why": why or UNCHANGED}
        for n, why in enumerate(reasons, 1)
    ]


def test_of_a_film_that_was_not_all_made_it_says_what_was_and_what_others_have_too(told):
    films = [film("a"), film("b", parts_made=1, parts_shared=10), film("c", parts_shared=4)]
    assert told(films)[:3] == [
        "output/a.mp4",
        "output/b.mp4  (1 of 11 parts made, 10 shared with other films)",
        "output/c.mp4  (4 shared with other films)",
    ]


def test_a_film_that_was_stopped_has_not_failed(told):
    assert told([film(error="stopped"), film("other", error="item")])[0] == "failed: other: it cannot be"
    assert not [line for line in told([film(error="stopped")]) if "failed:" in line]


def test_a_preview_names_its_storyboards(told):
    assert told([film()], boards=True)[:2] == ["output/lamp.png", "output/lamp.mp4"]


def test_why_names_the_segments_that_were_made_and_counts_the_others(told):
    assert told([film()], lines("changed: cta text", "", ""))[1:3] == [
        "lamp  scene 1   made    changed: cta text",
        f"lamp  2 others  reused  {UNCHANGED}",
    ]
    assert told([film()], lines("", "", ""))[1] == f"lamp  all 3    reused  {UNCHANGED}"
    assert told([film()], lines("new", "new"))[1] == "lamp  all 2    made  new"
    assert told([film()], lines(""))[1] == f"lamp  scene 1  reused  {UNCHANGED}"
    earlier = [{**line, "why": "it had been made before"} for line in lines("", "")]
    assert told([film()], lines("changed: cta text", "") + earlier)[1:4] == [
        "lamp  scene 1   made    changed: cta text",
        f"lamp  1 other   reused  {UNCHANGED}",
        "lamp  2 others  reused  it had been made before",
    ]
