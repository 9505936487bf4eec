"""`mediagen render` at the command line: what comes out, what is made anew, what bad input does."""
