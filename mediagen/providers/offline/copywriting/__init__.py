"""Copywriting without a model: what a product's description says of it, and lines made of that.

`pitch` is all that a description says: `cleaning` makes it readable, `reading` tells of each sentence what it is,
`naming` of one what the product is, `sellers` what its sellers say of themselves, and `collecting` takes verbs and
nouns apart; `listing` knows lists, prices, people and places, `qualities` what is no thing, `english` the grammar and
`vocabulary` the words; `phrases` are what comes of it. `opening` finds the words that a film opens with: what strikes
(`striking`), or a line of the trade (`trades`, from hooks.toml). `lines` fills a style's lines, with single phrases
(`filling`) or with facts as sentences (`speech`); `titles` has the lower thirds and the tagline; `polish` gives all
their capitals.
"""
