"""The page that explains the format: its example is right and no key is left out."""

import json
import re
from pathlib import Path

import pytest

from assessment.definitions.loading import load_release
from assessment.definitions.releases import Release
from assessment.definitions.schemas import MODELS, schemas
from assessment.definitions.values import Frozen
from assessment.definitions.wording.lexicon import read_lexicon
from assessment.definitions.wording.linting import lint
from assessment.services.assessing.contradictions import fired_rules
from assessment.services.releases.sample_factories import case_answers, misses
from tests.definitions.mutations import shipped, unnoticed

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "definitions.md").read_text(encoding="utf-8")
EXPLAINED = tuple(MODELS)
BLOCK = re.compile(
    r"^`questionnaires/energy-start/([a-z]+[.]yaml)`.*?^```yaml\n(.*?)^```",
    re.MULTILINE | re.DOTALL,
)


def written(folder: Path) -> Path:
    """The page's worked questionnaire, written out."""
    folder.mkdir(parents=True)
    for name, text in BLOCK.findall(PAGE):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Release:
    folder = written(tmp_path_factory.mktemp("page") / "questionnaires" / "energy-start")
    release, problems = load_release(folder, ROOT)
    assert [f"{one.where}: {one.what}" for one in problems] == []
    assert release is not None
    return release


def test_the_pages_questionnaire_is_whole_and_its_cases_hold(worked: Release) -> None:
    assert list(worked.items) == ["EY01", "EY02", "EY03", "EY04", "EY05"]
    assert worked.actions is not None
    assert misses(worked) == []
    assert len(worked.cases.cases) == 9


def test_the_pages_words_read_well(tmp_path: Path) -> None:
    folder = written(tmp_path / "questionnaires" / "energy-start")
    assert [f"{one.where}: {one.what}" for one in lint(ROOT, [folder])] == []


def test_the_pages_contradiction_fires_where_it_should(worked: Release) -> None:
    """One case of the page contradicts itself: many new lamps with the bill alone."""
    answers = case_answers(worked)
    assert fired_rules(worked, answers)[:, 0].tolist() == [False] * 7 + [True, False]
    codes = answers.codes.copy()
    codes[:, answers.position("EY01")] = 0
    fired = fired_rules(worked, answers.with_codes(codes))[:, 0]
    lamps = answers.numbers["EY04"]
    assert fired.tolist() == (lamps >= 50).tolist()
    assert fired.sum() == 5


def test_the_pages_cases_notice_every_number(worked: Release) -> None:
    assert unnoticed(worked) == []


@pytest.mark.parametrize("name", EXPLAINED)
def test_every_key_of_the_format_is_explained(name: str) -> None:
    schema = json.loads(schemas()[f"{name}.json"])
    parts = [schema, *schema.get("$defs", {}).values()]
    keys = {key for part in parts for key in part.get("properties", {})}
    told = set(re.findall(r"\w+", " ".join(re.findall(r"`([^`\n]+)`", PAGE))))
    assert sorted(keys - told - {"ko", "en"}) == []


def test_every_tag_is_listed() -> None:
    found = shipped().network.capabilities
    assert found is not None
    assert [tag for tag in found.capabilities if f"`{tag}`" not in PAGE] == []


def test_the_longest_texts_are_those_of_the_lexicon() -> None:
    lexicon, _ = read_lexicon(ROOT / "data" / "wording.yaml")
    assert lexicon is not None
    limits = lexicon.wording.limits.model_dump()
    told = {
        name: int(number)
        for name, number in re.findall(r"`([a-z]+)` (\d+)[,.]", PAGE)
        if name in limits
    }
    assert told | {"sentence": 60} == limits
    assert "any other sentence 60" in PAGE


def test_every_file_that_names_its_format_has_a_schema() -> None:
    kinds, found = [Frozen], set[type[Frozen]]()
    while kinds:
        kinds = [below for one in kinds for below in one.__subclasses__()]
        found |= {one for one in kinds if "format" in one.model_fields}
    ours = {one for one in found if one.__module__.startswith("assessment.")}
    assert {one.__name__ for one in ours - set(MODELS.values())} == set()


def test_every_schema_is_linked() -> None:
    assert [name for name in MODELS if f"schema/{name}.json" not in PAGE] == []
