"""The workbook that proves the scores: every one as a live formula, with our value kept in it."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.definitions.questionnaires import MultiItem, NumberItem
from assessment.definitions.scoring import Gates, Ladder, Profiles
from assessment.method.answers import HIGHEST, NOT_APPLICABLE, UNKNOWN
from assessment.method.levels import AxisResult
from assessment.method.ranking import competition_rank
from assessment.method.rounding import half_up
from assessment.method.scoring import item_shares
from assessment.workbooks.outgoing.poured import Figure, Held, Rows, columns, pour
from assessment.workbooks.outgoing.rereading import reconcile_rows
from assessment.workbooks.proofs import proof_formulas as formulas
from assessment.workbooks.proofs import proof_rules as rules
from assessment.workbooks.proofs.proof_layout import FIRST, NONE, Layout, Proof, Stage, column
from assessment.workbooks.proofs.proof_result import result_columns
from assessment.workbooks.proofs.proof_shell import drawn


def proof_workbook(given: Proof) -> bytes:
    """One release's assessments with structure, weights and answers as cells, all else computed.

    The sheet of results says of each firm whether the app's values are the sheet's; a changed
    weight shows at once in points, levels and ranks. Read back before it is handed out.
    """
    layout = Layout(given)
    firms = [str(name) for name in given.firms]
    numbers: list[Held] = [_plain(one) for one in given.answers.firms]
    figures: dict[str, list[Figure]] = {
        layout.answers: [("", values) for values in _answers(layout, given)],
        layout.shares: list(_shares(layout, given)),
        layout.points: list(_nodes(layout, given)),
        layout.stages: list(_stages(layout, given)),
        layout.app: [("", values) for values in _app(layout, given)],
    }
    held = {
        (sheet, column(place)): values
        for sheet, told in figures.items()
        for place, (_formula, values) in enumerate(told)
    }
    figures[layout.result] = result_columns(layout, held)
    named: dict[str, list[tuple[str, Figure]]] = {}
    for sheet, told in figures.items():
        letters = [column(place) for place in range(len(told))]
        named[sheet] = [("A", ("", numbers)), ("B", ("", firms))]
        named[sheet] += zip(letters, told, strict=True)
    streams = {
        sheet: Rows(FIRST, layout.count, columns(whole, layout.count))
        for sheet, whole in named.items()
    }
    held |= {(layout.result, "B"): firms}
    content = pour(drawn(layout, given, held, numbers), streams)
    for sheet, whole in named.items():
        reconcile_rows(content, sheet, FIRST, whole, layout.count)
    return content


# ---- what the engine says ------------------------------------------------------------------


def _answers(layout: Layout, given: Proof) -> Iterator[list[Held]]:
    """Option places, numbers, chosen options between bars; words where there is none."""
    for item in layout.items:
        codes, asked = given.answers.column(item), given.release.items[item]
        values: list[Held] = [float(code) for code in codes]
        if isinstance(asked, NumberItem):
            known = given.answers.numbers.get(item, np.full(len(codes), np.nan))
            values = [None if np.isnan(one) else float(one) for one in known]
        elif isinstance(asked, MultiItem):
            chosen = given.answers.chosen.get(item, np.zeros(len(codes), np.uint64))
            values = [_bars(int(bits)) for bits in chosen]
        words = {NOT_APPLICABLE: layout.not_applicable, UNKNOWN: layout.unknown}
        yield [
            value if code <= HIGHEST else words.get(int(code))
            for code, value in zip(codes, values, strict=True)
        ]


def _bars(bits: int) -> str:
    places = [str(place) for place in range(64) if bits >> place & 1]
    return "|" + "".join(f"{place}|" for place in places)


def _shares(layout: Layout, given: Proof) -> Iterator[Figure]:
    every = slice(0, layout.count)
    for item in layout.scored:
        place = layout.tree.items.index(item)
        codes = given.answers.column(item)
        shares = item_shares(layout.tree, given.answers, place, every, codes)
        yield formulas.item_share(layout, item), _values(shares)


def _nodes(layout: Layout, given: Proof) -> Iterator[Figure]:
    branches = [layout.tree.branch(node) for node in layout.nodes]
    decimals = layout.tree.decimals
    for one in branches:
        yield formulas.points(layout, one.id), _values(half_up(given.scores.of(one.id), decimals))
    for one in branches:
        yield formulas.share(layout, one), _values(given.scores.of(one.id, "shares"))
    for one in branches:
        yield formulas.coverage(layout, one), _values(given.scores.of(one.id, "coverage"))


def _stages(layout: Layout, given: Proof) -> Iterator[Figure]:
    for stage in layout.stage_columns:
        yield _formula(layout, stage), _stage(layout, given, stage)


def _formula(layout: Layout, stage: Stage) -> str:
    if stage.part == "rank":
        return formulas.rank(layout)
    if stage.part in ("level", "name"):
        return formulas.step(layout, stage.axis, "D" if stage.part == "level" else "C")
    axis = layout.scoring.axes[stage.axis]
    if isinstance(axis, Ladder):
        return formulas.reached(layout, stage.axis, axis)
    if isinstance(axis, Profiles):
        return rules.state(layout, axis.profiles[stage.place].rule)
    if stage.part == "state":
        return rules.state(layout, axis.steps[stage.place].rule)
    return rules.reached(layout, stage.axis, axis)


def _stage(layout: Layout, given: Proof, stage: Stage) -> list[Held]:
    if stage.part == "rank":
        points = given.scores.of(layout.tree.root)
        ranks = competition_rank(points, layout.tree.decimals)
        return [NONE if pd.isna(one) else int(one) for one in ranks.tolist()]
    axis = layout.scoring.axes[stage.axis]
    if isinstance(axis, Profiles):
        return _told(given.profiles[stage.axis].state[:, stage.place])
    found = given.levels[stage.axis]
    if stage.part == "state":
        return _told(found.state[:, stage.place])
    return list(_standing(layout, found, axis, stage))


def _standing(
    layout: Layout, found: AxisResult, axis: Ladder | Gates, stage: Stage
) -> Iterator[Held]:
    numbers, names = [0, *found.numbers], layout.step_names(stage.axis, axis)
    for level, place in zip(found.level.tolist(), found.reached.tolist(), strict=True):
        if level < 0:
            yield NONE
        elif stage.part == "name":
            yield names[place]
        else:
            yield numbers[place] if stage.part == "level" else place


def _app(layout: Layout, given: Proof) -> Iterator[Sequence[Held]]:
    for node in layout.nodes:
        yield _values(half_up(given.scores.of(node), layout.tree.decimals))
    yield _values(given.scores.of(layout.tree.root, "coverage"))
    for stage in layout.stage_columns:
        yield _stage(layout, given, stage)


def _told(states: NDArray[np.uint8]) -> list[Held]:
    words = rules.words()
    return [words[one] for one in states.tolist()]


def _values(numbers: NDArray[np.float64]) -> list[Held]:
    return [NONE if one != one else one for one in numbers.tolist()]


def _plain(key: Any) -> Held:
    return int(key) if isinstance(key, int | np.integer) else str(key)
