"""What changes is made anew and nothing else; what is broken off goes on where it stopped."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest
from PIL import Image

from mediagen.cache.store import Cache
from mediagen.cache.verify import verify
from mediagen.commands.whole_files import mark_of
from mediagen.studio.jobs import Jobs
from tests.conftest import ROOT
from tests.render.conftest import WORDS
from tests.render.watch import watched
from tests.support.disks import like_everybody
from tests.support.segments import leaves
from tests.support.workshop import wait_until
from tests.test_architecture import HEAVY, OF_OTHER_RUNS, VENDORS, loaded

SECOND = ["scene 2, part 1", "scene 2, part 2"]


def made(report, kind=None):
    """How many parts were made now, of a stage or in all."""
    return report["stages"][kind]["made"] if kind else report["made"]


def segments(report):
    """The segments that were made now, and why, by their names."""
    return {line["segment"]: line["why"] for line in report["explain"] if line["how"] == "made"}


def changed(ads, *arguments, **fields):
    """The report of rendering the ad with other fields."""
    ads.ad(**{**WORDS, **fields})
    return ads.report("--explain", *arguments)


def scenes(**changes):
    """The ad's scenes, one of them changed: `two={"voice": …}`."""
    numbers = dict(zip(("one", "two", "three", "four"), range(4), strict=True))
    found = [dict(scene) for scene in WORDS["scenes"]]
    for name, change in changes.items():
        found[numbers[name]] |= change
    return found


def test_a_render_of_what_is_there_loads_neither_engines_nor_vendors_nor_what_buys(ads):
    there = loaded(ads, "render", "lamp", "--quality", "draft")
    assert there & ((HEAVY - {"diskcache"}) | VENDORS | OF_OTHER_RUNS) == {"PIL"}  # looks at the ad's own picture


class TestAnotherWord:
    def test_in_the_hook_encodes_the_first_scene_only(self, ads):
        report = changed(ads, hook="Light that cares")
        assert segments(report) == {f"scene 1, part {n}": "changed: hook text" for n in (1, 2)}
        assert made(report, "voice_gen") + made(report, "image_gen") == 0

    def test_in_the_call_to_action_encodes_the_end_card_only(self, ads):
        report = changed(ads, cta="Dim it now")
        assert segments(report) == {"scene 4": "changed: cta text"}
        assert made(report, "voice_gen") + made(report, "image_gen") == 0

    def test_is_told_against_what_was_there_in_the_same_quality(self, ads):
        ads.report("--scene", "4", "--quality", "standard")
        assert segments(changed(ads, cta="Dim it now")) == {"scene 4": "changed: cta text"}

    def test_is_told_against_the_film_that_was_there_and_not_what_was_tried_before_it(self, ads):
        changed(ads, hook="Light that cares")
        back = {line["segment"]: line["why"] for line in changed(ads)["explain"]}
        assert (back["scene 1, part 1"], back["scene 4"]) == ("it had been made before", "nothing in it has changed")
        report = changed(ads, scenes=scenes(one={"voice": "Meet a lamp that cares."}))
        assert segments(report)["scene 1, part 1"] == "changed: caption text, caption timing"

    def test_is_told_against_the_film_that_was_there_where_another_one_had_the_same(self, ads):
        loud = {"loud": {"cta": "Dim it now"}}
        changed(ads, variants=loud)
        loud["loud"]["hook"] = "Light that cares"
        report = changed(ads, "--variant", "loud", variants=loud)
        assert segments(report) == {f"scene 1, part {n}": "changed: hook text" for n in (1, 2)}

    def test_that_was_gone_from_the_cache_is_not_said_to_have_changed(self, ads):
        (film,) = ads.manifest()["films"]
        digest = next(part["digest"] for part in film["parts"] if part["part"] == "scene 4")
        (path,) = (ads.folder / ".mediagen/cache/blobs").rglob(f"*{digest[-40:]}*")
        path.unlink()
        assert segments(changed(ads)) == {"scene 4": "nothing in it has changed, but it was gone from the cache"}

    def test_is_told_by_the_things_that_changed_where_much_of_them_has(self, ads):
        brand = {"name": "Lumen", "accent": "#FF0000", "background": "#204060", "font": "Anton"}
        why = segments(changed(ads, "--scene", "4", cta="Dim it now", brand=brand))["scene 4"]
        assert {"cta", "product", "card"} <= set(why.removeprefix("changed: ").split(", "))
        assert "color" not in why

    def test_that_is_spoken_encodes_the_captions_of_its_scene_only(self, ads):
        report = changed(ads, scenes=scenes(two={"voice": "It dims itself at night. You need not get up."}))
        assert list(segments(report)) == ["scene 2, part 1"]  # nothing is said in the other part
        assert "caption text" in segments(report)["scene 2, part 1"]
        assert (made(report, "voice_gen"), made(report, "image_gen")) == (1, 0)

    def test_changes_the_frames_of_its_scene_and_no_other(self, ads):
        before = watched(ads.film()).luma
        changed(ads, scenes=scenes(three={"title": "By two hands"}))
        after = watched(ads.film()).luma
        different = [n for n in range(900) if (before[n] != after[n]).any()]
        assert 14 * 30 <= different[0] < different[-1] < 23 * 30  # the third of scenes of 6, 8, 9 and 7 seconds


