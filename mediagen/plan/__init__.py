"""The pure core: values, keys, expansion, manifest rows. No I/O, no clock, no chance."""
