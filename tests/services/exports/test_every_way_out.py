"""Every way by which data leave, in one register; and a firm that tries to break each of them."""

import inspect
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from assessment.cli import app, exports, imports
from assessment.records import firms
from assessment.services.applications.application_files import filled_form
from assessment.services.exports import bulk_exporting, exporting
from assessment.services.funding.applying import apply
from assessment.services.funding.calls import close_call
from assessment.services.funding.deciding import decide
from assessment.services.releases import authoring
from assessment.web.server.routes import routes
from tests.conftest import Clock
from tests.services.applications.test_application_files import FIRM, PLAN, ROOT
from tests.services.call_office import Called, called_copy
from tests.workbooks.every_maker import MAKERS
from tests.workbooks.exported import PAYLOADS, faults, shown, texts

pytestmark = pytest.mark.slow

TABLES = {"tables.csv_bytes", "columnar.parquet_bytes", "writing.plain_workbook"}
JSON, AS_IT_CAME, PAGE = "json", "as it came", "a page to print, of escaped text"
WAYS: Mapping[str, set[str]] = {
    "archive": {JSON, AS_IT_CAME},
    "export application": {"application.application_workbook"},
    "export bundle": {"bundle.packed", "template.Template.fill", "writing.plain_workbook"},
    "export cohort": {"cohort.cohort_workbook"},
    "export decision": {JSON},
    "export form": {"template.Template.fill"},
    "export paste": {"paste.paste_workbook"},
    "export proof": {"proof.proof_workbook"},
    "export questionnaire": {"author_book.workbook_of"},
    "export ranking": {"ranked_list.ranked_list_workbook"},
    "export reviews": {"review_book_writing.review_workbook"},
    "form": {"offline_form_writing.FormMaker.make", "bundle.packed"},
    "import forms": {"form_results.form_results"},
    "import registry": TABLES,
    "letters": {PAGE},
    "rank": TABLES | {JSON},
    "rehearse": TABLES,
    "review-report": TABLES | {"writing.plain_sheets"},
    "score": TABLES,
    "select": TABLES | {JSON},
    "files/application": {"application.application_workbook"},
    "files/bundle": {"bundle.packed"},
    "files/cohort": {"cohort.cohort_workbook"},
    "files/decision": {JSON},
    "files/evidence": {AS_IT_CAME},
    "files/panel": {"panel.panel_template"},
    "files/paste": {"paste.paste_workbook"},
    "files/proof": {"proof.proof_workbook"},
    "files/ranking": {"ranked_list.ranked_list_workbook"},
    "files/receipt": {"receipt.receipt_workbook"},
}
ROUTES: Mapping[str, set[str]] = {
    "/files/{kind}/{number:int}": {AS_IT_CAME},
    "/files/form/{number:int}/{form}": {"template.Template.fill"},
    "/files/letters": {PAGE},
    "/files/made/{errand}": {"cohort.cohort_workbook", "proof.proof_workbook"},
    "/files/offline/{firm:int}/{round:int}/{questionnaire}": {
        "offline_form_writing.FormMaker.make"
    },
    "/files/reviews": {"review_book_writing.review_workbook"},
}
BUTTONS = {
    "privacy_desk.py": "the monthly review by plain_sheets, an archive as JSON, a certificate",
    "register_upload.py": "the result of an import, made by plain_workbook",
}
WRITTEN = {"output", "out", "outcomes", "decision"}


def commands() -> dict[str, object]:
    """Every command of ours by its words."""
    found = {str(one.name): one.callback for one in app.registered_commands}
    for word, group in (("export", exports), ("import", imports)):
        found |= {f"{word} {one.name}": one.callback for one in group.registered_commands}
    return found


def test_every_command_that_writes_a_file_stands_in_the_register() -> None:
    writing = {
        name
        for name, one in commands().items()
        if WRITTEN & set(inspect.signature(one).parameters)  # type: ignore[arg-type]
    }
    named = {name for name in WAYS if not name.startswith("files/")}
    assert writing - {"import questionnaire"} == named  # that one writes definitions


