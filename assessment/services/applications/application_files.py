"""An application as files: filled forms, the workbook to copy from, and the bundle of all."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from assessment.locale import message
from assessment.locale import translate as _
from assessment.problems import AssessmentError, Problem
from assessment.services.applications import application_values
from assessment.services.applications.application_tabs import tabs_of
from assessment.services.applications.application_values import ApplicationData, application_data
from assessment.services.applications.mapped_forms import LoadedForm, filled, form_named, forms_of
from assessment.services.applications.preflight import Fault, preflight
from assessment.services.entry.sessions import is_demo
from assessment.services.exports import exported_firm
from assessment.services.office import SEOUL, Actor, Office
from assessment.workbooks.outgoing.bundle import packed
from assessment.workbooks.outgoing.text import file_name
from assessment.workbooks.outgoing.writing import Column, Pages
from assessment.workbooks.sheets.paste import paste_workbook


@dataclass(frozen=True)
class MadeForm:
    """A filled form; a draft as long as `faults` is not empty."""

    name: str
    content: bytes
    draft: bool
    faults: tuple[Fault, ...]
    unused: tuple[str, ...]


def application_faults(office: Office, actor: Actor, application_id: int) -> tuple[Fault, ...]:
    """What would send the application back, over all forms."""
    return application_faults_of(office, application_data(office, actor, application_id))


def application_faults_of(
    office: Office, data: ApplicationData, form: LoadedForm | None = None
) -> tuple[Fault, ...]:
    """The same of what is at hand, over all forms or of one."""
    return _faults(office, data, (form,) if form else forms_of(office.root))


def filled_form(
    office: Office, actor: Actor, application_id: int, form: str, *, final: bool = False
) -> MadeForm:
    """One form filled; as a draft while faults stand, and refused if `final` was asked then."""
    data = application_data(office, actor, application_id)
    loaded = form_named(office.root, form)
    faults = _faults(office, data, (loaded,))
    if final and faults:
        raise AssessmentError(*(problem_of(one) for one in faults))
    return _made(office, data, loaded, faults, forced=not final and bool(faults))


def paste(office: Office, actor: Actor, application_id: int) -> tuple[tuple[str, str], bytes]:
    """Name parts and the workbook with one copyable cell a field, tab by tab."""
    data = application_data(office, actor, application_id)
    return (data.firm, _("붙여넣기")), _paste(office, data)


def bundle(office: Office, actor: Actor, application_id: int) -> tuple[tuple[str, str], bytes]:
    """Name parts and a zip: forms, workbook to copy from, report, evidence list, faults."""
    data = application_data(office, actor, application_id)
    forms = forms_of(office.root)
    faults = _faults(office, data, forms)
    made = [_made(office, data, one, faults, forced=bool(faults)) for one in forms]
    members = {one.name: one.content for one in made}
    day = office.today().isoformat()
    members[file_name(data.firm, _("붙여넣기"), day)] = _paste(office, data)
    if data.assessment_id is not None:
        report = exported_firm.application(office, actor, data.assessment_id)[1]
        members[file_name(data.firm, _("진단보고서"), day)] = report
    members[file_name(data.firm, _("증빙목록"), day)] = _evidence(office, data)
    if faults:
        members[file_name(data.firm, _("고칠 것"), day)] = _fault_list(office, data, faults)
    members[_("읽어 주십시오") + ".txt"] = _told(data, members, faults)
    return (data.firm, _("신청 묶음")), packed(members)


def problem_of(fault: Fault) -> Problem:
    """A fault as a problem: sheet and cell, what is wrong, and the screen that mends it."""
    where = f"{fault.sheet}!{fault.cell}" if fault.cell else fault.form
    fix = message("{fix} (화면: {screen})", fix=fault.fix, screen=screen_name(fault.screen))
    return Problem(where, message("{what}", what=fault.what), fix, code=fault.code)


def screen_name(screen: str) -> str:
    """What a screen is called."""
    names = {
        "firm": _("업체 정보"),
        "apply": _("지원사업 신청"),
        "assess": _("진단"),
        "result": _("결과"),
    }
    return names[screen]


def _faults(
    office: Office, data: ApplicationData, forms: Sequence[LoadedForm]
) -> tuple[Fault, ...]:
    fields = application_values.form_fields(office)
    return preflight(forms, data.values, fields, data.measures)


def _made(
    office: Office,
    data: ApplicationData,
    loaded: LoadedForm,
    faults: Sequence[Fault],
    *,
    forced: bool,
) -> MadeForm:
    """Rows that do not fit are left out of a draft; the list of faults names them."""
    values: dict[str, Any] = dict(data.values)
    for name, rows in loaded.form.rows.items():
        values[rows.field] = list(values.get(rows.field) or ())[: loaded.template.rows_of(name)]
    made = filled(loaded, values, draft=forced)
    day = office.today().isoformat()
    parts = (_("초안"), data.firm, loaded.name, day) if forced else (data.firm, loaded.name, day)
    return MadeForm(file_name(*parts), made.content, forced, tuple(faults), made.unused)


def _paste(office: Office, data: ApplicationData) -> bytes:
    fields = application_values.form_fields(office)
    note = _("신청 화면의 칸 순서입니다. 2023년 화면을 따랐으니 올해 화면과 맞춰 보십시오.")
    return paste_workbook(data.firm, tabs_of(data.values, fields), note, demo=is_demo(office))


def _evidence(office: Office, data: ApplicationData) -> bytes:
    pages = Pages(is_demo(office))
    page = pages.page(_("증빙목록"))
    page.title(f"{_('증빙목록')} · {data.firm}")
    rows = [
        {
            "item": one.item,
            "name": one.name,
            "size": one.size,
            "day": one.at.astimezone(SEOUL).date().isoformat(),
            "sha256": one.sha256,
        }
        for one in data.evidence
    ]
    columns = [
        Column("item", _("문항"), "text", 12),
        Column("name", _("파일"), "wrapped", 40),
        Column("size", _("크기(바이트)"), "whole", 14),
        Column("day", _("올린 날"), "text", 12),
        Column("sha256", "SHA-256", "text", 66),
    ]
    page.table(pd.DataFrame(rows, columns=[one.name for one in columns]), columns)
    return pages.finish()


def _fault_list(office: Office, data: ApplicationData, faults: Sequence[Fault]) -> bytes:
    pages = Pages(is_demo(office))
    page = pages.page(_("고칠 것"))
    page.title(f"{_('고칠 것')} · {data.firm}")
    rows = [
        {
            "sheet": one.sheet,
            "cell": one.cell,
            "what": str(one.what),
            "fix": str(one.fix),
            "screen": screen_name(one.screen),
        }
        for one in faults
    ]
    columns = [
        Column("sheet", _("시트"), "text", 26),
        Column("cell", _("자리"), "text", 8),
        Column("what", _("무엇이"), "wrapped", 50),
        Column("fix", _("이렇게"), "wrapped", 42),
        Column("screen", _("고치는 화면"), "text", 16),
    ]
    page.table(pd.DataFrame(rows, columns=[one.name for one in columns]), columns)
    return pages.finish()


def _told(data: ApplicationData, members: Mapping[str, bytes], faults: Sequence[Fault]) -> bytes:
    lines = [
        f"{data.firm} · {data.call.name}",
        "",
        _("한글(HWP·HWPX) 서식은 채우지 않습니다. 붙여넣기 파일에서 옮겨 주십시오."),
    ]
    if faults:
        lines.append(_("고칠 것이 {count}건 남아 모두 초안입니다.", count=len(faults)))
    lines.append("")
    lines += [f"{hashlib.sha256(held).hexdigest()}  {name}" for name, held in members.items()]
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()
