"""One verb each, reading top to bottom. They return values and print nothing; they know no vendor.

seed.py       what documents declare: survey.py  what is there and missing;  filling.py  makes it
render.py     ads, stage by stage: production.py  a film on its way;  own_files.py  the ad's own;  gather.py  many
              requests;  cutting.py  captions, layers, segments;  looking.py  what stills are about;
              film_files.py, left.py, whole_files.py  what is left in output/
rendering.py  a render from beginning to end;  unchanged.py  one that had nothing to do
plan.py       what seeding takes;  foresee.py  the same of a render;  plan_file.py  as a file
pricing.py    what that costs;  paid.py  who is paid
publish.py    published.py  what there is;  drafts.py, difference.py  against what is there;
              uploading.py, manifests.py, signing.py  put there;  reading_back.py  --check
republish.py  rollback, unpublish, targets gc
check.py      refusals.py  what providers do not make;  styles.py  fonts;  coarse.py, unfit.py  what of an ad cannot be
              shown well
report.py     what a run did;  costs.py, counts.py  what all did;  entries.py, explain.py  what the cache has, and why
gallery.py    all of it as a page for people
one_off.py    script, speak, image;  init.py, doctor.py
"""

from __future__ import annotations

import logging

# Without a handler Python writes errors to stderr itself; they are told as the run goes, and in its report.
logging.getLogger("mediagen").addHandler(logging.NullHandler())
