"""Pictures, clips, music and texts as people have them: the right film, or an error that says what, where and what to do.

One run renders an ad with a variant for each case: what is wrong with one film does not stop the others.
"""

from __future__ import annotations

import io
import shutil
import struct
import sys
import zlib
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from mediagen.video.fonts import face
from tests.render.conftest import WORDS, Ads
from tests.render.watch import subtitles
from tests.support import listen, sounds
from tests.support.segments import numbered
from tests.support.web import serving

RED, BLUE, WHITE = (220, 30, 30), (30, 30, 220), (255, 255, 255)
NASTY = 'He said: "it\'s 50% off" \\ %{pts} $(id) `x` <b>{\\i}; x=1:y=2'
"""What filters, shells, subtitles and templates might take for their own."""
ODD = {
    "first": 'it\'s "so": 1.png',
    "second": "%{pts}\\ $(id) `x`.png",
    "clip": "-i [x];y=1,z.mp4",
    "logo": "new\nline.png",
    "product": "ä 中 🚀.png",
    "music": "50% 'loud': a\\b.wav",
    "font": "fonts/ours: 'black'.ttf",
}
"""File names that are allowed on this system, and nowhere a matter of course."""


def halves(width=480, height=270):
    """Red on the left, blue on the right."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(BLUE, (width // 2, 0, width, height))
    return image


def bits(width, height):
    """A PNG of one bit a pixel: half of them set, in a file of some kilobytes."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    row = b"\0" + b"\xff" * (width // 16) + b"\0" * (width // 8 - width // 16)
    pixels = zlib.compress(row * height, 1)
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def level(n):
    return 30 + n % 100 * 2


def write_pictures(folder):
    picture = halves()
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned clockwise by 90 degrees
    clear = picture.convert("RGBA")
    clear.paste((*BLUE, 0), (240, 0, 480, 270))
    picture.convert("CMYK").save(folder / "cmyk.jpg", quality=95)
    Image.fromarray(np.asarray(picture)[..., 0].astype(np.uint16) * 257).save(folder / "deep.png")
    picture.save(folder / "moving.gif", save_all=True, append_images=[Image.new("RGB", (480, 270))])
    picture.save(folder / "picture.webp", lossless=True)
    picture.rotate(90, expand=True).save(folder / "turned.jpg", exif=exif, quality=95, subsampling=0)
    clear.save(folder / "clear.png")
    Image.new("RGB", (480, 270), WHITE).save(folder / "white.png")
    for name in ("first", "second", "logo", "product"):
        picture.save(folder / ODD[name], "PNG")
    whole = io.BytesIO()
    picture.save(whole, "PNG")
    for name, data in {
        "dot.png": bits(8, 1),
        "vast.png": bits(20_000, 20_000),
        "phone.heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(100),
        "text.png": b"This is no picture.",
        "empty.png": b"",
        "torn.png": whole.getvalue()[:-300],
    }.items():
        (folder / name).write_bytes(data)


def write_clips_and_music(folder):
    clips = {
        "short.mp4": numbered(20, level=level),
        "uneven.mp4": numbered(60, [*range(0, 900, 30), *range(900, 3900, 100)], level=level),
        "mute.mp4": numbered(300, level=level),
        ODD["clip"]: numbered(30, sound=2.0, level=level),
        "text.mp4": b"This is no clip.",
        "list.mp4": b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
    }
    for name, data in clips.items():
        (folder / name).write_bytes(data)
    sounds.wav(folder / "phone.wav", sounds.beat(4, 120, 8_000), 8_000)
    sounds.wav(folder / ODD["music"], sounds.beat(4, 120))
    sounds.wav(folder / "silent.wav", np.zeros(96_000))
    sounds.coded(folder / "whole.mp3", sounds.beat(6, 120, 44_100), "libmp3lame", "mp3")
    data = bytearray((folder / "whole.mp3").read_bytes())
    data[8_000:40_000] = bytes(32_000)
    (folder / "damaged.mp3").write_bytes(data)
    (folder / "text.mp3").write_bytes(b"This is no music.")


