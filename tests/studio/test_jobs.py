"""Jobs: what is noted of a run while it goes on, at its end, and when its process was killed."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3

import pytest

from mediagen.cache.store import Cache
from mediagen.errors import StorageError
from mediagen.studio.jobs import ORDER, Jobs


@pytest.fixture
def jobs(tmp_path):
    (tmp_path / "locks").mkdir()
    return Jobs(tmp_path)


def stages(job):
    return {name: (stage.status, stage.progress) for name, stage in job.stages.items()}


def test_stages_that_are_to_come_wait_and_count_as_not_done(jobs):
    with jobs.run("render", ["lamp"], ORDER) as recorder:
        recorder.surveyed("script", 1, 0)
        assert stages(recorder.job) == {"script_gen": ("completed", 100), **dict.fromkeys(ORDER[1:], ("waiting", 0))}
        assert recorder.job.progress == 20


def test_stages_that_had_nothing_to_do_are_not_among_those_of_a_job_that_is_done(jobs):
    with jobs.run("render", ["lamp"], ORDER) as recorder:
        recorder.surveyed("speech", 2, 0)
    assert stages(jobs.latest()[0]) == {"voice_gen": ("completed", 100)}
    assert jobs.latest()[0].progress == 100


def test_what_is_put_together_is_not_done_before_films_are_joined(jobs):
    with jobs.run("render", ["lamp"]) as recorder:
        recorder.surveyed("music", 1, 0)
        assert stages(recorder.job) == {"compositing": ("running", 0)}
        recorder.surveyed("segment", 1, 0)
        assert stages(recorder.job) == {"compositing": ("running", 99)}
        recorder.surveyed("film", 1, 0)
        assert stages(recorder.job) == {"compositing": ("completed", 100)}


def test_what_a_job_has_cost_is_told_without_the_noise_of_floating_point(jobs):
    with jobs.run("seed", ["talk"]) as recorder:
        recorder.surveyed("speech", 0, 3)
        for usd in (0.1, 0.2, 3e-9):
            recorder.spent("speech", usd)
    told = jobs.latest()[0].as_json()
    assert (told["cost_usd"], told["stages"]["voice_gen"]["cost_usd"]) == (0.300000003, 0.300000003)


def test_what_was_under_way_when_a_run_ends_is_not_running_any_more(jobs):
    with jobs.run("render", ["lamp"], ORDER[:3]) as recorder:
        recorder.surveyed("script", 1, 0)
        recorder.surveyed("speech", 1, 1)
        recorder.end("interrupted", "stopped")
    [job] = jobs.latest()
    assert (job.status, job.error) == ("interrupted", "stopped")
    found = {"script_gen": ("completed", 100), "voice_gen": ("interrupted", 50), "image_gen": ("waiting", 0)}
    assert stages(job) == found


def test_the_stages_of_a_job_whose_process_was_killed_are_not_running_either(jobs, tmp_path):
    with jobs.run("seed", ["talk"]) as recorder:
        recorder.surveyed("speech", 0, 1)
        jobs.save(recorder.job)
        assert stages(jobs.latest()[0]) == {"voice_gen": ("running", 0)}
        (tmp_path / "later").mkdir()
        shutil.copy(tmp_path / "jobs.db", tmp_path / "later")  # where nobody holds its lifeline
    [job] = Jobs(tmp_path / "later").latest()
    assert (job.status, stages(job)) == ("interrupted", {"voice_gen": ("interrupted", 0)})
    assert "its process was killed" in job.error


def test_a_job_is_found_by_how_its_id_begins(jobs):
    for name in ("talk", "lamp"):
        with jobs.run("seed", [name]) as recorder:
            first = recorder.job
    assert [job.documents for job in jobs.beginning_with(first.id[:11])] == [["lamp"]]
    assert len(jobs.beginning_with("")) == 2
    assert jobs.beginning_with("no id") == []


@pytest.mark.parametrize("whole", [0, 4_096])
def test_a_file_that_is_no_whole_database_any_more_stops_no_run_and_is_kept(jobs, tmp_path, whole):
    for name in "ab":
        with jobs.run("render", [name * 3_000]):
            pass
    left = (tmp_path / "jobs.db").read_bytes()[:whole] + b"what a failing disk has left" * 1_000
    (tmp_path / "jobs.db").write_bytes(left)
    assert jobs.latest() == []
    with jobs.run("render", ["lamp"]):
        pass
    assert [job.documents for job in jobs.latest()] == [["lamp"]]
    assert (tmp_path / "jobs.damaged.db").read_bytes() == left


@pytest.mark.parametrize("name", ["jobs.db", "index/cache.db"])
def test_a_folder_in_the_place_of_a_database_is_told_as_one(tmp_path, name):
    (tmp_path / name).mkdir(parents=True)
    with pytest.raises(StorageError) as caught:
        Jobs(tmp_path).latest() if name == "jobs.db" else Cache(tmp_path)
    assert caught.value.message.startswith(str(tmp_path / name))
    assert caught.value.remedy.startswith("a folder stands where a file is meant: move it")


def test_a_job_that_cannot_be_read_any_more_is_left_out(jobs, tmp_path):
    for name in ("talk", "lamp"):
        with jobs.run("seed", [name]) as recorder:
            recorder.surveyed("speech", 0, 1)
    with contextlib.closing(sqlite3.connect(tmp_path / "jobs.db")) as database, database:
        database.execute("UPDATE jobs SET stages = replace(stages, 'made', 'mAde') WHERE documents LIKE '%talk%'")
    assert [job.documents for job in jobs.latest()] == [["lamp"]]
