"""The manifest of an ad's films, as people edit it and disks tear it."""

from __future__ import annotations

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediagen.commands.left import films_left

ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)
FILM = {
    **dict.fromkeys(("name", "title", "language", "aspect", "style", "key", "digest"), "x"),
    **dict.fromkeys(("variant", "row", "voice")),
    **dict.fromkeys(("bytes", "duration_s", "width", "height", "cost_usd"), 1),
    "offline": True,
    "files": {"video": "x.mp4"},
    "texts": {"hook": "x"},
    "voice_over": [{"text": "x"}],
    "parts": [{"part": "film", "kind": "film", "key": "x", "digest": "x", "provider": "x", "model": "x"}],
}


def said(folder, data):
    (folder / "manifest.json").write_bytes(data if isinstance(data, bytes) else json.dumps(data).encode())
    return films_left(folder)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("lamp")


def test_what_a_render_left_is_told_of(folder):
    assert films_left(folder / "nowhere") == ([], True)
    assert said(folder, {"films": [FILM]}) == ([FILM], True)


@given(ANY)
def test_whatever_else_a_manifest_is_nothing_is_told_and_that_it_is_damaged(folder, anything):
    assert said(folder, anything) == ([], False)
    films = said(folder, {"films": [FILM, anything]})
    assert films == ([FILM], False)


@pytest.mark.parametrize("name", FILM)
def test_a_film_of_which_something_is_of_another_kind_or_gone_is_left_out(folder, name):
    for value in ([["a"]], {"a": ["b"]}, object):
        film = copy.deepcopy(FILM) | {name: value}
        if value is object:
            del film[name]
        assert said(folder, {"films": [film, FILM]}) == ([FILM], False)


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\xfe{}", b"{", b"[" * 200_000, b'{"films": ' + b"9" * 5_000 + b"}", b'{"films": 5}'],
    ids=["empty", "no text", "torn", "deep", "long", "a number"],
)
def test_bytes_that_are_no_manifest_are_told_as_damaged(folder, data):
    assert said(folder, data) == ([], False)


def test_files_of_films_are_in_their_folder_and_of_the_kinds_that_renders_leave(folder):
    for name in ("../x.mp4", "/x.mp4", "a\0.mp4", "..", "x", "x.avi"):
        assert said(folder, {"films": [FILM | {"files": {"video": name}}]}) == ([], False)
