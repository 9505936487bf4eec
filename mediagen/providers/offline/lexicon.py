"""Word tables for reading English aloud: what is written short, and the words that are said."""

from __future__ import annotations

import re


def split(text: str) -> list[str]:
    """The words of `text`."""
    return text.split()


MONTHS = {
    "jan": "January", "feb": "February", "mar": "March", "apr": "April", "may": "May", "jun": "June",
    "jul": "July", "aug": "August", "sep": "September", "sept": "September", "oct": "October",
    "nov": "November", "dec": "December",
}  # fmt: skip
MONTH_NAMES = (*dict.fromkeys(MONTHS.values()),)


def is_month(word: str) -> bool:
    """Whether `word` is a month, in full or short."""
    return word in MONTH_NAMES or (word.istitle() and word.lower().rstrip(".") in MONTHS)


DAYS = {
    "mon": "Monday", "tue": "Tuesday", "tues": "Tuesday", "wed": "Wednesday", "thu": "Thursday",
    "thur": "Thursday", "thurs": "Thursday", "fri": "Friday", "sat": "Saturday", "sun": "Sunday",
}  # fmt: skip


def dated(word: str) -> bool:
    """Whether `word` is a day of the week or a month, in full or short."""
    return is_month(word) or (word.istitle() and word.lower() in (*DAYS, *map(str.lower, DAYS.values())))


NEVER_ENDS = {
    "dr": "doctor", "mr": "mister", "mrs": "missus", "ms": "miz", "prof": "professor", "gen": "general",
    "gov": "governor", "sen": "senator", "rep": "representative", "capt": "captain", "lt": "lieutenant",
    "col": "colonel", "sgt": "sergeant", "rev": "reverend", "hon": "honorable", "pres": "president",
    "vs": "versus", "approx": "approximately", "vol": "volume", "fig": "figure", "pp": "pages",
    "cf": "compare", "mt": "mount", "ft": "fort", "eg": "for example", "ie": "that is", "mx": "mix",
    "incl": "including", "excl": "excluding", "tel": "telephone", "ext": "extension", "qty": "quantity",
    "feat": "featuring", "wt": "weight",
}  # fmt: skip
"""Abbreviations, written with a full stop, that no sentence ends with: something always follows."""

BEFORE_FIGURES = {
    "no": "number", "p": "page", "min": "minimum", "max": "maximum", "ca": "circa", "c": "circa", "nos": "numbers",
    "ch": "chapter", "sec": "section", "est": "established",
}  # fmt: skip
"""Abbreviations, written with a full stop, before figures."""

MAY_END = {
    "etc": "et cetera", "jr": "junior", "sr": "senior", "inc": "incorporated", "ltd": "limited",
    "corp": "corporation", "co": "company", "bros": "brothers", "dept": "department", "univ": "university",
    "ave": "avenue", "blvd": "boulevard", "rd": "road", "hwy": "highway", "apt": "apartment", "est": "established",
    "govt": "government", "min": "minutes", "max": "maximum", "hr": "hour", "hrs": "hours", "mins": "minutes",
    "sec": "second", "secs": "seconds", "yr": "year", "yrs": "years", "al": "al",
}  # fmt: skip
"""Abbreviations, written with a full stop, after which a capital letter starts a new sentence."""

LOWER_ONLY = frozenset({"co", "al", "min", "max", "sec", "rd", "est"})
"""Of these, what may also be a word or a name is short for something only as it is written here or as `Co.`."""

