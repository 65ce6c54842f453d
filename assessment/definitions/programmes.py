"""Support programmes: who may apply, what is weighed, what is granted."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer

from assessment.definitions.values import (
    Bilingual,
    Flag,
    Frozen,
    Id,
    ItemId,
    Number,
    Source,
    Version,
    Whole,
    Words,
)

Status = Literal["open", "closed", "historic", "expected"]
ApplicantType = Literal["firm", "person", "group"]


class FactDefinition(Frozen):
    """A fact about an applicant that rules may name; `supplier` says who can give it."""

    type: Literal["number", "text", "flag", "date"]
    label: Bilingual
    unit: Bilingual | None = None
    supplier: Bilingual
    values: dict[str, Bilingual] = Field(default={})
    """For a text fact with a closed list: value to name."""


class Facts(Frozen):
    """`data/facts.yaml`: the only names, besides answers and scores, that a rule may use."""

    format: Literal["facts/1"]
    facts: dict[ItemId, FactDefinition]


class EligibilityRule(Frozen):
    """True keeps the applicant; false refuses with `code`; unknown asks for the missing facts."""

    id: Id
    code: Id
    rule: Words
    message: Bilingual
    source: Source


class LevelGate(Frozen):
    """Passes on a valid certificate or a completed project; an estimate alone needs checking."""

    axis: ItemId
    at_least: Whole
    code: Id
    message: Bilingual
    source: Source


class Criterion(Frozen):
    """One weighed value: an expression over scores or facts, or the panel's mean."""

    id: ItemId
    name: Bilingual
    source: Literal["assessment", "fact", "panel"]
    value: Words | None = None
    direction: Literal["up", "down"] = "up"
    goalposts: tuple[Number, Number]
    weight: Annotated[Number, Field(gt=0)]
    example: Flag = False
    """Ours, not from the notice: shown as "예시 배점"."""
    origin: Source | None = None
    extremes: Literal["kept", "dropped"] = "kept"
    """`dropped`: the panel's mean leaves out the highest and the lowest score."""

    @model_serializer(mode="wrap")
    def _as_before(self, written: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return _without_defaults(self, written(self), ("extremes",))


class Adjustment(Frozen):
    """Points added (bonus) or taken (negative) when the rule is true; unknown adds nothing."""

    id: ItemId
    name: Bilingual
    rule: Words
    points: Number
    source: Source


class Grant(Frozen):
    """Won and share of total cost; what the notice does not give is absent."""

    cap: Annotated[Number, Field(gt=0)] | None = None
    share: Annotated[Number, Field(gt=0, le=1)] | None = None
    months: Annotated[Number, Field(gt=0)] | None = None
    source: Source


class QuotaRule(Frozen):
    """At least, at most so many of the selected have one of these values of a fact.

    An applicant whose fact is not known counts towards no quota.
    """

    id: Id
    name: Bilingual
    fact: ItemId
    values: Annotated[tuple[str | Number | Flag, ...], Field(min_length=1)]
    at_least: Annotated[Whole, Field(ge=0)] = 0
    at_most: Annotated[Whole, Field(ge=0)] | None = None
    source: Source


class LotteryRule(Frozen):
    """The outside source of randomness that orders equal scores: published later, by others."""

    randomness: Bilingual
    source: Source


class OwnContribution(Frozen):
    """What a firm pays itself: its least share of the total cost, and how much may be labour."""

    at_least: Annotated[Number, Field(ge=0, lt=1)]
    in_kind_at_most: Annotated[Number, Field(ge=0, le=1)] | None = None
    """Of the own part."""
    source: Source


class CalendarEntry(Frozen):
    """A day or a stretch of days; `when` says in words what is known where no day is."""

    id: Id
    name: Bilingual
    on: date | None = None
    until: date | None = None
    when: Bilingual | None = None
    source: Source


class Cohort(Frozen):
    """Places for one kind of applicant, counted apart from those of the others."""

    id: Id
    name: Bilingual
    applicant_type: ApplicantType
    places: Annotated[Whole, Field(gt=0)]
    waiting: Annotated[Whole, Field(ge=0)] | None = None
    source: Source


class Phase(Frozen):
    """A dated stretch of a programme; `status` says what can be done with it now."""

    name: Bilingual
    status: Status
    opens: date | None = None
    closes: date | None = None
    budget: Annotated[Number, Field(gt=0)] | None = None
    source: Source


class ProgrammeCase(Frozen):
    """A sample applicant with what the rules must say of it.

    `like` takes over the facts of another case; own facts stand on top. `score` is out of 100 with
    adjustments, and `grant` is in won.
    """

    id: Id
    like: Id | None = None
    facts: dict[ItemId, str | Number | bool | None] = Field(default={})
    panel: dict[ItemId, Number] = Field(default={})
    refused: tuple[Id, ...] = ()
    unknown: tuple[Id, ...] = ()
    score: Number | None = None
    grant: Number | None = None

    @model_serializer(mode="wrap")
    def _as_before(self, written: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return _without_defaults(self, written(self), ("like", "panel", "score", "grant"))


class Programme(Frozen):
    """`data/programmes/<id>.yaml`, a dated rule pack."""

    format: Literal["programme/1"]
    id: Id
    version: Version
    name: Bilingual
    summary: Bilingual
    operator: Bilingual
    status: Status
    phases: tuple[Phase, ...]
    next_call: Bilingual | None = None
    questionnaire: Id
    applicant_types: tuple[ApplicantType, ...] = ("firm",)
    eligibility: tuple[EligibilityRule, ...]
    level_gate: LevelGate | None = None
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1)]
    adjustments: tuple[Adjustment, ...] = ()
    grant: Grant
    budget: Annotated[Number, Field(gt=0)] | None = None
    places: Annotated[Whole, Field(gt=0)] | None = None
    selection: Literal["by_rank", "optimise"] = "by_rank"
    quotas: tuple[QuotaRule, ...] = ()
    tie_break: Literal["together", "lottery"] = "together"
    """Equal scores at the line stand or fall together, or are drawn."""
    lottery: LotteryRule | None = None
    decimals: Annotated[Whole, Field(ge=0, le=9)] = 9
    own_contribution: OwnContribution | None = None
    calendar: tuple[CalendarEntry, ...] = ()
    form: tuple[Id, ...] = ()
    """Fields of `data/form_fields.yaml` that an applicant fills in."""
    cohorts: tuple[Cohort, ...] = ()
    """Those of the programme's own applicant types are ranked; the others are recruited apart."""
    documents: tuple[Bilingual, ...] = ()
    unknown: tuple[Bilingual, ...] = ()
    """What the notice must still say: shown with "공고 확인"."""
    cases: tuple[ProgrammeCase, ...] = ()

    @model_serializer(mode="wrap")
    def _as_before(self, written: SerializerFunctionWrapHandler) -> dict[str, Any]:
        later = ("quotas", "tie_break", "lottery")
        latest = ("own_contribution", "calendar", "form", "cohorts")
        return _without_defaults(self, written(self), (*later, *latest))

    def case_facts(self, case: ProgrammeCase) -> dict[str, str | float | bool | None]:
        """The facts of a case with those of the one that it is like."""
        before = [dict(one.facts) for one in self.cases if one.id == case.like]
        return {**(before[0] if before else {}), **case.facts}


def _without_defaults(
    value: Frozen, written: dict[str, Any], names: tuple[str, ...]
) -> dict[str, Any]:
    # a programme that says nothing of these keeps the hash under which it was published
    fields = type(value).model_fields
    return {
        name: kept
        for name, kept in written.items()
        if name not in names or getattr(value, name) != fields[name].default
    }


class Industry(Frozen):
    """A KSIC manufacturing division, its sector group and its names."""

    division: Annotated[Whole, Field(ge=10, le=34)]
    group: Id
    name: Bilingual


class Revision(Frozen):
    """A revision of the classification and the day from which it holds, where that is known."""

    number: Whole
    in_force: date | None = None
    note: Bilingual
    source: Source


class Industries(Frozen):
    """`data/ksic.yaml`."""

    format: Literal["ksic/1"]
    revision: Whole
    source: Source
    revisions: tuple[Revision, ...] = ()
    groups: dict[Id, Bilingual]
    divisions: tuple[Industry, ...]
