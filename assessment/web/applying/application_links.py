"""Where each part of an application and each of its faults is mended, by who is looking."""

from dataclasses import dataclass

import streamlit as st

from assessment.locale import translate as _
from assessment.services.applications.application_sheet import ApplicationSheet, part_of
from assessment.services.applications.preflight import Fault
from assessment.web.visitor import Visitor


@dataclass(frozen=True)
class Way:
    """A screen and what its address says; the words say what is done there."""

    screen: str
    address: dict[str, str]
    words: str


def part_names() -> dict[str, str]:
    """What each part of an application is called."""
    return {
        "project": _("과제 내용"),
        "factory": _("공장과 인력"),
        "costs": _("사업비"),
        "kpis": _("성과지표"),
        "poc": _("실증 카드"),
        "asked": _("이 공고가 더 묻는 것"),
    }


def to_part(person: Visitor, sheet: ApplicationSheet, part: str) -> Way:
    """The part of the application; of the whole for an empty name."""
    own = sheet.data.application
    address = {"call": str(own.call_id)}
    if person.actor.role != "owner":
        address["applicant"] = str(own.id)
    if part:
        address["part"] = part
    screen = "apply" if person.actor.role == "owner" else "calls"
    return Way(f"screens/{screen}.py", address, part_names().get(part, ""))


def to_mend(person: Visitor, sheet: ApplicationSheet, fault: Fault) -> Way:
    """Where this fault is mended."""
    part = part_of(fault)
    if part is not None:
        return to_part(person, sheet, part)
    own, owner = sheet.data.application, person.actor.role == "owner"
    if fault.screen == "firm" and owner:
        return Way("screens/firm.py", {"open": _fold(fault)}, _("우리 공장"))
    if fault.screen == "firm":
        return Way("screens/firms.py", {"firm": str(own.firm_id)}, _("업체 정보"))
    if owner:
        form = sheet.data.programme.questionnaire
        return Way("screens/assess.py", {"form": form, "at": "list"}, _("자가진단"))
    return Way("screens/review.py", {"id": str(own.assessment_id or "")}, _("검토"))


def link(way: Way, label: str, key: str, icon: str | None = None) -> None:
    """A link the whole row wide."""
    if "call" not in way.address:
        st.page_link(way.screen, label=label, icon=icon, query_params=way.address, width="stretch")
    # a link to the screen that is shown would leave the browser's address as it is
    elif st.button(label, key=key, icon=icon, type="tertiary", width="stretch"):
        st.query_params.from_dict(way.address)
        st.rerun()


def _fold(fault: Fault) -> str:
    """Which fold of the firm's own screen holds the field."""
    if fault.field in ("certificate", "past_projects"):
        return "papers"
    years = ("year", "sales", "exports", "operating_margin", "employees", "debt_ratio", "capital")
    return "figures" if fault.field in (*years, "assets") else "rest"
