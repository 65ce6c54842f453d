"""What a firm may agree to, each text on its own and with a version."""

from pathlib import Path
from typing import Literal

from assessment.definitions.installed import installed
from assessment.definitions.shape import read_part
from assessment.definitions.source import shown
from assessment.definitions.values import Bilingual, Flag, Frozen, Id, Words
from assessment.locale import message
from assessment.problems import Problem


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
    names = sorted(path.stem for path in (root / "data" / "consents").glob("*.yaml"))
    return tuple(installed(root, f"consents/{name}", Consent) for name in names)


def consent_problems(root: Path) -> tuple[Problem, ...]:
    """What is wrong with the installation's consents; an id is the name of its file."""
    found: list[Problem] = []
    for path in sorted((root / "data" / "consents").glob("*.yaml")):
        part = read_part(path, Consent)
        found += part.problems
        if part.model is not None and part.model.id != path.stem:
            what = message("동의서의 id가 파일 이름과 다릅니다: {id}", id=part.model.id)
            fix = message("id를 {name}(으)로 적으십시오.", name=path.stem)
            found.append(Problem(shown(path), what, fix, code="consent_id"))
    return tuple(found)