def write_fonts(folder):
    (folder / "fonts").mkdir()
    (folder / ODD["font"]).write_bytes(Path(face("Anton", 400).path).read_bytes())
    (folder / "text.ttf").write_bytes(b"This is no font.")


def scenes(*shown):
    """A patch: a clip takes the place of the ad's own picture."""
    return {"scenes": [{"image": None, **one} if "clip" in one else one for one in shown]}


GOOD = {
    "pictures": scenes({"image": "cmyk.jpg"}, {"image": "deep.png"}, {"image": "moving.gif"}),
    "more": scenes({"image": "picture.webp"}, {"image": "turned.jpg"}, {"image": "clear.png"}),
    "clips": scenes(*({"clip": {"file": name}} for name in ("short.mp4", "uneven.mp4", "mute.mp4"))),
    "odd": {
        **scenes({"image": ODD["first"]}, {"image": ODD["second"]}, {"clip": {"file": ODD["clip"]}}),
        "brand": {"logo": ODD["logo"]},
        "product": {"image": ODD["product"]},
        "music": {"file": ODD["music"]},
    },
    "phone": {"music": {"file": "phone.wav"}},
    "nasty": {
        "title": NASTY,
        "hook": NASTY,
        "cta": "Don't: 'wait' \\n %{n}",
        "tagline": 'a"b:c\\d & <e>',
        "scenes": [{"voice": 'One "lamp": it\'s <b> {\\i} --> 50% & off.', "title": "%{pts}: 'x' \\"}],
    },
    "font": {"brand": {"font": ODD["font"]}},
    "arabic": {"cta": "اطلبها الآن"},
    "emoji": {"cta": "Go 🚀", "hook": "Façade, naïve, Łódź"},
}
BAD = {
    "dot": scenes({"image": "dot.png"}),
    "vast": scenes({"image": "vast.png"}),
    "heic": scenes({}, {"image": "phone.heic"}),
    "text": scenes({}, {}, {"image": "text.png"}),
    "empty": scenes({"image": "empty.png"}),
    "torn": scenes({"image": "torn.png"}),
    "heic-logo": {"brand": {"logo": "phone.heic"}},
    "text-product": {"product": {"image": "text.png"}},
    "text-clip": scenes({"clip": {"file": "text.mp4"}}),
    "list-clip": scenes({"clip": {"file": "list.mp4"}}),
    "late-clip": scenes({"clip": {"file": "short.mp4", "start": 5}}),
    "picture-clip": scenes({"clip": {"file": "picture.webp"}}),
    "silent-music": {"music": {"file": "silent.wav"}},
    "damaged-music": {"music": {"file": "damaged.mp3"}},
    "text-music": {"music": {"file": "text.mp3"}},
    "long-hook": {"hook": "Every morning begins with light. " * 9},
    "long-word": {"hook": "x" * 300},
    "long-voice": {"scenes": [{"voice": "One lamp, and then another word. " * 25}]},
    "glyph": {"cta": "Go \u1500"},
    "hindi": {"hook": "हिन्दी"},
    "no-font": {"brand": {"font": "No Such Sans"}},
    "text-font": {"brand": {"font": "text.ttf"}},
}
BASE = {
    "music": "none",
    "tagline": "It dims itself",
    "hook": "Meet Halo",
    "cta": "See it",
    "scenes": [
        {"voice": "One lamp.", "image": "white.png"},
        {"voice": "One lamp.", "image": "leaves.png"},
        {"voice": "One lamp.", "image": "leaves.png", "title": "One lamp"},
        {"voice": "One lamp."},
    ],
    "captions": {"style": "off"},
    "limits": {"videos": 40},
}


def _odd_ones(ads):
    ads.prepare()
    write_pictures(ads.folder / "narratives")
    write_clips_and_music(ads.folder / "narratives")
    write_fonts(ads.folder / "narratives")
    ads.ad(**BASE, variants={**GOOD, **BAD})
    run = ads.render("--json")
    return {"status": run.status, "err": run.err, **run.json}


