"""Rules read by Python's `ast` against a whitelist, bounded in length and depth."""

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Literal, cast

from assessment.locale import Message, message
from assessment.problems import AssessmentError, Problem

Kind = Literal["number", "text", "flag", "date"]
Value = bool | float | str | None
FUNCTIONS = frozenset({"min", "max", "sum", "count", "coalesce"})
RESERVED = FUNCTIONS | {"and", "or", "not", "in", "is", "if", "else", "True", "False", "None"}
LONGEST = 1000
DEEPEST = 24

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_BACKSLASH = "\\"
_ALLOWED = (
    *(ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not, ast.USub, ast.BinOp, ast.Add, ast.Sub),
    *(ast.Mult, ast.Div, ast.Compare, ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE),
    *(ast.In, ast.NotIn, ast.Call, ast.Name, ast.Load, ast.Constant, ast.List, ast.Tuple),
)


@dataclass(frozen=True)
class Expression:
    """A rule that has been read; `names` are the facts, answers and scores that it needs."""

    text: str
    names: frozenset[str]
    tree: ast.expr = field(compare=False, repr=False)


@lru_cache(maxsize=4096)
def parse(text: str) -> Expression:
    """The expression in this text; raises AssessmentError naming the character that is wrong."""
    flat = text.replace("\n", " ").strip()
    if not flat or len(flat) > LONGEST or _BACKSLASH in flat:
        raise AssessmentError(
            rule_problem(
                flat,
                message("규칙이 비었거나 너무 길거나 역슬래시가 들어 있습니다."),
                message("{longest}자 안에서 다시 쓰십시오.", longest=LONGEST),
            )
        )
    try:
        tree = ast.parse(flat, mode="eval").body
    except SyntaxError as error:
        place = error.offset or 1
        raise AssessmentError(
            rule_problem(
                flat,
                message("규칙의 {place}번째 글자에서 문법이 맞지 않습니다.", place=place),
                message("괄호와 따옴표, and·or·not·in, 비교 기호를 확인하십시오."),
            )
        ) from None
    except (ValueError, RecursionError, MemoryError):
        raise AssessmentError(_too_deep(flat)) from None
    problems = _refused(flat, tree)
    if problems:
        raise AssessmentError(*problems)
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    names = (n for n in ast.walk(tree) if isinstance(n, ast.Name) and id(n) not in called)
    return Expression(flat, frozenset(node.id for node in names), tree)


def literals(expression: Expression) -> Mapping[str, frozenset[Value]]:
    """Every constant that a bare name is compared with: what a checker holds against its list."""
    found: dict[str, set[Value]] = {}
    for node in ast.walk(expression.tree):
        if not isinstance(node, ast.Compare):
            continue
        sides = [node.left, *node.comparators]
        for one, other in pairwise(sides):
            for name, constant in ((one, other), (other, one)):
                if isinstance(name, ast.Name):
                    found.setdefault(name.id, set()).update(_constants(constant))
    return {name: frozenset(values) for name, values in found.items()}


def needed_at_least(expression: Expression) -> Mapping[str, int]:
    """Item to the lowest option index that makes it pass, read off plain `item >= n` parts."""
    found: dict[str, int] = {}
    for node in ast.walk(expression.tree):
        if not isinstance(node, ast.Compare) or not isinstance(node.left, ast.Name):
            continue
        for constant in _constants(node.comparators[0]):
            if isinstance(constant, bool | str) or constant is None:
                continue
            if isinstance(node.ops[0], ast.GtE | ast.Gt | ast.Eq | ast.In):
                least = int(constant) + isinstance(node.ops[0], ast.Gt)
                found[node.left.id] = min(found.get(node.left.id, least), least)
    return found


# ---- reading -------------------------------------------------------------------------------


def rule_problem(text: str, what: Message, fix: Message, code: str = "bad_rule") -> Problem:
    """A problem of a rule; whoever knows the file puts its place into `where`."""
    return Problem(where=text, what=what, fix=fix, code=code)


def _too_deep(text: str) -> Problem:
    return rule_problem(
        text,
        message("규칙이 너무 깊게 겹쳐 있습니다."),
        message("{deepest}겹 안으로 나누어 쓰십시오.", deepest=DEEPEST),
    )


def position(text: str, node: ast.AST) -> int:
    """The character, from 1, at which this part of the rule begins."""
    offset = cast(int, getattr(node, "col_offset", 0))
    return len(text.encode()[:offset].decode(errors="ignore")) + 1


def _depth(node: ast.AST, so_far: int = 1) -> int:
    if so_far > DEEPEST:
        return so_far
    return max((_depth(child, so_far + 1) for child in ast.iter_child_nodes(node)), default=so_far)


def _refused(text: str, tree: ast.expr) -> list[Problem]:
    if _depth(tree) > DEEPEST:
        return [_too_deep(text)]
    lists = {
        id(node.comparators[place])
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare)
        for place, operator in enumerate(node.ops)
        if isinstance(operator, ast.In | ast.NotIn)
    }
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return [
        rule_problem(
            text,
            message(
                "규칙의 {place}번째 글자에 쓸 수 없는 표현이 있습니다: {part}",
                place=position(text, node),
                part=ast.unparse(node) or type(node).__name__,
            ),
            message("비교, and·or·not·in, 사칙연산, min·max·count·sum·coalesce와 이름만 쓰십시오."),
        )
        for node in ast.walk(tree)
        if not _acceptable(node, lists, called)
    ]


def _acceptable(node: ast.AST, lists: set[int], called: set[int]) -> bool:
    match node:
        case ast.Constant(value=value):
            plain = isinstance(value, bool | str) or (
                isinstance(value, int | float) and abs(value) < 1e15
            )
            return plain and getattr(node, "kind", None) is None
        case ast.Name(id=name):
            return id(node) in called or (
                _NAME.fullmatch(name) is not None and name not in FUNCTIONS
            )
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            return id(node) in lists and bool(parts) and all(_constants(part) for part in parts)
        case ast.Compare(ops=operators, comparators=right):
            return all(
                isinstance(side, ast.List | ast.Tuple)
                for operator, side in zip(operators, right, strict=True)
                if isinstance(operator, ast.In | ast.NotIn)
            )
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=keywords):
            return name in FUNCTIONS and bool(arguments) and not keywords
        case _:
            return isinstance(node, _ALLOWED) and not isinstance(node, ast.Call)


def _constants(node: ast.expr) -> tuple[Value, ...]:
    match node:
        case ast.Constant(value=bool() | str() as value):
            return (value,)
        case ast.Constant(value=int() | float() as value):
            return (float(value),)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
            return (-float(value),)
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            return tuple(value for part in parts for value in _constants(part))
        case _:
            return ()
