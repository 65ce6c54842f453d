"""A round's assessments under one release and under another: who changes level or eligibility."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from assessment.definitions.programmes import Programme
from assessment.definitions.releases import Release
from assessment.definitions.scoring import Ladder
from assessment.locale import Message, message
from assessment.method.answers import AnswerTable
from assessment.method.binding import bind_answers
from assessment.method.carrying import Carrier, Value
from assessment.method.codes import from_values
from assessment.method.eligibility import Eligibility, judge
from assessment.method.levels import AxisResult, levels
from assessment.method.profiles import ProfilesResult, profiles
from assessment.method.scoring import Scores, score
from assessment.method.tree import Tree, compile_tree

Kind = Literal["level", "rank", "eligibility"]
MOST_PARTS = 3
NOTHING = "-"


@dataclass(frozen=True)
class Move:
    """What changes for one firm: `subject` is an axis, a programme or a call."""

    assessment: int | None
    firm: int | None
    kind: Kind
    subject: str
    before: str
    after: str
    why: Message


@dataclass(frozen=True, eq=False)
class Rescored:
    """The same assessments, row by row, as one release scores them."""

    release: Release
    tree: Tree
    answers: AnswerTable
    scores: Scores
    levels: Mapping[str, AxisResult]
    profiles: Mapping[str, ProfilesResult]

    def table(self) -> pd.DataFrame:
        """What a programme's rules may name, besides facts."""
        own: dict[str, object] = {
            f"{axis}_level": found.known() for axis, found in self.levels.items()
        }
        own["coverage"] = self.scores.of(self.tree.root, "coverage")
        index = self.answers.firms
        nodes = self.scores.frame().astype("Float64")
        parts = (bind_answers(self.answers), nodes, pd.DataFrame(own, index=index))
        return pd.concat(parts, axis=1)

    def steps(self, row: int) -> dict[str, str]:
        """Axis to step, and profile (`axis.profile`) to met, unmet or unknown."""
        found = {axis: one.step(row) or NOTHING for axis, one in self.levels.items()}
        for axis, held in self.profiles.items():
            for state in held.in_order(row):
                found[f"{axis}.{state.profile.id}"] = state.state
        return found

    def gate_states(self, row: int) -> dict[str, str]:
        """Reason code of every gate and profile to met, unmet or unknown."""
        found = {
            code: one.states(row)[step]
            for one in self.levels.values()
            for code, step in zip(one.codes, one.steps, strict=True)
            if code
        }
        for held in self.profiles.values():
            found |= held.states_by_code(row)
        return found


def rescored(
    release: Release, stored: Release, rows: Sequence[Mapping[str, Value]], ids: pd.Index
) -> Rescored:
    """Answers that were given to `stored`, scored by `release`."""
    carrier = Carrier(stored, release)
    answers = from_values(release, [carrier.carry(row) for row in rows], ids)
    tree = compile_tree(release)
    scores = score(tree, answers)
    return Rescored(
        release,
        tree,
        answers,
        scores,
        levels(release, tree, scores, answers),
        profiles(release, tree, scores, answers),
    )


def level_moves(old: Rescored, new: Rescored, firms: Sequence[int | None]) -> Iterator[Move]:
    """Every axis on which an assessment stands elsewhere, with what moved it."""
    for row, key in enumerate(old.answers.firms):
        before, after = old.steps(row), new.steps(row)
        for axis in dict.fromkeys((*before, *after)):
            was, now = before.get(axis, NOTHING), after.get(axis, NOTHING)
            if was != now:
                why = _why_level(old, new, row, axis)
                yield Move(int(key), firms[row], "level", axis, was, now, why)


def eligibility_moves(
    programmes: Sequence[tuple[Programme, Programme]],
    facts: pd.DataFrame,
    old: Rescored,
    new: Rescored,
    firms: Sequence[int | None],
) -> Iterator[Move]:
    """Every programme (as it was, as it will be) whose verdict on a firm changes.

    `facts` has one row an assessment, in their order.
    """
    tables = [one.table() for one in (old, new)]
    for earlier, later in programmes:
        known = facts.assign(supported_by_this=_supported(facts, earlier))
        was = judge(earlier, pd.concat([known, tables[0]], axis=1))
        now = judge(later, pd.concat([known, tables[1]], axis=1))
        for row, key in enumerate(old.answers.firms):
            if was.status[row] != now.status[row]:
                yield Move(
                    int(key),
                    firms[row],
                    "eligibility",
                    later.id,
                    was.status[row],
                    now.status[row],
                    message("{before} → {after}", before=_codes(was, row), after=_codes(now, row)),
                )


def _supported(facts: pd.DataFrame, programme: Programme) -> pd.Series:
    before = facts["supported_before"]
    found = before.map(lambda names: programme.id in str(names).split(), na_action="ignore")
    return found.astype("boolean")


def _codes(found: Eligibility, row: int) -> str:
    open_rules = [f"{rule.code}?" for rule in found.unknown[row]]
    return " ".join([*found.failed[row], *open_rules]) or NOTHING


def _why_level(old: Rescored, new: Rescored, row: int, axis: str) -> Message:
    rule = new.release.scoring.axes.get(axis)
    if isinstance(rule, Ladder):
        return _why_points(old, new, row, rule.node)
    before, after = old.gate_states(row), new.gate_states(row)
    changed = [f"{code} {before.get(code, NOTHING)} → {state}" for code, state in after.items()
               if before.get(code) != state]  # fmt: skip
    if changed:
        return message("{gates}", gates=", ".join(changed))
    return message("단계의 규칙이 바뀌었습니다.")


def _why_points(old: Rescored, new: Rescored, row: int, node: str) -> Message:
    values = [_points(one, row, node) for one in (old, new)]
    if values[0] == values[1]:
        return message(
            "점수는 같고({points}) 단계의 기준이 바뀌었습니다.", points=_shown(values[1])
        )
    below = new.release.scoring.nodes[node].children
    shared = [one for one in below if one in new.tree.nodes and one in old.tree.nodes]
    gains = {one: _points(new, row, one) - _points(old, row, one) for one in shared}
    told = sorted((n for n in gains if abs(gains[n]) > 1e-9), key=lambda n: -abs(gains[n]))
    parts = ", ".join(f"{one} {gains[one]:+.1f}" for one in told[:MOST_PARTS])
    return message(
        "점수 {before} → {after} ({parts})",
        before=_shown(values[0]),
        after=_shown(values[1]),
        parts=parts or NOTHING,
    )


def _points(one: Rescored, row: int, node: str) -> float:
    return float(one.scores.of(node)[row]) if node in one.tree.nodes else float("nan")


def _shown(value: float) -> str:
    return NOTHING if np.isnan(value) else f"{value:.1f}"
