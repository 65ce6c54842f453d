"""Who is selected: by rank down the published order, or the best choice within the limits."""

from assessment.method.selection.by_rank import Selection, by_rank, down_the_list
from assessment.method.selection.comparisons import Comparison, cut_off_list, greedy
from assessment.method.selection.conflict import conflict, refuse_conflict
from assessment.method.selection.lottery import RULE, Lottery, digest, draw, tie_break
from assessment.method.selection.optimum import Optimum, Verified, optimise, verify, what_if
from assessment.method.selection.problem import (
    Constraint,
    Quota,
    SelectionProblem,
    selection_problem,
)
from assessment.method.selection.refusals import Refusal, refusals_by_rank
from assessment.method.selection.refusals_by_optimum import refusal_by_optimum

__all__ = [
    "RULE",
    "Comparison",
    "Constraint",
    "Lottery",
    "Optimum",
    "Quota",
    "Refusal",
    "Selection",
    "SelectionProblem",
    "Verified",
    "by_rank",
    "conflict",
    "cut_off_list",
    "digest",
    "down_the_list",
    "draw",
    "greedy",
    "optimise",
    "refusal_by_optimum",
    "refusals_by_rank",
    "refuse_conflict",
    "selection_problem",
    "tie_break",
    "verify",
    "what_if",
]
