"""Files that hold what firms keep secret are for the account that serves them alone."""

import os
from contextlib import suppress
from pathlib import Path


def make_private(path: Path) -> None:
    """An empty file that nobody else may read, unless there is one already.

    What a database puts beside it (`-wal`, `-shm`) takes its rights over. Where it cannot be made,
    the first use of the database says why.
    """
    with suppress(OSError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
