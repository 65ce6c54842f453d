"""What a firm may agree to, each text on its own and with a version."""

from functools import lru_cache
from pathlib import Path
from typing import Literal

from assessment.definitions.shape import read_part
from assessment.definitions.values import Bilingual, Flag, Frozen, Id, Words
from assessment.problems import AssessmentError


class Consent(Frozen):
    """`data/consents/<id>.yaml`: purpose, items, period and the right to refuse.

    `statistics`: only firms that agreed are in the comparisons that are shown to others.
    """

    format: Literal["consent/1"]
    id: Id
    version: Words
    statistics: Flag = False
    name: Bilingual
    purpose: Bilingual
    items: Bilingual
    period: Bilingual
    refusal: Bilingual


def consents_in(root: Path) -> tuple[Consent, ...]:
    """The installation's consents by their ids; none where nothing is asked."""
    paths = sorted((root / "data" / "consents").glob("*.yaml"))
    return tuple(_read(path, path.stat().st_mtime_ns) for path in paths)


@lru_cache(maxsize=16)
def _read(path: Path, _changed: int) -> Consent:
    part = read_part(path, Consent)
    if part.model is None or part.problems:
        raise AssessmentError(*part.problems)
    return part.model
