"""Gates and profiles as spreadsheet formulas: met, unmet, unknown, and how far a firm came."""

from functools import partial

from assessment.definitions.questionnaires import MultiItem
from assessment.definitions.scoring import Gates
from assessment.expressions import parse
from assessment.locale import translate as _
from assessment.workbooks.proofs.proof_formulas import answered
from assessment.workbooks.proofs.proof_layout import NONE, Layout, Stage
from assessment.workbooks.proofs.rule_formulas import Number, RuleFormulas


def words() -> tuple[str, str, str]:
    """How a state reads: unmet, met, unknown."""
    return _("미충족"), _("충족"), _("알 수 없음")


def state(layout: Layout, rule: str) -> str:
    """Whether the firm meets this rule."""
    unmet, met, unsure = words()
    found = RuleFormulas(partial(_named, layout)).flag(parse(rule).tree)
    return f'IF({found.true}=1,"{met}",IF({found.false}=1,"{unmet}","{unsure}"))'


def reached(layout: Layout, axis: str, gates: Gates) -> str:
    """How many steps are met without a gap; nothing where none of what they ask has a value."""
    met, count = words()[1], "0"
    for place in reversed(range(len(gates.steps))):
        cell = layout.stage(Stage(axis, "state", place))
        count = f'({cell}="{met}")*(1+{count})'
    names = dict.fromkeys(name for one in gates.steps for name in sorted(parse(one.rule).names))
    known = [one.known for one in (_named(layout, name) for name in names) if one.known != "0"]
    return f'IF({"+".join(known) or "0"}>0,{count},"{NONE}")'


def _named(layout: Layout, name: str) -> Number:
    """What a name stands for, in the order in which the engine looks for it."""
    axis = name.removesuffix("_level")
    if name in layout.items:
        cell, known = layout.answer(name), answered(layout, name)
        if isinstance(layout.release.items[name], MultiItem):
            marks = f'LEN({cell})-LEN(SUBSTITUTE({cell},"|",""))-1'
            return Number(f"IF({known},{marks},0)", f"{known}*1")
        return Number(f"N({cell})", f"{known}*1")
    if name in layout.tree.nodes:
        cell = layout.node_points(name)
    elif axis != name and layout.scoring.axes.get(axis) is not None:
        if layout.scoring.axes[axis].kind != "ladder":
            return Number("0", "0")
        cell = layout.stage(Stage(axis, "level"))
    else:
        return Number("0", "0")
    return Number(f"N({cell})", f"ISNUMBER({cell})*1")
