"""자가진단: which step is our factory on? Beginning, the list of areas, one item, handing in."""

from collections.abc import Callable
from typing import Literal

import streamlit as st

from assessment.locale import language
from assessment.locale import translate as _
from assessment.services.assessing import answering
from assessment.services.assessing.answering import Sheet
from assessment.services.assessing.begun import begun
from assessment.services.assessing.sheet import AreaProgress
from assessment.services.scoring.last_results import last_results
from assessment.web.answering import (
    handing_in,
    item_list,
    keys,
    offline_form,
    questionnaire_cards,
)
from assessment.web.answering.progress import four_states, in_words
from assessment.web.answering.question import question
from assessment.web.one_run import once
from assessment.web.visitor import Visitor, tab, visitor
from assessment.web.wording import plain

LIST, SUBMIT, DONE, EXCEL = "list", "submit", "done", "excel"

# ---- where we are: kept in the address, so that it outlives the server ------------------------


def go_to(place: str) -> None:
    """An item's id, `list`, `submit`, `done` or `excel`."""
    st.query_params["at"] = place


def _open(questionnaire: str) -> None:
    person = visitor()
    assert person.actor.firm_id is not None
    number = answering.open_assessment(
        person.office, person.actor, person.actor.firm_id, questionnaire
    )
    sheet = answering.sheet(person.office, person.actor, number, tab())
    st.query_params["form"] = questionnaire
    go_to(sheet.next_open() or DONE)


def _sheet(number: int) -> Sheet:
    """Read once a run: the click that leads here has just looked at it."""
    person = visitor()
    return once(
        f"sheet-of-run-{number}",
        lambda: answering.sheet(person.office, person.actor, number, tab()),
    )


def _number(person: Visitor, form: str) -> int | None:
    """The assessment of this form, looked up once a session; reading it checks whose it is."""
    known: dict[str, int] = st.session_state.setdefault("assessments", {})
    if form not in known:
        for one in begun(person.office, person.actor, person.actor.firm_id):
            if one.assessment_id is not None:
                known[one.questionnaire] = one.assessment_id
    return known.get(form)


def _next(number: int, item: str) -> None:
    sheet = _sheet(number)
    following = sheet.next_open(item)
    go_to(following if following not in (None, item) else DONE)


def _previous(number: int, item: str) -> None:
    asked = _sheet(number).asked
    place = asked.index(item) if item in asked else 0
    go_to(asked[place - 1] if place else LIST)


# ---- beginning -------------------------------------------------------------------------------


def _beginning(person: Visitor, wanted: str) -> None:
    st.title(_("지금 우리 공장은 어느 칸입니까?"), anchor=False)
    choices = begun(person.office, person.actor, person.actor.firm_id)
    if not choices:
        st.info(_("지금은 진단 기간이 아닙니다. 담당자에게 다음 회차의 시작일을 확인해 주십시오."))
        return
    last = last_results(person.office, person.actor, person.actor.firm_id)
    questionnaire_cards.draw(choices, last, _open, wanted)
    st.caption(_("답은 고를 때마다 저장됩니다. 아무 때나 나갔다가 이어서 할 수 있습니다."))


# ---- the list of areas -----------------------------------------------------------------------


def _areas(sheet: Sheet) -> None:
    st.title(_("영역 목록"), anchor=False)
    done, asked = sheet.decided, len(sheet.asked)
    st.caption(
        _("{done} / {asked}문항", done=done, asked=asked)
        + (
            f" · {_('남은 시간 약 {minutes}분', minutes=sheet.minutes_left)}"
            if done < asked
            else ""
        )
    )
    with st.container(key="areas", gap="small"):
        for area in sheet.areas:
            if area.items:
                _area(sheet, area, area.id == sheet.suggested_area)
    st.button(
        _("제출하기 전 살펴보기") if sheet.release.part_of is None else _("결과 보기"),
        type="primary",
        on_click=go_to,
        args=(SUBMIT if sheet.release.part_of is None else DONE,),
        width="stretch",
    )
    st.button(
        _("엑셀로 답하기 (인터넷 없이)"),
        key="to-excel",
        icon=":material/table:",
        on_click=go_to,
        args=(EXCEL,),
        width="stretch",
    )


