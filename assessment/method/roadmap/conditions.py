"""Rules as clauses of `name >= bound`: what a linear model can hold."""

import ast
from collections.abc import Collection, Sequence
from itertools import combinations
from math import comb, floor

from assessment.expressions import Expression

Literal = tuple[str, float]
"""A name and the least value at which it is met."""
Clause = frozenset[Literal]
Clauses = tuple[Clause, ...]
"""All clauses must hold, each by any of its literals; none: always true."""
NEVER: Clauses = (frozenset(),)
MOST = 400


def clauses(rule: Expression, whole: Collection[str]) -> Clauses | None:
    """The rule in conjunctive normal form; None when it is not of this kind.

    Understood: `ITEM >= k`, `ITEM > k` and their mirror images, `and`, `or`, `min(…) >= k`,
    `max(…) >= k`, `count(rule, …) >= k`. Not understood: `not`, `==`, `<`, `in`, arithmetic, and
    more than 400 clauses. `whole` are the names whose values are whole numbers.
    """
    try:
        return _of(rule.tree, frozenset(whole))
    except _NotLinear:
        return None


class _NotLinear(Exception):
    pass


def _of(node: ast.expr, whole: frozenset[str]) -> Clauses:
    match node:
        case ast.Constant(value=bool() as truth):
            return () if truth else NEVER
        case ast.BoolOp(op=ast.And(), values=parts):
            return _all([_of(part, whole) for part in parts])
        case ast.BoolOp(op=ast.Or(), values=parts):
            return _any([_of(part, whole) for part in parts])
        case ast.Compare(left=left, ops=[operator], comparators=[right]):
            match operator:
                case ast.GtE() | ast.Gt():
                    return _at_least(left, _number(right), isinstance(operator, ast.Gt), whole)
                case ast.LtE() | ast.Lt():
                    return _at_least(right, _number(left), isinstance(operator, ast.Lt), whole)
    raise _NotLinear


def _at_least(node: ast.expr, bound: float, beyond: bool, whole: frozenset[str]) -> Clauses:
    match node:
        case ast.Name(id=name):
            if beyond and name not in whole:
                raise _NotLinear
            return (frozenset({(name, floor(bound) + 1.0 if beyond else bound)}),)
        case ast.Call(func=ast.Name(id="min"), args=parts):
            return _all([_at_least(part, bound, beyond, whole) for part in parts])
        case ast.Call(func=ast.Name(id="max"), args=parts):
            return _any([_at_least(part, bound, beyond, whole) for part in parts])
        case ast.Call(func=ast.Name(id="count"), args=parts):
            needed = floor(bound) + 1 if beyond else -floor(-bound)
            return _counted([_of(part, whole) for part in parts], needed)
    raise _NotLinear


def _number(node: ast.expr) -> float:
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return float(value)
        case ast.UnaryOp(op=ast.USub(), operand=part):
            return -_number(part)
    raise _NotLinear


def _all(parts: Sequence[Clauses]) -> Clauses:
    together = tuple(dict.fromkeys(clause for part in parts for clause in part))
    if len(together) > MOST:
        raise _NotLinear
    return together


def _any(parts: Sequence[Clauses]) -> Clauses:
    result: Clauses = NEVER
    for part in parts:
        if len(result) * len(part) > MOST:
            raise _NotLinear
        result = tuple(dict.fromkeys(one | other for one in result for other in part))
    return result


def _counted(parts: Sequence[Clauses], needed: int) -> Clauses:
    """At least `needed` hold: of any so many that the others would not do, one does."""
    if needed <= 0:
        return ()
    if needed > len(parts):
        return NEVER
    size = len(parts) - needed + 1
    if comb(len(parts), size) > MOST:
        raise _NotLinear
    return _all([_any(group) for group in combinations(parts, size)])
