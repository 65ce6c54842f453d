"""One item a row: the claim and what backs it beside what the reviewer found, and why."""

from dataclasses import replace
from functools import partial

import streamlit as st

from assessment.definitions.questionnaires import MultiItem
from assessment.locale import language
from assessment.locale import translate as _
from assessment.services.assessing import answering
from assessment.services.assessing.item_texts import (
    answer_text,
    item_text,
    option_text,
    reason_text,
    unit_text,
)
from assessment.services.review.review_item import ReviewedItem
from assessment.services.review.reviewing import METHODS, REASON_CODES
from assessment.web.answering.enclosures import KINDS
from assessment.web.refusals import reported, show
from assessment.web.review import review_findings as findings
from assessment.web.review import review_state as state
from assessment.web.review.review_findings import Row
from assessment.web.review.review_state import Fresh
from assessment.web.server.uploads import count_once
from assessment.web.visitor import visitor
from assessment.web.wording import day, plain, points

_OTHERS = tuple(code for code in REASON_CODES if code != "confirmed")


def draw(row: Row, fresh: Fresh) -> None:
    """The row in a fragment of its own."""
    st.fragment(partial(_row, row, fresh), key=f"row-{row.item}")()


def _row(row: Row, fresh: Fresh) -> None:
    person = fresh.who()
    one = fresh.item(row.assessment_id, row.item)
    row = replace(row, seen=one.claim_revision)
    may = one.open and person.actor.role == "consultant"
    turn = state.turn(row.assessment_id, one)
    with st.container(border=True, key=f"row-{row.item}"):
        claim, backing, finding = st.columns([3.4, 2, 4.6], gap="medium")
        with claim, st.container(gap="xsmall"):
            _claim(row, one)
        with backing, st.container(gap="xsmall"):
            _backing(one)
            if may:
                _add_file(row)
        with finding, st.container(gap="xsmall"):
            if may:
                _finding(row, one, turn)
            else:
                _standing(one)


# ---- claim and backing -----------------------------------------------------------------------


def _claim(row: Row, one: ReviewedItem) -> None:
    texts = one.release.texts[language()]
    area = next(a.id for a in one.release.questionnaire.areas if one.item in a.items)
    text = item_text(one.release, one.item)
    st.caption(plain(texts.areas[area].name) + _badges(row, one))
    st.markdown(f"**{plain(text.short)}**", help=plain(text.question))
    said = answer_text(one.release, one.item, one.claim_state, one.claim_value)
    chosen = option_text(one.release, one.item, one.claim_value)
    more = f" · {plain(chosen.descriptor)}" if chosen else ""
    if one.claim and one.claim.reason:
        more = f" · {plain(reason_text(one.release, one.claim.reason))}"
    st.markdown(f"{_('자가')}: **{plain(said)}**{more}")
    if text.check:
        st.markdown(f":blue[{_('현장 질문')}] {plain(text.check)}")
    for doubt in row.doubts:
        st.markdown(f":orange[:material/warning: {plain(doubt)}]")


def _badges(row: Row, one: ReviewedItem) -> str:
    said = []
    if row.can_move:
        said.append(f":orange-badge[:material/swap_vert: {_('결과가 바뀔 수 있음')}]")
    if row.stake:
        said.append(f":gray-badge[{_('걸린 점수 {points}', points=points(row.stake))}]")
    if one.stale:
        said.append(f":red-badge[:material/sync_problem: {_('확인한 뒤 응답이 바뀜')}]")
    elif row.changed:
        said.append(f":blue-badge[:material/edit: {_('지난 제출 뒤 바뀜')}]")
    if row.asked_again:
        said.append(f":violet-badge[:material/undo: {_('보완 요청함')}]")
    return (" " + " ".join(said)) if said else ""


def _backing(one: ReviewedItem) -> None:
    for file in one.evidence:
        address, name = f"/files/evidence/{file.id}", plain(file.name)
        if file.media_type.startswith("image/"):
            st.markdown(f"[![{name}]({address})]({address})")
        st.markdown(f":material/attach_file: [{name}]({address})")
    if not one.evidence:
        wanted = option_text(one.release, one.item, one.claim_value)
        st.caption(_("증빙 없음"))
        if wanted and wanted.evidence:
            st.caption(_("찾아볼 것: {evidence}", evidence=plain(wanted.evidence)))
    if one.claim and one.claim.comment:
        st.markdown(f"“{plain(one.claim.comment)}”")
    for said in one.comments:
        kind = _("보완 요청") if said.kind == "send_back" else _("메모")
        st.caption(f"{kind} {day(said.at)}: {plain(said.text)}")


