"""The manager's view of a call: who may be supported, who ranks where and how sure that is."""

import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from assessment.definitions.programmes import Programme
from assessment.locale import Message
from assessment.problems import Problem
from assessment.records import panels as kept_panels
from assessment.records import whole_firm
from assessment.records.calls import CallRecord
from assessment.records.database import Connection
from assessment.services.funding.applicants import Snapshot
from assessment.services.funding.board import Board, compute_board, verified_rows
from assessment.services.funding.calls import OFFICE_ROLES, CallRow, call_row, known_call
from assessment.services.funding.judging import Verdict
from assessment.services.funding.lotteries import LotteryState, lottery_state
from assessment.services.funding.panels import panel_criteria
from assessment.services.funding.parameters import Parameters
from assessment.services.funding.quotas import QuotaState
from assessment.services.funding.reasons import joined
from assessment.services.funding.scenarios import checked_weights
from assessment.services.funding.seen_applicants import as_they_stand, deciding
from assessment.services.office import Actor, Office
from assessment.services.permissions import require
from assessment.services.releases.publishing import programme_of, release_of
from assessment.services.trust.accesses import saw

MOST = 4
_boards: deque[tuple[Snapshot, Parameters, Board]] = deque(maxlen=MOST)
_guard = threading.Lock()


@dataclass(frozen=True)
class Line:
    """The funding line: above it `selected` applicants and `spent` won of the budget.

    `tied`: equal scores stand across the line, so that it was drawn above all of them.
    """

    selected: int
    spent: float
    budget: float | None
    places: int | None
    left: float | None
    lowest_score: float | None
    tied: bool


@dataclass(frozen=True, eq=False)
class CallView:
    """A call as it would be decided now. Tables are those of `Board`, one row an applicant.

    `eligibility`: application, firm, name, status, codes, reasons, missing, suppliers, verified,
    changed_after_close. `after_close` are the applications whose facts, claims or verified values
    changed since the close; they do not move anything here. `panel_missing` counts the panel's
    scores still to come. `zones` counts safe, toss_up and out. `distribution` says what was drawn
    behind intervals and chances. `problems` are limits that cannot be kept yet: until they can,
    the list stands without floors and cannot be decided on.
    """

    call: CallRow
    programme: Programme
    eligibility: pd.DataFrame
    verdicts: Mapping[int, Verdict]
    ranking: pd.DataFrame
    pending: pd.DataFrame
    unverified: pd.DataFrame
    line: Line
    zones: Mapping[str, int]
    distribution: Message
    quotas: tuple[QuotaState, ...]
    lottery: LotteryState | None
    problems: tuple[Problem, ...]
    parameters: Parameters
    after_close: tuple[int, ...]
    panel_missing: int


@dataclass(frozen=True, eq=False)
class WhatIf:
    """A view under other weights, budget or places; never stored, decides nothing.

    `moved`: application, name, rank and above_line as decided by the rule, and as supposed.
    """

    view: CallView
    moved: pd.DataFrame


def call_view(office: Office, actor: Actor, call_id: int) -> CallView:
    """The call under its own rule; a closed call on its frozen data."""
    require(actor, *OFFICE_ROLES)
    saw(office, actor, f"list:call:{call_id}", "list")
    with office.database.reading() as connection:
        call = known_call(connection, call_id)
        snapshot = deciding(office, connection, call)
        parameters = own_parameters(connection, call, snapshot)
        return _view(office, connection, call, snapshot, parameters)


def what_if(
    office: Office,
    actor: Actor,
    call_id: int,
    weights: Mapping[str, float],
    *,
    budget: float | None = None,
    places: int | None = None,
) -> WhatIf:
    """What the ranking would be; budget and places not given stay the call's."""
    require(actor, *OFFICE_ROLES)
    with office.database.reading() as connection:
        call = known_call(connection, call_id)
        snapshot = deciding(office, connection, call)
        own = own_parameters(connection, call, snapshot)
        programme = programme_of(connection, call.release_hash)
        supposed = replace(
            own,
            weights=checked_weights(programme, weights),
            budget=own.budget if budget is None else budget,
            places=own.places if places is None else places,
        )
        before = board_of(connection, snapshot, replace(own, draws=1))
        view = _view(office, connection, call, snapshot, supposed)
    names = ["application", "name", "rank", "above_line"]
    moved = before.ranking[names].merge(
        view.ranking[["application", "rank", "above_line"]],
        on="application",
        how="outer",
        suffixes=("", "_supposed"),
    )
    return WhatIf(view, moved.sort_values("rank", kind="stable").reset_index(drop=True))


