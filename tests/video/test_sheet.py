"""Contact sheets: rows of frames that fill the sheet, with what is said of them."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from mediagen.video.sheet import PAPER, Row, Shown, contact_sheet, jpeg, png

WIDE, TALL = np.full((90, 160, 3), (200, 30, 30), np.uint8), np.full((160, 90, 3), (30, 30, 200), np.uint8)


def red(sheet):
    return (sheet[..., 0] > 150) & (sheet[..., 2] < 80)


def test_a_row_fills_the_sheets_width_with_frames_of_one_height():
    sheet = contact_sheet([Row((Shown(WIDE),) * 4)], width=800)
    columns, rows = red(sheet).any(0), red(sheet).any(1)
    assert sheet.shape[1] == 800
    assert 740 <= columns.sum() < 800
    assert rows.sum() == round((800 - 5 * 6) / 4 * 90 / 160)


def test_frames_of_any_aspect_stand_beside_one_another_unchanged_in_shape():
    sheet = contact_sheet([Row((Shown(WIDE), Shown(TALL)))], width=900)
    blue = (sheet[..., 2] > 150) & (sheet[..., 0] < 80)
    for found, shape in ((red(sheet), 160 / 90), (blue, 90 / 160)):
        assert abs(found.any(0).sum() / found.any(1).sum() - shape) < 0.03


def test_labels_stand_under_frames_and_headings_above():
    bare, told = (contact_sheet([Row((Shown(WIDE, text),), text)], width=600) for text in ("", "0:07 A sapphire face"))
    assert told.shape[0] > bare.shape[0] + 20
    above = told[: np.flatnonzero(red(told).any(1))[0]]
    under = told[np.flatnonzero(red(told).any(1))[-1] + 1 :]
    assert above.max() > 150
    assert under.max() > 150


def test_a_label_that_is_too_long_is_cut_between_words():
    two, long = (
        contact_sheet([Row((Shown(WIDE, text),) * 6)], width=600, lines=2) for text in ("word\nword", "word " * 200)
    )
    assert two.shape == long.shape


def test_labels_take_no_more_room_than_the_longest_of_them():
    one, two = (
        contact_sheet([Row((Shown(WIDE, "7.0 s"), Shown(WIDE, text)))], width=600, lines=9)
        for text in ("8.0 s", "8.0 s\nTake a breath.")
    )
    assert one.shape[0] < two.shape[0] < one.shape[0] + 20


def test_a_paragraph_under_the_time_is_read_from_its_own_side():
    said = "שלום עולם."  # its full stop is at the left
    alone, under = (contact_sheet([Row((Shown(WIDE, text),) * 2)], lines=4) for text in (said, f"0 to 7 s\n{said}"))
    assert alone[-36:].max() > 150
    assert np.array_equal(alone[-36:], under[-36:])


def test_one_word_that_does_not_fit_is_left_out():
    sheet = contact_sheet([Row((Shown(WIDE, "w" * 300),) * 6)], width=300)
    assert (sheet[-3:] == PAPER).all()


def test_a_label_in_a_script_that_cannot_be_set_is_no_error():
    told, bare = (contact_sheet([Row((Shown(WIDE, text),))], width=600) for text in ("नमस्ते ꀀ", "? ?"))
    assert told.shape == bare.shape
    assert told[-20:].max() > 150


def test_a_sheet_is_saved_as_png_without_loss_and_as_jpeg():
    sheet = contact_sheet([Row((Shown(WIDE),) * 2)], width=300)
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(png(sheet)))), sheet)
    assert Image.open(io.BytesIO(jpeg(sheet))).size == (300, sheet.shape[0])
