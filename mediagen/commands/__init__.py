"""One verb each, reading top to bottom. They return values and print nothing; they know no vendor."""

from __future__ import annotations

import logging

# Without a handler Python writes errors to stderr itself; they are told as the run goes, and in its report.
logging.getLogger("mediagen").addHandler(logging.NullHandler())
