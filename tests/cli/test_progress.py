"""What a run shows while it works, on a terminal and in a pipe, and how it ends when it is interrupted."""

from __future__ import annotations

import json
import logging
import re
import signal

import pytest

pytest.importorskip("pty", reason="a terminal of POSIX")
from mediagen.report.progress import LineProgress
from mediagen.studio.jobs import STAGES
from tests.support.terminal import CTRL_C, Terminal

REPORT = "stage      by        items  cached  made  failed  left"


@pytest.fixture
def talk(project):
    """Eight things to buy, four at once, for a cent each."""
    project.paid()
    project.narrative([f"Text number {n}." for n in range(8)])
    return project


def frames(screen):
    return [line for line in screen.ever if "━" in line]


def test_a_terminal_shows_each_stage_with_counts_rate_time_left_and_cost(talk):
    screen = Terminal(talk).buy("seed", press=[("4/8", b""), ("s left", b""), ("$0.0400", talk.gate(4))])
    assert screen.status == 0
    shown = "\n".join(frames(screen))
    assert re.search(r"voice_gen +[━╸╺]+ +4/8 +[\d.]+/s +\d+ s left +0 cached 4 made +\$0\.0400", shown)
    assert re.search(r"8/8 +done +0 cached 8 made +\$0\.0800", shown)


def test_what_is_left_on_the_screen_is_the_report_alone(talk):
    screen = Terminal(talk).buy("seed")
    assert screen.cursor_is_shown
    assert screen.left[:3] == [
        REPORT,
        "voice_gen  counting      8       0     8       0     0",
        "manifest of talk: output/talk.manifest.json",
    ]
    assert re.fullmatch(
        r"8 items: 0 cached, 8 made, 0 failed, 0 left; 8 calls, \$0\.0800 spent, [\d.]+ s", screen.left[3]
    )
    assert len(screen.left) == 4


@pytest.mark.parametrize("columns", [48, 60, 80, 120])
def test_no_line_of_the_display_is_wider_than_the_terminal(talk, columns):
    screen = Terminal(talk, columns).buy("seed", press=[("4/8" if columns < 56 else "s left", talk.gate(4))])
    assert frames(screen)
    assert max(map(len, frames(screen))) <= columns


def test_failures_are_told_as_they_come_and_in_the_report(talk):
    talk.narrative(["Good.", "This will refuse."])
    screen = Terminal(talk).buy("seed")
    assert screen.status == 1
    for told in ("failed talk/item_001 [nova]: 429 too many", "failed: talk/item_001 [nova]: 429 too many"):
        assert any(line.startswith(told) for line in screen.left)


def test_a_failure_is_told_once_while_it_works_and_once_in_the_report(talk):
    talk.narrative(["This will refuse."])
    for options, told in (
        (["seed"], "failed: talk/item_000"),
        (["--verbose", "seed"], "ERROR failed speech talk/item_000"),
    ):
        run = talk.here(*options)
        assert [run.err.count("429 too many"), run.out.count("429 too many")] == [1, 1]
        assert told in run.err


def test_a_pipe_gets_plain_lines_on_stderr_and_the_report_on_stdout(talk):
    run = talk.buy("seed")
    assert "\x1b" not in run.out + run.err
    assert run.out.splitlines()[0] == REPORT
    assert re.fullmatch(
        r"\[[\d.]+ s\] voice_gen 8/8 \(0 cached, 8 made, 0 failed\); \$0\.0800", run.err.splitlines()[-1]
    )


@pytest.mark.parametrize("environment", [{"TERM": "dumb"}, {"TERM": "unknown"}])
def test_a_terminal_that_cannot_move_gets_plain_lines(talk, environment):
    screen = Terminal(talk, environment=environment).buy("seed")
    assert "\x1b" not in screen.raw
    assert any(line.startswith("[") and "voice_gen 8/8" in line for line in screen.left)


def test_colours_are_off_where_they_are_not_wanted(talk):
    screen = Terminal(talk, environment={"NO_COLOR": "1"}).buy("seed")
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]", screen.raw)


