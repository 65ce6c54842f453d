"""The workbook that proves the scores: recomputed elsewhere, every figure is the engine's."""

import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from assessment.definitions.loading import load_release
from assessment.definitions.questionnaires import ChoiceItem, LevelItem, MultiItem, NumberItem
from assessment.definitions.releases import Release
from assessment.method.answers import NOT_APPLICABLE, UNANSWERED, UNKNOWN, AnswerTable
from assessment.method.levels import levels
from assessment.method.profiles import profiles
from assessment.method.scoring import score
from assessment.method.tree import compile_tree
from assessment.problems import AssessmentError
from assessment.workbooks.proofs.proof import proof_workbook
from assessment.workbooks.proofs.proof_layout import Proof
from assessment.workbooks.proofs.proof_names import Names
from tests.method.samples import SOURCE, level_item, release
from tests.workbooks.recalculating import (
    all_recalculated,
    changed,
    different,
    grids,
    large_grids,
    recalculated,
    spoiled,
)

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[3]
SHIPPED = ("smart-factory", "quick-scan", "hidden-champion", "ict-iot-adoption", "outcome",
           "regeneration", "ai-readiness")  # fmt: skip
UNKNOWN_WAYS = ("lowest", "exclude")
ALLOWED = {
    "ABS", "AND", "COUNTIF", "EXP", "IF", "IFERROR", "INDEX", "ISNUMBER", "LEFT", "LEN", "LN",
    "MATCH", "MAX", "MIN", "N", "RANK", "ROUND", "SEARCH", "SUBSTITUTE", "SUM", "SUMPRODUCT",
}  # fmt: skip


def drawn(release: Release, count: int, seed: int = 20261122) -> AnswerTable:
    """Answers at random; each firm has its own share of unknown, not applicable and unanswered."""
    rng = np.random.default_rng(seed)
    mixed = rng.dirichlet([6, 1, 1, 1], size=count)
    mixed[:4] = np.eye(4)[:count]
    codes = np.empty((count, len(release.items)), np.uint8)
    numbers, chosen = {}, {}
    for place, (item, asked) in enumerate(release.items.items()):
        size = len(asked.options) if isinstance(asked, LevelItem | ChoiceItem) else 1
        state = (rng.random(count)[:, None] > mixed.cumsum(axis=1)).sum(axis=1).clip(0, 3)
        others = np.array([0, UNKNOWN, NOT_APPLICABLE, UNANSWERED])[state]
        codes[:, place] = np.where(state == 0, rng.integers(0, size, count), others)
        if isinstance(asked, NumberItem):
            top = min(asked.maximum, asked.minimum + 1000)
            numbers[item] = np.round(rng.uniform(asked.minimum, top, count), 1)
        elif isinstance(asked, MultiItem):
            chosen[item] = rng.integers(0, 2 ** len(asked.options), count).astype(np.uint64)
    firms = pd.Index(range(1, count + 1))
    return AnswerTable(firms, tuple(release.items), codes, numbers, chosen)


def proof(given: Release, answers: AnswerTable) -> Proof:
    tree = compile_tree(given)
    scores = score(tree, answers)
    return Proof(
        given, tree, answers, scores,
        levels(given, tree, scores, answers), profiles(given, tree, scores, answers),
        pd.Series([f"업체 {firm}" for firm in answers.firms]), (("진단", given.id),),
    )  # fmt: skip


def shipped(name: str, count: int) -> Proof:
    found, _problems = load_release(ROOT / "questionnaires" / name, ROOT)
    assert found is not None
    return proof(found, drawn(found, count))


