"""The English that descriptions of products are written in: its verbs, and the small words that hold it together."""

from __future__ import annotations

import re

from mediagen.providers.offline.copywriting.vocabulary import (
    COUNTED,
    OF_US,
    PARTICIPLES,
    SELDOM_ORDERS,
    SURELY_VERBS,
    TRADESPEOPLE,
    VERBS,
    word_set,
)

MODALS = word_set("can will won't can't cannot may could should must never always does is")
PLURALS = {"don't": "doesn't", "do": "does", "aren't": "isn't", "haven't": "hasn't", "are": "is", "have": "has"}
"""Plural forms → singular ones, besides those that only take an -s."""
_IRREGULAR = {"is": "be", "does": "do", "goes": "go", "has": "have", "doesn't": "do", "isn't": "be"}
ADVERBS = word_set("also even still just never always simply")

DETERMINERS = word_set("""
    a all an any both each eight every fifty five forty four half hundred its less more nine no one seven six sixty
    ten that the their these thirty this those three twelve twenty two your
""")
PREPOSITIONS = word_set("""
    about above across after against along among around as at before behind below beneath beside between beyond by
    down during for from in inside into like near of off on onto out outside over past per round since than through
    to toward towards under until up upon with within without
""")
AFTER_A_VERB = (
    DETERMINERS
    | PREPOSITIONS
    | word_set("""
    again and apart away back beautifully better clean cool daily easily even everything fast flat fresh hot how it
    itself longer monthly nothing now offline only or perfectly quietly so them themselves today together us warm
    weekly well what whatever when whenever where wherever while you yourself
""")
)
SUBORDINATORS = ("so that", *sorted(word_set("so while when whenever because as until without wherever whether even")))
DANGLING = PREPOSITIONS - word_set("in on off up down out over through inside outside around by") | word_set(
    "a an the and or but your its that which is are more every so when while"
)
"""Words that no phrase ends with."""
PROPER = word_set("""
    american belgian bluetooth brazilian british canadian chinese colombian danish dutch egyptian english ethiopian
    european finnish french german greek himalayan icelandic indian irish italian japanese kenyan mediterranean
    january february april june july august september october november december monday tuesday wednesday thursday
    friday saturday sunday
    nordic norwegian peruvian portuguese scandinavian scottish spanish swedish swiss turkish usb welsh wi-fi
""")
_OF_QUALITIES = ("able", "ible", "ful", "less", "free", "proof", "ly", "ed", "ic", "ous", "safe", "ready", "made", "an")
AMOUNT = re.compile(r"[\d.,]+ ?(?:[mk]?g|[mc]?l|[mc]m|oz)")
"""How much there is of it: nothing to praise."""
_ADDRESS = re.compile(r"https?://|\bwww\.|\w@\w+\.\w")
_ARTICLE = re.compile(r"(?:a|an|the)\s", re.IGNORECASE)


def word(text: str, at: int = 0) -> str:
    """A word of `text` in small letters without marks; "" where there is none."""
    words = text.split(maxsplit=at + 1)
    return words[at].strip(",.;:!?\"“”'‘").lower().replace("’", "'") if len(words) > at else ""


def quiet(text: str, product: str) -> str:
    """A text in capitals throughout in small letters, but for the first of each sentence and the product's name."""
    if len(text.split()) < 4 or not text.replace(product, "").isupper():
        return text
    low = re.sub(r"(^|[.!?…]\s+|\n[-•·\s]*)(\w)", lambda m: m[1] + m[2].upper(), text.lower())
    return re.sub(re.escape(product), lambda _: product, low, flags=re.IGNORECASE) if product else low


def has_address(text: str) -> bool:
    """Whether there is an address of the web or of mail in `text`: what would be left of it without is no sentence."""
    return bool(_ADDRESS.search(text))


