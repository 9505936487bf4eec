"""Typer: options → command → exit code. The only place that prints.

run.py      the one error boundary     state.py   global options and what commands share
making.py   seed plan script speak image      looking.py  check explain voices … config doctor
caching.py  the cache commands                scaffold.py init schema

Modules import Typer only; all else is imported where a command runs, so that `--help` is instant.
"""
