"""The rule language: parsed once, evaluated on a whole table or on one row, three-valued."""

from assessment.expressions.evaluation import check_kinds, evaluate, evaluate_one
from assessment.expressions.parsing import (
    FUNCTIONS,
    RESERVED,
    Expression,
    Kind,
    Value,
    literals,
    needed_at_least,
    parse,
)

__all__ = [
    "FUNCTIONS",
    "RESERVED",
    "Expression",
    "Kind",
    "Value",
    "check_kinds",
    "evaluate",
    "evaluate_one",
    "literals",
    "needed_at_least",
    "parse",
]
