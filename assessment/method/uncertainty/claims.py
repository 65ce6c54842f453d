"""Answers that a check might leave standing: claims deflated as others were, with what is unknown.

Only for intervals and triage: what decides is the answers as they are.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assessment.definitions.releases import Release
from assessment.locale import Message, message
from assessment.method.answers import HIGHEST, NOT_APPLICABLE, UNANSWERED, AnswerTable
from assessment.method.asking import leave_out_unasked
from assessment.method.scoring import score
from assessment.method.tree import Tree
from assessment.method.uncertainty.inflation import Inflation, option_places
from assessment.problems import AssessmentError, Problem

NotApplicable = Literal["as_answered", "lowest", "either"]
Unanswered = Literal["own_area", "lowest", "as_answered"]
CONFIDENCE = (1.0, 2.0, 2**0.5, 1.0, 2**-0.5, 0.5)
"""By how much the noise of a claim is widened at confidence 0 (none stated), 1 … 5: an assumption,
1 in the middle because the noise was learnt from claims of every confidence."""
CELLS = 2**20
"""Answers drawn at once."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class ClaimDraws:
    """What is drawn and how: nothing is drawn before `tables` or `shares` is asked for.

    The n firms of `answers`, `draws` times; `kept` (n × items of the tree) are the verified
    answers, which stay. The same seed gives the same answers, however they are taken.
    """

    tree: Tree
    answers: AnswerTable
    inflation: Inflation | None
    kept: NDArray[np.bool_]
    widening: Floats
    not_applicable: NotApplicable
    unanswered: Unanswered
    draws: int
    seed: int

    @property
    def distribution(self) -> Message:
        """How the answers are drawn, in words; printed beside every interval that rests on them."""
        if self.inflation is None:
            return message(
                "응답은 그대로 두고 {unanswered} {not_applicable} {draws}번 뽑음(난수 시드 {seed})",
                **self._policies(),
            )
        return message(
            "확인되지 않은 응답을 확인된 응답 {pairs}개에서 배운 부풀림만큼 낮추고"
            "(확신이 낮을수록 넓게) "
            "{unanswered} {not_applicable} {draws}번 뽑음(난수 시드 {seed})",
            pairs=f"{int(self.inflation.pairs.sum()):,}",
            **self._policies(),
        )

    def _policies(self) -> dict[str, object]:
        return {
            "unanswered": UNANSWERED_WORDS[self.unanswered],
            "not_applicable": NOT_APPLICABLE_WORDS[self.not_applicable],
            "draws": f"{self.draws:,}",
            "seed": self.seed,
        }

    def tables(self, release: Release | None = None) -> Iterator[AnswerTable]:
        """Blocks of draws as one table each: draw after draw, every firm in each.

        With the release, items whose `ask_if` has become false are not applicable.
        """
        drawer = _Drawer(self)
        firms, items = max(len(self.answers), 1), max(len(self.tree.items), 1)
        step = max(CELLS // (firms * items), 1)
        for start in range(0, self.draws, step):
            count = min(step, self.draws - start)
            table = self._table(drawer.codes(count), count)
            yield table if release is None else leave_out_unasked(release, table)

    def shares(self, node: str | None = None) -> Iterator[Floats]:
        """Blocks of draws × n: the share 0..1 of a node (the root by default), NaN without one."""
        wanted = self.tree.root if node is None else node
        for table in self.tables():
            found = score(self.tree, table).of(wanted, "shares")
            yield found.reshape(-1, len(self.answers))

    def _table(self, codes: NDArray[np.uint8], count: int) -> AnswerTable:
        """The drawn codes put among all answers, those that are not scored as they are."""
        repeated = self.answers.rows(np.tile(np.arange(len(self.answers)), count))
        columns = [repeated.position(item) for item in self.tree.items]
        held = [column >= 0 for column in columns]
        full = repeated.codes.copy()
        full[:, [c for c in columns if c >= 0]] = codes.reshape(-1, len(columns))[:, held]
        return repeated.with_codes(full)


UNANSWERED_WORDS = {
    "own_area": message("빈 문항은 그 기업의 같은 분야 응답에서 채우며"),
    "lowest": message("빈 문항은 가장 낮은 선택지로 보며"),
    "as_answered": message("빈 문항은 비워 두며"),
}
NOT_APPLICABLE_WORDS = {
    "as_answered": message("해당 없음은 그대로 두고"),
    "lowest": message("해당 없음은 가장 낮은 선택지로 보고"),
    "either": message("해당 없음은 절반의 추첨에서 가장 낮은 선택지로 보고"),
}


def claim_draws(
    tree: Tree,
    answers: AnswerTable,
    inflation: Inflation | None,
    *,
    verified: ArrayLike | None = None,
    confidence: ArrayLike | None = None,
    not_applicable: NotApplicable = "as_answered",
    unanswered: Unanswered = "own_area",
    draws: int = 1000,
    seed: int = 0,
) -> ClaimDraws:
    """Draws of what a check of these answers might find.

    An unverified option becomes: claimed place − item's drawn inflation − firm's tendency − noise,
    rounded and cut to its options; a verified one, a number or several choices stay. `verified`
    marks firms or firms × `tree.items`. `confidence` 1–5 (firms × items, 0 or NaN: not stated)
    multiplies the noise by 2, √2, 1, 1/√2, ½. Unknown stays unknown. `inflation` None deflates
    nothing. AssessmentError when `inflation` is of other items or there is no draw.
    """
    shape = (len(answers), len(tree.items))
    marks = np.zeros(shape[:1], bool) if verified is None else np.asarray(verified, bool)
    stated = np.zeros(shape) if confidence is None else np.asarray(confidence, np.float64)
    problems = []
    if inflation is not None and inflation.items != tree.items:
        problems.append(_other_items())
    if draws < 1:
        problems.append(_no_draws(draws))
    if problems:
        raise AssessmentError(*problems)
    steps = np.clip(np.nan_to_num(np.broadcast_to(stated, shape)), 0, 5).astype(np.intp)
    return ClaimDraws(
        tree=tree,
        answers=answers,
        inflation=inflation,
        kept=np.broadcast_to(marks[:, None] if marks.ndim == 1 else marks, shape),
        widening=np.array(CONFIDENCE)[steps],
        not_applicable=not_applicable,
        unanswered=unanswered,
        draws=draws,
        seed=seed,
    )


class _Drawer:
    """The streams of random numbers, one a purpose, so that the size of a block changes nothing."""

    def __init__(self, asked: ClaimDraws) -> None:
        self.asked = asked
        seeds = np.random.SeedSequence(asked.seed).spawn(5)
        self.means, self.firms, self.noise, self.choice, self.policy = (
            np.random.default_rng(seed) for seed in seeds
        )
        columns = [asked.answers.column(item) for item in asked.tree.items]
        self.codes_given = np.array(columns, np.uint8).reshape(len(columns), len(asked.answers)).T
        self.places, self.code_at, self.lasts = option_places(asked.tree)
        self.item = np.arange(len(asked.tree.items))
        area = [asked.tree.area_of(item) for item in asked.tree.items]
        self.same_area = np.array([[a == b for b in area] for a in area])

    def codes(self, count: int) -> NDArray[np.uint8]:
        """count × n × items, the next draws."""
        place = self.places[self.item, self.codes_given].astype(np.int16)
        place = np.tile(place, (count, 1, 1))
        given = self.codes_given
        ladder = self.lasts > 0
        answered = (given <= HIGHEST) & ladder
        if self.asked.inflation is not None:
            self._deflate(place, answered & ~self.asked.kept)
        self._fill(place, answered, (given == UNANSWERED) & ladder)
        absent = (given == NOT_APPLICABLE) & ladder & ~self.asked.kept
        if self.asked.not_applicable != "as_answered" and absent.any():
            lowest = np.ones(count, bool)
            if self.asked.not_applicable == "either":
                lowest = self.policy.random(count) < 0.5
            place[lowest[:, None, None] & absent] = 0
        codes: NDArray[np.uint8] = self.code_at[self.item, place]
        return codes

    def _deflate(self, place: NDArray[np.int16], doubted: NDArray[np.bool_]) -> None:
        inflation = self.asked.inflation
        assert inflation is not None
        count, firms, _ = place.shape
        means = inflation.drawn(self.means, count)[:, None]
        own = inflation.between_firms * self.firms.standard_normal((count, firms, 1))
        down = self.noise.standard_normal(place.shape)
        down *= inflation.noise * self.asked.widening
        down += means + own
        moved = np.clip(np.floor(place - down + 0.5), 0, self.lasts)
        place[:, doubted] = moved[:, doubted]

    def _fill(
        self,
        place: NDArray[np.int16],
        answered: NDArray[np.bool_],
        empty: NDArray[np.bool_],
    ) -> None:
        """Empty items: a random answer of the firm in that area (else anywhere), by its share."""
        if self.asked.unanswered == "as_answered" or not empty.any():
            return
        if self.asked.unanswered == "lowest":
            place[:, empty] = 0
            return
        part = place / np.maximum(self.lasts, 1)
        where = np.argwhere(empty)
        uniform = self.choice.random((len(place), len(where)))
        for (firm, item), random in zip(where, uniform.T, strict=True):
            models = np.flatnonzero(answered[firm] & self.same_area[item])
            models = models if len(models) else np.flatnonzero(answered[firm])
            if len(models):
                chosen = models[(random * len(models)).astype(np.intp)]
                drawn = part[np.arange(len(place)), firm, chosen] * self.lasts[item]
                place[:, firm, item] = np.floor(drawn + 0.5)


def _other_items() -> Problem:
    return Problem(
        where="inflation",
        what=message("부풀림을 배운 문항이 이 설문의 문항과 다릅니다."),
        fix=message("같은 설문 판으로 부풀림을 다시 배우십시오."),
        code="other_items",
    )


def _no_draws(draws: int) -> Problem:
    return Problem(
        where="draws",
        what=message("추첨 횟수는 1번 이상이어야 합니다: {value}", value=draws),
        fix=message("횟수를 1 이상으로 고치십시오(예: 1000)."),
        code="no_draws",
    )
