"""The small sheets of a proof workbook: guide, structure, points and bounds, each to be changed."""

from collections.abc import Mapping, Sequence

from assessment.definitions.scoring import Gates, GateStep, Ladder, LadderStep, Profiles
from assessment.locale import translate as _
from assessment.workbooks.outgoing.poured import Held
from assessment.workbooks.outgoing.shell import (
    CENTRE,
    CODE,
    HEAD,
    NUMBER,
    POINTS,
    SHARE,
    TEXT,
    TYPED,
    WORD,
    Drawing,
    Shell,
)
from assessment.workbooks.proofs.proof_layout import (
    FIRST,
    LEAD,
    NONE,
    STRUCTURE_FIRST,
    Layout,
    Proof,
)
from assessment.workbooks.proofs.proof_reading import Values, draw_reading
from assessment.workbooks.proofs.proof_result import result_heads, same_words, verdict_range


def drawn(layout: Layout, given: Proof, held: Values, numbers: Sequence[Held]) -> bytes:
    """Every sheet, those of firms with their headers and one sample row."""
    shell = Shell(given.demo)
    _guide(shell.sheet(layout.guide), layout, given)
    _result(shell.sheet(layout.result), layout)
    if numbers:
        draw_reading(shell.sheet(layout.reading), layout, held, numbers)
    _firms(shell.sheet(layout.answers), layout, _named(layout, layout.items), [CENTRE])
    _firms(shell.sheet(layout.shares), layout, _named(layout, layout.scored), [SHARE])
    nodes = len(layout.nodes)
    heads = [
        (node, f"{word} · {layout.node_name(node)}")
        for word in (_("점수"), _("비율"), _("응답률"))
        for node in layout.nodes
    ]
    looks = [POINTS] * nodes + [SHARE] * (2 * nodes)
    _firms(shell.sheet(layout.points), layout, heads, looks)
    stages = [WORD if one.part in ("name", "state") else CENTRE for one in layout.stage_columns]
    _firms(shell.sheet(layout.stages), layout, _stage_heads(layout), stages)
    app = [(node, f"{_('점수')} · {layout.node_name(node)}") for node in layout.nodes]
    app += [(layout.tree.root, _("응답률")), *_stage_heads(layout)]
    looks = [*[POINTS] * nodes, SHARE, *stages]
    _firms(shell.sheet(layout.app), layout, app, looks)
    _structure(shell.sheet(layout.structure), layout)
    _table(shell.sheet(layout.table), layout)
    _bounds(shell.sheet(layout.bounds), layout)
    return shell.finish()


