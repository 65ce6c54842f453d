"""대신 입력: the owner speaks, the consultant writes and checks in one pass."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from assessment.locale import language
from assessment.locale import translate as _
from assessment.services.assessing import answering, interview
from assessment.services.assessing.answering import Sheet
from assessment.services.assessing.begun import Begun, begun
from assessment.services.assessing.handling import status_name
from assessment.services.register import firms
from assessment.services.review import reviewing
from assessment.web import address
from assessment.web.address import number_in
from assessment.web.answering import interview_rows
from assessment.web.answering.interview_rows import HEAD
from assessment.web.answering.progress import four_states
from assessment.web.refusals import reported
from assessment.web.review import review_look
from assessment.web.review import review_state as state
from assessment.web.visitor import Visitor, tab, visitor
from assessment.web.wording import percent, plain, points

FOUND = 12


def draw() -> None:
    """Finding the firm, then one area at a time."""
    person = visitor()
    st.html(review_look.STYLE)
    number = number_in(st.query_params.get("firm", ""))
    if number is not None:
        _firm(person, number)
    else:
        _find(person)


def _choose(firm: str) -> None:
    st.query_params["firm"] = firm


def _leave() -> None:
    st.query_params.clear()


def _find(person: Visitor) -> None:
    st.title(_("어느 업체를 대신 입력합니까?"), anchor=False)
    text = st.text_input(
        _("업체 찾기"), key="interview-find", type="search", placeholder=_("이름이나 사업자번호")
    )
    if not text:
        st.caption(_("이름 일부를 치고 Enter를 누르면 여기에 나옵니다."))
        return
    page = firms.find_firms(person.office, person.actor, text, size=FOUND)
    for row in page.rows.to_dict("records"):
        st.button(
            plain(row["name"]),
            key=f"choose-{row['id']}",
            icon=":material/factory:",
            on_click=_choose,
            args=(str(row["id"]),),
            width="stretch",
        )
    if page.total > FOUND:
        more = page.total - FOUND
        st.caption(_("{n}곳이 더 있습니다. 이름을 더 적어 주십시오.", n=f"{more:,}"))
    if page.rows.empty:
        st.info(_("찾은 업체가 없습니다. 먼저 업체를 등록해 주십시오."))
        st.page_link(
            "screens/firms.py",
            label=_("업체 등록"),
            icon=":material/add:",
            query_params={"firm": "new"},
        )


def _firm(person: Visitor, firm_id: int) -> None:
    known = firms.firm(person.office, person.actor, firm_id).firm
    st.button(
        _("다른 업체"),
        icon=":material/chevron_left:",
        type="tertiary",
        on_click=_leave,
        key="other",
    )
    whole = _chosen([one for one in begun(person.office, person.actor, firm_id) if not one.quick])
    if whole is None:
        st.info(_("이번 회차에 제출할 진단이 없습니다."))
        return
    if whole.assessment_id is None:
        st.title(plain(known.name), anchor=False)
        st.write(_("{n}문항, 약 {minutes}분", n=whole.asked, minutes=whole.minutes))
        if st.button(_("대신 입력 시작"), type="primary", key="begin"):
            with reported():
                answering.open_assessment(person.office, person.actor, firm_id, whole.questionnaire)
                st.rerun()
        return
    sheet = answering.sheet(person.office, person.actor, whole.assessment_id, tab())
    if not sheet.open:
        st.title(plain(known.name), anchor=False)
        st.info(_("이미 제출된 진단입니다: {status}", status=status_name(sheet.status)))
        st.page_link(
            "screens/review.py",
            label=_("검토로 가기"),
            icon=":material/fact_check:",
            query_params={"id": str(whole.assessment_id)},
        )
        return
    _sheet(person, known.name, sheet)


def _chosen(known: Sequence[Begun]) -> Begun | None:
    """Which questionnaire is asked; the first one unless the address says otherwise."""
    if len(known) < 2:
        return known[0] if known else None
    titles = {one.questionnaire: one.title for one in known}
    form = address.choice(_("진단"), titles, "form", width=320)
    return next(one for one in known if one.questionnaire == form)


def _sheet(person: Visitor, name: str, sheet: Sheet) -> None:
    number = sheet.assessment.id
    found = reviewing.review(person.office, person.actor, number)
    state.keep_totals(number, found.totals)
    texts = sheet.release.texts[language()]
    with st.container(key="review-head", gap="xsmall"):
        st.fragment(partial(_head, number, name), key=HEAD)()
    areas = [area for area in sheet.areas if area.items]
    names = {area.id: plain(texts.areas[area.id].name) for area in areas}
    chosen = st.pills(
        _("영역"),
        list(names),
        default=next((one.id for one in areas if one.unanswered), areas[0].id),
        format_func=names.__getitem__,
        required=True,
        key="area",
        label_visibility="collapsed",
        wrap=False,
    )
    area = next((one for one in areas if one.id == chosen), areas[0])
    for item in area.items:
        interview_rows.draw(number, item)
    places = list(names)
    here = places.index(area.id)
    with st.container(horizontal=True, key="interview-pager"):
        if here:
            _to_area(names, places[here - 1], _("이전 영역"), "previous-area", "secondary")
        if here < len(places) - 1:
            _to_area(names, places[here + 1], _("다음 영역"), "next-area", "primary")
        last = here == len(places) - 1
        if st.button(
            _("확인번호 만들기"),
            key="owner-code",
            type="primary" if last else "secondary",
            icon=":material/key:",
        ):
            _code(number)
    st.caption(_("업체가 자기 화면에 확인번호를 넣으면 업체 이름으로 제출됩니다."))


def _to_area(names: dict[str, str], area: str, label: str, key: str, kind: str) -> None:
    st.button(
        f"{label} · {names[area]}",
        key=key,
        type="primary" if kind == "primary" else "secondary",
        on_click=_go,
        args=(area,),
    )


def _go(area: str) -> None:
    st.session_state["area"] = area


def _head(assessment_id: int, name: str) -> None:
    person = visitor()
    now = state.totals(assessment_id)
    sheet = answering.sheet(person.office, person.actor, assessment_id, tab())
    counts = [
        sum(getattr(area, kind) for area in sheet.areas)
        for kind in ("answered", "not_applicable", "unknown", "unanswered")
    ]
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(key="whose", width="content"):
            st.title(plain(name), anchor=False, width="content")
        said = _("점수는 절반쯤 답하면 나옵니다")
        if now.claimed is not None:
            said = _(
                "답 **{claimed}** · 확인 **{verified}** ({share} 확인)",
                claimed=points(now.claimed),
                verified=points(now.verified),
                share=percent(now.verified_share),
            )
        st.markdown(said, width="content")
        st.caption(_("{done} / {asked}문항", done=sheet.decided, asked=len(sheet.asked)))
    four_states(*counts, words=False)


def _code(assessment_id: int) -> None:
    @st.dialog(_("확인번호"))
    def opened() -> None:
        person = visitor()
        # the dialog redraws itself; a code is made once for each time it is opened
        made = st.session_state.setdefault("made-code", {})
        if assessment_id not in made:
            with reported():
                made[assessment_id] = interview.make_owner_code(
                    person.office, person.actor, assessment_id
                )
        if assessment_id in made:
            code = made[assessment_id]
            st.metric(_("업체에 알려 줄 번호"), f"{code[:4]} {code[4:]}")
            st.write(_("업체 대표에게 알려 주십시오. 사흘 동안 쓸 수 있고, 다시 보이지 않습니다."))
            st.write(_("업체는 자가진단의 제출 화면에 이 번호를 넣습니다."))

    st.session_state.pop("made-code", None)
    opened()


draw()
