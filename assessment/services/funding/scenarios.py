"""What-if weights kept under a name; they stay a what-if and decide nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from assessment.definitions.programmes import Programme
from assessment.locale import message
from assessment.problems import AssessmentError, Problem
from assessment.records import calls as kept
from assessment.services.funding.calls import OFFICE_ROLES, known_call, nameless, note
from assessment.services.office import Actor, Office
from assessment.services.permissions import require
from assessment.services.releases.publishing import programme_of


@dataclass(frozen=True)
class Scenario:
    name: str
    weights: Mapping[str, float]
    at: datetime


def save_scenario(
    office: Office, actor: Actor, call_id: int, name: str, weights: Mapping[str, float]
) -> None:
    """Keep what-if weights under a name; they stay a what-if and decide nothing."""
    require(actor, *OFFICE_ROLES)
    with office.database.writing() as connection:
        call = known_call(connection, call_id)
        complete = checked_weights(programme_of(connection, call.release_hash), weights)
        if not name.strip():
            raise AssessmentError(nameless("scenario"))
        kept.save_scenario(
            connection,
            call_id=call_id,
            name=name.strip()[:100],
            weights=complete,
            by=actor.account_id,
            at=office.clock(),
        )
        payload = {"name": name.strip(), "weights": dict(complete)}
        note(office, connection, actor, "scenario_saved", call_id, payload)


def scenarios(office: Office, actor: Actor, call_id: int) -> tuple[Scenario, ...]:
    """The what-if weights kept for a call, by name."""
    require(actor, *OFFICE_ROLES)
    with office.database.reading() as connection:
        known_call(connection, call_id)
        found = kept.scenarios_of(connection, call_id)
    return tuple(Scenario(one.name, one.weights, one.at) for one in found)


def checked_weights(programme: Programme, weights: Mapping[str, float]) -> dict[str, float]:
    """The weight of every criterion, the programme's where none is given; raises on bad ones."""
    complete = {criterion.id: criterion.weight for criterion in programme.criteria}
    unknown = sorted(set(weights) - set(complete))
    wrong = sorted(name for name, weight in weights.items() if not 0 <= weight < float("inf"))
    complete |= {name: float(weight) for name, weight in weights.items() if name in complete}
    if unknown or wrong or not sum(complete.values()) > 0:
        raise AssessmentError(
            Problem(
                ", ".join(unknown or wrong or complete),
                message("가중치가 평가항목과 맞지 않습니다."),
                message("평가항목마다 0 이상의 수를 넣고 하나는 0보다 크게 하십시오."),
                code="weights",
            )
        )
    return complete
