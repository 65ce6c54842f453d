"""Where everything of a proof workbook stands, so that formulas can point at it.

On the sheets of firms a firm has the same row everywhere; references hold `ROW` for it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from assessment.definitions.releases import Release
from assessment.definitions.scoring import Gates, Ladder, Profiles
from assessment.expressions import parse
from assessment.locale import translate as _
from assessment.method.answers import AnswerTable
from assessment.method.levels import AxisResult
from assessment.method.profiles import ProfilesResult
from assessment.method.scoring import Scores
from assessment.method.tree import Branch, Tree
from assessment.workbooks.incoming.cells import column_letters
from assessment.workbooks.outgoing.poured import ROW
from assessment.workbooks.proofs.proof_names import Names

FIRST = 3
"""Row of the first firm; codes stand in row 1, names in row 2."""
LEAD = 2
"""Columns before the figures: number and name of the firm."""
NONE = "-"
"""What stands where there is no value."""
STRUCTURE_FIRST = 6


@dataclass(frozen=True, eq=False)
class Proof:
    """Scored assessments of one release, row by row; `about` is printed on the first sheet."""

    release: Release
    tree: Tree
    answers: AnswerTable
    scores: Scores
    levels: Mapping[str, AxisResult]
    profiles: Mapping[str, ProfilesResult]
    firms: pd.Series
    """Name of each firm, by the index of the answers."""
    about: tuple[tuple[str, object], ...] = ()
    demo: bool = False


@dataclass(frozen=True)
class Stage:
    """One column of the sheet of levels: `part` of an axis (its place among the steps, or none)."""

    axis: str
    part: str
    place: int = 0


class Layout(Names):
    """Sheets, rows and columns."""

    def __init__(self, given: Proof) -> None:
        super().__init__(given.release, given.tree)
        self.guide, self.result = _("안내"), _("결과표")
        self.answers, self.shares, self.points = _("응답표"), _("환산표"), _("점수표")
        self.stages, self.app = _("단계표"), _("앱의 값")
        self.reading = _("한 업체")
        self.structure, self.table, self.bounds = _("구조"), _("배점표"), _("기준표")
        self.not_applicable, self.unknown = _("해당없음"), _("모름")
        self.count = len(given.answers)

    @property
    def last(self) -> int:
        """Row of the last firm."""
        return FIRST + max(self.count, 1) - 1

    # ---- columns of the sheets of firms ----------------------------------------------------

    @cached_property
    def items(self) -> tuple[str, ...]:
        """Items that are scored or that a rule names, in the order in which they are asked."""
        named = {name for rule in self.rules() for name in parse(rule).names}
        return tuple(i for i in self.release.items if i in self.tree.items or i in named)

    @cached_property
    def scored(self) -> tuple[str, ...]:
        """Items that have a share of their own."""
        return tuple(i for i in self.tree.items if i not in self.tree.measured)

    @cached_property
    def nodes(self) -> tuple[str, ...]:
        """Nodes from the whole down."""
        return tuple(reversed(self.tree.nodes))

    @cached_property
    def stage_columns(self) -> tuple[Stage, ...]:
        """Steps, places and names of every axis, then profiles, then the rank."""
        found: list[Stage] = []
        for axis, one in self.scoring.axes.items():
            if isinstance(one, Gates):
                found += [Stage(axis, "state", place) for place in range(len(one.steps))]
            if isinstance(one, Profiles):
                found += [Stage(axis, "state", place) for place in range(len(one.profiles))]
            else:
                found += [Stage(axis, part) for part in ("reached", "level", "name")]
        return (*found, Stage("", "rank"))

    def rules(self) -> Iterable[str]:
        """Every rule of every axis."""
        for axis in self.scoring.axes.values():
            if isinstance(axis, Gates):
                yield from (step.rule for step in axis.steps)
            elif isinstance(axis, Profiles):
                yield from (profile.rule for profile in axis.profiles)

    # ---- cells -----------------------------------------------------------------------------

    def answer(self, item: str) -> str:
        return self._of_firm(self.answers, self.items.index(item))

    def item_share(self, item: str) -> str:
        return self._of_firm(self.shares, self.scored.index(item))

    def node_points(self, node: str) -> str:
        return self._of_firm(self.points, self.nodes.index(node))

    def node_share(self, node: str) -> str:
        return self._of_firm(self.points, len(self.nodes) + self.nodes.index(node))

    def node_coverage(self, node: str) -> str:
        return self._of_firm(self.points, 2 * len(self.nodes) + self.nodes.index(node))

    def stage(self, stage: Stage) -> str:
        return self._of_firm(self.stages, self.stage_columns.index(stage))

    def app_points(self, node: str) -> str:
        return self._of_firm(self.app, self.nodes.index(node))

    def app_coverage(self) -> str:
        """The app's coverage of the whole, between its points and its levels."""
        return self._of_firm(self.app, len(self.nodes))

    def app_stage(self, stage: Stage) -> str:
        return self._of_firm(self.app, len(self.nodes) + 1 + self.stage_columns.index(stage))

    def child(self, branch: Branch, place: int) -> str:
        """The item's or node's share."""
        name = self.tree.name(branch.children[place])
        return self.item_share(name) if name in self.scored else self.node_share(name)

    def _of_firm(self, sheet: str, place: int) -> str:
        return f"'{sheet}'!{column(place)}{ROW}"

    # ---- cells of the sheet of the structure -----------------------------------------------

    @cached_property
    def node_rows(self) -> Mapping[str, int]:
        """Row of each node on the sheet of the structure."""
        return {node: STRUCTURE_FIRST + place for place, node in enumerate(self.nodes)}

    @cached_property
    def edge_rows(self) -> Mapping[tuple[str, str], int]:
        """Row of each node's child; the children of a node stand together."""
        row = STRUCTURE_FIRST + len(self.nodes) + 2
        found = {}
        for node in self.nodes:
            for child in self.tree.branch(node).children:
                found[(node, self.tree.name(child))] = row
                row += 1
        return found

    def weight(self, node: str, child: str) -> str:
        return f"'{self.structure}'!$E${self.edge_rows[(node, child)]}"

    def floor(self, node: str) -> str:
        return f"'{self.structure}'!$E${self.node_rows[node]}"

    def threshold(self, node: str) -> str:
        return f"'{self.structure}'!$F${self.node_rows[node]}"

    def full(self, node: str) -> str:
        return f"'{self.structure}'!$D${self.node_rows[node]}"

    @property
    def decimals(self) -> str:
        return f"'{self.structure}'!$B$3"

    # ---- cells of the sheets of options and bounds -----------------------------------------

    @cached_property
    def option_rows(self) -> Mapping[str, tuple[int, int]]:
        """First and last row of each scored item's options; the row after is for “unknown”."""
        row, found = 2, {}
        for item in self.scored:
            size = len(self.options(item))
            found[item] = (row, row + size - 1)
            row += size + 1
        return found

    def option_range(self, item: str, letter: str) -> str:
        first, last = self.option_rows[item]
        return f"'{self.table}'!${letter}${first}:${letter}${last}"

    def lowest(self, item: str) -> str:
        return f"'{self.table}'!$F${self.option_rows[item][1] + 1}"

    @cached_property
    def bound_rows(self) -> Mapping[str, int]:
        """Row of each axis' base on the sheet of bounds; its steps follow."""
        row, found = 2, {}
        for axis, one in self.scoring.axes.items():
            found[axis] = row
            row += len(one.profiles) if isinstance(one, Profiles) else len(one.steps) + 1
        return found

    def bound(self, axis: str, place: int) -> str:
        """What this step of a ladder needs."""
        return f"'{self.bounds}'!$E${self.bound_rows[axis] + 1 + place}"

    def steps(self, axis: str, letter: str) -> str:
        """The base and every step of an axis: C names them, D numbers them."""
        one, first = self.scoring.axes[axis], self.bound_rows[axis]
        size = len(one.steps) if isinstance(one, Ladder | Gates) else 0
        return f"'{self.bounds}'!${letter}${first}:${letter}${first + size}"


def column(place: int) -> str:
    """Letters of the figure at this place, after number and name of the firm."""
    return column_letters(place + LEAD + 1)
