"""The whole complex as estimated from those who took part, and what changed since last time."""

from collections.abc import Callable, Mapping

import pandas as pd
import streamlit as st

from assessment.locale import translate as _
from assessment.method.population import ComplexChange, Estimate, PairedChange
from assessment.services.complex.population import Overview, PopulationFilter
from assessment.services.complex.population_estimates import ComplexEstimates
from assessment.services.complex.population_whole import Whole, WholeChange
from assessment.web.complex.complex_memory import change_now, whole_now
from assessment.web.complex.complex_words import first_step_name, named, names_of
from assessment.web.visitor import Visitor, visitor
from assessment.web.wording import percent, plain, points


def whole(found: Overview, round_id: int, filters: PopulationFilter) -> None:
    """Weighted figures beside the plain ones; behind them participation and change."""
    person = visitor()
    seen = whole_now(person, round_id, found.release.id, filters)
    with st.container(key="whole", gap="xsmall"):
        if seen.estimates is not None:
            _estimates(person, found, seen, seen.estimates)
        elif seen.hidden:
            st.caption(
                _(
                    "참여 업체가 5곳 미만이거나 한두 곳의 매출이 너무 커서 "
                    "단지 전체 추정은 보여 드리지 않습니다."
                )
            )
        if len(seen.cells):
            _cells(person, seen)
        if found.participation.change is not None and found.participants:
            _change(round_id, found.release.id, filters)


# ---- the estimates ---------------------------------------------------------------------------


def _estimates(person: Visitor, found: Overview, seen: Whole, whole: ComplexEstimates) -> None:
    lines = [
        _line(_("평균 점수"), points(seen.raw_mean), whole.mean_points, points),
        _line(_("중앙값 점수"), points(found.median_points.value), whole.median_points, points),
    ]
    if (first := first_step_name(found)) is not None:
        share = percent(found.basic_share.value)
        lines.append(_line(_("{step} 이상", step=first), share, whole.basic_share, percent))
    title = _("단지 전체로 보면 평균 {mean}으로 추정됩니다", mean=points(whole.mean_points.value))
    st.markdown(f"**{title}**")
    st.markdown("\n".join(f"- {line}" for line in lines))
    st.caption(" ".join(_meaning(person, whole)))


def _line(name: str, raw: str, whole: Estimate, said: Callable[[float | None], str]) -> str:
    return _(
        "{name}: 참여 업체 {raw} · 단지 전체 추정 **{value}** (95% 구간 {low}–{high})",
        name=name,
        raw=raw,
        value=said(whole.value),
        low=said(whole.low),
        high=said(whole.high),
    )


def _meaning(person: Visitor, whole: ComplexEstimates) -> list[str]:
    said = [
        _("참여 업체를 업종과 규모의 칸마다 등록 업체 수에 맞추어 가중한 값입니다."),
        _("같은 칸의 참여하지 않은 업체도 비슷하다고 봅니다."),
    ]
    if whole.unrepresented:
        names = names_of(person.office, "group")
        said.append(
            _(
                "참여 업체가 없어 추정에서 빠진 업종: {names} (등록 {n}곳).",
                names=", ".join(plain(named(names, one)) for one in whole.unrepresented),
                n=f"{whole.registered - whole.represented:,}",
            )
        )
    return said


def _behind(whole: ComplexEstimates) -> str:
    said = [
        _(
            "설계효과 {effect}: 가중 때문에 응답 {n}곳이 고르게 뽑힌 "
            "{effective}곳만큼 말해 줍니다.",
            effect=f"{whole.design_effect:.2f}",
            n=f"{whole.mean_points.n:,}",
            effective=f"{int(whole.effective_n):,}",
        ),
        _(
            "구간은 칸 안에서 업체를 {draws}번 다시 뽑아 냈습니다(난수 시드 {seed}).",
            draws=f"{whole.mean_points.draws:,}",
            seed=whole.mean_points.seed,
        ),
    ]
    if whole.collapsed:
        said.append(
            _("빈 칸이 있는 업종은 규모를 나누지 않고 가중했습니다({n}칸).", n=len(whole.collapsed))
        )
    return " ".join(said)


