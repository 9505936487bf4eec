"""Copywriting without a model: what a product's description says of it, and lines made of that.

`pitch` is all that a description says: `reading` takes its sentences apart, `naming` the one that says what the product
is, `listing` knows lists, prices, people and places, and `english` the words; `phrases` are what comes of it. `filling`
puts them into a style's lines, `polish` gives these their capitals.
"""
