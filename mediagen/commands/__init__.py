"""One verb each, reading top to bottom. They return values and print nothing; they know no vendor."""