def _guide(page: Drawing, layout: Layout, given: Proof) -> None:
    page.widths(26, 96)
    page.put(0, 0, _("점수 검증 통합 문서"), {"bold": True, "font_size": 14})
    page.sheet.set_row(0, 26)
    row = 2
    for label, value in given.about:
        page.put(row, 0, label, HEAD)
        page.put(row, 1, value if isinstance(value, int | float) else str(value), _WRAPPED)
        row += 1
    page.put(row, 0, _("업체 수"), HEAD)
    page.put(row, 1, layout.count, {**NUMBER, "align": "left"})
    page.put(row + 1, 0, _("앱과 다른 업체"), HEAD)
    other = f'COUNTIF({verdict_range(layout)},"{same_words()[1]}")'
    page.formula(row + 1, 1, other, 0, {**NUMBER, "align": "left", "bold": True})
    row += 3
    for line in _lines(layout):
        page.sheet.merge_range(row, 0, row, 1, "")
        page.put(row, 0, line, {"text_wrap": True, "quote_prefix": True})
        page.sheet.set_row(row, 15 * (1 + len(line) // 72))
        row += 1


_WRAPPED: Mapping[str, object] = {**TEXT, "text_wrap": True}


def _lines(layout: Layout) -> list[str]:
    names = {
        name: getattr(layout, name)
        for name in ("answers", "reading", "shares", "points", "stages", "app", "structure",
                     "table", "bounds", "result", "not_applicable", "unknown")
    }  # fmt: skip
    lowest = layout.scoring.unknown == "lowest"
    return [
        _("이 문서는 앱 없이 점수를 다시 계산합니다. 점수·단계·순위는 모두 수식입니다.", **names),
        _(
            "‘{reading}’: 업체 번호를 바꾸면 그 업체의 답, 점수, 단계를 위에서 아래로 봅니다.",
            **names,
        ),
        _("노란 칸(가중치·배점·기준 점수)을 바꾸면 모든 시트가 바로 다시 계산됩니다.", **names),
        _("‘{app}’ 시트만 앱이 계산해 적은 값이고, ‘{result}’ 시트가 둘을 견줍니다.", **names),
        _("‘{answers}’: 고른 답의 차례(0부터), 적은 수, 여럿이면 |0|2|처럼 적습니다.", **names),
        _("‘{not_applicable}’은 비중에서 빠지고, 남은 항목이 그 비중을 나눕니다.", **names),
        _("답하지 않은 칸은 점수에서 빠지고 응답률을 낮춥니다.", **names),
        _("‘{unknown}’은 가장 낮은 답의 점수를 받고 응답률을 낮춥니다.", **names)
        if lowest
        else _("‘{unknown}’은 점수에서 빠지고 응답률을 낮춥니다.", **names),
        _("응답률이 하한보다 낮으면 점수가 없습니다. 값이 없는 칸은 ‘-’입니다.", **names),
        *_about_profiles(layout, names),
        _("값이 다시 계산되지 않으면 Ctrl+Shift+F9를 눌러 주십시오.", **names),
    ]


def _about_profiles(layout: Layout, names: Mapping[str, str]) -> list[str]:
    """Where there are any, what of them is computed anew."""
    if not any(isinstance(one, Profiles) for one in layout.scoring.axes.values()):
        return []
    told = _(
        "유형은 조건마다 충족 여부만 다시 계산합니다. 추천 순서와 확실한 정도는 없습니다.", **names
    )
    return [told]


def _result(page: Drawing, layout: Layout) -> None:
    heads = [("", head) for head in result_heads(layout)]
    looks = [POINTS, POINTS, {**NUMBER, "num_format": "0.0########"}, NUMBER, NUMBER]
    looks += [CENTRE] * (len(heads) - len(looks))
    _firms(page, layout, heads, looks)
    last, verdict = layout.last - 1, LEAD + len(heads) - 1
    for word, colours in zip(same_words(), _COLOURS, strict=True):
        rule = {
            "type": "cell", "criteria": "==", "value": f'"{word}"',
            "format": page.shell.book.add_format(colours),
        }  # fmt: skip
        page.sheet.conditional_format(FIRST - 1, verdict, last, verdict, rule)


_COLUMNS_ON_A_PAGE = 8
"""So many, beside number and name, leave signs of 8 points and more on paper."""
_COLOURS: tuple[dict[str, object], ...] = (
    {"bg_color": "#E3F4E8", "font_color": "#14532D"},
    {"bg_color": "#FDE7E7", "font_color": "#8A1C1C", "bold": True},
)


def _firms(
    page: Drawing,
    layout: Layout,
    heads: list[tuple[str, str]],
    looks: list[Mapping[str, object]],
) -> None:
    """Codes in row 1, names in row 2, a sample of the looks where the first firm will stand."""
    page.widths(8, 22, *[12] * len(heads))
    page.row(0, ["", "", *(code for code, _name in heads)], {**CODE, "font_size": 10})
    page.row(1, [_("번호"), _("업체"), *(name for _code, name in heads)], HEAD)
    page.sheet.set_row(1, 44)
    page.put(FIRST - 1, 0, None, NUMBER)
    page.put(FIRST - 1, 1, None, TEXT)
    for place in range(len(heads)):
        page.put(FIRST - 1, LEAD + place, None, looks[min(place, len(looks) - 1)])
    page.sheet.freeze_panes(FIRST - 1, LEAD)
    page.sheet.repeat_rows(0, 1)
    page.sheet.repeat_columns(0, LEAD - 1)
    page.sheet.fit_to_pages(-(-len(heads) // _COLUMNS_ON_A_PAGE), 0)
    page.sheet.autofilter(1, 0, layout.last - 1, LEAD + len(heads) - 1)


def _named(layout: Layout, items: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(item, layout.item_name(item)) for item in items]


def _stage_heads(layout: Layout) -> list[tuple[str, str]]:
    heads = []
    words = {"reached": _("통과한 단계 수"), "level": _("수준"), "name": _("단계")}
    for stage in layout.stage_columns:
        if stage.part == "rank":
            heads.append(("rank", _("순위")))
        elif stage.part == "state":
            code, name = layout.step_at(stage.axis, stage.place)
            heads.append((code, f"{layout.axis_name(stage.axis)} · {name}"))
        else:
            name = f"{layout.axis_name(stage.axis)} · {words[stage.part]}"
            heads.append((f"{stage.axis}.{stage.part}", name))
    return heads


def _structure(page: Drawing, layout: Layout) -> None:
    page.widths(18, 26, 16, 16, 14, 14)
    page.put(0, 0, _("구조와 가중치"), {"bold": True, "font_size": 14})
    page.row(2, [_("소수 자릿수"), layout.tree.decimals], NUMBER)
    page.put(2, 2, _("점수는 이 자리에서 한 번 반올림합니다."), {"font_color": "#464C53"})
    heads = [_("마디"), _("이름"), _("셈법"), _("만점"), _("응답률 하한"), _("충족 기준")]
    page.row(STRUCTURE_FIRST - 2, heads, HEAD)
    for node, at in layout.node_rows.items():
        branch = layout.tree.branch(node)
        page.row(at - 1, [node, layout.node_name(node), layout.aggregation(branch)], TEXT)
        parents = [edge for edge in layout.edge_rows if edge[1] == node]
        if parents and node != layout.tree.root:
            page.formula(at - 1, 3, _full(layout, parents), branch.points, POINTS)
        else:
            page.put(at - 1, 3, branch.points, {**TYPED, "num_format": "#,##0.0"})
        page.row(at - 1, [branch.floor, branch.threshold], TYPED, first=4)
    heads = [_("마디"), _("항목"), _("이름"), _("비중"), _("가중치")]
    page.row(min(layout.edge_rows.values()) - 2, heads, HEAD)
    for (node, child), at in layout.edge_rows.items():
        page.row(at - 1, [node, child, layout.name(child)], TEXT)
        weights = _weights(layout, node)
        own, total = layout.given_weight(node, child), layout.given_total(node)
        page.formula(at - 1, 3, f"E{at}/SUM({weights})", own / total, SHARE)
        page.put(at - 1, 4, own, TYPED)
    page.sheet.freeze_panes(STRUCTURE_FIRST - 1, 0)


def _full(layout: Layout, parents: list[tuple[str, str]]) -> str:
    """Each parent's full points, times the weight in it."""
    return "+".join(
        f"$D${layout.node_rows[node]}*$E${layout.edge_rows[(node, child)]}"
        f"/SUM({_weights(layout, node)})"
        for node, child in parents
    )


def _weights(layout: Layout, node: str) -> str:
    rows = [row for (parent, _child), row in layout.edge_rows.items() if parent == node]
    return f"$E${rows[0]}:$E${rows[-1]}"


def _table(page: Drawing, layout: Layout) -> None:
    page.widths(12, 26, 10, 34, 14, 12, 14)
    heads = [_("문항"), _("이름"), _("차례"), _("답"), _("배점"), _("비율"), _("적은 수")]
    page.row(0, heads, HEAD)
    for item, (first, last) in layout.option_rows.items():
        named: list[Held] = [item, layout.item_name(item)]
        options = layout.options(item)
        for place, option in enumerate(options):
            at = first + place
            page.row(at - 1, named, TEXT)
            page.put(at - 1, 2, place, CENTRE)
            page.put(at - 1, 3, option.label, TEXT)
            page.put(at - 1, 4, option.points, TYPED)
            share = layout.option_formula(item, at, first, last)
            page.formula(at - 1, 5, share, option.share, SHARE)
            page.put(at - 1, 6, option.at, NUMBER if option.at is None else TYPED)
        page.row(last, [*named, "", layout.unknown], TEXT)
        page.put(last, 4, None, NUMBER)
        _lowest(page, layout, item, min(option.share for option in options))
    page.sheet.freeze_panes(1, 2)


def _lowest(page: Drawing, layout: Layout, item: str, least: float) -> None:
    first, last = layout.option_rows[item]
    if layout.scoring.unknown != "lowest":
        page.put(last, 5, NONE, CENTRE)
    elif layout.release.items[item].type == "multi":
        page.put(last, 5, 0.0, SHARE)
    else:
        page.formula(last, 5, f"MIN(F{first}:F{last})", least, SHARE)


def _bounds(page: Drawing, layout: Layout) -> None:
    page.widths(16, 16, 22, 8, 10, 54)
    heads = [_("축"), _("단계"), _("이름"), _("수준"), _("기준 점수"), _("규칙")]
    page.row(0, heads, HEAD)
    for axis, one in layout.scoring.axes.items():
        at, called = layout.bound_rows[axis] - 1, layout.axis_name(axis)
        if isinstance(one, Profiles):
            for place, profile in enumerate(one.profiles):
                name = layout.step_name(axis, profile.id)
                page.row(at + place, [called, profile.id, name, "", "", profile.rule], _WRAPPED)
            continue
        _steps(page, layout, axis, one)
    page.sheet.freeze_panes(1, 0)


def _steps(page: Drawing, layout: Layout, axis: str, one: Ladder | Gates) -> None:
    at, called = layout.bound_rows[axis] - 1, layout.axis_name(axis)
    names = layout.step_names(axis, one)
    page.row(at, [called, one.base, names[0]], TEXT)
    page.put(at, 3, 0, CENTRE)
    page.row(at, ["", ""], TEXT, first=4)
    steps: tuple[LadderStep | GateStep, ...] = one.steps
    for place, step in enumerate(steps, start=1):
        page.row(at + place, [called, step.id, names[place]], TEXT)
        page.put(at + place, 3, step.level, CENTRE)
        if isinstance(step, LadderStep):
            page.put(at + place, 4, step.at_least, TYPED)
            page.put(at + place, 5, "", _WRAPPED)
        else:
            page.put(at + place, 4, "", TEXT)
            page.put(at + place, 5, step.rule, _WRAPPED)
