"""Sports: name → words for it, the place, the pose and the equipment. `moves.py` has their other moments."""

from __future__ import annotations

SPORTS: dict[str, tuple[str, str, str, str]] = {
    "table tennis": ("table tennis, ping pong", "court", "swing", "paddle table ball"),
    "tennis": ("tennis, pickleball, padel", "tenniscourt", "serve", "racket tennisball"),
    "badminton": ("badminton, squash, racquetball", "court", "serve", "racket shuttle"),
    "volleyball": ("volleyball", "court", "spike", "volleyball net"),
    "handball": ("handball, netball, dodgeball", "court", "spike", "handball"),
    "basketball": ("basketball", "court", "jumpshot", "basketball hoop"),
    "polo": ("water polo", "pool", "swim", "ball"),
    "field hockey": ("field hockey, lacrosse, hurling, floorball", "stadium", "stick", "stick ball"),
    "hockey": ("ice hockey, hockey", "rink", "stick", "stick puck"),
    "rugby": ("rugby, american football, aussie rules, quarterback, gridiron", "stadium", "run", "ovalball"),
    "soccer": (
        "soccer, football, futsal, footballer, striker, goalkeeper, goalie",
        "stadium",
        "kick",
        "soccerball goal",
    ),
    "cricket": ("cricket, cricketer, batsman, batswoman", "stadium", "bat", "bat ball"),
    "baseball": ("baseball, softball, batter, pitcher", "stadium", "bat", "bat ball"),
    "golf": ("golf, golfer", "field", "golf", "club flag"),
    "hurdles": ("hurdles, steeplechase", "track", "bound", "hurdle"),
    "jump": ("long jump, triple jump, long jumper, triple jumper", "track", "bound", "sand"),
    "high jump": ("high jump, high jumper", "track", "over", "crossbar"),
    "pole vault": ("pole vault, pole vaulter, pole vaulting", "track", "over", "crossbar pole"),
    "put": ("shot put, shot putter, shot-putter, hammer throw, hammer thrower", "track", "put", "shot"),
    "discus": ("discus, discus thrower", "track", "throw", "discus"),
    "javelin": ("javelin, javelin thrower", "track", "throw", "javelin"),
    "triathlon": (
        "trail running, trail runner, triathlon, triathlete, cross country, orienteering",
        "mountain",
        "run",
        "",
    ),
    "running": (
        (
            "running, runner, wheelchair racer, wheelchair racing, sprint, sprinter, sprinting, marathon, jogging, "
            "jogger, relay"
        ),
        "track",
        "run",
        "",
    ),
    "mountain biking": (
        "mountain biking, mountain biker, downhill biking, motocross, enduro",
        "mountain",
        "ride",
        "bike",
    ),
    "cycling": (
        "cycling, cyclist, biking, bmx, bicycle race, biker",
        "road",
        "ride",
        "bike",
    ),
    "diving": ("diving, diver", "pool", "dive", ""),
    "open water": ("open water swimming, open-water swimming, wild swimming", "ocean", "swim", ""),
    "swimming": ("swimming, swimmer, snorkelling", "pool", "swim", ""),
    "rowing": ("rowing, rower, rowers, sculling, coxed", "river", "row", "shell"),
    "canoe": (
        "kayak, kayaking, canoe, canoeing, paddling, rafting, kayaker, dragon boat",
        "river",
        "paddle",
        "kayak",
    ),
    "sailing": ("sailing, sailor, yacht, regatta, windsurfing, kitesurfing, sailboat", "ocean", "", "sail"),
    "surfing": ("surfing, surfer, wakeboarding, paddleboarding", "ocean", "surf", "surfboard"),
    "snowboard": ("snowboarding, snowboard, snowboarder", "snow", "surf", "snowboard"),
    "skiing": ("skiing, skier, giant slalom, slalom, biathlon, ski jumping", "snow", "ski", "skis"),
    "bobsleigh": ("bobsleigh, bobsled, bobsledder", "snow", "", ""),
    "luge": ("luge, skeleton race, skeleton athlete, sledging, toboggan, sledge, sled", "snow", "luge", "sled"),
    "skateboard": ("skateboarding, skateboarder, skateboard, skater boy", "city", "surf", "skateboard"),
    "skating": ("figure skating, speed skating, ice skating, skater, roller skating", "rink", "skate", ""),
    "gymnastics": (
        (
            "gymnastics, gymnast, balance beam, uneven bars, parallel bars, pommel horse, cheerleading, trampoline, "
            "trampolining, acrobat"
        ),
        "court",
        "leap",
        "",
    ),
    "boxing": ("boxing, boxer, mma, kickboxing, muay thai", "ring", "punch", "gloves"),
    "martial": ("karate, taekwondo, martial arts, kung fu, capoeira", "court", "highkick", "belt"),
    "wrestling": (
        "judo, judoka, judokas, wrestling, wrestler, jiu jitsu, jiu-jitsu, grappling, sumo",
        "court",
        "lunge",
        "belt",
    ),
    "fencing": ("fencing, fencer, kendo", "court", "lunge", "foil visor"),
    "archery": ("archery, archer", "field", "archer", "bow"),
    "snooker": ("snooker, billiards, pool player", "interior", "swing", "foil bench"),
    "parkour": ("parkour, freerunning, free running", "city", "leap", ""),
    "shooting": ("darts, shooting, shooter", "court", "archer", ""),
    "climbing": ("rock climbing, mountaineering, alpinist", "cliff", "climb", ""),
    "bouldering": ("bouldering, climbing, climber", "climbwall", "climb", ""),
    "lifting": (
        "weightlifting, powerlifting, crossfit, weightlifter, bodybuilding, deadlift",
        "gym",
        "lift",
        "barbell",
    ),
    "yoga": ("yoga, pilates, tree pose", "interior", "tree", "mat"),
    "meditation": ("meditation, meditating, mindfulness, breathing", "mountain", "lotus", ""),
    "dance": ("ballet, dancing, dancer, dance, ballerina", "theatre", "dance", ""),
    "riding": (
        (
            "horse riding, horse racing, horse race, horse and rider, horse and a rider, equestrian, horseback, "
            "show jumping, show jumper, dressage, polo, jockey, horsewoman, horseman, "
            "riding a horse, rides a horse, on a horse, on her horse, on his horse, with her horse, with his horse"
        ),
        "field",
        "rider",
        "horse",
    ),
    "bowling": ("bowling, bocce, petanque", "court", "bowl", "ball"),
    "curling": ("curling", "rink", "bowl", "stone"),
    "frisbee": ("frisbee, ultimate", "field", "throw", "disc"),
    "motor": ("motorsport, formula, karting, racing, rally", "road", "", "car"),
    "hiking": ("hiking, hiker, trekking, trekker, backpacker, walker, walking", "mountain", "walk", "pack"),
    "athletics": ("athlete, athletes, sportswoman, sportsman", "track", "run", ""),
}
