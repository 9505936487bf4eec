"""script, speak and image: one thing, through the same cache."""

from __future__ import annotations

import os
import subprocess
import sys
import wave
from pathlib import Path

import pytest
from PIL import Image

from tests.conftest import ROOT, Project
from tests.support.web import PICTURE, serving

TEMPLATE = "goal_visualisation_sport_only_07"


@pytest.fixture(scope="session")
def studio(tmp_path_factory):
    """A project whose cache the tests share; each makes things of its own."""
    return Project(tmp_path_factory.mktemp("studio") / "project")


def seconds(path: Path) -> float:
    with wave.open(str(path)) as file:
        return file.getnframes() / file.getframerate()


# -- script ------------------------------------------------------------------------------------------------------


def test_a_script_is_printed_and_found_again(studio):
    first = studio.here("script", TEMPLATE, "--set", "sport=Rowing")
    assert first.status == 0
    assert 300 < len(first.out.split()) < 500
    assert f", {len(first.out.split())} words, about 2 min " in first.err
    again = studio.here("script", TEMPLATE, "--set", "sport=  rowing ", "--json").json
    assert (again["how"], again["calls"], again["offline"]) == ("cached", 0, True)
    assert again["text"].split() == first.out.split()
    assert again["facts"]["words"] == len(first.out.split())


def test_a_script_goes_to_the_file_that_is_named(studio):
    run = studio.here("script", TEMPLATE, "--set", "sport=Judo", "-o", "judo.txt")
    assert run.out == "judo.txt\n"
    assert "by offline (writer-" in run.err
    assert len((studio.folder / "judo.txt").read_text().split()) > 300


def test_a_file_that_is_written_anew_is_whole_at_every_moment(studio, tmp_path):
    (studio.folder / "kept.txt").write_text("Before.")
    os.link(studio.folder / "kept.txt", tmp_path / "old.txt")
    (studio.folder / "link.txt").symlink_to("kept.txt")
    assert studio.here("script", TEMPLATE, "--set", "sport=Judo", "-o", "link.txt").status == 0
    assert (tmp_path / "old.txt").read_text() == "Before.", "it was not written over"
    assert len((studio.folder / "kept.txt").read_text().split()) > 300
    assert (studio.folder / "link.txt").is_symlink()
    assert not [*studio.folder.glob(".*.tmp*")]


@pytest.mark.skipif(os.name == "nt", reason="pipes have no names there")
def test_what_is_no_file_is_written_as_it_is(project, tmp_path):
    project.narrative(["Hello."])
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    for command in (["script", TEMPLATE, "--set", "sport=Judo"], ["plan"]):
        assert project.here(*command, "-o", str(pipe)).status == 0
        assert os.read(reader, 2**16)
    os.close(reader)
    assert pipe.is_fifo()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([TEMPLATE], "input 'sport' is missing"),
        ([TEMPLATE, "--set", "sprot=Judo"], "did you mean 'sport'"),
        ([TEMPLATE, "--set", f"sport={'x' * 41}"], "the limit is 40"),
        ([TEMPLATE, "--set", "sport"], "NAME=VALUE"),
        ([TEMPLATE, "--set", "sport= "], "input 'sport' is empty (text of at most 40 characters)"),
        ([TEMPLATE, "--set", "sport=\x1b[31m"], "U+001B"),
        (["goal_visualization_sport_only_07"], f"did you mean '{TEMPLATE}'"),
    ],
)
def test_what_a_script_lacks_is_told(studio, arguments, said):
    run = studio.here("script", *arguments)
    assert run.status == 2
    assert said in run.err


# -- speak -------------------------------------------------------------------------------------------------------


def test_speech_is_in_the_format_that_the_file_or_the_option_says(studio):
    for arguments, name, kind in (
        ([], "hello.mp3", "audio/mpeg"),
        ([], "hello.wav", "audio/wav"),
        (["--format", "wav"], "sound", "audio/wav"),
    ):
        made = studio.here("speak", "Hello there.", *arguments, "-o", name, "--json").json
        assert (made["media_type"], made["path"]) == (kind, name)
        assert (studio.folder / name).stat().st_size == made["bytes"]
    with wave.open(str(studio.folder / "hello.wav")) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 24_000)


def test_speed_stretches_speech(studio):
    lengths = {}
    for speed in ("0.7", "1", "1.2"):
        name = f"speed-{speed}.wav"
        studio.here("speak", "The quick brown fox jumps over the lazy dog.", "--speed", speed, "-o", name)
        lengths[speed] = seconds(studio.folder / name)
    assert lengths["0.7"] / lengths["1"] == pytest.approx(1 / 0.7, rel=0.12)
    assert lengths["1.2"] / lengths["1"] == pytest.approx(1 / 1.2, rel=0.12)


def test_a_long_text_is_spoken_whole(studio):
    sentence = "This is one sentence of a longer text, which goes on for a while. "
    studio.write("long.txt", sentence * 20)
    made = studio.here("speak", "@long.txt", "-o", "long.wav", "--json").json
    once = studio.here("speak", sentence, "-o", "once.wav", "--json").json
    assert made["facts"]["duration_s"] == pytest.approx(20 * once["facts"]["duration_s"], rel=0.25)
    assert seconds(studio.folder / "long.wav") == pytest.approx(made["facts"]["duration_s"], abs=0.01)


