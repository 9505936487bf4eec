"""What may be kept as a segment or a film, on files made by the real renderer and broken on purpose."""

from __future__ import annotations

import dataclasses
import io
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from mediagen.checks.video import check_film, check_segment
from mediagen.errors import ItemError, RejectedError
from mediagen.plan.film import Canvas, Encoding, Reel, Shot
from mediagen.plan.requests import FilmRequest
from mediagen.providers.protocol import Reply
from mediagen.video.boxes import index_first
from mediagen.video.encode import encode
from mediagen.video.film import Joiner
from mediagen.video.planes import blank
from mediagen.video.sound_files import aac
from tests.support.segments import CANVAS, ENCODING, PAN, Files, rendered, replay, request, segment

TONE = (np.sin(np.arange(48_000) / 9) * 0.2)[None].repeat(2, 0).astype(np.float32)


@pytest.fixture
def files(tmp_path):
    return Files(tmp_path)


@pytest.fixture
def moving(files):
    return request(segment(Shot(0, 30, files.still(), PAN)), files)


def refused(check, wish, data, media_type="video/mp4"):
    with pytest.raises(RejectedError) as error:
        check(wish, Reply(data, media_type))
    return error.value.message


def flat(frames, level=120, canvas=CANVAS):
    frame = blank(canvas)
    frame.y[:] = level
    return encode(replay([frame] * frames), canvas, ENCODING)


def standing(frames, canvas=CANVAS):
    frame = blank(canvas)
    frame.y[:] = np.random.default_rng(1).integers(20, 230, frame.y.shape, np.uint8)
    return encode(replay([frame] * frames), canvas, ENCODING)


def test_a_segment_is_not_kept_if_what_it_shows_was_saved_anew_meanwhile(files, moving):
    """Its key names the picture that was there before: with that one back, the wrong segment would be shown."""
    made = Reply(rendered(moving.spec, files), "video/mp4")
    [(_, path)] = moving.files.items()
    before = Path(path).read_bytes()
    Path(path).write_bytes(before[:-1] + b"\0")
    with pytest.raises(ItemError, match=r"\.png was changed while something was made of it") as error:
        check_segment(moving, made)
    assert (error.value.retryable, error.value.remedy[:26]) == (True, "run the same command again")
    Path(path).unlink()
    with pytest.raises(ItemError, match="was changed"):
        check_segment(moving, made)
    Path(path).write_bytes(before)
    assert check_segment(moving, made)["frames"] == 30


def test_a_good_segment_is_kept_with_its_facts(files, moving):
    facts = check_segment(moving, Reply(rendered(moving.spec, files), "video/mp4"))
    assert facts == {"frames": 30, "width": 320, "height": 180, "duration_s": 1.0}


def test_frames_too_few_are_refused(moving):
    assert refused(check_segment, moving, standing(29)) == "asked for 30 frames, got 29"


def test_another_size_is_refused(moving):
    assert "asked for 320×180 pixels, got 180×320" in refused(check_segment, moving, standing(30, Canvas(180, 320)))


def test_a_picture_that_stands_where_the_camera_moves_is_refused(moving):
    assert "stands still" in refused(check_segment, moving, standing(30))


def test_a_picture_may_stand_where_nothing_moves(files):
    wish = request(segment(Shot(0, 30, files.still())), files)
    assert check_segment(wish, Reply(standing(30), "video/mp4"))["frames"] == 30


@pytest.mark.parametrize("level", [16, 120, 235])
def test_a_blank_picture_is_refused_where_a_still_should_be(moving, level):
    assert refused(check_segment, moving, flat(30, level)) == "the picture is blank"


def test_a_still_that_is_plain_itself_may_look_so(files):
    wall = np.full((270, 480, 3), 250, np.uint8)
    sky = np.tile(np.linspace(200, 210, 480).astype(np.uint8)[None, :, None], (270, 1, 3))
    for picture in (wall, sky):
        spec = segment(Shot(0, 30, files.still(picture), PAN))
        assert check_segment(request(spec, files), Reply(rendered(spec, files), "video/mp4"))["frames"] == 30


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_file_cut_short_is_refused(files, moving, share):
    whole = rendered(moving.spec, files)
    refused(check_segment, moving, whole[: int(len(whole) * share)])


def test_bytes_damaged_in_a_key_frame_are_refused(files, moving):
    whole = bytearray(rendered(moving.spec, files))
    start = whole.index(b"mdat") + 1_500
    whole[start : start + 400] = bytes(400)
    assert refused(check_segment, moving, bytes(whole))


