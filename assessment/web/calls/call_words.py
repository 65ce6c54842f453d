"""How a call reads: its state, its criteria, money in 억, ranks and zones."""

from assessment.definitions.programmes import Criterion, Programme
from assessment.locale import language
from assessment.locale import translate as _
from assessment.services.funding.calls import CallRow
from assessment.services.funding.parameters import Solved
from assessment.services.funding.reasons import words_of
from assessment.web.wording import percent, won

SAFE, OUT = 0.95, 0.05


def status_name(status: str) -> str:
    """What the state of a call is called."""
    names = {"open": _("접수 중"), "closed": _("마감"), "decided": _("선정 완료")}
    return names.get(status, status)


def verdict_name(status: str) -> str:
    """What the verdict on an applicant is called."""
    names = {
        "eligible": _("적격"),
        "needs_checking": _("확인 필요"),
        "not_eligible": _("부적격"),
    }
    return names.get(status, status)


def zone_name(zone: str) -> str:
    """How sure an applicant is to be selected: in at least 95 % of the draws, in 5 % or fewer."""
    names = {"safe": _("확실"), "toss_up": _("경계"), "out": _("밖")}
    return names.get(zone, zone)


def outcome_name(outcome: str) -> str:
    """What was decided about an applicant."""
    names = {"selected": _("선정"), "waiting": _("예비"), "refused": _("미선정")}
    return names.get(outcome, outcome)


def solved_words(found: Solved) -> str:
    """How sure it is that no better choice exists."""
    value, bound = f"{found.value:,.2f}", f"{found.bound:,.2f}"
    if found.status == "optimal":
        return _("점수 합 {value}: 더 나은 조합이 없음이 증명되었습니다.", value=value)
    return _(
        "점수 합 {value}, 어떤 조합도 {bound}을 넘지 못합니다 (차이 {gap}%). "
        "정해진 시간 안에 찾은 조합입니다.",
        value=value,
        bound=bound,
        gap=f"{100 * found.gap:.4f}",
    )


def deadline(call: CallRow) -> str:
    """ "마감 D-12", or that it is over."""
    if call.status != "open":
        return _("마감됨")
    if call.days_left < 0:
        return _("접수 기간 지남")
    return _("오늘 마감") if call.days_left == 0 else _("마감 D-{n}", n=call.days_left)


def head_line(call: CallRow) -> str:
    """State, deadline, money and how many applied, in one line."""
    parts = [status_name(call.status)]
    parts += [deadline(call)] if call.status == "open" else []
    parts.append(_("예산 {won}", won=won(call.budget)) if call.budget else _("예산 공고 확인"))
    parts += [_("최대 {n}곳", n=call.places)] if call.places else []
    parts.append(_("신청 {n}곳", n=f"{call.applicants:,}"))
    return " · ".join(parts)


def short_name(one: Criterion) -> str:
    """A criterion without what stands in brackets after it."""
    return str(words_of(one.name)).split(" (")[0]


def criterion_names(programme: Programme) -> dict[str, str]:
    """Every criterion by id, short."""
    return {one.id: short_name(one) for one in programme.criteria}


def eok(amount: float | None) -> str:
    """ "0.50억" (in English millions), a dash when unknown."""
    if amount is None or amount != amount:
        return "–"
    if language() == "en":
        return f"₩{amount / 1e6:,.0f}M"
    return _("{n}억", n=f"{amount / 1e8:,.2f}")


def binding_name(binding: str) -> str:
    """What kept an applicant out, in a word."""
    names = {
        "budget": _("예산"),
        "places": _("선정 수"),
        "quota": _("쿼터"),
        "firm": _("한 업체 한 과제"),
        "exclusion": _("함께 뽑을 수 없는 신청"),
        "rank": _("점수"),
        "eligibility": _("자격"),
        "open": _("모르는 사실"),
        "unverified": _("미확인"),
        "no_amount": _("신청 금액 없음"),
    }
    return names.get(binding, binding)


def chance_words(chance: float) -> str:
    """ "10번 중 7번 (73%)", near 0 and 1 of a hundred and cut; a dash when unknown."""
    if chance != chance:
        return "–"
    if chance in (0, 1):
        return _("모의 계산에서 매번") if chance else _("모의 계산에서 한 번도 없음")
    if OUT < chance < SAFE:
        times = int(chance * 10 + 0.5)
        return _("10번 중 {n}번 ({share})", n=times, share=percent(chance))
    if chance < 0.01:
        return _("100번 중 1번이 안 됨")
    return _("100번 중 {n}번", n=int(chance * 100 + 1e-9))


def ranks(low: int, high: int) -> str:
    """ "1–3위", or one rank alone."""
    return _("{n}위", n=low) if low == high else _("{low}–{high}위", low=low, high=high)
