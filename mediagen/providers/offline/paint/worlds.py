"""The lexicon of trades: the worlds that products belong to, and what stands for goods that have no shape."""

from __future__ import annotations

from typing import NamedTuple

from mediagen.providers.offline.paint.words import SCENES


class World(NamedTuple):
    """Words of a trade, its places, and people in the middle of it; each picture is a prompt."""

    words: str
    places: tuple[str, ...]
    people: tuple[str, ...]


WORLDS: tuple[World, ...] = (
    World(
        "watch, watches, wristwatch, jewellery, jewelry, ring, necklace, pen, cufflinks, handbag, fashion, suit",
        ("a city skyline seen from a bridge", "mountains with snow on the summit", "a yacht on the sea"),
        (
            "portrait of a gentleman in a suit in the city",
            "a dancer on a rooftop in the city",
            "portrait of a businesswoman in the city",
        ),
    ),
    World(
        "coffee, tea, espresso, cocoa, chocolate, breakfast, granola, bakery, bread, honey, jam, juice, cafe",
        ("a cup of coffee on a table by the window", "a valley of green hills in the mountains", "a cup in a kitchen"),
        (
            "portrait of a barista in a cafe",
            "a cup of coffee in a hand in a cafe",
            "a dancer leaping in a kitchen",
            "a runner in a park",
            "a cyclist in a city street",
        ),
    ),
    World(
        "running, runner, runners, jogging, marathon, sprint, trainers, sneaker, sneakers",
        ("a trail in a forest", "an athletics track", "a road through hills"),
        ("a runner on a running track", "a runner on a mountain trail", "a runner in a city street"),
    ),
    World(
        "fitness, workout, gym, protein, sport, sports, training, athletes, energy drink, muscle",
        ("a gym", "a stadium", "an athletics track"),
        ("weightlifting in a gym", "a boxer in a boxing ring", "a gymnast leaping", "a runner on a running track"),
    ),
    World(
        "yoga, pilates, meditation, mindfulness, breathing, sleep, massage, spa, wellness, therapy, retreat",
        ("a quiet lake", "a garden", "a mat in a room with a window"),
        ("yoga tree pose in a room with a window", "meditation on a mountain", "yoga in a garden"),
    ),
    World(
        "hotel, resort, hostel, villa, holiday, holidays, travel, flight, flights, airline, cruise, guests, suitcase",
        ("a lake below mountains", "a bay with a boat", "a beach by the sea", "a hotel on a lake"),
        ("a hiker on a mountain", "a sailor on a beach", "surfing on the sea", "kayaking on a lake"),
    ),
    World(
        "sofa, couch, chair, armchair, table, furniture, lamp, rug, bed, mattress, linen, curtains, candle, vase, "
        "home decor, kitchen, cookware, vacuum, paint",
        ("a sofa in a living room with a window", "an armchair in a room", "a vase on a table in a room"),
        ("a dancer leaping in a living room", "portrait of a woman in a living room"),
    ),
    World(
        "cream, serum, skin, skincare, lotion, shampoo, soap, cosmetics, make-up, perfume, fragrance, hair, "
        "beauty, balm",
        ("a garden of flowers", "a quiet lake with mist", "a vase of roses on a table by the window"),
        ("portrait of a woman in a garden", "a dancer in a meadow", "portrait of a woman by the sea"),
    ),
    World(
        "bike, e-bike, bicycle, cycling, cyclist, helmet, cargo bike",
        ("a city street with a bicycle", "a road through hills", "a bicycle in a park"),
        ("a cyclist in a city street", "a cyclist on a road", "a cyclist in a park"),
    ),
    World(
        "car, electric car, scooter, motorbike, charging, parking, taxi, ride, delivery, courier, logistics, fleet",
        ("a car on a road through hills", "a city skyline", "a road through the desert"),
        ("a car racing on a road", "a cyclist in a city street"),
    ),
    World(
        "book, books, picture book, novel, story, stories, children, kids, toy, toys, library, nursery, audiobook",
        ("books on a table in a library", "a night sky with a moon over hills", "a tree on a hill in a meadow"),
        ("a child leaping in a meadow", "portrait of a child in a library", "a dancer on a hill"),
    ),
    World(
        "dentist, dental, teeth, tooth, doctor, clinic, practice, patients, pharmacy, physiotherapy, optician, "
        "nurse, health, care, vet",
        ("an armchair in a room with a window", "a garden with flowers", "a city street"),
        (
            "portrait of a dentist in a room",
            "portrait of a doctor in a room",
            "a runner in a park",
            "a dancer in a garden",
        ),
    ),
    World(
        "bank, banking, money, spending, savings, save, payments, payday, invest, investing, pension, credit, "
        "card, loan, budget, wallet, insurance, insured, policy, mortgage",
        ("a house on a hill", "a city skyline", "a tree on a hill", "a lighthouse by the sea"),
        (
            "a phone in a hand in a city street",
            "a skateboarder in the city",
            "portrait of a woman in a city street",
            "a runner in a park",
            "a hiker on a hill",
        ),
    ),
    World(
        "software, app, platform, dashboard, accountants, accounting, invoices, invoice, tax, office, business, "
        "teams, team, startup, consulting, agency, lawyers, website, cloud, data, analytics, api, server, "
        "security, ai",
        ("books on a desk in an office", "a city skyline", "a cup of coffee on a desk by the window"),
        (
            "portrait of a businesswoman in an office",
            "a hiker on a mountain",
            "a cyclist in the city",
            "a dancer on a rooftop",
        ),
    ),
    World(
        "festival, concert, music, band, bands, album, guitar, headphones, speaker, theatre, club, party, dance, "
        "radio, podcast, film, cinema",
        ("a stage in a theatre with a spotlight", "a stadium", "a bay by the sea", "a city street"),
        ("a dancer on stage", "a dancer leaping on a beach", "portrait of a singer on stage"),
    ),
    World(
        "restaurant, trattoria, bistro, pasta, pizza, food, meal, meals, recipes, dinner, lunch, chef, burger, "
        "sushi, ramen, cook, cooks, wine, beer, gin, whisky, olive oil, cheese, vineyard, farm, organic, "
        "vegetables",
        ("a dinner dish on a table by the window", "a vineyard in the hills", "a bottle of wine on a table in a room"),
        ("portrait of a chef in a kitchen", "a dancer leaping in a kitchen", "a hiker in a vineyard"),
    ),
    World(
        "school, course, courses, learn, learning, language, students, university, tutor, teachers, class, classes",
        ("books on a desk in a room with a window", "a tree on a hill", "a library"),
        ("portrait of a student in a library", "a hiker on a mountain", "portrait of a teacher in a classroom"),
    ),
    World(
        "garden, gardening, plants, seeds, flowers, compost, solar, energy, climate, sustainable, heat pump, "
        "electricity",
        ("a garden of flowers", "a house in a meadow", "hills with trees", "a tree on a hill"),
        ("portrait of a gardener in a garden", "a hiker in a meadow"),
    ),
    World(
        "dog, dogs, puppy, cat, cats, pet, pets",
        ("a dog in a meadow", "a cat in a room with a window", "a dog on a beach"),
        ("a dog in a meadow", "a cat in a living room", "a runner in a park"),
    ),
    World(
        "camera, outdoor, hiking, tent, backpack, jacket, boots, climbing, ski, surf, camping, flask, thermos",
        ("a tent below mountains", "a ridge in the mountains", "a forest trail"),
        ("a hiker on a mountain", "a climber on a rock face", "surfing on the sea"),
    ),
)
ANYWHERE = World(
    "",
    ("hills and an open sky", "a lake below mountains", "a city skyline", "a tree on a hill", "a bay by the sea"),
    ("a dancer leaping under a wide sky", "a hiker on a mountain", "a cyclist on a road", "a runner in a meadow"),
)

