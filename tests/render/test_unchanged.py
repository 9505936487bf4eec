"""A render that was asked for before and has nothing to do tells the same without planning; any change is noticed."""

from __future__ import annotations

import json
import os
import re
import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mediagen.cache.store import Cache
from mediagen.commands.unchanged import Told, recall, remember
from tests.render.conftest import WORDS, Ads
from tests.test_architecture import loaded


@pytest.fixture
def told(ads):
    """The project, after a run that planned and made nothing."""
    for path in kept(ads):
        path.unlink()
    assert ads.report()["made"] == 0
    return ads


def kept(ads):
    """What is kept of finished runs; written anew by each that plans."""
    return {path: path.stat().st_mtime_ns for path in (ads.folder / ".mediagen/cache/unchanged").iterdir()}


def planned(ads, *arguments, status=0, **environment):
    """The report of a run, and whether it planned."""
    before = kept(ads)
    report = ads.report(*arguments, status=status, **environment)
    return report, kept(ads) != before or report["made"] > 0


def edited(path, old, new):
    """Replace text by other text of the same length, and set the file's time back."""
    assert len(old) == len(new)
    times = path.stat().st_atime_ns, path.stat().st_mtime_ns
    path.chmod(0o644)
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new))
    os.utime(path, ns=times)


def timeless(text):
    return re.sub(r"[0-9.]+ s\b", "… s", text)


def entry(ads, kind):
    """The cache, and the newest entry of a kind."""
    cache = Cache(ads.folder / ".mediagen/cache")
    return cache, max((e for e in cache.entries() if e.kind == kind), key=lambda e: e.created)


def test_nothing_is_planned_and_what_reads_documents_is_not_even_loaded(ads):
    for _ in range(2):
        modules = loaded(ads, "render", "lamp", "--quality", "draft")
    assert {"pydantic", "yaml", "PIL", "jinja2", "mediagen.wiring", "mediagen.plan.segments"} & modules == set()


