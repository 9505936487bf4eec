"""A rendered ad, as a player, a meter, a recogniser and an app that reads its manifest find it."""

from __future__ import annotations

import hashlib
import io
import json
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from mediagen.video.sheet import PAPER
from tests.render.watch import BLACK, boxes, subtitles, watched
from tests.support import listen
from tests.support.documented import promised

NAME = "halden.16x9.onyx"


@pytest.fixture(scope="module")
def film(halden):
    return halden[0].film(NAME)


@pytest.fixture(scope="module")
def line(halden):
    """The film in the manifest of its ad."""
    return halden[0].manifest("halden")["films"][0]


@pytest.fixture(scope="module")
def shown(film):
    return watched(film)


@pytest.fixture(scope="module")
def cues(halden):
    return subtitles(halden[0].output(NAME, "srt").read_text(encoding="utf-8"))


def bodies(line):
    """First and last frame of what of each scene shows its picture alone."""
    into = [0, *(t["frames"] if t else 0 for t in line["transitions"])]
    return [
        (s["first_frame"] + less, s["first_frame"] + s["frames"] - 1)
        for s, less in zip(line["scenes"], into, strict=True)
    ]


# -- the picture ---------------------------------------------------------------------------------------------


def test_the_picture_is_what_every_player_plays(film):
    with av.open(io.BytesIO(film)) as file:
        stream = file.streams.video[0]
        coder = stream.codec_context
        assert (coder.name, coder.profile, coder.pix_fmt) == ("h264", "High", "yuv420p")
        assert (coder.color_primaries, coder.color_trc, coder.colorspace, coder.color_range) == (1, 1, 1, 1)  # BT.709
        assert (stream.average_rate, stream.base_rate) == (30, 30)
        assert (coder.width, coder.height, stream.sample_aspect_ratio or 1) == (960, 540, 1)


def test_it_has_900_frames_in_exactly_thirty_seconds_and_all_of_them_decode(film, shown):
    assert shown.times == [Fraction(n, 30) for n in range(900)]
    with av.open(io.BytesIO(film)) as file:
        stream = file.streams.video[0]
        assert (stream.frames, stream.duration * stream.time_base) == (900, 30)


def test_it_can_be_played_while_it_is_still_loaded(film):
    assert boxes(film).index("moov") < boxes(film).index("mdat")


def test_no_frame_is_black_but_where_the_style_dips_through_its_dark_ground(shown, line):
    assert [t["kind"] for t in line["transitions"]] == ["fade", "fade", "dip"]
    dip = line["transitions"][2]
    brightest = shown.luma.reshape(900, -1).max(axis=1)
    dark = np.flatnonzero(brightest <= BLACK)
    assert set(dark) <= set(range(dip["first_frame"] + 10, dip["first_frame"] + 21))


def test_cameras_move_in_every_tenth_of_a_second_of_the_first_three_scenes(shown, line):
    for first, last in bodies(line)[:3]:
        assert shown.changes(first + 1, last, step=3).min() > 0.02, (first, last)


def test_no_frame_jumps_but_where_texts_come_and_go(shown, line, cues):
    swaps = {round(at * 30) + late for cue in cues for at in (cue.start, cue.end) for late in range(-2, 3)}
    for first, last in bodies(line)[:3]:
        changes = shown.changes(first, last)
        other = [change for n, change in enumerate(changes, first) if n not in swaps]
        assert len(other) > 150
        assert max(other) < 8 * np.median(changes) + 1
        assert changes.max() < 4


def test_transitions_lead_from_one_picture_to_the_other_without_a_jump(shown, line):
    for transition in line["transitions"]:
        first, last = transition["first_frame"] - 1, transition["first_frame"] + transition["frames"]
        steps = shown.changes(first, last)
        assert steps.max() < 4 * steps.mean() + 1
        assert np.abs(shown.luma[last].astype(int) - shown.luma[first]).mean() > 2


def test_the_end_card_stands_still_once_its_texts_are_there_but_for_captions(shown, line, cues):
    first, last = bodies(line)[3]
    swaps = [round(at * 30) for cue in cues for at in (cue.start, cue.end)]
    still = [n for n in range(first + 45, last) if all(abs(n - swap) > 2 for swap in swaps)]
    assert len(still) > 60
    changes = shown.changes(0, 899)
    assert max(changes[n] for n in still) < 0.15


# -- the sound -----------------------------------------------------------------------------------------------