def own_parameters(
    connection: Connection, call: CallRecord, snapshot: Snapshot, waiting: int | None = None
) -> Parameters:
    """What decides this call: the programme's weights, the call's money, the panel so far."""
    programme = programme_of(connection, call.release_hash)
    known = {one.id for one in snapshot.applicants}
    given = kept_panels.of_call(connection, call.id)
    criteria = {criterion.id for criterion in panel_criteria(programme)}
    return Parameters(
        programme_hash=call.release_hash,
        questionnaire_hash=snapshot.questionnaire_hash,
        snapshot_digest=snapshot.digest,
        data_date=snapshot.data_date,
        weights={criterion.id: criterion.weight for criterion in programme.criteria},
        seed=call.seed,
        draws=call.draws,
        spread=call.spread,
        budget=call.budget,
        places=call.places,
        decimals=programme.decimals,
        waiting=waiting,
        panel=tuple(
            row for row in given if row.application_id in known and row.criterion in criteria
        ),
        lottery=call.lottery_value,
    )


def board_of(
    connection: Connection, snapshot: Snapshot, parameters: Parameters, *, strict: bool = False
) -> Board:
    """The board of a snapshot, under the releases that the parameters name.

    When `strict`, limits that cannot be kept are an AssessmentError.
    """
    programme = programme_of(connection, parameters.programme_hash)
    release = release_of(connection, parameters.questionnaire_hash)
    return compute_board(programme, release, snapshot, parameters, strict=strict)


def seen_board(connection: Connection, snapshot: Snapshot, parameters: Parameters) -> Board:
    """The board as it was computed last for the same snapshot and parameters; for looking only."""
    with _guard:
        for known, given, found in _boards:
            if known is snapshot and given == parameters:
                return found
    board = board_of(connection, snapshot, parameters)
    with _guard:
        _boards.append((snapshot, parameters, board))
    return board


def changed_since_close(
    office: Office, connection: Connection, call: CallRecord, frozen: Snapshot
) -> tuple[int, ...]:
    """Applications whose assessment, facts, claims or verified values are no longer the frozen.

    An erased firm has none any more and is not among them.
    """
    if call.status == "open":
        return ()
    erased = set(whole_firm.erased_pseudonyms(connection))
    now = {one.id: one for one in as_they_stand(office, connection, call).applicants}
    dated = frozenset({"age_years"})
    changed = []
    for one in frozen.applicants:
        if one.firm_id is None and one.name in erased:
            continue
        later = now.get(one.id)
        facts = {
            name
            for name, value in one.facts.items()
            if later and name not in dated and later.facts.get(name) != value
        }
        same = later is not None and (later.claims, later.verified, later.status) == (
            one.claims,
            one.verified,
            one.status,
        )
        if facts or not same:
            changed.append(one.id)
    return tuple(changed)


def _view(
    office: Office,
    connection: Connection,
    call: CallRecord,
    snapshot: Snapshot,
    parameters: Parameters,
) -> CallView:
    programme = programme_of(connection, call.release_hash)
    board = seen_board(connection, snapshot, parameters)
    after = changed_since_close(office, connection, call, snapshot)
    criteria = [criterion.id for criterion in panel_criteria(programme)]
    zones = board.ranking["zone"].value_counts()
    return CallView(
        call=call_row(call, office.today(), len(snapshot.applicants), None),
        programme=programme,
        eligibility=_eligibility(programme, snapshot, board, set(after)),
        verdicts=board.verdicts,
        ranking=board.ranking,
        pending=board.pending,
        unverified=board.unverified,
        line=_line(board, parameters),
        zones={zone: int(zones.get(zone, 0)) for zone in ("safe", "toss_up", "out")},
        distribution=board.outlook.distribution,
        quotas=board.quotas,
        lottery=lottery_state(programme, call),
        problems=board.problems,
        parameters=parameters,
        after_close=after,
        panel_missing=int(board.table[criteria].isna().to_numpy().sum()),
    )


def _eligibility(
    programme: Programme, snapshot: Snapshot, board: Board, after: set[int]
) -> pd.DataFrame:
    rows = []
    verified = verified_rows(programme, snapshot)
    for place, one in enumerate(snapshot.applicants):
        verdict = board.verdicts[one.id]
        reasons = [*verdict.refusals, *(question.reason for question in verdict.open)]
        missing = {m.name: m for question in verdict.open for m in question.missing}
        rows.append(
            {
                "application": one.id,
                "firm": one.firm_id,
                "name": one.name,
                "status": verdict.status,
                "codes": " ".join(reason.code for reason in reasons),
                "reasons": str(joined([reason.words for reason in reasons])),
                "missing": str(joined([m.label for m in missing.values()])),
                "suppliers": str(joined(list(dict.fromkeys(m.supplier for m in missing.values())))),
                "verified": bool(verified[place]),
                "changed_after_close": one.id in after,
            }
        )
    columns = ["application", "firm", "name", "status", "codes", "reasons", "missing"]
    columns += ["suppliers", "verified", "changed_after_close"]
    return pd.DataFrame(rows, columns=columns).astype({"firm": "Int64"})


def _line(board: Board, parameters: Parameters) -> Line:
    above = board.ranking[board.ranking["above_line"]]
    return Line(
        selected=len(above),
        spent=float(above["granted"].sum()),
        budget=parameters.budget,
        places=parameters.places,
        left=board.selection.left,
        lowest_score=float(above["score"].min()) if len(above) else None,
        tied=board.selection.tied_at_line,
    )
