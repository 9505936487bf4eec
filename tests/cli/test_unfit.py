"""`check` says what of an ad cannot be shown, at its place, before anything is made."""

import io
import os
import sys

import av
import numpy as np
import pytest
from PIL import Image

from mediagen.plan.ad_script import HOOK_CHARS
from tests.conftest import ROOT
from tests.support import sounds
from tests.support.disks import like_everybody
from tests.support.segments import numbered

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="there is no file that nobody may read")
AD = """\
kind: ad
schema: 1
id: clock
product: {name: Halden, description: A watch that runs for three days.}
style: luxury
voices: [nova]
"""


def picture():
    data = io.BytesIO()
    Image.effect_noise((300, 200), 60).convert("RGB").save(data, "JPEG")
    return data.getvalue()


def write_torn_clip(path):
    """One whose index comes first and tells of more than is there, as of a download that broke off."""
    whole = io.BytesIO(numbered(90, size=(320, 180), level=lambda n: n * 37 % 200))
    with av.open(whole) as clip, av.open(str(path), "w", options={"movflags": "faststart"}) as out:
        stream = out.add_stream_from_template(clip.streams.video[0])
        for packet in clip.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                out.mux(packet)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def write_patched_clip(path):
    """One of which some bytes in the midst are others."""
    whole = bytearray(numbered(90, size=(320, 180), level=lambda n: n * 37 % 200))
    middle = len(whole) // 2
    whole[middle : middle + 300] = bytes(range(256)) + bytes(44)
    path.write_bytes(whole)


@pytest.fixture
def checked(project):
    def check(more, style="luxury"):
        files = {
            "whole.jpg": picture(),
            "torn.jpg": picture()[:-2_000],
            "text.jpg": b"no picture",
        }
        for name, data in files.items():
            (project.folder / name).write_bytes(data)
        sounds.wav(project.folder / "silent.wav", np.zeros(48_000))
        write_torn_clip(project.folder / "torn.mp4")
        write_patched_clip(project.folder / "patched.mp4")
        project.write("narratives/clock.yaml", AD.replace("luxury", style) + more)
        run = project.here("check", "clock")
        assert (run.status, "problem" in run.out) in {(0, False), (2, True)}
        return run.out

    return check


def told(run):
    """The warnings, each a line."""
    return [line for line in run.err.splitlines() if "times as large" in line]


@pytest.mark.parametrize("command", ["check", "plan", "render"])
def test_a_picture_of_too_few_pixels_is_shown_with_a_warning_at_its_place_for_the_worst_aspect(project, command):
    (project.folder / "small.jpg").write_bytes(picture())
    project.write("narratives/clock.yaml", AD + "aspects: [16:9, 9:16]\nscenes:\n  - {}\n  - {image: small.jpg}\n")
    options = {"check": [], "plan": [], "render": ["--dry-run"]}[command]
    run = project.here(command, "clock", *options)
    assert run.status == 0
    (line,) = told(run)
    place, said = line.split(": the ")
    assert place == "mediagen: narratives/clock.yaml:10:13"
    assert said == "image small.jpg has 300×200 pixels and is shown 9.6 times as large (give one of at least 1080×1920)"


def test_a_clip_of_too_few_pixels_is_told_too(project):
    (project.folder / "small.mp4").write_bytes(numbered(30, size=(320, 180)))
    project.write("narratives/clock.yaml", AD + "scenes: [{clip: {file: small.mp4}}]\n")
    (line,) = told(project.here("check", "clock"))
    assert line.startswith(
        "mediagen: narratives/clock.yaml:7:17: the clip small.mp4 has 320×180 pixels and is shown 6.0"
    )