def test_the_sound_is_stereo_aac_at_48_khz_that_begins_with_the_picture_and_ends_no_later(film):
    with av.open(io.BytesIO(film)) as file:
        stream = file.streams.audio[0]
        coder = stream.codec_context
        assert (coder.name, coder.profile, coder.sample_rate, coder.layout.name) == ("aac", "LC", 48_000, "stereo")
        frames = list(file.decode(stream))
    assert abs(frames[0].pts * frames[0].time_base) < Fraction(20, 1000)
    assert 29.97 < sum(frame.samples for frame in frames) / 48_000 <= 30
    assert stream.duration * stream.time_base <= 30


def test_it_is_as_loud_as_platforms_want_it(film):
    loudness, peak = listen.loudness(film)
    assert loudness == pytest.approx(-14, abs=0.5)
    assert peak <= -1


@pytest.mark.slow
def test_every_word_of_the_script_is_understood_over_the_music(film, line):
    script = " ".join(voice["text"] for voice in line["voice_over"])
    wrong, words = listen.errors(script, listen.text_heard(film))
    assert words > 25
    assert wrong <= words * 0.1


# -- captions ------------------------------------------------------------------------------------------------


def test_subtitles_say_what_is_spoken_while_it_is_spoken(cues, line):
    said = " ".join(" ".join(cue.lines) for cue in cues)
    assert said == " ".join(voice["text"] for voice in line["voice_over"])
    for voice in line["voice_over"]:
        first = next(c for c in cues if voice["text"].startswith(c.lines[0]))
        assert abs(first.start - voice["start_ms"] / 1000) < 0.3


def test_subtitles_can_be_read(cues):
    assert all(a.end <= b.start for a, b in pairwise(cues))
    assert all(0 <= c.start < c.end <= 30 for c in cues)
    assert all(len(c.lines) <= 2 and max(map(len, c.lines)) <= 42 for c in cues)
    assert all(sum(map(len, c.lines)) / (c.end - c.start) <= 21 for c in cues)


def test_srt_and_webvtt_are_the_same_cues(halden, cues):
    text = halden[0].output(NAME, "vtt").read_text(encoding="utf-8")
    assert text.startswith("WEBVTT\n\n")
    assert subtitles(text) == cues


@pytest.mark.parametrize(
    ("name", "left", "top", "right", "bottom"),
    [
        ("lamp.16x9.nova", 0.05, 0.05, 0.95, 0.95),  # EBU R 95
        ("lamp.9x16.nova", 0.05, 0.14, 0.88, 0.80),  # what TikTok, Reels and Shorts leave free
        ("lamp.1x1.nova", 0.05, 0.05, 0.95, 0.95),
    ],
)
def test_captions_are_on_the_picture_when_they_should_be_and_inside_the_safe_area(
    lamp, aspects, name, left, top, right, bottom
):
    ads = lamp[0] if "16x9" in name else aspects[0]
    luma = watched(ads.film(name)).luma.astype(int)
    cues = subtitles(ads.output(name, "srt").read_text(encoding="utf-8"))
    second = [c for c in cues if 6 < c.start < 14]  # of the second scene, whose picture stands still
    assert [" ".join(c.lines) for c in second] == ["It dims itself at dusk.", "You need not get up."]
    bare = luma[round(second[-1].end * 30) + 8]
    for cue in second:
        there = np.abs(luma[round((cue.start + cue.end) * 15)] - bare) > 40
        rows, columns = np.flatnonzero(there.any(axis=1)), np.flatnonzero(there.any(axis=0))
        height, width = there.shape
        assert there.sum() > 200
        assert left < columns[0] / width < columns[-1] / width < right
        assert top < rows[0] / height < rows[-1] / height < bottom
        gone = luma[round(second[0].start * 30) - 3]
        assert (np.abs(gone - bare) > 40).sum() < 20


# -- files ---------------------------------------------------------------------------------------------------


def test_metadata_says_that_it_is_made_by_ai_and_offline(film):
    with av.open(io.BytesIO(film)) as file:
        assert file.metadata["title"] == "Halden, a watch"
        assert "made by AI, offline" in file.metadata["comment"]
        assert {s.metadata["language"] for s in file.streams} == {"eng"}


