"""Words for people. Rows are `name: words`; earlier rows win; a plural is listed where it means several people."""

from __future__ import annotations

OLD = (
    "old, older, elderly, retired, pensioner, retiree, senior, grandmother, grandfather, grandma, grandpa, "
    "granny, elder, "
    "aged, veteran, white-haired, grey-haired, gray-haired, grandparents, wrinkled"
)
AGES: dict[int, str] = {
    1: "baby, babies, newborn, infant",
    3: "toddler",
    5: "pigtails, nursery",
    8: "child, children, kid, kids, boy, girl, boys, girls, pupil, pupils, granddaughter, grandson, daughter, "
    "son, schoolboy",
    16: "teen, teens, teenage, teenager, teenagers, adolescent",
    23: "young, youthful, student, students, apprentice",
    50: "middle-aged, middle aged",
    73: OLD,
    38: "mother, father, mum, mom, dad, parent, parents",
}
"""Years for words, where no number is said."""

SKINS: dict[int, str] = {
    5: "black man, black woman, black girl, black boy, african, nigerian, kenyan, ghanaian, dark skin, dark-skinned, "
    "dark skinned, somali, ngozi, kwame, kofi, tunde, chidi, amara",
    3: "indian, pakistani, brown skin, brown-skinned, latina, latino, hispanic, arab, mexican, priya, ananya, "
    "raj, arjun, "
    "ravi, vikram, brazilian",
    1: "asian, japanese, chinese, korean, vietnamese, mediterranean, olive skin, yuki, kenji, hiroshi, mei, ling, wei, "
    "italian, greek, spanish, turkish",
    0: "pale, fair skin, nordic, scandinavian, swedish, irish, scottish, freckled, freckles, white man, white woman",
}
DARK_HAIRED = SKINS[5] + ", " + SKINS[3] + ", asian, japanese, chinese, korean, vietnamese, yuki, kenji, mei, wei"
HAIR_COLOURS: dict[str, str] = {
    "#c9a15a": "blond, blonde, blond hair, blonde hair, fair-haired, fair hair, golden hair",
    "#a4472a": "redhead, red-haired, red hair, ginger, auburn",
    "#4a2f20": "brunette, brown hair, brown-haired",
    "#1d1716": "black hair, dark hair, black-haired, dark-haired",
    "#b9b7b4": "grey hair, gray hair, silver hair, grey-haired, gray-haired, silver-haired, grey beard, gray beard",
    "#efece6": "white hair, white-haired, white beard, white moustache",
    "#e07aa8": "pink hair",
    "#4f7fd0": "blue hair",
}
HAIR_STYLES: dict[str, str] = {
    "bald": "bald, shaved head, shaven",
    "bun": "bun, topknot, hair up",
    "afro": "afro",
    "curly": "curly, curls, wavy",
    "bob": "bob, bobbed",
    "side": "short hair, short blonde hair, short black hair, short brown hair, short grey hair, pixie",
    "braid": "braid, braids, plait, pigtails",
    "tail": "ponytail, tied back",
    "long": "long hair, long-haired, long black hair, long blonde hair, long brown hair, long red hair, long dark hair",
}

MOODS: dict[str, str] = {
    "closed": "eyes closed, closed eyes, asleep, sleeping, meditating, dreaming, praying",
    "laugh": "laughing, laughs, laugh, laughter, giggling, grinning, grin, overjoyed, cheering, singing",
    "tired": "tired, exhausted, weary, sleepy, after a night shift",
    "serious": "serious, stern, determined, steady, intense, proud, confident, resolute, angry, focused, focussed, "
    "concentrating, concentrated, thoughtful, pensive, neutral",
    "sad": "sad, worried, anxious, crying, lonely, grieving, upset",
    "smile": "smiling, smiles, smile, happy, cheerful, joyful, friendly, kind, warm, content, welcoming",
}

