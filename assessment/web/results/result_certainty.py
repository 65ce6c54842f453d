"""How sure a result is: what checking the rest might leave of it, in words."""

import pandas as pd
import streamlit as st

from assessment.locale import language
from assessment.locale import translate as _
from assessment.services.register.facts import CERTIFIED_AXES
from assessment.services.scoring.certainty import Certainty
from assessment.services.scoring.results import AxisView, Result
from assessment.web.wording import percent, plain, points

SURE = 0.95


def certainty(found: Result) -> None:
    """What is checked, and where the result may end; nothing more when all of it is verified."""
    known = found.certainty
    taught = known is not None and bool(known.chances)
    said = [_checked(found)]
    if known is not None and taught:
        said += _chances(found, known)
    elif known is not None:
        said.append(
            _(
                "확인이 끝난 업체가 아직 {n}곳뿐이라({fewest}곳부터) "
                "확인하면 얼마나 바뀔지는 말씀드릴 수 없습니다.",
                n=known.taught_by,
                fewest=known.fewest,
            )
        )
    with st.container(key="certainty", gap="xsmall"):
        if known is None and found.is_final:
            st.success(said[0], icon=":material/verified:")
        else:
            st.info("\n\n".join(said), icon=":material/pending:")
        if known is not None and taught:
            st.caption(_how(known))
            _steps(found, known)
    st.caption(_self_estimate(found))


def _checked(found: Result) -> str:
    share = percent(found.verified_share)
    if found.is_final and found.certainty is not None:
        return _(
            "컨설턴트 확인이 끝났습니다. {share}를 확인했고 나머지는 답하신 그대로입니다.",
            share=share,
        )
    if found.is_final:
        return _("컨설턴트 확인이 끝난 결과입니다.")
    if found.verified_share >= 0.01:
        return _("컨설턴트 확인 전입니다. 지금까지 {share} 확인했습니다.", share=share)
    return _("컨설턴트 확인 전입니다.")


def _chances(found: Result, known: Certainty) -> list[str]:
    """Points between two ends, then a line an axis."""
    low, high = points(known.low), points(known.high)
    said = _(
        "모두 확인하면 점수는 10번 중 8번 **{low}에서 {high} 사이**가 됩니다.", low=low, high=high
    )
    if low == high:
        said = _("모두 확인해도 점수는 10번 중 8번 **{low}쯤**입니다.", low=low)
    lines = [_stands(axis, known) for axis in found.axes]
    return [said, "\n".join(f"- {line}" for line in lines if line)]


def _stands(axis: AxisView, known: Certainty) -> str:
    if axis.step is None or axis.id not in known.chances:
        return ""
    words = {"axis": plain(axis.name), "step": plain(axis.step_name)}
    chance = known.at_least(axis.id, axis.step)
    if chance is None:  # the lowest step: everybody is at least there
        chance = known.exactly(axis.id, axis.step)[axis.step]
        words["chance"] = in_ten(chance)
        return _("{axis}: 지금처럼 ‘{step}’일 가능성이 **{chance}**", **words)
    words["chance"] = in_ten(chance)
    return _("{axis}: 지금처럼 ‘{step}’ 이상일 가능성이 **{chance}**", **words)


def in_ten(chance: float) -> str:
    """A chance as times in ten; never 0 or 10 of them."""
    if chance >= SURE:
        return _("10번 중 9번 넘게")
    if chance < 1 - SURE:
        return _("10번 중 1번도 안 됨")
    return _("10번 중 {n}번", n=max(int(chance * 10 + 0.5), 1))


def _how(known: Certainty) -> str:
    return _(
        "{round} 확인이 끝난 {n}곳에서 배운 어림: {distribution}. 추첨 오차는 ±{error}%p입니다.",
        round=plain(known.round_name),
        n=f"{known.taught_by:,}",
        distribution=str(known.distribution),
        error=f"{200 * known.error:.0f}",
    )


def _steps(found: Result, known: Certainty) -> None:
    texts = found.release.texts[language()].axes
    with st.expander(_("확인한 뒤 단계마다의 가능성"), key="step-chances"):
        for axis in found.axes:
            if axis.id not in known.chances:
                continue
            chances = known.exactly(axis.id, found.release.scoring.level_axes[axis.id].base)
            table = pd.DataFrame(
                {
                    _("단계"): [texts[axis.id].steps[step].name for step in chances],
                    _("가능성"): [percent(share) for share in chances.values()],
                }
            )
            st.markdown(f"**{plain(axis.name)}**")
            st.table(table.set_index(_("단계")))


def _self_estimate(found: Result) -> str:
    said = no_certificate(found) or [_("스스로 답한 것으로 낸 추정입니다.")]
    if any(axis.kind == "ladder" and axis.confidence != "confirmed" for axis in found.axes):
        said.append(_("단계를 나누는 기준 점수는 아직 확인되지 않은 값입니다."))
    return " ".join(said)


def no_certificate(found: Result) -> list[str]:
    """That this is not the official certificate, where there is one for such a level."""
    certified = any(axis.id in CERTIFIED_AXES for axis in found.axes)
    return [_("자가 추정이며 수준확인서가 아닙니다.")] if certified else []
