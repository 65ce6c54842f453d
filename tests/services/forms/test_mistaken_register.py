"""A register given where a workbook of ours is wanted is told for what it is."""

from pathlib import Path

import pytest

from assessment.problems import AssessmentError
from assessment.services.forms.mistaken_register import told_as_register
from assessment.services.releases.authoring import import_questionnaire
from assessment.workbooks.incoming.guard import admit
from assessment.workbooks.offline_forms.offline_form_reading import read_form
from assessment.workbooks.tabular.tables import table_bytes
from tests.services.registers import CITY, FACTORY_ON, city, factory, given

ROOT = Path(__file__).parents[3]
REGISTERS = {
    "city": given(CITY, city("가나정밀", "산단로 1")),
    "FactoryOn": given(FACTORY_ON, factory("가나정밀", "1", "1248100998")),
}


@pytest.mark.parametrize("kind", REGISTERS)
def test_a_register_names_the_screen_and_command_that_take_it(kind: str) -> None:
    file = admit("명부.xlsx", table_bytes(REGISTERS[kind].table.frame, "xlsx"))
    with pytest.raises(AssessmentError) as refused:
        import_questionnaire(file, ROOT)
    (problem,) = refused.value.problems
    assert (problem.where, problem.code) == ("명부.xlsx", "other_workbook")
    assert "import registry" in str(problem.fix)


def test_another_table_keeps_the_reason_of_its_reader() -> None:
    frame = REGISTERS["city"].table.frame[["순번", "생산품"]]
    file = admit("a.xlsx", table_bytes(frame, "xlsx"))
    with pytest.raises(AssessmentError) as refused:
        read_form(file, lambda _content: "", lambda _digest: None)
    assert told_as_register(ROOT, file, refused.value) is refused.value
