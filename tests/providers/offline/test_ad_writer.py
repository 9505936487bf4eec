"""Ads written offline: from the description, in good English, no longer than fits, and what is given as it is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediagen.checks import checked
from mediagen.library.load import load
from mediagen.plan.ad_script import fits, parse
from mediagen.plan.requests import AdScriptRequest
from mediagen.plan.timeline import voice_seconds
from mediagen.providers.offline.copywriting.filling import is_fact
from mediagen.providers.offline.copywriting.phrases import MOST_WORDS
from mediagen.providers.offline.copywriting.pitch import pitch
from mediagen.providers.offline.copywriting.speech import plain_row
from mediagen.providers.offline.refusing import refuses_script
from mediagen.providers.offline.script import MODEL, OfflineWriter
from tests.support.films import film, style

ROOT = Path(__file__).parents[3]
LAMP = (
    "A bedside lamp that dims itself to candlelight as you fall asleep, then wakes you with a slow sunrise."
    " Solid oak, no app, no cables: charge it once a month."
)
PRODUCTS = {
    "Halden": "A mechanical watch with a Swiss movement and a strap of Italian leather. Made by hand in a workshop of nine"
    " people, it runs for three days without winding and is waterproof to one hundred metres.",
    "Lumen": "Lamp.",
    "Ohm!": "Noise-cancelling headphones. Forty hours of battery. Folds flat.",
    "Dr. Bean's": "Coffee from Ethiopia, roasted in small batches and at your door within two days. It tastes of cocoa.",
    "iPocket Mini": "- 48 MP camera\n- all-day battery\n- titanium frame\n- only 140 g",
    "Kettle & Co.": "Our kettle boils a litre in 90 seconds. It is quiet, it is safe, and it switches itself off.",
    "Tidy": "An app for small teams: invoices, time sheets and taxes in one place. Free for three months.",
    "Feather": "It's the quietest fan you have ever owned.",
    "Aurelia": "A perfume of rose, cedar and smoke.",
    "Atlas": "The travel backpack that opens like a suitcase, holds a week of clothes and fits under every seat.",
    "Strava Gym": "A gym for runners, with coaches who know you by name and classes from six in the morning.",
    "FlatFix": "Need a plumber today? FlatFix sends a certified plumber to your door within 90 minutes, at a fixed price.",
    "Corner Bakery": "We bake sourdough bread every morning from organic flour. Open from 7 am, closed on Mondays.",
    "Maison Clair": "A small hotel in Brest with twelve rooms, a garden of lemon trees and breakfast until noon. From €90.",
}
STYLES = {
    name: load(ROOT / f"templates/{name}.yaml", name).document for name in ("luxury", "energetic", "minimal", "bold")
}
ROOM = (5.6, 7.1, 8.1, 6.1)
WRITER = OfflineWriter()


def wish(product="Halo", description=LAMP, style_fields=None, **fields):
    made = style(film=film(**(style_fields or {})))
    fields = {"style_digest": "s", "seconds": ROOM, "style": made, **fields}
    return AdScriptRequest(provider="offline", model=MODEL, product=product, description=description, **fields)


def written(*args, **fields):
    request = wish(*args, **fields)
    reply = WRITER.make(request)
    checked(request, reply)
    return parse(reply.data)


def lines(number, *texts):
    """A film whose scene `number` has these lines to choose from."""
    scenes = film()["scenes"]
    scenes[number - 1]["lines"] = list(texts)
    return {"scenes": scenes}


def phrases(description, product="Halo"):
    return [p.text for p in pitch(product, description).phrases]


def test_a_line_break_within_a_sentence_is_a_blank_as_in_a_cell_of_a_table():
    for text in ("A bedside lamp that dims\nitself at ten. Made in Oslo.", "A lamp\nthat dims itself\nat ten."):
        assert phrases(text) == phrases(text.replace("\n", " ")) != []
    assert {*phrases("solid oak\ncotton shade")} == {"solid oak", "cotton shade"}


def of_style(style_id, product, description="", **given):
    """What is written of a product (of PRODUCTS where nothing is said of it) in a style that comes with mediagen."""
    style = STYLES[style_id]
    fields = {"style_digest": style_id, "seconds": voice_seconds(style.film), "given": tuple(sorted(given.items()))}
    return written(product, description or PRODUCTS[product], style=style, **fields)


def all_of(made):
    """Every text of a script, in small letters."""
    return " ".join(made.texts.values()).casefold()


class TestAScript:
    def test_is_json_with_four_scenes(self):
        reply = WRITER.make(wish())
        assert reply.media_type == "application/json"
        assert [s.voice for s in parse(reply.data).scenes] == [
            "Halo. Dims itself to candlelight as you fall asleep.",
            "Halo. Wakes you with a slow sunrise.",
            "Halo. Solid oak.",
            "Halo. Find yours.",
        ]
        assert reply.facts == {"words": 22}

    def test_says_nothing_twice_while_there_is_more_to_say(self):
        said = " ".join(s.voice for s in written().scenes)
        assert said.count("candlelight") == 1

    def test_has_lower_thirds_where_its_style_has(self):
        assert [s.title for s in written().scenes] == ["", "", "Solid oak", ""]

    @pytest.mark.parametrize(("voice", "title"), [("Of solid oak, all of it.", "Solid oak"), ("Sleep well.", "")])
    def test_has_one_beside_a_voice_over_that_is_given_too_where_that_says_what_the_description_does(
        self, voice, title
    ):
        assert written(given=(("voice_3", voice),)).scenes[2].title == title

    def test_is_the_same_for_the_same_wish_and_varies_with_it(self):
        many = lines(1, *(f"Line {n} of {{{{ product }}}}." for n in "abcdefgh"))
        first = {written(style_fields=many).scenes[0].voice for _ in range(3)}
        assert len(first) == 1
        assert len({written(style_fields=many, style_digest=f"{n}").scenes[0].voice for n in range(30)}) >= 6

    @pytest.mark.parametrize("given", [("cta", "Order now"), ("voice_2", "Oak, and light."), ("tagline", "For nights")])
    def test_stays_as_it_is_but_for_what_is_given(self, given):
        many = {"scenes": [{**scene, "lines": [f"Line {n}." for n in range(20)]} for scene in film()["scenes"]]}
        many |= {"hooks": [f"Hook {n}" for n in range(20)], "ctas": [f"Go {n}" for n in range(20)]}
        before, after = written(style_fields=many).texts, written(style_fields=many, given=(given,)).texts
        assert {name for name in before if before[name] != after[name]} == {given[0]}

    def test_opens_plainly_where_nothing_strikes_and_the_style_has_no_other_opening(self):
        assert written("Zorblat", "Zorblat.", {"hooks": ["{{ strike }}"]}).hook

    def test_opens_with_what_is_said_of_a_number_of_any_length(self):
        many = "1" * 60
        made = written("Prism", f"A lamp. {many} shades of red. It folds flat.", {"hooks": ["{{ strike }}"]})
        assert made.hook
        assert many not in made.hook

    def test_takes_what_is_given_as_it_is(self):
        given = (("brand", "Lumen"), ("cta", "اطلب الآن"), ("hook", "wow."), ("voice_2", "It is: {nice}, 100%!"))
        made = written(given=given)
        assert (made.hook, made.cta, made.scenes[1].voice) == ("wow.", "اطلب الآن", "It is: {nice}, 100%!")

    def test_lets_an_english_voice_say_what_it_can_of_the_call_to_action(self):
        """On the button stands what is given."""
        spoken = [written(given=(("cta", cta),)).scenes[3].voice for cta in ("Order now!", "اطلب الآن", "Halo 买吧")]
        assert spoken == ["Halo. Order now.", "Halo. Find yours.", "Halo. Find yours."]

    def test_of_a_film_in_which_nobody_speaks_says_on_the_picture_what_would_have_been_said(self):
        scenes = [{**scene, "titles": ["{{ benefit }}", "{{ feature }}"]} for scene in film()["scenes"]]
        made = written(given=[(f"voice_{n}", "") for n in (1, 2, 3, 4)], style_fields={"scenes": scenes})
        assert [scene.voice for scene in made.scenes] == [""] * 4
        titles = [scene.title for scene in made.scenes if scene.title]
        assert len(titles) == len(set(titles)) >= 2

    def test_does_not_repeat_what_is_given(self):
        made = written(given=(("voice_1", "Halo dims itself to candlelight as you fall asleep."),))
        assert made.scenes[1].voice == "Halo. Wakes you with a slow sunrise."

    def test_passes_over_lines_that_ask_for_what_the_description_does_not_say(self):
        some = lines(1, "Not just another {{ thing }}: {{ product }}.", "It {{ does }}.", "Here is {{ product }}.")
        assert written(description="Solid oak.", style_fields=some).scenes[0].voice == "Here is Halo."

    def test_is_never_longer_than_fits(self):
        short = (1.5, 1.5, 1.5, 1.5)
        made = written(seconds=short)
        assert all(len(s.voice.split()) <= 4 for s in made.scenes)

    @pytest.mark.parametrize(
        "product", ["X", "The Honourable Company of Very Long Product Names " * 4, "Yahoo!", "iPad"]
    )
    def test_can_be_written_of_any_product(self, product):
        made = written(product=product.strip(), description="Nice.")
        assert "!." not in made.scenes[0].voice
        assert "IPad" not in made.scenes[0].voice

    def test_begins_sentences_with_capitals_but_for_names_that_have_none(self):
        some = lines(1, "{{ feature }}. {{ product }} is here. and so are you.")
        made = written(product="iPad", description="solid oak, no app", style_fields=some)
        assert made.scenes[0].voice == "Solid oak. iPad is here. And so are you."

    def test_in_another_language_is_written_by_hand_or_online(self):
        refusal = refuses_script(wish(language="fr", given=(("hook", "Bonjour"), ("cta", "Allez"))))
        assert (refusal.field, refusal.message) == ("language", "the offline writer writes English only, not 'fr'")
        assert refusal.remedy == "give the `voice` of scenes 1, 2, 3, 4 (none: nobody speaks) in the ad"
        assert refuses_script(wish(language="fr")).remedy.startswith(
            "give `hook` and `cta` and the `voice` of scenes 1,"
        )
        own = {"hook": "Bonjour", "cta": "Allez", **{f"voice_{n}": f"Voix {n}." for n in range(1, 5)}}
        given = tuple(sorted(own.items()))
        assert refuses_script(wish(language="fr", given=given)) is None
        assert written(language="fr", given=given).scenes[3].voice == "Voix 4."

    @pytest.mark.parametrize(
        ("product", "spoken"),
        [
            ("Ohm!", "Ohm! is ready. Ohm! Folds flat."),
            ("dr. oetker", "dr. oetker is ready. dr. oetker. Folds flat."),
            ("A", "A is ready. A. Folds flat."),
        ],
    )
    def test_leaves_a_name_as_it_is_whatever_marks_are_in_it(self, product, spoken):
        some = lines(1, "{{ product }} is ready. {{ product }}. {{ benefit }}.")
        made = written(product=product, description="folds flat", style_fields=some)
        assert made.scenes[0].voice == spoken

    @pytest.mark.parametrize("style_id", STYLES)
    @pytest.mark.parametrize(("product", "description"), PRODUCTS.items(), ids=list(PRODUCTS))
    def test_says_no_line_and_no_phrase_twice_in_any_style(self, product, description, style_id):
        room = voice_seconds(STYLES[style_id].film)
        made = of_style(style_id, product, description)
        voices = [scene.voice.casefold() for scene in made.scenes]
        assert all(fits(scene.voice, seconds) for scene, seconds in zip(made.scenes, room, strict=True))
        assert len(set(voices)) == 4
        hook = made.hook.casefold().rstrip(".!?")
        assert hook not in voices[0]
        if sum(map(is_fact, pitch(product, description).phrases)) >= 4:  # of fewer, one may be read and heard
            assert hook not in {s.rstrip(".!?") for voice in voices for s in re.split(r"(?<=[.!?])\s", voice)}
        assert hook not in {scene.title.casefold() for scene in made.scenes}
        assert not made.tagline or not any(made.tagline.casefold().rstrip(".") in voice for voice in voices)
        for phrase in (p.text.casefold().removeprefix("is ") for p in pitch(product, description).phrases):
            assert sum(f"{phrase}." in voice or f"{phrase}!" in voice for voice in voices) <= 1

    @settings(max_examples=60, deadline=None)
    @given(st.text(max_size=60).filter(str.strip), st.text(max_size=400).filter(str.strip), st.sampled_from("abcdefgh"))
    def test_fits_its_seconds_and_repeats_no_line_whatever_is_said_of_a_product(self, product, description, seed):
        made = parse(WRITER.make(wish(product=product, description=description, style_digest=seed)).data)
        voices = [scene.voice.strip() for scene in made.scenes]
        assert all(voices)
        assert all(fits(voice, seconds) for voice, seconds in zip(voices, ROOM, strict=True))
        assert len({voice.casefold() for voice in voices}) == 4

    @settings(max_examples=60, deadline=None)
    @given(st.text(max_size=60).filter(str.strip), st.text(max_size=400).filter(str.strip))
    def test_is_written_of_whatever_a_product_is_called_and_said_to_be(self, product, description):
        made = parse(WRITER.make(wish(product=product, description=description)).data)
        assert len(made.scenes) == 4


class TestAScriptInAStyleThatComesWithMediagen:
    @pytest.mark.parametrize("style_id", STYLES)
    @pytest.mark.parametrize("product", PRODUCTS)
    def test_says_every_fact_of_the_description_and_invents_none(self, product, style_id):
        description = PRODUCTS[product]
        made = of_style(style_id, product)
        said = all_of(made)
        assert not [
            p.text for p in pitch(product, description).phrases if p.core not in said and plain_row(p.core) not in said
        ]
        assert set(re.findall(r"\d+", all_of(made))) <= set(re.findall(r"\d+", description))

    @pytest.mark.parametrize("style_id", STYLES)
    @pytest.mark.parametrize("product", [name for name in PRODUCTS if name != "Lumen"])
    def test_says_the_name_two_or_three_times_and_no_line_that_fits_everything(self, product, style_id):
        voices = " ".join(scene.voice for scene in of_style(style_id, product).scenes)
        assert voices.count(product) in {2, 3}
        assert "Some things you have to see for yourself" not in voices

    @pytest.mark.parametrize("style_id", STYLES)
    def test_says_of_what_it_does_where_a_place_is_shown_and_what_it_has_where_it_is_shown_itself(self, style_id):
        made = of_style(style_id, "Halden")
        parts = ("Swiss movement", "strap of Italian leather")
        does = ("three days without winding", "one hundred metres")
        shown = [n for n in (1, 2) if "product shot" in STYLES[style_id].film.scenes[n].prompt]
        for n in shown[:1]:
            assert any(part in made.scenes[n].voice for part in parts)
            assert any(part in made.scenes[3 - n].voice for part in does)

    @pytest.mark.parametrize("style_id", STYLES)
    def test_opens_with_the_question_that_the_description_asks(self, style_id):
        assert of_style(style_id, "FlatFix").hook.startswith("Need a plumber today?")

    @pytest.mark.parametrize("style_id", STYLES)
    @pytest.mark.parametrize(("product", "told"), [("Maison Clair", "from €90"), ("Corner Bakery", "open from 7 am")])
    def test_ends_with_what_it_costs_or_when_it_is_open(self, product, told, style_id):
        voices = [scene.voice.casefold() for scene in of_style(style_id, product).scenes]
        assert [told in voice for voice in voices] == [False, False, False, True]

    def test_opens_with_nothing_but_the_style_where_nothing_is_known(self):
        assert of_style("minimal", "Lumen", "We love it.").hook in STYLES["minimal"].film.hooks

    def test_sounds_different_in_every_style(self):
        made = [of_style(style_id, "Strava Gym") for style_id in STYLES]
        for texts in zip(*([m.hook, *(scene.voice for scene in m.scenes)] for m in made), strict=True):
            assert len(set(texts)) == 4

    def test_speaks_of_a_firm_by_its_name(self):
        """It bakes bread: but who?"""
        voices = [scene.voice for style_id in STYLES for scene in of_style(style_id, "Corner Bakery").scenes]
        assert not any(re.search(r"\bIt bakes\b", voice) for voice in voices)


class TestWhatADescriptionSays:
    @pytest.mark.parametrize(
        ("description", "said"),
        [
            ("A bedside lamp that dims itself and wakes you gently.", ["dims itself", "wakes you gently"]),
            ("Keeps water cold for 24 hours and tea hot for twelve.",
             ["keeps water cold for 24 hours and tea hot for twelve"]),
            ("Shoes that feel like nothing and never smell.", ["feels like nothing", "never smells"]),
            ("They dry in an hour.", ["dries in an hour"]),
            ("It hydrates, smooths and brightens in seven days.", ["hydrates, smooths and brightens in seven days"]),
            ("Plan your week in minutes, never miss a deadline again.",
             ["plan your week in minutes", "never miss a deadline again"]),
            ("A watch with a Swiss movement, a sapphire crystal and a strap of Italian leather.",
             ["a Swiss movement", "a sapphire crystal", "a strap of Italian leather"]),
            ("Made by hand in Oslo, it supports your back.", ["made by hand in Oslo", "supports your back"]),
            ("No pods, no waste.", ["no pods", "no waste"]),
            ("The battery lasts a week.", ["the battery lasts a week"]),
            ("When the road gets wet, Halo grips the road.", ["grips the road"]),
            ("We are proud of it. Our team is great.", []),
            ("Our kettle boils a litre in 90 seconds.", ["boils a litre in 90 seconds"]),
            ("It is quiet, it is safe, and it switches itself off.", ["is quiet", "is safe", "switches itself off"]),
            ("- 48 MP camera\n- all-day battery\n- only 140 g", ["48 MP camera", "all-day battery", "only 140 g"]),
            ("A mechanical watch with a Swiss movement and\na strap of Italian leather. It runs for\nthree days.",
             ["a Swiss movement", "a strap of Italian leather", "runs for three days"]),  # as an editor wraps lines
            ("Made by the hands of\nOslo.\nsapphire glass\nno cables",
             ["made by the hands of Oslo", "sapphire glass", "no cables"]),
            ("An app: invoices, time sheets and taxes in one place.", ["invoices, time sheets and taxes in one place"]),
            ("E-bike. 120 km range. Belt drive.", ["120 km range", "belt drive"]),
            ("Vets recommend it, dogs love it.", ["vets recommend it, dogs love it"]),
            ("It maps your home, avoids cables and mops.", ["maps your home", "avoids cables and mops"]),
            ("A box with jams, a recipe card, and free delivery.", ["jams", "a recipe card", "free delivery"]),
            ("STEEL BIKE. FREE SHIPPING IN EUROPE. BUY NOW!", ["free shipping in europe", "steel bike"]),
            ("See https://halo.example.com for more. Order at me@halo.example.com! No pods.", ["no pods"]),
            ("Buy it now. Fragrance free. 30 ml.", ["fragrance free"]),
            ("The vacuum that empties itself. Saturday delivery.", ["Saturday delivery"]),
            ("A gym with coaches who know you by name and classes from six in the morning.",
             ["coaches who know you by name", "classes from six in the morning"]),
            ("A dentist with gentle hands, clear prices and appointments on Saturdays.",
             ["gentle hands", "clear prices", "appointments on Saturdays"]),
            ("An aperitif with bitter orange, gentian and pink pepper.", ["bitter orange, gentian and pink pepper"]),
            ("A cream. No perfume. Cool in summer, warm in winter, washable at 40 degrees.",
             ["no perfume", "cool in summer, warm in winter", "washable at 40 degrees"]),
            ("A wine from the Loire, picked at night and aged in oak.", ["picked at night", "aged in oak"]),
            ("We buy, repair and sell used vinyl.", ["buys, repairs and sells used vinyl"]),
            ("Our teachers are engineers themselves.", ["the teachers are engineers themselves"]),
            ("We repair any bike, and you pay nothing if we can't fix it.",
             ["repairs any bike", "you pay nothing if we can't fix it"]),
            ("A planter. Fill it once and forget it for three weeks.", ["fill it once and forget it for three weeks"]),
            ("Pick a year, we do the rest.", ["pick a year, we do the rest"]),
            ("A raincoat that breathes, reflects headlights and packs small.",
             ["breathes and reflects headlights", "packs small"]),
            ("Online tax returns. Done in 20 minutes, checked by a person.", ["done in 20 minutes", "checked by a person"]),
            ("Hearing aids so small that nobody notices them.", ["so small that nobody notices them", "hearing aids"]),
            ("Every month, a box with tools and a lesson. Help at 3 a.m.", ["tools", "a lesson", "help at 3 a.m.", "every month"]),
        ],
    )  # fmt: skip
    def test_is_taken_as_short_phrases(self, description, said):
        assert phrases(description) == said

    @pytest.mark.parametrize(
        ("description", "kind", "thing"),
        [
            (LAMP, "a bedside lamp", "bedside lamp"),
            ("Halo is a lamp for small rooms that folds.", "a lamp for small rooms", "lamp for small rooms"),
            ("The coffee machine that listens.", "the coffee machine that listens", ""),
            (
                "A perfume of rose, cedar and smoke.",
                "a perfume of rose, cedar and smoke",
                "perfume of rose, cedar and smoke",
            ),
            ("Running shoes that feel like nothing.", "", ""),
            ("It's the quietest fan you have ever owned.", "the quietest fan you have ever owned", ""),
        ],
    )
    def test_tells_what_it_is(self, description, kind, thing):
        found = pitch("Halo", description)
        assert (found.kind, found.thing) == (kind, thing)

    @pytest.mark.parametrize(
        ("description", "form", "said"),
        [
            ("A gym for runners.", "who", "runners"),
            ("Tax returns for expats in Germany.", "who", "expats"),
            ("A planter for herbs.", "who", ""),
            ("A roastery in Bergen that sends beans by post.", "place", "in Bergen"),
            ("A calendar in May.", "place", ""),
            ("Tired of dog hair? Our brush removes it.", "asks", "Tired of dog hair?"),
            ("Why us? We are good.", "asks", ""),
            ("A bike. From 1,990 euros.", "offer", "from 1,990 euros"),
            ("Returns, checked by a person, for 39 euros.", "offer", "for 39 euros"),
            ("Yoga. Your first class is free.", "offer", "your first class is free"),
            ("A hall. Open every day until 11 pm.", "offer", "open every day until 11 pm"),
            ("Soap, free from perfume.", "offer", ""),
        ],
    )
    def test_tells_whom_it_is_for_where_it_is_what_it_asks_and_what_it_costs(self, description, form, said):
        assert [p.text for p in pitch("Halo", description).phrases if p.form == form] == ([said] if said else [])

    @pytest.mark.parametrize("more", ["a coach, ", "cool in summer, ", "every day, ", "and keeps it "])
    def test_is_read_of_a_sentence_without_end_too(self, more):
        assert "coac" not in {word for p in phrases("A gym with " + more * 2_000) for word in p.split()}

    @given(st.text(max_size=500))
    def test_is_never_more_than_one_breath(self, description):
        assert all(0 < len(p.split()) <= MOST_WORDS for p in phrases(description))

    @given(
        st.lists(st.sampled_from((LAMP + " it and with that a an the no , . : ; made of keeps").split()), max_size=40)
    )
    def test_is_found_in_any_order_of_words(self, words):
        for phrase in phrases(" ".join(words)):
            assert re.search(r"\w", phrase)
            assert not phrase.endswith((" the", " a", " and", " with", " of"))
