"""What goes with an answer: a comment, photos and papers."""

from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assessment.definitions.questionnaires import Item
from assessment.definitions.releases import Release
from assessment.locale import translate as _
from assessment.services.assessing import answering
from assessment.services.assessing.answering import Sheet, StoredAnswer
from assessment.services.assessing.evidence import Evidence
from assessment.services.assessing.item_texts import option_text
from assessment.web.answering.answer_fields import Place
from assessment.web.refusals import reported
from assessment.web.server.uploads import count_once
from assessment.web.visitor import Visitor
from assessment.web.wording import plain

KINDS = ["jpg", "jpeg", "png", "webp", "pdf"]
LONGEST = 2_000


def draw(
    person: Visitor,
    sheet: Sheet,
    place: Place,
    *,
    on_comment: Callable[[Place, Item], None],
) -> DeltaGenerator:
    """Two quiet buttons that open in place; returns where `expected` is to be written."""
    stored, files = sheet.answers.get(place.item), sheet.evidence.get(place.item, ())
    said = bool(stored and stored.comment)
    with st.container(horizontal=True, key="enclosures", gap="small"):
        label = _("사진·파일 {n}", n=len(files)) if files else _("사진·파일")
        with st.popover(label, icon=":material/attach_file:", key="open-files"):
            words = st.container()
            st.caption(_("없어도 됩니다. 사진의 위치 정보는 지우고 보관합니다."))
            _files(person, place, files, is_open=sheet.open)
        label = _("메모 있음") if said else _("메모")
        with st.popover(label, icon=":material/chat:", key="open-comment"):
            st.text_area(
                _("컨설턴트에게 남길 말"),
                value=(stored.comment or "") if stored else "",
                max_chars=LONGEST,
                key=place.key("comment"),
                placeholder=_("예) 3번 라인만 바코드를 씁니다"),
                disabled=not sheet.open,
                on_change=on_comment,
                args=(place, sheet.release.items[place.item]),
            )
    return words


def comment(place: Place) -> str | None:
    """What the comment's field says; none when it is not on the screen."""
    found: str | None = st.session_state.get(place.key("comment"))
    return found


def expected(release: Release, item: str, stored: StoredAnswer | None) -> None:
    """What would show that the chosen option is true."""
    chosen = option_text(release, item, stored.value if stored else None)
    if chosen is not None and chosen.evidence:
        st.markdown(_("이런 것이면 좋습니다: {evidence}", evidence=plain(chosen.evidence)))
    else:
        st.empty()  # keeps the place, so that a later click of the fragment may write here


def _files(person: Visitor, place: Place, files: tuple[Evidence, ...], *, is_open: bool) -> None:
    for one in files:
        with st.container(horizontal=True, vertical_alignment="center"):
            name = f"[{plain(one.name)}](/files/evidence/{one.id})"
            st.markdown(name, width="stretch")
            if is_open and st.button(
                _("지우기"), key=f"remove-{one.id}", icon=":material/delete:", type="tertiary"
            ):
                with reported():
                    answering.remove_evidence(person.office, person.actor, one.id)
                    st.rerun()
    if not is_open:
        return
    # a new key empties the field once its file is stored
    turn = st.session_state.setdefault("uploads", 0)
    given = st.file_uploader(
        _("사진이나 PDF (20 MB까지)"), type=KINDS, key=f"files-{place.item}-{turn}"
    )
    if given is not None:
        with reported(), st.spinner(_("올리는 중입니다")):
            count_once(person, "evidence", given)
            answering.attach_evidence(
                person.office,
                person.actor,
                place.assessment_id,
                place.item,
                given.name,
                given.getvalue(),
            )
            st.session_state["uploads"] = turn + 1
            st.rerun()
