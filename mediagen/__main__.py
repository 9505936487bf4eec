"""The `mediagen` command."""

from __future__ import annotations

import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line and exit with its status."""
    from mediagen.cli.run import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
