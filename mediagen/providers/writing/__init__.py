"""What is asked of a language model and what becomes of its answer, whoever's model it is. Imports no SDK."""
