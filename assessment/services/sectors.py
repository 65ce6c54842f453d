"""Industry divisions and the sector groups that they form."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from assessment.definitions.programmes import Industries
from assessment.definitions.shape import read_part
from assessment.problems import AssessmentError


def industries_of(root: Path) -> Industries:
    """The installation's `data/ksic.yaml`."""
    path = root / "data" / "ksic.yaml"
    return _read(path, path.stat().st_mtime_ns if path.exists() else 0)


def group_by_division(root: Path) -> Mapping[int, str]:
    """KSIC division to sector group."""
    return {one.division: one.group for one in industries_of(root).divisions}


@lru_cache(maxsize=8)
def _read(path: Path, _changed: int) -> Industries:
    part = read_part(path, Industries)
    if part.model is None:
        raise AssessmentError(*part.problems)
    return part.model