@pytest.fixture(scope="module")
def rendered(once):
    """The project, and the report of the run."""
    return once("odd", _odd_ones)


@pytest.fixture(scope="module")
def film(rendered):
    """A film of that ad as the report tells of it."""
    films = {one["name"].split(".")[1]: one for one in rendered[1]["films"]}
    return lambda name: films[name]


@pytest.fixture(scope="module")
def frame(rendered):
    """A frame (RGB) of one of the films; scenes begin at 0, 6, 14 and 23 seconds."""

    def get(name, seconds):
        with av.open(str(rendered[0].output(f"lamp.{name}.16x9.nova"))) as file:
            stream = file.streams.video[0]
            file.seek(round(seconds / stream.time_base), stream=stream)
            return next(f.to_ndarray(format="rgb24") for f in file.decode(stream) if f.time > seconds - 1 / 60)

    return get


def test_what_is_wrong_with_some_films_is_exit_status_1_and_the_others_are_made(rendered):
    _, report = rendered
    assert report["status"] == 1
    made = {one["name"].split(".")[1] for one in report["films"] if one["path"]}
    assert made == {"16x9", *GOOD}  # the ad itself, and these variants
    assert "Traceback" not in report["err"]
    assert "unexpected" not in report["err"]
    assert {e["item"].split(".")[1].split()[0] for e in report["errors"]} == set(BAD)


# -- what is shown -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "seconds", "left", "right"),
    [
        pytest.param("pictures", 5, RED, BLUE, id="CMYK"),
        pytest.param("pictures", 10, (220,) * 3, (30,) * 3, id="16 bits"),
        pytest.param("pictures", 22, RED, BLUE, id="an animated GIF: its first picture"),
        pytest.param("more", 5, RED, BLUE, id="WebP"),
        pytest.param("more", 10, RED, BLUE, id="turned as its EXIF says"),
        pytest.param("more", 22, RED, (16,) * 3, id="transparent: over the style's background"),
        pytest.param("phone", 5, WHITE, WHITE, id="all of one colour"),
        pytest.param("odd", 5, RED, BLUE, id="a name with quotes and a colon"),
        pytest.param("odd", 10, RED, BLUE, id="a name with a backslash and more"),
    ],
)
def test_pictures_are_shown_upright_and_in_their_colours(frame, name, seconds, left, right):
    middle = frame(name, seconds)[250:290].astype(int)
    assert np.abs(middle[:, 300:360] - left).max() < 40
    assert np.abs(middle[:, 600:660] - right).max() < 40


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        pytest.param([0.5, 0.5 + 20 / 30, 0.5 + 40 / 30], [15, 15, 15], id="a clip shorter than its scene is looped"),
        pytest.param([6.6, 7.1, 9.0], [20, 32, 51], id="a variable frame rate is shown at its own times"),
        pytest.param([15, 17, 19], [30, 90, 150], id="a clip without sound"),
    ],
)
def test_clips_run_at_their_own_speed(frame, seconds, shown):
    levels = [float(frame("clips", at)[270, 700].mean()) for at in seconds]
    assert levels == pytest.approx([level(n) for n in shown], abs=3)


def test_a_clip_and_music_with_odd_names_are_seen_and_heard(frame, rendered):
    assert float(frame("odd", 16)[270, 700].mean()) == pytest.approx(level(60 % 30), abs=3)
    with av.open(str(rendered[0].output("lamp.odd.16x9.nova"))) as file:
        heard = np.concatenate([f.to_ndarray() for f in file.decode(audio=0)], axis=1)
    assert np.abs(heard[:, 5 * 48_000 : 6 * 48_000]).max() > 0.02  # nobody speaks there


def test_music_in_mono_at_8_khz_is_as_loud_as_any(rendered):
    loudness, peak = listen.loudness(rendered[0].film("lamp.phone.16x9.nova"))
    assert loudness == pytest.approx(-14, abs=0.5)
    assert peak <= -1


