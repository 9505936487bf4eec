"""Ads in the library: found, patched by their variants, and checked against all that they name."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from mediagen.errors import DocumentError
from mediagen.library.documents import Library, check_ad, variants
from tests.support.films import film

ROOT = Path(__file__).parent.parent.parent
LOOK = "look: {prompt: gold, background: '#000000', deep: '#111111', accent: '#222222', light: '#333333'}\n"
AD = """\
kind: ad
schema: 1
id: halo
product: {name: Halo, description: A lamp that dims itself.}
style: plain
voices: [nova]
"""


def style(name="plain", fields=None):
    made = "" if fields is None else f"film: {json.dumps(fields)}\n"
    return f"kind: template\nschema: 1\nid: {name}\n{LOOK}{made}"


@pytest.fixture
def project(tmp_path):
    """Writes narratives/halo.yaml as AD and what is given after it, and other files; gives the library."""

    def write(more="", **files):
        files = {"narratives/halo.yaml": AD + more, "templates/plain.yaml": style(fields=film()), **files}
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        return Library((tmp_path / "narratives",), (tmp_path / "templates",), tmp_path)

    return write


def told(call, *args):
    with pytest.raises(DocumentError) as caught:
        call(*args)
    return [str(p) for p in caught.value.problems]


def checked(library, **variables):
    return [str(p) for p in check_ad(library, library.ad("halo"), variables)]


class TestAnAd:
    @pytest.mark.parametrize("named", ["halo", "halo.yaml", "narratives/halo.yaml"])
    def test_is_found_by_its_id_and_by_its_file_with_or_without_the_folder(self, project, named):
        assert project().ad(named).document.id == "halo"

    def test_is_found_by_its_files_name_where_no_ad_has_that_id(self, project):
        library = project(**{"narratives/ad.yaml": AD.replace("id: halo", "id: other")})
        assert library.ad("ad").document.id == "other"
        assert [str(p) for p in library.check(["ad"])] == []

    def test_that_is_not_there_is_an_error_that_names_those_that_are(self, project):
        assert told(project().ad, "hallo") == ["narratives: no ad 'hallo' (did you mean 'halo'? ads here: halo)"]
        assert told(project().narrative, "hallo") == [
            "narratives: no narrative 'hallo' (did you mean the ad 'halo'? narratives here: none)"
        ]
        assert told(project().ad, "hallo.yaml") == ["hallo.yaml: there is no such file (did you mean 'halo.yaml'?)"]
        library = project(**{"narratives/ad.yaml": AD.replace("id: halo", "id: other")})
        said = "other.yaml: there is no such file (narratives/ad.yaml has the id 'other': say that)"
        assert told(library.ad, "other.yaml") == [said]

    @pytest.mark.parametrize(
        ("image", "hint"),
        [
            ("~/lamp.png", "~ is not read here: write the folder out"),
            pytest.param(
                "C:\\me\\lamp.png",
                "folders are divided by / here",
                marks=pytest.mark.skipif(os.name == "nt", reason=""),
            ),
        ],
    )
    def test_says_what_of_a_path_is_not_understood_here(self, project, image, hint):
        library = project(f"brand: {{logo: {image}}}\n")
        assert any(f"there is no file {image!r} ({hint}" in problem for problem in checked(library))

    def test_is_no_narrative_and_a_narrative_is_no_ad(self, project):
        talk = "kind: narrative\nschema: 1\nid: talk\nvoices: [nova]\nitems: [{id: a, text: b}]\n"
        library = project(**{"narratives/talk.yaml": talk})
        for named in ("halo", "halo.yaml"):
            assert told(library.narrative, named) == [
                "narratives/halo.yaml:1:7: a narrative is meant here, this is an ad (`mediagen render` makes films of ads)"
            ]
        assert told(library.ad, "talk.yaml") == [
            "narratives/talk.yaml:1:7: an ad is meant here, this is a narrative (`mediagen seed` makes what narratives declare)"
        ]
        assert [x.document.id for x in library.all_narratives()] == ["talk"]
        assert [x.document.id for x in library.all_ads()] == ["halo"]

    def test_that_is_broken_does_not_keep_narratives_from_being_seeded(self, project):
        talk = "kind: narrative\nschema: 1\nid: talk\nvoices: [nova]\nitems: [{id: a, text: b}]\n"
        library = project("style: twice\n", **{"narratives/talk.yaml": talk, "narratives/x.yaml": "kind: 'ad'\n"})
        assert [x.document.id for x in library.all_narratives()] == ["talk"]
        assert told(library.all_ads)[0].startswith("narratives/halo.yaml:7:1: ")

    @pytest.mark.parametrize(
        ("more", "problem"),
        [
            ("scenes: [{}, {}, {}, {}, {}]\n", ":7:9: scenes: has 5 entries, the limit is 4"),
            (
                "aspects: [16:10]\n",
                ":7:11: aspects[0]: '16:10' is not known here (did you mean '1:1'? one of: 16:9, 9:16, 1:1)",
            ),
            ("hook: " + "x" * 301 + "\n", ":7:7: hook: has 301 characters, the limit is 300"),
            (
                "scenes:\n- {image: a.png, prompt: b}\n",
                ":8:3: scenes[0]: a scene has one picture, not prompt and image",
            ),
            (
                "music: loud\n",
                ":7:8: music: 'loud' is not known here (one of: auto, none, or a mapping of file, mood, bpm, gain_db, seed)",
            ),
            (
                "music: {mood: sad}\n",
                ":7:15: music.mood: 'sad' is not known here (one of: calm, driving, warm, bold)",
            ),
            ("aspects: 9:16\n", ":7:10: aspects: a list is meant, not '9:16' (write [9:16])"),
            (
                "scenes:\n- {voice: Boils 1,200 litres, title: Fast}\n",
                ":8:19: scenes[0]: unknown field '200 litres' (text with a comma belongs in quotes; fields here: voice,",
            ),
            ("brand: {accent: #FF6B1A}\n", ":7:17: a # after a blank begins a comment (a colour belongs in quotes:"),
            ("brand:\n  accent: #FF6B1A\n", ":8:11: a # after a blank begins a comment (a colour belongs in quotes:"),
            (
                "scenes:\n- {image: a.png, focus: [0.4, 1.2]}\n",
                ":8:31: scenes[0].focus[1]: a number from 0 to 1 is meant, not 1.2",
            ),
            (
                "scenes:\n- {image: a.png, focus: [left, 0.5]}\n",
                ":8:26: scenes[0].focus[0]: a number from 0 to 1 is meant, not 'left'",
            ),
            ("scenes:\n- {recording: [a.wav]}\n", ":8:15: scenes[0].recording: text is meant, not a list"),
            (
                "scenes:\n- {recording: a.wav, voice: none}\n",
                ":8:3: scenes[0]: a scene with a recording is not silent; a variant says `recording: null` as well",
            ),
            ("scenes:\n- {image: a.png, focus: [0.5]}\n", ":8:25: scenes[0].focus: entry 2 is missing"),
            ("scenes:\n- {image: a.png, focus: middle}\n", ":8:25: scenes[0].focus: a list is meant, not 'middle'"),
            ("scenes:\n- {focus: [0.5, 0.5]}\n", ":8:3: scenes[0]: focus goes with an image or a clip"),
            ("scenes:\n- {animate: no}\n", ":8:13: scenes[0].animate: true, false or how it moves is meant, not 'no'"),
            (
                "captions: big\n",
                ":7:11: captions: 'big' is not known here (one of: auto, plate, outline, karaoke, off, or",
            ),
            ("variants: {a b: {hook: Hi}}\n", ":7:12: variants: 'a b' is no id (an id has letters"),
        ],
    )
    def test_that_is_wrong_in_itself_is_told_where(self, project, more, problem):
        assert told(project(more).ad, "halo")[0].startswith(f"narratives/halo.yaml{problem}")


class TestAVariant:
    def test_is_the_ad_with_its_patch_laid_over_it(self, project):
        library = project("""\
