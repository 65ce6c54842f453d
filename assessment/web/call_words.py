"""How a call reads: its state, its criteria, money in 억, ranks and zones."""

from assessment.definitions.programmes import Criterion, Programme
from assessment.locale import language
from assessment.locale import translate as _
from assessment.services.calls import CallRow
from assessment.services.reasons import words_of
from assessment.web.wording import won


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
    """Where an applicant stands to the line whatever the weights within their spread."""
    names = {"safe": _("확실"), "toss_up": _("경계"), "out": _("밖")}
    return names.get(zone, zone)


def outcome_name(outcome: str) -> str:
    """What was decided about an applicant."""
    names = {"selected": _("선정"), "waiting": _("예비"), "refused": _("미선정")}
    return names.get(outcome, outcome)


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


def ranks(low: int, high: int) -> str:
    """ "1–3위", or one rank alone."""
    return _("{n}위", n=low) if low == high else _("{low}–{high}위", low=low, high=high)