def _add_file(row: Row) -> None:
    """What the reviewer photographs on the spot; the field is drawn only when it is wanted."""
    opened = st.popover(
        _("사진 올리기"),
        icon=":material/add_a_photo:",
        type="tertiary",
        key=f"add-file-{row.item}",
        on_change="rerun",
    )
    if not opened.open:
        return
    turn = st.session_state.setdefault("review-uploads", 0)
    with opened:
        given = st.file_uploader(
            _("사진이나 PDF (20 MB까지)"), type=KINDS, key=f"add-{row.item}-{turn}"
        )
        if given is not None:
            person = visitor()
            with reported(), st.spinner(_("올리는 중입니다")):
                count_once(person, "evidence", given)
                answering.attach_evidence(
                    person.office,
                    person.actor,
                    row.assessment_id,
                    row.item,
                    given.name,
                    given.getvalue(),
                )
                st.session_state["review-uploads"] = turn + 1
                st.rerun(scope="fragment")


# ---- what was found --------------------------------------------------------------------------


def _finding(row: Row, one: ReviewedItem, turn: int) -> None:
    _value(row, one, turn)
    wanted = findings.wanted(row, one, turn)
    if wanted and not findings.same(one, wanted):
        _why(row, one, turn)
    # a field's key is known to the session only once the field is drawn
    if findings.reconcile(row, one, turn):
        st.rerun()
    for problem in findings.failures(row):
        show(problem)
    confirmed = one.holds and one.found is not None and one.found.reason_code == "confirmed"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        pressed = st.button(
            _("자가와 같음"),
            key=f"same-{row.item}",
            icon=":material/check:" if confirmed else None,
            disabled=one.claim_state == "unanswered" or (confirmed and not one.stale),
            on_click=findings.confirm,
            args=(row,),
        )
        st.checkbox(
            _("보완 요청에 담기"),
            value=row.item in state.marked(),
            key=f"mark-{row.item}",
            on_change=findings.mark,
            args=(row,),
        )
        _standing(one)
    if pressed and not confirmed and not findings.failures(row):
        # in the session after a crash the click arrives without its callback
        findings.confirm_here(row)
        st.rerun()


def _value(row: Row, one: ReviewedItem, turn: int) -> None:
    words = findings.choices(one)
    held = findings.code_of(one.found.state, one.found.value) if one.found and one.holds else ""
    many = isinstance(one.release.items[one.item], MultiItem)
    key, args = row.key("found", turn), (row, turn)
    if many:
        st.pills(
            _("확인값"),
            list(words),
            selection_mode="multi",
            default=[code for code in held.split() if code in words],
            format_func=words.__getitem__,
            key=key,
            label_visibility="collapsed",
            on_change=findings.chosen,
            args=args,
        )
    elif words:
        st.pills(
            _("확인값"),
            list(words),
            default=held if held in words else None,
            required=True,
            format_func=words.__getitem__,
            key=key,
            label_visibility="collapsed",
            on_change=findings.chosen,
            args=args,
        )
    elif one.release.items[one.item].type != "file":
        special = findings.specials(one)
        unit = unit_text(one.release.items[one.item])
        label = _("확인값 ({unit})", unit=plain(unit)) if unit else _("확인값")
        value = "" if held in special else held
        st.text_input(label, value=value, key=key, on_change=findings.chosen, args=args)
        if special:
            st.pills(
                _("값이 없다면"),
                list(special),
                default=held if held in special else None,
                format_func=special.__getitem__,
                key=row.key("found-state", turn),
                label_visibility="collapsed",
                on_change=findings.chosen,
                args=args,
            )


def _why(row: Row, one: ReviewedItem, turn: int) -> None:
    held = one.found if one.found and one.holds else None
    chosen = st.session_state.get(row.key("reason", turn)) or (held.reason_code if held else None)
    hint = _("사유")
    if held is None or findings.code_of(held.state, held.value) != findings.wanted(row, one, turn):
        hint = _("아직 저장 안 됨 · 사유를 고르면 저장됩니다")
        if chosen == "other":
            hint = _("아직 저장 안 됨 · 본 것을 적으면 저장됩니다")
    with st.container(key=f"why-{row.item}", gap="xsmall"):
        reason = st.pills(
            hint,
            _OTHERS,
            default=held.reason_code if held and held.reason_code in _OTHERS else None,
            required=True,
            format_func=lambda code: _(REASON_CODES[code]),
            key=row.key("reason", turn),
            on_change=findings.chosen,
            args=(row, turn),
        )
        if reason:
            st.text_input(
                _("무엇을 보았습니까?"),
                value=(held.note or "") if held else "",
                max_chars=500,
                placeholder=_("'기타'이면 꼭 적어 주십시오"),
                key=row.key("note", turn),
                label_visibility="collapsed",
                on_change=findings.chosen,
                args=(row, turn),
            )


def _standing(one: ReviewedItem) -> None:
    if one.found is None:
        st.caption(_("확인 전"), width="content")
        return
    said = plain(answer_text(one.release, one.item, one.found.state, one.found.value))
    why = _(REASON_CODES[one.found.reason_code])
    how = _(METHODS[one.found.method])
    line = f"{said} · {why} · {how} · {plain(one.reviewer)} {day(one.found.at)}"
    if one.stale:
        st.markdown(f":red[{_('전에 확인한 값')}: {line}]")
    else:
        st.markdown(f":green[**{_('확인됨')}**] {line}")