hook: Hello
scenes:
- {voice: One., title: First}
- {voice: Two.}
brand: {name: Lumen, accent: '#FF0000'}
variants:
  evening:
    hook: Good evening
    brand: {accent: '#000000'}
    scenes: [{}, {voice: Zwei.}, {voice: Three.}]
  silent:
    hook: null
    scenes: null
    aspects: [1:1]
""")
        base, evening, silent = (x.document for x in variants(library.ad("halo")).values())
        assert (base.hook, evening.hook, silent.hook) == ("Hello", "Good evening", None)
        assert (evening.brand.name, evening.brand.accent) == ("Lumen", "#000000")
        assert [s.voice for s in evening.scenes] == ["One.", "Zwei.", "Three."]
        assert evening.scenes[0].title == "First"
        assert (silent.scenes, silent.aspects, silent.variants) == ((), ("1:1",), {})

    @pytest.mark.parametrize(
        ("patch", "problem"),
        [
            ("{hok: Hi}", ":8:10: unknown field 'hok' (did you mean 'hook'?)"),
            ("{scenes: [{}, {gain_db: loud}]}", ":8:33: scenes[1].gain_db: a number is meant, not 'loud'"),
            ("{id: other}", ":8:10: a variant cannot change 'id'"),
            ("{limits: {videos: 9}}", ":8:10: a variant cannot change 'limits'"),
            ("{product: null}", ":8:9: field 'product' is missing"),
            ("{style: nope}", ":8:17: no style 'nope' (styles here: plain)"),
            ("{hook: 'Hi {{ nme }}'}", ":8:23: hook: unknown variable 'nme'"),
            ("{scenes: [{clip: {file: a.mp4}, focus: [2, 0]}]}", ":8:49: scenes[0].focus[0]: a number from 0 to 1 is"),
            ("{product: {image: a.png}}", ":8:27: product.image: there is no file 'a.png'"),
        ],
    )
    def test_that_is_wrong_is_told_at_its_place_in_the_patch(self, project, patch, problem):
        (found,) = checked(project(f"variants:\n  loud: {patch}\n"))
        assert found.startswith(f"narratives/halo.yaml{problem}")

    def test_may_turn_what_is_right_into_what_is_wrong_together(self, project):
        more = "scenes:\n- {image: http://example.com/a.png}\nvariants:\n  loud: {scenes: [{prompt: a lamp}]}\n"
        assert checked(project(more)) == [
            (
                "narratives/halo.yaml:10:19: scenes[0]: a scene has one picture, not prompt and image;"
                " a variant says `prompt: null` or `image: null` as well"
            )
        ]

    def test_cannot_have_the_name_of_the_ad_itself(self, project):
        assert checked(project("variants: {base: {}}\n")) == [
            "narratives/halo.yaml:7:12: a variant cannot be called 'base': that is the ad without any"
        ]


class TestAnAdIsCheckedAgainst:
    def test_its_style(self, project):
        library = project(**{"templates/bare.yaml": style("bare")})
        path = library.root / "narratives/halo.yaml"
        path.write_text(AD.replace("style: plain", "style: bare"), encoding="utf-8")
        assert checked(library) == ["narratives/halo.yaml:5:8: style 'bare' has no film (styles with one: plain)"]

    def test_a_style_that_there_is_not(self, project):
        library = project()
        (library.root / "narratives/halo.yaml").write_text(AD.replace("style: plain", "style: plane"), encoding="utf-8")
        assert checked(library) == [
            "narratives/halo.yaml:5:8: no style 'plane' (did you mean 'plain'? styles here: plain)"
        ]

    def test_its_files(self, project):
        library = project(
            """\
