"""The engine's arithmetic as spreadsheet formulas that Excel 2016, Hancell and LibreOffice share.

A cell without a value holds a dash: `N` of it is 0 and `ISNUMBER` false, so that sums leave it out.
"""

from collections.abc import Callable, Mapping

from assessment.definitions.questionnaires import MultiItem, NumberItem
from assessment.definitions.scoring import Aggregation, Ladder
from assessment.method.tree import Branch
from assessment.workbooks.proofs.proof_layout import NONE, Layout, Stage

_SLACK = "1E-12"
_HUGE = "9E+99"


def item_share(layout: Layout, item: str) -> str:
    """The share 0..1 that an answer gives."""
    answer, given = layout.answer(item), layout.release.items[item]
    lowest = f'IF({answer}="{layout.unknown}",{layout.lowest(item)},"{NONE}")'
    shares = layout.option_range(item, "F")
    if isinstance(given, NumberItem):
        return f"IF(ISNUMBER({answer}),{_between(layout, item)},{lowest})"
    if isinstance(given, MultiItem):
        places = layout.option_range(item, "C")
        chosen = f'SUMPRODUCT(ISNUMBER(SEARCH("|"&{places}&"|",{answer}))*{shares})'
        return f'IF(LEFT({answer},1)="|",{chosen},{lowest})'
    return f"IF(ISNUMBER({answer}),INDEX({shares},{answer}+1),{lowest})"


def coverage(layout: Layout, branch: Branch) -> str:
    """The weight of what is answered over that of what applies."""
    upper, lower = [], []
    for child in branch.children:
        name = layout.tree.name(child)
        weight = layout.weight(branch.id, name)
        if name in layout.tree.nodes:
            cell = layout.node_coverage(name)
            upper.append(f"{weight}*N({cell})")
            lower.append(f"{weight}*ISNUMBER({cell})")
        else:
            upper.append(f"{weight}*{answered(layout, name)}")
            lower.append(f"{weight}*{_applies(layout, name)}")
    share = f'IFERROR(({"+".join(upper)})/({"+".join(lower)}),"{NONE}")'
    if branch.aggregation != "attainment":
        return share
    whole = "*".join(_applies(layout, layout.tree.name(child)) for child in branch.children)
    return f'IF({whole}=1,{share},"{NONE}")'


def share(layout: Layout, branch: Branch) -> str:
    """The node's share, where its coverage reaches its floor."""
    cell = layout.node_coverage(branch.id)
    kernel = _KERNELS[branch.aggregation](layout, branch)
    held = f'IF({cell}<{layout.floor(branch.id)}-{_SLACK},"{NONE}",IFERROR({kernel},"{NONE}"))'
    return f'IF(ISNUMBER({cell}),{held},"{NONE}")'


def points(layout: Layout, node: str) -> str:
    """Share times full points, rounded once."""
    cell = layout.node_share(node)
    whole = f"ROUND({cell}*{layout.full(node)},{layout.decimals})"
    return f'IF(ISNUMBER({cell}),{whole},"{NONE}")'


def reached(layout: Layout, axis: str, ladder: Ladder) -> str:
    """How many steps of a ladder are reached without a gap."""
    cell, count = layout.node_points(ladder.node), "0"
    for place in reversed(range(len(ladder.steps))):
        count = f"({cell}>={layout.bound(axis, place)})*(1+{count})"
    return f'IF(ISNUMBER({cell}),{count},"{NONE}")'


def step(layout: Layout, axis: str, letter: str) -> str:
    """Name (C) or number (D) of the step that is reached."""
    cell = layout.stage(Stage(axis, "reached"))
    return f'IF(ISNUMBER({cell}),INDEX({layout.steps(axis, letter)},{cell}+1),"{NONE}")'


def rank(layout: Layout) -> str:
    """1 is the highest; equal points share the better rank."""
    cell = layout.node_points(layout.tree.root)
    sheet, first = cell.split("!")
    letters = first.rstrip("\x00")
    every = f"{sheet}!${letters}$3:${letters}${layout.last}"
    return f'IF(ISNUMBER({cell}),RANK({cell},{every}),"{NONE}")'


def answered(layout: Layout, item: str) -> str:
    """1 where the item is answered, in a product."""
    cell = layout.answer(item)
    if isinstance(layout.release.items[item], MultiItem):
        return f'(LEFT({cell},1)="|")'
    return f"ISNUMBER({cell})"