class TestAnotherSound:
    @pytest.mark.parametrize(
        "fields",
        [
            {"music": {"gain_db": -20}},
            {"scenes": scenes(two={"gain_db": 3})},
        ],
        ids=["music gain", "voice gain"],
    )
    def test_of_the_same_parts_is_mixed_and_no_picture_is_encoded(self, ads, fields):
        report = changed(ads, **fields)
        assert segments(report) == {}
        assert made(report) == 2  # the mix and the file

    def test_of_other_music_encodes_no_picture_either(self, ads):
        report = changed(ads, music={"seed": 5})
        assert segments(report) == {}
        assert made(report) == 3  # the tune as well


class TestAnotherPicture:
    def test_encodes_what_shows_it_its_scene_the_transitions_on_both_sides_and_the_end_card(self, ads):
        Image.fromarray(leaves(480, 270, seed=2)).save(ads.folder / "narratives/other.png")
        report = changed(ads, scenes=scenes(two={"image": "other.png"}))
        assert list(segments(report)) == ["scene 1 to 2", *SECOND, "scene 2 to 3", "scene 4"]
        assert set(segments(report).values()) == {"changed: still", "changed: inset"}


class TestOtherFilmsOfAnAd:
    def test_in_more_aspects_share_script_voices_music_and_sound(self, aspects):
        _, report = aspects
        stages = {name: (stage["cached"], stage["made"]) for name, stage in report["stages"].items()}
        assert stages == {
            "script_gen": (1, 0),
            "voice_gen": (4, 0),
            "image_gen": (0, 2),  # the drawn scene in each aspect; composed for it, not cropped
            "compositing": (2, 24),  # music and sound are there; 11 segments and a file for each
        }
        assert [film["parts_made"] for film in report["films"]] == [11, 11]

    def test_in_more_voices_share_script_pictures_and_music(self, ads):
        report = ads.report("--voices", "nova,onyx", "--explain")
        stages = {name: (stage["cached"], stage["made"]) for name, stage in report["stages"].items()}
        assert stages["script_gen"] == (1, 0)
        assert stages["voice_gen"] == (4, 4)
        assert stages["image_gen"] == (1, 0)
        made_now = {(line["film"], line["segment"]) for line in report["explain"] if line["how"] == "made"}
        # at most its captions are timed anew
        assert all(film == "lamp.16x9.onyx" and " to " not in segment for film, segment in made_now)
        assert [film["parts_made"] for film in report["films"]] == [0, len(made_now) + 1]
        own = len(made_now) + 1  # and its sound
        assert [film["parts"] - film["parts_shared"] for film in report["films"]] == [own, own]

    def test_in_variants_share_what_the_patch_leaves_alone(self, ads):
        report = changed(ads, variants={"loud": {"hook": "Louder light"}})
        assert segments(report) == {f"scene 1, part {n}": "it was not made before" for n in (1, 2)}
        assert [film["name"] for film in report["films"]] == ["lamp.16x9.nova", "lamp.loud.16x9.nova"]
        assert [film["name"] for film in ads.manifest()["films"]] == ["lamp.16x9.nova", "lamp.loud.16x9.nova"]


