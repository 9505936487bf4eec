"""Manifest lines wait in a file, gaps among them."""

from __future__ import annotations

import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediagen.commands.survey import Lines

LINE = st.text(max_size=40).map(lambda text: json.dumps(text, ensure_ascii=False).encode())


@given(st.lists(st.one_of(st.none(), LINE), max_size=40), st.sampled_from([1, 100, 1 << 20]))
def test_lines_come_back_in_order_from_memory_or_file(given_lines, in_memory):
    lines = Lines(in_memory)
    for line in given_lines:
        lines.append(line)

    assert len(lines) == len(given_lines)
    assert list(lines) == given_lines
    assert list(lines) == given_lines  # again


def test_a_gap_is_filled_later():
    lines = Lines(in_memory=1)
    for line in (b"first", None, b"third", None):
        lines.append(line)

    lines[1] = b"second"

    assert list(lines) == [b"first", b"second", b"third", None]
    assert (lines[1], lines[3]) == (b"second", None)


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on open files there")
def test_documents_that_are_dropped_leave_no_file_open():
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, hard))
    try:
        for _ in range(200):
            Lines(in_memory=1).append(b"a line that is more than one byte")
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
