"""What a board means for each applicant: selected, waiting or refused, and why."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from assessment.locale import message
from assessment.records.decisions import DecisionRow
from assessment.services.applicants import Applicant, Snapshot
from assessment.services.board import Board, Parameters, waiting_allowed
from assessment.services.judging import Verdict
from assessment.services.reasons import Reason, joined, words_of

OUTCOMES = ("selected", "waiting", "refused")


def decision_rows(
    snapshot: Snapshot, board: Board, parameters: Parameters
) -> tuple[DecisionRow, ...]:
    """One row an applicant, in the order of the applications; every refusal has code and words."""
    ranked = {int(row["application"]): row for row in board.ranking.to_dict("records")}
    apart = {int(key) for key in board.unverified["application"]}
    scores = pd.concat([board.pending, board.unverified]).set_index("application")["score"]
    rows = []
    for one in snapshot.applicants:
        verdict = board.verdicts[one.id]
        if one.id in ranked:
            rows.append(_ranked_row(one.id, ranked[one.id], parameters))
            continue
        reason = _refusal(one, verdict, one.id in apart)
        score = float(scores[one.id]) if one.id in scores.index else None
        rows.append(_row(one.id, "refused", None, score, None, reason))
    return tuple(rows)


def _ranked_row(key: int, row: Mapping[Hashable, Any], parameters: Parameters) -> DecisionRow:
    rank, score = int(row["rank"]), float(row["score"])
    if row["above_line"]:
        granted = float(row["granted"])
        return _row(key, "selected", rank, score, None if granted != granted else granted, None)
    place = int(row["waiting"])
    if waiting_allowed(place, parameters):
        words = message("예산선 밖: {rank}위, 예비 {place}순위", rank=rank, place=place)
        return _row(key, "waiting", place, score, None, Reason("waiting", words_of(words)))
    words = message("예산선 밖: {rank}위", rank=rank)
    return _row(key, "refused", rank, score, None, Reason("below_line", words_of(words)))


def _row(
    key: int,
    outcome: str,
    place: int | None,
    score: float | None,
    granted: float | None,
    reason: Reason | None,
) -> DecisionRow:
    return DecisionRow(
        application_id=key,
        outcome=outcome,
        place=place,
        score=score,
        granted=granted,
        reason_code=reason.code if reason else None,
        reason_ko=reason.words.ko if reason else None,
        reason_en=reason.words.en if reason else None,
    )


def _refusal(one: Applicant, verdict: Verdict, unverified: bool) -> Reason:
    if verdict.refusals:
        words = joined([reason.words for reason in verdict.refusals])
        return Reason(verdict.refusals[0].code, words)
    if unverified:
        text = message("마감까지 컨설턴트의 확인이 끝나지 않았습니다.")
        return Reason("unverified", words_of(text))
    if verdict.open:
        question = verdict.open[0]
        missing = list(dict.fromkeys(m for each in verdict.open for m in each.missing))
        asked = message(
            "확인되지 않음: {missing} (제공: {supplier})",
            missing=joined([m.label for m in missing]),
            supplier=joined(list(dict.fromkeys(m.supplier for m in missing))),
        )
        return Reason(question.reason.code, joined([question.reason.words, words_of(asked)]))
    text = message("신청 금액이 없어 예산선을 그을 수 없습니다.")
    return Reason("no_requested_amount", words_of(text))
