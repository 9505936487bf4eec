"""Words for people. Rows are `name: words`; earlier rows win; a plural is listed where it means several people."""

from __future__ import annotations

ONE = (
    "man, woman, boy, girl, lady, gentleman, person, guy, child, kid, toddler, baby, teen, teenager, adult, human, "
    "teacher, grandmother, grandfather, grandma, grandpa, granny, grandson, granddaughter, mother, father, mum, mom, "
    "dad, parent, daughter, son, sister, brother, wife, husband, friend, neighbour, neighbor, bride, groom, "
    "doctor, nurse, dentist, surgeon, midwife, carer, therapist, physiotherapist, pharmacist, vet, patient, "
    "chef, cook, "
    "baker, barista, waiter, waitress, bartender, butcher, farmer, gardener, florist, shepherd, fisherman, sailor, "
    "engineer, architect, designer, developer, programmer, scientist, researcher, astronaut, builder, carpenter, "
    "mechanic, electrician, plumber, potter, tailor, worker, courier, driver, rider, pilot, captain, firefighter, "
    "soldier, artist, musician, violinist, pianist, guitarist, drummer, singer, dancer, actor, actress, painter, "
    "photographer, writer, author, poet, journalist, student, pupil, professor, librarian, executive, ceo, manager, "
    "businesswoman, businessman, entrepreneur, founder, lawyer, accountant, colleague, customer, veteran, coach, "
    "athlete, player, boxer, runner, cyclist, swimmer, climber, hiker, skater, gymnast, host, interviewer, "
    "narrator, character, elder, pensioner, retiree, monk, nun, traveller, traveler, tourist, commuter, hairdresser, "
    "barber, cleaner, shopkeeper, owner, king, queen, volunteer, citizen, "
    "beekeeper, trader, vendor, client, instructor"
)
MANY = (
    "men, women, people, persons, children, kids, boys, girls, ladies, gentlemen, guys, babies, businesswomen, "
    "businessmen, fishermen, actresses, waitresses, couple, couples, family, families, team, "
    "twins, siblings, friends, colleagues, grandparents"
)
SEEN = "portrait, headshot, face, persona, bust, profile picture, avatar, selfie"
"""Words for a picture of somebody, without who."""
ANYBODY = ", ".join([ONE, MANY, SEEN, *(f"{w.strip()}s" for w in ONE.split(","))])
KIN = (
    "father, mother, son, daughter, grandfather, grandmother, family, friends, couple, children, kids, twins, siblings"
)
STILL = (
    "standing, stands, seated, sitting, sits, holding, holds, posing, poses, resting, leaning, waiting, "
    "smiling, laughing, "
    "wrapping, arms crossed, crossed arms, arms folded, hands on hips, full-length, full length, half-length, next to, "
    f"coach, instructor, referee, {KIN}"
)
"""Said of somebody who keeps still: an athlete who rests, not one at play."""

WOMAN = (
    "woman, women, girl, girls, lady, grandmother, grandma, granny, mother, mum, mom, daughter, granddaughter, female, "
    "she, her, hers, herself, businesswoman, actress, waitress, ballerina, queen, sister, wife, bride, nun, midwife, "
    "dress, gown, skirt, blouse, sari, hijab, headscarf, lipstick, heels, bun, braids, pigtails, earrings, earring"
)
MAN = (
    "man, men, boy, boys, gentleman, gentlemen, guy, grandfather, grandpa, father, dad, son, grandson, male, he, his, "
    "him, himself, businessman, actor, king, beard, bearded, stubble, fisherman, brother, husband, groom, moustache, "
    "mustache, monk, turban, tie, necktie, tuxedo"
)
WOMEN_NAMED = (
    "maria, anna, emma, olivia, sophia, sofia, mia, amelia, isabella, ava, lena, clara, laura, julia, sarah, "
    "lisa, amara, "
    "yuki, nadia, fatima, aisha, priya, ananya, mei, ling, hana, sakura, ingrid, freya, astrid, chloe, zoe, "
    "lucy, grace, "
    "ruby, ella, nora, ines, carmen, lucia, elena, irina, olga, natasha, leila, layla, yasmin, zara, amina, ngozi, "
    "chiara, giulia, francesca, camille, margaret, mary, elizabeth, jane, kate, alice, rosa, eva, helen, linda, susan"
)
MEN_NAMED = (
    "john, james, peter, paul, david, daniel, michael, thomas, tom, mateo, liam, noah, oliver, lucas, leo, ben, jack, "
    "henry, george, william, robert, mark, carlos, juan, pedro, diego, pablo, luca, marco, giovanni, pierre, jean, "
    "hans, jonas, felix, max, lars, erik, sven, ivan, dmitri, igor, ahmed, omar, ali, hassan, mohammed, muhammad, "
    "yusuf, raj, arjun, ravi, vikram, kenji, hiroshi, haruto, wei, jun, kwame, kofi, tunde, chidi, samuel, adam"
)

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
    "coat": "doctor, scientist, dentist, pharmacist, vet, surgeon, researcher",
    "scrubs": "nurse, nurses, midwife, carer, therapist, physiotherapist",
    "suit": "executive, ceo, businesswoman, businessman, businesswomen, businessmen, lawyer, professor, gentleman, "
    "politician, groom, accountant, violinist, pianist, king",
    "dress": "bride, ballerina, queen",
    "chefcoat": "chef, cook",
    "apron": "baker, barista, carpenter, potter, gardener, florist, butcher, waiter, waitress, bartender",
    "overalls": "mechanic, farmer, electrician, plumber",
    "hivis": "builder, construction, firefighter",
    "hoodie": "student, skater, gamer, teen, teenager, programmer, developer",
    "cardigan": "teacher, librarian, grandmother, grandma, grandfather, grandpa, retired, writer",
    "rain": "courier, fisherman, sailor, hiker",
    "robe": "monk, nun",
    "vest": "basketball team, football team, rugby team, "
    "athlete, runner, swimmer, boxer, player, coach, champion, gymnast, cyclist, trainer",
    "jacket": "founder, entrepreneur, host, photographer, driver, pilot, captain",
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
    "brim": "hat, fedora, cowboy hat, walking hat",
}
HATS_OF: dict[str, str] = {
    "toque": "chef, cook",
    "straw": "farmer, vineyard",
    "hardhat": "builder, construction, miner, firefighter",
    "beret": "painter",
    "beanie": "fisherman, sailor",
    "cap": "coach, captain, pilot",
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
