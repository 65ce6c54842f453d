"""A rule as spreadsheet formulas with the same three answers: true, false, unknown.

A number is a pair of formulas, its value and whether it is known; a flag is a pair too, certainly
true and certainly false. All are 1 or 0, so that `and` is a minimum and `or` a maximum.
"""

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assessment.locale import message
from assessment.problems import AssessmentError, Problem

_SIGNS: dict[type[ast.AST], str] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "=", ast.NotEq: "<>",
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*",
}  # fmt: skip


@dataclass(frozen=True)
class Number:
    """The formulas of a value and of whether it is known."""

    value: str
    known: str


@dataclass(frozen=True)
class Flag:
    """The formulas of whether it is certainly true, and certainly false."""

    true: str
    false: str


class RuleFormulas:
    """One rule, part by part; `named` says what a name stands for."""

    def __init__(self, named: Callable[[str], Number]) -> None:
        self._named = named

    def number(self, node: ast.expr) -> Number:
        match node:
            case ast.Constant(value=bool()):
                raise _unknown_part(node)
            case ast.Constant(value=int() | float() as value):
                return Number(repr(float(value)), "1")
            case ast.Name(id=name):
                return self._named(name)
            case ast.UnaryOp(op=ast.USub(), operand=part):
                one = self.number(part)
                return Number(f"(-{one.value})", one.known)
            case ast.BinOp(left=left, op=operator, right=right):
                return self._joined(self.number(left), operator, self.number(right))
            case ast.Call(func=ast.Name(id="count"), args=parts):
                flags = [self.flag(part) for part in parts]
                told = "+".join(one.true for one in flags)
                return Number(f"({told})", _every([f"({f.true}+{f.false})" for f in flags]))
            case ast.Call(func=ast.Name(id=name), args=parts):
                return self._called(name, [self.number(part) for part in parts])
        raise _unknown_part(node)

    def flag(self, node: ast.expr) -> Flag:
        match node:
            case ast.Constant(value=bool() as value):
                return Flag(str(int(value)), str(int(not value)))
            case ast.BoolOp(op=operator, values=parts):
                flags = [self.flag(part) for part in parts]
                return _both(flags) if isinstance(operator, ast.And) else _either(flags)
            case ast.UnaryOp(op=ast.Not(), operand=part):
                one = self.flag(part)
                return Flag(one.false, one.true)
            case ast.Compare(left=left, ops=operators, comparators=right):
                sides = zip([left, *right], operators, right, strict=False)
                return _both([self._compared(*side) for side in sides])
        raise _unknown_part(node)

    def _joined(self, one: Number, operator: ast.operator, other: Number) -> Number:
        known = _every([one.known, other.known])
        if isinstance(operator, ast.Div):
            value = f"IF({other.value}=0,0,{one.value}/IF({other.value}=0,1,{other.value}))"
            return Number(value, _every([known, f"({other.value}<>0)"]))
        return Number(f"({one.value}{_SIGNS[type(operator)]}{other.value})", known)

    def _called(self, name: str, parts: Sequence[Number]) -> Number:
        if name == "coalesce":
            value, known = parts[-1].value, parts[-1].known
            for one in reversed(parts[:-1]):
                value = f"IF({one.known}=1,{one.value},{value})"
                known = f"MAX({one.known},{known})"
            return Number(value, known)
        values = ",".join(one.value for one in parts)
        return Number(f"{name.upper()}({values})", _every([one.known for one in parts]))

    def _compared(self, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> Flag:
        if isinstance(right, ast.List | ast.Tuple):
            hits = _either([self._compared(left, ast.Eq(), part) for part in right.elts])
            return Flag(hits.false, hits.true) if isinstance(operator, ast.NotIn) else hits
        one, other = self.number(left), self.number(right)
        known = _every([one.known, other.known])
        told = f"({one.value}{_SIGNS[type(operator)]}{other.value})"
        return Flag(_every([known, told]), _every([known, f"(1-{told})"]))


def _every(parts: Sequence[str]) -> str:
    needed = [part for part in dict.fromkeys(parts) if part != "1"]
    return "*".join(needed) or "1"


def _both(flags: Sequence[Flag]) -> Flag:
    return _folded(flags, "MIN", "MAX")


def _either(flags: Sequence[Flag]) -> Flag:
    return _folded(flags, "MAX", "MIN")


def _folded(flags: Sequence[Flag], true: str, false: str) -> Flag:
    if len(flags) == 1:
        return flags[0]
    take: Callable[[str, list[str]], str] = lambda name, parts: f"{name}({','.join(parts)})"  # noqa: E731
    return Flag(take(true, [f.true for f in flags]), take(false, [f.false for f in flags]))


def _unknown_part(node: ast.expr) -> AssessmentError:
    return AssessmentError(
        Problem(
            ast.unparse(node),
            message("이 규칙은 통합 문서의 수식으로 옮길 수 없습니다."),
            message("문항, 점수, 수준과 숫자만으로 규칙을 쓰십시오."),
            code="proof_rule",
        )
    )
