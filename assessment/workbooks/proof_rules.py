"""Rules as spreadsheet formulas, with the same three answers: met, unmet, unknown.

A number is a pair of formulas, its value and whether it is known; a flag is a pair too, certainly
true and certainly false. All are 1 or 0, so that `and` is a minimum and `or` a maximum.
"""

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assessment.definitions.questionnaires import MultiItem
from assessment.definitions.scoring import Gates
from assessment.expressions import parse
from assessment.locale import message
from assessment.locale import translate as _
from assessment.problems import AssessmentError, Problem
from assessment.workbooks.proof_formulas import answered
from assessment.workbooks.proof_layout import NONE, Layout, Stage

_SIGNS: dict[type[ast.AST], str] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "=", ast.NotEq: "<>",
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*",
}  # fmt: skip


@dataclass(frozen=True)
class _Number:
    value: str
    known: str


@dataclass(frozen=True)
class _Flag:
    true: str
    false: str


def words() -> tuple[str, str, str]:
    """How a state reads: unmet, met, unknown."""
    return _("미충족"), _("충족"), _("알 수 없음")


def state(layout: Layout, rule: str) -> str:
    """Whether the firm meets this rule."""
    unmet, met, unsure = words()
    found = _Formulas(layout).flag(parse(rule).tree)
    return f'IF({found.true}=1,"{met}",IF({found.false}=1,"{unmet}","{unsure}"))'


def reached(layout: Layout, axis: str, gates: Gates) -> str:
    """How many steps are met without a gap; nothing where none of what they ask has a value."""
    met, count = words()[1], "0"
    for place in reversed(range(len(gates.steps))):
        cell = layout.stage(Stage(axis, "state", place))
        count = f'({cell}="{met}")*(1+{count})'
    names = dict.fromkeys(name for one in gates.steps for name in sorted(parse(one.rule).names))
    formulas = _Formulas(layout)
    known = [one.known for one in map(formulas.named, names) if one.known != "0"]
    return f'IF({"+".join(known) or "0"}>0,{count},"{NONE}")'


class _Formulas:
    """One rule, part by part."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    def named(self, name: str) -> _Number:
        """What a name stands for, in the order in which the engine looks for it."""
        layout = self._layout
        axis = name.removesuffix("_level")
        if name in layout.items:
            cell, known = layout.answer(name), answered(layout, name)
            if isinstance(layout.release.items[name], MultiItem):
                marks = f'LEN({cell})-LEN(SUBSTITUTE({cell},"|",""))-1'
                return _Number(f"IF({known},{marks},0)", f"{known}*1")
            return _Number(f"N({cell})", f"{known}*1")
        if name in layout.tree.nodes:
            cell = layout.node_points(name)
        elif axis != name and layout.scoring.axes.get(axis) is not None:
            if layout.scoring.axes[axis].kind != "ladder":
                return _Number("0", "0")
            cell = layout.stage(Stage(axis, "level"))
        else:
            return _Number("0", "0")
        return _Number(f"N({cell})", f"ISNUMBER({cell})*1")

    def number(self, node: ast.expr) -> _Number:
        match node:
            case ast.Constant(value=bool()):
                raise _unknown_part(node)
            case ast.Constant(value=int() | float() as value):
                return _Number(repr(float(value)), "1")
            case ast.Name(id=name):
                return self.named(name)
            case ast.UnaryOp(op=ast.USub(), operand=part):
                one = self.number(part)
                return _Number(f"(-{one.value})", one.known)
            case ast.BinOp(left=left, op=operator, right=right):
                return self._joined(self.number(left), operator, self.number(right))
            case ast.Call(func=ast.Name(id="count"), args=parts):
                flags = [self.flag(part) for part in parts]
                told = "+".join(one.true for one in flags)
                return _Number(f"({told})", _every([f"({f.true}+{f.false})" for f in flags]))
            case ast.Call(func=ast.Name(id=name), args=parts):
                return self._called(name, [self.number(part) for part in parts])
        raise _unknown_part(node)

    def flag(self, node: ast.expr) -> _Flag:
        match node:
            case ast.Constant(value=bool() as value):
                return _Flag(str(int(value)), str(int(not value)))
            case ast.BoolOp(op=operator, values=parts):
                flags = [self.flag(part) for part in parts]
                return _both(flags) if isinstance(operator, ast.And) else _either(flags)
            case ast.UnaryOp(op=ast.Not(), operand=part):
                one = self.flag(part)
                return _Flag(one.false, one.true)
            case ast.Compare(left=left, ops=operators, comparators=right):
                sides = zip([left, *right], operators, right, strict=False)
                return _both([self._compared(*side) for side in sides])
        raise _unknown_part(node)

    def _joined(self, one: _Number, operator: ast.operator, other: _Number) -> _Number:
        known = _every([one.known, other.known])
        if isinstance(operator, ast.Div):
            value = f"IF({other.value}=0,0,{one.value}/IF({other.value}=0,1,{other.value}))"
            return _Number(value, _every([known, f"({other.value}<>0)"]))
        return _Number(f"({one.value}{_SIGNS[type(operator)]}{other.value})", known)

    def _called(self, name: str, parts: Sequence[_Number]) -> _Number:
        if name == "coalesce":
            value, known = parts[-1].value, parts[-1].known
            for one in reversed(parts[:-1]):
                value = f"IF({one.known}=1,{one.value},{value})"
                known = f"MAX({one.known},{known})"
            return _Number(value, known)
        values = ",".join(one.value for one in parts)
        return _Number(f"{name.upper()}({values})", _every([one.known for one in parts]))

    def _compared(self, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> _Flag:
        if isinstance(right, ast.List | ast.Tuple):
            hits = _either([self._compared(left, ast.Eq(), part) for part in right.elts])
            return _Flag(hits.false, hits.true) if isinstance(operator, ast.NotIn) else hits
        one, other = self.number(left), self.number(right)
        known = _every([one.known, other.known])
        told = f"({one.value}{_SIGNS[type(operator)]}{other.value})"
        return _Flag(_every([known, told]), _every([known, f"(1-{told})"]))


def _every(parts: Sequence[str]) -> str:
    needed = [part for part in dict.fromkeys(parts) if part != "1"]
    return "*".join(needed) or "1"


def _both(flags: Sequence[_Flag]) -> _Flag:
    return _folded(flags, "MIN", "MAX")


def _either(flags: Sequence[_Flag]) -> _Flag:
    return _folded(flags, "MAX", "MIN")


def _folded(flags: Sequence[_Flag], true: str, false: str) -> _Flag:
    if len(flags) == 1:
        return flags[0]
    take: Callable[[str, list[str]], str] = lambda name, parts: f"{name}({','.join(parts)})"  # noqa: E731
    return _Flag(take(true, [f.true for f in flags]), take(false, [f.false for f in flags]))


def _unknown_part(node: ast.expr) -> AssessmentError:
    return AssessmentError(
        Problem(
            ast.unparse(node),
            message("이 규칙은 통합 문서의 수식으로 옮길 수 없습니다."),
            message("문항, 점수, 수준과 숫자만으로 규칙을 쓰십시오."),
            code="proof_rule",
        )
    )
