"""Typer: options → command → exit code. The only place that prints.

run.py          the one error boundary         state.py       global options and what commands share
options.py      options that several have      completion.py  what TAB offers
values.py       options' values as given       unchanged.py   a render that has nothing to do
making.py       seed                           planning.py    plan
choosing.py     documents, items of both       money.py       limits and warnings of what buys
ending.py       how both end                   publishing.py  publish;  targets.py  targets, rollback …
singles.py      script, speak, image           single_report.py  what they print
costs.py        costs                          open_purchases.py  costs --open, --resolve
rendering.py    render, preview                jobs.py        jobs
films.py        what both have in common       film_report.py what both print
looking.py      check, explain                 listing.py     voices, sizes, styles, providers
setup.py        config, doctor                 scaffold.py    init, schema
gallery.py      gallery
caching.py      cache stats; cache_entries.py  ls, show; cache_upkeep.py  verify, prune, rebuild
cache_sharing.py  push, pull, diff
streams.py      standard streams               logs.py        --verbose, --log-file

app.py imports a command's module when the command is named. Modules import Typer only; all else is imported where a
command runs, so that `--help` is instant.
"""