# -- broken off ----------------------------------------------------------------------------------------------

TALL = ("--aspects", "9:16")
"""One drawn picture, eleven segments and a file that are not there yet."""


def files(ads):
    """What is in the ad's output folder."""
    return {path.name for path in (ads.folder / "output/lamp").iterdir()}


def kept(ads):
    """How many things the journal says are kept."""
    return sum(event["e"] == "keep" for event in ads.journal())


def held(ads, parts, *arguments):
    """Begin to render; (process, gate): it has kept so many parts, and holds until the gate is unlinked."""
    there, gate = kept(ads), ads.write("held", "")
    command = ("render", "lamp", "--quality", "draft", *arguments, *TALL)
    process = ads.start(str(parts), str(gate), *command, module="tests.support.held")
    wait_until(lambda: kept(ads) >= there + parts or process.poll() is not None)
    return process, gate


def faults(ads):
    """What is wrong with the cache, but for what killed runs may leave."""
    with Cache(ads.folder / ".mediagen/cache") as cache:
        return [fault for fault in verify(cache).faults if fault.what not in {"journal", "leftover"}]


def latest_job(ads):
    return Jobs(ads.folder / ".mediagen/cache").latest(1)[0]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="the system has no such signal")
@pytest.mark.parametrize(
    "parts", [pytest.param(1, marks=pytest.mark.slow), 5, pytest.param(13, marks=pytest.mark.slow)]
)
def test_a_killed_render_leaves_nothing_half_and_the_next_one_goes_on(ads, parts):
    before, there = files(ads), kept(ads)
    process, _ = held(ads, parts)
    process.kill()
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    done = kept(ads) - there
    assert parts <= done <= 13
    assert {name for name in files(ads) - before if name.endswith(".mp4") and not name.startswith(".")} == set()
    assert faults(ads) == []

    job = latest_job(ads)
    assert (job.command, job.status, job.completed) == ("render", "interrupted", None)
    assert job.progress < 100
    assert "killed" in job.error

    report = ads.report(*TALL)
    assert (report["failed"], report["made"]) == (0, 13 - done)
    assert latest_job(ads).status == "completed"
    assert len(watched(ads.film("lamp.9x16.nova")).times) == 900
    assert sorted(film["name"] for film in ads.manifest()["films"]) == ["lamp.16x9.nova", "lamp.9x16.nova"]


@pytest.mark.parametrize("parts", [2, pytest.param(13, marks=pytest.mark.slow)], ids=["parts", "files"])
def test_an_interrupted_render_ends_in_order_and_says_how_to_go_on(ads, parts):
    """What is left undone: parts, or merely the files of finished films, of which there may be hundreds."""
    before = files(ads)
    process, gate = held(ads, parts, "--json")
    ads.interrupt(process)
    gate.unlink()
    out, err = process.communicate(timeout=240)
    assert process.returncode == 130
    assert "Traceback" not in err
    report = json.loads(out)
    assert report["interrupted"]
    assert (report["films"][0]["path"], report["films"][0]["error"]["code"]) == (None, "stopped")
    assert files(ads) == before
    assert (latest_job(ads).status, faults(ads)) == ("interrupted", [])


