"""Four moods, as data: harmony, instruments, what each plays, and when it comes in.

A pattern is one or more bars of sixteenths (blanks do not count). For pitched parts a digit is a note of the chord
from below (a bass: root, fifth, octave, third), `#` the whole chord, `*` a note of a tune that chance finds; for drums
`X`, `x`, `o` are strong, plain and soft. `-` holds on, `.` is a rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mediagen.plan.style_film import Mood

MAJOR = (0, 2, 4, 5, 7, 9, 11)
MINOR = (0, 2, 3, 5, 7, 8, 10)

RISER = 1.6
"""Seconds that the riser takes."""

TRIAD = (0, 2, 4)
NINTH = (0, 2, 4, 6, 8)
ADD_NINE = (0, 2, 4, 8)


@dataclass(frozen=True, slots=True)
class Part:
    """An instrument and what it plays; chance chooses one of its patterns."""

    instrument: str
    level_db: float
    patterns: tuple[str, ...]
    enters: int = 0
    """With which scene of the film, from 0: with the last where there are fewer."""
    ending: str = ""
    """What it plays at the end, where all strike the last chord: a digit, # or x; "" for nothing."""
    low: int = 0
    """Pitched: the lowest note (MIDI) its chords may have."""
    bass: bool = False
    pan: float = 0.0
    echo: float = 0.0
    """How much of it goes into the room."""
    pumped: bool = False
    """Makes way for each kick."""
    strum: float = 0.0
    """Seconds between the notes of a chord."""
    loose: float = 0.006
    """Seconds by which a player may be early or late."""
    fill: str = ""
    """Instead of the pattern in the bar before another scene, and before the end."""
    entry: str = ""
    """Played only where scenes begin, as at the end ("first"); a riser: so that it ends there ("before")."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a mood is composed."""

    scale: tuple[int, ...]
    tonics: tuple[int, ...]
    """MIDI notes from which chance chooses the key."""
    chords: tuple[str, ...]
    """Progressions of four chords, by degrees; chance chooses one. The last leads back to the first."""
    stack: tuple[int, ...]
    parts: tuple[Part, ...]
    room: float
    """Seconds in which the room's sound dies away."""
    swing: float = 0.0
    """By what part of a sixteenth every second one is late."""


CALM = Recipe(
    scale=MAJOR,
    tonics=(48, 50, 51, 53, 55),
    chords=("1 6 4 5", "1 3 6 4", "1 4 6 5", "1 5 4 5"),
    stack=NINTH,
    room=2.4,
    parts=(
        Part("pad", -18.5, ("#--- ---- ---- ----",), ending="#", low=55, echo=0.5),
        Part(
            "piano",
            -9.5,
            ("0--- 2-1- *--- *-*-", "0--- 1--- *--- *-*-", "0-2- *--- *-*- 2---"),
            ending="#",
            low=60,
            echo=0.45,
            strum=0.05,
            loose=0.012,
        ),
        Part("sub", -10, ("0--- ---- ---- ----", "0--- ---- --1- ----"), enters=1, ending="0", low=33, bass=True),
        Part("soft_kick", -11.5, ("X... .... x... ....", "X... .... ..x. ...."), enters=1, ending="x"),
        Part("shaker", -11.5, ("..x. ..x. ..x. ..xo",), enters=2, pan=0.3, echo=0.3),
        Part(
            "bell",
            -13,
            (".... *--- .... ..*- .... *--- .... ..*-", ".... ..*- .... *--- .... *-*- *--- ...."),
            enters=2,
            low=72,
            pan=-0.3,
            echo=0.9,
            loose=0.015,
        ),
        Part("bell", -13.5, (), enters=1, ending="#", low=72, pan=0.2, echo=0.9, strum=0.045, entry="first"),
    ),
)

DRIVING = Recipe(
    scale=MINOR,
    tonics=(45, 47, 48, 50, 52),
    chords=("1 6 3 7", "1 3 6 7", "1 6 4 7", "1 7 6 7"),
    stack=TRIAD,
    room=1.1,
    parts=(
        Part(
            "pluck",
            -6.5,
            ("0.*.1.*. *.0.1.*.", "0.1*.1*. 0.1*.1*.", "0..*..2. *..2..*."),
            ending="0",
            low=64,
            echo=0.35,
            pumped=True,
            loose=0.003,
        ),
        Part("bright_pad", -18, ("#--- ---- ---- ----",), ending="#", low=57, echo=0.25, pumped=True),
        Part("kick", -5, ("X... X... X... X...",), ending="X", loose=0, fill="X... X... X.x. xx.."),
        Part(
            "synth_bass",
            -4,
            ("..0-..0-..0-..0-", "..00..00..00..02", "0.00.00.0.00.02."),
            enters=1,
            ending="0",
            low=33,
            bass=True,
            pumped=True,
            loose=0.002,
        ),
        Part("hat", -9, ("..x...x...x...x.",), enters=1, pan=0.15, loose=0.003),
        Part("clap", -7.5, (".... X... .... X...",), enters=1, ending="x", echo=0.3, fill=".... X... ..x. X.x."),
        Part("hat", -16.5, ("xoxoxoxoxoxoxoxo",), enters=2, pan=-0.3, loose=0.004),
        Part(
            "strings",
            -10.5,
            ("#..#..#.#..#..#.", "#..#..#...#.#..."),
            enters=2,
            ending="#",
            low=69,
            echo=0.4,
            pumped=True,
            loose=0.003,
        ),
        Part("open_hat", -16, ("..x...x...x...x.",), enters=3, pan=-0.15, loose=0.003),
        Part("riser", -12, (), entry="before", echo=0.3),
        Part("crash", -10, (), ending="X", entry="first", echo=0.3),
    ),
)

