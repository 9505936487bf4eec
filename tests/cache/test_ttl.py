"""How long entries live: completed ones for ever by default, failures five minutes, each as configured."""

from __future__ import annotations

import json
import time

import pytest

from mediagen.cache.store import Cache
from mediagen.config import duration
from mediagen.errors import ProviderError, RejectedError
from tests.support.workshop import KEEP, calls, entry, keep, names, said, speech, studio


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        (90, 90),
        ("90", 90),
        ("90s", 90),
        ("5m", 300),
        ("1.5h", 5400),
        ("24h", 86_400),
        ("30d", 2_592_000),
        ("2w", 1_209_600),
        ("forever", None),
        (None, None),
        ("0", 0),
    ],
)
def test_durations(text, seconds):
    assert duration(text) == seconds


@pytest.mark.parametrize("text", ["", "soon", "-1", "5 months", "1y", True, "inf", "nan", "1e9"])
def test_what_is_no_duration_is_refused(text):
    with pytest.raises(ValueError, match="a duration is"):
        duration(text)


def test_what_has_expired_is_not_found_but_stays_till_it_is_pruned(root, jump):
    with Cache(root) as cache:
        now = time.time()
        short, long = keep(cache, "short", expires=now + 60), keep(cache, "long", expires=now + 3600)
        assert cache.lookup(short.key) == short
        jump(61)
        assert cache.lookup_many([short.key, long.key]) == {long.key: long}
        assert names(cache) == {"short", "long"}
    with Cache(root) as cache:
        assert cache.recover(short.key) is None


def test_what_has_expired_is_not_restored_from_the_journal(root, jump):
    with Cache(root) as cache:
        keep(cache, "short", expires=time.time() + 60)
        keep(cache, "long")
    jump(61)
    (root / "index" / "cache.db").unlink()
    with Cache(root) as cache:
        assert names(cache) == {"long"}


def lifetime(project, text="Hello there."):
    """Seconds that what is made for `text` lives, as the command tells."""
    project.narrative([text])
    project.here("seed")
    [found] = project.here("cache", "ls", "--json").json
    shown = project.here("cache", "show", found["key"], "--json").json
    if shown["expires"] is None:
        return None
    fields = [time.mktime(time.strptime(shown[name][:19], "%Y-%m-%dT%H:%M:%S")) for name in ("expires", "created")]
    return pytest.approx(fields[0] - fields[1], abs=2)


def test_completed_entries_live_for_ever_by_default(project):
    project.paid()
    assert lifetime(project) is None


def test_failures_are_remembered_for_five_minutes_by_default(project):
    project.paid()
    assert lifetime(project, "This is forbidden.") == 300


def settings(project, lines):
    project.paid()
    path = project.folder / "mediagen.toml"
    path.write_text(path.read_text() + f"[cache.keep]\n{lines}\n")


@pytest.mark.parametrize(("text", "seconds"), [("24h", 86_400), ("30d", 2_592_000), ("forever", None)])
def test_each_kind_lives_as_long_as_configured(project, text, seconds):
    settings(project, f'speech = "{text}"\nimage = "1m"')
    assert lifetime(project) == seconds


def test_failures_live_as_long_as_configured(project):
    settings(project, 'failed = "1h"')
    assert lifetime(project, "This is forbidden.") == 3600


def test_a_failure_is_tried_again_once_it_is_forgotten(root, jump):
    with studio(root, keep_seconds={**KEEP, "failed": 300.0}) as made:
        for _ in range(3):
            with pytest.raises(ProviderError, match="not allowed"):
                made.make(speech("forbidden"), said("forbidden"))
        jump(290)
        with pytest.raises(ProviderError, match="remembered"):
            made.make(speech("forbidden"), said("forbidden"))
        assert calls(root) == ["forbidden"]
        jump(301)
        with pytest.raises(ProviderError, match="not allowed"):
            made.make(speech("forbidden"), said("forbidden"))
        assert calls(root) == ["forbidden", "forbidden"]


def test_a_rejection_is_tried_again_once_it_is_forgotten(root, jump):
    with studio(root, keep_seconds={**KEEP, "rejected": 60.0}) as made:
        for _ in range(2):
            with pytest.raises(RejectedError):
                made.make(speech("silence"), said("silence"))
        jump(61)
        with pytest.raises(RejectedError):
            made.make(speech("silence"), said("silence"))
        assert calls(root) == ["silence", "silence"]


def test_what_has_expired_is_made_again(root, jump):
    with studio(root, keep_seconds={**KEEP, "speech": 86_400.0}) as made:
        assert made.make(speech("One."), said("one")).how == "made"
        assert made.make(speech("One."), said("one")).how == "cached"
        jump(86_399)
        assert made.make(speech("One."), said("one")).how == "cached"
        jump(86_401)
        assert made.make(speech("One."), said("one")).how == "made"
        assert calls(root) == ["One.", "One."]


def test_a_clock_that_is_set_back_makes_nothing_expire(cache, jump):
    made = keep(cache, "a", expires=time.time() + 60)
    jump(-365 * 86_400)
    assert cache.lookup(made.key) == made
    again = keep(cache, "a", b"made a year before the other, by the clock")
    assert cache.lookup(made.key) == again


def test_an_entry_of_a_later_version_is_read_without_what_this_one_does_not_know(cache):
    values = {**json.loads(entry("a").dumps()), "mood": "blue"}
    cache.journal.append({"e": "keep", "entry": values})
    assert cache.recover(entry("a").key) is None  # it says completed, but has no bytes