TOPS: dict[str, str] = {
    "dress": "dress, gown, dresses, gowns, evening dresses, sundress, evening dress, sari, kaftan",
    "hivis": "hi-vis vest, hi-vis, high-visibility vest, safety vest, hi-vis jacket, reflective vest",
    "overalls": "overalls, dungarees, boiler suit, jumpsuit",
    "apron": "apron",
    "chefcoat": "chef's jacket, chef whites, chef's whites, chef jacket",
    "coat": "lab coat, white coat, doctor's coat",
    "scrubs": "scrubs, tunic",
    "rain": "rain jacket, raincoat, rain coat, anorak, windbreaker, windcheater, parka, waterproof, "
    "waterproofs, oilskin",
    "jacket": "denim jacket, leather jacket, bomber jacket, jacket, jean jacket, coat, overcoat, trench coat, fleece",
    "suit": "suit, blazer, tuxedo, dinner jacket",
    "hoodie": "hoodie, hooded sweatshirt, tracksuit, hooded top",
    "roll": "turtleneck, roll-neck, polo neck, rollneck",
    "cardigan": "cardigan",
    "crew": "jumper, sweater, pullover, sweatshirt, knitwear, jersey top",
    "tee": "t-shirt, tee, tshirt, polo shirt",
    "robe": "robe, kimono, bathrobe, dressing gown, habit",
    "shirt": "shirt, blouse, uniform",
    "vest": "sportswear, gym clothes, tank top, singlet, sports top, sports bra, kit, swimsuit, leotard, jersey",
}
DRESSED: dict[str, str] = {
    "coat": "doctor, scientist, dentist, pharmacist, vet, surgeon, researcher, chemist, biologist, optician, physicist",
    "scrubs": "nurse, nurses, midwife, carer, caregiver, paramedic, therapist, physiotherapist",
    "suit": "executive, ceo, businesswoman, businessman, businesswomen, businessmen, lawyer, professor, gentleman, "
    "politician, groom, accountant, violinist, pianist, king, cellist, conductor, receptionist, consultant, "
    "boss, director, "
    "investor, mayor, magician, prince",
    "dress": "bride, ballerina, queen, princess",
    "chefcoat": "chef, cook",
    "apron": "baker, barista, carpenter, potter, gardener, florist, butcher, waiter, waitress, bartender",
    "overalls": "mechanic, farmer, electrician, plumber",
    "hivis": "builder, construction, firefighter, miner, roofer, welder, surveyor",
    "hoodie": "student, skater, streamer, gamer, teen, teenager, programmer, developer",
    "cardigan": "teacher, librarian, grandmother, grandma, grandfather, grandpa, retired, writer",
    "rain": "courier, fisherman, sailor, hiker",
    "robe": "monk, nun, priest, imam, rabbi, judge, wizard, witch",
    "vest": "basketball team, football team, rugby team, "
    "athlete, runner, swimmer, boxer, player, coach, champion, gymnast, cyclist, trainer, lifeguard, referee, "
    "bodybuilder",
    "jacket": "founder, entrepreneur, host, photographer, driver, pilot, captain, motorcyclist, police officer, "
    "policeman, "
    "policewoman",
}
"""What goes with who it is, where no clothes are said."""
MATERIALS: dict[str, str] = {
    "#41618c": "denim, jean",
    "#5a3a26": "leather",
    "#d9f04a": "hi-vis, high-visibility, reflective",
    "#a89a6c": "khaki",
    "#f2f2f0": "doctor's coat, chef whites, chef's whites, lab coat",
}
BOTTOMS: dict[str, str] = {
    "shorts": "shorts, swimming trunks",
    "skirt": "skirt",
    "trousers": "trousers, jeans, chinos, leggings, pants, tights",
}