def limited(ads, size, *arguments):
    """Render where no file may become larger than `size` bytes."""
    resource = pytest.importorskip("resource", reason="the system has no limits")
    return subprocess.run(
        [sys.executable, "-m", "mediagen", "render", "lamp", "--quality", "draft", *arguments],
        cwd=ads.folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_a_file_that_would_be_too_large_for_the_output_is_a_storage_error_and_leaves_nothing(ads):
    run = limited(ads, len(ads.film()) - 1, "--out", "elsewhere")
    assert (run.returncode, "Traceback" in run.stderr) == (5, False)
    assert "error[storage]: " in run.stderr
    assert "elsewhere/lamp" in run.stderr
    assert list((ads.folder / "elsewhere/lamp").iterdir()) == []
    job = latest_job(ads)
    assert (job.status, "elsewhere" in job.error) == ("failed", True)
    report = ads.report("--out", "elsewhere")
    film = ads.folder / "elsewhere/lamp/lamp.16x9.nova.mp4"
    assert (report["made"], film.read_bytes()) == (0, ads.film())
    assert report["films"][0]["path"] == str(film)  # whole, wherever films are
    assert report["manifest"] == str(film.with_name("manifest.json"))


def test_a_cache_that_is_full_is_a_storage_error_and_keeps_what_was_made_before(ads):
    ads.ad(**{**WORDS, "hook": "Another hook", "cta": "Get it now"})
    run = limited(ads, len(ads.film()) // 2, "--out", "elsewhere")  # segments are smaller than that
    assert (run.returncode, "Traceback" in run.stderr) == (5, False)
    assert "error[storage]: " in run.stderr
    assert faults(ads) == []
    report = ads.report("--out", "elsewhere")
    assert (report["failed"], report["made"]) == (0, 1)  # only the file


def test_a_full_disk_is_a_storage_error_that_says_so(ads, small_disk):
    folder = small_disk(len(ads.film()) // 1024 + 40)  # room for the film, not for the pictures of it
    run = ads.render("--out", str(folder))
    assert run.status == 5
    assert "free some space" in run.err
    left = {path.name for path in (folder / "lamp").iterdir()}
    assert "manifest.json" not in left
    assert not [name for name in left if name.startswith(".")]
    small_disk(20_000, "remount")
    assert ads.report("--out", str(folder))["made"] == 0
    assert (folder / "lamp/lamp.16x9.nova.mp4").read_bytes() == ads.film()


def test_an_output_folder_that_may_not_be_written_is_a_storage_error_that_names_it(ads):
    folder = ads.folder / "locked"
    folder.mkdir(mode=0o500)
    run = subprocess.run(
        [sys.executable, "-m", "mediagen", "render", "lamp", "--quality", "draft", "--out", "locked"],
        cwd=ads.folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        preexec_fn=like_everybody,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (run.returncode, "Traceback" in run.stderr) == (5, False)
    assert "error[storage]: locked" in run.stderr.replace(str(ads.folder) + "/", "")
    assert latest_job(ads).status == "failed"


def test_an_output_that_is_a_file_is_a_storage_error(ads):
    ads.write("taken", "")
    run = ads.render("--out", "taken")
    assert run.status == 5
    assert "error[storage]" in run.err


def test_what_a_killed_run_left_in_the_output_is_swept_up_by_the_next_and_of_another_cache_an_hour_later(ads):
    own = f".{mark_of(ads.folder / '.mediagen/cache')}3d2c1b0a.tmp.jpg"
    files = [ads.folder / "output/lamp" / name for name in (own, ".0a1b2c3d.tmp.mp4", ".3d2c1b0a.tmp.mp4")]
    for path in files:
        path.write_bytes(b"half a film")
    os.utime(files[1], (time.time() - 4_000,) * 2)
    ads.report()
    assert [path.exists() for path in files] == [False, False, True]


def test_two_renders_at_once_both_find_their_way_into_the_manifest(ads):
    ads.ad(**{**WORDS, "variants": {name: {"music": {"gain_db": db}} for name, db in (("low", -24), ("high", -10))}})
    both = [ads.begin("render", "lamp", "--quality", "draft", "--variant", name) for name in ("low", "high")]
    assert [process.communicate()[1].count("Traceback") for process in both] == [0, 0]
    assert [process.returncode for process in both] == [0, 0]
    assert [film["variant"] for film in ads.manifest()["films"]] == [None, "high", "low"]


# -- jobs ----------------------------------------------------------------------------------------------------


def test_a_render_is_a_job_with_its_stages_that_is_kept(lamp):
    ads, report = lamp
    found = [job for job in ads.here("jobs", "ls", "--json").json["jobs"] if job["command"] == "render"]
    job = found[-1]
    assert (job["documents"], job["status"], job["progress"], job["error"], job["cost_usd"]) == (
        *(["lamp"], "completed", 100),
        *("", 0),
    )
    assert list(job["stages"]) == ["script_gen", "voice_gen", "image_gen", "compositing"]
    for name, stage in job["stages"].items():
        assert (stage["status"], stage["progress"], stage["items"]) == (
            *("completed", 100),
            report["stages"][name]["items"],
        )
        assert job["started"] <= stage["started"] <= stage["completed"] <= job["completed"]
    shown = ads.here("jobs", "show", job["id"])
    assert shown.status == 0
    assert "render lamp: completed, 100%" in shown.out
    assert "compositing" in shown.out


def test_a_job_of_a_film_that_cannot_be_made_has_failed_and_says_why(ads):
    ads.ad(**{**WORDS, "scenes": [{"voice": "On and on and on. " * 40}]})
    run = ads.render()
    assert run.status == 1
    job = latest_job(ads)
    assert job.status == "failed"
    assert "scene 1 (hook): its voice-over will take at least" in job.error
    assert f"error: {job.error}" in ads.here("jobs", "show", job.id).out


def test_word_timings_that_have_rotted_in_the_cache_are_told_and_not_done_without(ads):
    before = ads.output(ending="srt").read_bytes()
    for path in (ads.folder / ".mediagen/cache/blobs").rglob("*.json"):
        path.chmod(0o644)
        path.write_bytes(path.read_bytes().replace(b"0", b"1"))
    ads.output(ending="srt").unlink()
    run = ads.render()
    assert run.status == 5
    assert "`mediagen cache verify --repair`, then run again" in run.err
    assert ads.here("cache", "verify", "--repair").status in {0, 1}
    assert ads.render().status == 0
    assert ads.output(ending="srt").read_bytes() == before


def test_a_still_that_has_rotted_in_the_cache_is_told_and_shown_nowhere(ads):
    before = ads.output(ending="poster.jpg").read_bytes()
    for path in (ads.folder / ".mediagen/cache/blobs").rglob("*.jpg"):
        data = bytearray(path.read_bytes())
        data[-200] ^= 1
        path.chmod(0o644)
        path.write_bytes(data)
    ads.output(ending="poster.jpg").unlink()
    run = ads.run("render", "lamp", "--quality", "draft")  # as this process may have the still prepared
    assert (run.status, "is missing or damaged" in run.out + run.err) == (1, True), run.out + run.err
    assert not ads.output(ending="poster.jpg").exists()
    assert ads.here("cache", "verify", "--repair").status in {0, 1}
    assert ads.render().status == 0
    assert ads.output(ending="poster.jpg").read_bytes() == before


def test_a_film_that_has_rotted_in_the_cache_is_not_copied(ads):
    before = ads.film()
    blob = next(path for path in (ads.folder / ".mediagen/cache/blobs").rglob("*.mp4") if path.read_bytes() == before)
    blob.chmod(0o644)
    blob.write_bytes(before[:-1] + b"?")
    ads.output().unlink()
    assert "is missing or damaged" in ads.report(status=1)["errors"][0]["message"]
    assert not ads.output().exists()
    assert ads.here("cache", "verify", "--repair").status in {0, 1}
    assert ads.render().status == 0
    assert ads.film() == before