# ---- who takes part --------------------------------------------------------------------------


def _cells(person: Visitor, seen: Whole) -> None:
    with st.expander(_("어떻게 추정했습니까? 업종과 규모로 본 참여"), key="cells"):
        if seen.estimates is not None:
            st.caption(_behind(seen.estimates))
        st.table(_cell_table(person, seen.cells).set_index(_("업종")))
        st.caption(
            _(
                "참여 업체 / 등록 업체(참여율)입니다. 참여 여부는 아래 명단에도 있어 "
                "가리지 않으며, 점수는 5곳 미만이면 보여 드리지 않습니다."
            )
        )


def _cell_table(person: Visitor, cells: pd.DataFrame) -> pd.DataFrame:
    groups, sizes = names_of(person.office, "group"), names_of(person.office, "size_class")
    rows: dict[str, dict[str, str]] = {}
    for cell in cells.to_dict("records"):
        share = percent(cell["share"])
        said = f"{cell['answered']:,} / {cell['registered']:,} ({share})"
        rows.setdefault(_name(groups, cell["group"]), {})[_name(sizes, cell["size_class"])] = said
    wide = pd.DataFrame.from_dict(rows, orient="index").fillna("–")
    known = [name for name in map(str, sizes.values()) if name in wide]
    wide = wide[[*known, *(name for name in wide if name not in known)]]
    return wide.rename_axis(_("업종")).reset_index()


def _name(names: Mapping[object, str], value: object) -> str:
    return named(names, None if pd.isna(value) else value)  # type: ignore[call-overload]  # a cell


# ---- what changed ----------------------------------------------------------------------------


@st.fragment
def _change(round_id: int, form: str, filters: PopulationFilter) -> None:
    person = visitor()
    title = _("지난 회차와 견주기: 같은 업체끼리, 단지 전체로")
    with st.expander(title, key="change", on_change="rerun") as opened:
        if not opened.open:
            return
        found = change_now(person, round_id, form, filters)
        if found is None:
            st.info(_("두 회차 모두에서 보여 드릴 만큼 참여하지 않아 견줄 수 없습니다."))
        else:
            st.markdown("\n".join(f"- {line}" for line in _changes(found)))
            st.caption(_compared(found))


def _changes(found: WholeChange) -> list[str]:
    pairs, both = found.found.paired, found.found.complex
    if found.paired_hidden:
        first = _("두 회차에 모두 참여한 업체가 5곳 미만이거나 한두 곳의 매출이 너무 큽니다.")
    else:
        first = _(
            "두 회차에 모두 참여한 {n}곳: 평균 {before} → {after}, **{change}** "
            "(95% 구간 {low}에서 {high}). 오른 곳 {rose}, 내린 곳 {fell}",
            n=f"{pairs.n:,}",
            rose=f"{pairs.rose:,}",
            fell=f"{pairs.fell:,}",
            **_moved(pairs),
        )
    second = _(
        "단지 전체 추정: 평균 {before} → {after}, **{change}** (95% 구간 {low}에서 {high})",
        **_moved(both),
    )
    return [first, second]


def _moved(one: PairedChange | ComplexChange) -> dict[str, str]:
    return {
        "before": points(one.before),
        "after": points(one.after),
        "change": _signed(one.difference),
        "low": _signed(one.low),
        "high": _signed(one.high),
    }


def _signed(value: float) -> str:
    return "–" if value != value else _("{n}점", n=f"{value:+.1f}")


def _compared(found: WholeChange) -> str:
    linking, both = found.found.linking, found.found.complex
    said = [
        _(
            "{round}와 이어지는 문항 {n}개만 이번 배점으로 다시 계산해 견주었습니다.",
            round=plain(found.found.before.name),
            n=len(linking.links),
        ),
        _(
            "단지 전체의 구간은 업체를 {draws}번 다시 뽑아 냈습니다(난수 시드 {seed}).",
            draws=f"{both.draws:,}",
            seed=both.seed,
        ),
    ]
    if linking.others:
        said.insert(1, _("이어지지 않는 문항 {n}개는 뺐습니다.", n=len(linking.others)))
    return " ".join(said)
