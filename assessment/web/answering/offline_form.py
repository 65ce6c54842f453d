"""Answering in Excel: take the form away, bring it back, see the difference, then store."""

from dataclasses import dataclass

import streamlit as st

from assessment.locale import translate as _
from assessment.problems import AssessmentError
from assessment.records.assessments import Assessment
from assessment.services.forms import form_import
from assessment.services.forms.form_import import FormMoved, FormPreview
from assessment.services.forms.form_storing import Stored
from assessment.web.answering import form_difference
from assessment.web.refusals import reported, show
from assessment.web.server.uploads import count_once
from assessment.web.visitor import Visitor
from assessment.web.wording import day_and_time, plain
from assessment.workbooks.incoming.guard import Admitted, admit

_SHOWN, _TURN, _SAID = "form-shown", "form-turn", "form-said"


@dataclass(frozen=True, eq=False)
class _Shown:
    """The file that was brought, and the difference that the person has before them."""

    file: Admitted
    preview: FormPreview
    moved: bool = False


def draw(person: Visitor, found: Assessment) -> None:
    """Both ways in one place; once a file is brought, its difference alone."""
    shown: _Shown | None = st.session_state.get(_SHOWN)
    if shown is not None:
        _difference(person, shown)
        return
    done: Stored | None = st.session_state.pop(_SAID, None)
    if done is not None:
        _told(done)
    _take(found)
    _bring(person)


def _take(found: Assessment) -> None:
    st.header(_("1. 양식 받기"), anchor=False)
    st.write(_("인터넷이 없어도 엑셀이나 한셀에서 답할 수 있습니다. 답한 것은 채워져 있습니다."))
    where = f"/files/offline/{found.firm_id}/{found.round_id}/{found.questionnaire}"
    for label, address in (
        (_("내 답이 채워진 양식 받기"), where),
        (_("빈 양식 받기"), f"{where}?blank=1"),
    ):
        st.link_button(label, address, icon=":material/download:", width="stretch")


def _bring(person: Visitor) -> None:
    st.header(_("2. 적은 양식 올리기"), anchor=False)
    st.write(_("올리면 먼저 무엇이 바뀌는지 보여 드립니다. 확인하기 전에는 저장하지 않습니다."))
    given = st.file_uploader(
        _("적은 양식 (xlsx)"), type=["xlsx"], key=f"form-file-{st.session_state.get(_TURN, 0)}"
    )
    if given is None:
        return
    with reported(), st.spinner(_("양식을 살펴보고 있습니다…")):
        count_once(person, "import", given)
        file = admit(given.name, given.getvalue(), ("xlsx",))
        preview = form_import.preview_form(person.office, person.actor, file)
        st.session_state[_SHOWN] = _Shown(file, preview)
        st.rerun()


def _difference(person: Visitor, shown: _Shown) -> None:
    preview, name = shown.preview, plain(shown.file.name)
    st.header(_("올린 양식에서 달라진 것"), anchor=False)
    st.caption(name)
    if shown.moved:
        st.warning(_("보시는 사이에 웹의 답이 바뀌었습니다. 새로 견준 것을 다시 확인해 주십시오."))
    said, before = form_difference.counts(preview), preview.looked.imported_at
    if not said:
        same = _("웹의 답과 같습니다. 저장할 것이 없습니다.")
        if before is not None:
            same = _("같은 파일을 {at}에 이미 올리셨습니다. 바뀐 것이 없습니다.",
                     at=plain(day_and_time(before)))  # fmt: skip
        st.success(same, icon=":material/task_alt:")
        _leave_button(_("돌아가기"), primary=True)
        return
    st.markdown(f"**{said}**")
    chosen = form_difference.conflicts(preview)
    form_difference.others(preview)
    left = len(preview.looked.difference.of("conflict")) - len(chosen)
    if left:
        st.markdown(f":orange[{_('아직 고르지 않은 칸이 {n}개 있습니다.', n=left)}]")
    pressed = False
    with st.container(horizontal=True, key="form-pager", gap="small"):
        _leave_button(_("그만두기"), primary=False)
        if st.button(_("저장"), type="primary", key="form-store", width="stretch"):
            pressed = True
    if pressed and left:
        st.error(_("먼저 위에서 {n}칸을 골라 주십시오. 아직 저장하지 않았습니다.", n=left))
    elif pressed:
        _store(person, shown, chosen)


def _leave_button(label: str, *, primary: bool) -> None:
    st.button(
        label,
        key="form-leave",
        type="primary" if primary else "secondary",
        on_click=_leave,
        width="stretch",
    )


def _leave() -> None:
    st.session_state.pop(_SHOWN, None)
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1


def _store(person: Visitor, shown: _Shown, chosen: dict[str, str]) -> None:
    sides = {key: side for key, side in chosen.items() if side in ("web", "file")}
    try:
        done = form_import.store_form(
            person.office,
            person.actor,
            shown.file,
            sides,  # type: ignore[arg-type]  # the two sides
            shown.preview.seal,
        )
    except FormMoved as moved:
        st.session_state[_SHOWN] = _Shown(shown.file, moved.preview, moved=True)
        st.rerun()
    except AssessmentError as refused:
        for problem in refused.problems:
            show(problem)
        return
    _leave()
    st.session_state[_SAID] = done
    st.rerun()


def _told(done: Stored) -> None:
    if done.imported_at is not None and not done.written and not done.settled:
        at = plain(day_and_time(done.imported_at))
        st.info(_("같은 파일을 {at}에 이미 올리셨습니다. 바뀐 것이 없습니다.", at=at))
        return
    said = _("새 답 {new}개, 바뀐 답 {changed}개를 저장했습니다.", new=done.new,
             changed=done.changed)  # fmt: skip
    if done.settled:
        said += " " + _("서로 달랐던 {n}칸은 고르신 대로 두었습니다.", n=done.settled)
    if done.emptied:
        said += " " + _("지운 답은 {n}개입니다.", n=done.emptied)
    st.success(said, icon=":material/task_alt:")