def _applies(layout: Layout, item: str) -> str:
    return f'({layout.answer(item)}<>"{layout.not_applicable}")'


def _between(layout: Layout, item: str) -> str:
    """The points between which a number lies, joined by a straight line; flat outside."""
    x, values = layout.answer(item), layout.option_range(item, "G")
    shares = layout.option_range(item, "F")
    size = layout.option_rows[item][1] - layout.option_rows[item][0] + 1
    if size == 1:
        return f"INDEX({shares},1)"
    at = f"MATCH({x},{values},1)"
    low, high = f"INDEX({values},{at})", f"INDEX({values},{at}+1)"
    from_, to = f"INDEX({shares},{at})", f"INDEX({shares},{at}+1)"
    inside = f"{from_}+({x}-{low})*({to}-{from_})/({high}-{low})"
    above = f"IF({x}>=INDEX({values},{size}),INDEX({shares},{size}),{inside})"
    return f"IF({x}<=INDEX({values},1),INDEX({shares},1),{above})"


# ---- how children become a node ------------------------------------------------------------


def _pairs(layout: Layout, branch: Branch) -> list[tuple[str, str]]:
    """Weight and share of every child."""
    return [
        (layout.weight(branch.id, layout.tree.name(child)), layout.child(branch, place))
        for place, child in enumerate(branch.children)
    ]


def _present(layout: Layout, branch: Branch) -> str:
    return "+".join(f"{w}*ISNUMBER({s})" for w, s in _pairs(layout, branch))


def _mean(layout: Layout, branch: Branch) -> str:
    upper = "+".join(f"{w}*N({s})" for w, s in _pairs(layout, branch))
    return f"({upper})/({_present(layout, branch)})"


def _geometric(layout: Layout, branch: Branch) -> str:
    upper = "+".join(f"{w}*IF(ISNUMBER({s}),LN({s}),0)" for w, s in _pairs(layout, branch))
    return f"EXP(({upper})/({_present(layout, branch)}))"


def _harmonic(layout: Layout, branch: Branch) -> str:
    lower = "+".join(f"IF(ISNUMBER({s}),{w}/{s},0)" for w, s in _pairs(layout, branch))
    return f"({_present(layout, branch)})/({lower})"


def _minimum(layout: Layout, branch: Branch) -> str:
    held = ",".join(
        f"IF(ISNUMBER({s}),IF({w}>0,{s},{_HUGE}),{_HUGE})" for w, s in _pairs(layout, branch)
    )
    return f'IF(MIN({held})={_HUGE},"{NONE}",MIN({held}))'


def _count(layout: Layout, branch: Branch) -> str:
    least = f"{layout.threshold(branch.id)}-{_SLACK}"
    upper = "+".join(f"{w}*(N({s})>={least})" for w, s in _pairs(layout, branch))
    return f"({upper})/({_present(layout, branch)})"


def _gate(layout: Layout, branch: Branch) -> str:
    """From the last child to the first: nothing counts behind one that is present and not met."""
    least, counted = f"{layout.threshold(branch.id)}-{_SLACK}", ""
    for weight, cell in reversed(_pairs(layout, branch)):
        own = f"{weight}*(N({cell})>={least})"
        passed = f"(1-ISNUMBER({cell})*(N({cell})<{least}))"
        counted = f"({own}+{passed}*{counted})" if counted else own
    return f"({counted})/({_present(layout, branch)})"


def _attainment(layout: Layout, branch: Branch) -> str:
    names = [layout.tree.name(child) for child in branch.children]
    actual, before, target = (layout.answer(name) for name in names)
    there = ",".join(f"ISNUMBER({cell})" for cell in (actual, before, target))
    way = f"MAX(0,MIN(1,({actual}-{before})/({target}-{before})))"
    return f'IF(AND({there}),{way},"{NONE}")'


_KERNELS: Mapping[Aggregation, Callable[[Layout, Branch], str]] = {
    "weighted_mean": _mean,
    "geometric_mean": _geometric,
    "harmonic_mean": _harmonic,
    "minimum": _minimum,
    "count": _count,
    "cumulative_gate": _gate,
    "attainment": _attainment,
}
