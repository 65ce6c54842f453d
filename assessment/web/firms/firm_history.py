"""What was done with a firm's records: when, by whom, which fields."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from assessment.locale import translate as _
from assessment.services.register.field_names import field_names
from assessment.services.register.firms import FirmView
from assessment.web.firms import firm_fields
from assessment.web.wording import day_and_time, plain


def draw(view: FirmView) -> None:
    """The newest first; values stay in the journal."""
    if not view.history:
        st.caption(_("아직 이력이 없습니다."))
        return
    kinds, other = _kinds(), _("다른 기록")
    st.table(
        pd.DataFrame(
            {
                _("때"): [plain(day_and_time(one.at)) for one in view.history],
                _("누가"): [plain(one.who or _("시스템")) for one in view.history],
                _("무엇을"): [plain(kinds.get(one.kind, other)) for one in view.history],
                _("내용"): [_content(one.said) for one in view.history],
            }
        ),
        hide_index=True,
        border="horizontal",
    )


def _content(said: Mapping[str, Any] | None) -> str:
    """Which fields it touched; the values stay in the journal."""
    if said is None:
        return _("지워짐")
    names = {**field_names(), **firm_fields.declared()}
    touched = [names[field] for field in said if field in names]
    return plain(", ".join(touched[:6]))


def _kinds() -> dict[str, str]:
    return {
        "firm_added": _("업체 등록"),
        "firm_changed": _("업체 정보 변경"),
        "figures_saved": _("재무 기록"),
        "certificate_added": _("수준확인서 등록"),
        "support_added": _("받은 지원 등록"),
        "declared": _("사항 신고"),
        "assessment_opened": _("진단 시작"),
        "answers_carried": _("지난 답 가져옴"),
        "answered": _("응답"),
        "submitted": _("진단 제출"),
        "verified_items": _("문항 확인"),
        "sent_back": _("보완 요청"),
        "review_finished": _("검토 완료"),
        "assigned": _("담당·방문일 정함"),
        "commented": _("메모"),
        "evidence_attached": _("증빙 올림"),
        "evidence_removed": _("증빙 지움"),
        "owner_code_made": _("확인번호 만듦"),
        "owner_confirmed": _("업체가 확인"),
        "referral_asked": _("연계 요청"),
        "referral_accepted": _("연계 접수"),
        "referral_met": _("기관과 만남"),
        "referral_done": _("연계 마침"),
        "referral_declined": _("연계 못함"),
        "referral_withdrawn": _("연계 요청 거둠"),
        "refused": _("거절된 접근"),
    }
