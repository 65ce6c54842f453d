"""The panel of a call: scores by screen or by rows of a sheet, until the call is decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from assessment.definitions.programmes import Criterion, Programme
from assessment.locale import message
from assessment.method.reliability import trimmed_mean
from assessment.problems import AssessmentError, Conflict, Problem
from assessment.records import applications
from assessment.records import panels as kept
from assessment.records.applications import ApplicationRecord
from assessment.records.calls import CallRecord
from assessment.records.database import Connection
from assessment.records.panels import PanelScore
from assessment.services.funding.calls import OFFICE_ROLES, known_call, note
from assessment.services.office import Actor, Office
from assessment.services.permissions import require
from assessment.services.releases.publishing import programme_of

APPLICATION = "application"
NAME = "name"
PANELIST = "panelist"


@dataclass(frozen=True)
class PanelSheet:
    """`scores` is long: application, name, criterion, panelist, score; `means` wide by criterion.

    `missing` counts the criteria of standing applicants that nobody has scored yet.
    """

    criteria: tuple[Criterion, ...]
    panelists: tuple[str, ...]
    scores: pd.DataFrame
    means: pd.DataFrame
    missing: int
    open: bool


@dataclass(frozen=True)
class Imported:
    """What was done with the rows of a panel sheet; `rejected` names row, column and problem."""

    rows: int
    saved: int
    rejected: tuple[Mapping[str, object], ...]


def panel_sheet(office: Office, actor: Actor, call_id: int) -> PanelSheet:
    """What the panel has given so far."""
    require(actor, *OFFICE_ROLES)
    with office.database.reading() as connection:
        call, programme, applicants = _opened(connection, call_id)
        given = kept.of_call(connection, call_id)
    names = {one.id: one.applicant_name for one in applicants}
    rows = [
        (row.application_id, names[row.application_id], row.criterion, row.panelist, row.score)
        for row in given
        if row.application_id in names
    ]
    scores = pd.DataFrame(rows, columns=[APPLICATION, NAME, "criterion", PANELIST, "score"])
    criteria = panel_criteria(programme)
    means = mean_scores(given, criteria).reindex(sorted(names))
    means.index.name = APPLICATION
    return PanelSheet(
        criteria=criteria,
        panelists=tuple(sorted({row.panelist for row in given})),
        scores=scores,
        means=means,
        missing=int(means.isna().to_numpy().sum()),
        open=call.status != "decided",
    )


def save_panel_scores(
    office: Office,
    actor: Actor,
    call_id: int,
    panelist: str,
    scores: Mapping[int, Mapping[str, float | None]],
) -> int:
    """How many scores of this panelist were written; None takes a score back.

    All scores are stored or, with every problem named, none.
    """
    require(actor, *OFFICE_ROLES)
    with office.database.writing() as connection:
        call, programme, applicants = _opened(connection, call_id)
        _still_open(call)
        goals = {criterion.id: criterion.goalposts for criterion in panel_criteria(programme)}
        known = {one.id for one in applicants}
        problems = [] if panelist.strip() else [_no_panelist()]
        given: list[PanelScore] = []
        cleared: list[tuple[int, str, str]] = []
        for application, row in scores.items():
            for criterion, score in row.items():
                where = f"{application}/{criterion}"
                problem = _fault(where, application, criterion, score, known, goals)
                if problem:
                    problems.append(problem)
                elif score is None:
                    cleared.append((application, criterion, panelist.strip()))
                else:
                    given.append(PanelScore(application, criterion, panelist.strip(), float(score)))
        if problems:
            raise AssessmentError(*problems)
        kept.save(connection, given, cleared, by=actor.account_id, at=office.clock())
        payload = {"panelist": panelist.strip(), "scores": len(given), "cleared": len(cleared)}
        note(office, connection, actor, "panel_scored", call_id, payload)
    return len(given)


def panel_template(office: Office, actor: Actor, call_id: int, panelist: str) -> pd.DataFrame:
    """One row an applicant to be filled in: application, name, panelist, a column a criterion."""
    sheet = panel_sheet(office, actor, call_id)
    columns = [criterion.id for criterion in sheet.criteria]
    with office.database.reading() as connection:
        applicants = applications.of_call(connection, call_id)
    own = sheet.scores[sheet.scores[PANELIST] == panelist]
    wide = own.pivot_table("score", index=APPLICATION, columns="criterion")
    wide = wide.reindex(index=[one.id for one in applicants], columns=columns)
    wide.insert(0, NAME, [one.applicant_name for one in applicants])
    wide.insert(1, PANELIST, panelist)
    wide.index.name = APPLICATION
    return wide.reset_index()


def import_panel_scores(
    office: Office,
    actor: Actor,
    call_id: int,
    rows: Sequence[Mapping[str, object]],
    *,
    dry_run: bool = False,
) -> Imported:
    """Write the good cells of a filled-in template and list the bad ones.

    A blank cell changes nothing. A row is numbered as it was read, from 1.
    """
    require(actor, *OFFICE_ROLES)
    with office.database.writing() as connection:
        call, programme, applicants = _opened(connection, call_id)
        _still_open(call)
        goals = {criterion.id: criterion.goalposts for criterion in panel_criteria(programme)}
        known = {one.id for one in applicants}
        given: list[PanelScore] = []
        rejected: list[Mapping[str, object]] = []
        for number, row in enumerate(rows, start=1):
            good, bad = _read_row(number, row, known, goals)
            given += good
            rejected += bad
        if given and not dry_run:
            kept.save(connection, given, (), by=actor.account_id, at=office.clock())
            payload = {"rows": len(rows), "scores": len(given), "rejected": len(rejected)}
            note(office, connection, actor, "panel_imported", call_id, payload)
    return Imported(len(rows), len(given), tuple(rejected))


def panel_criteria(programme: Programme) -> tuple[Criterion, ...]:
    """The criteria that a panel scores."""
    return tuple(one for one in programme.criteria if one.source == "panel")


def mean_scores(given: Sequence[PanelScore], criteria: Sequence[Criterion]) -> pd.DataFrame:
    """Mean over the panelists by application and criterion; not scored is missing.

    Where the criterion says so, without the highest and the lowest; with fewer than three scores
    the plain mean.
    """
    rows = pd.DataFrame(
        [(row.application_id, row.criterion, row.panelist, row.score) for row in given],
        columns=[APPLICATION, "criterion", PANELIST, "score"],
    )
    means = pd.DataFrame(index=pd.Index(sorted(set(rows[APPLICATION])), name=APPLICATION))
    for criterion in criteria:
        own = rows[rows["criterion"] == criterion.id].pivot_table(
            "score", index=APPLICATION, columns=PANELIST
        )
        dropped = int(criterion.extremes == "dropped")
        found = trimmed_mean(own.to_numpy(np.float64), dropped, dropped, too_few="mean").value
        means[criterion.id] = pd.Series(found, index=own.index, dtype="float64")
    return means


def _opened(
    connection: Connection, call_id: int
) -> tuple[CallRecord, Programme, tuple[ApplicationRecord, ...]]:
    call = known_call(connection, call_id)
    programme = programme_of(connection, call.release_hash)
    return call, programme, applications.of_call(connection, call_id)


def _still_open(call: CallRecord) -> None:
    if call.status == "decided":
        raise Conflict(
            Problem(
                call.name,
                message("이미 선정이 끝난 공고라 평가점수를 바꿀 수 없습니다."),
                message("결정에 쓰인 점수는 기록에서 볼 수 있습니다."),
                code="decided",
            )
        )


def _read_row(
    number: int,
    row: Mapping[str, object],
    known: set[int],
    goals: Mapping[str, tuple[float, float]],
) -> tuple[list[PanelScore], list[Mapping[str, object]]]:
    application = _whole(row.get(APPLICATION))
    panelist = str(row.get(PANELIST) or "").strip()
    good: list[PanelScore] = []
    bad: list[Mapping[str, object]] = []
    if not panelist:
        bad.append({"row": number, "column": PANELIST, "problem": _no_panelist()})
        return good, bad
    for criterion, cell in row.items():
        if criterion in (APPLICATION, NAME, PANELIST) or _blank(cell):
            continue
        score = _number(cell)
        where = f"{number}/{criterion}"
        problem = _fault(where, application, criterion, score, known, goals)
        if problem is None and score is None:
            problem = _out_of_range(where, goals[criterion])
        if problem:
            bad.append({"row": number, "column": criterion, "problem": problem})
        elif score is not None and application is not None:
            good.append(PanelScore(application, criterion, panelist, score))
    return good, bad


def _fault(
    where: str,
    application: int | None,
    criterion: str,
    score: float | None,
    known: set[int],
    goals: Mapping[str, tuple[float, float]],
) -> Problem | None:
    if application not in known:
        return Problem(
            where,
            message("이 공고의 신청 번호가 아닙니다."),
            message("내려받은 양식의 신청 번호를 그대로 두십시오."),
            code="application",
        )
    if criterion not in goals:
        return Problem(
            where,
            message("평가위원이 매기는 항목이 아닙니다."),
            message("양식의 열 이름을 그대로 두십시오."),
            code="criterion",
        )
    low, high = goals[criterion]
    if score is not None and not min(low, high) <= score <= max(low, high):
        return _out_of_range(where, goals[criterion])
    return None


def _out_of_range(where: str, goalposts: tuple[float, float]) -> Problem:
    low, high = min(goalposts), max(goalposts)
    return Problem(
        where,
        message("쓸 수 있는 점수가 아닙니다."),
        message("{low}부터 {high}까지의 수를 적어 주십시오.", low=f"{low:g}", high=f"{high:g}"),
        code="range",
    )


def _no_panelist() -> Problem:
    return Problem(
        PANELIST,
        message("평가위원 이름이 없습니다."),
        message("평가위원 이름을 적어 주십시오."),
        code="panelist",
    )


def _blank(cell: object) -> bool:
    return cell is None or cell is pd.NA or cell != cell or str(cell).strip() == ""


def _number(cell: object) -> float | None:
    try:
        return float(str(cell).replace(",", ""))
    except ValueError:
        return None


def _whole(cell: object) -> int | None:
    number = _number(cell)
    return int(number) if number is not None and number == int(number) else None