def goes_on(text: str) -> bool:
    """Whether after a verb in -s and a comma another one begins here: (plans your week,) tracks time for you."""
    words = text.split(maxsplit=2)
    return len(words) > 1 and bool(base_of(words[0])) and words[1] not in {"and", "or"}


def ours(found: re.Match[str]) -> str:
    """Our kettle boils: it boils; but not our team. Our teachers are: the teachers are."""
    if OF_US & set(found[0].lower().split()):
        return found[0]
    rest = found.string[found.end() :]
    if found[0].lower().startswith("our ") and found[0].rstrip().endswith("s") and word(rest) in {"are", "have"}:
        return f"the {found[0].partition(' ')[2]}"
    return "it " if is_third(rest) else found[0]


def spelled_out(text: str) -> str:
    """`text` without a contraction at its beginning: it's quiet → it is quiet."""
    return re.sub(
        r"^(they)['’]re\b", r"\1 are", re.sub(r"^(it)['’]s\b", r"\1 is", text, flags=re.IGNORECASE), flags=re.IGNORECASE
    )


def has_article(text: str) -> bool:
    """Whether `text` begins with a, an or the."""
    return bool(_ARTICLE.match(text))


def lowered(text: str) -> str:
    """`text` with a small first letter, but for names (iPad, NASA, Swiss)."""
    first = text.split(" ", 1)[0]
    keep = first[1:] != first[1:].lower() or first.lower() in PROPER
    return text if keep or not text else text[0].lower() + text[1:]


def base_of(verb: str) -> str:
    """The verb whose third person this is, or "" where it is none that is known: keeps → keep."""
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    for ending, instead in (("ies", "y"), ("es", ""), ("s", "")):
        if verb.endswith(ending) and verb.removesuffix(ending) + instead in VERBS:
            return verb.removesuffix(ending) + instead
    return ""


def third_person(verb: str) -> str:
    """Keep → keeps; what is no plain verb stays: can, keeps."""
    if verb in PLURALS:
        return PLURALS[verb]
    if verb in MODALS or base_of(verb) or (verb not in VERBS and verb.endswith(("ed", "ly", "n't"))):
        return verb
    if verb.endswith("s") and not verb.endswith(("ss", "us", "is")):  # none that is known, but third already
        return verb
    if verb.endswith(("s", "x", "z", "ch", "sh", "o")):
        return verb + "es"
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return verb[:-1] + "ies"
    return verb + "s"


def third_row(text: str) -> str:
    """`text` with the verbs that it begins with in the third person: buy, repair and sell → buys, repairs and sells."""
    words, at = text.split(), verb_at(text)
    while at < len(words):
        verb = words[at].rstrip(",")
        if words[at].isascii():
            words[at] = third_person(verb.lower()) + words[at][len(verb) :]
        more = 1 if words[at].endswith(",") and word(" ".join(words[at + 1 :])) in VERBS else 0
        if words[at + 1 : at + 2] == ["and"] and word(" ".join(words[at + 2 :])) in VERBS:
            more = 2
        if not more:
            break
        at += more
    return " ".join(words)


def verb_at(text: str) -> int:
    """Which word of `text` is its verb if it begins with one: the second after an adverb (quietly wakes you)."""
    return 1 if word(text).endswith("ly") or word(text) in ADVERBS else 0


def is_third(text: str) -> bool:
    """Whether `text` begins with a verb in the third person; `lights` and the like only where no plural can stand."""
    at = verb_at(text)
    base = base_of(word(text, at))
    if word(text, at + 1) == "of" and base not in {"smell", "speak", "taste", "think"}:
        return False
    return bool(base) and (base in SURELY_VERBS or base in {"be", "do"} or word(text, at + 1) in AFTER_A_VERB)


def is_plain(text: str) -> bool:
    """Whether `text` begins with a verb as plurals and orders have it: fold flat, never smell."""
    verb = word(text, verb_at(text))
    return verb in VERBS or verb in PLURALS


