"""The pure core: values, keys, expansion, manifest rows. No I/O, no clock, no chance.

documents.py  the kinds of document, with ad.py and style_film.py;  fields.py  what their fields are made of
text.py       what text is the same text;  inputs.py  variables against what may be given
variables.py  texts with variables;  jinja.py, jinja_rules.py  the Jinja2 behind them
requests.py   what to make, and its key;  canonical.py  what keys and digests are made of
expand.py     narratives × rows × voices → requests;  routing.py  whose voice a voice is;  once.py  each name asked once
manifest.py   what apps read;  publication.py, publication_schema.py  the same where it is published

An ad, on its way to a film:

expand_ad.py  variants × rows × aspects × voices → films;  storyboard.py  what a film says and shows
ad_requests.py  what is made before it can be cut;  ad_script.py, analysis.py  what comes back as JSON
timeline.py   when everything happens;  word_times.py, phrases.py, captions.py, subtitles.py  when each word is read
words.py      where a line may break in Japanese, Chinese and Thai
layout.py     which layers stand where;  arrangement.py, placement.py  so that they cover nothing;
              cues.py  captions;  end_card.py  those of the last scene;
              zones.py, extents.py, typography.py, colors.py  in what places, sizes, type and colours
segments.py   where it is cut;  staging.py  the requests for segments, sound and file;  film.py  what these are made of
"""
