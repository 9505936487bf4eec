"""`python -m tests.support.held NUMBER FILE ARGS…` is the real command line; once it has kept so many things in the
cache, all of its run waits as long as the file is there (ten minutes at most).
"""

from __future__ import annotations

import itertools
import sys
import time
from pathlib import Path
from typing import Any

from mediagen.cache.store import Cache
from mediagen.cli.run import run
from mediagen.providers import TABLE


def hold(number: int, gate: Path) -> None:
    """Have the caches of this process do so."""
    kept, keep = itertools.count(1), Cache.keep_async

    async def held(self: Cache, *what: Any) -> None:
        await keep(self, *what)
        if next(kept) >= number:
            wait()

    def wait() -> None:
        for _ in range(60_000):
            if not gate.exists():
                return
            time.sleep(0.01)

    Cache.keep_async = held  # type: ignore[method-assign]


if __name__ == "__main__":
    hold(int(sys.argv[1]), Path(sys.argv[2]))
    sys.exit(run(sys.argv[3:], TABLE))
