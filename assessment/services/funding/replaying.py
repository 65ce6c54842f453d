"""A decision computed again from its file alone, without a database, and held against it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from json import loads
from pathlib import Path
from typing import Any

from assessment.definitions.freezing import programme_from_json, release_from_json
from assessment.locale import message
from assessment.problems import AssessmentError, Problem
from assessment.services.from_files.file_firms import facts_from_json
from assessment.services.from_files.ranked_files import rank_firms, rank_question
from assessment.services.from_files.selected_files import (
    StoredChoice,
    select_firms,
    select_question,
)
from assessment.services.funding.decision_file import (
    DecisionFile,
    Row,
    canonical,
    changed_since,
    firms_of,
    other_versions,
    plain_rows,
    read_decision,
)

RANKING = (
    "application",
    "rank",
    "score",
    "low",
    "median",
    "high",
    "chance",
    "zone",
    "granted",
    "cumulative",
    "above_line",
    "waiting",
)
"""What is kept of a call's ranking beside its rows: order, intervals, chances, money."""


@dataclass(frozen=True)
class Difference:
    """A row that came out otherwise; `fields` are what differs, empty where it stands on one side
    only."""

    row: str
    fields: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.row}: {', '.join(self.fields)}" if self.fields else self.row


@dataclass(frozen=True, eq=False)
class FileReplay:
    """`same` when the bytes are equal. `verified` when an optimum that a search found within its
    time was checked (feasible, value, bound) instead of searched for again.

    `elsewhere` names what else differs than rows; with neither, only spaces or order in the file.
    """

    kind: str
    about: Mapping[str, Any]
    rows: int
    same: bool
    verified: bool
    different: tuple[Difference, ...]
    elsewhere: tuple[str, ...]
    notes: tuple[Problem, ...]


def replay_file(path: Path, asked: str) -> FileReplay:
    """The decision in this file again; `asked` is the command: rank, or select (of a call too).

    AssessmentError when the file is none or a part of it was changed, and when a stored choice
    does not keep its limits.
    """
    made, content = read_decision(path)
    if (made.kind == "rank") != (asked == "rank"):
        raise AssessmentError(_other_command(path, made.kind))
    notes = other_versions(path, made)
    try:
        result, verified = _MAKERS[made.kind](made)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise AssessmentError(_unusable(path, error), *notes) from error
    again = replace(made, result=result)
    key = "application" if made.kind == "call" else "firm"
    return FileReplay(
        kind=made.kind,
        about=made.about,
        rows=len(result["rows"]),
        same=again.content == content,
        verified=verified,
        different=_different(made.result["rows"], result["rows"], key),
        elsewhere=_elsewhere(made.result, result),
        notes=notes,
    )


def call_result(
    programme: str, questionnaire: str, snapshot: str, parameters: Mapping[str, Any]
) -> dict[str, Any]:
    """What a call's rule makes of the frozen texts: rows, and the ranking with its intervals."""
    from assessment.services.funding.applicants import snapshot_from_json
    from assessment.services.funding.board import compute_board
    from assessment.services.funding.outcomes import decision_rows
    from assessment.services.funding.parameters import parameters_from_json

    found = snapshot_from_json(loads(snapshot))
    asked = parameters_from_json(parameters)
    rules, release = programme_from_json(programme), release_from_json(questionnaire)
    board = compute_board(rules, release, found, asked, strict=True)
    rows = decision_rows(found, board, asked)
    told = [{one.name.removesuffix("_id"): getattr(row, one.name) for one in fields(row)}
            for row in rows]  # fmt: skip
    ranking = board.ranking[[name for name in RANKING if name in board.ranking]]
    return {"rows": told, "ranking": plain_rows(ranking)}


def _call(made: DecisionFile) -> tuple[dict[str, Any], bool]:
    if made.questionnaire is None:
        raise ValueError("questionnaire")
    from assessment.services.funding.applicants import snapshot_from_json

    named = {"programme": "programme_hash", "questionnaire": "questionnaire_hash"}
    wrong = [part for part, name in named.items() if made.hashes[part] != made.parameters[name]]
    if snapshot_from_json(loads(made.snapshot)).digest != made.parameters["snapshot_digest"]:
        wrong.append("snapshot")
    if wrong:
        raise AssessmentError(*(changed_since(made.kind, part) for part in wrong))
    verified = (made.parameters.get("solved") or {}).get("status") == "time_limit"
    result = call_result(made.programme, made.questionnaire, made.snapshot, made.parameters)
    return result, verified


def _rank(made: DecisionFile) -> tuple[dict[str, Any], bool]:
    frame, _summary = rank_firms(
        programme_from_json(made.programme),
        facts_from_json(loads(made.snapshot)),
        rank_question(made.parameters),
    )
    return {"rows": plain_rows(frame), "optimum": {}}, False


def _select(made: DecisionFile) -> tuple[dict[str, Any], bool]:
    optimum = made.result.get("optimum") or {}
    stored = None
    if optimum.get("status") == "time_limit":
        chosen = firms_of(made.result["rows"], "selected")
        stored = StoredChoice(chosen, float(optimum["value"]), float(optimum["bound"]))
    found = select_firms(
        programme_from_json(made.programme),
        facts_from_json(loads(made.snapshot)),
        replace(select_question(made.parameters), time_limit=None),
        stored,
    )
    result = {"rows": plain_rows(found.frame), "optimum": dict(found.optimum)}
    return result, stored is not None


_MAKERS = {"call": _call, "rank": _rank, "select": _select}


def _different(before: Sequence[Row], after: Sequence[Row], key: str) -> tuple[Difference, ...]:
    """Rows by firm or application; a row on one side only, and a row in another place, too."""
    old = {str(row.get(key)): row for row in before}
    new = {str(row.get(key)): row for row in after}
    found = []
    for name in dict.fromkeys([*old, *new]):
        one, other = old.get(name), new.get(name)
        if one is None or other is None:
            found.append(Difference(name, ()))
            continue
        differ = [f for f in sorted({*one, *other}) if one.get(f, ...) != other.get(f, ...)]
        if differ:
            found.append(Difference(name, tuple(differ)))
    return tuple(found)


def _elsewhere(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    names = sorted({*before, *after} - {"rows"})
    apart = [name for name in names if canonical(before.get(name)) != canonical(after.get(name))]
    old, new = ([canonical(row) for row in each["rows"]] for each in (before, after))
    if old != new and sorted(old) == sorted(new):
        apart.append("rows (order)")
    return tuple(apart)


def _other_command(path: Path, kind: str) -> Problem:
    command = "rank" if kind == "rank" else "select"
    what = message("{command}에서 만든 결정 파일입니다.", command=command)
    fix = message("{command} --replay로 다시 계산해 주십시오.", command=command)
    return Problem(path.name, what, fix, "other_command")


def _unusable(path: Path, error: Exception) -> Problem:
    what = message(
        "이 파일로는 다시 계산할 수 없습니다({why}).", why=str(error).split("\n")[0][:120]
    )
    fix = message("만든 때와 같은 판의 프로그램으로 다시 해 주십시오.")
    return Problem(path.name, what, fix, "not_replayable")
