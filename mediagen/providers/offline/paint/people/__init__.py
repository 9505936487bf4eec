"""People in still pictures: who they are, how they are shown, what they wear and hold. `portrait.portrait` paints them.

folk.py       who may be named
lexicon.py    words for faces, hair, clothes and things
years.py      how old they are said to be
person.py     Person and Cast: a reading of a prompt, frozen
casting.py    from a prompt to a Cast: how many, who each is, what chance fills in
staging.py    from a prompt to how they are shown: framing, pose, things held and beside
portrait.py   where each stands in the picture
body.py       one person, from back to front
frame.py      coordinates of one person: units of the head's height
face.py       faces, and what they express
hair.py       hair behind the head and over the brow; beards
headwear.py   hats, helmets, scarves of the head
worn.py       glasses, earrings, headphones and what hangs about a neck
clothes.py    tops and dresses
limbs.py      arms, hands and legs
things.py     things held in a hand
carried.py    things carried in both, or over the head
around.py     seats, things beside, the table
laid.py       what is on the table
"""
