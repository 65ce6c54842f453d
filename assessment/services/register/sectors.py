"""Industry divisions and the sector groups that they form."""

from collections.abc import Mapping
from pathlib import Path

from assessment.definitions.installed import installed
from assessment.definitions.programmes import Industries


def industries_of(root: Path) -> Industries:
    """The installation's `data/ksic.yaml`."""
    return installed(root, "ksic", Industries)


def group_by_division(root: Path) -> Mapping[int, str]:
    """KSIC division to sector group."""
    return {one.division: one.group for one in industries_of(root).divisions}
