"""Clips of one's own: read, trimmed, looped, slowed down and held at the right moments, whatever the file is like."""

from __future__ import annotations

import contextlib
import io
import os
import struct
import subprocess
from fractions import Fraction

import av
import numpy as np
import pytest
from moviepy.config import FFMPEG_BINARY
from PIL import Image

from mediagen.errors import ItemError
from mediagen.plan.film import Canvas, Picture, Shot
from mediagen.video.damage import refuse_damaged, refuse_torn
from mediagen.video.footage import Footage, clip_facts
from mediagen.video.planes import blank, to_rgb
from tests.support.encode import mp3, voice
from tests.support.segments import PUSH, Files, decoded, frames_of, leaves, numbered, packed, rendered, segment

SMALL = Canvas(160, 90)


@pytest.fixture
def files(tmp_path):
    return Files(tmp_path)


def levels(files, clip, frames, first=0, canvas=SMALL, **options):
    """Grey levels of the frames of a shot of the clip, as `numbered` counts them: 20 + 6n is n."""
    shot = Shot(first, frames - first, files.clip(clip, **options))
    spec = segment(shot, frames=frames, canvas=canvas)
    middles = [float(f[canvas.height // 2, canvas.width // 2]) for f in frames_of(spec, files)]
    return [round(((m - 16) * 255 / 219 - 20) / 6, 1) for m in middles]


YUV = 136, 90, 156
"""The orange (220, 120, 40) by the primaries and the matrix of BT.2020."""


def near(found, wanted, by=0.4):
    assert np.abs(np.array(found) - wanted).max() <= by, list(zip(found, wanted, strict=True))


def test_a_clip_plays_from_where_the_scene_begins_in_it(files):
    near(levels(files, numbered(30), 8), range(8))
    near(levels(files, numbered(30), 8, clip_from_ms=500), range(15, 23))


def test_a_shot_that_began_before_its_segment_goes_on_where_it_was(files):
    near(levels(files, numbered(30), 6, first=-10), range(10, 16))


def test_a_clip_shorter_than_its_scene_holds_its_last_frame(files):
    near(levels(files, numbered(6), 12), [0, 1, 2, 3, 4, 5, 5, 5, 5, 5, 5, 5])


def test_a_clip_shorter_than_its_scene_is_looped_from_where_it_begins(files):
    near(levels(files, numbered(6), 14, clip_loop=True), [0, 1, 2, 3, 4, 5] * 2 + [0, 1])
    near(levels(files, numbered(9), 10, clip_loop=True, clip_from_ms=167), [5, 6, 7, 8] * 2 + [5, 6], by=0.4)


def test_speed_stretches_and_hastens(files):
    near(levels(files, numbered(12), 10, clip_speed=0.5), [0, 0, 1, 1, 2, 2, 3, 3, 4, 4])
    near(levels(files, numbered(24), 8, clip_speed=2.0), range(0, 16, 2))


@pytest.mark.parametrize(
    ("rate", "wanted"), [(15, [0, 0, 1, 1, 2, 2]), (60, [0, 2, 4, 6, 8, 10]), (25, [0, 0, 1, 2, 3, 4])]
)
def test_another_frame_rate_is_brought_to_thirty_a_second(files, rate, wanted):
    near(levels(files, numbered(20, rate=rate), 6), wanted)


@pytest.mark.parametrize("form", ["mp4", "matroska"])
def test_a_variable_frame_rate_is_shown_at_its_own_times(files, form):
    """Ten frames at 30 a second, then ten at 10 a second; to within a frame, as their times are rounded to ms."""
    times = [round(n * 1000 / 30) for n in range(10)] + [333 + 100 * n for n in range(10)]
    found = levels(files, numbered(20, times, form=form), 39)

    def wanted(n):
        return max(k for k, t in enumerate(times) if t <= max(0, n) * 1000 / 30 + 1)

    assert all(wanted(n - 1) - 0.4 <= level <= wanted(n + 1) + 0.4 for n, level in enumerate(found)), found
    assert found[-1] == pytest.approx(19, abs=0.4)


def test_a_segment_that_begins_while_a_picture_stands_begins_with_that_picture(files):
    """Ten frames, the last of which stands for two seconds, as in a recording of a screen."""
    times = [round(n * 1000 / 30) for n in range(10)] + [2300, 2333, 2367]
    clip = numbered(13, times)
    near(levels(files, clip, 43, first=-30)[30:], [9] * 9 + [10, 11, 12, 12])


def test_a_clip_of_the_films_size_and_colors_is_shown_sample_by_sample(files):
    data = rendered(segment(Shot(0, 6, files.still(), PUSH)), files)
    for shown, (_, read) in zip(frames_of(segment(Shot(0, 6, files.clip(data))), files), decoded(data), strict=True):
        assert np.array_equal(shown, packed(read))


def colored(matrix, span="MPEG", size=(320, 180)):
    """A clip all of one orange, by that matrix (ITU-T H.273) and range, which it tells; "" tells none and is BT.709."""
    told, name = {"bt709": (1, "ITU709"), "smpte170m": (6, "ITU601"), "": (2, "ITU709")}[matrix]
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as file:
        video = file.add_stream("libx264", rate=30, options={"crf": "1"})
        video.width, video.height, video.pix_fmt = *size, "yuv420p"
        video.codec_context.colorspace, video.codec_context.color_range = told, {"MPEG": 1, "JPEG": 2}[span]
        orange = av.VideoFrame.from_ndarray(np.full((size[1], size[0], 3), (220, 120, 40), np.uint8), format="rgb24")
        frame = orange.reformat(format="yuv420p", dst_colorspace=name, dst_color_range=span)
        for n in range(3):
            frame.pts, frame.time_base, frame.colorspace = n, Fraction(1, 30), told
            file.mux(video.encode(frame))
        file.mux(video.encode(None))
    return out.getvalue()


@pytest.mark.parametrize(
    "options",
    [("bt709",), ("smpte170m",), ("bt709", "JPEG"), ("", "MPEG", (1280, 720))],
    ids=["BT.709", "BT.601", "full range", "large and untold"],
)
def test_colors_are_what_the_file_says_and_those_of_hd_where_a_large_one_says_nothing(files, options):
    frame, footage = blank(SMALL), Footage(files.paths[files.add(colored(*options))], Picture("clip", "orange"), SMALL)
    footage.paint(1, frame)
    footage.close()
    assert np.abs(to_rgb(frame)[45, 80].astype(int) - (220, 120, 40)).max() <= 3


def wide(yuv, transfer, primaries=9):
    """A clip of 160 × 90 that tells this transfer, and BT.2020's primaries and matrix: all of one colour."""
    yuv = np.repeat(yuv, [160 * 90, 80 * 45, 80 * 45]).reshape(135, 160).astype(np.uint8)
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as file:
        video = file.add_stream("libx264", rate=30, options={"crf": "1"})
        video.width, video.height, video.pix_fmt = 160, 90, "yuv420p"
        told = video.codec_context
        told.color_primaries, told.color_trc, told.colorspace, told.color_range = primaries, transfer, 9, 1
        for n in range(4):
            frame = av.VideoFrame.from_ndarray(yuv, format="yuv420p")
            frame.pts, frame.time_base = n, Fraction(1, 30)
            file.mux(video.encode(frame))
        file.mux(video.encode(None))
    return out.getvalue()


def shown(files, data):
    """RGB in the middle of the clip."""
    frame = blank(SMALL)
    with contextlib.closing(Footage(files.paths[digest := files.add(data)], Picture("clip", digest), SMALL)) as shot:
        shot.paint(1, frame)
    return to_rgb(frame)[45, 80].astype(int)


@pytest.mark.parametrize("transfer", [14, 18], ids=["SDR", "HLG, as phones record it"])
def test_colors_of_bt_2020_are_brought_to_those_of_bt_709(files, transfer):
    assert np.abs(shown(files, wide(YUV, transfer)) - (220, 120, 40)).max() <= 4


@pytest.mark.parametrize(
    ("light", "level"), [(2, 37), (26, 108), (80, 173), (203, 230), (1000, 255), (4000, 255)], ids="{} cd/m²".format
)
def test_hdr_is_as_bright_as_it_is_and_paler_towards_its_highest_lights(files, light, level):
    """Up to 91 cd/m² as a display of 203 shows it; then pressed together."""
    part = (light / 10_000) ** 0.1593017578125
    coded = ((0.8359375 + 18.8515625 * part) / (1 + 18.6875 * part)) ** 78.84375
    assert np.abs(shown(files, wide((16 + 219 * coded, 128, 128), 16)) - level).max() <= 2


def test_hdr_in_other_colours_than_those_of_bt_2020_is_an_error(files):
    with pytest.raises(ItemError, match=r"is HDR \(PQ\) in colours that are not read here") as error:
        clip_facts(files.paths[files.add(wide(YUV, 16, primaries=1))])
    assert error.value.remedy == "convert it to SDR"


@pytest.mark.parametrize(
    "options", [["-c:v", "libvpx-vp9", "-pix_fmt", "yuva420p"], ["-c:v", "qtrle"]], ids=["WebM", "QuickTime"]
)
def test_where_a_clip_is_transparent_what_stands_behind_it_is_seen(files, options):
    """Red on the left; on the right a blue of which nothing is to be seen."""
    Image.fromarray(np.repeat(np.uint8([[[220, 30, 30, 255], [0, 0, 255, 0]]]), 90, 0).repeat(80, 1)).save(
        files.folder / "clear.png"
    )
    path, frame = files.folder / ("clip.webm" if "vp9" in options[1] else "clip.mov"), blank(SMALL)
    ffmpeg("-loop", 1, "-r", 30, "-t", 0.2, "-i", files.folder / "clear.png", *options, path)
    picture = files.clip(path.read_bytes(), ground="#208060")
    with contextlib.closing(Footage(files.paths[picture.digest], picture, SMALL)) as shot:
        shot.paint(3, frame)
    left, right = to_rgb(frame)[45, [20, 140]].astype(int)
    assert np.abs([left - (220, 30, 30), right - (0x20, 0x80, 0x60)]).max() <= 8


def test_what_is_not_shown_of_a_clip_is_not_read(files):
    """At 60 frames a second, and twice as fast: one in four."""
    data = numbered(60, rate=60, level=lambda n: 20 + 3 * n)
    footage = Footage(files.paths[files.add(data)], Picture("clip", "fast", clip_speed=2.0), SMALL)
    assert [footage.number(n) for n in (0, 1, 2, 14)] == [0, 1, 2, 14]
    frame = blank(SMALL)
    footage.paint(5, frame)
    footage.close()
    assert (float(frame.y[45, 80]) - 16) * 255 / 219 == pytest.approx(20 + 3 * 20, abs=2)


def test_a_clip_that_has_ended_stands_and_is_not_painted_again(files):
    footage = Footage(files.paths[files.add(numbered(6))], Picture("clip", "short"), SMALL)
    assert [footage.number(n) for n in (4, 5, 6, 100)] == [4, 5, 5, 5]


def test_a_damaged_clip_that_ffmpeg_complains_of_at_length_does_not_hang(files):
    data = bytearray(numbered(90, level=lambda n: leaves(160, 90, n)))
    for at in range(len(data) // 8, len(data) - 2_000, 97):
        data[at] ^= 0x5A
    with contextlib.suppress(ItemError):
        levels(files, bytes(data), 80)


def holed(data, at, size=900):
    """The clip, and in it nothing but noise from that part of it on."""
    begin = int(len(data) * at)
    return data[:begin] + np.random.default_rng(1).bytes(size) + data[begin + size :]


def leafy(**options):
    return numbered(90, size=(160, 90), level=lambda n: leaves(160, 90, n), **options)


@pytest.mark.parametrize("form", ["mp4", "mov", "matroska"])
def test_what_ffmpeg_would_patch_is_an_error_that_tells_the_second_and_no_segment(files, form):
    shot = Shot(0, 90, files.clip(holed(leafy(form=form), 0.5)))
    with pytest.raises(ItemError, match=r"is damaged: .* at 1\.\d\d of its [13]\.\d\d s") as told:
        rendered(segment(shot, canvas=SMALL), files)
    assert "use an undamaged" in told.value.remedy


def test_damage_beyond_what_is_shown_is_none(files):
    assert rendered(segment(Shot(0, 30, files.clip(holed(leafy(), 0.9))), canvas=SMALL), files)


def test_bytes_that_are_gone_from_the_midst_of_a_matroska_file_are_found_without_decoding(files):
    whole = leafy(form="matroska", sound=3.0)
    for data in (whole, holed(whole, 0.6, 6_000)):
        path = files.paths[files.add(data, ".mkv")]
        with contextlib.nullcontext() if data is whole else pytest.raises(ItemError, match="damaged: no frame at"):
            refuse_torn(path, clip_facts(path), 3.0)


@pytest.mark.parametrize("ending", ["mp4", "mkv", "ts"])
def test_a_clip_that_was_cut_between_its_key_frames_is_not_taken_for_damaged(tmp_path, ending):
    whole, cut = tmp_path / "whole.ts", tmp_path / f"cut.{ending}"
    source = "testsrc2=s=160x90:r=30:d=4"
    ffmpeg("-f", "lavfi", "-i", source, "-c:v", "libx264", "-x264-params", "open-gop=1:keyint=25:bframes=3", whole)
    ffmpeg("-ss", "1.3", "-i", whole, "-c", "copy", cut)
    facts = clip_facts(cut)
    for first in (0.0, 0.5, 1.1):
        refuse_damaged(cut, facts, first, 2.5)


def with_transparency(path):
    """Frames that come when they come, with what is transparent of them in the same blocks."""
    shown = "select='not(between(n,9,30))',format=yuva420p,geq=lum='p(X,Y)':a='mod(X+N*3,256)'"
    coded = ["-fps_mode", "vfr", "-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", 8, "-auto-alt-ref", 0]
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=160x90:r=30:d=1.5", "-vf", shown, *coded, "-f", "webm", path)


def element(name, *parts):
    data = b"".join(parts)
    return bytes.fromhex(name) + (len(data) | 1 << 56).to_bytes(8, "big") + data


def with_many_sounds_in_a_block(path):
    """The same, and sound as MKVToolNix writes it."""
    noise, still = np.random.default_rng(0), io.BytesIO()
    Image.fromarray(noise.integers(0, 255, (32, 32, 3), np.uint8)).save(still, "JPEG")
    shown = [(at, b"\x81", b"\x80" + still.getvalue()) for at in (*range(0, 300, 33), *range(1_000, 1_500, 33))]
    heard = [(at, b"\x82", b"\x84\x07" + noise.bytes(1_600)) for at in range(0, 1_500, 100)]
    blocks = [element("A3", track, at.to_bytes(2, "big"), data) for at, track, data in sorted(shown + heard)]
    picture = element("E0", element("B0", b"\x20"), element("BA", b"\x20"))
    sound = element("E1", element("B5", struct.pack(">d", 8_000)), element("6264", b"\x10"))
    path.write_bytes(
        element("1A45DFA3", element("4282", b"matroska"))
        + element(
            "18538067",
            element("1549A966", element("4489", struct.pack(">d", 1_500))),
            element(
                "1654AE6B",
                element("AE", element("D7", b"\1"), element("83", b"\1"), element("86", b"V_MJPEG"), picture),
                element("AE", element("D7", b"\2"), element("83", b"\2"), element("86", b"A_PCM/INT/LIT"), sound),
            ),
            element("1F43B675", element("E7", b"\0"), *blocks),
        )
    )


@pytest.mark.parametrize("write", [with_transparency, with_many_sounds_in_a_block])
def test_a_clip_that_stands_still_for_a_while_is_not_taken_for_damaged_whatever_its_blocks_hold(tmp_path, write):
    path = tmp_path / "clip.webm"
    write(path)
    facts = clip_facts(path)
    assert facts.seconds == pytest.approx(1.5, abs=0.05)
    refuse_damaged(path, facts, 0.0, facts.seconds)


def test_a_clip_without_sound_and_one_with_longer_sound_are_read_to_the_end_of_the_picture(files):
    near(levels(files, numbered(6, sound=1.0), 9), [0, 1, 2, 3, 4, 5, 5, 5, 5])
    longer = files.paths[files.add(numbered(30, sound=2.0))]
    assert clip_facts(longer).seconds == pytest.approx(1.0, abs=0.04)


@pytest.mark.parametrize("form", ["mp4", "matroska", "avi", "mpegts", "flv"])
def test_usual_containers_are_read(files, form):
    near(levels(files, numbered(12, form=form), 5), range(5))


def ffmpeg(*arguments):
    """Run MoviePy's FFmpeg."""
    subprocess.run([FFMPEG_BINARY, "-loglevel", "error", "-y", *map(str, arguments)], check=True)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    """Frames of the levels 20 + 5n with a key frame every third of a second, as cameras and broadcasters write them."""
    folder, levels = tmp_path_factory.mktemp("recorded"), [20 + 5 * n for n in range(45)]
    (folder / "frames").write_bytes(b"".join(bytes([level]) * 160 * 90 for level in levels))

    def get(suffix):
        codec = ["mpeg2video", "-q:v", "1"] if suffix == "mpg" else ["libx264", "-crf", "10"]
        raw = ["-f", "rawvideo", "-pix_fmt", "gray", "-s", "160x90", "-r", "30", "-i", folder / "frames"]
        ffmpeg(*raw, "-pix_fmt", "yuv420p", "-g", 10, "-bf", 2, "-c:v", *codec, folder / f"clip.{suffix}")
        return (folder / f"clip.{suffix}").read_bytes()

    return get


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "flv", "ts", "m2ts", "mpg"])
def test_a_segment_begins_in_any_of_them_where_it_should(files, recorded, suffix):
    """FFmpeg does not find the key frame before a time in what is made to be broadcast, nor the first in every file."""
    picture = files.clip(recorded(suffix))
    frame, found = blank(SMALL), []
    for first in (1, 9, 29, 31, 38, 44):
        with contextlib.closing(Footage(files.paths[picture.digest], picture, SMALL)) as footage:
            footage.paint(first, frame)
            found.append(((float(frame.y[45, 80]) - 16) * 255 / 219 - 20) / 5)
    near(found, [1, 9, 29, 31, 38, 44])


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "ts"])
def test_a_clip_whose_sound_comes_first_begins_with_its_picture(files, recorded, suffix):
    for name, data in {"clip.mp4": recorded("mp4"), "song.mp3": mp3(voice(3.0))}.items():
        (files.folder / name).write_bytes(data)
    late = ["-itsoffset", 0.6, "-i", files.folder / "clip.mp4", "-i", files.folder / "song.mp3"]
    ffmpeg(*late, "-map", 0, "-map", 1, "-c", "copy", files.folder / f"late.{suffix}")
    picture = files.clip((files.folder / f"late.{suffix}").read_bytes())
    frame, found = blank(SMALL), []
    for first in (0, 20, 38):
        with contextlib.closing(Footage(files.paths[picture.digest], picture, SMALL)) as footage:
            footage.paint(first, frame)
            found.append(((float(frame.y[45, 80]) - 16) * 255 / 219 - 20) / 5)
    near(found, [0, 20, 38])