def test_every_file_of_the_web_stands_in_the_register() -> None:
    kinds = [exporting.Kind, bulk_exporting.RoundKind, bulk_exporting.CallKind]
    assert {f"files/{one}" for kind in kinds for one in get_args(kind)} == {
        name for name in WAYS if name.startswith("files/")
    }
    paths = {one.path for one in routes()}  # type: ignore[attr-defined]
    assert {one for one in paths if one.startswith("/files/")} == set(ROUTES)
    pressed = [
        path.name
        for path in (ROOT / "assessment" / "web").rglob("*.py")
        if re.search(r"download_button|to_csv|to_excel", path.read_text("utf-8"))
    ]
    assert sorted(pressed) == sorted(BUTTONS)


def test_whatever_leaves_is_made_by_what_is_tested() -> None:
    made_by = {maker for makers in (*WAYS.values(), *ROUTES.values()) for maker in makers}
    assert made_by <= {*MAKERS, JSON, AS_IT_CAME, PAGE}


@pytest.fixture
def hostile(sqlite_template: Path, tmp_path: Path, clock: Clock) -> Iterator[Called]:
    """Six applicants whose names, suppliers, remarks and plans are meant to break a workbook."""
    called = called_copy(sqlite_template, tmp_path, clock)
    root = tmp_path / "project"
    called = replace(called, office=replace(called.office, root=root))
    shutil.copytree(next(iter(sqlite_template.parent.glob("called*/project"))), root)
    shutil.copytree(ROOT / "data" / "forms", root / "data" / "forms")
    shutil.copy(ROOT / "data" / "form_fields.yaml", root / "data" / "form_fields.yaml")
    with called.office.database.writing() as connection:
        for place in range(8):
            firm = firms.get(connection, place + 1)
            assert firm is not None
            given = {**FIRM, "name": PAYLOADS[place], "products": PAYLOADS[-1 - place],
                     "business_number": None}  # fmt: skip
            assert firms.change(connection, firm.id, firm.revision, given, called.office.clock())
    yield called
    called.office.database.close()


def test_a_firm_that_tries_leaves_every_file_harmless_and_the_same(hostile: Called) -> None:
    office, manager = hostile.office, hostile.manager
    plan = PLAN | {name: PAYLOADS[4 + n] for n, name in enumerate(("supplier", "planned_system"))}
    application = apply(office, hostile.people.owner, hostile.call_id, plan)
    number = hostile.six["A"][1]
    given = {"application": number, "receipt": number, "proof": number, "paste": application,
             "bundle": application}  # fmt: skip
    made = {f"files/{kind}": exporting.file(office, manager, kind, one).content
            for kind, one in given.items()}  # fmt: skip
    made["export form"] = filled_form(office, manager, application, "application-2026").content
    made["export questionnaire"] = authoring.export_questionnaire("mini", office.root)
    close_call(office, manager, hostile.call_id)
    decide(office, manager, hostile.call_id)
    for kind in get_args(bulk_exporting.CallKind):
        file = bulk_exporting.call_file(office, manager, kind, hostile.call_id, "=1987 감사")
        made[f"files/{kind}"] = file.content
    for kind in get_args(bulk_exporting.RoundKind):
        file = bulk_exporting.bulk_file(office, manager, kind, "2026년 2회차", "mini", "@1987")
        made[f"files/{kind}"] = file.content
    assert {name: faults(one) for name, one in made.items() if faults(one)} == {}
    for name in (
        "files/application",
        "files/ranking",
        "files/panel",
        "files/cohort",
        "files/proof",
    ):
        held = texts(made[name])
        assert any(shown(one).strip() in text for one in PAYLOADS[:10] for text in held), name
    again = exporting.file(office, manager, "bundle", application).content
    assert again == made["files/bundle"]
