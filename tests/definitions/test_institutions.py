"""Who can help: what `check` says of wrong registers, and what the shipped ones hold."""

from pathlib import Path

import pytest

from assessment.definitions.institution_files import read_network
from assessment.definitions.institutions import Network
from assessment.definitions.loading import load_library
from assessment.method.matching import matches, reach
from assessment.problems import Problem
from tests.small_network import small_network

ROOT = Path(__file__).parents[2]
ASV = {
    "gyeonggi-tp",
    "hanyang-erica",
    "kitech",
    "ktl",
    "keri",
    "lg-innotek",
    "rural-research",
    "korea-ansan-hospital",
    "sme-training",
}
BESIDE = {"kicox", "ansan-chamber", "tech-university", "robot-institute", "advice-centre"}


@pytest.fixture(scope="module")
def network() -> Network:
    found, problems = read_network(ROOT, None, ROOT / "data" / "local" / "compiled")
    assert problems == []
    return found


@pytest.fixture
def project(tmp_path: Path) -> Path:
    small_network(tmp_path)
    return tmp_path


def change(project: Path, name: str, old: str, new: str) -> list[Problem]:
    path = project / "data" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return read_network(project, None)[1]


def codes(problems: list[Problem]) -> set[str]:
    return {problem.code for problem in problems}


def test_the_nine_bodies_and_those_beside_them_are_registered(network: Network) -> None:
    assert network.institutions is not None
    found = network.institutions.institutions
    assert {one.id for one in found if one.science_valley} == ASV
    assert {one.id for one in found if not one.science_valley} == BESIDE


def test_the_supplier_register_is_empty_but_has_its_format(network: Network) -> None:
    assert network.suppliers is not None
    assert network.suppliers.suppliers == ()


def test_the_hospital_and_the_parts_maker_are_reached_by_explicit_tags_alone(
    network: Network,
) -> None:
    capabilities, known = network.capabilities, network.institutions
    assert capabilities is not None
    assert known is not None
    explicit = [tag for tag, one in capabilities.capabilities.items() if one.explicit]
    assert explicit == ["clinical-trial", "parts-supply"]
    general = [tag for tag in capabilities.capabilities if tag not in explicit]
    found = {one.institution.id for one in matches(capabilities, known.institutions, general)}
    assert found == (ASV | BESIDE) - {"lg-innotek", "korea-ansan-hospital"}
    for one in known.institutions:
        if one.explicit_only:
            assert one.notice is not None
            assert one.notice.ko == "중소기업 서비스 확인 필요"


def test_there_are_thirty_gaps_and_nobody_stands_for_more_than_half(network: Network) -> None:
    capabilities, known = network.capabilities, network.institutions
    assert capabilities is not None
    assert known is not None
    gaps = [case.tags for case in known.cases if case.item is None]
    assert len(gaps) >= 30
    counts = reach(capabilities, known.institutions, gaps)
    assert max(counts.values()) <= len(gaps) / 2
    assert min(counts.values()) >= 1


def test_every_capability_is_used_by_a_sample_gap(network: Network) -> None:
    capabilities, known = network.capabilities, network.institutions
    assert capabilities is not None
    assert known is not None
    used = {tag for case in known.cases for tag in case.tags}
    assert used == set(capabilities.capabilities)


def test_no_service_names_a_person_or_a_path(network: Network) -> None:
    assert network.institutions is not None
    for institution in network.institutions.institutions:
        for service in institution.services:
            assert "/work" not in service.source.source
            assert "reference" not in service.source.source


def test_the_crosswalk_groups_and_never_converts(network: Network) -> None:
    assert network.crosswalk is not None
    assert len(network.crosswalk.themes) == 11
    assert "점수로 바꾸는 데 쓰지 않습니다" in network.crosswalk.use.ko
    library = load_library(ROOT)
    assert library.network.crosswalk is not None
    areas = {area.id for area in library.releases["smart-factory"].questionnaire.areas}
    grouped = {
        area for theme in network.crosswalk.themes for area in theme.areas.get("smart-factory", ())
    }
    assert grouped == areas


def test_a_small_network_is_right(project: Path) -> None:
    network, problems = read_network(project, None)
    assert problems == []
    assert network.institutions is not None
    assert [one.id for one in network.institutions.institutions] == ["school", "hospital"]


def test_a_tag_that_is_no_capability_is_told_with_its_line(project: Path) -> None:
    found = change(
        project, "institutions/institutions.yaml", "    tags: [training]\n    ins",
        "    tags: [trainning]\n    ins",
    )  # fmt: skip
    (problem,) = found
    assert problem.code == "unknown_tag"
    assert problem.where.endswith("institutions.yaml:32")
    assert "training" in str(problem.fix)


def test_a_capability_that_nobody_offers_must_say_why(project: Path) -> None:
    extra = "  cooking:\n    name: {ko: 요리, en: cooking}\n    about: {ko: 밥, en: meals}\n"
    name = "institutions/capabilities.yaml"
    found = change(project, name, "  training:\n", extra + "  training:\n")
    assert codes(found) == {"unserved_capability"}
    said = "about: {ko: 밥, en: meals}\n"
    assert change(project, name, said, said + "    nobody: {ko: 없음, en: none}\n") == []


def test_saying_that_nobody_offers_what_somebody_offers_is_refused(project: Path) -> None:
    said = "    explicit: true\n"
    found = change(
        project, "institutions/capabilities.yaml", said, said + "    nobody: {ko: 없음, en: none}\n"
    )
    assert codes(found) == {"served_after_all"}


def test_an_explicit_institution_needs_explicit_tags(project: Path) -> None:
    found = change(project, "institutions/institutions.yaml", "[trial]", "[training]")
    assert codes(found) == {"general_tag", "unserved_capability"}


def test_an_explicit_institution_needs_a_notice(project: Path) -> None:
    line = "    notice: {ko: 먼저 확인, en: ask first}\n"
    found = change(project, "institutions/institutions.yaml", line, "")
    assert codes(found) == {"explicit_without_notice"}


def test_a_sample_gap_names_known_institutions_and_either_tags_or_an_item(project: Path) -> None:
    found = change(
        project,
        "institutions/institutions.yaml",
        "    tags: [training]\n    institutions: [school]",
        "    institutions: [scool]",
    )
    assert codes(found) == {"unknown_name", "gap_case"}


def test_the_same_id_twice_is_refused(project: Path) -> None:
    found = change(project, "institutions/institutions.yaml", "id: hospital", "id: school")
    assert codes(found) == {"twice"}


def test_a_theme_of_an_unknown_model_is_refused(project: Path) -> None:
    found = change(project, "crosswalk.yaml", "models: {siri: [T", "models: {sirri: [T")
    assert codes(found) == {"unknown_name"}


def test_a_file_with_an_error_is_left_out_and_the_others_stay(project: Path) -> None:
    change(project, "institutions/institutions.yaml", "id: hospital", "id: school")
    network, _problems = read_network(project, None)
    assert network.institutions is None
    assert network.capabilities is not None


def test_a_project_without_these_files_has_no_network(tmp_path: Path) -> None:
    assert read_network(tmp_path, None) == (Network(), [])
