"""양식 한꺼번에 가져오기: which of the returned forms come in, and what stops the others?"""

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from assessment.locale import translate as _
from assessment.web import errand_panel
from assessment.web.server import errands
from assessment.web.visitor import Visitor, visitor
from assessment.web.wording import plain

KIND = "forms"
PAGE = 50


def draw() -> None:
    """Files in, a preview of all of them, then storing; the result stays until it is put away."""
    person = visitor()
    st.title(_("양식 한꺼번에 가져오기"), anchor=False)
    st.write(
        _(
            "업체에서 돌려받은 오프라인 양식을 여러 개 또는 ZIP 하나로 올려 주십시오. "
            "먼저 무엇이 바뀌는지 보여 드리고, 저장은 그다음에 합니다."
        )
    )
    if not errand_panel.draw(person, KIND, partial(_finished, person)):
        _upload(person)


def _upload(person: Visitor) -> None:
    turn = st.session_state.get("forms-turn", 0)
    given = st.file_uploader(
        _("양식 (xlsx) 또는 ZIP"),
        type=["xlsx", "zip"],
        accept_multiple_files=True,
        key=f"forms-files-{turn}",
    )
    st.caption(_("한 파일은 20MB까지입니다. 더 크면 나누어 올려 주십시오."))
    st.caption(
        _("같은 파일을 다시 올려도 두 번 저장되지 않습니다. 다른 업체의 양식은 받지 않습니다.")
    )
    if not given or not st.button(
        _("{n}개 파일 미리 보기", n=len(given)),
        type="primary",
        key="forms-preview",
        icon=":material/preview:",
    ):
        return
    order = {"names": [one.name for one in given], "preview": True}
    errand_panel.begin(person, KIND, order, [one.getvalue() for one in given])
    st.session_state["forms-turn"] = turn + 1
    st.rerun()


def _finished(person: Visitor, said: Mapping[str, Any]) -> None:
    """What became of every file, or would."""
    if "rows" not in said:
        return
    summary = said["summary"]
    cells = summary["cells"]
    told = [
        _("파일 {n}개", n=f"{summary['files']:,}"),
        _("새 답 {n}개", n=f"{cells['new']:,}"),
        _("바뀐 답 {n}개", n=f"{cells['changed']:,}"),
        _("충돌 {n}개", n=f"{cells['left']:,}"),
        _("거부 {n}개 파일", n=f"{summary['refused']:,}"),
    ]
    if said["preview"]:
        st.info(_("아직 저장하지 않았습니다. 아래를 보고 저장해 주십시오."))
    st.markdown(f"**{plain(' · '.join(told))}**")
    if summary["conflicts"]:
        st.caption(
            _(
                "충돌한 칸은 웹의 답이 그대로 남습니다. "
                "업체가 그 파일을 자기 화면에 올리면 고를 수 있습니다."
            )
        )
    _table(said["rows"])
    if said["preview"] and summary["stored"] + summary["conflicts"]:
        st.button(
            _("이대로 저장"),
            type="primary",
            key="forms-store",
            icon=":material/save:",
            on_click=_store,
            args=(person, said["names"]),
        )


def _store(person: Visitor, names: list[str]) -> None:
    """Store the very files that were looked at."""
    errand = errands.latest(person.actor.account_id, KIND, person.actor.role)
    if errand is None:
        return
    contents = [
        (errand.folder / errands.given_file(place)).read_bytes() for place in range(len(names))
    ]
    errand_panel.begin(person, KIND, {"names": names, "preview": False}, contents)


def _table(rows: list[dict[str, Any]]) -> None:
    pages = -(-len(rows) // PAGE)
    page = int(st.session_state.get("forms-page", 1)) if pages > 1 else 1
    shown = pd.DataFrame(rows[(page - 1) * PAGE : page * PAGE])
    column = st.column_config
    st.dataframe(
        shown,
        hide_index=True,
        height=min(36 * (len(shown) + 1) + 3, 560),
        column_order=["did", "firm", "file", "new", "changed", "left", "why"],
        column_config={
            "did": column.TextColumn(_("결과"), width=110),
            "firm": column.TextColumn(_("업체"), width=150),
            "file": column.TextColumn(_("파일"), width=220),
            "new": column.NumberColumn(_("새 답"), width=70),
            "changed": column.NumberColumn(_("바뀐 답"), width=80),
            "left": column.NumberColumn(_("충돌"), width=60),
            "why": column.TextColumn(_("까닭"), width=420),
        },
        key=f"forms-table-{page}",
        alt=_("올린 파일마다 무엇이 되었는지의 표"),
    )
    if pages > 1:
        st.pagination(pages, key="forms-page")


draw()