def test_files_are_named_by_ad_aspect_and_voice_and_nothing_else_is_left(halden):
    folder = halden[0].folder / "output" / "halden"
    assert {path.name for path in folder.iterdir()} == {
        f"{NAME}.mp4",
        f"{NAME}.srt",
        f"{NAME}.vtt",
        f"{NAME}.poster.jpg",
        f"{NAME}.sheet.jpg",
        f"{NAME}.storyboard.png",
        "manifest.json",
    }
    assert [path.name for path in (halden[0].folder / "output").iterdir()] == ["halden"]


def test_poster_contact_sheet_and_storyboard_are_pictures(halden, shown):
    poster = Image.open(halden[0].output(NAME, "poster.jpg")).convert("L")
    assert poster.size == (960, 540)
    assert np.abs(np.asarray(poster)[1::3, 1::3] - (shown.luma[75].astype(float) - 16) * 255 / 219).mean() < 4
    for ending, form in (("sheet.jpg", "JPEG"), ("storyboard.png", "PNG")):
        with Image.open(halden[0].output(NAME, ending)) as picture:
            picture.load()
            assert (picture.format, picture.width > picture.height) == (form, True)


def test_the_manifest_tells_what_when_by_whom_and_at_what_cost(halden, film, line):
    assert line["digest"] == hashlib.sha256(film).hexdigest()
    assert (line["bytes"], line["duration_s"], line["width"], line["height"]) == (len(film), 30, 960, 540)
    assert (line["ad"], line["variant"], line["row"]) == ("halden", None, None)
    assert (line["aspect"], line["voice"], line["title"]) == ("16:9", "onyx", "Halden, a watch")
    assert (line["offline"], line["cost_usd"], line["style"], line["language"]) == (True, 0, "luxury", "en")
    assert line["texts"]["cta"] == "Find yours"
    assert line["captions_timed_by"] == "words"
    assert sum(scene["frames"] for scene in line["scenes"]) == 900
    for voice, (first, last) in zip(line["voice_over"], bodies(line), strict=True):
        assert first / 30 * 1000 <= voice["start_ms"] < voice["end_ms"] <= (last + 1) / 30 * 1000
        assert 1 <= voice["speed"] <= 1.15
    parts = {part["part"]: part for part in line["parts"]}
    assert list(parts) == [
        *("script", "voice 1", "voice 2", "voice 3", "voice 4", "still 1", "still 2", "still 3", "music"),
        *("scene 1, part 1", "scene 1, part 2", "scene 1 to 2"),
        *("scene 2, part 1", "scene 2, part 2", "scene 2 to 3"),
        *("scene 3, part 1", "scene 3, part 2", "scene 3 to 4", "scene 4"),
        *("sound", "film"),
    ]
    assert all(len(p["key"]) == len(p["digest"]) == 64 and p["provider"] and p["model"] for p in parts.values())
    assert "x264-" in parts["scene 4"]["model"]
    assert str(halden[0].folder) not in json.dumps(line)


def test_the_report_says_where_the_film_is_and_that_it_was_made_offline(halden, line):
    ads, report = halden
    assert (report["failed"], report["cost_usd"], report["offline"], report["errors"]) == (0, 0, True, [])
    assert report["made"] == report["calls"] == 21
    stages = {name: stage["made"] for name, stage in report["stages"].items()}
    assert stages == {"script_gen": 1, "voice_gen": 4, "image_gen": 3, "compositing": 13}
    assert report["manifest"] == str(ads.folder / "output/halden/manifest.json")
    told = report["films"][0]
    assert (told["path"], told["digest"]) == (str(ads.output(NAME)), line["digest"])
    assert (told["parts"], told["parts_made"], told["error"]) == (11, 11, None)


def test_reports_have_the_fields_that_the_readme_says(lamp):
    ads, report = lamp
    assert set(report) - {"schema"} == promised("render")
    assert set(ads.report("--dry-run")) - {"schema"} == promised("render --dry-run")
    jobs = ads.here("jobs", "--json").json
    assert (set(jobs) - {"schema"}) | (set(jobs["jobs"][0]) - {"schema"}) == promised("jobs")


def test_a_dry_run_of_making_anew_has_what_is_made_anew(ads):
    there, anew = (ads.report("--dry-run", *options)["stages"] for options in ((), ("--refresh",)))
    assert {name: stage["missing"] for name, stage in there.items()} == dict.fromkeys(there, 0)
    assert {name: stage["missing"] for name, stage in anew.items()} == {"script_gen": 1, "voice_gen": 4, "image_gen": 1}
    assert ads.report("--dry-run")["stages"] == there


