"""Registers of facts: targets and plans, other programmes, size classes, sectors, form fields."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from assessment.definitions.programmes import ApplicantType, Status
from assessment.definitions.values import Bilingual, Frozen, Id, Number, Source, Whole

Division = Annotated[Whole, Field(ge=10, le=34)]
Won = Annotated[Number, Field(gt=0)]
Size = Literal["sme", "small"]
SizeName = Literal["micro", "small", "medium", "mid_market"]

# ---- what was promised, and what became of it ----------------------------------------------


class Reading(Frozen):
    """What was reached by a day; `note` says where it counts otherwise than the target."""

    value: Number
    on: date
    note: Bilingual | None = None
    source: Source


class Target(Frozen):
    """A number that somebody announced; without a reading its actual value is not known."""

    id: Id
    name: Bilingual
    owner: Bilingual
    unit: Bilingual
    value: Number
    until: date | None = None
    announced: Annotated[Whole, Field(ge=1900, le=2100)]
    note: Bilingual | None = None
    source: Source
    readings: tuple[Reading, ...] = ()


class Indicator(Frozen):
    """What a task is measured by; what nobody published is absent."""

    name: Bilingual
    unit: Bilingual
    target: Number | None = None
    actual: Number | None = None


class PlanTask(Frozen):
    """`carried_to` names the task of a later phase that takes this one over."""

    id: Id
    name: Bilingual
    planned: Bilingual
    actual: Bilingual | None = None
    indicator: Indicator | None = None
    budget: Won | None = None
    spent: Annotated[Number, Field(ge=0)] | None = None
    carried_to: Id | None = None
    source: Source


class PlanPhase(Frozen):
    id: Id
    name: Bilingual
    starts: date
    ends: date
    budget: Won | None = None
    tasks: Annotated[tuple[PlanTask, ...], Field(min_length=1)]


class Plan(Frozen):
    """A plan in phases, earliest first."""

    id: Id
    name: Bilingual
    owner: Bilingual
    phases: Annotated[tuple[PlanPhase, ...], Field(min_length=1)]


class Targets(Frozen):
    """`data/targets.yaml`; budgets are in won."""

    format: Literal["targets/1"]
    targets: tuple[Target, ...]
    plans: tuple[Plan, ...]


# ---- programmes without a rule pack --------------------------------------------------------


class ProgrammeRow(Frozen):
    """A programme that is over, expected, or known too little of for a rule pack."""

    id: Id
    name: Bilingual
    operator: Bilingual
    status: Status
    applicant_types: Annotated[tuple[ApplicantType, ...], Field(min_length=1)]
    first_year: Whole | None = None
    last_year: Whole | None = None
    terms: Bilingual
    cap: Won | None = None
    share: Annotated[Number, Field(gt=0, le=1)] | None = None
    months: Annotated[Number, Field(gt=0)] | None = None
    budget: Won | None = None
    age_at_most: Whole | None = None
    pack: Id | None = None
    """The rule pack of the same programme, where there is one."""
    unknown: tuple[Bilingual, ...] = ()
    source: Source


class ProgrammeTable(Frozen):
    """`data/programme_table.yaml`; money in won."""

    format: Literal["programme-table/1"]
    programmes: tuple[ProgrammeRow, ...]


# ---- legal size classes --------------------------------------------------------------------


class Ceiling(Frozen):
    """Mean sales of three years (million won) up to which these divisions are of this size."""

    size: Size
    divisions: Annotated[tuple[Division, ...], Field(min_length=1)]
    sales: Won
    since: date
    until: date | None = None
    source: Source


class CeilingRange(Frozen):
    """The lowest and the highest ceiling of all industries: certain outside, open between."""

    size: Size
    lowest: Won
    highest: Won
    since: date
    until: date | None = None
    source: Source


class Limit(Frozen):
    value: Won
    source: Source


class SizeCase(Frozen):
    """A sample firm with the classes that it may be of on a day, and the edges that it is near."""

    id: Id
    on: date
    division: Division
    sales_mean3: Number
    assets: Number
    employees: Number
    possible: Annotated[tuple[SizeName, ...], Field(min_length=1)]
    near: tuple[Literal["sme", "small", "micro"], ...] = ()


class SizeClasses(Frozen):
    """`data/size_classes.yaml`; money in million won, divisions of KSIC `revision`."""

    format: Literal["size-classes/1"]
    revision: Whole
    assets_below: Limit
    """Total assets from which a firm is no small or medium one whatever it sells."""
    micro_employees_below: Limit
    near: Annotated[Number, Field(gt=0, lt=1)]
    """Share of a ceiling within which a firm is told that it is near an edge."""
    ceilings: tuple[Ceiling, ...]
    ranges: tuple[CeilingRange, ...]
    unknown: tuple[Bilingual, ...] = ()
    cases: tuple[SizeCase, ...] = ()


# ---- sectors, as information ---------------------------------------------------------------


class RootTechnology(Frozen):
    id: Id
    name: Bilingual
    since: Whole


class SectorTag(Frozen):
    id: Id
    name: Bilingual
    about: Bilingual
    source: Source


class Sectors(Frozen):
    """`data/sectors.yaml`: told to people, never scored."""

    format: Literal["sectors/1"]
    root_source: Source
    root_technologies: tuple[RootTechnology, ...]
    tags: tuple[SectorTag, ...]


# ---- what an applicant types ---------------------------------------------------------------


class FormField(Frozen):
    """One field of an application; `fact` is what the register already knows of it."""

    section: Id
    label: Bilingual
    kind: Literal["text", "number", "money", "flag", "choice", "date", "table", "file"]
    unit: Bilingual | None = None
    fact: Id | None = None
    help: Bilingual | None = None


class FormFields(Frozen):
    """`data/form_fields.yaml`."""

    format: Literal["form-fields/1"]
    source: Source
    sections: dict[Id, Bilingual]
    fields: dict[Id, FormField]


@dataclass(frozen=True)
class Registers:
    """All registers of a project folder; what is absent or has errors is None."""

    targets: Targets | None = None
    programme_table: ProgrammeTable | None = None
    size_classes: SizeClasses | None = None
    sectors: Sectors | None = None
    form_fields: FormFields | None = None
