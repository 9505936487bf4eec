"""Words that descriptions of products are written with: their verbs, and what there is one of."""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """The words of `text`."""
    return frozenset(text.split())


SURELY_VERBS = word_set("""
    absorb achieve activate adapt add adjust allow amplify anticipate appear arrive ask automate avoid bake banish
    beat become begin believe belong blend boil borrow brighten bring broaden build buy calm capture carry celebrate
    choose clean cleanse clear clip collapse collect combine come comfort compare compose connect contain contour
    convert cook cool crack cradle create cushion cut dampen define deliver detect detoxify dim disappear discover
    dispense dissolve distil download earn ease edit elevate eliminate embrace empower empty enclose encourage
    energise energize enhance enjoy enrich entertain erase evolve exfoliate expand explore export extend fade feed
    feel fetch fill find fit float fold follow forget forgive fray freshen froth fuel gather get give glide glow go
    grab grip grow guard guide hang have hear heat help hide highlight hire hold honour hug hush hydrate identify
    illuminate import improve include indulge inspire integrate invest invite join keep kindle know last launch leak
    lean learn leave lie lengthen let lift listen locate loosen lower lull maintain make manage measure melt mend
    mimic miss mix moisturise moisturize monitor move mute navigate need nourish nudge nurture occupy offer open
    organise organize outlast outlive outperform overcome pack pamper pause peel perform personalise personalize
    pick plump pour predict prepare preserve prevent protect prove provide publish pull purify push put quieten
    raise reach react read receive recharge recognise recognize recommend record recover recycle reduce reflect
    refresh regulate rejuvenate relax release relieve remember remind remove repair repel replace resist respond
    restore retain reuse reveal revive rinse ripen rotate rust save savor savour scoop scratch see send sense
    separate serve settle sew sharpen shave shed shelter shield shine shrink shut silence simplify sing sit skip
    sleep slide slim slip slow smell smooth snuggle soar soften solve soothe sort sow spare sparkle speak split
    squeeze stack stain stand start stay steam steer sterilise stick stir stop store stream strengthen stretch
    stroll subscribe support surprise survive suspend swaddle swap sweep sweeten swing switch take tame teach tell
    think thrive tidy tighten toughen travel trim try tuck tumble turn understand unfold unlock untangle unwind
    update upgrade uplift use vanish wake want warm warn wash wear weave weigh welcome whisk whisper whiten wick win
    withstand work wrap write accept arrange assemble breathe compost describe deserve donate employ explain fix
    inspect install invent lend meet refill repeat select sell talk translate whittle adopt descale hate mean own
    rehome register spend sponsor unpack upload calculate analyse analyze generate coordinate verify encrypt
    visualise summarise notify assign approve migrate deploy
""")
"""Verbs whose form in -s is no usual plural."""
VERBS = SURELY_VERBS | word_set("""
    balance bend block boost brew brush burn cancel care catch change charge chill click climb close cost count cover
    cross cycle dance deal design display dream drink drip drive drop dry end exercise face fight file filter finish
    flex flow focus frame fry gain gift grill grind group guarantee handle hit ignite iron jump kick kill knit land
    level light link load lock look love map mark master match mirror mount name order pair pay plan plant play plug
    press print process produce pump race rent reset rest return ride rise rock roll run sail scan scent scrub seal
    search season secure set shape share shift ship show shower signal slice snap soak sound spin spray spread
    spring sprout step style sync tap target taste test text time toast touch track train transform transport treat view
    visit walk watch water wind zip zoom answer bill blister bottle book claim enter stink coach craft decorate film mow
    weed exchange hike host invoice label massage mould nurse mill paint pedal pitch polish reconnect rescue roast
    sketch smoke stock suit throw trade tune cast coat cure dose draw dye garden hand landscape paper park plaster post
    rank sign source spice stamp tile tutor camp alert schedule forecast archive groom skim vacuum
""")
SELDOM_ORDERS = word_set("""
    brush calm clean clear comfort cook cool cut dim empty fit heat help hide hold last lower mute need open own
    race record recycle repair sail separate serve sleep slide slow smooth sort stain stand steam stick store stream
    support surprise swing train transport travel use warm wash welcome wind work wrap
""")
"""Verbs that are as often an adjective or a noun: no orders where nothing else tells."""
THINGS_TOO = word_set("""
    cook cut feed help launch lift move need pack publish record release remind repair slip stain stand start stay
    stretch support swap switch talk turn wash work wrap
""")
"""Of SURELY_VERBS, those whose form in -s is a usual plural all the same: (roof) repairs."""
SELLING = word_set("buy click download order shop sign subscribe visit")
"""Orders that say where to get it: what an ad says by itself, at its end."""
PARTICIPLES = word_set("""
    assembled backed bound caught based blended bottled brewed built carved cast certified charged coated crafted cured
    cut delivered designed distilled drawn dyed engineered fermented filled finished fired forged formulated free
    gathered grown hammered hand-picked handcrafted handmade infused inspired knitted lined loved machined made milled
    mined packed picked polished powered pressed printed proofed quilted ready roasted sent sewn shaped bred
    illustrated recorded shipped sourced spun stitched suitable tailored tested trusted tuned upholstered woven wrapped
    written
""")
AFTER_A_NOUN = word_set("available compatible free ideal perfect ready suitable")
"""Qualities that are said after a noun, with what follows: ready for the oven."""
TRADESPEOPLE = word_set("""
    accountant architect artist baker barber beekeeper bookkeeper butcher carpenter chef cleaner coach consultant
    cook courier dentist designer dj doctor electrician fishmonger florist gardener goldsmith guide hairdresser
    handyman jeweller lawyer locksmith magician man midwife musician nanny notary nurse nutritionist optician
    osteopath photographer physiotherapist plumber psychologist roofer seamstress singer speaker stylist tailor
    teacher therapist trainer translator tutor upholsterer vet videographer watchmaker woman
""")
COUNTED = word_set("""
    agency alarm app apartment assistant attic backpack bag bakery band bank bar basket bed bench bike blanket blind
    board boat book boutique bottle bowl box bracelet brand brewery brush business cabin cafe café calendar camera
    camp candle car card carpet case catalogue centre chain chair chalet channel charity choir cinema clinic club
    coat collection collective community company compass concert conference cooperative cottage couch course crib
    cup cushion desk device dictionary dish distillery doll dress drill drone duvet event fan farm fence festival
    firm flask foundation fridge gadget gallery game garage garden grill guitar gym hackathon hall hammock handbag
    hat helmet hostel hotel house hut initiative instrument jacket jar journal light jug kettle kiosk kit kitchen
    knife label lamp lantern laptop library lock lodge loft machine magazine map marathon mark market marketplace
    mask mat mattress mill model mouse mug museum musical necklace network novel nursery office orchard oven pan
    parka patisserie pavilion pen pharmacy phone piano pillow pizzeria plant plate platform playground plug podcast
    pool portal pot practice programme project pump puzzle quilt rack radio refuge resort restaurant retreat ring
    roastery robot room rucksack rug saddle salon sauna saw scarf school screen script series serum service shampoo
    shed shelf shirt shoe shop show site ski society sofa spa spray stall station stand stick store stove strap
    street studio subscription suit summit system table tablet tap tavern taxi team tent theatre ticket tool torch
    tour toy trattoria tray tricycle trip truck tub umbrella vacuum van vase venue villa vineyard violin wallet
    wallbox wardrobe watch webinar wheel whistle window winery yacht yurt zoo pub inn bus cap bistro deli brasserie
""")
"""What there may be one of: without an article before it, it gets one. So do words that end in one of these, or in -er
or -or: english.is_counted.
"""
UNCOUNTED = word_set("""
    beer butter cider copper dinner fiber flour ginger hair lager laughter leather lumber matter paper pepper powder
    power rubber silver supper timber water weather
""")
"""Words in -er and -or that nobody does and nothing is that does something."""
DEPENDENTS = word_set("babies boys cats children dogs girls kids pets toddlers")
"""Those for whom others choose: nothing is said to them."""
LASTS = word_set("breathe burn don't dry feel fit float fold glow grip keep last never smell stay stretch weigh")
"""What many do that are spoken of without a subject (last for years), rather than what one is told to do."""
TO_GET_IT = word_set("order shop visit")
NOT_OF_US = word_set("""
    am are began believe can care could did founded guarantee had have hope know like love may must promise started
    think want was were will would
""")
"""Verbs that say something of the seller rather than of what is sold."""
NO_START = word_set("our why what how who for ever we've we'll i've i'm i'll") | {""}
OF_US = word_set("team staff crew people family mission story customers clients values passion")
