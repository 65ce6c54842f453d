"""One firm, found by its name or business number instead of by a number that nobody knows."""

import streamlit as st

from assessment.locale import translate as _
from assessment.services.register import firms
from assessment.services.register.identifiers import show_business_number
from assessment.web.visitor import Visitor

MOST = 50


def firm_choice(person: Visitor, key: str) -> int | None:
    """The id of the chosen firm; one that is found alone is chosen."""
    text = st.text_input(
        _("업체 찾기"),
        placeholder=_("이름이나 사업자등록번호"),
        type="search",
        key=f"{key}-text",
        width=420,
    )
    if not (text or "").strip():
        return None
    found = firms.find_firms(person.office, person.actor, text or "", size=MOST).rows
    names = {
        int(one["id"]): " · ".join(
            filter(None, (one["name"], show_business_number(one["business_number"])))
        )
        for one in found.to_dict("records")
    }
    if not names:
        st.caption(_("찾은 업체가 없습니다. 다르게 적어 주십시오."))
        return None
    return st.selectbox(
        _("업체"),
        list(names),
        index=0 if len(names) == 1 else None,
        format_func=names.__getitem__,
        placeholder=_("고르기"),
        key=f"{key}-{hash(tuple(names))}",
        width=420,
    )