def test_quotes_colons_and_backslashes_are_texts_and_nothing_else(rendered, film, frame):
    ads, _ = rendered
    with av.open(str(ads.output("lamp.nasty.16x9.nova"))) as file:
        assert file.metadata["title"] == NASTY
    line = next(one for one in ads.manifest()["films"] if one["variant"] == "nasty")
    assert line["texts"] == {"hook": NASTY, "cta": "Don't: 'wait' \\n %{n}", "tagline": 'a"b:c\\d & <e>'}
    vtt = ads.output("lamp.nasty.16x9.nova", "vtt").read_text(encoding="utf-8")
    assert "it's &lt;b&gt; {\\i} --&gt; 50% &amp; off." in " ".join(vtt.split())
    srt = subtitles(ads.output("lamp.nasty.16x9.nova", "srt").read_text(encoding="utf-8"))
    said = " ".join(" ".join(cue.lines) for cue in srt).replace("\u2060", "")
    assert said.startswith('One "lamp": it\'s <b> {\\i} --> 50% & off.')
    ink = np.abs(frame("nasty", 2.5)[40:200].astype(int) - frame("nasty", 0)[40:200]).max(axis=2) > 100
    assert ink.sum() > 2_000  # two lines of the hook


def test_texts_are_set_in_the_brands_own_font_file(frame):
    """Anton is black and narrow, the style's Inter is not: the product's name on the end card."""
    name = slice(115, 185), slice(540, 840)
    own, other = (frame(film, 29)[name].max(axis=2) > 150 for film in ("font", "phone"))
    widths = [np.ptp(np.flatnonzero(ink.any(axis=0))) for ink in (own, other)]
    assert widths[0] < 0.8 * widths[1]
    assert own.sum() / widths[0] > 1.2 * other.sum() / widths[1]


@pytest.mark.parametrize("name", ["arabic", "emoji"])
def test_a_call_to_action_in_another_script_stands_on_its_button(rendered, film, frame, name):
    line = next(one for one in rendered[0].manifest()["films"] if one["variant"] == name)
    assert line["texts"]["cta"] == GOOD[name]["cta"]
    button = slice(300, 410), slice(590, 790)
    other = frame("phone", 29)[button].astype(int)
    assert (np.abs(frame(name, 29)[button].astype(int) - other).max(axis=2) > 60).sum() > 150


# -- what is refused -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "message", "remedy"),
    [
        ("dot", "scene 1: the picture …/dot.png is too small: 8×1 pixels", "use a picture of 16 pixels a side or more"),
        ("vast", "scene 1: the picture …/vast.png is too large: at most 50 million pixels are read", "scale it down"),
        ("heic", "scene 2: the picture …/phone.heic is HEIC or AVIF, which is not read here", "save it as JPEG, PNG"),
        ("text", "scene 3: the picture …/text.png is no JPEG, PNG, WEBP, GIF, TIFF, BMP file", "save it as JPEG, PNG"),
        ("empty", "scene 1: the picture …/empty.png is empty", "save it as JPEG, PNG"),
        ("torn", "scene 1: the picture …/torn.png cannot be read: image file is truncated", "open it in an editor"),
        ("heic-logo", "brand: the picture …/phone.heic is HEIC or AVIF", "save it as JPEG, PNG"),
        ("text-product", "product: the picture …/text.png is no JPEG", "save it as JPEG, PNG"),
        ("text-clip", "scene 1: the clip …/text.mp4 cannot be read: Invalid data found", "use an undamaged MP4"),
        ("list-clip", "scene 1: the clip …/list.mp4 ", "use an undamaged MP4"),
        (
            "late-clip",
            "scene 1: the clip …/short.mp4 is 0.67 s long; the scene begins in it at 5 s",
            "let the scene begin earl",
        ),
        ("picture-clip", "scene 1: the clip …/picture.webp is no video file", "use an undamaged MP4"),
        ("silent-music", "music: the music …/silent.wav is silent", "use a piece that can be heard, or music: none"),
        ("damaged-music", "music: the music …/damaged.mp3 cannot be decoded: ", "use a sound file that plays"),
        (
            "text-music",
            "music: the music …/text.mp3 cannot be decoded: it is no sound file",
            "use a sound file that pl",
        ),
        ("long-hook", "hook (960×540): the text is too long for its place, even at ", "shorten it"),
        ("long-word", "hook (960×540): the text is too long for its place, even at ", "shorten it"),
        ("long-voice", "scene 1 (hook): its voice-over will take at least ", "shorten it by about "),
        (
            "glyph",
            "call to action (960×540): no font has a glyph for 'ᔀ' (U+1500 ",
            "leave it out, or name a font file",
        ),
        ("hindi", "hook (960×540): Devanagari cannot be set yet: 'ह' (U+0939)", "turn captions off"),
        ("no-font", "hook (960×540): there is no font 'No Such Sans'", "use one of: "),
        ("text-font", "hook (960×540): text.ttf cannot be read as a font: ", "give a TrueType or OpenType file"),
    ],
    ids=list(BAD),
)
def test_what_cannot_be_used_is_an_error_that_says_what_where_and_what_to_do(film, rendered, name, message, remedy):
    told = film(name)
    error = told["error"]
    folder = str(rendered[0].folder / "narratives")
    assert error["message"].replace(folder, "…").startswith(message)
    assert error["remedy"].startswith(remedy)
    assert (told["path"], error["code"] in {"item", "provider", "text", "timeline"}) == (None, True)