def test_a_photograph_that_is_enlarged_less_than_twice_is_shown_without_a_word(project):
    Image.new("RGB", (1920, 1080), "red").save(project.folder / "photo.jpg")
    on_its_side = Image.Exif()
    on_its_side[0x0112] = 6
    Image.new("RGB", (1000, 600), "red").save(project.folder / "turned.jpg", exif=on_its_side)
    scenes = "scenes: [{image: photo.jpg}, {image: turned.jpg}]\n"
    project.write("narratives/clock.yaml", AD + "aspects: [9:16]\n" + scenes)
    assert told(project.here("check", "clock")) == []


def test_an_ad_whose_files_and_texts_can_be_shown_is_well(checked):
    assert checked("scenes: [{image: whole.jpg}]\nhook: Time\n") == "all well: 1 document\n"


@pytest.mark.parametrize(
    "hook",
    [
        "Nine people build every watch we sell, and each one signs it in there.",
        "Internationally uncompromising craftsmanship, responsibly manufactured",
    ],
)
@pytest.mark.parametrize("style", ["luxury", "energetic", "minimal", "bold"])
def test_a_hook_as_long_as_writers_may_write_has_room_in_every_style_and_aspect(checked, style, hook):
    assert len(hook) == HOOK_CHARS
    more = f"hook: {hook}\naspects: [16:9, 9:16, 1:1]\nscenes: [{{title: Steel twice}}]\n"
    assert checked(more, style) == "all well: 1 document\n"


def test_a_voice_over_that_only_a_quick_voice_can_say_in_time_is_warned_of(project):
    long = "so good that all who hear it say it is the best that they have ever had on any wrist in all their days"
    project.write("narratives/clock.yaml", AD + f"scenes: [{{voice: {long}}}, {{voice: {' '.join([long] * 4)}}}]\n")
    run = project.here("check", "clock")
    assert (run.status, run.out) == (0, "all well: 1 document\n")
    assert "narratives/clock.yaml:7:131: scene 2 (benefit): its voice-over will probably take " in run.err
    assert "s too long (shorten it by about " in run.err


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (
            "scenes: [{}, {image: torn.jpg}]",
            "7:22: scene 2: the picture …/torn.jpg cannot be read: image file is truncated",
        ),
        ("brand: {logo: text.jpg}", "7:15: brand: the picture …/text.jpg is no JPEG"),
        ("brand: {logo: ../text.jpg}", "7:15: brand: the picture …/text.jpg is no JPEG"),  # not narratives/../text.jpg
        ("brand: {font: Comic Neue}", "7:15: product's name (1920×1080): there is no font 'Comic Neue'"),
        ("brand: {font: ./text.jpg}", "7:15: product's name (1920×1080): text.jpg cannot be read as a font"),
        ("music: {file: text.jpg}", "7:15: music: the music …/text.jpg cannot be decoded"),
        ("music: {file: silent.wav}", "7:15: music: the music …/silent.wav is silent"),
        ("music: {file: torn.mp4}", "7:15: music: the music …/torn.mp4 cannot be decoded: there is no sound in it"),
        ("scenes: [{clip: {file: torn.mp4}}]", "7:24: scene 1: the clip …/torn.mp4 is damaged: no frame at"),
        ("scenes: [{clip: {file: patched.mp4}}]", "7:24: scene 1: the clip …/patched.mp4 is damaged: something cannot"),
        pytest.param(
            "cta: Buy\nbrand: {logo: /proc/self/mem}",
            "8:15: brand: the file /proc/self/mem cannot be read: ",
            marks=LINUX,
        ),
        ("hook: " + "WATCHMAKERS " * 24, "7:7: hook (1920×1080): the text is too long for its place"),
        ("cta: Buy \U00013000", "7:6: call to action (1920×1080): no font has a glyph for"),
    ],
)
def test_what_cannot_is_told_at_its_place(project, checked, more, said):
    out = checked(more + "\n").replace(f"{project.folder}/", "…/")
    assert f"narratives/clock.yaml:{said}" in out
    assert out.endswith("1 problem\n")


