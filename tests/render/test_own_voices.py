"""Films without voice-over, and with voice-overs that somebody has recorded, as they come out of a render."""

from __future__ import annotations

import io

import av
import numpy as np
import pytest

from mediagen.client import Manifest
from mediagen.studio.jobs import Jobs
from tests.support import sounds
from tests.support.listen import loudness

TAKE = np.concatenate([np.zeros(96_000), 0.1 * sounds.chatter(3.0), np.zeros(48_000)])
"""Three seconds of a quiet voice, between two seconds of silence and one."""
SCENES = [{"image": "leaves.png", "title": f"Title {n}"} for n in (1, 2, 3)]
TAKEN = [{}, {"recording": "take.wav", "voice": "It dims itself at dusk."}, {"recording": "take.wav"}]


@pytest.fixture(scope="module")
def quiet(lamp, once):
    """A project with an ad in which nobody speaks, with a variant that has recordings and one without any sound. And
    the reports of the lamp's films with and without its voice, and of this ad's.
    """
    return once("quiet", _quiet, lamp[0].folder)


def _quiet(ads):
    sounds.wav(ads.folder / "narratives/take.wav", np.stack([TAKE] * 2))
    whole = {"hook": "Look", "cta": "See it", "tagline": "Halo", "scenes": SCENES, "voices": "none"}
    ads.write("output/quiet/quiet.16x9.srt", "what was said before")
    ads.ad(name="quiet", **whole, variants={"taken": {"scenes": TAKEN}, "still": {"music": "none"}})
    return [ads.report("--voices", "none,nova"), ads.report(name="quiet")]


def line(ads, name):
    return next(f for f in ads.manifest(name.partition(".")[0])["films"] if f["name"] == name)


def told(film):
    return {part["part"]: (part["provider"], part["digest"]) for part in film["parts"]}


def test_a_film_without_voice_over_is_called_after_no_voice_and_has_no_subtitles(quiet):
    ads = quiet[0]
    film = line(ads, "lamp.16x9")
    assert (film["voice"], film["voice_over"], film["captions_timed_by"]) == (None, [], None)
    assert sorted(film["files"]) == ["contact_sheet", "poster", "storyboard", "video"]
    there = {path.name for path in (ads.folder / "output/lamp").glob("lamp.16x9.[!n]*")}
    assert there == set(film["files"].values())


def test_it_has_its_words_and_pictures_from_the_spoken_film_and_buys_no_speech(quiet):
    ads, (report, _) = quiet
    assert report["stages"]["voice_gen"]["made"] == report["stages"]["script_gen"]["made"] == 0
    silent, spoken = told(line(ads, "lamp.16x9")), told(line(ads, "lamp.16x9.nova"))
    assert line(ads, "lamp.16x9")["texts"] == line(ads, "lamp.16x9.nova")["texts"]
    assert not [name for name in silent if name.startswith("voice")]
    same = {name for name in silent if silent[name] == spoken.get(name)}
    assert same >= {"still 1", "music", "scene 1 to 2", "scene 2 to 3", "scene 3 to 4"}


def test_its_music_is_as_loud_as_any_film(quiet):
    lufs, peak = loudness(quiet[0].film("lamp.16x9"))
    assert abs(lufs + 14) <= 0.5
    assert peak <= -1


def test_a_film_without_any_sound_has_a_silent_track_for_who_insists_on_one(quiet):
    data = quiet[0].film("quiet.still.16x9")
    assert not sounds.played(data).any()
    with av.open(io.BytesIO(data)) as file:
        assert (file.streams.audio[0].codec_context.name, file.streams.video[0].frames) == ("aac", 900)


def test_an_ad_in_which_nobody_speaks_has_no_stage_for_voices(quiet):
    ads, (_, report) = quiet
    assert report["stages"].get("voice_gen", {"items": 0})["items"] == 0
    (job,) = [job for job in Jobs(ads.folder / ".mediagen/cache").latest() if job.documents == ["quiet"]]
    assert "voice_gen" not in job.stages


def test_a_recording_is_heard_in_its_scene_as_loud_as_a_voice_without_the_silence_around_it(quiet):
    ads = quiet[0]
    film = line(ads, "quiet.taken.16x9")
    first, second = film["voice_over"]
    assert (first["scene"], first["text"], second["scene"], second["text"]) == (2, "It dims itself at dusk.", 3, "")
    assert 3_000 <= first["end_ms"] - first["start_ms"] <= 3_400
    taken, bed = (sounds.played(ads.film(f"quiet{name}.16x9"))[0] for name in (".taken", ""))
    for spoken in film["voice_over"]:
        voice = slice(*(round((spoken["start_ms"] + more) * 48) for more in (100, 3_000)))
        assert rms(taken[voice]) > rms(bed[voice])
    pause = slice(0, 5 * 48_000)
    assert rms(taken[pause]) < rms(bed[pause])  # which has all the loudness to itself


def rms(samples):
    return float(np.sqrt(np.mean(samples**2)))


def test_its_words_are_captions_timed_by_their_length_and_marked_so(quiet):
    ads = quiet[0]
    film = line(ads, "quiet.taken.16x9")
    assert (film["captions_timed_by"], film["voice"]) == ("proportional", None)
    assert told(film)["voice 2"][0] == "own"
    text = ads.output("quiet.taken.16x9", "vtt").read_text(encoding="utf-8")
    assert "NOTE Some times are by the length of the text" in text
    assert text.count("-->") == 1
    assert "It dims itself at dusk." in text


def test_subtitles_that_were_there_when_something_was_said_go(quiet):
    assert not quiet[0].output("quiet.16x9", "srt").exists()


def test_it_is_published_and_shown_without_captions(quiet):
    ads = quiet[0]
    ads.write("mediagen.toml", '[targets.cdn]\ntype = "folder"\npath = "public"\n')
    published = ads.here("publish", "quiet", "--target", "cdn", "--allow-offline", "--json")
    assert published.status == 0, published.err
    silent, _, taken = Manifest.load(ads.folder / "public/manifests/quiet.json")
    assert (silent.voice, silent.captions_url, silent.subtitles_url) == ("", "", "")
    assert taken.captions_url.endswith(".vtt")
    assert ads.here("gallery", "quiet").status == 0
    page = (ads.folder / "output/gallery.html").read_text(encoding="utf-8")
    assert page.count("data:text/vtt") == 1


@pytest.mark.parametrize(
    ("samples", "said"),
    [
        (np.zeros(48_000), "take.wav is silent"),
        (sounds.chatter(31.0, 8_000), "its recording takes 31.0 s; "),
    ],
    ids=["silent", "too long"],
)
def test_a_recording_that_cannot_be_used_is_told_before_anything_is_made(ads, samples, said):
    sounds.wav(ads.folder / "narratives/take.wav", samples, len(samples) if len(samples) == 48_000 else 8_000)
    ads.ad(name="own", scenes=[{}, {"recording": "take.wav"}])
    checked = ads.here("check", "own")
    assert checked.status == 2
    assert checked.out.startswith("narratives/own.yaml:")
    assert said in checked.out
    report = ads.report(name="own", status=1)
    assert said in report["films"][0]["error"]["message"]
    assert (report["made"], report["items"]) == (0, 0)
