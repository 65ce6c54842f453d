"""Long work as the person who ordered it sees it: how far it is, stop, the file when it is done."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from assessment.locale import translate as _
from assessment.services.trust.erasing import erasures
from assessment.web.server import errands
from assessment.web.server.allowance import allowance
from assessment.web.server.errands import Errand
from assessment.web.server.gate import SESSION_HEADER
from assessment.web.visitor import Visitor, visitor
from assessment.web.wording import plain

EVERY = 1.0
Draw = Callable[[Mapping[str, Any]], None]


def begin(
    person: Visitor, kind: str, given: Mapping[str, Any], files: Sequence[bytes] = ()
) -> None:
    """Start the work for this person; the panel shows it from the next run on."""
    allowance.take(person.actor, "errand")
    session = st.context.headers.get(SESSION_HEADER) or ""
    errands.start(
        person.actor.account_id,
        session,
        kind,
        language=person.language,
        given=given,
        files=files,
        role=person.actor.role,
        erasures=erasures(person.office),
    )


def draw(person: Visitor, kind: str, finished: Draw | None = None) -> bool:
    """The person's work of this kind; true while it goes on. `finished` draws what it said."""
    errands.drop_stale(erasures(person.office))
    errand = errands.latest(person.actor.account_id, kind, person.actor.role)
    if errand is None:
        return False
    if errand.going:
        st.fragment(partial(_going, kind), run_every=EVERY, key=f"errand-{kind}")()
        return True
    _ended(errand, finished)
    return False


def _going(kind: str) -> None:
    person = visitor()
    errand = errands.latest(person.actor.account_id, kind, person.actor.role)
    if errand is None or not errand.going:
        st.rerun()
        return
    known = errand.progress()
    if errand.state == "waiting":
        said = _("다른 일이 끝나기를 기다리고 있습니다.")
    elif known is not None:
        said = _("{done} / {total} · {n}초 지남", done=f"{known[0]:,}", total=f"{known[1]:,}",
                 n=errand.seconds)  # fmt: skip
    else:
        said = _("만드는 중입니다 · {n}초 지남", n=errand.seconds)
    share = known[0] / max(known[1], 1) if known else 0.0
    with st.container(border=True, key=f"going-{kind}"):
        st.progress(min(share, 1.0), text=said)
        st.caption(_("다른 화면을 보셔도 됩니다. 다 되면 이 자리에 파일이 나옵니다."))
        st.button(
            _("취소"), key=f"stop-{kind}", icon=":material/close:", on_click=errands.stop,
            args=(errand,),
        )  # fmt: skip


def _ended(errand: Errand, finished: Draw | None) -> None:
    said = errand.result()
    with st.container(border=True, key=f"ended-{errand.kind}"):
        if errand.state == "stopped":
            st.info(_stopped(errand), icon=":material/close:")
        elif errand.state == "failed":
            st.error(_("끝내지 못했습니다. 다시 해 보시고, 또 그러면 관리자에게 알려 주십시오."))
        for what, fix in said.get("problems", ()):
            st.error(f"{plain(what)} {plain(fix)}", icon=":material/error:")
        if "name" in said:
            st.success(
                _("다 되었습니다 ({n}초). 한 시간 동안 받을 수 있습니다.", n=errand.seconds),
                icon=":material/task_alt:",
            )
            st.link_button(
                _("{name} 내려받기 ({size})", name=plain(said["name"]), size=_size(said["size"])),
                f"/files/made/{errand.id}",
                icon=":material/download:",
                type="secondary" if finished else "primary",  # what comes next is the one thing
                width="stretch",
            )
        if finished is not None and errand.state == "done":
            finished(said)
        st.button(
            _("치우기"), key=f"forget-{errand.kind}", type="tertiary", icon=":material/delete:",
            on_click=errands.forget, args=(errand,),
        )  # fmt: skip


def _stopped(errand: Errand) -> str:
    """What is left of work that was stopped."""
    if errand.kind == "forms" and not errand.given().get("preview", True):
        return _(
            "취소했습니다. 그때까지 저장한 양식은 그대로 있습니다. "
            "같은 파일을 다시 올리면 나머지만 저장됩니다."
        )
    return _("취소했습니다. 만들던 파일은 남지 않고, 바뀐 것도 없습니다.")


def _size(count: int) -> str:
    """Bytes as people read them."""
    kilobytes = count / 1024
    return f"{kilobytes / 1024:,.1f} MB" if kilobytes >= 1000 else f"{kilobytes:,.0f} kB"
