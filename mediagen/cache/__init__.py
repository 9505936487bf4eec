"""The content-addressed cache: keys and bytes, no media and no plans.

files.py     durable writes and the mapping of operating-system errors;  together.py  one sync for many threads
steps.py     coroutines that say what they wait for
blobs.py     bytes named by their SHA-256 digest (read-only, sharded, atomic)
entries.py   key → what was made (status, digest, facts, cost …)
journal.py   append-only log of all that was bought and kept; the truth;  events.py  its lines
books.py     what the journal adds up to: spent, reserved, saved;  tail.py  the same as of now, in memory
index.py     diskcache (without pickle) as a view of the journal, for fast look-ups
leases.py    who is making which key right now;  sent.py  which purchases their provider was asked for
store.py     `Cache`: the promises of the parts together;  root.py  its folder
elsewhere.py where it looks for what other machines made
view.py      the index's rows, brought up to the journal's end
verify.py    is all there and whole, and repair;  sweep.py  prune, rebuild;  stats.py  what is in there
quarantine.py  bytes that are not to be used, each with a note that says why
"""
