"""What a server does beside its visitors: accesses into the journal, each day an anchor."""

import logging
import threading
from datetime import date

from assessment.services.office import Office
from assessment.services.trust.accesses import write_accesses
from assessment.services.trust.anchors import keep_anchor
from assessment.services.trust.erasing import keep_list

EVERY = 1.0
"""Seconds between two looks."""

_log = logging.getLogger("assessment")


class Upkeep:
    """A thread that ends when it is told to; what waits then is written first."""

    def __init__(self, office: Office, every: float = EVERY) -> None:
        self._office, self._every = office, every
        self._over = threading.Event()
        self._anchored: date | None = None
        self._failing = False
        self._thread = threading.Thread(target=self._run, name="upkeep", daemon=True)

    def start(self) -> "Upkeep":
        """Begin."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """End when everything that waits is written."""
        self._over.set()
        self._thread.join(timeout=30)
        self._once()

    def _run(self) -> None:
        while not self._over.wait(self._every):
            self._once()

    def _once(self) -> None:
        try:
            write_accesses(self._office.database)
            if self._anchored != self._office.today() and keep_anchor(self._office) is not None:
                self._anchored = self._office.today()
                keep_list(self._office)
            self._failing = False
        except Exception:
            if not self._failing:  # a disk without room says so once, not each second
                _log.exception("the journal could not be kept up")
            self._failing = True
