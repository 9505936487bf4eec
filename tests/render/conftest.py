"""Films rendered once for many tests, in a project that other tests copy and change."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import filelock
import pytest
import yaml
from PIL import Image

from tests.conftest import ROOT, Project, Run
from tests.support.films import film, style
from tests.support.segments import leaves

WORDS = {
    "hook": "Light that knows",
    "cta": "See it dim",
    "scenes": [
        {"voice": "Meet a lamp that knows."},
        {"voice": "It dims itself at dusk. You need not get up.", "image": "leaves.png"},
        {"voice": "Made by hand.", "title": "Made by hand", "image": "leaves.png"},
        {"voice": "Halo. See it dim."},
    ],
}
"""An ad that leaves its tagline, its first picture and its music to be made."""


def quick() -> str:
    """The YAML of a style that is soon encoded: no camera moves."""
    fields = film()
    for scene in fields["scenes"]:
        scene["camera"] = {"move": "still"}
    made = style("quick", film=fields)
    return yaml.safe_dump(made.model_dump(mode="json", by_alias=True, exclude_none=True), sort_keys=False)


class Ads(Project):
    """A project whose ads are rendered as drafts."""

    def prepare(self) -> None:
        """The style, and a picture of one's own."""
        self.write("templates/quick.yaml", quick())
        self.write("mediagen.toml", "")
        Image.fromarray(leaves(480, 270)).save(self.folder / "narratives/leaves.png")

    def ad(self, name: str = "lamp", **fields: Any) -> None:
        product = {"name": "Halo", "description": "A lamp that dims itself. It is made by hand."}
        whole = {"kind": "ad", "schema": 1, "id": name, "product": product, "style": "quick", "voices": ["nova"]}
        text = yaml.safe_dump({**whole, **fields}, allow_unicode=True, sort_keys=False)
        self.write(f"narratives/{name}.yaml", text)

    def render(self, *arguments: str, name: str = "lamp", **environment: str) -> Run:
        return self.here("render", name, "--quality", "draft", *arguments, **environment)

    def report(self, *arguments: str, name: str = "lamp", status: int = 0, **environment: str) -> Any:
        run = self.render(*arguments, "--json", name=name, **environment)
        assert run.status == status, run.out + run.err
        return run.json

    def output(self, name: str = "lamp.16x9.nova", ending: str = "mp4") -> Path:
        return self.folder / "output" / name.partition(".")[0] / f"{name}.{ending}"

    def film(self, name: str = "lamp.16x9.nova") -> bytes:
        return self.output(name).read_bytes()

    def manifest(self, name: str = "lamp") -> Any:
        return json.loads((self.folder / "output" / name / "manifest.json").read_bytes())


Make = Callable[[Ads], Any]


@pytest.fixture(scope="session")
def once(tmp_path_factory):
    """`once(name, make)`: the project that `make` has filled, and what it returned; once for all test processes."""
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if shared.name.startswith("popen-") else shared

    def get(name: str, make: Make, base: Path | None = None) -> tuple[Ads, Any]:
        folder, done = shared / name, shared / f"{name}.json"
        with filelock.FileLock(shared / f"{name}.lock"):
            if not done.exists():
                if base is not None:
                    shutil.copytree(base, folder)
                done.write_text(json.dumps(make(Ads(folder))))
        return Ads(folder), json.loads(done.read_text())

    return get


def _lamp(ads: Ads) -> Any:
    ads.prepare()
    ads.ad(**WORDS)
    return ads.report()


@pytest.fixture(scope="session")
def lamp(once):
    """A project with one ad, rendered in 16:9; not to be changed. And the report of the render."""
    return once("lamp", _lamp)


@pytest.fixture
def ads(lamp, tmp_path):
    """A copy of that project, with its cache and its output."""
    shutil.copytree(lamp[0].folder, tmp_path / "copy")
    return Ads(tmp_path / "copy")


def _tall_and_square(ads: Ads) -> Any:
    return ads.report("--aspects", "9:16,1:1", "--explain")


@pytest.fixture(scope="session")
def aspects(lamp, once):
    """The same project after its ad was rendered in two more aspects. And the report of that."""
    return once("aspects", _tall_and_square, lamp[0].folder)


def _halden(ads: Ads) -> Any:
    shutil.copy(ROOT / "narratives/ad.yaml", ads.folder / "narratives")
    shutil.copytree(ROOT / "templates", ads.folder / "templates")
    ads.write("mediagen.toml", "")
    return ads.report(name="ad.yaml")


@pytest.fixture(scope="session")
def halden(once):
    """The example ad, as the README's first command renders it, but as a draft."""
    return once("halden", _halden)
