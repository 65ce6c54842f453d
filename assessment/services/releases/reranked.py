"""A round's calls under one release and under another: who changes rank, line or verdict."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pandas as pd

from assessment.definitions.freezing import content_hash
from assessment.definitions.programmes import Programme
from assessment.definitions.releases import Release
from assessment.locale import message
from assessment.locale import translate as _
from assessment.method.carrying import Carrier, Value
from assessment.records.calls import CallRecord
from assessment.records.database import Connection
from assessment.services.funding.applicants import Snapshot
from assessment.services.funding.board import Board, compute_board
from assessment.services.funding.ranking import own_parameters
from assessment.services.funding.seen_applicants import deciding
from assessment.services.office import Office
from assessment.services.releases.publishing import release_of
from assessment.services.releases.rescored import NOTHING, Move

Definitions = tuple[Programme, Release]


def call_moves(
    office: Office, connection: Connection, call: CallRecord, old: Definitions, new: Definitions
) -> Iterator[Move]:
    """Every application to this call that is ranked, placed or judged otherwise.

    A closed call is looked at on its frozen data; nothing is stored.
    """
    snapshot = deciding(office, connection, call)
    boards = [_board(connection, call, snapshot, one) for one in (old, new)]
    subject = f"call:{call.id}"
    places = [_places(board) for board in boards]
    scores = [_scores(board) for board in boards]
    for one in snapshot.applicants:
        judged, rejudged = (board.verdicts[one.id].status for board in boards)
        if judged != rejudged:
            codes = [_codes(board, one.id) for board in boards]
            why = message("{before} → {after}", before=codes[0], after=codes[1])
            yield Move(
                one.assessment_id, one.firm_id, "eligibility", subject, judged, rejudged, why
            )
        was, now = (place.get(one.id, NOTHING) for place in places)
        if was != now:
            points = [score.get(one.id, float("nan")) for score in scores]
            why = message(
                "평가 점수 {before} → {after}", before=f"{points[0]:.3f}", after=f"{points[1]:.3f}"
            )
            if points[0] == points[1]:
                why = message("자기 점수는 같고({points}) 다른 신청자가 움직였습니다.",
                              points=f"{points[0]:.3f}")  # fmt: skip
            yield Move(one.assessment_id, one.firm_id, "rank", subject, was, now, why)


def _board(
    connection: Connection, call: CallRecord, snapshot: Snapshot, given: Definitions
) -> Board:
    programme, release = given
    stored = release_of(connection, snapshot.questionnaire_hash)
    carrier = Carrier(stored, release)
    seen = replace(
        snapshot,
        questionnaire_hash=content_hash(release),
        applicants=tuple(
            replace(one, claims=_carried(carrier, one.claims),
                    verified=_carried(carrier, one.verified))
            for one in snapshot.applicants
        ),
    )  # fmt: skip
    parameters = replace(
        own_parameters(connection, call, snapshot),
        weights={criterion.id: criterion.weight for criterion in programme.criteria},
        decimals=programme.decimals,
        draws=1,
    )
    return compute_board(programme, release, seen, parameters)


def _carried(carrier: Carrier, values: Mapping[str, Value]) -> dict[str, Value]:
    return carrier.carry({item: (value[0], value[1]) for item, value in values.items()})


def _places(board: Board) -> dict[int, str]:
    """Application to its rank, and whether the funding line is below it."""
    ranked = board.ranking[["application", "rank", "above_line"]]
    return {
        int(application): _("{rank}위, 선정권", rank=rank) if above else _("{rank}위", rank=rank)
        for application, rank, above in ranked.itertuples(index=False)
    }


def _scores(board: Board) -> dict[int, float]:
    table = pd.concat([board.ranking, board.pending, board.unverified])[["application", "score"]]
    return {int(key): float(score) for key, score in table.itertuples(index=False)}


def _codes(board: Board, application: int) -> str:
    verdict = board.verdicts[application]
    codes = [reason.code for reason in verdict.refusals]
    codes += [f"{question.reason.code}?" for question in verdict.open]
    return " ".join(codes) or NOTHING
