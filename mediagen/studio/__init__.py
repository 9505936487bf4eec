"""The studio makes what is not there yet.

studio.py    one request: look up → lease → make or buy → check → keep
purchase.py  bought work, step by step; tasks.py what is bought, and what is asked for again
orders.py    what queues are asked for
retry.py     what is tried again, and when; limits.py, slots.py how much is asked at once and in a minute
budget.py    what may be spent
keeping.py   checks, quarantine, what is remembered; incoming.py paid bytes on their way; rooms.py disk space for them
engine.py    many requests at once, loop.py beneath it; jobs.py runs and their stages
routes.py    what need not be asked for any more in this run; outages.py who does not answer at the moment
values.py    what goes in and comes out
"""
