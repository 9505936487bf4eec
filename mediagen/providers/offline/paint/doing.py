"""What people are said to do, told as the lexicon of work has it: who fixes a sink is "somebody mending"."""

from __future__ import annotations

import re

from mediagen.providers.offline.paint.finding import find, pattern
from mediagen.providers.offline.paint.people import folk

_A = r"(?:a |an |the |his |her |their |some |\w+ )?"
DOING: dict[str, str] = {
    "two people at a table": rf"playing (?:chess|cards|dominoes|{_A}board games?)|negotiating|discussing",
    "two people talking": r"shaking hands",
    "somebody walking a dog": rf"walk(?:s|ing) {_A}(?:dogs?|puppy|puppies)",
    "somebody pushing a wheelchair": r"push(?:es|ing) (?:[\w'’-]+ ){0,6}wheelchair",
    "somebody washing": r"washing(?: up)?|doing the dishes|brushing",
    "somebody pushing a pram": rf"push(?:es|ing) {_A}(?:pram|pushchair|stroller|buggy)",
    "somebody at a laptop": r"typing|coding|programming|working from home|"
    rf"(?:work|learn|study|writ|sit)\w* (?:\w+ )?(?:on|at|with|behind) {_A}(?:laptop|computer|screen)",
    "somebody cutting hair": r"cut(?:s|ting) (?:[\w'’]+ ){0,3}hair",
    "somebody painting a wall": rf"paint(?:s|ing) {_A}(?:wall|room|house|fence|door|ceiling)s?",
    "somebody photographing": rf"photographing|tak(?:es|ing) {_A}(?:photo|picture|photograph)s?",
    "somebody playing the guitar": rf"play(?:s|ing) {_A}(?:guitar|ukulele)",
    "somebody teaching somebody": r"teach(?:es|ing)|tutoring",
    "somebody treating a patient": r"(?:treat|examin)(?:s|es|ing)|with (?:a|her|his) patient",
    "somebody digging": r"digging|planting|weeding|raking|gardening|shovelling|pruning|hoeing",
    "somebody sweeping": r"sweeping|cleaning|mopping|vacuuming|hoovering",
    "somebody cooking": r"cooking|baking|kneading|frying|stirring|chopping|rolling out|making (?:\w+ )?"
    r"(?:pasta|pizza|bread|tortillas|cakes?|dumplings|soup|dinner|breakfast|lunch|coffee|tea|jam|cheese)",
    "somebody handing": r"hand(?:s|ing)(?: over)? (?!in\b)|giving",
    "somebody carrying": r"carr(?:ies|ying)",
    "somebody mending": r"fix(?:es|ing)|repair(?:s|ing)|mend(?:s|ing)|servicing|installing",
    "somebody at work": r"sanding|carving|building|assembling|sawing|soldering|sewing|wrapping (?:presents|gifts)|"
    r"hammering|polishing|packing|engraving|restoring|forging",
    "somebody looking out": r"(?:looks|looking|gazes|gazing) (?:out|over|across)|"
    r"(?:watches|watching|looking at) the (?:sea|sunset|sunrise|horizon|view|valley|stars|city|mountains|waves)",
}
"""Work of the lexicon → what is said of somebody who does it."""
_GAP = r"(?:,? (?!(?:and|or|portrait|with|holding|for|of|in an?)\b)[\w'’-]+){0,6}?,? "
_PATTERNS = {work: re.compile(rf"{_GAP}(?:{said})\b") for work, said in DOING.items()}
_WITH_OTHERS = tuple(
    f"somebody {done}"
    for done in ("pushing a wheelchair", "handing", "teaching", "treating", "cutting", "photographing")
)
"""Work of one of several: it is done to or for the others."""


def doing(text: str) -> str:
    """The work that somebody is said to do; "" where nobody does any, and where a portrait is asked for."""
    if find(text, folk.SEEN):
        return ""
    if said := re.match(r"(?:an? )?(dog walker|handshake)\b", text):
        return "somebody walking a dog" if said[1] == "dog walker" else "two people talking"
    every, ones = ([m.end() for m in pattern(listed).finditer(text)] for listed in (folk.ANYBODY, folk.ONE))
    for work, done in _PATTERNS.items():
        who = every if work.startswith("two") else ones if len(every) < 2 or work.startswith(_WITH_OTHERS) else ()
        if any(done.match(text, at) for at in who):
            return work
    return ""
