"""`check` says what of an ad cannot be shown, at its place, before anything is made."""

import io

import pytest
from PIL import Image

from mediagen.plan.ad_script import HOOK_CHARS
from tests.support.segments import numbered

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


@pytest.fixture
def checked(project):
    def check(more, style="luxury"):
        for name, data in {"whole.jpg": picture(), "torn.jpg": picture()[:-2_000], "text.jpg": b"no picture"}.items():
            (project.folder / name).write_bytes(data)
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


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (
            "scenes: [{}, {image: torn.jpg}]",
            "7:14: scene 2: the picture …/torn.jpg cannot be read: image file is truncated",
        ),
        ("brand: {logo: text.jpg}", "7:8: brand: the picture …/text.jpg is no JPEG"),
        ("brand: {font: Comic Neue}", "7:15: product's name (1920×1080): there is no font 'Comic Neue'"),
        ("brand: {font: ./text.jpg}", "7:15: product's name (1920×1080): text.jpg cannot be read as a font"),
        ("music: {file: text.jpg}", "7:8: music: the music …/text.jpg cannot be decoded"),
        ("hook: " + "WATCHMAKERS " * 24, "7:7: hook (1920×1080): the text is too long for its place"),
        ("cta: Buy \U00013000", "7:6: call to action (1920×1080): no font has a glyph for"),
    ],
)
def test_what_cannot_is_told_at_its_place(project, checked, more, said):
    out = checked(more + "\n").replace(f"{project.folder}/", "…/")
    assert f"narratives/clock.yaml:{said}" in out
    assert out.endswith("1 problem\n")


def test_a_fault_of_all_films_of_an_ad_is_told_once(checked):
    out = checked("scenes: [{image: text.jpg}]\naspects: [16:9, 9:16]\nvariants: {loud: {hook: Hey}}\n")
    assert out.count("is no JPEG") == 1
