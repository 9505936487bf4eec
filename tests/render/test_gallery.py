"""gallery: a page of all that is made, which one can hand round, and work through in a browser."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from html.parser import HTMLParser
from urllib.parse import unquote, unquote_to_bytes

import pytest

from tests.conftest import Project
from tests.render.conftest import Ads
from tests.support.browser import CHROMIUM, worked
from tests.support.stores import STORES
from tests.support.team import Team

HOSTILE = """</script><script>alert("1")</script> & <b title='x'>bold</b>"""
TALK = """kind: narrative
schema: 1
id: talk
title: A talk
voices: [nova, onyx]
items:
  - {id: second, type: question, text: Where were you?}
  - {id: first, type: question, text: Good night.}
  - {id: face, type: persona, image: {prompt: A lamp on a table, size: square}}
"""


class Page(HTMLParser):
    """Tags by name with their attributes, and the texts of cards by id."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: dict[str, list[dict]] = {}
        self.texts: dict[str, str] = {}
        self._reads = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.tags.setdefault(tag, []).append(values)
        if tag == "article":
            self._card = values["data-id"]
        if tag == "p" and values.get("dir") == "auto":
            self._reads = self._card
            self.texts[self._reads] = ""

    def handle_endtag(self, tag):
        if tag == "p":
            self._reads = ""

    def handle_data(self, data):
        if self._reads:
            self.texts[self._reads] += data

    @property
    def pieces(self) -> list[dict]:
        return [one for one in self.tags["li"] if "data-kind" in one]

    @property
    def addresses(self) -> set[str]:
        """What the page refers to, but for what is in it."""
        tags = [
            one for name in ("a", "img", "video", "audio", "script", "link", "track") for one in self.tags.get(name, [])
        ]
        found = {one[name] for one in tags for name in ("href", "src", "poster") if one.get(name)}
        return {unquote(one) for one in found if not one.startswith("data:")}


def page_of(project, name="output/gallery.html") -> Page:
    return Page((project.folder / name).read_text("utf-8"))


def _everything(ads: Ads):
    ads.write("narratives/talk.yaml", TALK)
    return ads.here("seed").status


@pytest.fixture(scope="session")
def everything(lamp, once):
    """A film, voice-overs and a picture, made; not to be changed."""
    project, status = once("gallery", _everything, lamp[0].folder)
    assert status == 0
    return project


@pytest.fixture
def full(everything, tmp_path):
    shutil.copytree(everything.folder, tmp_path / "copy")
    return Ads(tmp_path / "copy")


def test_it_shows_each_thing_that_is_made_in_the_order_of_the_documents(full):
    run = full.here("gallery")
    assert run.status == 0, run.err
    assert run.out.split("\n")[-2] == "output/gallery.html"
    page = page_of(full)
    assert list(page.texts) == ["second", "first", "face", "lamp.16x9.nova"]
    assert page.texts["second"] == "Where were you?"
    assert [(p["data-kind"], p["data-label"]) for p in page.pieces] == [
        ("speech", "nova"),
        ("speech", "onyx"),
        ("speech", "nova"),
        ("speech", "onyx"),
        ("image", "image"),
        ("film", "16:9 · nova"),
    ]


def test_all_that_it_refers_to_is_a_file_seen_from_where_it_lies(full):
    for where in ("output/gallery.html", "deep/er/a page.html"):
        assert full.here("gallery", "-o", where).status == 0
        folder = (full.folder / where).parent
        addresses = page_of(full, where).addresses
        assert len(addresses) == 4 + 1 + 2 + 4
        assert all((folder / one).is_file() for one in addresses)


def test_a_page_with_its_media_can_be_taken_anywhere(full, tmp_path):
    assert full.here("gallery", "--copy", "-o", "review/index.html").status == 0
    shutil.move(full.folder / "review", tmp_path / "elsewhere")
    shutil.rmtree(full.folder)
    addresses = Page((tmp_path / "elsewhere/index.html").read_text("utf-8")).addresses
    assert len(addresses) == 11
    assert all((tmp_path / "elsewhere" / one).is_file() for one in addresses)
    assert {re.sub(r"\.[0-9a-f]{8}\.", ".", one) for one in addresses} > {
        "index_files/talk/first.nova.mp3",
        "index_files/talk/face.jpg",
        "index_files/lamp/lamp.16x9.nova.mp4",
    }


