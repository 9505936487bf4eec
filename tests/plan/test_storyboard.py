"""An ad as films: its variants, rows, aspects and voices, and what each film says, shows and asks for."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediagen.errors import UsageError
from mediagen.plan.ad import Ad
from mediagen.plan.ad_requests import script_request, speech_request, still_request
from mediagen.plan.colors import is_dark
from mediagen.plan.expand import Route
from mediagen.plan.expand_ad import films, kind_of
from mediagen.plan.requests import key
from mediagen.plan.staging import film_request, music_request
from mediagen.plan.storyboard import BASE, Choice
from mediagen.plan.timeline import timeline
from mediagen.plan.variables import RenderError
from tests.support.films import film as film_fields
from tests.support.films import style

ROUTE = Route("offline", "writer-2")
LAMP = "A bedside lamp that dims itself to candlelight. Solid oak."


@dataclass
class Row:
    id: str
    values: dict


def ad(**fields):
    product = {"name": "Halo", "description": LAMP}
    return Ad.model_validate(
        {"kind": "ad", "schema": 1, "id": "halo", "style": "plain", "voices": ["nova"], "product": product, **fields}
    )


def make(document=None, rows=None, style_fields=None, variants=None, **choice):
    documents = {BASE: document or ad(), **(variants or {})}
    return films(documents, rows, Choice(**choice), lambda name: style(name, film=film_fields(**(style_fields or {}))))


def names(*args, **kwargs):
    return [f.name for f in make(*args, **kwargs)]


class TestAFinishedFile:
    @pytest.mark.parametrize(
        ("scenes", "what"),
        [
            ([], "Pictures and voices"),
            ([{"image": "a.png"}] * 3, "Voices"),
            ([{"image": "a.png", "animate": True}] * 3, "Pictures and voices"),
            ([{"voice": "none"}] * 4, "Pictures"),
            ([{"image": "a.png", "recording": "a.wav"}] * 3 + [{"voice": "none"}], "Words"),
        ],
    )
    def test_tells_what_in_it_is_made(self, scenes, what):
        (film,) = make(ad(scenes=scenes))
        request = film_request(film, [], None, False, ROUTE)
        assert request.spec.comment == f"{what} made by AI, with mediagen."

    def test_of_the_ads_own_words_voices_and_pictures_tells_nothing_of_ai(self):
        scenes = [{"image": "a.png", "recording": "a.wav", "title": "Oak"}] * 3 + [{"voice": "none"}]
        (film,) = make(ad(scenes=scenes, hook="Halo", cta="Buy", tagline="Light"))
        assert film_request(film, [], None, False, ROUTE).spec.comment == "Made with mediagen."


WORDS = {"hook": "Meet Halo", "cta": "Find yours", "tagline": "Light"}


def asked(film):
    """What the writer of its script is told that there is."""
    return dict(script_request(film, ROUTE).given)


class TestAFilmWithoutVoiceOver:
    def test_is_what_none_means_alone_among_voices_and_instead_of_them(self):
        assert names(ad(voices="none")) == names(ad(voices=["none"])) == ["halo.16x9"]
        assert names(ad(voices=["nova", "none"])) == ["halo.16x9.nova", "halo.16x9"]
        assert names(voices=("none",)) == ["halo.16x9"]
        assert [film.voice for film in make(voices=("none", "nova"))] == ["", "nova"]

    def test_says_nothing_whatever_is_written_for_other_voices(self):
        (film,) = make(ad(scenes=[{"voice": "It dims itself."}]), voices=("none",))
        assert film.said(["It dims itself.", "b", "c", "d"]) == [""] * 4

    def test_has_the_script_and_so_the_words_on_the_picture_of_the_ads_other_films(self):
        spoken, silent = make(ad(voices=["nova", "none"]))
        assert key(script_request(spoken, ROUTE)) == key(script_request(silent, ROUTE))

    def test_has_a_script_without_lines_where_nobody_speaks_in_the_ad(self):
        (film,) = make(ad(voices="none", scenes=[{"voice": "It dims itself."}]))
        assert asked(film) == {f"voice_{n}": "" for n in (1, 2, 3, 4)}

    def test_asks_for_no_lines_in_a_language_that_is_not_written(self):
        english, route = replace(ROUTE, languages=("en",)), ROUTE
        scenes = [{"voice": "Sie dimmt sich."}]
        for language, none in (("de", dict.fromkeys(("voice_2", "voice_3", "voice_4"), "")), ("en-GB", {})):
            spoken, silent = make(ad(voices=["nova", "none"], language=language, scenes=scenes))
            given = {"voice_1": "Sie dimmt sich."}
            assert dict(script_request(silent, english).given) == {**given, **none}
            assert dict(script_request(spoken, english).given) == dict(script_request(silent, route).given) == given

    def test_needs_no_script_where_the_ad_says_all_that_is_shown(self):
        document = ad(**WORDS, scenes=[{}, {}, {"title": "Solid oak"}])
        (spoken,), (silent,) = make(document), make(document, voices=("none",))
        assert spoken.script is None
        assert silent.script is not None
        assert [scene.title for scene in silent.script.scenes] == ["", "", "Solid oak", ""]


class TestASceneOfAFilm:
    def test_in_which_nobody_speaks_gets_no_line(self):
        rows = [Row("a", {"line": "none"}), Row("b", {"line": "It dims."})]
        silent, spoken = make(ad(scenes=[{}, {"voice": "{{ line }}"}]), rows)
        assert (asked(silent)["voice_2"], asked(spoken)["voice_2"]) == ("", "It dims.")
        assert silent.speaks == (True, False, True, True)

    def test_with_a_recording_is_heard_in_every_film_with_the_words_that_the_ad_tells(self):
        scenes = [{"recording": "{{ row.who }}.wav"}, {"recording": "b.wav", "voice": "It dims itself."}]
        for film in make(ad(scenes=scenes, voices=["nova", "none"]), [Row("a", {"who": "mia"})]):
            assert [scene.recording for scene in film.scenes] == ["mia.wav", "b.wav", "", ""]
            assert film.said(["", "It dims itself.", "c", "d"])[:2] == ["", "It dims itself."]
            assert (asked(film)["voice_1"], asked(film)["voice_2"]) == ("", "It dims itself.")

    @given(
        st.lists(st.sampled_from([{}, {"voice": "none"}, {"voice": "Halo."}, {"recording": "a.wav"},
                                  {"recording": "a.wav", "voice": "Halo."}]), min_size=4, max_size=4),
        st.sampled_from(["none", ["nova"], ["nova", "none"]]),
    )  # fmt: skip
    def test_is_spoken_written_and_heard_in_one_way_only(self, scenes, voices):
        for film in make(ad(scenes=scenes, voices=voices)):
            for n, scene in enumerate(film.scenes):
                is_written = f"voice_{n + 1}" not in asked(film)
                assert is_written == (not (scene.voice or scene.silent or scene.recording))
                assert not (film.speaks[n] and (scene.recording or scene.silent or not film.voice))


class TestFilms:
    def test_are_one_for_an_ad_that_asks_for_nothing_else(self):
        (film,) = make()
        assert (film.ad, film.variant, film.row, film.aspect, film.voice) == ("halo", "base", "", "16:9", "nova")
        assert (film.product, film.description, film.language) == ("Halo", LAMP, "en")

    def test_are_called_as_the_ad_is_or_as_the_product_where_they_are_of_many(self):
        assert [film.title for film in make(ad(title="Oak lamps"))] == ["Oak lamps"]
        document = ad(title="One film for each wood", product={"name": "A lamp of {{ wood }}", "description": LAMP})
        assert [film.title for film in make(document, [Row("oak", {"wood": "oak"})])] == ["A lamp of oak"]

    def test_are_one_for_each_variant_row_aspect_and_voice(self):
        rows = [Row("oak", {"wood": "oak"}), Row("ash", {"wood": "ash"})]
        document = ad(aspects=["16:9", "9:16"], voices=["nova", "onyx"], limits={"videos": 16})
        made = names(document, rows, variants={"evening": document})
        assert len(set(made)) == 16
        assert made[:5] == [
            *("halo.oak.16x9.nova", "halo.oak.16x9.onyx", "halo.oak.9x16.nova", "halo.oak.9x16.onyx"),
            "halo.ash.16x9.nova",
        ]
        assert made[-1] == "halo.evening.ash.9x16.onyx"

    def test_are_those_chosen(self):
        both = {"evening": ad(voices=["onyx"])}
        assert names(variants=both) == ["halo.16x9.nova", "halo.evening.16x9.onyx"]
        assert names(variants=both, voices=("rachel",), aspects=("1:1",)) == [
            "halo.1x1.rachel",
            "halo.evening.1x1.rachel",
        ]

    def test_of_one_variant_are_made_alone(self):
        documents = {BASE: ad(), "evening": ad(voices=["onyx"])}
        for variants, made in ((("evening",), ["halo.evening.16x9.onyx"]), ((BASE,), ["halo.16x9.nova"])):
            found = films(documents, None, Choice(variants=variants), style)
            assert [f.name for f in found] == made

    def test_are_not_doubled_by_a_voice_or_aspect_named_twice(self):
        assert names(ad(voices=["nova", "nova"], aspects=["1:1", "1:1"])) == ["halo.1x1.nova"]

    def test_are_refused_where_they_are_more_than_the_limit(self):
        with pytest.raises(UsageError, match=r"ad halo would make 4 films; limits\.videos is 3"):
            make(ad(limits={"videos": 3}, voices=["a", "b"], aspects=["1:1", "9:16"]))

    @pytest.mark.parametrize(
        ("choice", "message", "remedy"),
        [
            ({"aspects": ("16:8",)}, "--aspects 16:8: ", "did you mean '16:9'? there are: 16:9, 9:16, 1:1"),
            ({"aspects": ("tall",)}, "--aspects tall: ", "there are: 16:9, 9:16, 1:1"),
        ],
    )
    def test_of_a_choice_that_there_is_not_are_an_error(self, choice, message, remedy):
        with pytest.raises(UsageError) as caught:
            make(**choice)
        assert caught.value.message.startswith(message)
        assert caught.value.remedy == remedy

    def test_of_an_unknown_variant_are_an_error_that_names_a_close_one(self):
        with pytest.raises(UsageError) as caught:
            films({BASE: ad(), "evening": ad()}, None, Choice(variants=("evenin",)), style)
        assert caught.value.remedy == "did you mean 'evening'? there are: base, evening"


class TestAFileName:
    @pytest.mark.parametrize(
        ("voice", "part"),
        [
            ("nova", "nova"),
            ("Rachel", "Rachel"),
            ("Rachel Smith", "rachel_smith-"),
            ("../../etc/passwd", "etc_passwd-"),
            ("網球", "網球"),
            ("Ａé東京" * 50, "ae東京" * 6 + "ae-"),
            ("x" * 300, "x" * 50 + "-"),
        ],
    )
    def test_is_made_of_the_voice_and_is_safe(self, voice, part):
        (name,) = names(ad(voices=[voice]))
        assert name.startswith(f"halo.16x9.{part}")
        assert len(name) < 100

    @given(
        st.lists(
            st.text(min_size=1, max_size=30).filter(lambda v: " ".join(v.split()) == v),
            min_size=2,
            max_size=4,
            unique_by=str.casefold,
        )
    )
    def test_belongs_to_one_film_only_and_to_any_file_system(self, voices):
        try:
            made = names(ad(voices=voices))
        except ValueError:  # a surrogate or control character, refused by the document
            return
        assert len({n.casefold() for n in made}) == len(made)
        assert not any(set(n) & set('/\\:*?"<>|\n\0') for n in made)
        assert all(n == unicodedata.normalize("NFC", n) and n.isprintable() for n in made)
        assert max(len(n.encode()) for n in made) <= len("halo.16x9.") + 57

    def test_that_differs_in_letter_case_only_is_an_error(self):
        with pytest.raises(
            UsageError, match=r"two films would have one file name, halo\.16x9.Nova: voices 'nova' and 'Nova'"
        ):
            names(ad(voices=["nova", "Nova"]))


class TestTexts:
    def test_may_use_vars_rows_and_what_the_product_is(self):
        document = ad(
            product={"name": "{{ product }} Lamp", "description": "A lamp of {{ wood }}. Nice."},
            vars={"wood": "pine", "price": 49},
            brand={"name": "Lumen"},
            hook="Meet {{ product }}, {{ kind }} by {{ brand }}",
            cta="{{ price }} euros",
            scenes=[{"voice": "Row {{ row.wood }}.", "image": "pictures/{{ wood }}.png"}],
        )
        oak, _ = make(
            document, [Row("oak", {"product": "Halo", "wood": "oak"}), Row("ash", {"product": "Eos", "wood": "ash"})]
        )
        assert oak.product == "Halo Lamp"
        assert dict(oak.given) == {
            "brand": "Lumen",
            "cta": "49 euros",
            "hook": "Meet Halo Lamp, a lamp of oak by Lumen",
            "voice_1": "Row oak.",
        }
        assert oak.scenes[0].image == "pictures/oak.png"

    def test_take_values_from_the_command_line_over_the_documents(self):
        (film,) = make(ad(vars={"n": 1}, hook="{{ n }}"), variables={"n": 2})
        assert dict(film.given)["hook"] == "2"

    def test_that_come_out_empty_are_written(self):
        (film,) = make(ad(hook="{{ note|default('') }}"))
        assert film.given == ()

    def test_that_come_out_too_long_are_an_error_that_names_the_row(self):
        rows = [Row("oak", {"note": "x" * 90})]
        with pytest.raises(RenderError, match="cta has 90 characters for row 'oak', the limit is 80"):
            make(ad(cta="{{ note }}"), rows)

    @pytest.mark.parametrize("text", ["\u200b\u200b", "\u0301", "\ufe0f \u202e"])
    def test_of_which_nothing_can_be_seen_are_an_error_that_names_the_text(self, text):
        with pytest.raises(RenderError, match="nothing of hook can be seen"):
            make(ad(hook=text))

    def test_with_a_variable_that_there_is_not_are_an_error_that_names_the_text(self):
        with pytest.raises(RenderError, match="hook: unknown variable 'nme'"):
            make(ad(hook="{{ nme }}"))

    @pytest.mark.parametrize(
        ("description", "kind"),
        [
            ("A bedside lamp that dims itself.", "a bedside lamp"),
            ("Halo is a bedside lamp with no cables.", "a bedside lamp"),
            ("Running shoes, made to last", "running shoes"),
            ("NASA grade foam. Soft.", "NASA grade foam"),
            ("Good.", "Halo"),
            ("A sentence that goes on " * 20, "a sentence"),
            ("It glows in the dark and never ever stops for as long as you live", "Halo"),
        ],
    )
    def test_know_what_the_product_is_by_the_first_words_of_its_description(self, description, kind):
        assert kind_of("Halo", description) == kind


class TestAScene:
    def test_shows_what_the_style_has_drawn_and_a_card_at_the_end(self):
        (film,) = make()
        assert [s.prompt for s in film.scenes] == [
            *("a bedside lamp, hook", "a bedside lamp, benefit", "a bedside lamp, proof", ""),
        ]

    def test_shows_the_ads_own_picture_instead(self):
        (film,) = make(
            ad(scenes=[{"image": "a b.png"}, {"clip": {"file": "c.mp4"}}, {"prompt": "oak"}, {"prompt": "end"}])
        )
        first, second, third, last = film.scenes
        assert (first.image, first.prompt) == ("a b.png", "")
        assert (second.clip.file, second.prompt) == ("c.mp4", "")
        assert (third.prompt, last.prompt) == ("oak", "end")

    def test_shows_a_clip_of_which_no_more_than_its_file_is_said(self):
        assert make(ad(scenes=[{"clip": "c.mp4"}])) == make(ad(scenes=[{"clip": {"file": "c.mp4"}}]))

    def test_keeps_in_view_what_the_ad_says_of_its_own_pictures_for_each_row(self):
        scenes = [{"image": "{{ row.id }}.png", "focus": ["{{ x }}", 0.66666]}, {"image": "b.png"}]
        rows = [Row("left", {"id": "a", "x": 0.25}), Row("right", {"id": "b", "x": "0.75"})]
        left, right = make(ad(scenes=scenes), rows)
        assert [left.scenes[0].focus, left.scenes[1].focus] == [(0.25, 0.6667), None]
        assert right.scenes[0].focus == (0.75, 0.6667)
        with pytest.raises(RenderError, match="focus for row 'off': a number from 0 to 1 is meant"):
            make(ad(scenes=scenes), [Row("off", {"id": "a", "x": 1.5})])


class TestAFilm:
    def test_is_in_the_colours_and_the_font_of_its_brand(self):
        (film,) = make(ad(brand={"accent": "#FF0000", "background": "#00FF00", "font": "Anton"}))
        assert (film.style.look.accent, film.style.look.background) == ("#FF0000", "#00FF00")
        assert (film.staging.headline.font, film.staging.body.font) == ("Anton", "Inter")

    def test_has_captions_as_its_ad_wants_them(self):
        assert make()[0].staging.captions.look == "plate"
        assert make(ad(captions={"style": "karaoke", "position": "top"}))[0].staging.captions.position == "top"
        assert make(ad(captions={"style": "off"}))[0].staging.captions.look == "none"
        assert make(ad(captions="off"))[0].staging == make(ad(captions={"style": "off"}))[0].staging

    def test_has_music_of_its_style_or_of_its_ad_or_none(self):
        assert (make()[0].bed.mood, make()[0].bed.bpm, make()[0].bed.file) == ("calm", 100, "")
        bed = make(ad(music={"mood": "bold", "file": "my song.mp3", "gain_db": -20}))[0].bed
        assert (bed.mood, bed.file, bed.gain_db) == ("bold", "my song.mp3", -20)
        assert make(ad(music="my song.mp3"))[0].bed == make(ad(music={"file": "my song.mp3"}))[0].bed
        assert make(ad(music="none"))[0].bed is None

    def test_has_a_tune_of_its_product_whatever_else_it_says_unless_its_ad_names_one(self):
        tune = make()[0].bed.seed
        assert make(ad(id="other", hook="Hey", voices=["onyx"]))[0].bed.seed == tune
        assert make(ad(product={"name": "Lumen", "description": LAMP}))[0].bed.seed != tune
        assert make(ad(music={"seed": 0}))[0].bed.seed == 0

    def test_has_music_that_changes_with_its_scenes_and_with_nothing_else(self):
        route = Route("offline", "composer")

        def music(film, *seconds):
            return music_request(film.bed, timeline(film.staging, [1_000 * s for s in seconds]), route)

        (film,) = make()
        (other,) = make(ad(hook="Hey", captions="off", brand={"accent": "#FF0000"}))
        starts = [scene.first for scene in timeline(film.staging, [1_000] * 4).scenes]
        assert music(film, 1, 1, 1, 1).cuts_ms == tuple(first * 1_000 // 30 for first in starts[1:])
        assert key(music(film, 1, 1, 1, 1)) == key(music(other, 2, 1, 0, 3))
        assert key(music(film, 1, 1, 1, 1)) != key(music(film, 1, 12, 1, 1))  # scene 2 borrows of the others

    def test_needs_no_writer_where_the_ad_says_every_word(self):
        scenes = [{"voice": f"Line {n}.", "title": f"Title {n}"} for n in range(1, 5)]
        (film,) = make(ad(hook="Hey", cta="Go", tagline="Done", scenes=scenes))
        assert [s.voice for s in film.script.scenes] == ["Line 1.", "Line 2.", "Line 3.", "Line 4."]
        assert make(ad(hook="Hey", cta="Go", tagline="Done", scenes=scenes[:3]))[0].script is None


class TestWhatFilmsShare:
    def test_is_the_script_of_all_aspects_voices_and_brand_colours(self):
        made = [
            *make(ad(aspects=["16:9", "1:1"], voices=["nova", "onyx"])),
            *make(ad(brand={"accent": "#FF0000"}, captions={"style": "off"}, music="none")),
        ]
        assert len({key(script_request(film, ROUTE)) for film in made}) == 1

    def test_is_not_the_script_where_the_style_says_other_words(self):
        one, other = make()[0], make(style_fields={"hooks": ["Hello"]})[0]
        assert key(script_request(one, ROUTE)) != key(script_request(other, ROUTE))

    def test_is_the_stills_of_all_voices(self):
        one, other = make(ad(voices=["nova", "onyx"]))
        assert key(still_request(one, 0, ROUTE)) == key(still_request(other, 0, ROUTE))

    def test_is_not_the_stills_of_other_aspects_or_brand_colours(self):
        made = [*make(ad(aspects=["16:9", "9:16"])), *make(ad(brand={"accent": "#FF0000"}))]
        assert len({key(still_request(film, 0, ROUTE)) for film in made}) == 3


def test_stills_are_of_the_size_of_the_aspect_and_a_card_needs_none():
    wide, tall, square = make(ad(aspects=["16:9", "9:16", "1:1"]))
    assert [(r.width, r.height) for r in (still_request(f, 0, ROUTE) for f in (wide, tall, square))] == [
        *((1280, 720), (720, 1280), (1024, 1024)),
    ]
    assert still_request(wide, 0, ROUTE).prompt == "a bedside lamp, hook, calm"
    assert still_request(wide, 3, ROUTE) is None


def test_voices_say_the_spoken_form():
    (film,) = make(ad(lexicon={"Halo": "Hay-low"}))
    assert speech_request(film, "Meet  Halo.", ROUTE, "heart", "wav").text == "Meet Hay-low."


class TestThePictureOnTheEndCard:
    """Of an ad that has no picture of its product."""

    def portrait(self, **fields):
        scenes = [dict(scene) for scene in film_fields()["scenes"]]
        scenes[1]["prompt"] = scenes[2]["prompt"] = "product shot of {{ product }}"
        return make(ad(**fields), style_fields={"scenes": scenes})[0].portrait

    def test_is_the_first_that_shows_the_product_as_its_style_has_it(self):
        assert self.portrait() == 1

    @pytest.mark.parametrize("own", [{"prompt": "an oak"}, {"image": "oak.jpg"}, {"clip": {"file": "oak.mp4"}}])
    def test_is_none_of_the_ads_own_where_another_shows_the_product(self, own):
        assert self.portrait(scenes=[{}, own]) == 2

    def test_is_else_the_first_image_of_its_own_that_stands_for_one_of_the_product(self):
        oak, elm = {"image": "oak.jpg"}, {"image": "elm.jpg"}
        assert self.portrait(scenes=[oak, elm, elm]) == 1
        assert self.portrait(scenes=[oak, {"prompt": "an oak"}, elm]) == 2

    @pytest.mark.parametrize("own", [{"prompt": "an oak"}, {"clip": {"file": "oak.mp4"}}])
    def test_is_else_any_image_of_its_own(self, own):
        assert self.portrait(scenes=[{"image": "oak.jpg"}, own, own]) == 0
        assert self.portrait(scenes=[{}, own, own]) is None

    def test_is_none_where_the_ad_has_a_picture_of_the_product(self):
        assert self.portrait(product={"name": "Halo", "description": LAMP, "image": "halo.png"}) is None

    def test_is_none_where_no_scene_shows_the_product(self):
        assert make()[0].portrait is None


class TestItsColours:
    @pytest.mark.parametrize(("background", "deep"), [("#FFFFFF", "#BFBFBF"), ("#101010", None)])
    def test_are_of_one_kind_where_a_brand_is_pale_and_its_style_dark(self, background, deep):
        own = style("plain", film=film_fields()).look
        assert is_dark(own.background)
        (film,) = make(ad(brand={"background": background, "accent": "#000000"}))
        assert film.style.look.deep == (deep or own.deep)


def test_a_picture_of_ones_own_on_the_end_card_has_no_other_laid_over_it():
    pictures = [{"image": f"{n}.png"} for n in range(4)]
    assert [make(ad(scenes=pictures[:n]))[0].portrait is None for n in (3, 4)] == [False, True]
