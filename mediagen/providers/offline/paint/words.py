"""The lexicon: which words of a prompt name a place, a sport, a thing, a colour, a light, a person.

Rows are `name: words`; a word of several parts is matched as it stands. Earlier rows win.
A sport has its words, its scene, its pose and its props.
"""

from __future__ import annotations

from mediagen.providers.offline.paint.color import RGB, rgb

COLOURS: dict[str, RGB] = {
    name: rgb(value)
    for name, value in (
        ("crimson", "#c2183c"),
        ("scarlet", "#e0331f"),
        ("burgundy", "#7a1530"),
        ("maroon", "#7a1c28"),
        ("ruby", "#b3123f"),
        ("red", "#d7322b"),
        ("coral", "#ff7a5c"),
        ("salmon", "#fa8a72"),
        ("rust", "#b4491f"),
        ("terracotta", "#c4623f"),
        ("orange", "#f2801e"),
        ("apricot", "#fbb27a"),
        ("peach", "#ffc3a0"),
        ("amber", "#f5a623"),
        ("gold", "#d9a634"),
        ("golden", "#e0ac3c"),
        ("mustard", "#d6a019"),
        ("yellow", "#f7d22e"),
        ("lemon", "#f8e356"),
        ("cream", "#f6ead0"),
        ("beige", "#dccbb0"),
        ("sand", "#dcc39a"),
        ("tan", "#c9a47a"),
        ("brown", "#7d5237"),
        ("bronze", "#a06a35"),
        ("copper", "#b8693d"),
        ("olive", "#7c7f3a"),
        ("lime", "#a6d63c"),
        ("green", "#3a9a54"),
        ("emerald", "#15966a"),
        ("jade", "#2fa37c"),
        ("mint", "#9fe0c4"),
        ("sage", "#9db494"),
        ("teal", "#12908e"),
        ("turquoise", "#2cc4c1"),
        ("aqua", "#43cfd6"),
        ("cyan", "#27c2e0"),
        ("azure", "#3b93e8"),
        ("cobalt", "#1d4fc4"),
        ("navy", "#17275e"),
        ("indigo", "#3c33a0"),
        ("blue", "#2f6fd6"),
        ("violet", "#7b46c9"),
        ("purple", "#7d3fb0"),
        ("lavender", "#b7a3e3"),
        ("lilac", "#c9a8dd"),
        ("plum", "#703060"),
        ("magenta", "#d1248f"),
        ("fuchsia", "#e0379f"),
        ("pink", "#f08cae"),
        ("rose", "#dd5d80"),
        ("silver", "#b9c0c8"),
        ("charcoal", "#363b42"),
        ("grey", "#858b93"),
        ("gray", "#858b93"),
        ("black", "#1b1c20"),
        ("white", "#f4f2ee"),
        ("ivory", "#f5efdf"),
    )
}

TIMES: dict[str, str] = {
    "dawn": "dawn, first light, early morning, daybreak",
    "sunrise": "sunrise, morning, sun rising",
    "sunset": "sunset, golden hour, evening, sundown, warm light, golden light, late light",
    "dusk": "dusk, twilight, blue hour, nightfall",
    "night": "northern lights, aurora, night, midnight, moonlight, moonlit, starry, stars, neon, "
    "floodlights, floodlit, under lights",
    "noon": "noon, midday, daylight, sunny, bright, blue sky, clear sky, summer, day",
    "overcast": "overcast, cloudy, grey sky, gray sky",
}

WEATHER: dict[str, str] = {
    "fog": "fog, foggy, mist, misty, haze, hazy, smoke",
    "rain": "rain, rainy, raining, wet, drizzle, storm, stormy, thunderstorm",
    "snow": "snowing, snowfall, snowy, blizzard, snowflakes, falling snow",
}

SCENES: dict[str, str] = {
    "shopfront": "bookshop, bookstore, corner shop, shop front, shop fronts, shopfront, storefront, shop window",
    "market": "market stall, market stalls, market square, street market, farmers' market",
    "houses": "row of houses, rows of houses, street of houses, village street",
    "climbwall": "bouldering gym, climbing wall, climbing gym",
    "ring": "boxing ring",
    "tenniscourt": "tennis court, clay court",
    "rink": "ice rink, rink, frozen lake, ice hockey, curling",
    "theatre": "on stage, the stage, theatre, theater, concert, festival, spotlight, ballroom, dance hall",
    "pool": "swimming pool, pool, swimming lane",
    "track": "running track, track, velodrome, starting line, athletics, finish line",
    "stadium": "stadium, arena, football field, soccer field, crowd, pitch, playing field, ballpark",
    "court": "basketball court, sports hall, court, gymnasium, indoor hall, dojo, bowling alley",
    "gym": "gym, fitness studio, weight room, crossfit box, workout",
    "studio": "studio, tabletop, product shot, pedestal, plinth, packshot, still life, marble, backdrop",
    "interior": "window, interior, living room, room, kitchen, office, cafe, dinner, dining, library, home, indoors, "
    "desk, bedroom, bathroom, restaurant, lounge, workshop, classroom, hallway, shop, salon, clinic, garage, "
    "treatment room, table, gallery, museum, hospital, corridor, "
    " ward, practice, supermarket, factory, warehouse, lecture hall, laboratory, lab, staircase, attic, lobby, "
    "waiting room, whiteboard, blackboard",
    "river": "river, stream, lake, pond, canal, fjord, lagoon, waterfall",
    "ocean": "ocean, sea, beach, coast, shore, waves, wave, surf, harbour, harbor, island, bay, quay, "
    "pier, jetty, seaside",
    "desert": "desert, dunes, dune, sahara, canyon",
    "snow": "snow, slope, ski slope, piste, glacier, arctic, winter, alpine",
    "cliff": "cliff, rock face, crag",
    "mountain": "mountain, mountains, peak, summit, alps, valley, ridge, volcano",
    "forest": "forest, woods, woodland, jungle, trees, pine, pines, rainforest, trail",
    "city": "city, skyline, street, streets, downtown, skyscraper, skyscrapers, urban, rooftop, bridge, town, "
    "skatepark, skyscape, metropolis, alley, building site, construction site, train station, railway station",
    "road": "road, highway, race track, racetrack, racing circuit, asphalt, motorway",
    "garden": "garden, gardens, orchard, flowers, meadow, meadows, courtyard, greenhouse, vineyard, vineyards, "
    "lavender field",
    "field": "field, fields, grass, park, parks, golf course, fairway, farm, hills, hill, countryside, "
    "prairie, range, lawn",
    "sky": "sky, clouds, outer space, in space, galaxy, cosmos",
}