def test_each_file_that_cannot_be_used_is_told_at_once(checked):
    out = checked(
        "brand: {logo: text.jpg}\nmusic: {file: silent.wav}\nscenes: [{image: torn.jpg}, {image: text.jpg}]\n"
    )
    assert [line.split(": ")[0] for line in out.splitlines()] == [
        *("narratives/clock.yaml:7:15", "narratives/clock.yaml:8:15"),
        *("narratives/clock.yaml:9:18", "narratives/clock.yaml:9:37"),
        "4 problems",
    ]


def test_each_text_that_cannot_be_shown_is_told_at_once(checked):
    out = checked("hook: A \U00013000\ncta: Buy \U00013000\ntagline: It \U00013000\naspects: [16:9, 9:16]\n")
    assert [line.split(": ")[0] for line in out.splitlines()] == [
        *("narratives/clock.yaml:7:7", "narratives/clock.yaml:8:6", "narratives/clock.yaml:9:10", "3 problems"),
    ]


def test_of_rows_each_that_is_at_fault_is_told(project, checked):
    rows = "name,photo,hook\na,text.jpg,Hey\nb,torn.jpg,Hey\nc,whole.jpg,A \U00013000\nd,whole.jpg,B \U00013000\n"
    project.write("narratives/watches.csv", rows)
    each = 'each: watches.csv\nscenes: [{image: "{{ photo }}"}]\nhook: "{{ hook }}"\n'
    first, second, third, fourth, last = checked(each).splitlines()
    assert all(line.startswith("narratives/clock.yaml:8:18: scene 1: ") for line in (first, second))
    assert "/text.jpg is no JPEG" in first
    assert "/torn.jpg cannot be read" in second
    assert all(line.startswith("narratives/clock.yaml:9:7: hook (1920×1080): no font") for line in (third, fourth))
    assert [line.partition(" for row ")[2][:3] for line in (third, fourth)] == ["'c'", "'d'"]
    assert last == "4 problems"


def test_a_voice_over_that_is_surely_too_long_is_told_where_the_ad_says_it(checked):
    out = checked("scenes:\n  - {}\n  - voice: " + "It runs for days and days. " * 25 + "\n")
    assert out.startswith("narratives/clock.yaml:9:12: scene 2 (benefit): its voice-over will take at least ")


def test_a_fault_of_all_films_of_an_ad_is_told_once(checked):
    out = checked("scenes: [{image: text.jpg}]\naspects: [16:9, 9:16]\nvariants: {loud: {hook: Hey}}\n")
    assert out.count("is no JPEG") == 1


@pytest.mark.parametrize(
    ("place", "foreign", "said"),
    [
        ("manifest.json", '{"name": "my app"}', "manifest.json is not of mediagen's"),
        ("clock.16x9.nova.mp4/mine.txt", "mine", "clock.16x9.nova.mp4: Is a directory"),
        ("manifest.json/mine.txt", "mine", "manifest.json: Is a directory"),
        ("../clock", "a file", "clock: File exists"),
    ],
)
def test_what_stands_in_the_place_of_a_film_is_told_before_anything_is_made_and_stays(project, place, foreign, said):
    path = project.write(os.path.normpath(f"output/clock/{place}"), foreign)
    project.write("narratives/clock.yaml", AD)
    run = project.here("render", "clock", "--json")
    assert run.status == 5
    assert said in run.err
    assert path.read_text() == foreign
    assert project.here("cache", "ls", "--json").json == []


def test_a_file_in_the_place_of_the_folder_for_films_is_told_with_what_to_do(project):
    project.write("narratives/clock.yaml", AD)
    project.write("films", "a file")
    run = project.here("render", "clock", "--out", "films")
    assert run.status == 5
    assert "a file stands where a folder is meant: move it, or choose another: " in run.err


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
def test_a_folder_for_films_that_leads_nowhere_is_told_with_what_to_do(project):
    project.write("narratives/clock.yaml", AD)
    (project.folder / "output").symlink_to("/Volumes/films")
    run = project.here("render", "clock")
    assert run.status == 5
    assert "output leads to /Volumes/films, which is not there\n  → make that folder, or mount its disk" in run.err


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
def test_a_link_that_leads_nowhere_is_not_what_is_proposed_in_its_own_place(project):
    project.write("narratives/clock.yaml", AD + "brand: {logo: lamp.png}\n")
    (project.folder / "narratives/lamp.png").symlink_to("nowhere.png")
    run = project.here("render", "clock")
    assert "there is no file 'lamp.png' (what is called so is a folder, a link that leads nowhere" in run.err