HATS: dict[str, str] = {
    "hijab": "hijab, headscarf",
    "turban": "turban",
    "helmet": "helmet",
    "toque": "chef's hat, toque",
    "straw": "straw hat, sun hat",
    "hardhat": "hard hat, hardhat, safety helmet",
    "beret": "beret",
    "beanie": "beanie, woolly hat, wool hat, knitted hat, bobble hat",
    "cap": "baseball cap, cap, flat cap",
    "brim": "hat, fedora, cowboy, sheriff, cowboy hat, walking hat",
}
HATS_OF: dict[str, str] = {
    "toque": "chef, cook",
    "straw": "farmer, vineyard",
    "hardhat": "builder, construction, miner, firefighter, roofer, surveyor",
    "beret": "painter",
    "beanie": "fisherman, sailor",
    "cap": "coach, captain, pilot, police officer, policeman, policewoman, postman",
}
"""What goes with who it is, where no hat is said."""
WORN: dict[str, str] = {
    "glasses": "glasses, spectacles, eyeglasses, reading glasses",
    "sunglasses": "sunglasses, shades",
    "earrings": "earrings, earring, ear rings, hoops",
    "necklace": "necklace, pendant, pearls, chain",
    "headphones": "headphones, headset, earphones, ear defenders",
    "scarf": "scarf, shawl, pashmina",
    "stethoscope": "stethoscope",
    "backpack": "wearing a backpack, wearing a rucksack, backpack on her back, backpack on his back",
    "handbag": "handbag, shoulder bag, tote bag",
    "tie": "tie, necktie",
    "bowtie": "bow tie, bow-tie",
    "medal": "medal",
    "mask": "mask, face mask, surgical mask, surgeon",
    "freckles": "freckles, freckled",
}
HELD: dict[str, str] = {
    "papercup": "paper cup, takeaway cup, takeaway coffee, coffee to go, to-go cup",
    "wraps": "wrapping her hands, wrapping his hands, wrapping their hands, hand wraps, wrapped hands",
    "cup": "cup, mug, cups, mugs, coffee, tea, espresso, latte, cocoa",
    "glass": "glass of, wine, glass of water, juice, beer",
    "paper": "newspaper, letter, map, clipboard, papers, menu, blueprint, blueprints, sheet music",
    "book": "book, books, novel, journal, notebook, diary, picture book",
    "tablet": "tablet, e-reader",
    "phone": "phone, smartphone, mobile",
    "laptop": "laptop, computer, monitor, monitors",
    "camera": "camera",
    "guitar": "guitar, ukulele, guitarist",
    "violin": "violin, violinist, viola, fiddle",
    "saxophone": "saxophone, saxophonist",
    "trumpet": "trumpet, trumpeter, trombone",
    "microphone": "microphone, mic, podcast",
    "flowers": "flowers, bouquet, bunch of flowers, roses, tulips",
    "plant": "plant, plant pot, potted plant, seedling, sapling, flower pot",
    "balloon": "balloon, balloons",
    "racket": "racket, tennis player, tennis coach, tennis, badminton player, padel player",
    "basketball": "basketball",
    "soccerball": "football, soccer ball, ball",
    "tennisball": "tennis ball",
    "stopwatch": "stopwatch",
    "trophy": "trophy, cup final, award",
    "bread": "bread, loaf",
    "model": "paper model, scale model, architectural model, model house, cardboard model",
    "baby": "his baby, her baby, their baby, a baby, newborn",
    "umbrella": "umbrella",
    "candle": "candle, candles, candle light, candlelight",
    "dumbbell": "dumbbell, dumbbells, kettlebell, weights",
    "gift": "present, gift, parcel, package, box",
}
AT_REST = frozenset(("laptop", "model", "candle"))
"""Things that lie on a table rather than in a hand."""
IN_BOTH = frozenset(
    [
        "book",
        "paper",
        "tablet",
        "basketball",
        "soccerball",
        "plant",
        "baby",
        "bread",
        "gift",
        "guitar",
        "violin",
        "saxophone",
        "trumpet",
        "camera",
        "dumbbell",
        "model",
    ]
)
"""Things for two hands."""
SEATS: dict[str, str] = {
    "wheelchair": "wheelchair",
    "sofa": "sofa, couch, settee",
    "armchair": "armchair",
    "bench": "bench",
}
BESIDE: dict[str, str] = {
    "bike": "bicycle, bicycles, bike, bikes, e-bike",
    "car": "car, electric car, van, taxi",
    "dog": "dog, dogs, puppy, labrador, retriever, terrier",
    "cat": "cat, kitten",
    "tree": "a tree",
    "skateboard": "skateboard, skateboards",
    "bag": "suitcase, luggage, rucksack, backpack",
    "surfboard": "surfboard",
}
