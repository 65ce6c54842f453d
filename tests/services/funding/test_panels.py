"""Panel scores by screen and by rows of a sheet."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assessment.definitions.programmes import Criterion
from assessment.definitions.values import Bilingual
from assessment.problems import AssessmentError
from assessment.records.panels import PanelScore
from assessment.services.funding.calls import close_call
from assessment.services.funding.deciding import approve, decide
from assessment.services.funding.panels import (
    import_panel_scores,
    mean_scores,
    panel_sheet,
    panel_template,
    save_panel_scores,
)
from assessment.services.funding.ranking import call_view
from tests.conftest import Clock
from tests.services.call_office import Called, called_copy, names

pytestmark = pytest.mark.slow


@pytest.fixture
def called(sqlite_template: Path, tmp_path: Path, clock: Clock) -> Iterator[Called]:
    copied = called_copy(sqlite_template, tmp_path, clock)
    yield copied
    copied.office.database.close()


def test_the_panels_mean_is_what_counts(called: Called) -> None:
    """A has 80 from one panelist; a second gives 40: mean 60, score 71 − 4."""
    given = {called.six["A"][0]: {"plan": 40.0}}
    save_panel_scores(called.office, called.manager, called.call_id, "위원 2", given)
    sheet = panel_sheet(called.office, called.manager, called.call_id)
    assert sheet.means.loc[called.six["A"][0], "plan"] == 60.0
    assert (sheet.panelists, sheet.missing, sheet.open) == (("위원 1", "위원 2"), 0, True)
    view = call_view(called.office, called.manager, called.call_id)
    assert view.ranking.set_index("name")["score"]["A정밀"] == 67.0


def test_a_criterion_may_leave_out_the_highest_and_the_lowest_score() -> None:
    """Of 40, 70, 80, 95 the middle two: 75; of two scores nothing is left out."""
    kept = Criterion(
        id="plan",
        name=Bilingual(ko="계획", en="Plan"),
        source="panel",
        goalposts=(0, 100),
        weight=1,
    )
    dropped = kept.model_copy(update={"id": "effect", "extremes": "dropped"})
    given = [
        PanelScore(application, criterion, f"위원 {place}", score)
        for criterion in ("plan", "effect")
        for application, scores in ((1, (40.0, 70.0, 80.0, 95.0)), (2, (60.0, 90.0)))
        for place, score in enumerate(scores)
    ]
    means = mean_scores(given, (kept, dropped))
    assert means["plan"].to_dict() == {1: 71.25, 2: 75.0}
    assert means["effect"].to_dict() == {1: 75.0, 2: 75.0}


def test_a_score_taken_back_counts_as_missing_and_earns_nothing(called: Called) -> None:
    taken = {called.six["A"][0]: {"plan": None}}
    save_panel_scores(called.office, called.manager, called.call_id, "위원 1", taken)
    view = call_view(called.office, called.manager, called.call_id)
    assert view.panel_missing == 1
    row = view.ranking.set_index("name").loc["A정밀"]
    assert (row["score"], row["unknown"]) == (55.0, "plan root_bonus")


def test_bad_scores_are_refused_together_and_none_is_stored(called: Called) -> None:
    bad = {called.six["A"][0]: {"plan": 101.0, "margin": 1.0}, 999: {"plan": 1.0}}
    with pytest.raises(AssessmentError) as refused:
        save_panel_scores(called.office, called.manager, called.call_id, "위원 9", bad)
    codes = [problem.code for problem in refused.value.problems]
    assert codes == ["range", "criterion", "application"]
    assert panel_sheet(called.office, called.manager, called.call_id).panelists == ("위원 1",)


def test_a_filled_in_template_comes_back_with_its_bad_cells_named(called: Called) -> None:
    table = panel_template(called.office, called.manager, called.call_id, "위원 2")
    assert table.columns.tolist() == ["application", "name", "panelist", "plan"]
    rows = [
        dict(row) | {"plan": cell}
        for row, cell in zip(
            table.to_dict("records"), [90, "70", "", None, "많이", 120], strict=True
        )
    ]
    tried = import_panel_scores(called.office, called.manager, called.call_id, rows, dry_run=True)
    done = import_panel_scores(called.office, called.manager, called.call_id, rows)
    assert (done.rows, done.saved, tried.saved) == (6, 2, 2)
    assert [(bad["row"], bad["column"]) for bad in done.rejected] == [(5, "plan"), (6, "plan")]
    again = panel_template(called.office, called.manager, called.call_id, "위원 2")
    assert again["plan"].dropna().tolist() == [90.0, 70.0]


def test_the_panel_may_score_after_the_close_but_not_after_the_approval(called: Called) -> None:
    given = {called.six["C"][0]: {"plan": 50.0}}
    close_call(called.office, called.manager, called.call_id)
    save_panel_scores(called.office, called.manager, called.call_id, "위원 2", given)
    decision = decide(called.office, called.manager, called.call_id)
    assert names(decision.rows["name"])[:3] == "BAC"
    approve(called.office, called.people.admin, decision.id)
    with pytest.raises(AssessmentError, match="평가점수"):
        save_panel_scores(called.office, called.manager, called.call_id, "위원 2", given)