WARM = Recipe(
    scale=MAJOR,
    tonics=(48, 50, 52, 53, 55),
    chords=("1 5 6 4", "1 6 4 5", "1 4 1 5", "1 3 4 5"),
    stack=ADD_NINE,
    room=0.9,
    swing=0.22,
    parts=(
        Part(
            "guitar",
            -11.5,
            ("#-.. #-#- ..#- #-#-", "#-.. #-.# .#.# #-#.", "#--- #-#- #--- #-#-"),
            ending="#",
            low=57,
            pan=-0.25,
            echo=0.2,
            strum=0.013,
            loose=0.008,
        ),
        Part("soft_kick", -8.5, ("X... .... X.x. ....", "X... ..x. X... ...."), enters=1, ending="X", loose=0.004),
        Part("snap", -5, (".... x... .... x...",), enters=1, ending="x", pan=0.1, echo=0.35),
        Part(
            "round_bass",
            -8.5,
            ("0--. ..0- 1--. ..2.", "0--- ..0. 1--- ..1."),
            enters=1,
            ending="0",
            low=36,
            bass=True,
        ),
        Part("shaker", -13.5, ("xoXoxoXoxoXoxoXo",), enters=2, pan=0.35),
        Part(
            "marimba",
            -8.5,
            (
                "*.*.1.*. ...*..2. 0.*.2.*. ........",
                "..*..2.* ..1..... ..*..1.* ..*.....",
                "0.*.2.*. 2.*..... 0.*.*.2. ..*.....",
            ),
            enters=2,
            ending="3",
            low=67,
            pan=0.3,
            echo=0.35,
            loose=0.008,
        ),
        Part("pad", -21.5, ("#--- ---- ---- ----",), enters=1, ending="#", low=60, echo=0.4),
        Part("clap", -10.5, (".... X... .... X...",), enters=3, echo=0.3, fill=".... X... .... X.xx"),
        Part("crash", -21, (), enters=1, ending="X", entry="first", echo=0.4),
    ),
)

BOLD = Recipe(
    scale=MINOR,
    tonics=(41, 43, 45, 46, 48),
    chords=("1 6 3 7", "1 1 6 7", "1 4 6 7", "1 3 6 7"),
    stack=TRIAD,
    room=1.7,
    parts=(
        Part(
            "strings",
            -4,
            ("0.00 0.0* 1.00 *.11", "0.0. 0.*. 0.0. *.*.", "00.0 00.0 00.* .*.1"),
            ending="0",
            low=50,
            echo=0.4,
            loose=0.005,
        ),
        Part(
            "drum",
            -9,
            ("X..x ..x. X..x ..xx", "X... x..x ..x. x.xx"),
            ending="X",
            echo=0.45,
            fill="X..x ..xx X.xx Xxx.",
        ),
        Part("deep_bass", -10, ("0--- --0- 0--- ---.", "0--. ..0- --0- ..2-"), enters=1, ending="0", low=29, bass=True),
        Part("kick", -6, ("X... .... ..X. ....", "X.....x. ........"), enters=1, ending="X", loose=0.002),
        Part("snare", -8.5, (".... .... X... ....",), enters=1, ending="X", echo=0.5, fill=".... .... X.x. xxX."),
        Part("hat", -12, ("x.x.x.x.x.xxx.x.", "x.xxx.x.x.x.xxxx"), enters=2, pan=0.2, loose=0.002),
        Part("brass", -12.5, ("#--- ---. ..#- #---", "#--- ---- --#- ---."), enters=2, ending="#", low=53, echo=0.45),
        Part("brass", -14, ("*--- --*- *--- ----", "*--* --*- *--- ---."), enters=3, ending="3", low=65, echo=0.45),
        Part("boom", -8, (), ending="X", entry="first", echo=0.3),
        Part("crash", -10, (), ending="X", entry="first", echo=0.4),
        Part("riser", -12, (), entry="before", echo=0.4),
    ),
)

MOODS: Mapping[Mood, Recipe] = {"calm": CALM, "driving": DRIVING, "warm": WARM, "bold": BOLD}
