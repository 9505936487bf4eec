"""Film: stills, text and sound become segments, and segments become a file."""

from __future__ import annotations

from mediagen.providers.protocol import Row

ROWS: tuple[Row, ...] = ()
"""Who makes music, segments, sound and films; their modules are imported when first used."""