UNITS = {
    "km": "kilometer", "cm": "centimeter", "mm": "millimeter", "m": "meter", "kg": "kilogram", "g": "gram",
    "mg": "milligram", "lb": "pound", "lbs": "pound", "oz": "ounce", "yd": "yard", "yds": "yard", "mi": "mile",
    "ml": "milliliter", "l": "liter", "hr": "hour", "hrs": "hour", "h": "hour", "min": "minute",
    "mins": "minute", "sec": "second", "secs": "second", "s": "second", "ms": "millisecond", "kb": "kilobyte",
    "mb": "megabyte", "gb": "gigabyte", "tb": "terabyte", "kw": "kilowatt", "w": "watt", "v": "volt",
    "kcal": "kilocalorie", "cal": "calorie", "ha": "hectare", "yrs": "year", "yr": "year", "°": "degree",
    "kwh": "kilowatt hour", "wh": "watt hour", "mah": "milliamp hour", "ah": "amp hour", "db": "decibel",
    "mp": "megapixel", "cl": "centiliter", "dl": "deciliter", "gal": "gallon", "tbsp": "tablespoon", "tsp": "teaspoon",
}  # fmt: skip
UNITS_FIXED = {
    "ft": ("foot", "feet"), "in": ("inch", "inches"), "mph": ("mile per hour", "miles per hour"),
    "kph": ("kilometer per hour", "kilometers per hour"), "km/h": ("kilometer per hour", "kilometers per hour"),
    "kmh": ("kilometer per hour", "kilometers per hour"), "m/s": ("meter per second", "meters per second"),
    "min/km": ("minute per kilometer", "minutes per kilometer"), "hz": ("hertz", "hertz"),
    "khz": ("kilohertz", "kilohertz"), "mhz": ("megahertz", "megahertz"), "ghz": ("gigahertz", "gigahertz"),
    "°c": ("degree Celsius", "degrees Celsius"), "°f": ("degree Fahrenheit", "degrees Fahrenheit"),
    "bpm": ("beat per minute", "beats per minute"), "rpm": ("turn per minute", "revolutions per minute"),
    "fps": ("frame per second", "frames per second"), "m²": ("square meter", "square meters"),
    "km²": ("square kilometer", "square kilometers"), "m³": ("cubic meter", "cubic meters"),
    "m2": ("square meter", "square meters"), "sq": ("square", "square"), "%": ("percent", "percent"),
    "pct": ("percent", "percent"), "hp": ("horsepower", "horsepower"),
    "mbps": ("megabit per second", "megabits per second"), "gbps": ("gigabit per second", "gigabits per second"),
    "mpg": ("mile per gallon", "miles per gallon"), "usd": ("dollar", "dollars"), "eur": ("euro", "euros"),
    "gbp": ("pound", "pounds"), "chf": ("Swiss franc", "Swiss francs"), "p": ("penny", "pence"),
    "kcal/h": ("kilocalorie per hour", "kilocalories per hour"), "fl": ("fluid", "fluid"),
    "mo": ("month", "months"), "mos": ("month", "months"),
    "m/s²": ("meter per second squared", "meters per second squared"), "cad": ("dollar", "dollars"),
    "aud": ("dollar", "dollars"), "jpy": ("yen", "yen"), "inr": ("rupee", "rupees"), "sek": ("krona", "kronor"),
    "nok": ("krone", "kroner"), "dkk": ("krone", "kroner"), "kr": ("krone", "kroner"), "pln": ("zloty", "zlotys"),
    "zl": ("zloty", "zlotys"),
}  # fmt: skip
ONLY_ATTACHED = frozenset({"in", "s", "h", "g", "m", "p"})
"""Units that are read as such after a blank only when they stand in lower case; `in` never is."""
GENERATIONS = frozenset("GSH")
"""Capitals that are no units right after a number: 5G, iPhone 4S."""
PER = {
    "mo": "month", "month": "month", "yr": "year", "year": "year", "wk": "week", "week": "week", "day": "day",
    "night": "night", "hr": "hour", "h": "hour", "hour": "hour", "min": "minute", "minute": "minute", "sec": "second",
    "s": "second", "kg": "kilogram", "lb": "pound", "oz": "ounce", "l": "liter", "km": "kilometer", "mile": "mile",
    "person": "person", "pp": "person", "user": "user", "seat": "seat", "unit": "unit", "piece": "piece", "pc": "piece",
    "item": "item", "serving": "serving", "cup": "cup", "bottle": "bottle", "class": "class", "session": "session",
    "visit": "visit", "m": "meter", "m²": "square meter",
}  # fmt: skip
"""What an amount may be for: $5/month, 12 g/serving."""

CURRENCIES = {
    "$": ("dollar", "dollars", "cent", "cents"), "£": ("pound", "pounds", "penny", "pence"),
    "€": ("euro", "euros", "cent", "cents"), "¥": ("yen", "yen", "sen", "sen"),
    "₹": ("rupee", "rupees", "paisa", "paise"), "₩": ("won", "won", "jeon", "jeon"),
}  # fmt: skip
CURRENCY_CODES = {
    **{code.upper(): UNITS_FIXED[code] for code in split("usd eur gbp chf cad aud jpy inr sek nok dkk pln")},
    "kr": UNITS_FIXED["kr"], "Rs": ("rupee", "rupees"), "R$": ("real", "reais"), "BRL": ("real", "reais"),
    "NZD": ("dollar", "dollars"), "SGD": ("dollar", "dollars"), "ZAR": ("rand", "rand"), "CNY": ("yuan", "yuan"),
    "MXN": ("peso", "pesos"),
}  # fmt: skip
"""What may stand before an amount, with a blank between: one and many."""
SCALES = {
    "k": "thousand", "m": "million", "mn": "million", "b": "billion", "bn": "billion", "tn": "trillion",
    "t": "trillion", "thousand": "thousand", "million": "million", "billion": "billion", "trillion": "trillion",
}  # fmt: skip
SCALE_WORDS = frozenset({"hundred", "thousand", "million", "billion", "trillion"})