def test_a_film_whose_pictures_cannot_be_used_is_refused_before_anything_is_made(rendered, tmp_path):
    shutil.copytree(rendered[0].folder / "narratives", tmp_path / "narratives")
    ads = Ads(tmp_path)
    ads.prepare()
    ads.ad(**{**WORDS, "music": {"file": "text.mp3"}})
    report = ads.report(status=1)
    assert (report["items"], report["made"], report["calls"]) == (0, 0, 0)
    assert [(e["document"], e["item"], e["kind"]) for e in report["errors"]] == [("lamp", "lamp.16x9.nova", "film")]
    plain = ads.render()
    assert "failed: lamp.16x9.nova: music: the music" in plain.out
    assert "→ use a sound file that plays" in plain.out


def test_what_could_not_be_composed_is_tried_again_as_soon_as_asked(rendered):
    """A font may have been installed since: only what costs money is remembered as failed."""
    told = rendered[0].report("--variant", "no-font", status=1)["films"][0]["error"]
    assert told["message"].startswith("hook (960×540): there is no font")
    assert "remembered" not in told["message"]


def test_a_picture_by_url_is_fetched_by_a_render_and_never_by_a_dry_run(ads):
    with serving() as web:
        scenes = [{"voice": WORDS["scenes"][0]["voice"], "image": web.url("/x.png")}, *WORDS["scenes"][1:]]
        ads.ad(**{**WORDS, "scenes": scenes})
        before = ads.report("--dry-run")
        assert (before["stages"]["compositing"]["missing"], web.asked) == (4, [])
        assert ads.report()["films"][0]["parts_made"] == 4  # two parts of scene 1, the transition, and the end card
        assert ads.report("--dry-run")["stages"]["compositing"]["missing"] == 0
        assert web.asked == ["/x.png"]
        ads.ad(**{**WORDS, "scenes": [{"image": web.url("/gone.png")}]})
        error = ads.report(status=1)["films"][0]["error"]
    assert error["message"].startswith("scene 1: http://127.0.0.1:")
    assert (error["code"], error["remedy"]) == ("provider", "check the URL in a browser")


# -- what is wrong in the document or on the command line ----------------------------------------------------


@pytest.fixture
def project(tmp_path):
    """A project of which nothing is made yet."""
    ads = Ads(tmp_path)
    ads.prepare()
    ads.ad(**WORDS)
    return ads