def is_order(text: str) -> bool:
    """Whether `text` begins with an order: fold it, charge once a month, automate everything."""
    verb, after = word(text, verb_at(text)), word(text, verb_at(text) + 1)
    surely = verb in SURELY_VERBS and verb not in SELDOM_ORDERS
    if verb in {"calm", "clean", "clear", "cool", "dry", "open", "slow", "smooth", "warm"} and after in PREPOSITIONS:
        return False
    return verb in VERBS and (surely or after in AFTER_A_VERB)


_OBJECT = re.compile(r"(?:it|you)\b|\d")


def is_clause(text: str) -> bool:
    """Whether `text` is a sentence of its own: words, then a verb that belongs to them."""
    words = re.split(r",|\b(?:that|which|who|with|where)\b", text, maxsplit=1)[0].split()
    after = range(1, min(len(words), 8))
    return any(
        is_third(" ".join(words[n:]))
        or (words[n] in {"are", "can", "will", "have"} and words[n - 1] not in {"a", "an", "the"})
        or (
            words[n - 1].endswith("s") and words[n] in VERBS and _OBJECT.match(" ".join(words[n + 1 :]))
        )  # vets love it
        for n in after
    )


def verbal(text: str) -> bool:
    """Whether `text` begins with how something was made or is done: forged in Sheffield, read by actors."""
    first, second = word(text), word(text, 1)
    if first in {"handmade", "handcrafted", "free", "loved"}:
        return second in PREPOSITIONS
    done = first.endswith("ed") or first in {"done", "read", "led", "run", "taught", "sung", "told"}
    return first in PARTICIPLES or (
        done and second in PREPOSITIONS | {"this", "fresh", "twice", "once", "every", "daily"}
    )


def is_heading(text: str) -> bool:
    """Whether `text` is no clause, though a word of it could be a verb: tax returns for expats, walks in the Alps."""
    if word(text) in DETERMINERS:
        return False
    words = text.split()
    verbs = [n for n in range(1, min(len(words), 8)) if is_third(" ".join(words[n:]))]
    return bool(verbs) and word(text, verbs[0] + 1) in PREPOSITIONS


def _last(kind: str) -> str:
    """The noun of a kind: of a piano teacher in Leeds, teacher."""
    head = re.split(r"\s(?:in|for|by|at|near|of|on|with|under|over)\s", kind, maxsplit=1)[0]
    return word(head, len(head.split()) - 1) if head else ""


def is_somebody(kind: str) -> bool:
    """Whether it is somebody rather than a thing: a piano teacher, handyman."""
    return _last(kind) in TRADESPEOPLE


def is_many(kind: str) -> bool:
    """Whether it is more than one: guitar lessons at home, bread and cakes."""
    return bool(re.search(r"[^s]s$", _last(kind))) or " and " in kind


def is_counted(kind: str) -> bool:
    """Whether it is one of many such: hotel, coffee roastery; but not sea salt, or photography."""
    return _last(kind) in TRADESPEOPLE | COUNTED


def one_of(text: str) -> str:
    """The bike lock → a bike lock."""
    return with_article(text.partition(" ")[2])


def with_article(text: str) -> str:
    """Bike lock → a bike lock."""
    return f"{'an' if text[:1].lower() in 'aeiou' else 'a'} {text}"


def describes(text: str) -> bool:
    """Whether `text` is no thing but a quality: waterproof, fully recyclable, light and strong."""
    words = text.lower().split()
    first = words[0]
    if first in DETERMINERS or first[0].isdigit() or (len(words) == 2 and re.search(r"[^s]s$", words[1])):
        return False
    if len(words) == 1 or first in VERBS or first.endswith("ly") or words[-1].endswith(_OF_QUALITIES):
        return True
    return words[1] in {"all", "and", "as", "for", "in", "to"} and first.endswith(
        (*_OF_QUALITIES, "t", "n", "d", "m", "l")
    )
