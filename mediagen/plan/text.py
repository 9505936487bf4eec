"""What text is the same text: the rules by which input is normalised before it can reach a key; which way it is
read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_APOSTROPHE = re.compile(r"(?<=[^\W\d])'")
_BLANK_LINES = re.compile(r"\n{3,}")
_NOT_SLUG = re.compile(r"[\x00-/:-`{-\x7f]+")
"""Of ASCII, all but small letters and digits."""


def nfc(text: str) -> str:
    """`text` in Unicode NFC, so that é typed as one or as two code points is one text."""
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def narration(text: str) -> str:
    r"""`text` as it is spoken or written: NFC, no white space at the ends of it or of a line, runs of blanks
    as one, at most one blank line in a row. Letters, their case and paragraph breaks stay.

    >>> narration("  Hello,\\t world. \\r\\n\\n\\n\\nBye ")
    'Hello, world.\\n\\nBye'
    """
    lines = nfc(text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    text = "\n".join([" ".join(line.split()) for line in lines]).strip("\n")
    return _BLANK_LINES.sub("\n\n", text) if "\n\n\n" in text else text


def printed(text: str) -> str:
    """`text` as it is set in type: apostrophes and dashes for what typewriters have in their place. Each character
    stays in its place. Quotation marks differ from language to language, and stay as they are.

    >>> printed("It's here - now")
    'It’s here – now'
    """
    return _APOSTROPHE.sub("’", text).replace(" - ", " – ")


def name(value: str) -> str:
    """A one-line input value: NFC, stripped, inner white space (line breaks too) as single blanks."""
    return " ".join(nfc(value).split())


def is_seen(text: str) -> bool:
    r"""Whether anything in `text` leaves ink: not blanks, marks without a letter and what only steers others.

    >>> is_seen("…"), is_seen("\u200b \ufe0f")
    (True, False)
    """
    kinds = map(unicodedata.category, text)
    return any(kind[0] in "LNPS" or kind in {"Co", "Cn"} for kind in kinds)


def fold(value: str) -> str:
    """The identity of a list row's name: `name`, then letter case ignored (full Unicode case folding).

    Only list rows and inputs declared `case: ignore` are compared so; narration text never is.
    """
    return nfc(name(value).casefold())


def slug(value: str) -> str:
    """`value` as an id that may be a file's name: its letters and digits of any script, small and in NFC, the accents
    of Latin ones dropped, and _ for all that is between them; empty when nothing is left of it.

    >>> slug("Rock Climbing"), slug("Pétanque"), slug("東京 / Blend")
    ('rock_climbing', 'petanque', '東京_blend')
    """
    plain = value.casefold()
    if not plain.isascii():
        folded = unicodedata.normalize("NFKD", value).casefold()
        plain = nfc("".join(_lettered(unicodedata.normalize("NFKD", folded))))
    return _NOT_SLUG.sub("_", plain).strip("_")


def _lettered(decomposed: str) -> Iterator[str]:
    """Letters, digits, and the marks of those that are not Latin; _ for others, nothing for what is not seen."""
    letter = ""
    for char in decomposed:
        kind = unicodedata.category(char)
        if kind[0] in "LN":
            letter = char
            yield char
        elif kind[0] == "M":
            yield "" if letter.isascii() else char
        elif kind != "Cf":
            letter = ""
            yield "_"


def primary(language: str) -> str:
    """The language of a tag without its country (BCP 47): en of en-GB, en_gb and EN."""
    return language.lower().replace("_", "-").partition("-")[0]


def is_leftwards(text: str) -> bool:
    """Whether a paragraph is read from right to left: by its first letter that has a direction (UAX #9, P2)."""
    kinds = (unicodedata.bidirectional(c) for c in text)
    return next((kind for kind in kinds if kind in {"L", "R", "AL"}), "L") != "L"