@pytest.mark.parametrize(
    ("arguments", "says", "remedy"),
    [
        (["--style", "luxuri"], "no style 'luxuri' (did you mean 'luxury'?", ""),
        (["--aspects", "16:10"], "--aspects 16:10: ad lamp has nothing of this name", "there are: 16:9, 9:16, 1:1"),
        (["--variant", "bsae"], "--variant bsae: ad lamp has nothing of this name", "did you mean 'base'?"),
        (["--set", "lmap=Halo"], "--set lmap: no document of this run uses a variable of this name", "they use: none"),
        (
            ["--voices", "nobody"],
            "--voices: unknown voice 'nobody' for provider offline",
            "`mediagen voices` lists them",
        ),
        (["--quality", "ultra"], "--quality ultra: not known", "one of draft, standard, high"),
        (["--scene", "5"], "invalid value for '--scene'", "`mediagen render --help`"),
        (["--stop-after", "lunch"], "--stop-after lunch: not known", "one of script, voice, image"),
    ],
)
def test_a_choice_that_there_is_not_is_exit_status_2_and_nothing_is_made(project, arguments, says, remedy):
    run = project.here("render", "lamp", *arguments)
    assert (run.status, run.out) == (2, "")
    assert says in run.err
    assert remedy in run.err
    assert not (project.folder / "output").exists()


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"style": "luxurious"}, ":7:8: no style 'luxurious' (did you mean 'luxury'? "),
        ({"aspects": ["4:3"]}, "aspects[0]: '4:3' is not known here (one of: 16:9, 9:16, 1:1)"),
        ({"scenes": [{}] * 5}, "scenes: has 5 entries, the limit is 4"),
        ({"hook": "x" * 301}, "hook: has 301 characters, the limit is 300"),
        ({"scenes": [{"image": "gone.png"}]}, "image: there is no file 'gone.png' (looked in narratives and "),
        ({"music": {"file": "gone.mp3"}}, "file: there is no file 'gone.mp3'"),
        ({"voices": ["nobody"]}, "unknown voice 'nobody'"),
        ({"scenes": [{"voice": "مصباح يخفت"}]}, "the offline voices speak English only and cannot read: ا ب "),
        ({**WORDS, "language": "de"}, "the offline voices speak English only, not 'de' (set language to en, or "),
    ],
    ids=["style", "aspect", "5 scenes", "hook", "picture", "music", "voice", "letters", "language"],
)
def test_a_document_that_is_wrong_is_exit_status_2_with_file_line_and_column(project, fields, problem):
    project.ad(**fields)
    run = project.here("render", "lamp")
    assert (run.status, run.out) == (2, "")
    assert run.err.startswith("narratives/lamp.yaml:")
    assert problem in run.err
    assert "error[document]: 1 problem; nothing was made" in run.err


def test_a_style_whose_scenes_do_not_make_thirty_seconds_is_told_at_its_place(project):
    style = project.folder / "templates/quick.yaml"
    style.write_text(style.read_text().replace("seconds: 6", "seconds: 7", 1))
    run = project.here("render", "lamp")
    assert run.status == 2
    assert run.err.startswith("templates/quick.yaml:")
    assert "film: the scenes make 31 s, not 30" in run.err


def test_rows_with_odd_names_cannot_lead_files_out_of_the_output_folder(project):
    project.write("narratives/lamps.csv", 'id,lamp\n"../../../b: ""c"" \\ %{d}",Halo\n')
    project.ad(**{**WORDS, "each": "lamps", "product": {"name": "{{ lamp }}", "description": "A lamp."}})
    run = project.here("render", "lamp", "--stop-after", "script", "--json")
    assert [film["name"] for film in run.json["films"]] == ["lamp.b_c_d.16x9.nova"]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"hook": "Licht für नमस्ते"}, "hook (960×540)"),
        ({"cta": "WOMBAT" * 13}, "call to action (960×540)"),
        ({"scenes": [*WORDS["scenes"][:2], {**WORDS["scenes"][2], "title": "नमस्ते"}, WORDS["scenes"][3]]}, "title"),
        ({"tagline": "Dim", "scenes": [{"voice": "Look, \U0001d800."}, *WORDS["scenes"][1:]]}, "caption (960×540)"),
    ],
    ids=["hook", "call to action", "title", "caption"],
)
def test_a_text_that_cannot_be_shown_is_refused_before_anything_is_bought(ads, fields, told):
    ads.ad(**{**WORDS, **fields})
    report = ads.report(status=1)
    assert report["films"][0]["error"]["message"].startswith(told)
    assert sum(stage["made"] for stage in report["stages"].values()) == 0


