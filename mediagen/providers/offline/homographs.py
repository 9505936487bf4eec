"""Words of which one spelling has several sounds: which is meant, where the phonemiser's tagger does not know.

It tells verbs from nouns by a few words around. Wrong for it are orders, of which ads and guides are full (use code,
wind down, close deals), and words that it has in one sound only (resume, lead, minute).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from mediagen.providers.offline.names import SAID


def _any(words: str) -> str:
    """Any of the words."""
    return rf"\b(?:{'|'.join(words.split())})"


_STARTS = _any("then please just simply now n't never always")
_ORDER = rf"(?:^|[.,;:!?…—“”(] |{_STARTS} )"
"""Before it an order may begin: nothing, or a mark."""
_ENDS = r"(?:$|[.,;:!?…—“”)])"
_MINE = "a an the your my his her our their this that each every of on"
_DOING = _any("i you we they it he she will can to not must should would may")
_WHOSE = rf"{_any(_MINE + ' with through')}(?: (?!{_DOING}\b)\w+)? "
_BEING = _any("am is are was were be been being feel feels feeling felt stay perfectly fully truly deeply quite")
_CALM = _any("calm happy safe warm relaxed peaceful rested quiet")


@dataclass(frozen=True, slots=True)
class _Sense:
    """A sound that a word has `after` one text and `before` another (patterns; in lower case, marks apart)."""

    phonemes: str
    after: str = ""
    before: str = ""

    def fits(self, left: str, right: str) -> bool:
        return bool(_pattern(f"(?:{self.after})$").search(left) and _pattern(self.before).match(right))


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)


def _not_after(words: str) -> str:
    return "".join(rf"(?<!\b{word} )" for word in words.split())


def _order(phonemes: str, before: str, also: str = "") -> _Sense:
    """The sound of a verb in an order, and after the words of `also`, before any of the words `before`."""
    after = f"{_ORDER}|{_any(also)} " if also else _ORDER
    return _Sense(phonemes, after, rf"{_any(before)}\b" if before else r"\w")


SENSES: dict[str, tuple[_Sense, ...]] = {
    "alternate": (_order("ˈɔltəɹnˌAt", "legs arms hands feet sides between with"),),
    "associate": (_order("əsˈOsiˌAt", "with it them each your", "to we you i they"),),
    "bow": (
        _Sense("bˈW", rf"{_any('take takes took taking')} {_any('a your his her their')} (?:\w+ )?"),
        _Sense("bˈW", "", r"of the (?:ship|boat|yacht)\b"),
        _order("bˈW", "down your to before out forward", "to and we you they i"),
    ),
    "close": (
        _Sense("klˈOz", rf"{_ORDER}|{_any('to you we i')} ", r"(?:more |the |bigger )?(?:deals?|sales|gaps?)\b"),
    ),
    "combine": (_Sense("kəmbˈIn", f"{_ORDER}|\\bto ", r"(?!harvest)\w"),),
    "conduct": (_Sense("kəndˈʌkt", f"{_ORDER}|\\bto ", r"(?!of\b|is\b|at\b)\w"),),
    "content": (
        _Sense(
            "kəntˈɛnt",
            rf"(?:{_BEING}|'re|'m|{_CALM} (?:, )?and) ",
            rf"{_any('with and to in here just knowing')}\b|{_ENDS}",
        ),
        _Sense("kˈɑntɛnt"),
    ),
    "contract": (
        _order("kəntɹˈækt", "your the each"),
        _Sense("kəntɹˈækt", r"\bmuscles? ", rf"(?:and|or)\b|{_ENDS}"),
    ),
    "convert": (_order("kənvˈɜɹt", "", "to"),),
    "delegate": (_order("dˈɛləɡˌAt", ""),),
    "dove": (_Sense("dˈOv", _not_after("a the white my"), rf"{_any('into in off under straight deep down')}\b"),),
    "duplicate": (_order("dˈupləkˌAt", "it the your files pages this any"),),
    "graduate": (_order("ɡɹˈæʤəwˌAt", "in from to with early debt"),),
    "initiate": (_Sense("ɪnˈɪʃiˌAt"),),
    "lead": (
        _Sense("lˈɛd", r"\bmade (?:of|from|with) (?:\w+ )?"),
        _Sense("lˈɛd", "", rf"{_any('pipes? paint poisoning acid pencils? weights? exposure')}\b"),
    ),
    "live": (
        _order("lˈɪv", r"in an? your my our the like well more free life fully boldly without every for with it \w+er"),
        _Sense("lˈɪv", _ORDER, ", (?:laugh|love|learn)"),
        _Sense(
            "lˈIv",
            rf"{_any('watch see catch hear join stream streaming streamed broadcast going goes gone')} "
            r"(?:(?:it|them|us) )?",
            rf"{_any('on now from at online today tonight')}\b|{_ENDS}",
        ),
    ),
    "minute": (
        _Sense(
            "mInˈut",
            r"(?<!\blast )(?<!ty )(?<!\bfive )(?<!\bten )(?<!een )",
            rf"{_any('details? amounts? differences? traces? particles?')}\b",
        ),
    ),
    "object": (
        _Sense("əbʤˈɛkt", f"(?:{_any('to i you we they not may might would could who')}|n't) ", rf"to\b|{_ENDS}"),
    ),
    "polish": (_order("pˈɑlɪʃ", "your the it up off my every each until and with", "to and"),),
    "progress": (
        _order("pɹəɡɹˈɛs", "through from towards?"),
        _Sense("pɹəɡɹˈɛs", _ORDER, r"(?:to the|to an?|to your|at your)\b"),
    ),
    "project": (
        _Sense(
            "pɹəʤˈɛkt",
            f"{_ORDER}|{_any('to you we they can will and')} ",
            r"(?:(?:more|your|calm|real|an?) )*(?:confidence|calm|authority|voice|energy|profit|image)\b",
        ),
    ),
    "read": (
        _Sense(
            "ɹˈɛd",
            rf"(?:{_any('have has had having')}|'ve) "
            rf"(?:(?:{_any('you i we they he she ever never already just not all also only')}|n't|\w+ly) )*",
        ),
        _Sense("ɹˈɛd", _ORDER, r"by\b(?! (?:candle|day|night|the (?:pool|fire|sea|window|lake|light|lamp|bed))\w*)"),
    ),
    "record": (
        _order(
            "ɹəkˈɔɹd",
            "memories everything anything videos? audio calls? meetings? moments? voices? answers? interviews? what"
            " any all each every in",
        ),
    ),
    "resume": (
        _Sense("ɹˈɛzəmˌA", _WHOSE, rf"(?!{_any('buttons? features? functions? keys? training work')}\b)"),
        _Sense("ɹˈɛzəmˌA", "", rf"{_any('builder tips? templates? review writing writer scanner checker gaps?')}\b"),
    ),
    "resumes": (_order("ɹˈɛzəmˌAz", "", f"{_MINE} most many other these those all reading screening good great"),),
    "sake": (
        _Sense("sˈAk", r"\bfor (?:[\w'’]+ ){1,4}"),
        _Sense("sˈɑki"),
    ),
    "separate": (_Sense("sˈɛpəɹˌAt", _ORDER, r"\w+ from\b"),),
    "tear": (
        _Sense("tˈɛɹ", r"\bwear and "),
        _order("tˈɛɹ", "here along off out into through apart down up it the your open"),
    ),
    "use": (_Sense("jˈuz", _ORDER, rf"(?!{_any('of is was for in and as cases?')}\b)\w"),),
    "wind": (_Sense("wˈInd", _not_after("the this no strong high cold"), r"(?:down|up|back)\b"),),
}
"""For each word its sounds; the first that fits is said, and where none does what the phonemiser says."""


def settle(tokens: Sequence[Any]) -> None:
    """Gives phonemes to the tokens of one sentence (hibari's Tok) that are homographs or names known here."""
    words = [token.text.lower() for token in tokens]
    for i, (word, token) in enumerate(zip(words, tokens, strict=True)):
        token.phonemes = token.phonemes or SAID.get(word)
        if token.text == "A" and not token.whitespace and words[i + 1 : i + 2] == ["-"]:
            token.phonemes = "ˈA"  # A-levels
        if senses := SENSES.get(word):
            left, right = "".join(f"{w} " for w in words[:i]), " ".join(words[i + 1 :])
            token.phonemes = next((s.phonemes for s in senses if s.fits(left, right)), token.phonemes)
