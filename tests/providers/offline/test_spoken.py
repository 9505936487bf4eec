"""What is said for what is written, without any sound."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediagen.errors import ProviderError
from mediagen.providers.offline.engine import engine
from mediagen.providers.offline.spoken import ELLIPSIS, LINE, LONGEST, PARAGRAPH, SENTENCE, breaths, unreadable


def said(text):
    """All that is said, as one line."""
    return " ".join(" ".join(b.chunks) for b in breaths(text, known=engine().known))


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("0", "zero."),
        ("1205", "twelve oh five."),
        ("1,205", "one thousand two hundred five."),
        ("15000", "fifteen thousand."),
        ("1,234,567", "one million two hundred thirty four thousand five hundred sixty seven."),
        ("3.14", "three point one four."),
        (".5", "point five."),
        ("-7", "minus seven."),
        ("007", "zero zero seven."),
        ("123456789012345678901", "one two three four five six seven eight nine zero " * 2 + "one."),
        ("1st 2nd 3rd 21st 100th", "first second third twenty first one hundredth."),
        ("in 1998 and 2005, 2024", "in nineteen ninety eight and two thousand five, twenty twenty four."),
        ("the 1990s, the '80s, the 60s", "the nineteen nineties, the eighties, the sixties."),
        ("3-5 or 3–5 sets", "three to five or three to five sets."),
        ("1998–2004", "nineteen ninety eight to two thousand four."),
        ("2019-20", "twenty nineteen to twenty."),
        ("50% or 2.5%", "fifty percent or two point five percent."),
        ("5-10%", "five to ten percent."),
        ("$3.50", "three dollars and fifty cents."),
        ("$1", "one dollar."),
        ("$3.2 billion,", "three point two billion dollars,"),
        ("£5 and €10", "five pounds and ten euros."),
        ("-$20", "minus twenty dollars."),
        ("$5m", "five million dollars."),
        ("99¢", "ninety nine cents."),
        ("9:30 am", "nine thirty A.M."),
        ("at 9:05pm", "at nine oh five P.M."),
        ("at 6:00", "at six o'clock."),
        ("7 a.m. runs", "seven A.M runs."),
        ("a 3:1 ratio", "a three to one ratio."),
        ("16:9", "sixteen to nine."),
        ("2024-03-21", "March twenty first, twenty twenty four."),
        ("7/4/2021", "July fourth, twenty twenty one."),
        ("Jan. 5th", "January fifth."),
        ("on March 3, 2020", "on March third, twenty twenty."),
        ("555-123-4567", "five five five, one two three, four five six seven."),
        ("(555) 123-4567", "five five five, one two three, four five six seven."),
        ("1/2 or 2/3 or 3/4", "one half or two thirds or three quarters."),
        ("3½ hours", "three and a half hours."),
        ("1 1/2 cups", "one and one half cups."),
        ("a 4-4-2", "a four four two."),
        ("5 km, 1 kg, 12 m", "five kilometers, one kilogram, twelve meters."),
        ("a 38 mm case, 100 km range", "a thirty eight millimeter case, one hundred kilometer range."),
        (
            "11 and 12 July, 13 to 17 July",
            "the eleventh and the twelfth of July, the thirteenth to the seventeenth of July.",
        ),
        ("24.90 €, 1.00 €, VAT free", "twenty four euros and ninety cents, one euro, VAT free."),
        ("80kg at 12 km/h", "eighty kilograms at twelve kilometers per hour."),
        ("60 mph", "sixty miles per hour."),
        ("20°C or 68 °F", "twenty degrees Celsius or sixty eight degrees Fahrenheit."),
        ("175 lb and 8 oz", "one hundred seventy five pounds and eight ounces."),
        ("6'2\" tall", "six foot two tall."),
        ("the 100m dash", "the one hundred meter dash."),
        ("the 4x100m relay", "the four by one hundred meter relay."),
        ("I am in 5 in total", "I am in five in total."),
        ("#1 of 10", "number one of ten."),
        ("No. 5 wins", "number five wins."),
        ("No. Never.", "No. Never."),
        ("rock & roll @ home", "rock and roll at home."),
        ("24/7", "twenty four seven."),
        ("a 20-year-old", "a twenty year old."),
        ("F1, MP3 and B2B", "F one, M.P three and B two B."),
        ("10k+ fans", "ten K plus fans."),
        ("Dr. Smith met Mrs. Jones.", "doctor Smith met missus Jones."),
        ("St. Louis vs. Main St. today", "saint Louis versus Main street today."),
        ("e.g. this, i.e. that, etc.", "for example this, that is that, et cetera."),
        ("J. K. Rowling", "J K Rowling."),
        ("the U.S. team", "the U.S team."),
        ("Henry VIII and World War II", "Henry the eighth and World War two."),
        ("THIS IS IT!", "this is it!"),
        ("the IT team in the US", "the IT team in the US."),
        ("NBA, BMX, MMA, UFC", "NBA, BMX, MMA, UFC."),
        ("me@example.org", "me at example dot org."),
        ("https://www.example.com/shop-now?x=1", "example dot com slash shop dash now."),
        ("# Title\n\n**bold** and _soft_ `code`", "Title. bold and soft code."),
        ("- one\n- two", "one. two."),
        ("a [link](https://example.com/a) here", "a link here."),
        ("“Really?” he asked.", "Really, he asked."),
        ("word — word", "word— word."),
        ("yes—no", "yes, no."),
        ("and/or", "and or."),
        ("Well done 🎉 champion 💪🏽!", "Well done champion!"),
        ("café naïve Müller Łódź", "café naive Müller Lódź."),
        ("the value of π", "the value of pi."),
        ("It’s rock’n’roll", "It's rock'n'roll."),
        ("open 9am–5pm or 6-8pm, Mon–Fri", "open nine A.M to five P.M or six to eight P.M, Monday to Friday."),
        ("at 8.30 pm", "at eight thirty P.M."),
        ("5 - 10 years, 20°–25°C", "five to ten years, twenty degrees to twenty five degrees Celsius."),
        (
            "on 1 May 2026 and 21.11.2026",
            "on the first of May twenty twenty six and November twenty first, twenty twenty six.",
        ),
        ("Ends 12/31, not 31/12 or 05/12.", "Ends December thirty first, not thirty one over twelve or May twelfth."),
        ("50/50, 4.8/5 and 9/10 people", "fifty fifty, four point eight out of five and nine out of ten people."),
        ("$9.99/mo or €5/kg", "nine dollars and ninety nine cents per month or five euros per kilogram."),
        ("20 EUR, 4,99 €, 99p", "twenty euros, four euros and ninety nine cents, ninety nine pence."),
        (
            "Call 0800 123 4567 or 911",
            "Call zero eight zero zero, one two three, four five six seven, or nine hundred eleven.",
        ),
        ("Dial 112 for help", "Dial one one two for help."),
        ("100 kWh at 40 dB, 1500 W", "one hundred kilowatt hours at forty decibels, one thousand five hundred watts."),
        ("5G in 1080p for 1h 30m", "five G in ten eighty P for one hour thirty minutes."),
        ('a 27" screen, 10" wide; a 5-km run', "a twenty seven inch screen, ten inches wide; a five kilometer run."),
        ('He said "only 27" to us.', "He said only twenty seven to us."),
        ("~20, >100, ±5, 10²", "about twenty, more than one hundred, plus or minus five, ten squared."),
        ("2+2=4 in C++ and C# on Fun+", "two plus two equals four in C plus plus and C sharp on Fun plus."),
        ("AT&T and salt&pepper", "A.T and T and salt and pepper."),
        ("LED TV with an ETA", "LED TV with an ETA."),
        ("Room 101, an A380, v2.0.1", "Room one oh one, an A. three eighty, v two point zero point one."),
        ("Fantasy VII and the IV drip", "Fantasy seven and the IV drip."),
        ("max. 10 on p. 12, incl. tax", "maximum ten on page twelve, including tax."),
        ("#summer2026", "hashtag summer twenty twenty six."),
        ("Visit brew.coffee today", "Visit brew dot coffee today."),
        ("a Porsche and a jalapeño", "a Porsha and a holla-painyo."),
        ("ｆｕｌｌ width", "full width."),
        ("a $5 bill, a $20-a-day habit", "a five dollar bill, a twenty dollar a day habit."),
        ("She gave a $5 and a €10, a $20.", "She gave a five dollars and a ten euros, a twenty dollars."),
        ("an RS 3, RS3", "an RS three, R.S three."),
        ("CHF 45.00 or USD 50", "forty five Swiss francs or fifty dollars."),
        ("Open 24/7, 20 x 30 x 40 cm", "Open twenty four seven, twenty by thirty by forty centimeters."),
        ("£ 10 billion, € 5, $ 5", "pounds ten billion, five euros, five dollars."),
        ("Rs. 499, kr 20, R$ 5", "four hundred ninety nine rupees, twenty kroner, five reais."),
        (
            "1.299,00 €, 1'250 francs",
            "one thousand two hundred ninety nine euros, one thousand two hundred fifty francs.",
        ),
        ("1 000 000 people, 10\u00a0000 more", "one million people, ten thousand more."),
        ("10 000 people. 1 000 000. 5 500 times", "ten thousand people. one million. five five hundred times."),
        ("½ tsp, 2 1/4 lbs, 16 fl oz", "one half teaspoon, two and one quarter pounds, sixteen fluid ounces."),
        (
            "an 8 oz. steak of 5 lb. in 20 sq. ft. rooms",
            "an eight ounces steak of five pounds in twenty square feet rooms.",
        ),
        ("$5/mo. billed annually", "five dollars per month billed annually."),
        ("7 hrs/night at 5 miles/hour", "seven hours per night at five miles per hour."),
        ("No. 7, No.1, Nos. 1 & 2", "number seven, number one, numbers one and two."),
        ("a 2,000-year-old", "a two thousand year old."),
        (
            "100 kg x 5, 10 x 15 cm, 5 v 5",
            "one hundred kilograms times five, ten by fifteen centimeters, five versus five.",
        ),
        (
            "221B Baker Street, Apt. 4B, 4B views",
            "two hundred twenty one B Baker Street, apartment four B, four billion views.",
        ),
        ("Mon - Fri, Mon.–Sat. 9–5", "Monday to Friday, Monday to Saturday nine to five."),
        ("She sat in the sun. Sun: closed.", "She sat in the sun. Sun: closed."),
        ("May 5–7, 5–7 May, by 5/6", "May fifth to seventh, the fifth to the seventh of May, by May sixth."),
        ("5 p.m. EST, 12:00 noon", "five P.M EST, twelve noon."),
        ("Text STOP to 12345, ZIP 90210", "Text stop to one two three four five, zip nine zero two one zero."),
        ("Tel. 030 1234567", "telephone zero three zero, one two three four five six seven."),
        (
            "Join our team. A desk, plan A. Kane v Smith, v 2.0",
            "Join our team. A desk, plan A. Kane versus Smith, v two point zero.",
        ),
        ("DON'T WAIT: IT'S THE CEO'S BA", "don't wait: it's the CEO'S BA."),
        ("a Ph.D. in rock 'n' roll", "a P.H.D in rock and roll."),
        ("a 5⭐ stay, ★★★★", "a five star stay, four star."),
        ("✅ Free returns ✅ Fast delivery", "Free returns, Fast delivery."),
        ("I ❤️ NY. Thanks ❤️ Bob.", "I love NY. Thanks Bob."),
        ("Henry VIII's wives in the XX century", "Henry the eighth's wives in the twentieth century."),
        ("GPA 3.8/4.0, 3/$10 for 6 mos.", "GPA three point eight out of four, three for ten dollars for six months."),
        ("in 4.5 sec. or 1 hr. Then 5 hrs.", "in four point five seconds or one hour. Then five hours."),
        ("→ Shop now &amp; save", "Shop now and save."),
        ("[whispers] Hello (long pause) there", "Hello. there."),
    ],
)
def test_what_is_written_short_is_said_in_full(written, spoken):
    assert said(written) == spoken


def test_a_number_of_any_length_is_read_digit_by_digit():
    assert said("7" * 5_000).split() == ["seven"] * 4_999 + ["seven."]


def pauses(text):
    return [(" ".join(b.chunks), b.pause) for b in breaths(text)]


def test_sentences_lines_and_paragraphs_are_apart_by_growing_pauses():
    assert pauses("One. Two!\nThree\n\nFour") == [
        ("One.", SENTENCE),
        ("Two!", LINE),
        ("Three.", PARAGRAPH),
        ("Four.", 0.0),
    ]


def test_three_dots_hold_the_voice_back():
    assert pauses("Breathe in... and out… slowly.") == [
        ("Breathe in…", ELLIPSIS),
        ("and out…", ELLIPSIS),
        ("slowly.", SENTENCE),
    ]


@pytest.mark.parametrize(
    ("direction", "seconds"),
    [("[pause]", 1.5), ("[pause 3s]", 3.0), ("[pause for 4 seconds]", 4.0), ('<break time="800ms"/>', 0.8),
     ('<break time="2.5s" />', 2.5), ("[pause 999s]", 30.0)],
)  # fmt: skip
def test_a_stage_direction_is_a_silence_and_is_not_read_out(direction, seconds):
    assert pauses(f"Relax. {direction} Go on.") == [
        ("Relax.", SENTENCE), ("", seconds), ("Go on.", SENTENCE)
    ]  # fmt: skip


def test_only_a_pause_that_the_text_asks_for_is_as_long_at_any_speed():
    found = breaths("Relax. Breathe [pause 3s] deeply. [pause] Go on...")
    assert [b.asked for b in found] == [False, True, False, True, False]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("He came on Jan. 5th at 5 p.m. Then he left.", 2),
        ("Dr. Smith of Acme Inc. won. It ended.", 2),
        ("We won in the U.S. It was cold.", 2),
        ("See the U.S. Open at 3 p.m. Monday.", 1),
        ("breathe in. breathe out. relax.", 3),
        ("Take vitamin C. Then rest.", 2),
        ("He ran, swam, etc. The others rested.", 2),
    ],
)
def test_a_full_stop_ends_a_sentence_only_where_it_does(text, sentences):
    assert len(breaths(text)) == sentences


def test_a_sentence_too_long_for_one_breath_is_cut_at_a_clause():
    text = "so we walked along the river and over the old bridge, " * 12 + "and home."
    found = breaths(text)
    assert len(found) > 2
    assert all(len(" ".join(b.chunks)) <= LONGEST + 10 for b in found)
    assert all(b.chunks[-1].endswith(",") for b in found[:-1])


def test_a_sentence_without_any_mark_is_cut_between_words():
    found = breaths("river " * 200)
    assert sum(len(b.chunks) for b in found) == 200
    assert all(len(" ".join(b.chunks)) <= LONGEST + 10 for b in found)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Hello мир", "и м р"),
        ("こんにちは", "こ ち に は"),
        ("你好 world", "你 好"),
        ("مرحبا", "ا ب ح ر م"),
        ("λόγος", "λ"),
    ],
)
def test_letters_of_another_script_are_known_by_name(text, named):
    assert set(named.split()) <= set(unreadable(text))


@pytest.mark.parametrize("text", ["", "   ", "😀", "… — !", "***", "[pause]"])
def test_text_with_nothing_to_say_is_refused(text):
    with pytest.raises(ProviderError, match="nothing in the text can be spoken"):
        breaths(text)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=80))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_or_refused_and_words_stay_in_order(text):
    try:
        found = breaths(text)
    except ProviderError:
        return
    owners = [o for b in found for o in b.owners]
    assert owners == sorted(owners)
    assert not owners or owners[-1] < len(text.split())
    assert not re.search(r"\d|\s", "".join(c for b in found for c in b.chunks))


@given(
    st.lists(
        st.sampled_from(
            [
                "5",
                "km",
                "$3",
                ".",
                "...",
                "[pause]",
                "Dr.",
                "(the)",
                "9:30",
                "am",
                "1/2",
                "—",
                "U.S.",
                "&",
                "3-5%",
                ",",
                "?",
                "x²",
                "Jan.",
                "'tis",
                "\n",
            ]
        )
    )
)
@settings(max_examples=300, deadline=None)
def test_any_order_of_what_is_special_is_read_or_refused(pieces):
    test_any_text_is_read_or_refused_and_words_stay_in_order.hypothesis.inner_test(" ".join(pieces))