def _excel(person: Visitor, sheet: Sheet) -> None:
    st.button(
        _("영역 목록"),
        icon=":material/chevron_left:",
        type="tertiary",
        key="to-list",
        on_click=go_to,
        args=(LIST,),
    )
    st.title(_("엑셀로 답하기"), anchor=False)
    st.caption(plain(sheet.release.texts[language()].title))
    offline_form.draw(person, sheet.assessment)


def _area(sheet: Sheet, area: AreaProgress, suggested: bool) -> None:
    name = plain(sheet.release.texts[language()].areas[area.id].name)
    counts = (area.answered, area.not_applicable, area.unknown, area.unanswered)
    first = next((i for i in area.items if sheet.state(i) == "unanswered"), area.items[0])
    hint = f" · :blue[{_('여기부터 하십시오')}]" if suggested else ""
    with st.container(key=f"area-{area.id}", gap="xxsmall"):
        st.button(
            f"**{name}** · {in_words(*counts)}{hint}",
            key=f"go-{area.id}",
            on_click=go_to,
            args=(first,),
            width="stretch",
        )
        four_states(*counts, words=False)


# ---- one item --------------------------------------------------------------------------------


@st.fragment
def _questions(number: int) -> None:
    """The item of the address: from one to the next nothing around it is drawn anew."""
    sheet, item = _sheet(number), st.query_params.get("at", "")
    if item not in sheet.asked:
        st.rerun()  # the list and the end are pages of their own
    _item(sheet, item)


def _item(sheet: Sheet, item: str) -> None:
    number = sheet.assessment.id
    aside, main = st.columns([1, 2.6], gap="large")
    with aside:
        item_list.draw(sheet, item)
    with main:
        area = next(area for area in sheet.areas if item in area.items)
        name = plain(sheet.release.texts[language()].areas[area.id].name)
        place = area.items.index(item) + 1
        with st.container(horizontal=True, vertical_alignment="center", key="where"):
            st.button(
                _("영역 목록"),
                icon=":material/chevron_left:",
                type="tertiary",
                key="to-list",
                on_click=go_to,
                args=(LIST,),
            )
            st.markdown(f"**{name} {place}/{len(area.items)}**", width="content")
        question(sheet, item, go_to)
        with st.container(horizontal=True, key="pager", gap="small"):
            _pager(_("이전"), "previous", _previous, (number, item), "secondary")
            _pager(_("다음"), "next", _next, (number, item), "primary")
        keys.explain()


def _pager(
    label: str,
    key: str,
    go: Callable[[int, str], None],
    where: tuple[int, str],
    kind: Literal["primary", "secondary"],
) -> None:
    def pressed() -> None:
        st.session_state["paged"] = True
        go(*where)

    clicked = st.button(label, key=key, type=kind, on_click=pressed, width="stretch")
    # the first click after a crash of the server comes without its callback
    if clicked and not st.session_state.pop("paged", False):
        go(*where)
        st.rerun()


def _page(person: Visitor) -> None:
    if person.actor.firm_id is None:
        st.info(_("이 계정에 연결된 공장이 없습니다. 담당자에게 연결을 부탁해 주십시오."))
        return
    form, at = st.query_params.get("form", ""), st.query_params.get("at", "")
    number = _number(person, form) if form and at else None
    if number is None:
        _beginning(person, form)
        return
    sheet = _sheet(number)
    if at in sheet.asked:
        keys.listen()
        _questions(number)
    elif at == EXCEL:
        _excel(person, sheet)
    elif at in (SUBMIT, DONE):
        choices = begun(person.office, person.actor, person.actor.firm_id)
        handing_in.draw(person, sheet, choices, go_to=go_to, begin=_open)
    else:
        _areas(sheet)


_page(visitor())
