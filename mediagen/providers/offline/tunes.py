"""What melody a sentence asks for, by its words and marks alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

Tune = Literal["plain", "rise", "seek", "choice", "call"]
"""Of a statement, a question that yes or no can answer, one that asks for something, a choice, an exclamation."""

_FIRST = r"^\s*(?:(?:and|but|so|or|then|now|well|yet|also|oh|please|okay|yes|no|just)\s+)*"
_SUBJECT = "i|you|he|she|it|we|they|this|that|these|those|the|an?|my|your|his|her|our|their"
_SEEKS = re.compile(
    _FIRST + r"(?:(?:in|on|at|to|for|from|of|with|by|about|after|before|since|until|through|under)\s+)?"
    rf"(?:what|whom?|whose|which|when|where|why|how)(?:'\w+|(?!\s+(?:{_SUBJECT})\b))(?!\w)"
)
"""A clause that asks for something: `what did you see`, and not `what you saw`."""
_AUXILIARY = re.compile(
    r"(?:am|is|are|was|were|do|does|did|have|has|had|can?|could|wo|will|would|shall|should|may|might|must|ai)"
    r"(?:n't)?(?![\w'])"
)
_ASKS = re.compile(_FIRST + _AUXILIARY.pattern)
"""A clause that asks whether."""
_SHORT = 4
"""Words after "or", at the most, that are what can be chosen instead; before more it joins lesser things."""


def tune(chunks: Sequence[str]) -> Tune:
    """The melody of a sentence, given as it is said, marks attached."""
    if not chunks[-1].endswith("?"):
        return "call" if chunks[-1].endswith("!") else "plain"
    for clause in reversed(re.split("[,;:—]", " ".join(chunks).lower())):
        if _SEEKS.match(clause):
            return "seek"
        if _ASKS.match(clause):
            break
    return "choice" if _gives_a_choice(chunks) else "rise"


def _gives_a_choice(chunks: Sequence[str]) -> bool:
    """Whether a question ends with "or" and what can be chosen instead."""
    last = max((at for at, chunk in enumerate(chunks[:-1]) if chunk.lower() == "or"), default=0)
    return last > 0 and (len(chunks) - last - 1 <= _SHORT or bool(_AUXILIARY.match(chunks[last + 1])))
