"""Rules on nullable columns: Kleene logic, null passes on, division by zero is null."""

import ast
from collections.abc import Mapping
from functools import reduce
from typing import Any, cast

import numpy as np
import pandas as pd

from assessment.expressions.columns import (
    Column,
    both,
    boxed,
    column_of,
    column_of_objects,
    constant_column,
    either,
    is_iso_date,
    kind_name,
    number_column,
    series_of,
)
from assessment.expressions.parsing import Expression, Kind, Value, position, rule_problem
from assessment.locale import Message, message
from assessment.problems import AssessmentError, Problem


def evaluate(expression: Expression, table: pd.DataFrame) -> "pd.Series[Any]":
    """One value a row, nullable (boolean, Float64 or string); a column that is absent is null."""
    columns = {
        name: column_of(expression, table[name]) for name in expression.names & set(table.columns)
    }
    column = _Evaluation(expression, columns, len(table)).result()
    return series_of(column, table.index)


def evaluate_one(expression: Expression, values: Mapping[str, object]) -> Value:
    """The value for one row; None where it cannot be known. A name without value is null."""
    columns = {
        name: column_of_objects(expression, boxed(values[name]))
        for name in expression.names
        if name in values
    }
    column = _Evaluation(expression, columns, 1).result()
    if not column.known[0]:
        return None
    value = column.values[0]
    return str(value) if isinstance(value, str) else cast(Value, value.item())


def check_kinds(expression: Expression, kinds: Mapping[str, Kind]) -> Kind | None:
    """The kind of the result (None: always null); raises naming unknown names, mixed kinds."""
    unknown = [
        rule_problem(
            expression.text,
            message("규칙이 모르는 이름을 씁니다: {name}", name=name),
            message("문항, 사실, 점수의 이름 가운데 하나로 고치십시오."),
            "unknown_name",
        )
        for name in sorted(expression.names - set(kinds))
    ]
    columns = {
        name: constant_column(kinds[name], None, 0) for name in expression.names & set(kinds)
    }
    evaluation = _Evaluation(expression, columns, 0, declared=True)
    column = evaluation.of(expression.tree)
    problems = [*unknown, *evaluation.problems]
    if problems:
        raise AssessmentError(*problems)
    return column.kind


