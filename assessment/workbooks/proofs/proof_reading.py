"""One firm from top to bottom: answers, what each gives, and how they add up to points and level.

Which firm is chosen by its number; every other cell follows by formula. Widths suit A4.
"""

from collections.abc import Mapping, Sequence

from assessment.definitions.questionnaires import ChoiceItem, LevelItem
from assessment.definitions.scoring import Gates, GateStep, Ladder, Profile, Profiles
from assessment.locale import translate as _
from assessment.method.tree import Branch
from assessment.workbooks.offline_forms.page_breaks import page_breaks
from assessment.workbooks.outgoing.poured import ROW, Held
from assessment.workbooks.outgoing.shell import (
    CENTRE,
    HEAD,
    NUMBER,
    POINTS,
    SHARE,
    TEXT,
    TYPED,
    WORD,
    Drawing,
)
from assessment.workbooks.outgoing.text import lines_of
from assessment.workbooks.proofs.proof_layout import FIRST, NONE, Layout, Stage
from assessment.workbooks.proofs.proof_rules import words

Values = Mapping[tuple[str, str], Sequence[Held]]
"""What every column of the sheets of firms holds, by sheet and letters."""
_WIDTHS = (12, 24, 32, 9, 9, 12, 9, 9)
"""Together so wide that a page on its side shows signs of 8 points and more."""
_USUAL, _SCALES = 15.0, (1.0, 0.98, 0.96, 0.94, 0.92, 0.9, 0.88)
_CHOSEN, _PLACE = "$C$3", "$C$4"
_NODE: Mapping[str, object] = {"bold": True, "bg_color": "#EEF2F7", **TEXT}
_HEADING: Mapping[str, object] = {"bold": True, "font_size": 12, "quote_prefix": True}


def draw_reading(page: Drawing, layout: Layout, held: Values, numbers: Sequence[Held]) -> None:
    """The first firm's figures are kept in the cells until another is chosen."""
    _Reading(page, layout, held, numbers).draw()