def test_a_style_that_cannot_be_read_is_told_where_styles_are_listed(ads):
    ads.write("templates/mine.yaml", ads.folder.joinpath("templates/quick.yaml").read_text() + "colour: red\n")
    run = ads.here("styles")
    assert (run.status, "mine" in run.out) == (0, False)
    assert "mediagen: templates/mine.yaml:" in run.err
    assert "unknown field 'colour'" in run.err


def test_a_styles_fault_is_told_in_the_style_and_a_file_with_another_id_too(ads):
    text = ads.folder.joinpath("templates/quick.yaml").read_text()
    ads.write("templates/mine.yaml", text)
    named = ads.here("render", "lamp", "--style", "mine", "--dry-run")
    assert "no style 'mine' (templates/mine.yaml has the id 'quick'; " in named.err
    ads.write("templates/mine.yaml", text.replace("id: quick", "id: mine").replace("{{ kind }}", "{{ knd }}"))
    run = ads.here("render", "lamp", "--style", "mine", "--dry-run")
    assert (run.status, "error[document]" in run.err) == (2, True)
    assert "templates/mine.yaml:" in run.err
    assert "unknown variable 'knd' (did you mean 'kind'?)" in run.err


def test_a_second_run_makes_nothing_and_touches_no_file(halden):
    ads = halden[0]
    folder = ads.folder / "output" / "halden"
    before = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}
    again = ads.report(name="ad.yaml")
    assert (again["made"], again["calls"], again["cached"]) == (0, 0, 21)
    assert {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()} == before


def test_files_that_are_gone_are_written_again_from_the_cache(ads):
    folder = ads.folder / "output" / "lamp"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    for name in ("lamp.16x9.nova.mp4", "lamp.16x9.nova.poster.jpg", "manifest.json"):
        (folder / name).unlink()
    assert ads.report()["made"] == 0
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.slow
def test_another_project_makes_the_same_bytes(lamp, once):
    """The same documents give the same film anywhere, and no file knows where it was made."""
    from tests.render.conftest import _lamp

    other, report = once("another", _lamp)
    assert report["made"] > 0
    assert other.film() == lamp[0].film()
    assert (other.folder / "output/lamp/manifest.json").read_bytes() == (
        lamp[0].folder / "output/lamp/manifest.json"
    ).read_bytes()


def test_a_preview_is_a_draft_and_a_storyboard_in_a_folder_of_its_own(ads):
    run = ads.here("preview", "lamp", "--json")
    folder = ads.folder / "output/preview/lamp"
    assert (run.status, run.json["made"], run.json["films"][0]["path"]) == (0, 0, str(folder / "lamp.16x9.nova.mp4"))
    with Image.open(folder / "lamp.16x9.nova.storyboard.png") as board:
        assert board.width > 1_000
    assert ads.here("jobs", "--json").json["jobs"][0]["command"] == "preview"
    assert f"{Path('output/preview/lamp/lamp.16x9.nova.storyboard.png')}\n" in ads.here("preview", "lamp").out
    same = ads.here("render", "lamp", "--preview", "--json").json
    assert (same["films"], same["made"]) == (run.json["films"], 0)


def test_a_scene_alone_is_a_film_of_that_scene_at_full_size(ads):
    run = ads.here("render", "lamp", "--scene", "4", "--json")
    assert run.status == 0
    data = ads.output("lamp.16x9.nova.scene4").read_bytes()
    with av.open(io.BytesIO(data)) as file:
        stream = file.streams.video[0]
        assert (stream.codec_context.width, stream.codec_context.height) == (1920, 1080)
        assert (stream.codec_context.profile, stream.duration * stream.time_base) == ("High", Fraction(13, 2))
        assert sum(1 for _ in file.decode(stream)) == 195
        assert not file.streams.audio
    assert len(ads.manifest()["films"]) == 1  # it is no film of the ad's


@pytest.mark.slow
def test_a_sheet_of_all_styles_has_one_frame_of_each_of_the_four_scenes_in_a_row_each(ads):
    run = ads.here("styles", "--preview")
    assert run.status == 0, run.err
    sheet = np.asarray(Image.open(ads.folder / "output/styles.png").convert("RGB")).astype(int)
    paper = np.abs(sheet - PAPER).max(2) < 3
    columns = np.flatnonzero(np.diff(paper.mean(0) > 0.97))  # where frames begin and end
    assert sheet.shape[1] == 1920
    assert len(columns) == 2 * 4
    assert len(set(np.diff(columns)[::2])) <= 2  # to a pixel of one width
