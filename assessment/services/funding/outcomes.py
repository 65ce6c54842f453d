"""What a board means for each applicant: selected, waiting or refused, and why."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from assessment.locale import message
from assessment.records.decisions import DecisionRow
from assessment.services.funding.applicants import Applicant, Snapshot
from assessment.services.funding.board import Board, waiting_allowed
from assessment.services.funding.judging import Verdict
from assessment.services.funding.parameters import RULE, Parameters
from assessment.services.funding.reasons import Reason, Words, change_words, joined, words_of

OUTCOMES = ("selected", "waiting", "refused")


@dataclass(frozen=True)
class Stop:
    """What stopped an applicant: its code, its words, and the smallest change."""

    binding: str
    name: Words
    change: Words


def decision_rows(
    snapshot: Snapshot, board: Board, parameters: Parameters
) -> tuple[DecisionRow, ...]:
    """One row an applicant, in the order of the applications; every refusal has code and words.

    Under `rule/2` also what bound it and the smallest change that would let it in.
    """
    ranked = {int(row["application"]): row for row in board.ranking.to_dict("records")}
    apart = {int(key) for key in board.unverified["application"]}
    others = pd.concat([board.pending, board.unverified]).set_index("application")
    scores, places = others["score"], others["would_rank"]
    rows = []
    for one in snapshot.applicants:
        verdict = board.verdicts[one.id]
        if one.id in ranked:
            row = _ranked_row(one.id, ranked[one.id], parameters)
            stop = _stop_of_ranked(ranked[one.id])
        else:
            reason = _refusal(one, verdict, one.id in apart)
            score = float(scores[one.id]) if one.id in scores.index else None
            row = _row(one.id, "refused", None, score, None, reason)
            place = int(places[one.id]) if one.id in places.index else None
            stop = _stop_of_other(verdict, one.id in apart, place)
        told = parameters.rule == RULE and row.outcome != "selected"
        rows.append(_stopped(row, stop) if told else row)
    return tuple(rows)


def _stop_of_ranked(row: Mapping[Hashable, Any]) -> Stop:
    limit = row["binding_name"]
    only = message("점수") if limit is None else limit
    return Stop(str(row["binding"]), words_of(only), change_words(row))


def _stop_of_other(verdict: Verdict, unverified: bool, place: int | None) -> Stop:
    if verdict.refusals:
        name, change = message("자격요건"), message("자격요건을 갖추어야 순위에 들어감")
        return Stop("eligibility", words_of(name), words_of(change))
    if unverified:
        change = message("확인이 끝나야 순위에 들어감: 지금 점수로는 {place}위 자리", place=place)
        return Stop("unverified", words_of(message("미확인")), words_of(change))
    if verdict.open:
        change = message("모르는 사실이 밝혀져야 함: 지금 점수로는 {place}위 자리", place=place)
        return Stop("open", words_of(message("자격 확인 필요")), words_of(change))
    name, change = message("신청 금액"), message("신청 금액이 있어야 순위에 들어감")
    return Stop("no_amount", words_of(name), words_of(change))


def _stopped(row: DecisionRow, stop: Stop) -> DecisionRow:
    return replace(
        row,
        binding=stop.binding,
        binding_ko=stop.name.ko,
        binding_en=stop.name.en,
        change_ko=stop.change.ko,
        change_en=stop.change.en,
    )


def _ranked_row(key: int, row: Mapping[Hashable, Any], parameters: Parameters) -> DecisionRow:
    rank, score = int(row["rank"]), float(row["score"])
    if row["above_line"]:
        granted = float(row["granted"])
        return _row(key, "selected", rank, score, None if granted != granted else granted, None)
    place, passed_over = int(row["waiting"]), row["binding"] == "quota"
    if waiting_allowed(place, parameters):
        words = message("예산선 밖: {rank}위, 예비 {n}순위", rank=rank, n=place)
        if passed_over:
            words = message("쿼터가 차서 건너뜀: {rank}위, 예비 {n}순위", rank=rank, n=place)
        return _row(key, "waiting", place, score, None, Reason("waiting", words_of(words)))
    words = message("예산선 밖: {rank}위", rank=rank)
    if passed_over:
        words = message("쿼터가 차서 건너뜀: {rank}위", rank=rank)
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