THINGS: dict[str, str] = {
    "headphones": "headphones, headset, earphones",
    "shoe": "shoe, shoes, sneaker, sneakers, trainers, boots, boot, footwear",
    "perfume": "perfume, nail polish, nail varnish, fragrance, cologne, serum, cosmetics, skincare",
    "bottle": "bottle, flask, wine, whisky, juice, beverage, drink, olive oil, thermos",
    "watch": "watch, wristwatch, chronograph, smartwatch, watches, wristwatches",
    "phone": "phone, smartphone, mobile, app, tablet",
    "laptop": "laptop, computer, notebook computer",
    "cup": "cup, mug, mugs, cups, coffee, tea, teas, espresso, latte",
    "lamp": "lamp, lantern",
    "candle": "candle, candles, candlelight",
    "book": "book, books, novel, journal, notebook, diary",
    "sofa": "sofa, couch, settee, loveseat",
    "chair": "chair, armchair, stool, seat",
    "camera": "camera, lens",
    "guitar": "guitar, ukulele, instrument",
    "vase": "vase, flower, tulip, tulips, roses",
    "bag": "bag, backpack, handbag, rucksack, suitcase, luggage",
    "package": "package, packaging, parcel, carton",
    "car": "car, automobile, sports car, electric car",
    "bike": "bicycle, bicycles, bike, bikes, racing bike",
    "trophy": "trophy, award, cup final",
    "basketball": "a basketball on, basketball ball",
    "soccerball": "soccer ball, football ball, ball",
    "tennisball": "tennis ball, balls",
    "fruit": "fruit, apple, apples, orange fruit, lemons, peach, mango, blueberries, raspberries, "
    "plums, cherries, grapes, mangoes, pears, pear, "
    "peaches, bowl of fruit, fruit bowl, bowl",
    "cake": "cake, cupcake, birthday cake, pastry",
    "hotel": "hotel, resort, hostel, villa",
    "house": "house, cabin, cottage, hut, barn",
    "tree": "tree, oak tree, baobab",
    "lighthouse": "lighthouse, beacon",
    "tent": "tent, tents, campsite",
    "cat": "cat, cats, kitten",
    "dog": "dog, dogs, puppy, retriever, labrador, terrier",
    "bird": "bird, birds, owl, robin, sparrow, parrot, pigeon, pigeons, seagull, eagle, falcon, crow, hen, canary",
    "dish": "dish, bowl of ramen, bowl of soup, bowl of pasta, food, breakfast, ramen, "
    "noodles, pasta, soup, meal, dinner, lunch",
    "jar": "jar, cosmetic cream, night cream",
    "umbrella": "umbrella, parasol",
    "ticket": "ticket, tickets",
    "mat": "yoga mat, mat",
    "sailboat": "boat, yacht, sailboat",
    "ring": "jewel, jewelry, jewellery, diamond, necklace, earring, gemstone",
}

ON_TABLES: dict[str, str] = {"cup": "cafe", "laptop": "office", "dish": "restaurant, dining room", "book": "classroom"}
"""What lies on the table of a room of which nothing else is said."""

SHOTS: dict[str, str] = {
    "detail": "extreme close-up, extreme closeup, macro, detail of, detail shot, close detail, details of, "
    "tight crop, "
    "tightly cropped",
    "above": "from above, flat lay, flat-lay, flatlay, top-down, top down, overhead shot, bird's-eye view, knolling",
    "hand": "in a hand, in the hand, in hand, in his hand, in her hand, in one hand, in your hand, "
    "in somebody's hand, "
    "in the palm, on a wrist, on the wrist, on her wrist, on his wrist, held by a hand, hand holding",
    "air": "in mid-air, mid-air, in the air, floating, levitating, tilted",
    "wide": "wide shot, extreme wide shot, establishing shot, long shot, from afar, from far away, small in the frame",
}
"""How near the camera is to a thing, and from where it looks."""

ALONE = "product shot, packshot"
"""Said of a thing: nothing else is in the picture, whatever its name and description sound like."""

MOODS: dict[str, str] = {
    "calm": "calm, quiet, peaceful, serene, gentle, soft, tranquil, still, soothing",
    "energetic": "energetic, dynamic, action, speed, explosive, intense, fast, powerful, motion",
    "luxurious": "luxurious, luxury, elegant, premium, opulent, silky, refined",
    "minimal": "minimal, minimalist, simple, clean, sparse",
    "dark": "dark, moody, dramatic, noir, gloomy, mysterious",
    "warm": "warm, cosy, cozy, nostalgic, hopeful, joyful, happy",
}
