"""The offline painter: from words to pixels with Pillow and NumPy. `compose.paint` is the way in.

What it knows: things in the folder `things`, trades in `worlds.toml`, sports in `sports.py` and their moments in
`moves.py`, work in `work.py` and `doing.py`, poses in `poses.py`, what athletes hold and stand on in `gear.py` and
`apparatus.py`, places, hours and moods in `words.py`, people in the package `people`.
"""
