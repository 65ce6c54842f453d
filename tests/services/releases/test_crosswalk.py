"""The crosswalk as authors see it: our areas by name, other models by theirs, staff only."""

from dataclasses import replace
from datetime import date

import pytest

from assessment.problems import NotAllowed
from assessment.services.office import Office, project_root
from assessment.services.releases import publishing
from assessment.services.releases.crosswalk import crosswalk
from tests.services.conftest import People, add_person, add_round


@pytest.mark.slow
def test_themes_name_our_areas_and_the_dimensions_of_other_models(office: Office) -> None:
    shipped = replace(office, root=project_root())
    admin = add_person(shipped, "admin")
    publishing.publish(shipped, admin, "smart-factory")
    add_round(shipped, admin, "2026년 2회차", date(2026, 7, 1), date(2026, 12, 31))
    found = crosswalk(shipped, admin)
    assert found is not None
    assert "점수로 바꾸는 데 쓰지 않습니다" in found.use.ko
    (theme,) = [one for one in found.themes if one.name.en == "Supply chain and customers"]
    ((title, areas),) = theme.areas.items()
    assert title != "smart-factory"
    assert "logistics" not in areas
    assert theme.models["Smart Industry Readiness Index"] == (
        "Horizontal Integration",
        "Inter- and Intra-Company Collaboration",
    )


def test_owners_do_not_see_it_and_a_project_without_one_has_none(
    opened_office: Office, people: People
) -> None:
    assert crosswalk(opened_office, people.admin) is None
    with pytest.raises(NotAllowed):
        crosswalk(opened_office, people.owner)
