"""A project with one item, made by one vendor."""

from __future__ import annotations

from tests.conftest import Project
from tests.support.vendors.together import KEYS, connected

DOCUMENTS = {
    "script": "items: [{id: one, script: row, speak: false, with: {sport: rowing}}]\n",
    "speech": "voices: [sarah]\nitems: [{id: one, text: Welcome back.}]\n",
    "image": "items: [{id: one, image: {prompt: a coach on a track, size: square_hd}}]\n",
}
TEMPLATE = (
    "kind: script_template\nschema: 1\nid: row\ninputs: {sport: {type: string}}\nprompt: Write of {{ sport }}.\n"
    "min_words: 180\nmax_words: 500\noffline: {paragraphs: [[Row.]]}\n"
)
BUYERS = [
    ("script", "openai"),
    ("script", "anthropic"),
    ("speech", "openai"),
    ("speech", "elevenlabs"),
    ("image", "fal"),
]
"""Kind of media, vendor."""


class Shop(Project):
    """A project with one item, made by one vendor."""

    def configure(self, kind, vendor, url):
        self.write("templates/row.yaml", TEMPLATE)
        self.write("narratives/talk.yaml", f"kind: narrative\nschema: 1\nid: talk\n{DOCUMENTS[kind]}")
        voices = '[voices.sarah]\nopenai = "nova"\n'
        self.write("mediagen.toml", f'[providers]\n{kind} = "{vendor}"\n{connected(url)}{voices}')

    def seed(self):
        return self.here("seed", "--json", **KEYS, no_proxy="127.0.0.1")

    def quarantined(self):
        folder = self.folder / ".mediagen/cache/quarantine"
        return [p.read_bytes() for p in folder.glob("*") if not p.name.endswith(".why.json")]