@pytest.mark.parametrize(
    ("data", "media_type", "why"),
    [(b"", "video/mp4", "cannot be read"), (b"\0" * 99, "video/mp4", "cannot be read"), (b"x", "video/webm", "asked for video/mp4"),
     (b"<html><body>502 Bad Gateway</body></html>", "video/mp4", "502 Bad Gateway")],
    ids=["nothing", "zeros", "other media type", "an error page"],
)  # fmt: skip
def test_what_is_no_video_is_refused(moving, data, media_type, why):
    assert why in refused(check_segment, moving, data, media_type)


def other_coding(frames=30, **options):
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as file:
        video = file.add_stream(
            options.get("codec", "libx264"),
            rate=options.get("rate", 30),
            options={"bf": "0"} if "codec" not in options else {},
        )
        video.width, video.height, video.pix_fmt = 320, 180, options.get("form", "yuv420p")
        if options.get("tagged", True):
            coder = video.codec_context
            coder.color_primaries = coder.color_trc = coder.colorspace = coder.color_range = 1
        rng = np.random.default_rng(2)
        for n in range(frames):
            frame = av.VideoFrame.from_ndarray(rng.integers(0, 255, (180, 320, 3), np.uint8), format="rgb24")
            frame.pts, frame.time_base = n, Fraction(1, options.get("rate", 30))
            file.mux(video.encode(frame.reformat(format=options.get("form", "yuv420p"))))
        file.mux(video.encode(None))
    return out.getvalue()


@pytest.mark.parametrize(
    ("options", "why"),
    [({"codec": "mpeg4"}, "not H.264"), ({"form": "yuv444p"}, "not H.264 in BT.709 4:2:0"), ({"tagged": False}, "BT.709"), ({"rate": 25}, "not for 30 frames")],
    ids=["MPEG-4", "4:4:4", "no colour tags", "25 frames a second"],
)  # fmt: skip
def test_another_coding_is_refused(moving, options, why):
    assert why in refused(check_segment, moving, other_coding(**options))


def film(files, **changes):
    segments = tuple(files.add(standing(n)) for n in (20, 10))
    spec = dataclasses.replace(Reel(segments, 30, files.add(aac(TONE)), "T", "C", "en"), **changes)
    return FilmRequest(provider="builtin", model="m", spec=spec, files=files.paths)


def test_a_good_film_is_kept_with_its_facts(files):
    wish = film(files)
    assert check_film(wish, Joiner().make(wish)) == {"frames": 30, "width": 320, "height": 180, "duration_s": 1.0}
    silent = film(files, sound="")
    assert check_film(silent, Joiner().make(silent))["frames"] == 30


def test_a_film_without_its_sound_is_refused_and_one_with_sound_that_none_asked_for(files):
    wish, silent = film(files), film(files, sound="")
    assert "should have a sound track" in refused(check_film, wish, Joiner().make(silent).data)
    assert "has sound" in refused(check_film, silent, Joiner().make(wish).data)


def test_a_film_of_another_length_is_refused(files):
    made = Joiner().make(film(files)).data
    assert "asked for 31 frames, got 30" in refused(check_film, film(files, frames=31), made)


def test_a_film_whose_index_is_at_its_end_is_refused(files):
    silent = film(files, sound="", frames=20)
    assert "index" in refused(
        check_film, silent, encode(replay([blank(CANVAS)] * 20), CANVAS, Encoding("ultrafast", 30))
    )


def test_sound_that_is_longer_or_begins_late_is_refused(files):
    def muxed(begin, samples):
        out = io.BytesIO()
        with (
            av.open(io.BytesIO(standing(30))) as picture,
            av.open(io.BytesIO(aac(samples))) as heard,
            av.open(out, "w", format="mp4") as file,
        ):
            video, audio = (
                file.add_stream_from_template(s) for s in (picture.streams.video[0], heard.streams.audio[0])
            )
            for packet in picture.demux(video=0):
                if packet.dts is not None:
                    packet.stream = video
                    file.mux(packet)
            for packet in heard.demux(audio=0):
                if packet.dts is not None:
                    packet.stream, packet.pts, packet.dts = audio, packet.pts + begin, packet.dts + begin
                    file.mux(packet)
        return index_first(out.getvalue())

    wish = film(files)
    assert "longer than the picture" in refused(check_film, wish, muxed(0, np.tile(TONE, 2)))
    assert "begins +0.028 s off" in refused(check_film, wish, muxed(2_400, TONE[:, :24_000]))
