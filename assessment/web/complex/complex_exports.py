"""What leaves with every firm in it: the reason is asked first, the file is made beside."""

import streamlit as st

from assessment.locale import translate as _
from assessment.web import errand_panel
from assessment.web.visitor import Visitor
from assessment.web.wording import plain

KIND = "bulk"
SHORTEST = 4


def draw(person: Visitor, round_name: str, questionnaire: str, title: str, *, some: bool) -> None:
    """The two workbooks of the round that is shown; only who may take them sees it."""
    if person.actor.role not in ("manager", "admin"):
        return
    with st.expander(_("엑셀로 내보내기 (업체 이름이 들어갑니다)"), key="exports"):
        going = errand_panel.draw(person, KIND)
        if not going:
            _order(person, round_name, questionnaire, title, some=some)


def _order(person: Visitor, round_name: str, questionnaire: str, title: str, *, some: bool) -> None:
    names, notes = _choices()
    if not some:
        st.caption(_("아직 제출한 업체가 없습니다. 제출이 들어오면 자료와 점수를 내보냅니다."))
        names = {name: names[name] for name in ("forms", "blank_forms")}
    with st.form("export-order", border=False):
        st.caption(plain(f"{round_name} · {title}"))
        what = st.radio(
            _("무엇을 내보냅니까?"),
            list(names),
            format_func=names.__getitem__,
            captions=[notes[name] for name in names],
            key="export-what",
        )
        reason = st.text_input(
            _("어디에 씁니까? (꼭 필요)"),
            max_chars=200,
            placeholder=_("예) 운영위원회 보고"),
            key="export-reason",
        )
        st.caption(_("누가 언제 왜 받았는지 기록에 남습니다."))
        sent = st.form_submit_button(
            _("파일 만들기"), type="primary", key="export-make", icon=":material/table:"
        )
    if not sent:
        return
    if len(reason.strip()) < SHORTEST:
        st.error(_("무엇에 쓰는지 한 줄로 적어 주십시오. 기록에 남습니다."))
        return
    given = {
        "what": what,
        "round": round_name,
        "questionnaire": questionnaire,
        "reason": reason,
    }
    errand_panel.begin(person, KIND, given)
    st.rerun()


def _choices() -> tuple[dict[str, str], dict[str, str]]:
    """What can be taken away, and what is in it."""
    names = {
        "cohort": _("전체 업체 자료"),
        "proof": _("점수 검증 (수식으로 다시 계산)"),
        "forms": _("오프라인 양식, 참여 업체 (zip)"),
        "blank_forms": _("빈 오프라인 양식, 등록된 모든 업체 (zip)"),
    }
    notes = {
        "cohort": _("업체마다 한 줄. 사실, 점수, 수준과 그림이 들어 있습니다."),
        "forms": _("업체마다 한 파일. 지금까지의 답이 채워져 있습니다."),
        "blank_forms": _("업체마다 한 파일. 아직 시작하지 않은 업체도 들어 있습니다."),
        "proof": _("답과 가중치가 칸에 있어 엑셀에서 점수가 다시 계산됩니다."),
    }
    return names, notes
