"""Who may be named: words for one and for several, of women and of men, and given names."""

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
    "beekeeper, trader, vendor, client, instructor, "
    "receptionist, referee, judge, policeman, policewoman, police officer, lifeguard, paramedic, priest, imam, "
    "rabbi, "
    "magician, clown, juggler, motorcyclist, freelancer, passenger, shopper, caregiver, nanny, babysitter, ranger, "
    "consultant, analyst, influencer, streamer, gamer, welder, miner, roofer, decorator, optician, psychologist, "
    "counsellor, tutor, intern, apprentice, presenter, conductor, cellist, saxophonist, trumpeter, cashier, postman, "
    "postwoman, janitor, caretaker, mayor, politician, princess, witch, wizard, "
    "superhero, spectator, supporter, umpire, trainee, employee, boss, director, investor, refugee, activist, "
    "newborn, infant, schoolboy, schoolgirl, bodybuilder, acrobat, marathoner, physicist, chemist, biologist, "
    "technician, surveyor, blogger, podcaster, barkeeper, sommelier, jeweller, shoemaker, weaver"
)
MANY = (
    "men, women, people, persons, children, kids, boys, girls, dads, mums, moms, parents, newlyweds, "
    "crowd of people, "
    "police officers, ladies, gentlemen, guys, babies, businesswomen, "
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
    "wrapping, arms crossed, crossed arms, arms folded, hands on hips, full-length, full length, half-length, "
    "next to, "
    f"coach, instructor, referee, {KIN}"
)
"""Said of somebody who keeps still: an athlete who rests, not one at play."""

WOMAN = (
    "woman, women, girl, girls, lady, grandmother, grandma, granny, mother, mum, mom, mothers, mums, moms, "
    "policewoman, princess, witch, schoolgirl, postwoman, daughter, granddaughter, female, "
    "she, her, hers, herself, businesswoman, actress, waitress, ballerina, queen, sister, wife, bride, nun, midwife, "
    "dress, gown, skirt, blouse, sari, hijab, headscarf, lipstick, heels, bun, braids, pigtails, earrings, earring"
)
MAN = (
    "man, men, boy, boys, gentleman, gentlemen, guy, grandfather, grandpa, father, dad, fathers, dads, "
    "policeman, prince, wizard, schoolboy, postman, cowboy, son, grandson, male, he, his, "
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
    "john, james, peter, paul, david, daniel, michael, thomas, tom, mateo, liam, noah, oliver, lucas, leo, ben, "
    "jack, "
    "henry, george, william, robert, mark, carlos, juan, pedro, diego, pablo, luca, marco, giovanni, pierre, jean, "
    "hans, jonas, felix, max, lars, erik, sven, ivan, dmitri, igor, ahmed, omar, ali, hassan, mohammed, muhammad, "
    "yusuf, raj, arjun, ravi, vikram, kenji, hiroshi, haruto, wei, jun, kwame, kofi, tunde, chidi, samuel, adam"
)
ATHLETES = (
    "rower, golfer, surfer, skier, archer, footballer, wrestler, fencer, judoka, karateka, snowboarder, "
    "weightlifter, sprinter, diver, fighter, opponent, goalkeeper, striker, skateboarder, kayaker, walker, "
    "jumper, vaulter, putter, thrower, triathlete, batsman, bowler"
)
