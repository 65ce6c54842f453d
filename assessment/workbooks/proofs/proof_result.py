"""The sheet of results: what the app says, what the sheet computes, and whether they agree."""

from collections.abc import Mapping, Sequence

from assessment.definitions.scoring import Profiles
from assessment.locale import translate as _
from assessment.workbooks.outgoing.poured import ROW, Held
from assessment.workbooks.proofs.proof_layout import FIRST, NONE, Layout, Stage, column

Values = Mapping[tuple[str, str], Sequence[Held]]
_CLOSE = "1E-9"


def result_heads(layout: Layout) -> list[str]:
    """Headers of the columns after number and name."""
    return [head for head, _formula in _columns(layout)]


def result_columns(layout: Layout, held: Values) -> list[tuple[str, Sequence[Held]]]:
    """Formula and values of every column; `held` are the values of the other sheets."""
    made: list[tuple[str, Sequence[Held]]] = []
    for _head, formula in _columns(layout):
        sheet, _sign, cell = formula.partition("!")
        named = (sheet.strip("'"), cell.removesuffix(ROW))
        made.append((formula, held[named] if named in held else _agreed(layout, formula, held)))
    return made


def same_words() -> tuple[str, str]:
    """How agreement reads, and the contrary."""
    return _("같음"), _("다름")


def verdict_range(layout: Layout) -> str:
    """Where the last column says for each firm whether app and sheet agree."""
    letters = column(len(_columns(layout)) - 1)
    return f"'{layout.result}'!${letters}${FIRST}:${letters}${layout.last}"


def _columns(layout: Layout) -> list[tuple[str, str]]:
    root, rank = layout.tree.root, Stage("", "rank")
    app, own = layout.app_points(root), layout.node_points(root)
    found = [
        (_("앱 점수"), app),
        (_("시트 점수"), own),
        (_("차이"), _difference(app, own)),
        (_("앱 순위"), layout.app_stage(rank)),
        (_("시트 순위"), layout.stage(rank)),
    ]
    for axis, one in layout.scoring.axes.items():
        if not isinstance(one, Profiles):
            name, stage = layout.axis_name(axis), Stage(axis, "name")
            found.append((_("앱: {axis}", axis=name), layout.app_stage(stage)))
            found.append((_("시트: {axis}", axis=name), layout.stage(stage)))
    count = f"{column(len(found))}{ROW}"
    same, other = same_words()
    verdict = f'IF(ISNUMBER({count}),IF({count}=0,"{same}","{other}"),"{other}")'
    return [*found, (_("다른 값의 수"), _differing(layout)), (_("앱 = 시트"), verdict)]


def _difference(app: str, own: str) -> str:
    return f'IF(ISNUMBER({app}),IF(ISNUMBER({own}),ROUND({own}-{app},9),"{NONE}"),"{NONE}")'


def _differing(layout: Layout) -> str:
    """How many points and levels of a firm differ; coverage within a rounding error."""
    nodes, stages = len(layout.nodes), len(layout.stage_columns)
    app, own = layout.app_coverage(), layout.node_coverage(layout.tree.root)
    return "+".join(
        [
            f"SUMPRODUCT(--({_across(layout.points, 0, nodes)}<>{_across(layout.app, 0, nodes)}))",
            f"SUMPRODUCT(--({_across(layout.stages, 0, stages)}"
            f"<>{_across(layout.app, nodes + 1, stages)}))",
            f"(ABS(N({app})-N({own}))>{_CLOSE})",
            f"(ISNUMBER({app})<>ISNUMBER({own}))",
        ]
    )


def _across(sheet: str, first: int, count: int) -> str:
    return f"'{sheet}'!{column(first)}{ROW}:{column(first + count - 1)}{ROW}"


def _agreed(layout: Layout, formula: str, held: Values) -> Sequence[Held]:
    """What the columns that compare say when app and sheet agree."""
    if formula == _differing(layout):
        return [0] * layout.count
    if formula.startswith("IF(ISNUMBER('"):
        points = held[(layout.points, column(0))]
        return [NONE if value == NONE else 0 for value in points]
    return [same_words()[0]] * layout.count