def test_what_has_been_copied_is_not_copied_again(full):
    full.here("gallery", "--copy")
    copies = sorted((full.folder / "output/gallery_files").rglob("*.*"))
    before = [(one, one.stat().st_mtime_ns) for one in copies]
    full.here("gallery", "--copy")
    assert [(one, one.stat().st_mtime_ns) for one in copies] == before


def test_the_same_gives_the_same_page(full):
    full.here("gallery")
    first = (full.folder / "output/gallery.html").read_bytes()
    full.here("gallery")
    assert (full.folder / "output/gallery.html").read_bytes() == first


def test_it_is_about_what_is_named(full):
    run = full.here("gallery", "talk", "--voices", "nova", "--json")
    assert run.json == {
        "schema": 1,
        "page": str(full.folder / "output/gallery.html"),
        "documents": [{"document": "talk", "items": 3, "made": 3, "missing": 0}],
    }
    (talk,) = full.here("gallery", "talk", "--json").json["documents"]
    assert talk["items"] == talk["made"] == full.here("seed", "talk", "--json").json["items"] == 5
    full.here("gallery", "lamp")
    assert list(page_of(full).texts) == ["lamp.16x9.nova"]


def test_texts_are_shown_as_they_are_written_whatever_is_in_them(project):
    project.narrative([HOSTILE, "مرحبا", "a {curly} %s \\ line"])
    project.here("gallery")
    page = page_of(project)
    assert list(page.texts.values()) == [HOSTILE, "مرحبا", "a {curly} %s \\ line"]
    assert len(page.tags["script"]) == 1
    assert not any("title" in one for one in page.tags["b"])


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere all names are Unicode")
def test_a_project_may_lie_in_a_folder_whose_name_this_terminal_cannot_read(tmp_path):
    """As in any folder of letters beyond ASCII, where the locale is C and Python's UTF-8 mode is off."""
    project = Project(tmp_path / os.fsdecode(b"Gr\xfc\xdfe"))
    project.narrative(["Hi."])
    assert project.here("seed").status == 0
    assert project.here("gallery", "-o", str(tmp_path / "page.html")).status == 0
    page = (tmp_path / "page.html").read_text("utf-8", errors="surrogateescape")
    (sound,) = set(re.findall(r"Gr%FC%DFe/[^\"&]*\.(?:wav|mp3)", page))
    assert (tmp_path / os.fsdecode(unquote_to_bytes(sound))).is_file()


def test_it_makes_and_buys_nothing_and_says_what_is_missing_or_failed_and_why(project):
    project.paid()
    project.narrative(["Hello there.", "This is silence."])
    project.here("seed")
    project.narrative(["Hello there.", "This is silence.", "New."])
    bought = project.calls()
    run = project.here("gallery", "--json")
    assert project.calls() == bought
    assert run.json["documents"] == [{"document": "talk", "items": 3, "made": 1, "missing": 2}]
    text = (project.folder / "output/gallery.html").read_text("utf-8")
    assert [p["data-status"] for p in page_of(project).pieces] == ["completed", "rejected", "missing"]
    assert "`mediagen explain talk/item_001` says more" in text
    assert "`mediagen seed talk` makes it" in text


def test_what_was_bought_can_be_bought_again_by_the_command_that_it_gives(project):
    project.paid()
    project.narrative(["Hello there.", "Good night."])
    project.here("seed")
    project.here("gallery")
    again = page_of(project).pieces[1]["data-again"]
    assert again == "mediagen seed talk --match item_001 --only speech --voices nova --refresh"
    assert project.here(*again.split()[1:]).status == 0
    assert sorted(project.calls()) == ["Good night.", "Good night.", "Hello there."]


def test_what_only_another_machine_has_is_told_and_copied_when_asked_for(tmp_path):
    with STORES["folder"](tmp_path) as (settings, environment):
        team = Team(tmp_path / "team", settings, environment)
        team.machine("a", ["Hello there."]).report()
        b = team.machine("b", ["Hello there."])
        b.does("gallery")
        assert "`mediagen cache pull` brings it" in (b.folder / "output/gallery.html").read_text("utf-8")
        b.does("gallery", "--copy")
        [address] = page_of(b).addresses
        assert (b.folder / "output" / address).read_bytes()[:4] == b"RIFF"


@pytest.mark.parametrize(("name", "remedy"), [("output", "output/index.html"), ("page.txt", "say page.txt.html")])
def test_where_no_page_can_be_written_is_told(project, name, remedy):
    project.narrative(["Hello there."])
    (project.folder / "output").mkdir()
    run = project.here("gallery", "-o", name)
    assert run.status == 2
    assert remedy in run.err