def test_of_two_pictures_in_a_file_one_is_known_and_shown(files):
    for name, clip in {"small": numbered(12), "large": numbered(12, size=(320, 180), level=lambda n: 250)}.items():
        (files.folder / name).write_bytes(clip)
    both = ["-i", files.folder / "small", "-i", files.folder / "large", "-map", 0, "-map", 1, "-c", "copy"]
    ffmpeg(*both, files.folder / "both.ts")
    assert clip_facts(files.folder / "both.ts").width == 160
    near(levels(files, (files.folder / "both.ts").read_bytes(), 5), range(5))


def test_the_picture_on_a_songs_cover_is_no_clip(files):
    Image.fromarray(leaves()).save(files.folder / "cover.png")
    (files.folder / "song.mp3").write_bytes(mp3(voice(1.0)))
    both = ["-i", files.folder / "song.mp3", "-i", files.folder / "cover.png", "-map", 0, "-map", 1]
    ffmpeg(*both, "-c:v", "copy", "-disposition:v", "attached_pic", files.folder / "song.m4a")
    with pytest.raises(ItemError, match=r"song\.m4a holds no moving picture"):
        clip_facts(files.folder / "song.m4a")


def test_pictures_of_two_fields_are_shown_without_combs(files):
    """A bar that moves by its width between the fields: where it was, every other line would be light."""
    bar = "color=black:s=160x90:r=60:d=0.4[a];color=white:s=16x90:r=60:d=0.4[b];[a][b]overlay=x='16*mod(n,8)'"
    fields = f"{bar},tinterlace=interleave_top,fieldorder=tff"
    codec = ["-c:v", "mpeg2video", "-q:v", 2, "-flags", "+ildct+ilme", "-pix_fmt", "yuv420p"]
    ffmpeg("-filter_complex", fields, *codec, files.folder / "fields.ts")
    frames = frames_of(segment(Shot(0, 5, files.clip((files.folder / "fields.ts").read_bytes())), canvas=SMALL), files)
    shown = frames[3][:90].astype(int)
    combs = np.abs(shown[20:70] - shown[21:71]) > 100
    assert combs.any(axis=0).sum() < 5
    assert (shown[45] > 180).sum() >= 8


