"""How items, nodes, options and steps are called in a proof workbook, in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from assessment.definitions.questionnaires import ChoiceItem, LevelItem, MultiItem, NumberItem
from assessment.definitions.releases import Release
from assessment.definitions.scoring import Aggregation, Gates, Ladder, Profiles
from assessment.definitions.values import Bilingual
from assessment.locale import language, mark
from assessment.locale import translate as _
from assessment.method.tree import Branch, Tree

_AGGREGATIONS: Mapping[Aggregation, str] = {
    "weighted_mean": mark("가중평균"),
    "geometric_mean": mark("가중 기하평균"),
    "harmonic_mean": mark("가중 조화평균"),
    "minimum": mark("가장 낮은 값"),
    "cumulative_gate": mark("차례로 충족한 비중"),
    "count": mark("충족한 비중"),
    "attainment": mark("목표 달성률"),
}


@dataclass(frozen=True)
class Option:
    """A line of the sheet of points; `at` is the value of a number item there."""

    label: str
    points: float
    share: float
    at: float | None = None


class Names:
    """What the release and its tree are called and made of."""

    def __init__(self, release: Release, tree: Tree) -> None:
        self.release, self.tree, self.scoring = release, tree, release.scoring
        self._texts = release.texts[language()]
        parent = release.parent.texts[language()].items if release.parent else {}
        self._items = {**parent, **self._texts.items}

    def item_name(self, item: str) -> str:
        return self._items[item].short if item in self._items else item

    def node_name(self, node: str) -> str:
        """A field's or area's name; a node that stands for one item's targets has that item's."""
        if node == self.tree.root:
            return _("총점")
        if node in self._texts.areas:
            return self._texts.areas[node].name
        if node in self._texts.fields:
            return self._texts.fields[node]
        measure = self.scoring.nodes[node].measure
        return self.item_name(measure.actual) if measure else node

    def name(self, part: str) -> str:
        """An item's or a node's name."""
        return self.node_name(part) if part in self.tree.nodes else self.item_name(part)

    def axis_name(self, axis: str) -> str:
        return self._texts.axes[axis].name if axis in self._texts.axes else axis

    def step_name(self, axis: str, step: str) -> str:
        """The name of a step or a profile."""
        known = self._texts.axes[axis].steps if axis in self._texts.axes else {}
        return known[step].name if step in known else step

    def step_names(self, axis: str, one: Ladder | Gates) -> list[str]:
        """The base's name, then every step's."""
        return [self.step_name(axis, step) for step in (one.base, *(s.id for s in one.steps))]

    def step_at(self, axis: str, place: int) -> tuple[str, str]:
        """Code and name of a gate's step or of a profile."""
        one = self.scoring.axes[axis]
        found = one.profiles[place] if isinstance(one, Profiles) else one.steps[place]
        return getattr(found, "code", found.id), self.step_name(axis, found.id)

    def aggregation(self, branch: Branch) -> str:
        return _(_AGGREGATIONS[branch.aggregation])

    def given_weight(self, node: str, child: str) -> float:
        """The weight as the definition states it; the parts of a measure weigh the same."""
        given = self.scoring.nodes[node]
        return 1.0 if given.measure else given.children[child]

    def given_total(self, node: str) -> float:
        given = self.scoring.nodes[node]
        return float(len(given.parts)) if given.measure else sum(given.children.values())

    def options(self, item: str) -> list[Option]:
        """What can be chosen, or the points between which a number lies."""
        given = self.release.items[item]
        if isinstance(given, NumberItem):
            unit = given.unit
            named = getattr(unit, language()) if isinstance(unit, Bilingual) else unit
            values = np.array([points for _value, points in given.points])
            shares = values / (values.max() or 1.0)
            return [
                Option(f"{value:g} {named}", points, float(share), value)
                for (value, points), share in zip(given.points, shares, strict=True)
            ]
        if not isinstance(given, LevelItem | ChoiceItem | MultiItem):
            return []
        points = np.array([option.points for option in given.options], np.float64)
        whole = points.sum() if isinstance(given, MultiItem) else points.max()
        texts = self._items[item].options if item in self._items else {}
        return [
            Option(
                texts[option.id].label if option.id in texts else option.id,
                option.points,
                float(option.points / (whole or 1.0)),
            )
            for option in given.options
        ]

    def option_formula(self, item: str, row: int, first: int, last: int) -> str:
        """The share of one line: its points over the highest, or over all of several."""
        take = "SUM" if isinstance(self.release.items[item], MultiItem) else "MAX"
        whole = f"{take}($E${first}:$E${last})"
        return f"E{row}/IF({whole}=0,1,{whole})"
