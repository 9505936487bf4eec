"""The `mediagen` command."""

from __future__ import annotations

import gc
import os
import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line and exit with its status."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # sums are small; threads that wait for some cost a third more
    gc.disable()  # nothing that is loaded now is ever garbage: looking for it is a sixth of start-up and exit
    from mediagen.cli.run import run

    gc.freeze()
    gc.enable()
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
