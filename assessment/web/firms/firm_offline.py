"""A firm's offline forms for staff who bring them along: one a questionnaire of the round."""

import streamlit as st

from assessment.locale import translate as _
from assessment.services.assessing import rounds
from assessment.services.assessing.begun import begun
from assessment.web.visitor import Visitor
from assessment.web.wording import plain


def draw(person: Visitor, firm_id: int) -> None:
    """Filled with what the firm has answered, or blank; where to bring them back."""
    with st.expander(_("오프라인 양식 받기"), key="firm-offline", on_change="rerun") as fold:
        if not fold.open:
            return
        current = rounds.current_round(person.office)
        choices = begun(person.office, person.actor, firm_id)
        if current is None or not choices:
            st.caption(_("지금은 진단 기간이 아니라 양식이 없습니다."))
            return
        blank = st.toggle(_("답을 채우지 않은 빈 양식으로"), key="firm-offline-blank")
        for one in choices:
            where = f"/files/offline/{firm_id}/{current.id}/{one.questionnaire}"
            st.link_button(
                plain(one.title),
                f"{where}?blank=1" if blank else where,
                icon=":material/download:",
                width="stretch",
            )
        st.page_link(
            "screens/forms.py", label=_("적은 양식 가져오기"), icon=":material/upload_file:"
        )