def test_a_film_whose_file_was_deleted_is_missing(full):
    full.output().unlink()
    full.here("gallery", "lamp")
    [piece] = page_of(full).pieces
    assert piece["data-status"] == "missing"
    assert "`mediagen render lamp` writes it again" in (full.folder / "output/gallery.html").read_text("utf-8")


_WORK = """
const q = (s, w = document) => w.querySelector(s);
const say = (s, v) => { q(s).value = v; q(s).dispatchEvent(new Event("input", {bubbles: true})); };
const key = k => document.body.dispatchEvent(new KeyboardEvent("keydown", {key: k, bubbles: true, cancelable: true}));
told.all = q("#found").textContent;
say("[name=words]", "WHERE were");
told.searched = [...document.querySelectorAll(".card")].filter(c => c.checkVisibility()).map(c => c.dataset.id);
say("[name=words]", "no such words");
told.nothing = q("#none").checkVisibility();
q("#all").click();
say("[name=kind]", "image");
told.images = [...document.querySelectorAll(".card")].filter(c => c.checkVisibility()).map(c => c.dataset.id);
q("#all").click();

const audio = q("#audio");
audio.defaultPlaybackRate = 0.25;  // none is over before it was looked at, however slow the machine is
q(".play").click();
await wait(() => audio.currentTime > 0.05);
told.playing = [q("#what").textContent, q(".now .play").textContent, audio.duration > 0.5];
audio.playbackRate = 8;
await wait(() => q("#what").textContent.includes("[onyx]"));
told.onward = q("#what").textContent;
key(" ");
await wait(() => audio.paused);
key("a");
told.marked = q("#list b").textContent;
q(".piece.image .look").click();
await wait(() => q("#large img").naturalWidth > 0);
told.large = [q("#large").open, q("#large img").naturalWidth];
q("#large [data-close]").click();
const film = q("video");
film.muted = true;
await film.play();
await wait(() => film.currentTime > 0.2);
told.film = [film.videoWidth, film.duration, audio.paused];
film.textTracks[0].mode = "showing";
await wait(() => film.textTracks[0].cues && film.textTracks[0].cues.length);
told.captions = film.textTracks[0].cues[0].text;
film.pause();
q("#list").click();
q("#notes textarea").value = "too fast";
q("#notes textarea").dispatchEvent(new Event("input", {bubbles: true}));
told.notes = q("#notes pre").textContent;
q("#notes [data-close]").click();
say("[name=state]", "again");
told.again = [...document.querySelectorAll(".piece")].filter(c => c.checkVisibility()).map(c => c.dataset.label);
told.kept = Object.values(JSON.parse(localStorage.getItem("mediagen gallery"))).map(v => [v.mark, v.note, v.heard]);
"""


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (Debian: apt-get install chromium)")
def test_in_a_browser_one_searches_listens_looks_marks_and_notes(full, tmp_path):
    full.here("gallery")
    told = worked(full.folder / "output/gallery.html", _WORK, tmp_path / "browser")
    assert told.pop("errors") == []
    assert told == {
        "all": "4 of 4",
        "searched": ["second"],
        "nothing": True,
        "images": ["face"],
        "playing": ["talk/second [nova]", "nova", True],
        "onward": "talk/second [onyx]",
        "marked": "1",
        "large": [True, 512],
        "film": [960, 30, True],
        "captions": "Meet a lamp that knows.",
        "notes": "# talk/second [onyx]: too fast",
        "again": ["onyx"],
        "kept": [[None, None, True], ["again", "too fast", None], [None, None, True]],
    }


def test_a_manifest_that_was_damaged_is_told_with_what_to_do_and_written_anew_by_a_render(lamp, tmp_path):
    shutil.copytree(lamp[0].folder, tmp_path / "copy")
    ads = Ads(tmp_path / "copy")
    manifest = ads.output().with_name("manifest.json")
    before, whole = manifest.read_bytes(), ads.manifest()
    del whole["films"][0]["files"]["poster"]
    manifest.write_text(json.dumps(whole))
    assert ads.here("gallery").status == 0
    whole["films"][0]["parts"] = [["segment"], None]
    manifest.write_text(json.dumps(whole))
    for command in (["gallery"], ["gallery", "lamp"]):
        run = ads.here(*command)
        assert (run.status, "manifest.json is damaged" in run.err) == (5, True), run.err
        assert "`mediagen render lamp` writes it anew" in run.err
    assert ads.render("--explain").status == 0
    assert manifest.read_bytes() == before
    assert ads.here("gallery").status == 0
