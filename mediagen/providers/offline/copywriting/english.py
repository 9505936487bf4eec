"""The English that descriptions of products are written in: its verbs, and the small words that hold it together."""

from __future__ import annotations

import re

from mediagen.providers.offline.copywriting.vocabulary import (
    COUNTED,
    SELDOM_ORDERS,
    SURELY_VERBS,
    THINGS_TOO,
    TRADESPEOPLE,
    UNCOUNTED,
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
    itself longer monthly nothing now offline only or perfectly quietly right so them themselves today together us warm
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
AMOUNT = re.compile(r"[\d.,]+ ?(?:[mk]?g|[mc]?l|[mc]m|oz)")
"""How much there is of it: nothing to praise."""
_OF_SOMETHING = {"smell", "speak", "taste", "think"}
_FIGURE = re.compile(r"[€£$]?\d")
_ACRONYMS = re.compile(r"\b(?:ai|bbq|bpa|diy|eu|gps|hr|led|nhs|pc|pdf|tv|uk|usa|usb|uv|vat|vip|vr)\b", re.IGNORECASE)
_NAMES = re.compile(r"(?:St|Dr|Mr|Mrs|Ms|Prof)\s[A-Z]|[A-Z]\w+(?:(?:, | and |, and )[A-Z]\w*)+$")
"""St Mary; Gmail and Outlook: no first letter of a sentence."""
_SHOUTED = 4
"""Words in capitals that are no abbreviations, however short they are."""
_IN_LY = word_set("assembly belly butterfly family fly jelly lily reply supply")
_THINGS = word_set("book film frame glass map paper plant plate print scent test walk")
"""Verbs that with `from` or `for` are things: frames from 14 makers."""
_TAKES = word_set("block boost charge filter handle sync track")
"""Verbs after which a thing stands without an article: tracks sleep."""
_ADDRESS = re.compile(r"https?://|\bwww\.|\w@\w+\.\w")
_ARTICLE = re.compile(r"(?:a|an|the)\s", re.IGNORECASE)


def word(text: str, at: int = 0) -> str:
    """A word of `text` in small letters without marks; "" where there is none."""
    words = text.split(maxsplit=at + 1)
    return words[at].strip(",.;:!?\"“”'‘").lower().replace("’", "'") if len(words) > at else ""


def quiet(text: str, product: str) -> str:
    """A text in capitals throughout in small letters, but for the first of each sentence and the product's name."""
    words = text.replace(product, "").split()
    if not " ".join(words).isupper() or (len(words) < _SHOUTED and sum(len(word) > 3 for word in words) < 2):
        return text
    low = re.sub(r"(^|[.!?…]\s+|\n[-•·\s]*)(\w)", lambda m: m[1] + m[2].upper(), text.lower())
    low = _ACRONYMS.sub(lambda m: m[0].upper(), low)
    return re.sub(re.escape(product), lambda _: product, low, flags=re.IGNORECASE) if product else low


def has_address(text: str) -> bool:
    """Whether there is an address of the web or of mail in `text`: what would be left of it without is no sentence."""
    return bool(_ADDRESS.search(text))


def goes_on(text: str) -> bool:
    """Whether after a verb in -s and a comma another one begins here: (plans your week,) tracks time for you."""
    words = text.split(maxsplit=2)
    return len(words) > 1 and bool(base_of(words[0])) and words[1] not in {"and", "or"}


def spelled_out(text: str) -> str:
    """`text` without a contraction at its beginning: it's quiet → it is quiet."""
    text = re.sub(r"^(it)['’]s\b", r"\1 is", text, flags=re.IGNORECASE)
    return re.sub(r"^(they|we)['’]re\b", r"\1 are", text, flags=re.IGNORECASE)


def has_article(text: str) -> bool:
    """Whether `text` begins with a, an or the."""
    return bool(_ARTICLE.match(text))


def lowered(text: str) -> str:
    """`text` with a small first letter, but for names (iPad, NASA, Swiss)."""
    first = text.split(" ", 1)[0]
    keep = (
        first[1:] != first[1:].lower()
        or _NAMES.match(text)
        or {first.lower(), first.lower().removesuffix("s")} & PROPER
    )
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
    first = word(text)
    return 1 if (first.endswith("ly") and first not in _IN_LY) or first in ADVERBS else 0


def is_third(text: str) -> bool:
    """Whether `text` begins with a verb in the third person; `lights` and the like only where no plural can stand."""
    at = verb_at(text)
    base = base_of(word(text, at))
    if re.match(r"\S+ instead of ", text) or (re.match(r"\S+ up to ", text) and base not in SURELY_VERBS):
        return False  # cushions instead of chairs; groups up to 12
    after = word(text, at + 1)
    if (after == "of" and base not in _OF_SOMETHING) or (after in {"for", "from"} and base in _THINGS):
        return False
    if base in _TAKES and after.isalpha() and after not in PREPOSITIONS | {"and", "or", "that", "who", "which"}:
        return True
    sure = base in SURELY_VERBS or base in {"be", "do"} or after in AFTER_A_VERB or bool(_FIGURE.match(after))
    return after == "itself" or (bool(base) and sure)


def is_plain(text: str) -> bool:
    """Whether `text` begins with a verb as plurals and orders have it: fold flat, never smell."""
    verb = word(text, verb_at(text))
    return verb in VERBS or verb in PLURALS


def is_order(text: str) -> bool:
    """Whether `text` begins with an order: fold it, charge once a month, automate everything."""
    verb, after = word(text, verb_at(text)), word(text, verb_at(text) + 1)
    if word(text) in {"don't", "never"} and is_plain(text.partition(" ")[2]):
        return True
    if after == "of" and verb not in _OF_SOMETHING:  # pack of 3
        return False
    if verb == "do":
        return after in DETERMINERS
    surely = verb == "order" or (verb in SURELY_VERBS and verb not in SELDOM_ORDERS) or bool(_FIGURE.match(after))
    if verb in {"calm", "clean", "clear", "cool", "dry", "open", "slow", "smooth", "warm"} and after in PREPOSITIONS:
        return False
    return verb in VERBS and (surely or after in AFTER_A_VERB)


def are_orders(text: str) -> bool:
    """Whether it is a row of orders: print labels, track parcels and handle returns."""
    row = re.split(r",\s(?:and\s)?|\sand\s", text)
    return len(row) > 2 and all(word(one) in VERBS and " " in one for one in row)


_OBJECT = re.compile(rf"(?:it|you|your|their|every|here|the|an?|{'|'.join(PROPER)})\b|\d", re.IGNORECASE)
_MANY = {"people", "children", "men", "women"}


def is_clause(text: str) -> bool:
    """Whether `text` is a sentence of its own: words, then a verb that belongs to them."""
    words = re.split(r",|\b(?:that|which|who|with|where)\b", text, maxsplit=1)[0].split()
    told, bare = text.split(), word(text) not in DETERMINERS
    after = range(1, min(len(words), 8))
    return any(
        (is_third(" ".join(told[n:])) and not told[n - 1].isdigit() and not (bare and _is_thing(told[n:])))
        or (words[n] in {"are", "can", "will", "have"} and words[n - 1] not in {"a", "an", "the"})
        or (_may_do(words[:n]) and words[n] in VERBS and _OBJECT.match(" ".join(words[n + 1 :])))  # vets love it
        for n in after
    )


def _is_thing(words: list[str]) -> bool:
    """Whether the first may be a noun: (roof) repairs, (free) returns within 30 days."""
    after = word(" ".join(words), 1)
    return base_of(words[0].lower()) in THINGS_TOO | (VERBS - SURELY_VERBS) and after in PREPOSITIONS | {""}


def _may_do(words: list[str]) -> bool:
    """Whether they may be the subject of a plural verb: vets; a father and a daughter."""
    return words[-1].endswith("s") or words[-1] in _MANY or (has_article(" ".join(words)) and "and" in words)


def is_heading(text: str) -> bool:
    """Whether `text` is no clause, though a word of it could be a verb: tax returns for expats, walks in the Alps."""
    if word(text) in DETERMINERS:
        return False
    words = text.split()
    verbs = [n for n in range(1, min(len(words), 8)) if is_third(" ".join(words[n:]))]
    return bool(verbs) and word(text, verbs[0] + 1) in PREPOSITIONS


def _last(kind: str) -> str:
    """The noun of a kind: of a piano teacher in Leeds, teacher."""
    head = re.split(
        r"\s(?:right\s)?(?:about|in|for|by|at|near|of|on|with|under|over|since|that|you)\s", kind, maxsplit=1
    )[0]
    return word(head, len(head.split()) - 1) if head else ""


def is_somebody(kind: str) -> bool:
    """Whether it is somebody rather than a thing: a piano teacher, handyman."""
    return _last(kind) in TRADESPEOPLE


def is_service(kind: str) -> bool:
    """Whether it is what somebody does: sports massage, home care, roofing."""
    return bool(re.search(r"(?:ing|care|design|maintenance|massage|payroll|repair|storage|therapy)$", _last(kind)))


def is_many(kind: str) -> bool:
    """Whether it is more than one: guitar lessons at home, bread and cakes; but not physiotherapy and massage."""
    return bool(re.search(r"[^s]s$", _last(kind)))


def is_counted(kind: str) -> bool:
    """Whether it is one of many such: hotel, wristwatch, water filter; but not sea salt, or photography."""
    last = _last(kind)
    does = last.endswith(("er", "or")) and len(last) > 4 and last not in UNCOUNTED
    return does or last in TRADESPEOPLE | COUNTED or any(len(one) > 3 and last.endswith(one) for one in COUNTED)


def one_of(text: str) -> str:
    """The bike lock → a bike lock."""
    return with_article(text.partition(" ")[2])


def with_article(text: str) -> str:
    """Bike lock → a bike lock."""
    return f"{'an' if text[:1].lower() in 'aeiou' else 'a'} {text}"