class _Reading:
    def __init__(
        self, page: Drawing, layout: Layout, held: Values, numbers: Sequence[Held]
    ) -> None:
        self.page, self.layout, self.held, self.numbers = page, layout, held, numbers
        self.row = 0
        self.heads: set[int] = set()
        self.heights: dict[int, float] = {}

    def draw(self) -> None:
        page, layout = self.page, self.layout
        page.widths(*_WIDTHS)
        page.put(0, 0, _("한 업체를 위에서 아래로"), {"bold": True, "font_size": 14})
        self._chooser()
        self.row = 5
        for node in layout.nodes:
            self._node(layout.tree.branch(node))
        for axis in layout.scoring.axes:
            self._axis(axis)
        heights = [self.heights.get(row, _USUAL) for row in range(self.row)]
        page.sheet.set_h_pagebreaks(page_breaks(heights, self.heads, _SCALES, kept=2))
        page.sheet.freeze_panes(4, 0)

    def _chooser(self) -> None:
        page, layout = self.page, self.layout
        first = self.numbers[0] if self.numbers else None
        page.row(2, [_("업체 번호"), ""], HEAD)
        page.put(2, 2, first, {**TYPED, "align": "left", "bold": True})
        page.put(
            2, 3, _("번호를 바꾸면 아래가 모두 그 업체로 바뀝니다."), {"font_color": "#464C53"}
        )
        every = f"'{layout.result}'!$A${FIRST}:$A${layout.last}"
        page.row(3, [_("몇 번째 업체"), ""], HEAD)
        place = 1 if self.numbers else NONE
        page.formula(3, 2, f'IFERROR(MATCH({_CHOSEN},{every},0),"{NONE}")', place, _LEFT)
        name = self._own(f"'{layout.result}'!B{ROW}")
        page.formula(3, 3, name, self._kept(layout.result, "B"), {**TEXT, "border": 0})

    def _node(self, branch: Branch) -> None:
        layout, page = self.layout, self.page
        names = [layout.tree.name(child) for child in branch.children]
        title = f"{layout.node_name(branch.id)} · {layout.aggregation(branch)}"
        page.put(self.row, 0, title, _HEADING)
        self.heads.add(self.row)
        heads = [_("부분"), _("이름"), _("답"), _("비율"), _("가중치")]
        heads += [_("가중치×비율"), _("응답률"), _("점수")]
        page.row(self.row + 1, heads, HEAD)
        first = self.row + 2
        for at, name in enumerate(names, first):
            self._child(at, branch, name)
        self._sum(first + len(names), first, branch)
        self.row = first + len(names) + 2

    def _child(self, at: int, branch: Branch, name: str) -> None:
        layout, page = self.layout, self.page
        page.row(at, [name, layout.name(name)], TEXT)
        node = name in layout.tree.nodes
        self._answer(at, name) if not node else page.put(at, 2, _("아래 계산"), WORD)
        if name in layout.scored or node:
            share = layout.node_share(name) if node else layout.item_share(name)
            self._follow(at, 3, share, SHARE)
            value = self._value(share)
        else:  # a target's parts have no share of their own
            page.put(at, 3, NONE, CENTRE)
            value = NONE
        weight = layout.given_weight(branch.id, name)
        page.formula(at, 4, layout.weight(branch.id, name), weight, NUMBER)
        kept = value * weight if isinstance(value, int | float) else NONE
        product = f'IF(ISNUMBER(D{at + 1}),D{at + 1}*E{at + 1},"{NONE}")'
        page.formula(at, 5, product, kept, {**NUMBER, "num_format": "#,##0.00"})
        if node:
            self._follow(at, 6, layout.node_coverage(name), SHARE)
            self._follow(at, 7, layout.node_points(name), POINTS)
        else:
            page.row(at, ["", ""], TEXT, first=6)

    def _answer(self, at: int, item: str) -> None:
        cell, asked = self.layout.answer(item), self.layout.release.items[item]
        if not isinstance(asked, LevelItem | ChoiceItem) or item not in self.layout.scored:
            self._follow(at, 2, cell, WORD)
            return
        own, value = self._own(cell), self._value(cell)
        labels = self.layout.option_range(item, "D")
        options = self.layout.options(item)
        kept = value
        if isinstance(value, int | float) and not isinstance(value, bool):
            kept = options[int(value)].label
        told = f'IF(ISNUMBER({own}),INDEX({labels},{own}+1),IF({own}="","",{own}))'
        self.page.formula(at, 2, told, "" if kept is None else kept, {**TEXT, "text_wrap": True})

    def _sum(self, at: int, first: int, branch: Branch) -> None:
        """The node itself: what is added up beside what it is."""
        layout, page, last = self.layout, self.page, at
        page.row(at, [branch.id, layout.node_name(branch.id), _("합")], _NODE)
        self._follow(at, 3, layout.node_share(branch.id), {**SHARE, "bold": True})
        rows = range(first + 1, last + 1)
        present = "+".join(f"E{row}*ISNUMBER(D{row})" for row in rows)
        shares = [self._share(branch, child) for child in branch.children]
        weights = [layout.given_weight(branch.id, layout.tree.name(c)) for c in branch.children]
        known = [(w, s) for w, s in zip(weights, shares, strict=True) if s is not None]
        page.formula(at, 4, present, sum(w for w, _s in known), {**NUMBER, "bold": True})
        two = {**NUMBER, "num_format": "#,##0.00", "bold": True}
        page.formula(at, 5, f"SUM(F{first + 1}:F{last})", sum(w * s for w, s in known), two)
        self._follow(at, 6, layout.node_coverage(branch.id), {**SHARE, "bold": True})
        self._follow(at, 7, layout.node_points(branch.id), {**POINTS, "bold": True})

    def _share(self, branch: Branch, child: int) -> float | None:
        name = self.layout.tree.name(child)
        if name in self.layout.tree.nodes:
            found = self._value(self.layout.node_share(name))
        elif name in self.layout.scored:
            found = self._value(self.layout.item_share(name))
        else:
            return None
        return float(found) if isinstance(found, int | float) else None

    def _axis(self, axis: str) -> None:
        layout, page, one = self.layout, self.page, self.layout.scoring.axes[axis]
        page.put(self.row, 0, layout.axis_name(axis), _HEADING)
        self.heads.add(self.row)
        page.row(self.row + 1, [_("단계"), _("이름"), _("필요한 것"), _("판정")], HEAD)
        at = self.row + 2
        if isinstance(one, Ladder):
            for place, step in enumerate(one.steps):
                page.row(at, [step.id, layout.step_name(axis, step.id)], TEXT)
                self._bound(at, axis, place, one)
                at += 1
        else:
            steps: Sequence[GateStep | Profile] = (
                one.profiles if isinstance(one, Profiles) else one.steps
            )
            for place, rule in enumerate(steps):
                page.row(at, [rule.id, layout.step_name(axis, rule.id)], TEXT)
                page.put(at, 2, rule.rule, {**TEXT, "text_wrap": True})
                self.heights[at] = 4 + 13.0 * lines_of(rule.rule, _WIDTHS[2] - 4)
                page.sheet.set_row(at, self.heights[at])
                self._follow(at, 3, layout.stage(Stage(axis, "state", place)), WORD)
                at += 1
        if isinstance(one, Ladder | Gates):
            page.row(at, ["", _("이른 단계")], _NODE)
            self._follow(at, 2, layout.stage(Stage(axis, "name")), {**WORD, "bold": True})
            at += 1
        self.row = at + 1

    def _bound(self, at: int, axis: str, place: int, ladder: Ladder) -> None:
        """What a step of a ladder needs, and whether the firm's points reach it."""
        cell, least = self.layout.node_points(ladder.node), ladder.steps[place].at_least
        own, found = self._own(cell), self._value(cell)
        unmet, met, _unsure = words()
        self.page.formula(at, 2, self.layout.bound(axis, place), least, _LEFT)
        told = f'IF({own}>=C{at + 1},"{met}","{unmet}")'
        kept: Held = NONE
        if isinstance(found, int | float):
            kept = met if found >= least else unmet
        self.page.formula(at, 3, f'IF(ISNUMBER({own}),{told},"{NONE}")', kept, WORD)

    # ---- one firm's cell of a column of many -------------------------------------------------

    def _follow(self, row: int, column: int, cell: str, look: Mapping[str, object]) -> None:
        """The chosen firm's value of the column in which this cell stands."""
        kept, own = self._value(cell), self._own(cell)
        if kept is None or (cell.startswith(f"'{self.layout.answers}'")):
            own, kept = f'IF({own}="","",{own})', "" if kept is None else kept
        self.page.formula(row, column, own, kept, look)

    def _own(self, cell: str) -> str:
        sheet, _sign, place = cell.rpartition("!")
        letters = place.removesuffix(ROW)
        return f"INDEX({sheet}!${letters}${FIRST}:${letters}${self.layout.last},{_PLACE})"

    def _value(self, cell: str) -> Held:
        sheet, _sign, place = cell.rpartition("!")
        return self._kept(sheet.strip("'"), place.removesuffix(ROW))

    def _kept(self, sheet: str, letters: str) -> Held:
        values = self.held.get((sheet, letters), ())
        return values[0] if values else None


_LEFT: Mapping[str, object] = {**NUMBER, "align": "left"}
