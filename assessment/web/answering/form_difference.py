"""What a returned form would change: conflicts to settle first, then everything else by kind."""

from collections.abc import Sequence

import streamlit as st

from assessment.definitions.releases import Release
from assessment.locale import translate as _
from assessment.problems import Problem
from assessment.services.assessing.item_texts import item_text
from assessment.services.forms.form_cells import FormCell
from assessment.services.forms.form_import import FormPreview
from assessment.web.wording import day_and_time, plain


def counts(preview: FormPreview) -> str:
    """How many cells of each kind, in one line."""
    found = preview.looked.difference
    said = [
        (_("새 답 {n}", n=len(found.of("new"))), found.of("new")),
        (_("바뀐 답 {n}", n=len(found.of("changed"))), found.of("changed")),
        (_("지운 답 {n}", n=len(found.of("emptied"))), found.of("emptied")),
        (_("고를 것 {n}", n=len(found.of("conflict"))), found.of("conflict")),
        (_("못 받는 칸 {n}", n=len(found.of("refused"))), found.of("refused")),
    ]
    return " · ".join(word for word, some in said if some)


def conflicts(preview: FormPreview) -> dict[str, str]:
    """Both sides of every conflict; what was chosen so far, by the cell's key."""
    found = preview.looked.difference.of("conflict")
    chosen: dict[str, str] = {}
    if not found:
        return chosen
    st.header(_("어느 쪽이 맞습니까? {n}칸", n=len(found)), anchor=False)
    st.caption(_("양식을 받은 뒤 웹에서도 바뀐 칸입니다. 하나씩 골라 주십시오."))
    mark = preview.seal[-12:]
    for place, cell in enumerate(found):
        with st.container(border=True, key=f"conflict-{place}"):
            side = _conflict(preview, cell, f"side-{mark}-{place}")
        if side is not None:
            chosen[cell.key] = side
    return chosen


def _conflict(preview: FormPreview, cell: FormCell, key: str) -> str | None:
    release = preview.looked.release
    st.markdown(f"**{_title(release, cell)}**")
    st.caption(_("양식을 받을 때: {answer}", answer=plain(preview.words(cell, cell.base))))
    sides = {
        "web": _("웹의 답: {answer}", answer=plain(preview.words(cell, cell.web))),
        "file": _("파일의 답: {answer}", answer=plain(preview.words(cell, cell.file))),
    }
    return st.radio(
        _("맞는 쪽"),
        list(sides),
        index=None,
        format_func=sides.__getitem__,
        captions=[_written(preview, cell), plain(cell.place)],
        key=key,
        label_visibility="collapsed",
    )


def _written(preview: FormPreview, cell: FormCell) -> str:
    """Who wrote the web's answer, and when."""
    who = preview.names.get(cell.web_by) if cell.web_by is not None else None
    said = [plain(who)] if who else []
    said += [plain(day_and_time(cell.web_at))] if cell.web_at is not None else []
    return " · ".join(said)


def others(preview: FormPreview) -> None:
    """What comes in without a question, what cannot, and what is worth knowing."""
    found = preview.looked.difference
    problems(preview.problems, _("받지 못하는 칸 {n}", n=len(preview.problems)))
    for kind, title in (
        ("new", _("새 답 {n}", n=len(found.of("new")))),
        ("changed", _("바뀐 답 {n}", n=len(found.of("changed")))),
        ("emptied", _("지운 답 {n}", n=len(found.of("emptied")))),
        ("kept", _("웹에서만 바뀌어 그대로 두는 답 {n}", n=len(found.of("kept")))),
    ):
        some = found.of(kind)  # type: ignore[arg-type]  # one of the kinds
        if some:
            with st.expander(title, key=f"cells-{kind}", expanded=kind == "emptied"):
                st.markdown("\n".join(_line(preview, cell) for cell in some))
    for note in preview.notes:
        st.info(f"{plain(note.what)} {plain(note.fix)}", icon=":material/info:")


def problems(some: Sequence[Problem], title: str) -> None:
    """Cells that cannot be taken: where, what, and what to do."""
    if not some:
        return
    with st.container(border=True, key="form-problems"):
        st.markdown(f"**:red[{plain(title)}]**")
        st.caption(_("이 칸들은 웹의 답이 그대로 남습니다."))
        for one in some:
            where = f"**{plain(one.where)}**  \n" if one.where else ""
            st.markdown(f"- {where}{plain(one.what)} {plain(one.fix)}")


def _line(preview: FormPreview, cell: FormCell) -> str:
    title = _title(preview.looked.release, cell)
    then = plain(preview.words(cell, cell.chosen("web" if cell.kind == "kept" else "file")))
    before = plain(preview.words(cell, cell.base if cell.kind == "kept" else cell.web))
    if cell.kind == "new":
        return f"- {title}: **{then}**"
    return f"- {title}: {before} → **{then}**"


def _title(release: Release, cell: FormCell) -> str:
    name = plain(item_text(release, cell.item).short)
    return f"{name} ({_('메모')})" if cell.part == "comment" else name
