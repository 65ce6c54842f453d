"""Offline forms as they come back: made from one set of answers, holding another."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from assessment.records import answers as kept
from assessment.records import assessments, firms, rounds
from assessment.services.forms.form_binding import signer
from assessment.services.office import Office
from assessment.services.releases.publishing import release_of
from assessment.workbooks.incoming.guard import Admitted, admit
from assessment.workbooks.offline_forms.offline_form import FormAnswer, FormMeta
from assessment.workbooks.offline_forms.offline_form_contents import FormFacts
from assessment.workbooks.offline_forms.offline_form_writing import FormMaker
from assessment.workbooks.templates.parts import with_parts

Answers = Mapping[str, FormAnswer]
VISIBLE = ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml")
ROUND = "2026년 2회차"
BLANK = FormAnswer()


def said(value: str, comment: str | None = None) -> FormAnswer:
    return FormAnswer("answered", value, None, comment)


@dataclass(frozen=True)
class Issued:
    """A form as it was handed out; `returned` is what comes back."""

    maker: FormMaker
    facts: FormFacts

    @property
    def base(self) -> Answers:
        return self.facts.answers

    def bytes(self, answers: Answers | None = None) -> bytes:
        """The file with these answers typed into it in place of all that it was handed out with."""
        mine = self.maker.make(self.facts)
        if answers is None:
            return mine
        other = admit("a.xlsx", self.maker.make(replace(self.facts, answers=answers))).archive
        archive = admit("a.xlsx", mine).archive
        assert archive is not None
        assert other is not None
        return with_parts(archive, {name: other.read(name) for name in VISIBLE})

    def returned(self, changes: Answers, name: str = "가나정밀.xlsx") -> Admitted:
        """The file after these answers were typed over; BLANK empties a cell."""
        return admit(name, self.bytes({**self.base, **changes}))


def issued(
    office: Office,
    firm_id: int,
    questionnaire: str = "mini",
    *,
    round_name: str = ROUND,
    nonce: str = "nonce",
    release: str | None = None,
) -> Issued:
    """A form filled with what the firm has answered so far."""
    with office.database.reading() as connection:
        pseudonym = firms.pseudonym(connection, firm_id)
        assert pseudonym is not None
        (there,) = (one for one in rounds.listed(connection) if one.name == round_name)
        digest = release or there.releases[questionnaire]
        known = assessments.of_firms(connection, there.id, questionnaire, [firm_id])
        stored = kept.of_assessments(connection, [one.id for one in known.values()])
    base = {
        item: FormAnswer(one.state, one.value, one.reason, one.comment)  # type: ignore[arg-type]
        for one_assessment in stored.values()
        for item, one in one_assessment.items()
    }
    meta = FormMeta(
        pseudonym, there.id, questionnaire, digest, "ko", "2026-11-22T03:00:00+00:00", nonce
    )
    facts = FormFacts(meta, "가나정밀", round_name, "2026-11-22", base)
    return Issued(_maker(office, digest), facts)


_makers: dict[tuple[str, str], FormMaker] = {}


def _maker(office: Office, digest: str) -> FormMaker:
    sign = signer(office)
    key = (sign(b""), digest)  # tells offices apart by their secret
    if key not in _makers:
        with office.database.reading() as connection:
            release = release_of(connection, digest)
        _makers[key] = FormMaker(release, "ko", sign)
    return _makers[key]
