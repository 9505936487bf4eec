"""mediagen: the make of generated media. See README.md for use and docs/architecture.md for the shape."""

__version__ = "0.1.0"