class _Evaluation:
    """One walk over the tree; `declared` holds kinds against their declaration, on no rows."""

    def __init__(
        self,
        expression: Expression,
        columns: Mapping[str, Column],
        rows: int,
        declared: bool = False,
    ) -> None:
        self.expression = expression
        self.columns = columns
        self.rows = rows
        self.declared = declared
        self.problems: list[Problem] = []

    def result(self) -> Column:
        column = self.of(self.expression.tree)
        if self.problems:
            raise AssessmentError(*self.problems)
        return column

    def of(self, node: ast.expr) -> Column:
        match node:
            case ast.Constant(value=value):
                return self.constant(cast(bool | float | str, value))
            case ast.Name(id=name):
                return self.columns.get(name) or self.null(None)
            case ast.BoolOp(op=operator, values=parts):
                join = both if isinstance(operator, ast.And) else either
                return reduce(join, [self.wanted(part, "flag") for part in parts])
            case ast.UnaryOp(op=ast.Not(), operand=part):
                column = self.wanted(part, "flag")
                return Column("flag", ~column.values & column.known, column.known)
            case ast.UnaryOp(operand=part):
                column = self.wanted(part, "number")
                return Column("number", -column.values, column.known)
            case ast.BinOp():
                return self.arithmetic(node)
            case ast.Compare(left=left, ops=operators, comparators=right):
                sides = [left, *right]
                pairs = zip(sides, operators, right, strict=False)
                return reduce(both, [self.compared(*pair) for pair in pairs])
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return self.called(name, arguments)
            case _:
                raise AssertionError(ast.dump(node))

    def constant(self, value: bool | float | str) -> Column:
        kind: Kind = "number"
        if isinstance(value, bool | str):
            kind = "flag" if isinstance(value, bool) else "text"
        return constant_column(kind, value, self.rows)

    def null(self, kind: Kind | None) -> Column:
        return constant_column(kind, None, self.rows)

    def complain(self, node: ast.expr, what: Message, fix: Message) -> None:
        place = position(self.expression.text, node)
        what = message("규칙의 {place}번째 글자: {what}", place=place, what=what)
        self.problems.append(rule_problem(self.expression.text, what, fix, "mixed_kinds"))

    def wanted(self, node: ast.expr, kind: Kind) -> Column:
        column = self.of(node)
        if column.kind == kind:
            return column
        if column.kind is not None:
            self.complain(
                node,
                message(
                    "{part} 자리에는 {kind} 값이 와야 합니다.",
                    part=ast.unparse(node),
                    kind=kind_name(kind),
                ),
                message("값의 종류를 맞추어 쓰십시오."),
            )
        return self.null(kind)

    def arithmetic(self, node: ast.BinOp) -> Column:
        left, right = self.wanted(node.left, "number"), self.wanted(node.right, "number")
        known = left.known & right.known
        with np.errstate(all="ignore"):
            match node.op:
                case ast.Add():
                    values = left.values + right.values
                case ast.Sub():
                    values = left.values - right.values
                case ast.Mult():
                    values = left.values * right.values
                case _:
                    values = left.values / right.values
        return number_column(values, known)

    def compared(self, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> Column:
        if isinstance(right, ast.List | ast.Tuple):
            hits = reduce(either, [self.compared(left, ast.Eq(), part) for part in right.elts])
            if isinstance(operator, ast.NotIn):
                return Column("flag", ~hits.values & hits.known, hits.known)
            return hits
        one, other = self.alike(left, right)
        if isinstance(operator, ast.Eq | ast.NotEq):
            equal = one.values == other.values
            values = equal if isinstance(operator, ast.Eq) else ~equal
        else:
            self.ordered(one, left)
            match operator:
                case ast.Lt():
                    values = one.values < other.values
                case ast.LtE():
                    values = one.values <= other.values
                case ast.Gt():
                    values = one.values > other.values
                case _:
                    values = one.values >= other.values
        known = one.known & other.known
        return Column("flag", values.astype(np.bool_) & known, known)

    def ordered(self, column: Column, node: ast.expr) -> None:
        # Dates may come as text from a file; only declared text is certainly not a date.
        if column.kind == "flag" or (column.kind == "text" and self.declared):
            self.complain(
                node,
                message("{part}: 크고 작음을 비교할 수 없습니다.", part=ast.unparse(node)),
                message("==, != 또는 in으로 비교하십시오."),
            )

    def alike(self, left: ast.expr, right: ast.expr) -> tuple[Column, Column]:
        one, other = self.of(left), self.of(right)
        kind = one.kind or other.kind
        if {one.kind, other.kind} == {"date", "text"}:
            text = right if other.kind == "text" else left
            if not self.declared or is_iso_date(text):
                return Column("date", one.values, one.known), other
        elif one.kind in (None, kind) and other.kind in (None, kind):
            fit = [column if column.kind else self.null(kind) for column in (one, other)]
            return fit[0], fit[1]
        self.complain(
            left,
            message(
                "{left}은(는) {left_kind}, {right}은(는) {right_kind} 값이라 비교할 수 없습니다.",
                left=ast.unparse(left),
                left_kind=kind_name(one.kind),
                right=ast.unparse(right),
                right_kind=kind_name(other.kind),
            ),
            message("같은 종류의 값끼리 비교하십시오."),
        )
        return self.null("number"), self.null("number")

    def called(self, name: str, arguments: list[ast.expr]) -> Column:
        if name == "coalesce":
            return self.coalesced(arguments)
        kind: Kind = "flag" if name == "count" else "number"
        columns = [self.wanted(part, kind) for part in arguments]
        known = reduce(np.logical_and, [column.known for column in columns])
        parts = [column.values.astype(np.float64) for column in columns]
        match name:
            case "min":
                values = reduce(np.minimum, parts)
            case "max":
                values = reduce(np.maximum, parts)
            case _:
                values = reduce(np.add, parts)
        return number_column(values, known)

    def coalesced(self, arguments: list[ast.expr]) -> Column:
        result, first = self.of(arguments[0]), arguments[0]
        for part in arguments[1:]:
            other = self.of(part)
            kind = result.kind or other.kind
            if kind is not None and {result.kind or kind, other.kind or kind} != {kind}:
                # Fills the same place, so both must be of one kind, as in a comparison.
                self.alike(first, part)
                return self.null(None)
            if other.kind is None:
                continue
            if result.kind is None:
                result, first = other, part
                continue
            values = np.where(result.known, result.values, other.values)
            result = Column(kind, values, result.known | other.known)
        return result