def test_it_is_told_and_noted_as_a_run_that_plans(ads):
    def run():
        done = ads.render()
        return timeless(done.out), timeless(done.err)

    def notes():
        event = {n: v for n, v in ads.journal()[-1].items() if n not in {"id", "at", "seconds"}}
        job = ads.here("jobs", "show", ads.here("jobs", "--json").json["jobs"][0]["id"], "--json").json
        stages = {
            n: {k: v for k, v in stage.items() if k not in {"started", "completed"}}
            for n, stage in job["stages"].items()
        }
        return event, {n: v for n, v in job.items() if n not in {"id", "started", "completed", "stages"}}, stages

    first, second = ([run(), notes(), {**ads.report("--summary", "page.md"), "seconds": 0}, notes()] for _ in range(2))
    assert first == second
    assert first[2]["cached"] == first[2]["items"] > 0
    page = timeless(ads.folder.joinpath("page.md").read_text()).splitlines()
    assert page[: len(page) // 2] == page[len(page) // 2 :]


def test_it_is_told_from_memory_until_something_changes(told):
    before = [told.output(ending=ending).stat().st_mtime_ns for ending in ("mp4", "srt")]
    for _ in range(2):
        report, again = planned(told)
        assert (report["made"], report["cached"], again) == (0, report["items"], False)
    assert [told.output(ending=ending).stat().st_mtime_ns for ending in ("mp4", "srt")] == before


@pytest.mark.parametrize(
    "change",
    [
        lambda ads: edited(ads.folder / "narratives/lamp.yaml", b"Light that knows", b"Light that cares"),
        lambda ads: edited(ads.folder / "templates/quick.yaml", b"kind: template", b"kind: templatE"),
        lambda ads: ads.write("narratives/leaves.png", "no picture"),
        lambda ads: ads.write("mediagen.toml", "[speech]\nformat = 'ogg'"),
        lambda ads: ads.write(".env", "MEDIAGEN_SPEECH_FORMAT=ogg"),
        lambda ads: ads.folder.joinpath("narratives/lamp.yaml").unlink(),
        lambda ads: ads.folder.joinpath("narratives/leaves.png").unlink(),
    ],
    ids=["the ad", "its style", "its picture", "settings", ".env", "the ad is gone", "its picture is gone"],
)
def test_another_input_is_read(told, change):
    change(told)
    run = told.render("--json")
    assert run.status or run.json["made"]


def test_files_that_are_gone_are_written_again(told):
    for ending in ("mp4", "srt", "poster.jpg"):
        path = told.output(ending=ending)
        before = path.read_bytes()
        path.unlink()
        assert planned(told)[1]
        assert path.read_bytes() == before


def test_subtitles_and_manifests_that_were_edited_are_as_they_should_be(told):
    for path, old, new in (
        (told.output(ending="srt"), b"lamp", b"camp"),
        (told.output(ending="vtt"), b"lamp", b"camp"),
        (told.output().with_name("manifest.json"), b"Halo", b"Hola"),
    ):
        before = path.read_bytes()
        edited(path, old, new)
        assert planned(told)[1]
        assert path.read_bytes() == before


def test_a_film_that_was_cut_off_is_copied_again(told):
    before = told.film()
    told.output().write_bytes(before[:-1])
    assert planned(told)[1]
    assert told.film() == before


def test_a_film_of_which_bytes_have_rotted_is_copied_again(told):
    before = told.film()
    rotten = bytearray(before)
    rotten[len(before) // 2] ^= 1
    told.output().write_bytes(rotten)
    assert planned(told)[1]
    assert told.film() == before


def test_a_film_of_another_run_that_is_gone_leaves_the_manifest(aspects, tmp_path):
    shutil.copytree(aspects[0].folder, tmp_path / "copy")
    ads = Ads(tmp_path / "copy")
    ads.report()
    assert len(ads.manifest()["films"]) == 3
    ads.output("lamp.1x1.nova").unlink()
    ads.report()
    assert [film["aspect"] for film in ads.manifest()["films"]] == ["16:9", "9:16"]


def test_what_is_no_longer_in_the_cache_is_made_again(told):
    for kind in ("speech", "film"):
        cache, one = entry(told, kind)
        with cache:
            cache.drop([one], "a test")
        assert planned(told)[0]["made"] > 0
        told.report()


def test_a_blob_that_is_gone_is_made_again(told):
    cache, one = entry(told, "segment")
    with cache:
        path = cache.path(one)
    path.unlink()
    assert planned(told)[0]["made"] == 1


def test_words_that_were_damaged_are_told(told):
    cache, one = entry(told, "script")
    with cache:
        path = cache.path(one)
    edited(path, path.read_bytes()[:1], b"x")
    run = told.render("--json")
    assert (run.status, run.json["error"]["code"]) == (5, "storage")


def test_a_rejected_part_is_not_used(told):
    cache, one = entry(told, "speech")
    with cache:
        row = json.loads(dict(cache.index.values([one.key]))[one.key])
        cache.index.write(
            lambda index: index._sql(
                "UPDATE Cache SET value = ? WHERE key = ?",
                [json.dumps({**row, "status": "rejected", "error": "a person said no"}), one.key],
            )
        )
    assert told.render("--json").status == 1


def test_another_question_has_its_own_answer(told):
    def answer(*arguments, **environment):
        run = told.render("--json", *arguments, **environment)
        return run.status, {n: v for n, v in run.json.items() if n != "seconds"}

    usual = answer()
    for arguments, environment in [
        (["--style", "None"], {}),
        (["--voices", "nobody"], {}),
        (["--explain"], {}),
        (["--dry-run"], {}),
        (["--stop-after", "voice"], {}),
        (["--out", "elsewhere"], {}),
        (["--publish"], {}),
        ([], {"MEDIAGEN_SPEECH_FORMAT": "ogg"}),
    ]:
        assert answer(*arguments, **environment) != usual
    assert answer("--refresh")[1]["stages"]["voice_gen"]["made"] == 4
    assert answer() == usual


def test_what_is_kept_and_damaged_is_not_believed(told):
    [path] = kept(told)
    whole = path.read_bytes()
    for damaged in (
        b"",
        b"\n",
        whole[:-1],
        whole.replace(b'"cached":', b'"cachet":'),
        whole.replace(b'"items":', b'"itemz":'),
    ):
        path.write_bytes(damaged)
        assert planned(told)[1]
        assert path.read_bytes() == whole


TEXTS = st.text(st.characters(codec="utf-8"), max_size=9)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    facts=st.dictionaries(st.tuples(TEXTS, TEXTS), TEXTS, max_size=3),
    counted=st.dictionaries(TEXTS, st.integers(), max_size=2),
    at=st.integers(0, 10_000),
    byte=st.integers(0, 255),
)
def test_what_is_kept_is_had_again_as_it_was_or_not_at_all(tmp_path, facts, counted, at, byte):
    identity = "ab" * 32
    told = Told(
        identity,
        ["ad"],
        facts,
        [["key", "film", "digest", [["blob", "video/mp4", 5]]]],
        counted,
        [{"name": "x"}],
        ["coarse"],
    )
    remember(tmp_path, told)
    assert recall(tmp_path, identity) == told
    assert recall(tmp_path, "ab" + "0" * 62) is None  # another that is kept in the same place
    [path] = (tmp_path / "unchanged").iterdir()
    data = bytearray(path.read_bytes())
    data[at % len(data)] = byte
    path.write_bytes(data)
    assert recall(tmp_path, identity) in (told, None)


def test_where_nothing_can_be_kept_nothing_is_lost(told):
    folder = told.folder / ".mediagen/cache/unchanged"
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    folder.write_text("in the way")
    assert told.report()["made"] == 0


def test_after_another_word_the_next_run_tells_what_one_that_plans_would(told):
    def run():
        report, planned_ = planned(told)
        event = {n: v for n, v in told.journal()[-1].items() if n not in {"id", "at", "seconds"}}
        return {**report, "seconds": 0}, event, planned_

    told.ad(**{**WORDS, "cta": "Get yours"})
    assert planned(told)[0]["made"] > 0
    [first, second] = run(), run()
    for path in kept(told):
        path.unlink()
    third = run()
    assert first[:2] == second[:2] == third[:2]
    assert (first[2], second[2], third[2]) == (False, False, True)


def test_a_run_that_could_not_make_all_is_not_told_again(told):
    told.ad(**{**WORDS, "aspects": ["16:9", "1:1"], "scenes": [{"voice": "Look."}, *WORDS["scenes"][1:]]})
    told.write("narratives/leaves.png", "no picture")
    before = kept(told)
    for _ in range(2):
        told.render("--json")
    assert kept(told) == before
