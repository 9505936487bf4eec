"""What docs/json.md promises of what --json prints."""

from __future__ import annotations

import re

from tests.conftest import ROOT

FIELDS = (ROOT / "docs/json.md").read_text(encoding="utf-8")


def promised(command: str) -> set[str]:
    """The fields that the table of docs/json.md promises of a command."""
    row = next(line for line in FIELDS.splitlines() if line.startswith("|") and f"`{command}`" in line.split("|")[1])
    text = re.sub(r"\([^()]*\)", "", row.rpartition(" | ")[2].partition("; `script` also")[0])
    return set(re.findall(r"`([a-z_]+)(?:\[\])?`", text))
