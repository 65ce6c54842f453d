"""Quotas and the rule for equal scores: what a programme file may say, and what it is told."""

from pathlib import Path

import pytest

from assessment.definitions.freezing import content_hash, programme_from_json, to_json
from assessment.definitions.loading import load_programme

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
NAME = "gyeonggi-basic-2026.yaml"
SOURCE = "source: {source: made up, as_of: 2026-11-22, confidence: unconfirmed}"
SMALL = f"""
quotas:
  - id: small
    name: {{ko: 소기업, en: Small firms}}
    fact: size_class
    values: [micro, small]
    at_least: 30
    at_most: 100
    {SOURCE}
"""
LOTTERY = f"""
tie_break: lottery
lottery:
  randomness: {{ko: 로또 당첨번호, en: Lotto numbers}}
  {SOURCE}
"""


def codes(folder: Path, rules: str) -> list[str]:
    text = (ROOT / "data/programmes" / NAME).read_text(encoding="utf-8")
    (folder / NAME).write_text(text + rules, encoding="utf-8")
    return [problem.code for problem in load_programme(folder / NAME, ROOT)[1]]


def test_quotas_and_a_lottery_with_its_outside_source_are_read(tmp_path: Path) -> None:
    assert codes(tmp_path, SMALL + LOTTERY) == []
    programme, _ = load_programme(tmp_path / NAME, ROOT)
    assert programme is not None
    (quota,) = programme.quotas
    assert (quota.fact, quota.values, quota.at_least, quota.at_most) == (
        "size_class",
        ("micro", "small"),
        30,
        100,
    )
    assert programme.tie_break == "lottery"
    assert programme_from_json(to_json(programme)) == programme


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("fact: size_class", "fact: size_clas", "unknown_fact"),
        ("values: [micro, small]", "values: [micro, smal]", "quota_value"),
        ("values: [micro, small]", "values: [3]", "quota_value"),
        ("at_most: 100", "at_most: 20", "quota_limits"),
        ("    at_least: 30\n    at_most: 100\n", "", "quota_empty"),
        ("at_least: 30\n    at_most: 100", "at_least: 112", "quota_floors"),
        ("tie_break: lottery\n", "tie_break: together\n", "lottery_unused"),
        ("at_least: 30", "at_least: -1", "shape_greater_than_equal"),
    ],
)
def test_a_wrong_quota_or_lottery_is_told(tmp_path: Path, old: str, new: str, code: str) -> None:
    rules = SMALL + LOTTERY
    assert old in rules
    assert code in codes(tmp_path, rules.replace(old, new, 1))


def test_a_lottery_without_a_named_source_is_told(tmp_path: Path) -> None:
    assert codes(tmp_path, "\ntie_break: lottery\n") == ["lottery_source"]


def test_floors_of_several_values_add_up_against_the_places(tmp_path: Path) -> None:
    entry = SMALL.partition("quotas:\n")[2]
    other = entry.replace("id: small", "id: medium").replace("[micro, small]", "[medium]")
    both = (SMALL + other.lstrip("\n")).replace("at_least: 30", "at_least: 60")
    assert codes(tmp_path, both) == ["quota_floors"]
    assert codes(tmp_path, both.replace("id: medium", "id: small")) == [
        "duplicate_id",
        "quota_floors",
    ]


def test_a_programme_that_says_nothing_of_them_keeps_the_hash_it_was_published_under() -> None:
    programme, _ = load_programme(ROOT / "data/programmes" / NAME, ROOT)
    assert programme is not None
    written = to_json(programme)
    assert not any(name in written for name in ('"quotas"', '"tie_break"', '"lottery"'))
    assert content_hash(programme_from_json(written)) == content_hash(programme)
