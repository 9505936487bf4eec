"""What stands in a text and is not read out: stage directions, and the blanks within one number."""

from __future__ import annotations

import re

from mediagen.providers.offline import lexicon as lex

HELD = "\ue000"
"""Around the seconds of a pause, in the word that holds it; alone it is a silent word."""
LONGEST_PAUSE = 30.0
_USUAL = 1.5

_DIRECTION = re.compile(
    r"<break\s+time=\"(?P<break>[\d.]+)(?P<ms>m?)s\"\s*/?>"
    r"|[\[(](?:(?:long|short|brief) )?pause(?:\s+(?:for\s+)?(?P<for>[\d.]+)\s*(?:s|secs?|seconds?)?)?[.]?[\])]"
    r"|(?P<manner>\[(?:laugh(?:s|ing)?|sighs?|whisper(?:s|ing)?|chuckles?|gasps?|breathes?(?: in| out)?"
    r"|excited(?:ly)?|softly|calm(?:ly)?|warmly|inhales?|exhales?)\])",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(
    r"(?<!\S)([$£€]?[1-9]\d{0,2}(?:(?:[ \u00a0\u202f\u2009]\d{3}){2,}|[\u00a0\u202f\u2009]\d{3}| 000))"
    r"(?!\w|[.,:/-]\d)(\S*)"
)
"""Two groups at the least; one of noughts, or after a blank at which no line ends."""


def directed(text: str) -> str:
    """`text` with its stage directions as silent words, of which the first holds a pause, and the groups of a number
    as one; of as many words as before.
    """
    text = text.replace("\r\n", "\n").replace(HELD, "")
    return _SUM.sub(_beside, _THOUSANDS.sub(_join, _DIRECTION.sub(_hold, text)))


_SUM = re.compile(
    rf"(?<!\S)(?<!\d )({'|'.join(map(re.escape, [*lex.CURRENCY_CODES, *lex.CURRENCIES]))})\.? (\d\S*+)"
    rf"(?! (?:{'|'.join(lex.SCALE_WORDS)})|(?<!\W) [$£€¥₹₩])",
)
"""An amount after the letters or the sign of its currency, with a blank between."""


def _beside(match: re.Match[str]) -> str:
    """CHF 45: as one word, and a silent one."""
    return f"{match[1]}{match[2]} {HELD}"


def _hold(match: re.Match[str]) -> str:
    """A stage direction as silent words, as many as were written, that hold a pause: none where it tells a manner."""
    given = match["break"] or match["for"]
    try:
        seconds = min(float(given or _USUAL) / (1000 if match["ms"] else 1), LONGEST_PAUSE)
    except ValueError:
        seconds = _USUAL
    held = HELD if match["manner"] else f"{HELD}{seconds:.3f}{HELD}"
    return " ".join([held, *(HELD for _ in match[0].split()[1:])])


def _join(match: re.Match[str]) -> str:
    """1 000 000: its first group says it all, the others nothing."""
    first, *others = re.split(r"\s", match[1])
    return " ".join([",".join([first, *others]) + match[2], *(HELD for _ in others)])
