"""What an applicant still has to write: parts of an application, what is known, what is wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assessment.definitions.registers import FormField
from assessment.services.applications import application_values
from assessment.services.applications.application_files import application_faults_of
from assessment.services.applications.application_plan import DETAILS
from assessment.services.applications.application_values import ApplicationData, application_data
from assessment.services.applications.mapped_forms import forms_of
from assessment.services.applications.preflight import Fault
from assessment.services.funding.calls import accepts
from assessment.services.office import Actor, Office

PARTS: Mapping[str, Sequence[str]] = {
    "project": (
        *("project_name", "project_period", "existing_system", "added_system", "summary"),
        "contact",
    ),
    "factory": (
        *("build_site", "shop_staff", "office_staff", "foreign_share", "research_share"),
        "customers",
    ),
    "costs": ("own_cash", "own_in_kind"),
    "kpis": (),
    "poc": ("poc_problem", "poc_data", "poc_metric", "poc_baseline", "poc_stop_rule"),
}
"""Part to the fields of `data/form_fields.yaml` that are typed there, in this order."""
_OTHER_FIELDS: Mapping[str, Sequence[str]] = {
    "project": ("new_system", "level_before", "level_after", "supplier", "partner_institution"),
    "costs": ("planned_cost", "requested_grant", "cost_rows"),
    "kpis": ("kpi_rows",),
}
"""Part to what it asks besides, in columns of the application's own."""


@dataclass(frozen=True)
class AskedField:
    """One field; `value` is what is known, `typed` whether it was written for this application."""

    name: str
    field: FormField
    value: Any
    typed: bool
    needed: bool
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Part:
    """Fields that are asked together; `faults` are those of the part that are mended on it."""

    id: str
    asked: tuple[AskedField, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class FormState:
    """One of the funder's forms: a draft as long as it has faults."""

    id: str
    name: str
    faults: int


@dataclass(frozen=True, eq=False)
class ApplicationSheet:
    """`accepts` is false once nothing can be changed any more."""

    data: ApplicationData
    accepts: bool
    needed: frozenset[str]
    """Fields that no form may leave blank."""
    parts: tuple[Part, ...]
    faults: tuple[Fault, ...]
    forms: tuple[FormState, ...]

    def part(self, name: str) -> Part | None:
        """The part with this id, if the application has it."""
        return next((one for one in self.parts if one.id == name), None)


def application_sheet(office: Office, actor: Actor, application_id: int) -> ApplicationSheet:
    """An application with all that is asked; another firm's does not exist for an owner."""
    data = application_data(office, actor, application_id)
    faults, forms = application_faults_of(office, data), forms_of(office.root)
    known = application_values.form_fields(office)
    asked = set(data.programme.form)
    for loaded in forms:
        asked |= {field for _anchor, field in loaded.form.fields()}
    needed = {cell.field for loaded in forms for cell in loaded.form.cells.values() if cell.needed}
    typed = data.application.details or {}
    parts = []
    for name, fields in PARTS.items():
        own = tuple(
            AskedField(
                name=field,
                field=known.fields[field],
                value=data.values.get(field),
                typed=field in typed,
                needed=field in needed,
                faults=tuple(one for one in faults if one.field == field),
            )
            for field in fields
            if field in asked and field in DETAILS
        )
        if own or asked.intersection(_OTHER_FIELDS.get(name, ())):
            parts.append(Part(name, own, tuple(one for one in faults if part_of(one) == name)))
    return ApplicationSheet(
        data=data,
        accepts=accepts(data.call, office.today()),
        needed=frozenset(needed),
        parts=tuple(parts),
        faults=faults,
        forms=tuple(
            FormState(one.form.id, one.name, len(application_faults_of(office, data, one)))
            for one in forms
        ),
    )


def part_of(fault: Fault) -> str | None:
    """The part of the application where a fault is mended; None where that is elsewhere."""
    if fault.screen != "apply":
        return None
    if fault.field.startswith("cost_"):
        return "costs"
    for name, fields in PARTS.items():
        if fault.field in (*fields, *_OTHER_FIELDS.get(name, ())):
            return name
    return next(iter(PARTS))
