"""What a firm agrees to: asked once a version, each apart, withdrawn at any time, journalled."""

from dataclasses import dataclass
from pathlib import Path

from assessment.definitions.consents import Consent, consents_in
from assessment.locale import message
from assessment.problems import AssessmentError, Problem
from assessment.records import consents as kept
from assessment.records import firms, journal
from assessment.records.consents import Given
from assessment.records.database import Connection
from assessment.services.office import Actor, Office
from assessment.services.permissions import reach_firm, require

_KINDS = {
    (True, False): "consent_given",
    (False, False): "consent_refused",
    (False, True): "consent_withdrawn",
}


@dataclass(frozen=True)
class ConsentView:
    """`said` is the firm's last word, of this version or an earlier one; None before any."""

    text: Consent
    said: Given | None

    @property
    def asked(self) -> bool:
        """Whether the firm has still to say something to this version."""
        return self.said is None or self.said.version != self.text.version


def consents_of(office: Office, actor: Actor, firm_id: int) -> tuple[ConsentView, ...]:
    """Every consent that this installation asks for, with what the firm said."""
    with office.database.reading() as connection:
        reach_firm(office, connection, actor, firm_id)
        said = kept.of_firm(connection, firm_id)
    return tuple(ConsentView(one, said.get(one.id)) for one in consents_in(office.root))


def say_consent(office: Office, actor: Actor, firm_id: int, kind: str, *, given: bool) -> None:
    """Agree to the present text, refuse it, or withdraw what was agreed; the owner alone does."""
    require(actor, "owner")
    at = office.clock()
    with office.database.writing() as connection:
        reach_firm(office, connection, actor, firm_id)
        text = _text(office.root, kind)
        before = kept.of_firm(connection, firm_id).get(kind)
        if before is not None and (before.version, before.given) == (text.version, given):
            return
        kept.put(connection, firm_id, Given(kind, text.version, given, at), actor.account_id)
        withdrawn = before is not None and before.given and not given
        journal.append(
            connection,
            kind=_KINDS[given, withdrawn],
            actor=actor.pseudonym,
            subject=str(firms.pseudonym(connection, firm_id)),
            payload={"consent": kind, "version": text.version},
            at=at,
        )


def _text(root: Path, kind: str) -> Consent:
    for one in consents_in(root):
        if one.id == kind:
            return one
    what = message("그런 동의서가 없습니다: {kind}", kind=kind)
    fix = message("화면을 새로 열어 다시 골라 주십시오.")
    raise AssessmentError(Problem("consent", what, fix, code="unknown_consent"))


def in_statistics(root: Path, connection: Connection) -> set[int] | None:
    """The firms that may be in comparisons shown to others; None where nobody is asked."""
    kinds = [one.id for one in consents_in(root) if one.statistics]
    return kept.agreeing(connection, kinds) if kinds else None
