"""Which sound a word has whose spelling has several, and how names of other languages are said: as phonemes."""

from __future__ import annotations

import pytest

from mediagen.providers.offline.engine import engine
from mediagen.providers.offline.homographs import SENSES
from mediagen.providers.offline.names import SAID
from mediagen.providers.offline.spoken import breaths


def phonemes(text):
    """All phonemes of a text, one line, without marks of stress."""
    letters = {number: letter for letter, number in engine()._vocabulary.items()}
    found = [engine().phones(breath.chunks).ids for breath in breaths(text, known=engine().known)]
    return "".join(letters[n] for ids in found for n in ids).replace("ˈ", "").replace("ˌ", "")


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("Use code FIT.", "juz kOd"),
        ("Make use of it.", "jus ʌv"),
        ("Wind down, breathe.", "wInd dWn"),
        ("The wind down the valley.", "wɪnd dWn"),
        ("Gently close your eyes.", "klOz jʊɹ"),
        ("Close more deals.", "klOz mɔɹ"),
        ("Stay close to me.", "klOs tə"),
        ("Content creators are content.", "kɑntɛnt kɹiATəɹz ɑɹ kəntɛnt."),
        ("Walk me through your resume.", "ɹɛzəmA."),
        ("The app will resume.", "ɹəzum."),
        ("Resume your run.", "ɹəzum jʊɹ"),
        ("Have you ever read it?", "ɹɛd ɪt"),
        ("Read by millions.", "ɹɛd bI"),
        ("Will you read it?", "ɹid ɪt"),
        ("Live longer.", "lɪv lɔŋ"),
        ("Watch live.", "lIv."),
        ("Let it live.", "lɪv."),
        ("The resume button.", "ɹəzum bʌtn"),
        ("For goodness sake.", "sAk."),
        ("Warm sake.", "sɑki."),
        ("Read by the pool.", "ɹid bI"),
        ("A strong wind down here.", "wɪnd"),
        ("Take a bow.", "ɐ bW."),
        ("A bow tie.", "ɐ bO tI"),
        ("Polish your skills.", "pɑlɪʃ jʊɹ"),
        ("The Polish team.", "pOlɪʃ tim"),
        ("The minute details.", "mInut də"),
        ("Just a minute.", "mɪnət."),
        ("Made of lead.", "lɛd."),
        ("Take the lead.", "lid."),
        ("Convert files.", "kənvɜɹt"),
        ("Delegate tasks.", "dɛləɡAt"),
        ("The A1 and vitamin A, please.", "ði A wʌn ænd vITəmən A,"),
        ("Shh, says IKEA in La Jolla.", "ʃʃʃ, sɛz Ikiə ɪn lɑ hYə."),
        ("Hors d'œuvres à la Beyoncé.", "ɔɹ dɜɹvz"),
    ],
)
def test_a_word_of_several_sounds_has_the_one_that_is_meant(text, heard):
    assert heard in phonemes(text)


def test_all_phonemes_are_such_as_the_voice_has():
    told = [*SAID.values(), *(sense.phonemes for senses in SENSES.values() for sense in senses)]
    assert set("".join(told)) <= set(engine()._vocabulary)
