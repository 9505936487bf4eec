"""The `mediagen` command."""

from __future__ import annotations

import gc
import os
import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line and exit with its status."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # sums are small; threads that wait for some cost a third more
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for some reads every package's metadata
    gc.disable()  # nothing that is loaded now is ever garbage: looking for it is a fifth of start-up and exit
    from mediagen.cli.run import run

    gc.freeze()
    gc.set_threshold(100_000)  # a command loads as much again
    gc.enable()
    status = run(sys.argv[1:])
    gc.freeze()  # what was loaded since goes with the process
    sys.exit(status)


if __name__ == "__main__":
    main()
