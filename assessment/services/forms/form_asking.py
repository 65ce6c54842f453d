"""The firm, round and questionnaire of an offline form by the names that people type."""

from collections.abc import Sequence
from difflib import get_close_matches

from assessment.locale import Message, message
from assessment.problems import AssessmentError, Problem
from assessment.records import firms, releases
from assessment.records import rounds as kept_rounds
from assessment.records.database import Connection
from assessment.records.rounds import Round
from assessment.services.assessing.rounds import current_round
from assessment.services.office import Actor, Office
from assessment.services.permissions import STAFF, not_found, require
from assessment.services.register.identifiers import digits_of
from assessment.workbooks.outgoing.text import fold

_MOST_NAMED = 10


def asked_round(connection: Connection, named: str) -> Round:
    """The round of this name or number; a near name is told."""
    known = kept_rounds.listed(connection)
    for one in known:
        if str(one.id) == named or fold(one.name) == fold(named):
            return one
    names = [one.name for one in known]
    raise _not_known(named, names, message("그런 회차가 없습니다."), "no_round")


def current_round_name(office: Office) -> str:
    """The round that is open today, where none is named."""
    with office.database.reading() as connection:
        return str(current_round(office, connection).id)


def pinned_release(connection: Connection, there: Round, questionnaire: str) -> str:
    """The hash of this questionnaire as the round uses it; a near name is told."""
    digest = there.releases.get(questionnaire)
    if digest is not None and releases.is_questionnaire(connection, digest):
        return digest
    known = [
        name for name, one in there.releases.items() if releases.is_questionnaire(connection, one)
    ]
    what = message("이 회차에서 쓰지 않는 진단입니다.")
    raise _not_known(questionnaire, known, what, "not_in_round")


def asked_firm(office: Office, actor: Actor, named: str | None) -> int:
    """The firm of this name, business number, factory number or id; an owner's own without one.

    Names are told to staff alone; for an owner every firm but their own does not exist.
    """
    if actor.role == "owner":
        if actor.firm_id is None or named not in (None, "", str(actor.firm_id)):
            raise not_found("firm")
        return actor.firm_id
    require(actor, *STAFF)
    if not named:
        raise AssessmentError(
            Problem(
                "firm",
                message("어느 업체의 양식인지 적지 않았습니다."),
                message("업체 이름이나 사업자등록번호를 적거나 --all을 쓰십시오."),
                code="no_firm",
            )
        )
    with office.database.reading() as connection:
        return _found(firms.keys(connection), named)


def _found(known: Sequence[dict[str, object]], named: str) -> int:
    digits = digits_of(named)
    numbers = ("business_number", "factory_number")
    same = [one for one in known if len(digits) >= 10 and digits in (one[n] for n in numbers)]
    same = same or [one for one in known if fold(str(one["name"])) == fold(named)]
    same = same or [one for one in known if str(one["id"]) == named]
    if len(same) == 1:
        return int(str(same[0]["id"]))
    if same:
        told = ", ".join(str(one["business_number"] or one["id"]) for one in same[:_MOST_NAMED])
        what = message("같은 이름의 업체가 {count}곳 있습니다.", count=len(same))
        fix = message("사업자등록번호나 번호로 적어 주십시오: {numbers}", numbers=told)
        raise AssessmentError(Problem(named, what, fix, "firm_unclear"))
    names = [str(one["name"]) for one in known]
    what = message("그런 업체가 없습니다.")
    raise _not_known(
        named, names, what, "no_firm", message("업체 이름이나 번호를 확인해 주십시오.")
    )


def nothing_to_make(there: Round) -> AssessmentError:
    what = message("이 회차에 이 진단을 시작한 업체가 없습니다.")
    fix = message("등록된 모든 업체의 양식을 만들려면 --everyone을 쓰십시오.")
    return AssessmentError(Problem(there.name, what, fix, "no_firms"))


def _not_known(
    named: str, known: Sequence[str], what: Message, code: str, fix: Message | None = None
) -> AssessmentError:
    near = get_close_matches(named, known, n=1, cutoff=0.5)
    if near:
        fix = message("‘{near}’을(를) 적으려 하셨습니까?", near=near[0])
    elif fix is None:
        shown = ", ".join(known[:_MOST_NAMED]) or "-"
        fix = message("있는 이름: {names}", names=shown)
    return AssessmentError(Problem(named, what, fix, code))
