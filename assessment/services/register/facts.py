"""What is known of firms on a day, one row a firm, in the names that rules use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from assessment.records import firms
from assessment.records.database import Connection

OF_APPLICATION = ("applicant_type", "partner_institution", "planned_cost", "requested_grant")
"""Facts that an application gives; here `applicant_type` is firm and the others are unknown."""
OF_PROGRAMME = ("supported_by_this",)
"""Facts that depend on the call's programme; unknown here."""
CERTIFIED_AXES = ("capability", "system")
"""Axes of which the ministry confirms a firm's level."""
KEPT_APART: Mapping[str, str] = {
    "root_industry": "flag",
    "research_institute": "flag",
    "patents": "number",
    "ceo_age": "number",
    "lead_company": "flag",
    "project_ai": "flag",
    "project_digital_twin": "flag",
    "project_aas": "flag",
    "esg_plan": "flag",
    "poc_card": "flag",
    "target_level": "number",
    "same_level_supports": "number",
}
"""Facts without a column of their own, kept in `firms.facts`: the register's, then the plan's."""
_YEARS = 3
_MANUFACTURING = range(10, 35)
_FIGURES = ("sales", "exports", "exports_usd", "operating_margin", "debt_ratio", "capital")
_KINDS: Mapping[str, str] = {
    **dict.fromkeys(
        ("applicant_type", "region", "complex", "size_class", "supported_before"), "string"
    ),
    **dict.fromkeys(
        ("is_manufacturer", "tax_arrears", "banned", "closed", "insolvent"),
        "boolean",
    ),
    **dict.fromkeys(("partner_institution", "supported_by_this"), "boolean"),
    **dict.fromkeys(("ksic_division", "age_years", "past_supports"), "Int64"),
    **dict.fromkeys(("certificate_capability", "certificate_system"), "Int64"),
    **dict.fromkeys((*_FIGURES, "assets", "employees", "sales_mean3", "sales_growth"), "Float64"),
    **dict.fromkeys(("export_share", "rnd_share"), "Float64"),
    **{name: "boolean" if kind == "flag" else "Float64" for name, kind in KEPT_APART.items()},
    **dict.fromkeys(("planned_cost", "requested_grant"), "Float64"),
}


def facts_of(connection: Connection, firm_ids: Sequence[int], today: date) -> pd.DataFrame:
    """Every fact of `data/facts.yaml`, by firm id; what is not known is null.

    Money is in million won, exports_usd in thousand dollars, shares in percent. The figures are
    those of the latest year on file, at most three years back.
    """
    index = pd.Index(list(dict.fromkeys(firm_ids)), name="firm_id")

    def kept(kind: str) -> pd.DataFrame:
        frame = pd.DataFrame(firms.fact_columns(connection, kind, list(index)), dtype=object)
        return frame[frame["firm_id"].isin(index)]

    table = _register(kept("firms").set_index("firm_id").reindex(index), today)
    _figures(table, kept("figures"), today)
    declared = kept("declarations")
    for kind in firms.DECLARED:
        stated = declared[declared["kind"] == kind].set_index("firm_id")["value"]
        table[kind] = stated.reindex(index)
    _confirmed(table, kept("certificates"), kept("supports"), today)
    _supported(table, kept("supports"), set(declared["firm_id"]))
    table["applicant_type"] = "firm"
    typed = {name: _typed(table.get(name), index, kind) for name, kind in _KINDS.items()}
    return pd.DataFrame(typed, index=index)


def _register(kept: pd.DataFrame, today: date) -> pd.DataFrame:
    table = kept[["region", "complex", "ksic_division", "size_class", "employees"]].copy()
    division = pd.to_numeric(table["ksic_division"])
    manufacturing = division.between(_MANUFACTURING[0], _MANUFACTURING[-1])
    table["is_manufacturer"] = manufacturing.astype(object).where(division.notna(), None)
    table["age_years"] = [_age(day, today) for day in kept["founded_on"]]
    apart = [facts if isinstance(facts, Mapping) else {} for facts in kept["facts"]]
    for name in KEPT_APART:
        values = [facts.get(name) for facts in apart]
        table[name] = pd.Series(values, index=table.index, dtype=object)
    return table


def _figures(table: pd.DataFrame, kept: pd.DataFrame, today: date) -> None:
    numbers = kept.astype("float64")
    numbers = numbers[numbers["year"].between(today.year - _YEARS, today.year)]
    last = numbers.groupby("firm_id")["year"].transform("max")
    by_age = [
        numbers[numbers["year"] == last - age].set_index("firm_id").reindex(table.index)
        for age in range(_YEARS)
    ]
    for name in (*_FIGURES, "assets"):
        table[name] = by_age[0][name]
    sales = [frame["sales"] for frame in by_age]
    table["sales_mean3"] = (sales[0] + sales[1] + sales[2]) / _YEARS
    ratio = (sales[0] / sales[2]).where((sales[2] > 0) & (sales[0] >= 0))
    table["sales_growth"] = (ratio ** (1 / (_YEARS - 1)) - 1) * 100
    earned = sales[0].where(sales[0] > 0)
    table["export_share"] = table["exports"] / earned * 100
    table["rnd_share"] = by_age[0]["rnd_spend"] / earned * 100
    known = pd.to_numeric(table["employees"]).astype("float64")
    table["employees"] = known.fillna(by_age[0]["employees"])


def _confirmed(
    table: pd.DataFrame, certificates: pd.DataFrame, supports: pd.DataFrame, today: date
) -> None:
    """The best level of either axis on a certificate valid today or from a completed project."""
    starts, ends = certificates["starts_on"], certificates["ends_on"]
    valid = certificates[(starts <= today) & (ends >= today)]
    done = supports[supports["completed"].astype(bool)]
    for axis in CERTIFIED_AXES:
        found = [valid.set_index("firm_id")[f"{axis}_level"]]
        if axis == "system":
            found.append(done.set_index("firm_id")["level_after"])
        levels = pd.to_numeric(pd.concat(found)).astype("float64")
        table[f"certificate_{axis}"] = levels.groupby(level=0).max().reindex(table.index)


def _supported(table: pd.DataFrame, supports: pd.DataFrame, stated: set[int]) -> None:
    """A firm without a support on file counts as having none only once it has declared itself."""
    grouped = supports.groupby("firm_id")["programme"]
    silent = ~table.index.isin(stated)
    counted = grouped.size().reindex(table.index)
    table["past_supports"] = counted.where(counted.notna() | silent, 0)
    named = grouped.agg(lambda names: " ".join(sorted(set(names)))).reindex(table.index)
    table["supported_before"] = named.astype(object).where(named.notna() | silent, "")


def _age(founded: Any, today: date) -> int | None:
    if pd.isna(founded) or founded > today:
        return None
    day = (founded.month, founded.day)
    return int(today.year - founded.year - ((today.month, today.day) < day))


def _typed(column: Any, index: pd.Index[Any], kind: str) -> pd.Series[Any]:
    dtype = pd.api.types.pandas_dtype(kind)
    if column is None:
        return pd.Series(pd.NA, index=index, dtype=dtype)
    if kind in ("Float64", "Int64"):
        numbers = pd.to_numeric(column).astype("float64").replace([np.inf, -np.inf], np.nan)
        values: Any = pd.array(numbers, dtype="Float64")
    else:
        values = column.astype(object).where(column.notna(), None).to_numpy()
    return pd.Series(pd.array(values, dtype=dtype), index=index)