_NAMED = {"court": "a sports hall", "theatre": "a theatre", "interior": "a room with a window", "field": "a park"}


def of_sport(word: str, scene: str) -> World:
    """The world of a sport that is called `word`, played at `scene`."""
    place = _NAMED.get(scene) or f"a {SCENES[scene].split(',')[0]}"
    return World(word, (place, f"{place}, from afar"), (word, f"{word}, seen from the side"))


STANDS_FOR: dict[str, str] = {
    "jar": "cream, balm, lotion, night cream, moisturiser, moisturizer, honey, jam, mask",
    "tooth": "dentist, dental, teeth, tooth, toothpaste, orthodontist",
    "dish": "restaurant, trattoria, bistro, pasta, ramen, noodles, meal, meals, food, recipes, dinner, catering",
    "umbrella": "insurance, insurer, policy, policies, pension, umbrella, warranty",
    "mat": "yoga, pilates, meditation, physiotherapy, gym, fitness",
    "ticket": "festival, concert, ticket, tickets, conference, event, cinema, museum, theatre, exhibition, raffle",
    "laptop": "software, platform, dashboard, accounting, invoicing, accountants, website, analytics, crm, saas, "
    "course, courses, webinar, consulting, agency, api",
    "phone": "banking, bank, messenger, game, subscription, streaming",
    "sofa": "furniture",
    "car": "taxi, car sharing, garage",
    "soccerball": "football, soccer, handball, volleyball",
    "basketball": "basketball",
    "sailboat": "sailing",
    "hotel": "holiday, holidays, travel agency, spa",
    "house": "estate agent, mortgage, real estate, heat pump, solar",
}
"""What a product shot shows of a trade whose goods have no shape: thing → words, besides those of the lexicon."""