def halves(size, **options):
    """Light above, dark below."""
    picture = np.full((size[1], size[0], 3), 30, np.uint8)
    picture[: size[1] // 2] = 220
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as file:
        video = file.add_stream("libx264", rate=30, options={"crf": "10"})
        video.width, video.height, video.pix_fmt = *size, "yuv420p"
        if "ratio" in options:
            video.codec_context.sample_aspect_ratio = Fraction(options["ratio"])
        for n in range(6):
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = n, Fraction(1, 30)
            file.mux(video.encode(frame))
        file.mux(video.encode(None))
    return out.getvalue()


@pytest.mark.parametrize("size", [(160, 90), (90, 160), (320, 90), (64, 64)])
def test_a_clip_of_any_shape_covers_the_canvas_from_its_middle(files, size):
    shot = Shot(0, 3, files.clip(halves(size)))
    frame = frames_of(segment(shot, canvas=SMALL), files)[1]
    assert frame[:43].min() > 180  # to a pixel of the clip, which may be two of the film
    assert frame[48:90].max() < 70


def test_facts_are_of_the_picture_in_square_pixels(files):
    files.clip(halves((144, 120), ratio="16/15"))
    facts = clip_facts(next(iter(files.paths.values())))
    assert (facts.width, facts.height, facts.rate) == (154, 120, 30)
    assert facts.seconds == pytest.approx(0.2, abs=0.01)


def test_a_scene_that_begins_after_the_end_of_its_clip_is_an_error(files):
    with pytest.raises(ItemError, match=r"is 1\.00 s long; the scene begins in it at 2 s") as error:
        levels(files, numbered(30), 5, clip_from_ms=2_000)
    assert "start" in error.value.remedy


def test_a_clip_of_one_frame_is_an_error(files):
    with pytest.raises(ItemError, match=r"is 0\.03 s long$") as error:
        levels(files, numbered(1), 5)
    assert error.value.remedy == "name a longer clip"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a video",
        b"#EXTM3U\n#EXTINF:1,\n/etc/passwd\n",
        b"ffconcat version 1.0\nfile '/etc/passwd'\n",
        numbered(6)[:600],
    ],
    ids=["nothing", "text", "a playlist", "a list of files", "cut short"],
)
def test_what_is_no_video_is_an_error_with_a_remedy(files, data):
    with pytest.raises(ItemError) as error:
        levels(files, data, 3)
    assert "MP4" in error.value.remedy