def test_a_log_ends_with_its_command_line(talk):
    logger = logging.getLogger("mediagen")
    before = logger.handlers[:], logger.level, logger.propagate
    assert "missing speech talk/item_000" in talk.here("--verbose", "--log-file", "run.log", "seed").err
    assert (logger.handlers, logger.level, logger.propagate) == before
    assert talk.here("seed", "--refresh").status == 0
    assert (talk.folder / "run.log").read_text("utf-8").count("missing speech") == 8


def test_verbose_logs_in_lines_and_draws_no_bar(talk):
    screen = Terminal(talk).buy("--verbose", "seed")
    assert frames(screen) == []
    assert any("INFO made speech talk/item_000 [nova]" in line for line in screen.left)


def test_ctrl_c_ends_what_is_in_flight_reports_it_and_exits_130(talk):
    talk.narrative([f"Text number {n}." for n in range(20)])
    screen = Terminal(talk).buy("seed", press=[(talk.calls, CTRL_C), ("stopping", talk.gate(2))])
    assert screen.status == 130
    assert screen.cursor_is_shown
    assert any("stopping: finishing what is in flight" in line for line in screen.left)
    assert REPORT in screen.left
    assert screen.left[-1] == "interrupted: run the same command again to go on where it stopped"
    bought = len(talk.calls())
    assert 1 <= bought < 20
    again = talk.here("seed", "--json").json
    assert (again["cached"], again["made"], again["calls"]) == (bought, 20 - bought, 20 - bought)
    assert len(talk.calls()) == 20


def test_a_second_ctrl_c_ends_at_once_and_gives_the_cursor_back(project):
    project.paid()
    project.narrative(["One.", "Two."])
    project.gate()
    screen = Terminal(project).buy("seed", press=[(project.calls, CTRL_C), ("stopping", CTRL_C)])
    assert screen.status == 130
    assert screen.cursor_is_shown
    assert REPORT not in screen.left


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_to_a_run_in_a_pipe_ends_it_in_order_and_its_json_says_so(talk, number):
    talk.narrative([f"Text number {n}." for n in range(40)])
    end_calls = talk.gate(2)
    process = talk.start("seed", "--json", module="tests.support.paid")
    while not talk.calls():
        assert process.poll() is None
    talk.interrupt(process, number)
    end_calls()
    out, _ = process.communicate(timeout=120)
    report = json.loads(out)
    assert process.returncode == 130
    assert report["interrupted"] is True
    assert report["items"] == 40 == report["made"] + report["skipped"]
    assert report["made"] == report["calls"] == len(talk.calls())


def test_of_failures_for_one_reason_the_first_few_are_told(capsys):
    with LineProgress(STAGES) as shown:
        for n in range(2_000):
            shown.ended("speech", "failed", f"talk/{n}: 401: no such key")
        shown.ended("speech", "failed", "talk/other: it is silent")
    lines = [line for line in capsys.readouterr().err.splitlines() if line.startswith("failed: ")]
    assert lines == [
        *(f"failed: talk/{n}: 401: no such key" for n in range(3)),
        "failed: talk/3: 401: no such key (and more for this reason: see the report)",
        "failed: talk/other: it is silent",
    ]


def test_of_what_is_encoded_the_frames_in_a_second_and_the_time_left_are_told_from_the_first_frames_on(
    capsys, monkeypatch
):
    clock = [0.0]
    monkeypatch.setattr("mediagen.report.progress.time.monotonic", lambda: clock[0])
    with LineProgress(STAGES) as shown:
        shown.surveyed("segment", 0, 7, 900)
        for clock[0] in (2.0, 3.0, 4.0, 5.0):  # until then it was prepared
            shown.painted("segment")
        shown.ended("segment", "made", "scene 1", 146)  # the last one stands
        clock[0] = 9.0
    assert capsys.readouterr().err == (
        "[5 s] compositing 0/7 (0 cached, 0 made, 0 failed); $0; 1 fps; about 11 min 12 s left\n"
        "[9 s] compositing 1/7 (0 cached, 1 made, 0 failed); $0; 1 fps; about 9 min 22 s left\n"
    )


def test_the_files_of_films_are_told_as_they_are_written_as_their_pictures_take_a_while(capsys):
    with LineProgress(STAGES) as shown:
        shown.written("cached", 3)
        shown.written("made", 3)
    assert capsys.readouterr().err.endswith(" s] files 2/3 (1 cached, 1 made, 0 failed); $0\n")