@pytest.mark.skipif(os.name == "nt", reason="other lengths are too long there")
@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["render", "x" * 300 + ".yaml"], 2, ".yaml: there is no such file"),
        (["check", "x" * 300 + ".yaml"], 2, ".yaml: there is no such file"),
        (["image", "a lamp", "-o", "x" * 300 + ".jpg"], 5, "use a shorter one"),
        (["gallery", "-o", "x" * 300 + ".html"], 5, "use a shorter one"),
        (["init", "x" * 300], 5, "use a shorter one"),
        (["--project", "x" * 300, "check"], 5, "use a shorter one"),
    ],
)
def test_a_name_that_is_too_long_for_a_file_is_told_as_the_users_matter(project, arguments, status, said):
    project.write("narratives/clock.yaml", AD)
    run = project.here(*arguments)
    assert (run.status, "error[internal]" in run.err) == (status, False)
    assert said in run.out + run.err


@pytest.mark.skipif(sys.platform != "linux", reason="permissions may not bind this user")
@pytest.mark.parametrize("folder", ["narratives", "templates"])
def test_a_folder_of_documents_that_may_not_be_read_is_not_taken_for_an_empty_one(project, folder):
    project.write("narratives/clock.yaml", AD)
    (project.folder / folder).mkdir(exist_ok=True)
    (project.folder / folder).chmod(0)
    runs = [
        project.begin(*arguments, first=like_everybody) for arguments in (["render", "clock", "--dry-run"], ["doctor"])
    ]
    (_, err), (found, _) = [process.communicate() for process in runs]
    (project.folder / folder).chmod(0o755)
    assert [process.returncode for process in runs] == [2, 3]
    assert f"{folder}: the folder cannot be read: Permission denied (give yourself the right" in err
    assert f"BAD  {folder}: the folder cannot be read: Permission denied\n     → give yourself the right" in found


@pytest.mark.parametrize(
    ("font", "said"),
    [
        ("Nosuch Sans", "there is no font 'Nosuch Sans' (use one of: Anton, "),
        ("fonts/ours.ttf", "there is no file 'fonts/ours.ttf' (looked in "),
    ],
)
def test_a_font_of_a_style_that_is_not_there_is_told_in_the_style_and_of_every_ad_that_is_set_in_it(
    project, font, said
):
    style = (ROOT / "templates/luxury.yaml").read_text().replace("font: Montserrat", f"font: {font}")
    project.write("templates/luxury.yaml", style)
    project.write("narratives/clock.yaml", AD)
    runs = [project.here("check", name) for name in ("templates/luxury.yaml", "clock")]
    runs.append(project.here("render", "clock", "--dry-run"))
    for run in runs:
        lines = [line for line in (run.out + run.err).splitlines() if said in line]
        assert run.status == 2
        assert [line.partition(said)[0] for line in lines] == [
            "templates/luxury.yaml:20:16: film.body.font: ",
            "templates/luxury.yaml:23:18: film.captions.type.font: ",
        ]


def test_a_font_that_the_brand_has_in_its_place_need_not_be_there(project):
    style = (ROOT / "templates/luxury.yaml").read_text().replace("Playfair Display", "Nosuch Sans")
    project.write("templates/luxury.yaml", style)
    project.write("narratives/clock.yaml", AD + "brand: {font: Anton}\n")
    assert [project.here(*words).status for words in (("check", "clock"), ("check",))] == [0, 2]
