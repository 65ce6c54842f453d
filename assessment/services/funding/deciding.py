"""Deciding a call: outcomes with reasons, approval by a second person, replay."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import pandas as pd

from assessment.locale import message
from assessment.problems import AssessmentError, Conflict, NotAllowed, Problem
from assessment.records import accounts
from assessment.records import calls as kept_calls
from assessment.records import decisions as kept
from assessment.records.calls import CallRecord
from assessment.records.database import Connection
from assessment.records.decisions import DecisionRecord, DecisionRow
from assessment.services.funding.applicants import Snapshot, snapshot_from_json
from assessment.services.funding.calls import OFFICE_ROLES, known_call, note
from assessment.services.funding.lotteries import refuse_undrawn
from assessment.services.funding.outcomes import OUTCOMES, decision_rows
from assessment.services.funding.parameters import Parameters, Solved, parameters_from_json
from assessment.services.funding.ranking import board_of, own_parameters
from assessment.services.funding.reasons import Words
from assessment.services.office import Actor, Office
from assessment.services.permissions import not_found, require
from assessment.services.releases.publishing import programme_of


@dataclass(frozen=True, eq=False)
class Decision:
    """A decision with one row an applicant: selected first, then waiting, then refused.

    `rows`: application, firm, name, outcome, place (rank; of the waiting: 예비 n순위), score,
    granted (won), code, reason, binding (what stopped it: budget, places, quota, firm, exclusion,
    rank, eligibility, open, unverified or no_amount; "" of the selected and in decisions older than
    that), binding_words, change (the smallest that would let it in). `solved` belongs to an
    optimised one. `approved_at` none: a proposal that an account other than the `decider` must
    approve.
    """

    id: int
    call_id: int
    parameters: Parameters
    rows: pd.DataFrame
    decider: int
    decided_by: str
    decided_at: datetime
    approved_by: str | None
    approved_at: datetime | None
    newest: bool

    @property
    def solved(self) -> Solved | None:
        return self.parameters.solved


@dataclass(frozen=True, eq=False)
class Replay:
    """A decision computed again from its stored parameters.

    `different` are the applications whose outcome, place, score, grant or reason code is not equal.
    `reworded` are those whose reason only reads otherwise: the program's texts have changed since.
    """

    same: bool
    rows: tuple[DecisionRow, ...]
    different: tuple[int, ...]
    reworded: tuple[int, ...]


def decide(office: Office, actor: Actor, call_id: int, *, waiting: int | None = None) -> Decision:
    """The closed call decided by its rule; `waiting` limits the waiting list (none: everyone).

    An earlier decision that nobody approved is superseded and stays on record.
    """
    require(actor, *OFFICE_ROLES)
    with office.database.writing() as connection:
        call = known_call(connection, call_id)
        snapshot = _frozen(connection, call)
        parameters = own_parameters(connection, call, snapshot, waiting)
        board = board_of(connection, snapshot, parameters, strict=True)
        programme = programme_of(connection, call.release_hash)
        refuse_undrawn(programme, call, bool(board.selection.tied.any()))
        parameters = replace(parameters, solved=board.solved)
        rows = decision_rows(snapshot, board, parameters)
        number = kept.add(
            connection,
            call_id=call_id,
            parameters=parameters.as_json(),
            rows=rows,
            decided_by=actor.account_id,
            decided_at=office.clock(),
        )
        counts = {name: sum(row.outcome == name for row in rows) for name in OUTCOMES}
        payload = {"decision": number, "snapshot": parameters.snapshot_digest, **counts}
        note(office, connection, actor, "decided", call_id, payload)
        return _decision(connection, call, number)


def approve(office: Office, actor: Actor, decision_id: int) -> Decision:
    """The newest decision of a call approved by somebody other than who took it.

    Its rows are computed again first; a decision that does not replay is not approved.
    """
    require(actor, *OFFICE_ROLES)
    with office.database.writing() as connection:
        found = _known(connection, decision_id)
        call = known_call(connection, found.call_id)
        _refuse_approval(connection, actor, call, found)
        if not _replay(connection, found).same:
            raise _not_same(call)
        if not kept.approve(connection, decision_id, by=actor.account_id, at=office.clock()):
            raise _settled(call)
        kept_calls.mark_decided(connection, call.id)
        note(office, connection, actor, "approved", call.id, {"decision": decision_id})
        return _decision(connection, call, decision_id)


def decisions(office: Office, actor: Actor, call_id: int) -> tuple[Decision, ...]:
    """Every decision on a call, the newest first."""
    require(actor, *OFFICE_ROLES)
    with office.database.reading() as connection:
        call = known_call(connection, call_id)
        found = kept.of_call(connection, call_id)
        return tuple(_decision(connection, call, one.id) for one in found)


def decision(office: Office, actor: Actor, decision_id: int) -> Decision:
    """One decision."""
    require(actor, *OFFICE_ROLES)
    with office.database.reading() as connection:
        found = _known(connection, decision_id)
        return _decision(connection, known_call(connection, found.call_id), decision_id)


def replay(office: Office, actor: Actor, decision_id: int) -> Replay:
    """The decision computed again from what is stored, held against its rows."""
    require(actor, *OFFICE_ROLES)
    with office.database.reading() as connection:
        return _replay(connection, _known(connection, decision_id))


def _frozen(connection: Connection, call: CallRecord) -> Snapshot:
    stored = kept_calls.frozen(connection, call.id)
    if call.status == "open" or stored is None:
        raise Conflict(
            Problem(
                call.name,
                message("아직 마감하지 않은 공고입니다."),
                message("공고를 마감한 뒤 선정해 주십시오."),
                code="call_open",
            )
        )
    if call.status == "decided":
        raise _settled(call)
    return snapshot_from_json(stored)


def _replay(connection: Connection, found: DecisionRecord) -> Replay:
    parameters = parameters_from_json(found.parameters)
    stored = kept_calls.frozen(connection, found.call_id)
    if stored is None:
        raise not_found("call")
    snapshot = snapshot_from_json(stored)
    board = board_of(connection, snapshot, parameters, strict=True)
    rows = decision_rows(snapshot, board, parameters)
    stored_rows = kept.rows_of(connection, found.id)
    different = _unequal([_wordless(row) for row in stored_rows], [_wordless(row) for row in rows])
    reworded = set(_unequal(stored_rows, rows)) - set(different)
    same = not different and snapshot.digest == parameters.snapshot_digest
    return Replay(same, rows, different, tuple(sorted(reworded)))


def _wordless(row: DecisionRow) -> DecisionRow:
    return replace(
        row,
        reason_ko=None,
        reason_en=None,
        binding_ko=None,
        binding_en=None,
        change_ko=None,
        change_en=None,
    )


def _unequal(before: Sequence[DecisionRow], after: Sequence[DecisionRow]) -> tuple[int, ...]:
    """Applications whose rows differ or stand on one side only."""
    return tuple(sorted({row.application_id for row in set(before) ^ set(after)}))


def _known(connection: Connection, decision_id: int) -> DecisionRecord:
    found = kept.decision(connection, decision_id)
    if found is None:
        raise not_found("decision")
    return found


def _decision(connection: Connection, call: CallRecord, decision_id: int) -> Decision:
    found = _known(connection, decision_id)
    stored = kept_calls.frozen(connection, call.id) or {"applications": {}}
    applicants = stored["applications"]
    rows = []
    for row in kept.rows_of(connection, decision_id):
        applicant = applicants.get(str(row.application_id), {})
        rows.append(
            {
                "application": row.application_id,
                "firm": applicant.get("firm_id"),
                "name": applicant.get("name", ""),
                "outcome": row.outcome,
                "place": row.place,
                "score": row.score,
                "granted": row.granted,
                "code": row.reason_code or "",
                "reason": str(Words(row.reason_ko or "", row.reason_en or "")),
                "binding": row.binding or "",
                "binding_words": str(Words(row.binding_ko or "", row.binding_en or "")),
                "change": str(Words(row.change_ko or "", row.change_en or "")),
            }
        )
    rows.sort(key=lambda row: (OUTCOMES.index(row["outcome"]), row["place"] or 1e9))
    columns = ["application", "firm", "name", "outcome", "place", "score", "granted", "code"]
    table = pd.DataFrame(rows, columns=[*columns, "reason", "binding", "binding_words", "change"])
    kinds = {"firm": "Int64", "place": "Int64", "score": "Float64", "granted": "Float64"}
    return Decision(
        id=found.id,
        call_id=call.id,
        parameters=parameters_from_json(found.parameters),
        rows=table.astype(kinds),
        decider=found.decided_by,
        decided_by=_name(connection, found.decided_by),
        decided_at=found.decided_at,
        approved_by=_name(connection, found.approved_by) if found.approved_by else None,
        approved_at=found.approved_at,
        newest=kept.of_call(connection, call.id)[0].id == found.id,
    )


def _name(connection: Connection, account_id: int) -> str:
    return accounts.names(connection, [account_id]).get(account_id, str(account_id))


def _refuse_approval(
    connection: Connection, actor: Actor, call: CallRecord, found: DecisionRecord
) -> None:
    if found.approved_at is not None or call.status == "decided":
        raise _settled(call)
    if found.decided_by == actor.account_id:
        raise NotAllowed(
            Problem(
                call.name,
                message("자기가 한 선정은 스스로 승인할 수 없습니다."),
                message("다른 담당자나 관리자에게 승인을 요청해 주십시오."),
                code="second_person",
            )
        )
    if kept.of_call(connection, call.id)[0].id != found.id:
        raise Conflict(
            Problem(
                call.name,
                message("더 새로운 선정안이 있습니다."),
                message("가장 새로운 선정안을 승인해 주십시오."),
                code="superseded",
            )
        )


def _settled(call: CallRecord) -> Conflict:
    return Conflict(
        Problem(
            call.name,
            message("이미 승인된 선정입니다."),
            message("승인된 결과를 기록에서 확인해 주십시오."),
            code="decided",
        )
    )


def _not_same(call: CallRecord) -> AssessmentError:
    return AssessmentError(
        Problem(
            call.name,
            message("저장된 기준으로 다시 계산한 결과가 선정안과 다릅니다."),
            message("선정을 다시 한 뒤 승인해 주십시오. 계속되면 관리자에게 알려 주십시오."),
            code="not_reproduced",
        )
    )
