"""The shipped profiles of hidden champions: what a small firm sees first, and what it lacks."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import pandas as pd
import pytest

from assessment.definitions.loading import load_release
from assessment.definitions.questionnaires import NumberItem
from assessment.definitions.releases import Release
from assessment.method.codes import from_values
from assessment.method.profiles import ProfileState, profiles
from assessment.method.scoring import score
from assessment.method.tree import compile_tree

ROOT = Path(__file__).resolve().parents[2]
THOUSAND = [
    "thousand_promising",
    "thousand_growing",
    "thousand_strong",
    "thousand_strong_plus",
]


@lru_cache(maxsize=1)
def champion() -> Release:
    release, problems = load_release(ROOT / "questionnaires" / "hidden-champion")
    assert release is not None, problems
    return release


def seen_by(answers: Mapping[str, object]) -> list[ProfileState]:
    """The profiles of one firm, in its order."""
    release = champion()
    cells = {
        item: ("unknown", None) if value == "?" else ("answered", str(value))
        for item, value in answers.items()
    }
    table = from_values(release, [cells], pd.RangeIndex(1))  # type: ignore[list-item]
    tree = compile_tree(release)
    return profiles(release, tree, score(tree, table), table)["profiles"].in_order(0)


@pytest.mark.parametrize("exports", [None, "?", 0, 99, 300, 999])
def test_a_firm_of_fifteen_sees_promising_first(exports: object) -> None:
    answers = {"HP01": 15} if exports is None else {"HP01": 15, "HX01": exports}
    assert seen_by(answers)[0].profile.id == "thousand_promising"


@pytest.mark.parametrize(
    ("exports", "first"),
    [(1000, THOUSAND[1]), (4999, THOUSAND[1]), (5000, THOUSAND[2]), (10000, THOUSAND[3])],
)
def test_the_stage_of_its_exports_comes_first(exports: float, first: str) -> None:
    assert seen_by({"HX01": exports})[0].profile.id == first


def test_what_is_missing_is_listed_for_every_profile() -> None:
    found = {one.profile.id: one for one in seen_by({"HP01": 15})}
    assert {one.state for one in found.values()} == {"unknown"}
    assert {name: one.missing for name, one in found.items()} == {
        **dict.fromkeys(THOUSAND, ("HX01",)),
        "simon": ("HM01", "HM02", "HM06", "HG01"),
        "eximbank": ("HM01", "HX01", "HX02", "HG01"),
        "krx": ("HM01", "HM03", "HT06", "HF04"),
        "worldclass300": ("HX02", "HT01", "HG01", "HG04"),
    }


def test_a_firm_not_on_the_market_is_refused_although_its_rank_is_not_known() -> None:
    found = {one.profile.id: one.state for one in seen_by({"HF04": "none", "HG01": 2400})}
    assert found["krx"] == found["worldclass300"] == "unmet"
    assert found["simon"] == found["eximbank"] == "unknown"


def test_what_has_ended_is_marked_and_stands_last() -> None:
    listed = seen_by({"HM01": 1, "HF04": "kosdaq", "HX01": 20000})
    assert [one.profile.id for one in listed if one.profile.historic] == ["krx", "worldclass300"]
    assert [one.profile.historic for one in listed[-2:]] == [True, True]
    assert [one.profile.id for one in listed[:2]] == ["thousand_strong_plus", "simon"]


def test_every_profile_names_its_public_source_and_day() -> None:
    for one in champion().scoring.profile_axes["profiles"].profiles:
        assert one.source.confidence == ("unconfirmed" if one.id == "simon" else "confirmed")
        assert one.source.as_of.year >= 2010
        assert "(" in one.source.source


def test_money_and_ranks_say_their_unit_in_both_languages() -> None:
    units = {
        name: item.unit
        for name, item in champion().questionnaire.items.items()
        if isinstance(item, NumberItem)
    }
    spelt = {name: unit for name, unit in units.items() if not isinstance(unit, str)}
    assert {name for name, unit in units.items() if isinstance(unit, str) and unit != "%"} == set()
    assert (spelt["HG01"].ko, spelt["HG01"].en) == ("백만 원", "KRW million")
