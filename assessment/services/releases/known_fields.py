"""What is known of each programme and how surely, and what its notice must still say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assessment.definitions.programmes import Programme
from assessment.definitions.shape import read_part
from assessment.definitions.source import COMPILED
from assessment.definitions.values import Source
from assessment.locale import Message, message

Known = Literal["confirmed", "secondary", "unconfirmed", "unknown"]
SURE: tuple[Known, ...] = ("confirmed", "secondary", "unconfirmed", "unknown")

NAMES: Mapping[str, Message] = {
    "opens": message("접수 시작"),
    "closes": message("접수 마감"),
    "cap": message("한도"),
    "share": message("지원 비율"),
    "own": message("자부담"),
    "months": message("기간"),
    "budget": message("예산"),
    "places": message("선정 수"),
    "weights": message("배점"),
    "bonuses": message("가점"),
    "days": message("일정"),
    "documents": message("서류"),
}


@dataclass(frozen=True)
class ProgrammeFields:
    """`states` in the order of NAMES; `rules` counts the eligibility rules by how sure they are."""

    programme: str
    states: Mapping[str, Known]
    rules: Mapping[Known, int]

    @property
    def unknown(self) -> tuple[str, ...]:
        """The fields that only the notice can tell."""
        return tuple(name for name, state in self.states.items() if state == "unknown")


def known_fields(paths: Sequence[Path], root: Path | None = None) -> tuple[ProgrammeFields, ...]:
    """One row a programme file; a file that cannot be read is left out.

    Under `root`, a project folder, files that were read before are not parsed again.
    """
    cache = root / COMPILED if root else None
    found = (read_part(path, Programme, cache).model for path in paths)
    return tuple(fields_of(programme) for programme in found if programme is not None)


def fields_of(programme: Programme) -> ProgrammeFields:
    """How surely each field of the programme is known."""
    grant, own = programme.grant, programme.own_contribution
    over = [phase for phase in programme.phases if phase.status != "expected"]
    origins = [one.origin for one in programme.criteria if not one.example and one.origin]
    budgets = [phase.source for phase in over if phase.budget is not None]
    if programme.budget is not None and not budgets:
        budgets = [grant.source]
    states: dict[str, Known] = {
        "opens": _best([phase.source for phase in over if phase.opens]),
        "closes": _best([phase.source for phase in over if phase.closes]),
        "cap": _best([grant.source] if grant.cap else []),
        "share": _best([grant.source] if grant.share else []),
        "own": _best([own.source] if own else []),
        "months": _best([grant.source] if grant.months else []),
        "budget": _best(budgets),
        "places": _best([grant.source] if programme.places else []),
        "weights": _best(origins if len(origins) == len(programme.criteria) else []),
        "bonuses": _best([one.source for one in programme.adjustments]),
        "days": _best([one.source for one in programme.calendar if one.on]),
        # a list of papers carries no source of its own
        "documents": "unconfirmed" if programme.documents else "unknown",
    }
    sure = [rule.source.confidence for rule in programme.eligibility]
    return ProgrammeFields(
        programme=programme.id,
        states={name: states[name] for name in NAMES},
        rules={state: sure.count(state) for state in SURE if state != "unknown"},
    )


def _best(sources: Sequence[Source]) -> Known:
    found = {source.confidence for source in sources}
    return next((state for state in SURE if state in found), "unknown")