def test_a_text_in_several_segments_is_told_once_where_there_is_nothing_to_buy_before_it(ads):
    own = [{**scene, "title": title} for scene, title in zip(WORDS["scenes"], "ABC", strict=False)]
    words = {**WORDS, "tagline": "Dim", "scenes": [*own, WORDS["scenes"][3]]}
    ads.ad(**words)
    assert ads.report("--stop-after", "image")["failed"] == 0
    ads.ad(**{**words, "hook": "Licht für नमस्ते", "tagline": "\u1500"})
    report = ads.report(status=1)
    assert sorted(e["message"].partition(" (")[0] for e in report["errors"]) == ["hook", "tagline"]
    assert (report["made"], report["failed"]) == (0, 0)  # not one segment


def test_a_text_that_cannot_be_shown_is_refused_before_pictures_are_bought_though_nobody_speaks(project):
    own = [{**scene, "image": None, "title": "Halo", "prompt": "a lamp"} for scene in WORDS["scenes"][:3]]
    silent = {**WORDS, "voices": ["none"], "tagline": "Dim", "scenes": [*own, WORDS["scenes"][3]]}
    project.ad(**{**silent, "hook": "Licht für नमस्ते"})
    report = project.report(status=1)
    assert report["films"][0]["error"]["message"].startswith("hook (960×540)")
    assert sum(stage["made"] for name, stage in report["stages"].items() if name != "script_gen") == 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--dry-run", "--explain"), "--dry-run makes no segments that could be explained"),
        (("--preview", "--quality", "high"), "a preview is a draft"),
        (("--stop-after", "script", "--explain"), "--stop-after makes no segments that could be explained"),
        (("--dry-run", "--publish"), "--dry-run makes nothing that could be published or summed up"),
        (("--dry-run", "--summary", "page.md"), "--dry-run makes nothing that could be published or summed up"),
        (("--target", "cdn"), "--target and --allow-offline are for --publish"),
        (("--allow-offline",), "--target and --allow-offline are for --publish"),
    ],
)
def test_options_of_which_one_would_be_passed_over_are_refused(ads, options, said):
    run = ads.here("render", "lamp", *options)
    assert (run.status, run.out, said in run.err, "leave out" in run.err) == (2, "", True, True)


def test_an_output_folder_that_cannot_be_written_is_told_before_anything_is_made(ads):
    ads.write("taken", "a file where the folder should be")
    run = ads.render("--out", "taken", "--voices", "onyx")
    assert (run.status, "error[storage]: taken" in run.err) == (5, True)
    [job] = ads.here("jobs", "--limit", "1", "--json").json["jobs"]
    assert (job["status"], {stage["items"] for stage in job["stages"].values()}) == ("failed", {0})


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are in Unicode whatever the locale is")
def test_a_name_that_the_locale_cannot_write_is_told_before_anything_is_made(project):
    project.write("narratives/lamps.csv", "lamp\n東京\n")
    project.ad(**{**WORDS, "each": "lamps"})
    ascii_only = {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    run = project.run("render", "lamp", "--quality", "draft", **ascii_only)
    assert (run.status, run.out) == (5, "")
    assert "a film's name has '\\u6771', which names of files cannot have here: they are in ascii" in run.err


def test_two_ads_whose_films_would_take_each_others_place_are_refused(ads):
    shutil.copy(ads.folder / "narratives/lamp.yaml", ads.folder / "other.yaml")
    run = ads.here("render", "lamp", "other.yaml", "--quality", "draft")
    assert (run.status, run.out) == (2, "")
    assert (
        "other.yaml:3:5: duplicate id 'lamp' (the films of narratives/lamp.yaml would be in the same folder)" in run.err
    )
