"""How copy is made of facts: what strikes opens the film, what is said are sentences, and nothing is invented."""

from __future__ import annotations

import re
from functools import cache

import pytest

from mediagen.plan.ad_script import HOOK_CHARS
from mediagen.plan.variables import required_of
from mediagen.providers.offline.copywriting.filling import is_fact
from mediagen.providers.offline.copywriting.pitch import pitch
from mediagen.providers.offline.copywriting.speech import Speaker, plain_row, spoken
from mediagen.providers.offline.copywriting.striking import strikes
from mediagen.providers.offline.copywriting.trades import hooks_for, trades
from tests.providers.offline.test_ad_writer import PRODUCTS, STYLES, of_style

MORE = {
    "Havn": "An electric cargo bike that carries two children and a week of groceries up to 80 km on one charge. From"
    " 3,400 euros or 69 a month.",
    "Ledgerly": "A current account for the self-employed that sets aside tax from every payment, sends invoices and"
    " closes your books at the end of the month. 9 euros a month.",
    "Warm Meals": "A charity that cooks 300 hot meals a night for people without a home in Glasgow.",
    "Fjordfest": "A music festival on an island: three days, forty bands, one ferry. 12 to 14 June.",
    "Grandpa's Workshop": "I teach woodwork to children from eight to twelve on Saturdays. Real tools, small groups,"
    " and a birdhouse to take home.",
    "Peak Socks": "Merino hiking socks. Don't stink. Don't blister. Last for years.",
    "Rooster": "Coffee roastery in Aarhus. Roasted on Tuesday, posted on Tuesday, in your letterbox on Wednesday.",
    "QuickKeys": "Locked out? Our locksmiths are with you in 20 minutes, day and night. Fixed price: 89 euros.",
    "SunSip": "Cold-brew tea in a can: no sugar, no sweeteners, 3 calories.",
    "Nest": "NESTING BOXES FOR SWIFTS!!! Made of oak - cleaned in a minute... 49 €",
}
ALL = PRODUCTS | MORE
NUMBERS = re.compile(r"\d+|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|forty|hundred)\b")
SMALL = {
    "a", "an", "and", "the", "that", "who", "it", "they", "we", "i", "no", "this", "is", "are", "for", "of", "yes",
    "really", "any", "questions", "meet", "behold", "in", "with", "now",
}  # fmt: skip


@cache
def written(product, style_id):
    return of_style(style_id, product, ALL[product])


def words(text):
    return re.findall(r"[\w'’]+", text.casefold())


@pytest.mark.parametrize("style_id", STYLES)
class TestAnAd:
    def test_opens_with_words_of_the_description_or_with_a_line_that_claims_nothing(self, style_id):
        known = [line for line in STYLES[style_id].film.hooks if not required_of(line)]
        known += [line for trade in trades() for line in trade.hooks[style_id]]
        own = {word for line in STYLES[style_id].film.hooks for word in words(re.sub(r"\{\{.*?\}\}", "", line))}
        for product, description in ALL.items():
            told = {*words(f"{product} {description}"), *own, *SMALL}
            told |= {form for word in told for form in (word.rstrip("s"), f"{word}s")}
            hook = written(product, style_id).hook
            assert hook in known or not set(words(hook)) - told

    def test_invents_no_number_and_loses_none(self, style_id):
        for product, description in ALL.items():
            made = " ".join(written(product, style_id).texts.values()).casefold()
            assert set(re.findall(r"\d+", made)) == set(re.findall(r"\d+", description))
            assert not [number for number in NUMBERS.findall(description) if number not in made]

    def test_speaks_in_sentences(self, style_id):
        for product in ALL:
            for scene in written(product, style_id).scenes:
                for sentence in re.split(r"(?<=[.!?])(?<!Dr\.)\s", scene.voice):
                    assert sentence[0].isupper() or sentence[0].isdigit() or sentence.startswith(product)
                    assert sentence[-1] in ".!?"

    def test_opens_in_two_lines_at_most_and_says_that_nowhere_again_on_the_picture(self, style_id):
        for product in ALL:
            made = written(product, style_id)
            hook = made.hook.casefold().rstrip(".!?")
            assert len(made.hook) <= HOOK_CHARS
            assert hook not in made.scenes[0].voice.casefold()
            assert hook not in {made.tagline.casefold(), *(scene.title.casefold() for scene in made.scenes)}

    def test_fills_time_with_what_says_nothing_only_where_there_are_no_facts(self, style_id):
        film = STYLES[style_id].film
        idle = {line for scene in film.scenes[1:3] for line in scene.lines if not required_of(line)}
        for product, description in ALL.items():
            told = pitch(product, description)
            facts = [p for p in told.phrases if is_fact(p) and p.core not in told.kind + told.what]
            said = [scene.voice for scene in written(product, style_id).scenes[1:3]]
            assert sum(voice in idle for voice in said) <= max(0, 2 - len(facts))


