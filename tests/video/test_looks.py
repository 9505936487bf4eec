"""Frames of films as pictures: what a person looks at before waiting for a film."""

from __future__ import annotations

import numpy as np
import pytest

from mediagen.plan.film import Shot
from mediagen.video.looks import middle_frame
from mediagen.video.planes import to_rgb
from mediagen.video.segment import Renderer
from tests.support.segments import PAN, Files, request, segment


@pytest.mark.parametrize(
    ("lengths", "piece", "number"), [((12,), 0, 6), ((4, 4, 4), 1, 2), ((6, 6), 1, 0), ((7, 5), 0, 6)]
)
def test_the_middle_of_a_scene_is_where_it_is_however_the_scene_is_cut(tmp_path, lengths, piece, number):
    files = Files(tmp_path)
    still, starts = files.still(), np.cumsum([0, *lengths])
    pieces = [
        request(segment(Shot(-int(start), 12, still, PAN), frames=length), files)
        for start, length in zip(starts, lengths, strict=False)
    ]
    wanted = to_rgb(next(Renderer().frames(pieces[piece].spec, files.paths, [number])))
    assert np.array_equal(middle_frame(pieces), wanted)
