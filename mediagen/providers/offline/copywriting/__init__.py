"""Copywriting without a model: what a product's description says of it, and lines made of that."""