def test_sound_alone_is_no_clip(files):
    with pytest.raises(ItemError, match=r"no video file|holds no moving picture"):
        levels(files, mp3(voice(1.0)), 3)


def test_a_clip_whose_end_is_missing_is_an_error_where_frames_are_missing(files):
    whole = numbered(90, form="matroska", size=(320, 180), level=lambda n: (n * 37) % 200 + 20)
    digest = files.add(whole[: len(whole) // 3], ".mkv")
    facts = clip_facts(files.paths[digest])
    shot = Shot(0, 90, Picture("clip", digest))
    if facts.seconds < 2.9:  # the length is that of what is there
        assert len(frames_of(segment(shot, canvas=SMALL), files)) == 90
        return
    with pytest.raises(ItemError, match="is damaged"):
        frames_of(segment(shot, canvas=SMALL), files)


def test_readers_end_with_the_segment(files):
    levels(files, numbered(30), 3)
    listed = subprocess.run(
        ["ps", "-o", "args=", "--ppid", str(os.getpid())], capture_output=True, text=True, check=True
    )
    assert str(files.folder) not in listed.stdout


def test_ctrl_c_in_the_terminal_does_not_end_a_reader_while_its_segment_is_finished(files):
    picture = files.clip(numbered(30))
    with contextlib.closing(Footage(next(iter(files.paths.values())), picture, SMALL)) as footage:
        footage.paint(0, blank(SMALL))
        assert os.getpgid(footage._reader.proc.pid) != os.getpgid(0)


def test_frames_of_a_clip_may_be_asked_for_in_any_order(files):
    picture = files.clip(numbered(30))
    footage = Footage(next(iter(files.paths.values())), picture, SMALL)
    frame, seen = blank(SMALL), []
    for n in (7, 3, 20, 20, 0):
        footage.paint(n, frame)
        seen.append(round(((float(frame.y[40, 80]) - 16) * 255 / 219 - 20) / 6))
    footage.close()
    assert seen == [7, 3, 20, 20, 0]
