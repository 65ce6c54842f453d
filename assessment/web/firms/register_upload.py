"""A factory register for staff: the file, what it would change, and only then the change."""

import math
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from assessment.locale import language, speaking
from assessment.locale import translate as _
from assessment.problems import Conflict
from assessment.services.register import register_import, register_report
from assessment.services.register.register_changes import Did, Outcome
from assessment.services.register.register_import import Preview, Register
from assessment.web.refusals import reported
from assessment.web.server.uploads import count_once
from assessment.web.visitor import Visitor
from assessment.web.wording import day_and_time, plain

_KEPT, _TURN = "register-shown", "register-turn"
_SIZE = 100
_MOST_LEFT_OUT = 500
_COUNTED: tuple[Did, ...] = ("new", "changed", "site", "unchanged", "duplicate", "refused")


@dataclass(frozen=True, eq=False)
class _Shown:
    """What this person has uploaded, and the preview that they see of it."""

    files: tuple[str, ...]
    register: Register
    preview: Preview
    left_out: tuple[int, ...] = ()


def draw(person: Visitor) -> None:
    """Upload, preview, confirm; nothing is kept before the last step."""
    st.markdown(
        _("명부를 올리면 무엇이 바뀌는지 먼저 보여 드립니다. 반영하기 전에는 바뀌지 않습니다.")
    )
    turn = st.session_state.get(_TURN, 0)
    file = st.file_uploader(
        _("명부 파일 (xlsx, csv, 10 MB까지)"),
        type=["xlsx", "csv"],
        key=f"register-file-{turn}",
        help=_("팩토리온 내보내기와 시·군 공개 자료의 열 이름을 알아봅니다."),
    )
    with st.expander(_("연도별 재무가 다른 파일에 있으면")):
        figures = st.file_uploader(
            _("연도별 재무 파일 (xlsx, csv)"), type=["xlsx", "csv"], key=f"figures-file-{turn}"
        )
        st.caption(_("같은 파일의 다른 시트에 있으면 올리지 않아도 됩니다."))
    if file is None:
        st.session_state.pop(_KEPT, None)
        _said()
        return
    given = (file.file_id, figures.file_id if figures else "")
    shown: _Shown | None = st.session_state.get(_KEPT)
    if shown is None or shown.files != given:
        st.session_state.pop(_KEPT, None)
        shown = None
        with reported(), st.spinner(_("명부를 살펴보고 있습니다…")):
            count_once(person, "import", file)
            if figures is not None:
                count_once(person, "import", figures)
            others = (figures.name, figures.getvalue()) if figures else None
            register = register_import.uploaded(
                person.office, person.actor, (file.name, file.getvalue()), others
            )
            looked = register_import.preview(person.office, person.actor, register)
            shown = _Shown(given, register, looked)
            st.session_state[_KEPT] = shown
    if shown is not None:
        _preview(person, shown)


def _said() -> None:
    if said := st.session_state.pop("register-said", None):
        st.success(said, icon=":material/task_alt:")


def _preview(person: Visitor, shown: _Shown) -> None:
    found = shown.preview
    st.header(_("미리 보기: {file}", file=plain(found.file)), anchor=False)
    _counts(found)
    if found.before is not None:
        when = day_and_time(found.before)
        st.info(plain(_("{when}에 이미 가져온 파일입니다.", when=when)))
    for note in found.warnings[:5]:
        st.caption(f"{plain(note.where)}: {plain(note.what)} {plain(note.fix)}")
    if found.ignored:
        st.caption(_("쓰지 않은 열: {names}", names=plain(", ".join(found.ignored[:12]))))
    _confirm(person, shown)
    _tables(found)


def _counts(found: Preview) -> None:
    names, counts = register_report.did_names(), found.counts
    with st.container(horizontal=True, key="register-counts"):
        for did in _COUNTED:
            st.metric(names[did], f"{counts[did]:,}", width=104)
        if found.figures.write or found.figures.changes:
            st.metric(_("재무"), f"{len(found.figures.write):,}", width=104)


