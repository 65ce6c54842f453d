"""Files put in place whole: after a crash there is the old one or the new one, never a part."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from assessment.locale import message
from assessment.problems import AssessmentError, Problem


def save(content: bytes, path: Path) -> None:
    """Write to a neighbour, force it to disk, then take the name over."""
    with replacing(path) as target:
        target.write(content)


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """The same for what is written bit by bit; nothing of it stays when the work fails."""
    neighbour: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            dir=path.parent, prefix=f".{path.name[:60]}.", delete=False
        ) as target:
            neighbour = Path(target.name)
            yield target
            target.flush()
            os.fsync(target.fileno())
        neighbour.chmod(0o644)
        neighbour.replace(path)
        _sync_folder(path.parent)
    except BaseException as error:
        if neighbour is not None:
            neighbour.unlink(missing_ok=True)
        if not isinstance(error, OSError):
            raise
        raise AssessmentError(
            Problem(
                str(path),
                message("파일을 쓸 수 없습니다: {reason}", reason=error.strerror or ""),
                message("폴더의 권한과 남은 공간을 확인하고, 열려 있으면 닫아 주십시오."),
                code="save",
            )
        ) from error


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
