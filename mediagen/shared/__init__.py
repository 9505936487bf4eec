"""The cache that machines share: what one has bought the others take, through a target (folder, S3, Supabase).

layout.py    names and formats of what is in the target
link.py      the connection: opened when first needed, given up for the run when it fails
segments.py  the shared index;  copy.py  this machine's copy of it
claims.py    who buys a key, across machines
tier.py      `Shared`: look there before buying, share what was bought
upkeep.py    push, pull and diff;  pruning.py  what nobody wants any more;  owed.py  what earlier runs could not share
moving.py    many entries brought to the other side;  transfers.py  many transfers at once, publications too
"""