def _confirm(person: Visitor, shown: _Shown) -> None:
    found = shown.preview
    reviewed = [one for one in found.review if one.did in ("new", "changed", "site")]
    rows = {one.row: one for one in reviewed[:_MOST_LEFT_OUT]}
    options = sorted({*rows, *shown.left_out})
    if options:
        chosen = st.multiselect(
            _("빼고 반영할 행"),
            options,
            default=list(shown.left_out),
            format_func=lambda row: _label(rows.get(row), row),
            help=_("‘살펴볼 행’에서 의심스러운 행을 골라 이번에는 빼 둘 수 있습니다."),
            key=f"register-left-out-{shown.files[0]}",
            placeholder=_("모두 반영"),
        )
        if tuple(sorted(chosen)) != shown.left_out:
            looked = register_import.preview(
                person.office, person.actor, shown.register, leave_out=chosen
            )
            st.session_state[_KEPT] = _Shown(
                shown.files, shown.register, looked, tuple(sorted(chosen))
            )
            st.rerun()
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(
            _("반영하기"),
            type="primary",
            key="register-store",
            disabled=not found.changes_anything,
        ):
            _store(person, shown)
        st.download_button(
            _("결과 받기 (xlsx)"),
            data=_file(person, found),
            file_name=f"{_('명부 가져오기')}.xlsx",
            key="register-result",
            on_click="ignore",
            icon=":material/download:",
        )
    if not found.changes_anything:
        st.info(_("바뀌는 것이 없습니다."))
    elif found.count("refused"):
        st.caption(_("거절된 행은 빼고 반영합니다. 고친 뒤 다시 올리면 나머지만 더해집니다."))


def _label(outcome: Outcome | None, row: int) -> str:
    return _("{row}행 {name}", row=row, name=outcome.name if outcome else "").strip()


def _file(person: Visitor, found: Preview) -> Callable[[], bytes]:
    spoken = language()

    def made() -> bytes:
        with speaking(spoken):
            return register_report.result_file(found, "xlsx")

    return made


def _store(person: Visitor, shown: _Shown) -> None:
    with reported(), st.spinner(_("반영하고 있습니다…")):
        with suppress(Conflict):
            done = register_import.store(
                person.office,
                person.actor,
                shown.register,
                shown.preview.seen,
                leave_out=shown.left_out,
            )
            st.session_state["register-said"] = _(
                "반영했습니다. 새 업체 {new}곳, 고친 업체 {changed}곳, 더한 사업장 {site}곳입니다.",
                new=f"{done.count('new'):,}",
                changed=f"{done.count('changed'):,}",
                site=f"{done.count('site'):,}",
            )
            st.session_state.pop(_KEPT, None)
            st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
            st.rerun()
        looked = register_import.preview(
            person.office, person.actor, shown.register, leave_out=shown.left_out
        )
        st.session_state[_KEPT] = _Shown(shown.files, shown.register, looked, shown.left_out)
        st.warning(_("그사이 업체 정보가 바뀌어 다시 살펴보았습니다. 확인하고 반영해 주십시오."))


def _tables(found: Preview) -> None:
    tables: list[tuple[str, int, Callable[[slice], pd.DataFrame]]] = []
    changed = [one for one in found.outcomes if one.changes or (one.differs and not one.of)]
    review, report = found.review, register_report
    tables.append((_("거절"), len(found.problems), lambda part: report.problem_table(found)[part]))
    tables.append((_("살펴볼 행"), len(review), lambda part: report.review_table(review[part])))
    tables.append((_("바뀌는 값"), len(changed), lambda part: report.change_table(changed[part])))
    new = len(found.places_of_new)
    tables.append((_("새 업체"), new, lambda part: report.new_table(found.added(part))))
    figures = found.figures.changes
    tables.append((_("재무"), len(figures), lambda part: report.figure_table(found, part)))
    filled = [one for one in tables if one[1]]
    if not filled:
        return
    for tab, (name, long, table) in zip(
        st.tabs([f"{name} {long:,}" for name, long, _table in filled]), filled, strict=True
    ):
        with tab:
            _paged(name, long, table)


def _paged(name: str, long: int, table: Callable[[slice], pd.DataFrame]) -> None:
    pages = math.ceil(long / _SIZE)
    page = 1
    if pages > 1:
        page = int(st.pagination(pages, key=f"register-page-{name}"))
    frame = table(slice((page - 1) * _SIZE, page * _SIZE))
    st.dataframe(
        frame,
        hide_index=True,
        height=min(36 * (len(frame) + 1) + 3, 480),
        key=f"register-table-{name}-{page}",
        alt=name,
    )
