"""render --publish: films, with what is beside them, on a real store."""

from __future__ import annotations

import json
from pathlib import Path

from mediagen.client import Manifest


def test_render_publishes_its_films_at_the_end(ads, tmp_path):
    """A draft from offline parts to a folder: film, captions, subtitles and poster; again, and nothing is uploaded."""
    ads.write("mediagen.toml", f'[targets.cdn]\ntype = "folder"\npath = {json.dumps(str(tmp_path / "public"))}\n')
    refused = ads.render("--publish", "--json")
    assert (refused.status, refused.json["published"]["error"]["code"]) == (2, "usage")
    assert refused.json["films"][0]["error"] is None
    printed = ads.report("--publish", "--allow-offline")
    assert (printed["made"], printed["published"]["uploaded"]) == (0, 4)
    manifest = Manifest.load(tmp_path / "public/manifests/lamp.json")
    [film] = manifest
    assert (film.kind, film.media_type, film.offline, film.duration_s) == ("film", "video/mp4", True, 30.0)
    assert manifest.read(film) == ads.film()
    beside = film.captions_url, film.subtitles_url, film.poster_url
    assert Path(film.captions_url).read_bytes().startswith(b"WEBVTT")
    assert [Path(url).suffix for url in beside] == [".vtt", ".srt", ".jpg"]
    assert ads.report("--publish", "--allow-offline")["published"]["uploaded"] == 0
    assert ads.here("publish", "--check").status == 0
    for names in ((), ("lamp",)):  # there are no narratives
        again = ads.here("publish", *names, "--allow-offline", "--json").json
        assert [(one["document"], one["changed"]) for one in again["documents"]] == [("lamp", False)]

    ads.output().write_bytes(ads.film()[:-1] + b"?")  # as of a render that was killed before it wrote the manifest
    run = ads.here("publish", "--allow-offline")
    assert run.status == 5
    assert "it is not the film that" in run.err
    assert manifest.read(film) != ads.film()
