"""What `rank` and `select` say of a result, in lines."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from assessment.cli.tables import pairs
from assessment.locale import mark
from assessment.locale import translate as _

if TYPE_CHECKING:
    from assessment.services.funding.replaying import FileReplay

MOST_NAMED = 8
WAYS: Mapping[str, str] = {
    "this": mark("이 선정"),
    "optimum": mark("최적(가정)"),
    "by_rank": mark("순위대로(쿼터 지킴)"),
    "cut_off": mark("단순 커트라인"),
    "greedy": mark("탐욕법(점수/금액)"),
}


def rank_lines(summary: Mapping[str, Any]) -> list[str]:
    """Verdicts, how many are funded, and the distribution behind every interval."""
    lines = [
        _("판정: {counts}", counts=pairs(summary["status"])),
        _("선정: {count}", count=summary["selected"]),
        *_drawn(summary),
    ]
    if "what_if" in summary:
        told = summary["what_if"]
        alike = {name: _figure(value) for name, value in told["similarity"].items()}
        lines.append(told["words"])
        lines.append(_("규칙의 순위와 닮은 정도: {figures}", figures=pairs(alike)))
        lines.append(_("정하는 것은 공고의 규칙뿐이며 이 방법은 순위를 바꾸지 않습니다."))
    return lines


def select_lines(summary: Mapping[str, Any]) -> list[str]:
    """Rule and limits, counts, comparison with other ways, and the distribution."""
    rule = {"by_rank": _("순위대로"), "optimise": _("최적화")}[summary["rule"]]
    lines = [
        _("규칙: {rule}. {limits}", rule=rule, limits=_limits(summary)),
        _("판정: {counts}", counts=pairs(summary["status"])),
        _(
            "선정 {selected}, 예비 {waiting}",
            selected=summary["selected"],
            waiting=summary["waiting"],
        ),
    ]
    if summary["supposed"]:
        names = ", ".join(summary["supposed"])
        lines.insert(0, _("가정: 공고와 다른 조건({names})으로 해 본 것입니다.", names=names))
    if best := summary["optimum"]:
        lines.append(_bound(best))
    lines += [_way(one) for one in summary["comparison"]]
    return [*lines, *_drawn(summary)]


def replay_summary(found: "FileReplay") -> dict[str, Any]:
    """The comparison as one object."""
    return {
        "kind": found.kind,
        "about": dict(found.about),
        "rows": found.rows,
        "same": found.same,
        "verified": found.verified,
        "different": [{"row": one.row, "fields": list(one.fields)} for one in found.different],
        "elsewhere": list(found.elsewhere),
    }


def replay_lines(found: "FileReplay") -> list[str]:
    """That it is the same, or what is not."""
    about = pairs({name: value for name, value in found.about.items() if value is not None})
    lines = []
    if found.verified:
        lines.append(_("시간 안에 찾은 선정이라 조건·점수 합·상한을 확인했습니다."))
    if found.same:
        return [*lines, _("같습니다: {about}. {rows}행을 다시 계산해 글자까지 같습니다.",
                          about=about, rows=found.rows)]  # fmt: skip
    lines.append(_("다릅니다: {about}.", about=about))
    lines += [_("다른 행: {row}", row=str(one)) for one in found.different]
    lines += [_("다른 부분: {part}", part=one) for one in found.elsewhere]
    if not found.different and not found.elsewhere:
        lines.append(_("값은 같지만 파일의 글자(빈칸·순서)가 바뀌었습니다."))
    return lines


def _drawn(summary: Mapping[str, Any]) -> list[str]:
    error = _("확률의 표본오차 ±{error}%p 이내", error=f"{summary['error'] * 100:.1f}")
    return [str(summary["distribution"]), error]


def _limits(summary: Mapping[str, Any]) -> str:
    parts = []
    if summary["budget"] is not None:
        parts.append(_("예산 {limit}", limit=f"{summary['budget']:,.10g}"))
    if summary["places"] is not None:
        parts.append(_("선정 수 {limit}", limit=summary["places"]))
    return " · ".join([*parts, *summary["quotas"]]) or "-"


def _bound(best: Mapping[str, Any]) -> str:
    told = {name: f"{best[name]:,.10g}" for name in ("value", "bound")}
    told["gap"] = f"{best['gap']:.4%}"
    if best["status"] == "optimal":
        return _("증명된 최적: 점수 합 {value}, 상한 {bound}, 차이 {gap}", **told)
    return _("시간 안의 최선: 점수 합 {value}, 상한 {bound}, 차이 {gap}", **told)


def _way(one: Mapping[str, Any]) -> str:
    name = _(WAYS[one["name"]])
    if "impossible" in one:
        return f"{name}: {' '.join(one['impossible'])}"
    line = _(
        "{name}: {count}곳, 점수 합 {value}, 금액 {cost}",
        name=name,
        count=one["selected"],
        value=f"{one['value']:,.10g}",
        cost=f"{one['cost']:,.10g}",
    )
    if "bound" in one:
        line += _(
            ", 상한 {bound}, 차이 {gap}", bound=f"{one['bound']:,.10g}", gap=f"{one['gap']:.4%}"
        )
    if one["comes_in"]:
        line += _(", 들어옴: {firms}", firms=_named(one["comes_in"]))
    if one["goes_out"]:
        line += _(", 나감: {firms}", firms=_named(one["goes_out"]))
    if one["broken"]:
        line += _(", 지키지 못함: {limits}", limits=" · ".join(one["broken"]))
    return line


def _named(firms: list[str]) -> str:
    told = ", ".join(firms[:MOST_NAMED])
    return told if len(firms) <= MOST_NAMED else f"{told} … ({len(firms)})"


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"