SYMBOLS = {
    "&": "and", "@": "at", "+": "plus", "=": "equals", "×": "times", "÷": "divided by", "±": "plus or minus",
    "→": "to", "<": "less than", ">": "greater than", "≤": "at most", "≥": "at least", "≈": "about", "~": "about",
    "%": "percent", "°": "degrees", "©": "copyright", "§": "section", "√": "square root of", "∞": "infinity",
    "¢": "cents", "№": "number", "w/": "with", "w/o": "without", "b/c": "because", "$": "dollars",
    "£": "pounds", "€": "euros", "km/h": "kilometers per hour", "aka": "also known as",
    "tbd": "to be determined",
}  # fmt: skip

FRACTIONS = {"½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅛": (1, 8)}
PARTS = {
    2: "half", 3: "third", 4: "quarter", 5: "fifth", 6: "sixth", 7: "seventh", 8: "eighth", 9: "ninth", 10: "tenth",
}  # fmt: skip

MAYBE_LETTERS = frozenset(split("led eta coo it us who am pm or la ad in me pr hr id ed pa vat ba ma ms bs ta sat est"))
"""Words that in capitals are letters (the US), unless all the line is in capitals."""

BEFORE_DATES = frozenset(split("on by until till ends from since before after starts through open opens due"))
"""Words after which 12/31 is a day."""
NUMBERED = frozenset(
    split(
        "room flight route highway boeing airbus suite gate bus apartment apt unit studio "
        "flat row seat porsche peugeot xbox area"
    )
)
"""Words after which three figures are read as one and two: room one oh one."""

MEASURED = frozenset(
    split(
        "dash sprint run race relay swim freestyle hurdles butterfly backstroke breaststroke medley final "
        "event walk pool track row line jump champion "
        "bag bar battery blade bottle box bucket camera can capacity case cord diameter display drive drop engine "
        "frame heel hose jar jug kettle lens motor pack pan plate pouch radius range ring screen sensor speaker strap "
        "tank tin tube wheel zoom storage memory ram ssd model charger laptop tablet phone display"
    )
)
"""Before these a measure is an adjective: the 100 meter dash, a 48 megapixel camera."""

STARTERS = frozenset(
    split(
        "the a an i you he she it we they this that these those there then in on at but and so if when while "
        "after before what why how who where my your his her our their its as for with no yes now"
    )
)
"""Words that, with a capital after a full stop, start a sentence and not a name."""

LISTED = frozenset(
    split("vitamin plan type class group grade section exhibit option part hepatitis team series block appendix")
)
"""Words that a single capital letter belongs to: what follows `vitamin C.` is a new sentence."""

ROMAN_AFTER = frozenset(
    split(
        "chapter part act scene section volume book phase article war type level stage class grade bowl "
        "apollo episode round mark rocky wrestlemania"
    )
)
ROMAN_KINGS = frozenset(
    split(
        "pope king queen henry louis edward george william charles james richard elizabeth napoleon pius "
        "benedict leo paul frederick philip alexander nicholas peter catherine ivan"
    )
)
ROMAN_ALWAYS = frozenset(split("II III VI VII VIII IX XI XII XIII XIV XVI"))
"""Numbers after any name: they are nothing else."""
ROMAN = re.compile(r"(?=[IVXL])(XL|L?X{0,3})(IX|IV|V?I{0,3})")
SPELLED = {
    "chloë": "Klowee", "crème": "krem", "décor": "decor",
    "déjà": "dayzha", "doppelgänger": "doppelganger", "häagen-dazs": "Hahgen-Dahs", "hermès": "Air-mess",
    "huawei": "Wahway", "jalapeño": "holla-painyo", "jalapeños": "holla-painyos", "naïve": "naive",
    "nguyen": "Win", "noël": "Noel", "porsche": "Porsha", "siobhan": "Shivawn", "tête": "tet",
    "versace": "Versahchee", "xiaomi": "Shau-me",
}  # fmt: skip
"""Words that the phonemiser reads wrongly → such as it reads rightly."""
LATIN = str.maketrans(
    {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ħ": "h", "ŧ": "t", "æ": "ae", "Æ": "Ae",
     "œ": "oe", "Œ": "Oe", "ß": "ss", "ẞ": "SS", "þ": "th", "Þ": "Th", "ð": "th", "Ð": "Th", "ı": "i", "ŋ": "ng",
     "ə": "e"}
)  # fmt: skip
"""Latin letters that do not come apart into a plain one and its accent."""