class TestWhatStrikes:
    @pytest.mark.parametrize(
        ("description", "struck"),
        [
            ("A watch that runs for three days without winding.", "Three days. No winding"),
            ("A bike that carries two children up to 80 km on one charge.", "Two children. 80 km. One charge"),
            ("A lamp. Solid oak, no app, no cables.", "No app. No cables"),
            ("A bike with a range of 120 km.", "120 km of range"),
            ("A kettle that boils a litre in 90 seconds.", "A litre in 90 seconds"),
            ("A charity that cooks 300 hot meals a night for people in need.", "300 hot meals a night"),
            ("A wine, picked at night and aged in oak.", "Picked at night. Aged in oak"),
            ("Dog food. Vets recommend it, dogs love it.", "Vets recommend it. Dogs love it"),
            ("A duvet: cool in summer, warm in winter.", "Cool in summer. Warm in winter"),
        ],
    )
    def test_is_a_number_an_absence_or_a_pair(self, description, struck):
        assert max(strikes(pitch("Halo", description).phrases), key=lambda strike: strike.worth).text == struck

    def test_is_no_number_of_two_facts_of_which_one_would_seem_the_reason_of_the_other(self):
        facts = pitch("Halo", "We rescue 900 hedgehogs a year. Five euros feed one for a week.").phrases
        assert not [s.text for s in strikes(facts) if "900" in s.text and "ive euros" in s.text]

    def test_is_no_beginning_that_means_something_else(self):
        facts = pitch("Halo", "A power bank that charges any phone twice and itself in under 20 minutes flat.").phrases
        assert not [s.text for s in strikes(facts) if s.text.endswith("itself")]


class TestFactsThatAreSpoken:
    @pytest.mark.parametrize(
        ("description", "said"),
        [
            ("A watch with a Swiss movement and a strap of leather. Made by hand, it runs for three days.",
             "it has a Swiss movement and a strap of leather, and it's made by hand. it runs for three days"),
            ("A mat that doesn't slip, doesn't smell and folds flat.", "it doesn't slip, doesn't smell and folds flat"),
            ("Soy candles poured by hand. They burn for 50 hours.", "they're poured by hand, and they burn for 50 hours"),
            ("Vegan socks. Soft wool, wide toes, no seams.", "soft wool, wide toes and no seams"),
            ("A hotel with twelve rooms and no television.", "it has twelve rooms, and no television"),
            ("A bakery. We bake our own bread and deliver it by bike.", "we bake our own bread and deliver it by bike"),
            ("I restore violins in my workshop.", "I restore violins in my workshop"),
            ("A piano teacher with small hands and big ears.", "you get small hands and big ears"),
            ("A tool that switches itself off.", "it switches itself off"),
            ("A tool. Charge it once a month.", "charge it once a month"),
        ],
    )  # fmt: skip
    def test_have_a_subject_and_those_of_one_kind_are_one_sentence(self, description, said):
        told = pitch("Halo", description)
        facts = [p for p in told.phrases if p.form != "offer"]
        assert spoken(facts, Speaker(told.actor or "Halo", told.goods, ours=told.ours)) == said

    def test_go_on_from_what_was_said_before(self):
        told = pitch("Halo", "A hotel with twelve rooms.")
        assert spoken(told.phrases, Speaker(), before="It has a garden.") == "it also has twelve rooms"

    def test_are_said_formally_where_the_style_is(self):
        told = pitch("Halo", "A wine. Aged in oak.")
        assert spoken(told.phrases, Speaker(formal=True)) == "it is aged in oak"

    @pytest.mark.parametrize(
        ("third", "plain"),
        [
            ("rescues, nurses and releases hedgehogs", "rescue, nurse and release hedgehogs"),
            ("doesn't itch", "don't itch"),
            ("carries you", "carry you"),
            ("can be washed", "can be washed"),
            ("never smells", "never smell"),
        ],
    )
    def test_are_plural_of_many(self, third, plain):
        assert plain_row(third) == plain


class TestOpeningWordsByTrade:
    def test_are_of_each_style_and_short_enough_to_stand_large(self):
        for trade in trades():
            assert set(trade.hooks) == {"luxury", "energetic", "minimal", "bold"}
            assert all(2 <= len(lines) == len(set(lines)) for lines in trade.hooks.values())
            assert all(len(line) <= 34 for lines in trade.hooks.values() for line in lines)

    def test_claim_nothing_that_is_counted(self):
        assert not [
            line for trade in trades() for lines in trade.hooks.values() for line in lines if re.search(r"\d", line)
        ]

    def test_are_in_the_voice_of_their_style(self):
        for trade in trades():
            assert not any("!" in line for style in ("luxury", "minimal", "bold") for line in trade.hooks[style])
            assert all(re.search(r"[!?]$", line) for line in trade.hooks["energetic"])

    @pytest.mark.parametrize(
        ("kind", "told", "like"),
        [
            ("a bicycle courier", "", "parcel"),
            ("a perfume of rose", "", "perfume"),
            ("", "learn spanish in ten minutes a day", "language"),
        ],
    )
    def test_are_of_what_the_product_is_rather_than_of_what_it_has_to_do_with(self, kind, told, like):
        assert hooks_for(kind, told, "bold") == hooks_for(like, "", "bold") != ()

    def test_are_none_where_no_trade_is_named_or_the_style_has_none(self):
        assert hooks_for("a thing", "", "bold") == hooks_for("a perfume", "", "plain") == ()
