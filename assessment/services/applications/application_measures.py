"""Sums and ages that the rules of a form compare; what cannot be known is None."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from assessment.definitions.programmes import Programme
from assessment.services.applications.mapped_forms import Values
from assessment.services.register.identifiers import check_business_number

COSTS = (
    "cost_hardware",
    "cost_software",
    "cost_network",
    "cost_automation",
    "cost_cloud",
    "cost_staff",
    "cost_certificate",
)
OWN = ("own_cash", "own_in_kind")


def application_measures(
    values: Values,
    today: date,
    programme: Programme | None = None,
    known: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Every name that a rule of a form may use besides the fields themselves.

    `known` gives level_now, level_target, level_assessed, level_needed (numbers of the system
    axis), certificate_ends (a day) and evidence_oldest (a day), where they are known.
    """
    more = dict(known or {})
    costs, kpis = values.get("cost_rows") or (), values.get("kpi_rows") or ()
    grant = programme.grant if programme else None
    number, founded = values.get("business_number"), values.get("founded_on")
    ends, oldest = more.pop("certificate_ends", None), more.pop("evidence_oldest", None)
    own = [values.get(name) for name in OWN]
    needed = [values.get(name) for name in ("requested_grant", "own_cash")]
    return {
        **more,
        "cost_total": _sum(values.get(name) for name in COSTS),
        "funding_total": None if None in needed else _sum([*needed, values.get("own_in_kind")]),
        "own_total": _sum(own),
        "cost_rows_total": _sum(row.get("amount") for row in costs),
        "cost_rows_own": _sum(row.get("own") for row in costs),
        "kpi_weight_total": _sum(row.get("weight") for row in kpis),
        "kpi_kinds": len({row.get("class") for row in kpis}) if kpis else None,
        "grant_cap": grant.cap if grant else None,
        "grant_share": grant.share * 100 if grant and grant.share else None,
        "months_cap": grant.months if grant else None,
        "business_number_right": not check_business_number(str(number)) if number else None,
        "certificate_days_left": (ends - today).days if ends else None,
        "evidence_age_days": (today - oldest).days if oldest else None,
        "founded_age": (today - founded).days if isinstance(founded, date) else None,
        "this_year": today.year,
        "year_last": _last(values, "year"),
        **{
            f"{name}_last": _last(values, name)
            for name in ("sales", "exports", "employees", "capital", "assets")
        },
    }


def _sum(given: Any) -> float | None:
    numbers = [one for one in given if isinstance(one, int | float) and not isinstance(one, bool)]
    return float(sum(numbers)) if numbers else None


def _last(values: Values, name: str) -> Any:
    found: Any = values.get(name) or ()
    return found[0] if len(found) else None
