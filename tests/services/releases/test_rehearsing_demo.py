"""A hand-made weight change on the demo round moves the firms that plain arithmetic says."""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from assessment.definitions.questionnaires import LevelItem
from assessment.definitions.releases import Release
from assessment.definitions.scoring import Ladder
from assessment.records import assessments, calls, rounds
from assessment.records.database import Connection
from assessment.services.demo.people import MANAGER, actor
from assessment.services.funding.applicants import claims_of, verified_of
from assessment.services.funding.ranking import call_view
from assessment.services.office import Office
from assessment.services.releases.publishing import release_of
from assessment.services.releases.rehearsing import rehearse
from tests.demos import demo_office

pytestmark = pytest.mark.slow
BEFORE, AFTER = "systems: 240.0, control: 160.0", "systems: 100.0, control: 300.0"
CHANGED = {"systems": 100.0, "control": 300.0}
Answers = Mapping[str, tuple[str, str | None]]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    made = demo_office(tmp_path_factory.mktemp("demo"))
    yield made
    made.database.close()


def changed_folder(office: Office, folder: Path) -> Path:
    target = folder / "smart-factory"
    shutil.copytree(office.root / "questionnaires/smart-factory", target)
    shutil.copy(office.root / "data/actions/smart-factory.yaml", target / "actions.yaml")
    path = target / "scoring.yaml"
    text = path.read_text("utf-8")
    assert BEFORE in text
    path.write_text(text.replace(BEFORE, AFTER), "utf-8")
    return target


def value(
    release: Release, node: str, answers: Answers, weights: Mapping[str, float]
) -> tuple[float | None, float | None]:
    """(share, coverage) by the rule in words: what is missing is left out, coverage says so."""
    if node not in release.scoring.nodes:
        state, option = answers.get(node, ("unanswered", None))
        item = release.items[node]
        assert isinstance(item, LevelItem)
        if state == "not_applicable":
            return None, None
        if state != "answered":
            return (0.0, 0.0) if state == "unknown" else (None, 0.0)
        points = {one.id: one.points for one in item.options}
        return points[str(option)] / max(points.values()), 1.0
    whole = covered = known = total = 0.0
    for child, stated in release.scoring.nodes[node].children.items():
        weight = weights.get(child, stated)
        share, coverage = value(release, child, answers, weights)
        if coverage is None:
            continue
        whole += weight
        covered += weight * coverage
        if share is not None:
            known += weight
            total += weight * share
    if whole == 0:
        return None, None
    if covered / whole < 0.5 or known == 0:
        return None, covered / whole
    return total / known, covered / whole


def points(
    release: Release, node: str, full: float, answers: Answers, weights: Mapping[str, float]
) -> float | None:
    share, _ = value(release, node, answers, weights)
    return None if share is None else round(full * share, 9)


def step(release: Release, total: float | None) -> str | None:
    axis = release.scoring.axes["capability"]
    assert isinstance(axis, Ladder)
    if total is None:
        return None
    return ([axis.base] + [one.id for one in axis.steps if total >= one.at_least])[-1]


def stored(connection: Connection, ids: list[int]) -> dict[int, Answers]:
    claims = claims_of(connection, ids)
    verified = verified_of(connection, ids, claims)
    return {key: {**claims.get(key, {}), **verified.get(key, {})} for key in ids}


def ranks(scores: Mapping[int, float]) -> dict[int, int]:
    return {key: 1 + sum(other > own for other in scores.values()) for key, own in scores.items()}


def test_the_demo_round_reports_exactly_the_firms_that_the_weights_move(
    office: Office, tmp_path: Path
) -> None:
    manager = actor(MANAGER)
    with office.database.reading() as connection:
        now = rounds.current(connection, office.today())
        assert now is not None
        release = release_of(connection, now.releases["smart-factory"])
        ids = assessments.ids_of_round(connection, now.id, "smart-factory")
        firms = {one.id: one.firm_id for one in assessments.find_many(connection, ids)}
        answers = stored(connection, ids)
        (call,) = [one for one in calls.every_call(connection) if one.round_id == now.id]
    found = rehearse(
        office, manager, "smart-factory", str(changed_folder(office, tmp_path)), now.name
    )
    levels = {
        firms[key]
        for key in ids
        if step(release, points(release, "total", 1000, answers[key], {}))
        != step(release, points(release, "total", 1000, answers[key], CHANGED))
    }
    moves = found.moves
    assert set(moves[moves["kind"] == "level"]["firm"]) == levels
    assert len(levels) > 3

    view = call_view(office, manager, call.id)
    need = next(one for one in view.programme.criteria if one.id == "need")
    assert (need.value, need.goalposts) == ("400 - automation", (100, 360))
    before, after = {}, {}
    for row in view.ranking.itertuples():
        was = points(release, "automation", 400, answers[row.assessment], {})
        will = points(release, "automation", 400, answers[row.assessment], CHANGED)
        assert was is not None
        assert will is not None
        gain = [min(max((400 - one - 100) / 260, 0), 1) * need.weight for one in (was, will)]
        assert row.contribution_need == pytest.approx(gain[0])
        before[row.firm] = round(row.score, 9)
        after[row.firm] = round(row.score - gain[0] + gain[1], 9)
    moved = {firm for firm in before if ranks(before)[firm] != ranks(after)[firm]}
    places = moves[moves["kind"] == "rank"]
    elsewhere = places["before"].str.split(",").str[0] != places["after"].str.split(",").str[0]
    assert set(places[elsewhere]["firm"]) == moved
    assert moved
    others = moves[~moves["kind"].isin(["level", "rank"])]
    assert found.moved_firms == levels | set(places["firm"]) | set(others["firm"])
    assert found.assessments == len(ids)


def test_a_change_that_moves_no_number_moves_no_firm(office: Office, tmp_path: Path) -> None:
    folder = changed_folder(office, tmp_path)
    path = folder / "scoring.yaml"
    path.write_text(path.read_text("utf-8").replace(AFTER, BEFORE), "utf-8")
    with office.database.reading() as connection:
        now = rounds.current(connection, office.today())
    assert now is not None
    found = rehearse(office, actor(MANAGER), "smart-factory", str(folder), str(now.id))
    assert (len(found.moves), found.differences) == (0, ())
