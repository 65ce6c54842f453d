"""What other ways of choosing would have given; for comparison, decides nothing."""

import threading
from collections import deque
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.definitions.programmes import Programme
from assessment.locale import Message, message
from assessment.method.selection import (
    Constraint,
    Optimum,
    cut_off_list,
    greedy,
    optimise,
    what_if,
)
from assessment.services.funding.applicants import Snapshot
from assessment.services.funding.board import Board
from assessment.services.funding.calls import OFFICE_ROLES, known_call
from assessment.services.funding.choosing import EXACT
from assessment.services.funding.quotas import limit_words
from assessment.services.funding.ranking import own_parameters, seen_board
from assessment.services.funding.seen_applicants import deciding
from assessment.services.office import Actor, Office
from assessment.services.permissions import require
from assessment.services.releases.publishing import programme_of

Kind = Literal["rule", "optimum", "cut_off", "greedy"]
NAMES: dict[Kind, Message] = {
    "rule": message("규칙대로"),
    "optimum": message("점수 합이 가장 큰 조합"),
    "cut_off": message("순위만 본 명단(쿼터 없이)"),
    "greedy": message("지원액 1원당 점수가 높은 순서"),
}
SECONDS = 2.0
"""For the proof that a choice is best; without it in that time, the bound tells how near it is."""
MILLION = 1_000_000
MOST = 4

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Price:
    """A limit, what the optimum leaves of it, and its shadow price in the LP relaxation.

    `price` is points per place, or per million won of the budget.
    """

    constraint: Message
    left: float
    price: float


@dataclass(frozen=True, eq=False)
class Choice:
    """One way of choosing: what it is worth, and who would come in and go out against the rule.

    `decides` holds for the programme's own rule alone. `value` sums the scores of the selected,
    `spent` is won. `broken` are the limits that this way does not keep. `bound`, `gap` and
    `proven` belong to the optimum. `comes_in`, `goes_out`: application, name, rank, score, granted.
    """

    kind: Kind
    name: Message
    decides: bool
    selected: int
    value: float
    spent: float
    broken: tuple[Message, ...]
    bound: float | None
    gap: float | None
    proven: bool
    comes_in: pd.DataFrame
    goes_out: pd.DataFrame


@dataclass(frozen=True, eq=False)
class Alternatives:
    """The rule first, then optimum, plain cut-off list and greedy; `note` is shown beside them."""

    choices: tuple[Choice, ...]
    candidates: int
    prices: tuple[Price, ...]
    note: Message


_seen: deque[tuple[Board, Alternatives]] = deque(maxlen=MOST)
_guard = threading.Lock()


def alternatives(office: Office, actor: Actor, call_id: int) -> Alternatives:
    """The call's own selection beside the others, all under its limits; for the office only.

    AssessmentError naming what conflicts when no choice keeps the limits.
    """
    require(actor, *OFFICE_ROLES)
    with office.database.reading() as connection:
        call = known_call(connection, call_id)
        snapshot = deciding(office, connection, call)
        board = seen_board(connection, snapshot, own_parameters(connection, call, snapshot))
        programme = programme_of(connection, call.release_hash)
    with _guard:
        for known, found in _seen:
            if known is board:
                return found
    made = compared(programme, snapshot, board)
    with _guard:
        _seen.append((board, made))
    return made


def compared(programme: Programme, snapshot: Snapshot, board: Board) -> Alternatives:
    """The same from a board that has been computed."""
    problem = board.chosen.problem
    candidates = int(problem.open.sum())
    best = optimise(problem, SECONDS) if candidates <= EXACT else what_if(problem)
    cut_off, by_worth = cut_off_list(problem), greedy(problem)
    comparing = _Comparing(programme, snapshot, board)
    return Alternatives(
        choices=(
            comparing.choice("rule", board.selection.selected, ()),
            comparing.choice("optimum", best.selected, (), best),
            comparing.choice("cut_off", cut_off.selected, cut_off.broken),
            comparing.choice("greedy", by_worth.selected, by_worth.broken),
        ),
        candidates=candidates,
        prices=_prices(programme, best),
        note=message(
            "비교를 위한 가정입니다. 결정은 사업이 공고한 규칙으로만 하며, 여기의 어느 것도 "
            "순위와 선정을 바꾸지 않습니다."
        ),
    )


def _prices(programme: Programme, best: Optimum) -> tuple[Price, ...]:
    return tuple(
        Price(
            limit_words(programme, one),
            float(left),
            float(price) * (MILLION if one.kind == "budget" else 1),
        )
        for one, left, price in zip(best.constraints, best.slack, best.prices, strict=True)
    )


class _Comparing:
    """One call's candidates, against whose own selection the others are held."""

    def __init__(self, programme: Programme, snapshot: Snapshot, board: Board) -> None:
        self.programme, self.problem = programme, board.chosen.problem
        self.own = board.selection.selected
        self.rows = pd.DataFrame(
            {
                "application": [one.id for one in snapshot.applicants],
                "name": [one.name for one in snapshot.applicants],
                "rank": board.selection.rank,
                "score": self.problem.values,
                "granted": self.problem.costs,
            }
        )

    def choice(
        self,
        kind: Kind,
        selected: Flags,
        broken: tuple[Constraint, ...],
        best: Optimum | None = None,
    ) -> Choice:
        return Choice(
            kind=kind,
            name=NAMES[kind],
            decides=kind == "rule",
            selected=int(selected.sum()),
            value=float(self.problem.values[selected].sum()),
            spent=float(self.problem.costs[selected].sum()),
            broken=tuple(limit_words(self.programme, one) for one in broken),
            bound=None if best is None else best.bound,
            gap=None if best is None else best.gap,
            proven=best is not None and best.status == "optimal",
            comes_in=self._listed(selected & ~self.own),
            goes_out=self._listed(self.own & ~selected),
        )

    def _listed(self, chosen: Flags) -> pd.DataFrame:
        return self.rows[chosen].sort_values("rank", kind="stable").reset_index(drop=True)