brand: {logo: logo.png, font: own.ttf}
music: {file: song.mp3}
scenes:
- {image: ftp://example.com/a.png, recording: take.wav}
- {clip: {file: clip.mp4}}
- {image: https://example.com/a.png}
- {clip: other.mp4, recording: https://example.com/take.wav}
""",
            **{"narratives/logo.png": "there"},
        )
        assert [p.split(" (")[0] for p in checked(library)] == [
            "narratives/halo.yaml:7:31: brand.font: there is no file 'own.ttf'",
            "narratives/halo.yaml:8:15: music.file: there is no file 'song.mp3'",
            "narratives/halo.yaml:10:11: scenes[0].image: 'ftp://example.com/a.png': only http and https URLs, or a file",
            "narratives/halo.yaml:10:47: scenes[0].recording: there is no file 'take.wav'",
            "narratives/halo.yaml:11:17: scenes[1].clip.file: there is no file 'clip.mp4'",
            "narratives/halo.yaml:13:10: scenes[3].clip.file: there is no file 'other.mp4'",
            "narratives/halo.yaml:13:32: scenes[3].recording: 'https://example.com/take.wav': only pictures are fetched",
        ]

    @pytest.mark.parametrize(("name", "value"), [("mood", "calm"), ("bpm", 90), ("seed", 0)])
    def test_its_music_which_is_composed_or_a_file(self, project, name, value):
        said = f"music.{name} is for music that is composed, and music.file is given"
        remedy = f"leave out the one or the other; a variant says `{name}: null` or `file: null`"
        song = {"narratives/song.mp3": "there"}
        both = f"music: {{file: song.mp3, gain_db: -9, {name}: {value}}}\n"
        [told] = checked(project(both, **song))
        assert told == f"narratives/halo.yaml:7:{both.index(str(value), 30) + 1}: {said} ({remedy})"
        own = f"music: {{{name}: {value}}}\nvariants: {{own: {{music: {{file: song.mp3%s}}}}}}\n"
        [told] = checked(project(own % "", **song))
        assert said in told
        assert checked(project(own % f", {name}: null", **song)) == []

    def test_the_file_with_nearly_the_name_of_one_that_is_missing(self, project):
        library = project("brand: {logo: Logo.pgn}\n", **{"narratives/logo.png": "there"})
        assert checked(library) == [
            "narratives/halo.yaml:7:15: brand.logo: there is no file 'Logo.pgn' (did you mean 'logo.png'?)"
        ]

    def test_a_folder_in_the_place_of_a_file_beside_another_of_nearly_its_name(self, project):
        library = project("brand: {logo: logo.png}\n", **{"narratives/logo.png/a": "", "narratives/logo.jpg": "there"})
        assert "what is called so is a folder" in checked(library)[0]

    def test_that_a_file_named_by_its_whole_path_is_looked_for_there_only(self, project):
        assert checked(project("brand: {logo: /nowhere/at/all.png}\n")) == [
            "narratives/halo.yaml:7:15: brand.logo: there is no file '/nowhere/at/all.png'"
        ]

    def test_its_list_and_the_files_of_every_row(self, project):
        more = "each: woods\nhook: '{{ wood }} {{ prise }}'\nscenes: [{image: '{{ wood }}.png'}]\n"
        assert checked(project(more))[0].startswith("narratives/halo.yaml:7:7: each: no list 'woods'")
        library = project(more, **{"narratives/woods.csv": "wood,price\noak,1\nash,2\n", "oak.png": ""})
        assert [p.split(" (")[0] for p in checked(library)] == [
            "narratives/halo.yaml:8:22: hook: unknown variable 'prise'",
            "narratives/halo.yaml:9:18: scenes[0].image: there is no file 'ash.png' for row 'ash'",
        ]

    def test_its_variables_of_which_the_product_gives_some(self, project):
        assert checked(project("hook: 'Meet {{ product }}, {{ kind }} of {{ brand }}: {{ description }}'\n")) == []
        library = project()
        wrong = AD.replace("name: Halo", "name: '{{ kind }}'").replace(
            "A lamp that dims itself.", "'A {{ brand }} lamp'"
        )
        (library.root / "narratives/halo.yaml").write_text(wrong, encoding="utf-8")
        assert [p.split(" (")[0] for p in checked(library)] == [
            "narratives/halo.yaml:4:21: product.name: unknown variable 'kind'",
            "narratives/halo.yaml:4:50: product.description: unknown variable 'brand'",
        ]

    def test_its_inputs(self, project):
        more = "inputs: {price: {type: integer, max: 9}}\ncta: 'For {{ price }}'\n"
        assert checked(project(more)) == [
            "narratives/halo.yaml:7:17: input 'price' has no value (set it in vars, or --set price=…)"
        ]
        assert checked(project(more), price=3) == []
        assert "the largest allowed is 9" in checked(project(more), price=30)[0]

    def test_where_the_eye_is_to_be_for_each_row(self, project):
        (project().root / "narratives/a.png").write_bytes(b"")
        more = "each: woods\nscenes: [{image: a.png, focus: ['{{ x }}', 0.5]}]\n"
        rows = "kind: list\nschema: 1\nid: woods\nkey: name\nrows: [{name: oak, x: 0.2}, {name: ash, x: 3}]\n"
        assert checked(project(more, **{"narratives/woods.yaml": rows})) == [
            "narratives/halo.yaml:8:33: scenes[0].focus[0]: a number from 0 to 1 is meant, not '3' for row 'ash'"
        ]

    def test_its_limit_of_films(self, project):
        more = "aspects: [16:9, 9:16]\nvariants: {a: {}, b: {aspects: [1:1]}}\nlimits: {videos: 4}\n"
        assert checked(project(more)) == [
            "narratives/halo.yaml:9:18: the ad makes 5 films (3 variants), limits.videos is 4 (raise limits.videos if that many are meant)"
        ]
        more = "aspects: [16:9, 9:16, 1:1]\nvariants: {a: {}}\nlimits: {videos: 4}\n"
        assert "the ad makes 6 films (2 variants, 3 aspects), limits.videos is 4" in checked(project(more))[0]


class TestCheck:
    def test_tells_of_ads_with_all_else(self, project):
        library = project("hook: '{{ nme }}'\n", **{"narratives/x.yaml": "kind: narrative\n"})
        found = [str(p) for p in library.check()]
        assert any(p.startswith("narratives/halo.yaml:7:11: hook: unknown variable 'nme'") for p in found)
        assert [str(p) for p in library.check(["halo"])] == [p for p in found if "halo" in p]

    def test_tells_of_a_style_whose_scenes_do_not_make_thirty_seconds(self, project):
        library = project(**{"templates/plain.yaml": style(fields=film(seconds=(6, 8, 9, 8)))})
        assert [str(p) for p in library.check()] == ["templates/plain.yaml:5:7: film: the scenes make 31 s, not 30"]

    def test_tells_of_a_style_whose_lines_use_what_there_is_not(self, project):
        wrong = film(hooks=["{{ benefits }}"], ctas=["{{ cta }}"])
        wrong["scenes"][1]["lines"] = ["{{ does }}", "{{ dose }}", "{{ strike }}"]
        found = [str(p).split(": ", 1)[1] for p in project(**{"templates/plain.yaml": style(fields=wrong)}).check()]
        assert [f.split(" (")[0] for f in found] == [
            "film.scenes[1].lines[1]: unknown variable 'dose'",
            "film.scenes[1].lines[2]: unknown variable 'strike'",
            "film.hooks[0]: unknown variable 'benefits'",
            "film.ctas[0]: unknown variable 'cta'",
        ]

    def test_tells_of_voices_that_there_are_not(self, project):
        from mediagen.commands.check import check_all

        def voice(name):
            if name != "nova":
                raise LookupError(f"unknown voice {name!r}")
            return name

        library = project("variants: {deep: {voices: [onyks]}, low: {voices: [nova, none]}}\n")
        problems, what = check_all(library, [], voice, lambda _loaded: [])
        assert [str(p) for p in problems] == [
            "narratives/halo.yaml:7:28: unknown voice 'onyks' (`mediagen voices` lists them)"
        ]
        assert what == "1 ad, with lists, script templates and styles"


def test_the_examples_and_the_styles_that_come_with_mediagen_are_well():
    library = Library((ROOT / "narratives",), (ROOT / "templates",), ROOT)
    assert [x.document.id for x in library.all_ads()] == ["coffee", "halden"]
    assert [str(p) for p in library.check()] == []
