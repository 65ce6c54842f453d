"""The way to a file with many firms in it: first what it is for, then the link."""

from functools import partial
from urllib.parse import quote

import streamlit as st

from assessment.locale import translate as _
from assessment.services.exports.export_reasons import LONGEST, SHORTEST, usual_reasons


def bulk_link(label: str, address: str, key: str) -> None:
    """A button that asks for the reason; the link stands below it once there is one."""
    st.fragment(partial(_asked, label, address, key), key=f"{key}-part")()


def _asked(label: str, address: str, key: str) -> None:
    with st.popover(label, icon=":material/download:", key=key):
        reason = st.selectbox(
            _("무엇에 쓰십니까?"),
            usual_reasons(),
            index=None,
            accept_new_options=True,
            placeholder=_("고르거나 적어 주십시오"),
            key=f"{key}-reason",
        )
        why = (reason or "").strip()
        given = SHORTEST <= len(why) <= LONGEST
        if why and not given:
            st.caption(_("{low}–{high}자로 적어 주십시오.", low=SHORTEST, high=LONGEST))
        st.link_button(
            _("내려받기"),
            f"{address}{'&' if '?' in address else '?'}reason={quote(why, safe='')}",
            type="primary",
            disabled=not given,
        )
        st.caption(_("여러 업체의 자료입니다. 받은 사람과 이유가 기록에 남습니다."))