def every_kind() -> Release:
    """One node of each way, a number with a map, a multi item, rules with all that they may say."""
    whole = level_item(4)
    for option in whole["options"]:
        option["points"] += 1.0
    number = {"type": "number", "since": "1.0.0", "unit": "%", "minimum": 0, "maximum": 100}
    multi = {
        "type": "multi",
        "since": "1.0.0",
        "options": [{"id": o, "points": p} for o, p in (("a", 1.0), ("b", 2.0), ("c", 0.0))],
    }
    measure = {"before": "b1", "target": "t1", "actual": "a1"}
    rules = (
        "q1 >= 2 and (q2 < 3 or not q3 == 1)", "min(q1, q2) >= 1 and max(q3, 2) == 2",
        "coalesce(x1, q1) / q2 > 1", "count(q1 > 1, q2 > 1, q3 > 1) >= 2 and x1 + 3 > sum(q1, q2)",
        "m1 >= 2 or q1 in [0, 3]", "ladder_level >= 1 and mean >= 20 and q2 not in [1, -2]",
        "1 < q1 <= 3 and x1 * 2 - q1 > 10",
    )  # fmt: skip
    steps = [{"id": f"s{k}", "level": k + 1, "code": f"G-{k}", "rule": rule}
             for k, rule in enumerate(rules)]  # fmt: skip
    return release(
        {
            "total": {"children": {"mean": 3, "geo": 2, "har": 1, "low": 1, "gate": 2, "many": 1,
                                   "way": 1}},
            "mean": {"children": {"q1": 1, "q2": 2.5, "x1": 1, "m1": 1}, "floor": 0.6},
            "geo": {"aggregation": "geometric_mean", "children": {"g1": 1, "g2": 3}},
            "har": {"aggregation": "harmonic_mean", "children": {"g1": 2, "g2": 1, "g3": 1}},
            "low": {"aggregation": "minimum", "children": {"q1": 1, "q3": 1, "q4": 0}},
            "gate": {"aggregation": "cumulative_gate", "threshold": 0.6,
                     "children": {"q1": 1, "q2": 1, "q3": 2, "q4": 1}},
            "many": {"aggregation": "count", "threshold": 0.4, "children": {"q3": 1, "q4": 1},
                     "floor": 0.9},
            "way": {"aggregation": "attainment", "measure": measure},
            "shown": {"children": {"q4": 1, "q1": 1}, "points": 12.0},
        },
        items={
            "g1": whole, "g2": whole, "g3": whole, "m1": multi,
            "x1": number | {"points": [[10, 0], [30, 5], [60, 6]]},
            **dict.fromkeys(("b1", "t1", "a1"), number),
        },
        shown_only=["shown"],
        axes={
            "ladder": {"kind": "ladder", "node": "total", "base": "none", "source": SOURCE,
                       "steps": [{"id": f"l{k}", "level": k, "at_least": 150.0 * k}
                                 for k in range(1, 6)]},
            "gates": {"kind": "gates", "base": "none", "steps": steps, "source": SOURCE},
            "held": {"kind": "profiles", "profiles": [
                {"id": f"p{k}", "code": f"P-{k}", "rule": rule, "source": SOURCE}
                for k, rule in enumerate(rules)]},
        },
    )  # fmt: skip


def formulas(content: bytes) -> set[str]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        text = "".join(archive.read(name).decode() for name in parts)
    return set(re.findall("<f>([^<]*)</f>", text))


@pytest.mark.parametrize("name", SHIPPED)
def test_only_functions_that_every_office_knows_are_used_and_none_is_too_long(name: str) -> None:
    found = formulas(proof_workbook(shipped(name, 3)))
    called = {one for text in found for one in re.findall(r"([A-Z][A-Z.]*)\(", text)}
    assert called <= ALLOWED
    assert max(map(len, found)) < 8192


def test_the_same_round_gives_the_same_bytes() -> None:
    assert proof_workbook(shipped("quick-scan", 20)) == proof_workbook(shipped("quick-scan", 20))


def test_kept_values_are_those_of_the_engine() -> None:
    given = shipped("smart-factory", 40)
    sheets = grids(proof_workbook(given))
    shown = [row[3] for row in sheets["결과표"][2:]]
    points = given.scores.of("total")
    assert shown == ["-" if one != one else round(one, 9) for one in points.tolist()]
    assert {row[-1] for row in sheets["결과표"][2:]} == {"같음"}
    assert sheets["점수표"][2 + 2][2] == "-", "a firm to which nothing applies has no points"


def test_a_firm_name_that_looks_like_a_formula_stays_text() -> None:
    given = shipped("quick-scan", 2)
    hostile = Proof(**(vars(given) | {"firms": pd.Series(['=HYPERLINK("http://x")', "@a"])}))
    content = proof_workbook(hostile)
    assert not any("HYPERLINK" in one for one in formulas(content))
    assert grids(content)["결과표"][2][1] == '=HYPERLINK("http://x")'


def test_one_firm_is_read_from_top_to_bottom() -> None:
    given = shipped("smart-factory", 40)
    rows = [row for row in grids(proof_workbook(given))["한 업체"] if row]
    total = next(row for row in rows if row[0] == "total")
    points, shares = given.scores.of("total")[0], given.scores.of("total", "shares")[0]
    assert (total[7], total[3]) == pytest.approx((points, shares))
    assert total[5] / total[4] == pytest.approx(shares), "the products over the weights"
    labels = {option.label for option in Names(given.release, given.tree).options("QM01")}
    assert next(row for row in rows if row[0] == "QM01")[2] in labels
    steps = [row for row in rows if str(row[0]).startswith("level")]
    assert [row[3] for row in steps] == ["충족" if points >= row[2] else "미충족" for row in steps]


