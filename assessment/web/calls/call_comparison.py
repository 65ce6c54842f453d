"""The other ways of choosing beside the rule: for comparison only, nothing of it decides."""

import html
from functools import partial

import pandas as pd
import streamlit as st

from assessment.locale import translate as _
from assessment.services.funding.alternatives import Alternatives, Choice, alternatives
from assessment.web.calls.call_words import eok
from assessment.web.refusals import reported
from assessment.web.visitor import visitor
from assessment.web.wording import plain

MOST_SHOWN = 20


def draw(call_id: int) -> None:
    """Folded until somebody asks, for it takes a moment on a large call."""
    st.fragment(partial(_fold, call_id), key="compare-part")()


def _fold(call_id: int) -> None:
    label = _("다른 방법과 견주기 (참고 — 결정이 아닙니다)")
    with st.expander(label, key="compare", icon=":material/balance:", on_change="rerun") as fold:
        if fold.open:
            _compared(call_id)


def _compared(call_id: int) -> None:
    person = visitor()
    found: Alternatives | None = None
    with reported(), st.spinner(_("다른 방법으로도 골라 보고 있습니다…"), show_time=True):
        found = alternatives(person.office, person.actor, call_id)
    if found is None:
        return
    with st.container(key="comparison"):
        st.markdown(f":orange-badge[{_('참고 — 결정이 아닙니다')}] {plain(found.note)}")
        st.html(_table(found))
        _prices(found)
        others = {one.kind: one for one in found.choices if not one.decides}
        if not others:
            return
        chosen = st.segmented_control(
            _("누가 들어오고 누가 나갑니까?"),
            list(others),
            format_func=lambda kind: str(others[kind].name),
            default=next(iter(others)),
            required=True,
            key="compared-with",
        )
        _crossing(others[chosen])


def _table(found: Alternatives) -> str:
    sums = (_("방법"), _("선정"), _("점수 합"), _("쓴 예산"))
    heads = (*sums, _("들어옴"), _("나감"), _("지키지 못한 조건"))
    top = "".join(f'<th scope="col">{html.escape(head)}</th>' for head in heads)
    rows = "".join(_line(one, heads) for one in found.choices)
    title = html.escape(_("확인이 끝난 적격 업체 {n}곳 가운데", n=f"{found.candidates:,}"))
    return f'<table class="ways"><caption>{title}</caption><tr>{top}</tr>{rows}</table>'


def _line(one: Choice, heads: tuple[str, ...]) -> str:
    mark = _("공고의 규칙") if one.decides else _("참고")
    broken = ", ".join(map(str, one.broken)) or _("없음")
    cells = (
        _("{n}곳", n=f"{one.selected:,}"),
        f"{one.value:,.2f}",
        eok(one.spent),
        "–" if one.decides else f"{len(one.comes_in):,}",
        "–" if one.decides else f"{len(one.goes_out):,}",
        broken,
    )
    name = f'{html.escape(str(one.name))} <span class="way">{html.escape(mark)}</span>'
    if one.bound is not None:
        name += f"<small>{html.escape(_bound(one))}</small>"
    drawn = "".join(
        f'<td data-label="{html.escape(head, quote=True)}">{html.escape(cell)}</td>'
        for head, cell in zip(heads[1:], cells, strict=True)
    )
    kind = "rule" if one.decides else "other"
    return f'<tr class="{kind}"><th scope="row">{name}</th>{drawn}</tr>'


def _bound(one: Choice) -> str:
    """How far from the best that choice can be."""
    bound = f"{one.bound or 0:,.2f}"
    if one.proven:
        return _("어떤 조합도 {bound}점을 넘지 못합니다: 최적이 증명됨", bound=bound)
    gap = f"{100 * (one.gap or 0):.4f}"
    return _("어떤 조합도 {bound}점을 넘지 못합니다: 차이 {gap}% 이내", bound=bound, gap=gap)


def _prices(found: Alternatives) -> None:
    """What one more of each limit would be worth."""
    lines = [
        _("- {name}: {price}점", name=plain(one.constraint), price=f"{one.price:,.3f}")
        for one in found.prices
        if one.price > 0
    ]
    if lines:
        head = _(
            "한도를 하나 늘리면 오르는 점수 합 (예산은 100만 원마다; 업체를 나눌 수 있다고 본 값)"
        )
        st.caption(f"{head}\n" + "\n".join(lines))


def _crossing(one: Choice) -> None:
    sides = st.columns(2)
    for side, rows, label in (
        (sides[0], one.comes_in, _("들어오는 업체 {n}곳", n=len(one.comes_in))),
        (sides[1], one.goes_out, _("나가는 업체 {n}곳", n=len(one.goes_out))),
    ):
        side.markdown(f"**{label}**\n\n" + ("\n".join(_names(rows)) or _("없음")))


def _names(rows: pd.DataFrame) -> list[str]:
    lines = [
        _(
            "- {rank}위 **{name}** {score}점 · {granted}",
            rank=int(row["rank"]),
            name=plain(row["name"]),
            score=f"{row['score']:.2f}",
            granted=eok(float(row["granted"])),
        )
        for row in rows.head(MOST_SHOWN).to_dict("records")
    ]
    if len(rows) > MOST_SHOWN:
        lines.append(_("- 그 밖에 {n}곳", n=len(rows) - MOST_SHOWN))
    return lines
