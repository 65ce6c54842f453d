"""Where offline forms belong: the firm that each is bound to, its round, its assessment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assessment.locale import Message, message
from assessment.problems import AssessmentError, NotAllowed, NotFound, Problem
from assessment.records import answers, assessments, firms, form_imports
from assessment.records import rounds as kept_rounds
from assessment.records.answers import StoredAnswer
from assessment.records.assessments import Assessment
from assessment.records.database import Connection, writes
from assessment.records.form_imports import FormRecord
from assessment.records.rounds import Round
from assessment.services.assessing.handling import OPEN_TO_OWNER, STATUS_NAMES
from assessment.services.assessing.rounds import round_named
from assessment.services.office import Actor, Office
from assessment.services.permissions import reach_known_firm
from assessment.workbooks.offline_forms.offline_form import FilledForm

_NO_FIRM = message("이 양식의 업체가 등록되어 있지 않습니다.")
_NO_ROUND = message("이 양식의 회차에서는 이 진단지를 쓰지 않습니다.")
_NEW_FORM = message("진단 화면에서 양식을 새로 받아 옮겨 적어 주십시오.")
_OTHERS = message("이 계정으로 다룰 수 없는 업체의 양식입니다.")
_OWN = message("내 업체의 진단 화면에서 받은 양식인지 확인해 주십시오.")
_NOT_NOW = message("진단 기간이 아니어서 새 진단을 시작할 수 없습니다.")
_ASK = message("담당자에게 회차를 확인해 주십시오.")
_BACK = message("담당 컨설턴트에게 보완 요청을 받은 뒤 같은 파일을 다시 올려 주십시오.")


class FormRefused(AssessmentError):
    """A form that may not come in; `firm` is its name where the actor may know it."""

    def __init__(self, *problems: Problem, firm: str = "") -> None:
        super().__init__(*problems)
        self.firm = firm


@dataclass(frozen=True)
class Target:
    """What a form is for; the assessment is None where it will be begun.

    `closed` is why nothing may be written there now.
    """

    firm_id: int
    pseudonym: str
    firm_name: str
    round: Round
    questionnaire: str
    release_hash: str
    assessment: Assessment | None
    stored: Mapping[str, StoredAnswer]
    record: FormRecord
    closed: FormRefused | None = None


@dataclass(frozen=True)
class _Known:
    """What is stored of all forms that are looked at together."""

    firms: Mapping[str, int]
    names: Mapping[str, str]
    rounds: Mapping[int, Round]
    records: Mapping[str, FormRecord]
    assessments: Mapping[tuple[int, str, int], Assessment]
    answers: Mapping[int, Mapping[str, StoredAnswer]]


def find_targets(
    office: Office,
    connection: Connection,
    actor: Actor,
    forms: Sequence[FilledForm],
    round_name: str | None = None,
) -> list[Target | AssessmentError]:
    """The target of each form, in the order given; the round is the form's own without a name.

    Refused are forms of firms that the actor may not reach (which is journalled) and of rounds
    without this questionnaire; an assessment that was handed in is `closed`. On a connection that
    writes nobody is asked who they are: see `reach`.
    """
    chosen = round_named(connection, round_name) if round_name else None
    known = _known(connection, forms, chosen)
    found: list[Target | AssessmentError] = []
    for form in forms:
        try:
            found.append(_target(office, connection, actor, form, known, chosen))
        except AssessmentError as refused:
            found.append(refused)
    return found


def reach(office: Office, connection: Connection, actor: Actor, name: str, found: Target) -> None:
    """Pass only who may handle this firm; on a connection that writes, a consultant takes charge.

    The refusal is journalled.
    """
    unsent = found.assessment is not None and found.assessment.status == "draft"
    try:
        reach_known_firm(office, connection, actor, found.firm_id, found.pseudonym, unsent=unsent)
    except NotFound:
        raise NotAllowed(Problem(name, _OTHERS, _OWN, "form_of_another_firm")) from None


def _known(connection: Connection, forms: Sequence[FilledForm], chosen: Round | None) -> _Known:
    called = list({form.meta.firm for form in forms})
    ids = firms.ids(connection, called)
    rounds = {one.id: one for one in kept_rounds.listed(connection)}
    places = {(chosen.id if chosen else form.meta.round_id, form.meta.questionnaire)
              for form in forms}  # fmt: skip
    held = {
        (round_id, questionnaire, firm): one
        for round_id, questionnaire in places
        for firm, one in assessments.of_firms(
            connection, round_id, questionnaire, list(ids.values())
        ).items()
    }
    return _Known(
        firms=ids,
        names=firms.by_pseudonym(connection, called),
        rounds=rounds,
        records=form_imports.of_forms(connection, [form.meta.nonce for form in forms]),
        assessments=held,
        answers=answers.of_assessments(connection, [one.id for one in held.values()]),
    )


def _target(
    office: Office,
    connection: Connection,
    actor: Actor,
    form: FilledForm,
    known: _Known,
    chosen: Round | None,
) -> Target:
    meta = form.meta
    firm = known.firms.get(meta.firm)
    if firm is None:
        raise _refused(form, _NO_FIRM, _NEW_FORM, "form_no_firm")
    where = chosen or known.rounds.get(meta.round_id)
    if where is None:
        raise _refused(form, _NO_ROUND, _NEW_FORM, "form_no_round")
    here = known.assessments.get((where.id, meta.questionnaire, firm))
    found = Target(
        firm_id=firm,
        pseudonym=meta.firm,
        firm_name=known.names[meta.firm],
        round=where,
        questionnaire=meta.questionnaire,
        release_hash=here.release_hash if here else where.releases.get(meta.questionnaire, ""),
        assessment=here,
        stored=known.answers.get(here.id, {}) if here else {},
        record=known.records.get(meta.nonce, FormRecord()),
    )
    if not writes(connection):
        reach(office, connection, actor, form.name, found)
    if not found.release_hash:
        raise _refused(form, _NO_ROUND, _NEW_FORM, "form_no_round")
    return replace(found, closed=_closed(office, actor, form, found))


def _closed(office: Office, actor: Actor, form: FilledForm, found: Target) -> FormRefused | None:
    """Drafts and returned assessments take answers; an owner begins one only in an open round."""
    here = found.assessment
    if here is not None and here.status not in OPEN_TO_OWNER:
        status = message(STATUS_NAMES[here.status])
        what = message("‘{status}’ 상태의 진단이라 응답을 바꿀 수 없습니다.", status=status)
        return _refused(form, what, _BACK, "form_locked", found.firm_name)
    open_now = found.round.opens_on <= office.today() <= found.round.closes_on
    if here is None and actor.role == "owner" and not open_now:
        return _refused(form, _NOT_NOW, _ASK, "form_round_closed", found.firm_name)
    return None


def _refused(
    form: FilledForm, what: Message, fix: Message, code: str, firm: str = ""
) -> FormRefused:
    return FormRefused(Problem(form.name, what, fix, code), firm=firm)
