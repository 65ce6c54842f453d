"""What is no longer used is looked for by the clock, not in the middle of somebody's click.

Left to itself Python looks through all that 300 open screens hold every few seconds, and nobody
is answered for a quarter of a second meanwhile (docs/benchmarks.md).
"""

import gc
import threading
import time

EVERY = 60.0
"""Seconds between two looks at everything; what piles up meanwhile is some 20 MB at most."""
_YOUNG = (10_000, 5)
"""Objects of a look at the newest, and such looks until the middle-aged are looked at."""
_NEVER = 1_000_000


def by_the_clock() -> None:
    """From now on; what is there already is never looked at again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_YOUNG, _NEVER)
    threading.Thread(target=_look, name="garbage", daemon=True).start()


def _look() -> None:
    while True:
        time.sleep(EVERY)
        gc.collect()