def test_text_comes_from_standard_input_too(studio):
    run = subprocess.run(
        [sys.executable, "-m", "mediagen", "speak", "-", "--voice", "onyx", "-o", "piped.mp3"],
        input=b"\xef\xbb\xbf  Breathe in. \r\n",
        cwd=studio.folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    assert run.returncode == 0
    assert studio.here("speak", "Breathe in.", "--voice", "onyx", "--json").json["how"] == "cached"


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        ([""], 2, "TEXT is empty"),
        ([" "], 2, "there is no text to speak"),
        (["!!!"], 1, "at least one word"),
        (["Hi", "--speed", "0.69"], 2, "0.7"),
        (["Hi", "--speed", "1.21"], 2, "1.2"),
        (["Hi", "--format", "ogg"], 2, "one of mp3, wav"),
        (["Hi", "--voice", "nowa"], 2, "did you mean nova?"),
        (["Bonjour", "--language", "fr"], 1, "English only"),
        (["@nothing.txt"], 2, "nothing.txt: No such file"),
        (["@too_long.txt"], 2, "the limit is 100,000"),
        (["@ten_megabytes.txt"], 2, "the limit is 100,000"),
        (["@empty.txt"], 2, "there is no text to speak"),
        (["@latin1.txt"], 2, "must be UTF-8"),
        (["Hi \x07"], 2, "U+0007"),
        (["Hi \udcff"], 2, "byte 0xFF is not UTF-8"),
        (["Hi", "-o", "."], 2, "name a file in it"),
        (["Hi", "-o", "notes.txt/hi.mp3"], 5, "error[storage]"),
    ],
)
def test_what_cannot_be_spoken_is_told(studio, arguments, status, said):
    studio.write("too_long.txt", "word " * 20_001)
    studio.write("ten_megabytes.txt", "word " * 2_000_000)
    studio.write("empty.txt", "")
    studio.write("notes.txt", "a file")
    (studio.folder / "latin1.txt").write_bytes(b"caf\xe9")
    run = studio.here("speak", *arguments)
    assert run.status == status
    assert said in run.err


def test_an_ending_that_does_not_fit_is_noted(studio):
    run = studio.here("speak", "Hello there.", "-o", "hello.ogg")
    assert run.status == 0
    assert "hello.ogg has the ending of another format: its content is audio/mpeg" in run.err


def test_nothing_is_written_outside_the_project_and_the_file(studio, tmp_path):
    run = studio.here("speak", "Not a trace.", HOME=str(tmp_path), XDG_CACHE_HOME=str(tmp_path / "cache"))
    assert run.status == 0
    assert list(tmp_path.rglob("*")) == []


# -- image -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("size", "pixels"), [("square", (512, 512)), ("portrait_16_9", (576, 1024))])
def test_a_picture_has_the_size_of_its_preset(studio, size, pixels):
    made = studio.here("image", "a rowing eight at dawn", "--size", size, "-o", f"{size}.jpg", "--json").json
    assert (made["facts"]["width"], made["facts"]["height"]) == pixels
    with Image.open(studio.folder / f"{size}.jpg") as picture:
        assert picture.size == pixels
        assert len(picture.getcolors(1 << 21) or ()) > 500  # not a flat field


def test_seed_style_and_mode_make_other_pictures_and_the_same_words_the_same(studio):
    base = ["image", "a lighthouse", "--size", "square", "--json"]
    first = studio.here(*base).json
    assert studio.here("image", "  a  lighthouse ", "--size", "square", "--json").json["how"] == "cached"
    others = [
        studio.here(*base, *options).json["digest"]
        for options in (["--seed", "1"], ["--style", "luxury"], ["--fast"], ["--negative", "boats"])
    ]
    assert len({first["digest"], *others}) >= 4  # a negative prompt need not change this picture


def test_an_image_starts_from_a_file_or_from_the_same_file_at_a_url(studio):
    prompt = ["image", "the same, at night", "--size", "square", "--strength", "0.5", "--json"]
    (studio.folder / "harbour.png").write_bytes(PICTURE)
    by_file = studio.here(*prompt, "--source", "harbour.png").json
    with serving() as server:
        by_url = studio.here(*prompt, "--source", server.url("/x")).json
        again = studio.here(*prompt, "--source", server.url("/x")).json
    assert (by_url["key"], by_url["how"], again["how"]) == (by_file["key"], "cached", "cached")
    assert server.asked == ["/x"]
    stronger = studio.here(*prompt, "--source", "harbour.png", "--strength", "1").json
    assert stronger["digest"] != by_file["digest"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["x", "--size", "hug"], "no such size"),
        (["x", "--size", "portrait_43"], "did you mean 'portrait_4_3'"),
        (["x", "--style", "luxry"], "did you mean 'luxury'"),
        (["x", "--fast", "--steps", "13"], "--fast takes 1 to 12 steps"),
        (["x", "--steps", "0"], "--steps 0"),
        (["x", "--guidance", "21"], "--guidance"),
        (["x", "--strength", "0.5"], "strength goes with --source"),
        (["x", "--fast", "--source", "a.jpg"], "exclude each other"),
        (["x", "--source", "nothing.jpg"], "there is no such file"),
        (["x", "--seed", "-1"], "--seed"),
        ([" "], "the prompt is empty"),
        (["x" * 100_001], "the prompt"),
        (["a \x01"], "U+0001"),
    ],
)
def test_what_cannot_be_pictured_is_told(studio, arguments, said):
    run = studio.here("image", *arguments)
    assert run.status == 2
    assert said in run.err
    assert "Input should" not in run.err


def test_a_source_that_is_no_picture_is_refused(studio):
    studio.write("notes.jpg", "no picture at all")
    run = studio.here("image", "x", "--source", "notes.jpg")
    assert run.status == 1
    assert "notes.jpg" in run.err
