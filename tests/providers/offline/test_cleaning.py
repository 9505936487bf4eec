"""How a description is read before anything is made of it."""

from __future__ import annotations

import pytest

from mediagen.providers.offline.copywriting.cleaning import cleaned, in_english
from mediagen.providers.offline.copywriting.pitch import pitch


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("🐾 We come to you! 🐾 Small dogs ❤️ welcome", "\n We come to you! \n Small dogs   welcome"),
        ("Works with ✅ Gmail ✅ Outlook", "Works with \n Gmail \n Outlook"),
        ("min. 2 nights, max. 8 people, approx. 3 km", "minimum 2 nights, maximum 8 people, about 3 km"),
        ("Ready in 2 min. Keep your number. 24 hrs", "Ready in 2 minutes. Keep your number. 24 hours"),
        ("5 yr warranty, lasts 5 yrs", "5-year warranty, lasts 5 years"),
        ("Bath & bed, licensed + insured", "Bath and bed, licensed and insured"),
        ("Pack of 3 = $59. $799 $649 today", "Pack of 3 for $59. was $799, now $649 today"),
        ("gluten free bakery. Fragrance free.", "gluten-free bakery. Fragrance free."),
        ("FRESH COFFEE, DELIVERED!", "Fresh coffee, delivered!"),
        ("AN AI ASSISTANT FOR THE UK", "An AI assistant for the UK"),
        ("NASA, USB", "NASA, USB"),
        ("Halo & Co, by Halo (pending) *new*", "Halo & Co, by Halo  new"),
    ],
)
def test_emoji_end_sentences_and_abbreviations_do_not(written, read):
    assert cleaned(written, "Halo & Co") == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Unser Hofladen / our farm shop: fresh eggs", "our farm shop: fresh eggs"),
        ("Schreibwerkstatt für Anfänger.", ""),
        ("Acht Abende, kleine Gruppe, eine erfahrene Autorin.", ""),
        ("Une nuit dans notre ferme", ""),
        ("Das Boot, a film about a submarine", "Das Boot, a film about a submarine"),
        ("MIT licence, pour over, Big Sur, Los Angeles, par 3", "MIT licence, pour over, Big Sur, Los Angeles, par 3"),
    ],
)
def test_what_is_no_english_is_left_out(written, read):
    assert in_english(written) == read


@pytest.mark.parametrize(
    ("description", "kind", "said"),
    [
        ("We're a family-run bakery from Leeds.", "a family-run bakery from Leeds", []),
        ("Man with a van. Seven days a week.", "a man with a van", ["seven days a week"]),
        ("A novel about a nurse who begins to receive letters from a patient who has died. 288 pages.",
         "a novel about a nurse", ["a nurse begins to receive letters from a patient who has died", "288 pages"]),
        ("Running shoes, cleaned, checked and resoled.", "running shoes", ["cleaned, checked and resoled"]),
        ("Tattoo studio, female-run.", "a tattoo studio", ["female-run"]),
        ("App plans your week.", "an app", ["plans your week"]),
        ("Three cabins in the Black Forest.", "three cabins in the Black Forest", []),
        ("Do your taxes in 20 minutes.", "", ["do your taxes in 20 minutes"]),
        ("A ring. Tracks sleep and stress. Frames from 14 makers.", "a ring", ["tracks sleep and stress", "frames from 14 makers"]),
        ("A nursery. We care for children from 6 months to 5 years.", "a nursery", ["cares for children from 6 months to 5 years"]),
        ("A desk. Assembly takes 15 minutes.", "a desk", ["assembly takes 15 minutes"]),
        ("A tray. A gift for people who have everything.", "a tray", ["a gift for people who have everything"]),
        ("A plan. Cancel any time.", "a plan", ["you can cancel any time"]),
        ("A mechanic. Book by ten and I come the same day.", "a mechanic", ["book by ten and I come the same day"]),
        ("A sauce like nonna made it. That's it.", "a sauce like nonna made it", []),
        ("A spa. 340 last year. Book online. Call us now.", "a spa", []),
    ],
)  # fmt: skip
def test_notes_are_read_as_what_they_say(description, kind, said):
    told = pitch("Halo", description)
    assert (told.kind or told.what) == kind
    assert [p.text for p in told.phrases if p.form != "place" and p.text != told.what] == said
