"""Why an applicant stands where it stands, and what would move it."""

import pandas as pd
import streamlit as st

from assessment.locale import translate as _
from assessment.services.funding.board import CONTRIBUTION
from assessment.services.funding.ranking import CallView
from assessment.services.funding.reasons import change_words, words_of
from assessment.web.calls.call_eligibility import to_application
from assessment.web.calls.call_rows import Row
from assessment.web.calls.call_words import (
    binding_name,
    chance_words,
    criterion_names,
    eok,
    ranks,
    zone_name,
)
from assessment.web.wording import percent, plain


def draw(view: CallView, row: Row) -> None:
    """One sentence, the parts of the score, what is open, the way to the review."""
    st.markdown(_sentence(view, row))
    st.caption(
        _(
            "{words}. 이 구간과 가능성은 점수와 순서를 바꾸지 않습니다.",
            words=plain(view.distribution),
        )
    )
    if row["binding"]:
        st.markdown(_bound(row))
    parts = _parts(view, row)
    st.table(parts.set_index(parts.columns[0]))
    if any(one.example for one in view.programme.criteria):
        st.caption(_("공고에 없는 배점은 ‘예시 배점’으로, 이 프로그램에서 정한 값입니다."))
    st.markdown("\n".join(f"- {said}" for said in _movers(view, row)))
    if row["assessment"] is not None and not pd.isna(row["assessment"]):
        st.page_link(
            "screens/review.py",
            label=_("확인 내용 보기"),
            query_params={"id": str(int(row["assessment"]))},
            icon=":material/fact_check:",
        )
    if row["firm"] is not None and not pd.isna(row["firm"]):
        to_application(view.call.id, int(row["application"]))


def _sentence(view: CallView, row: Row) -> str:
    said = [
        _(
            "{rank}위, 순위구간 {range} (가운데 {median}위).",
            rank=int(row["rank"]),
            range=ranks(int(row["low"]), int(row["high"])),
            median=int(row["median"]),
        )
    ]
    gap = float(row["to_line"])
    by_rank = view.programme.selection == "by_rank"
    if by_rank and view.line.selected and view.line.selected < len(view.ranking):
        if row["above_line"] and gap >= 0:
            said.append(_("예산선보다 {n}점 높습니다.", n=f"{gap:.2f}"))
        elif not row["above_line"] and gap <= 0:
            said.append(_("예산선에 {n}점 모자랍니다.", n=f"{-gap:.2f}"))
    zone = zone_name(str(row["zone"]))
    said.append(
        _(
            "선정될 가능성은 **{chance}**, {zone}입니다.",
            chance=plain(chance_words(float(row["chance"]))),
            zone=f"**{zone}**",
        )
    )
    return " ".join(said)


def _bound(row: Row) -> str:
    """What keeps it out, and the smallest change that would let it in."""
    name = row["binding_name"] or binding_name(str(row["binding"]))
    said = _("막은 조건: **{name}**", name=plain(name))
    change = str(change_words(row))
    if change:
        said += f"  \n→ {plain(change)}"
    return said


def _parts(view: CallView, row: Row) -> pd.DataFrame:
    total = sum(view.parameters.weights.values())
    unknown = str(row["unknown"]).split()
    lines = []
    for one in view.programme.criteria:
        got = float(row[CONTRIBUTION + one.id])
        most = 100 * view.parameters.weights[one.id] / total
        name = str(words_of(one.name))
        name += f" ({_('모름: 0점')})" if one.id in unknown else ""
        lines.append((name, f"{got:.2f}", f"{most:g}"))
    if row["adjustment"]:
        lines.append((_("가점·감점"), f"{row['adjustment']:+g}", ""))
    lines.append((_("점수"), f"{float(row['score']):.2f}", ""))
    columns = [_("항목"), _("점수"), _("배점")]
    return pd.DataFrame(lines, columns=columns).map(plain)


def _movers(view: CallView, row: Row) -> list[str]:
    names = criterion_names(view.programme)
    weights = view.parameters.weights
    total = sum(weights.values())
    open_points = {
        key: 100 * weights[key] / total - float(row[CONTRIBUTION + key]) for key in names
    }
    most = max(open_points, key=lambda key: open_points[key])
    said = [
        _(
            "가장 많이 남은 항목: {name} (아직 {n}점)",
            name=plain(names[most]),
            n=f"{open_points[most]:.1f}",
        )
    ]
    if unknown := str(row["unknown"]).split():
        missing = ", ".join(plain(names.get(key, key)) for key in unknown)
        said.append(_("값이 없어 0점인 항목: {names}. 값이 오면 오를 수 있습니다.", names=missing))
    share = float(row["verified_share"])
    if share < 1:
        said.append(
            _(
                "점수의 {share}만 확인값입니다. 나머지는 자가응답 그대로입니다.",
                share=percent(share),
            )
        )
    if row["requested"] != row["granted"]:
        said.append(
            _(
                "신청 {asked} 가운데 지원 한도에 맞춘 {granted}만 셉니다.",
                asked=eok(float(row["requested"])),
                granted=eok(float(row["granted"])),
            )
        )
    return said