@pytest.mark.office
def test_another_number_shows_another_firm(tmp_path: Path) -> None:
    given = shipped("quick-scan", 9)
    content = proof_workbook(given)
    cell = rb'(<c r="C3"[^>]*><v>)1(?:\.0)?(</v>)'
    chosen = changed(content, "xl/worksheets/sheet3.xml", cell, rb"\g<1>7\g<2>")
    rows = [row for row in grids(recalculated(chosen, tmp_path))["한 업체"] if row]
    total = next(row for row in rows if row[0] == "total")
    assert total[7] == pytest.approx(given.scores.of("total")[6])
    assert any("업체 7" in row for row in rows)


def test_a_rule_that_no_formula_can_say_is_refused_by_name() -> None:
    odd = release(
        {"total": {"children": {"q1": 1}}},
        axes={"a": {"kind": "gates", "base": "n", "source": SOURCE,
                    "steps": [{"id": "s", "level": 1, "code": "G", "rule": "q1 == 'x'"}]}},
    )  # fmt: skip
    tree = compile_tree(odd)
    table = drawn(odd, 4)
    held = Proof(odd, tree, table, score(tree, table), {}, {}, pd.Series(list("가나다라")))
    with pytest.raises(AssessmentError, match="수식"):
        proof_workbook(held)


@pytest.mark.office
@pytest.mark.slow
def test_2000_firms_recomputed_from_wrong_values_have_no_mismatch(tmp_path: Path) -> None:
    content = proof_workbook(shipped("smart-factory", 2000))
    wrong = spoiled(content)
    meant = large_grids(content)
    assert len(different(meant, large_grids(wrong))) > 200_000
    assert different(meant, large_grids(recalculated(wrong, tmp_path))) == []


@pytest.fixture(scope="module")
def recomputed(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[bytes, bytes]]:
    """What was meant and what LibreOffice computed, of every name; it starts once."""
    meant = {name: proof_workbook(shipped(name, 150)) for name in SHIPPED[1:]}
    for unknown in UNKNOWN_WAYS:
        kinds = every_kind()
        scoring = kinds.scoring.model_copy(update={"unknown": unknown})
        kinds = kinds.model_copy(update={"scoring": scoring})
        meant[unknown] = proof_workbook(proof(kinds, drawn(kinds, 600)))
    wrong = {name: spoiled(content) for name, content in meant.items()}
    found = all_recalculated(wrong, tmp_path_factory.mktemp("recomputed"))
    return lambda name: (meant[name], found[name])


@pytest.mark.office
@pytest.mark.slow
@pytest.mark.parametrize("name", SHIPPED[1:])
def test_every_shipped_questionnaire_is_recomputed_without_mismatch(
    name: str, recomputed: Callable[[str], tuple[bytes, bytes]]
) -> None:
    meant, found = recomputed(name)
    assert different(large_grids(meant), large_grids(found)) == []


@pytest.mark.office
@pytest.mark.slow
@pytest.mark.parametrize("unknown", UNKNOWN_WAYS)
def test_every_kind_of_node_and_rule_is_recomputed_without_mismatch(
    unknown: str, recomputed: Callable[[str], tuple[bytes, bytes]]
) -> None:
    meant, found = recomputed(unknown)
    assert different(large_grids(meant), large_grids(found)) == []


@pytest.mark.office
@pytest.mark.slow
def test_a_changed_weight_shows_what_the_engine_would_then_say(tmp_path: Path) -> None:
    """The field of 400 points made 700: total, full points and ranks follow, and it is told."""
    given = shipped("smart-factory", 30)
    content = proof_workbook(given)
    row = next(
        n for n, cells in enumerate(grids(content)["구조"], start=1)
        if cells[:2] == ["total", "automation"]
    )  # fmt: skip
    cell = rf'(<c r="E{row}"[^>]*><v>)400(</v>)'.encode()
    edited = changed(content, "xl/worksheets/sheet9.xml", cell, rb"\g<1>700\g<2>")
    nodes = dict(given.release.scoring.nodes)
    children = nodes["total"].children | {"automation": 700.0}
    nodes["total"] = nodes["total"].model_copy(update={"children": children})
    scoring = given.release.scoring.model_copy(update={"nodes": nodes})
    later = proof(given.release.model_copy(update={"scoring": scoring}), given.answers)
    found = grids(recalculated(edited, tmp_path))
    meant = grids(proof_workbook(later))
    for sheet in ("점수표", "단계표"):
        assert different({sheet: meant[sheet]}, {sheet: found[sheet]}) == []
    verdicts = [str(one[-1]) for one in found["결과표"][2:]]
    assert verdicts.count("다름") > 20
    assert found["안내"][4][1] == verdicts.count("다름")
