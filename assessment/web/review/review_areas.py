"""What need not be looked at one by one: folded per area, confirmed at once, opened when wanted."""

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from assessment.locale import language
from assessment.locale import translate as _
from assessment.services.assessing.item_texts import answer_text, item_text
from assessment.services.review import reviewing
from assessment.services.review.review_item import ReviewedItem
from assessment.web.refusals import reported
from assessment.web.review import review_rows
from assessment.web.review import review_state as state
from assessment.web.review.review_findings import Row
from assessment.web.review.review_state import Fresh
from assessment.web.visitor import visitor
from assessment.web.wording import plain


def draw(area: str, rows: Sequence[Row], fresh: Fresh, *, may: bool) -> None:
    """The area in a fragment of its own."""
    st.fragment(partial(_area, area, tuple(rows), fresh, may), key=f"area-{area}")()


def _area(area: str, rows: tuple[Row, ...], fresh: Fresh, may: bool) -> None:
    assessment_id = rows[0].assessment_id
    known = fresh.all(assessment_id)
    mine = [known[row.item] for row in rows]
    name = plain(mine[0].release.texts[language()].areas[area].name)
    left = [one for one in mine if not one.holds and one.claim_state != "unanswered"]
    opened = st.session_state.get(f"open-{area}", False)
    with st.container(key=f"fold-{area}", border=True, gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{name}** {_in_words(mine, len(left))}", width="stretch")
            st.toggle(_("문항 보기"), key=f"open-{area}")
            if may:
                st.button(
                    _("{n}문항 모두 자가와 같음", n=len(left)) if left else _("모두 확인됨"),
                    key=f"all-{area}",
                    icon=None if left else ":material/check:",
                    disabled=not left,
                    on_click=_confirm,
                    args=(assessment_id, area, {one.item: one.claim_revision for one in mine}),
                )
        if opened:
            inside = Fresh(fresh.person, known)
            for row in rows:
                review_rows.draw(row, inside)
            inside.over()
        else:
            st.caption(" · ".join(map(_short, mine)))


def _in_words(mine: Sequence[ReviewedItem], left: int) -> str:
    silent = sum(one.claim_state == "unanswered" for one in mine)
    said = [_("나머지 {n}문항", n=len(mine))]
    said += [_("확인 전 {n}", n=left)] if left else []
    said += [_("답하지 않음 {n}", n=silent)] if silent else []
    return " · ".join(said)


def _short(one: ReviewedItem) -> str:
    name = plain(item_text(one.release, one.item).short)
    claim = plain(answer_text(one.release, one.item, one.claim_state, one.claim_value))
    if one.holds and one.found is not None:
        found = plain(answer_text(one.release, one.item, one.found.state, one.found.value))
        return f"{name} {found} ✓" if found == claim else f"{name} {claim} → {found} ✓"
    return f"{name} {claim}"


def _confirm(assessment_id: int, area: str, seen: Mapping[str, int]) -> None:
    person = visitor()
    how = state.method(assessment_id)
    with reported():
        totals = reviewing.confirm_unchanged(
            person.office, person.actor, assessment_id, area, how, seen
        )
        state.keep_totals(assessment_id, totals)
        st.rerun(scope=(f"area-{area}", state.TOTALS))
