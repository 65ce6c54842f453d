"""Nullable columns of one kind: how they come in, how three values combine, how they leave."""

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.expressions.parsing import Expression, Kind, Value, rule_problem
from assessment.locale import Message, message
from assessment.problems import AssessmentError

Values = NDArray[Any]
Known = NDArray[np.bool_]

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_FILL: Mapping[Kind | None, object] = {"number": 0.0, "text": "", "date": "", "flag": False}
_TYPE: Mapping[Kind | None, type] = {"number": np.float64, "flag": np.bool_}


@dataclass(frozen=True)
class Column:
    """Values with their kind; `kind` is None where nothing at all is known."""

    kind: Kind | None
    values: Values
    known: Known


def both(one: Column, other: Column) -> Column:
    false = (one.known & ~one.values) | (other.known & ~other.values)
    true = one.values & one.known & other.values & other.known
    return Column("flag", true, true | false)


def either(one: Column, other: Column) -> Column:
    true = (one.values & one.known) | (other.values & other.known)
    false = one.known & ~one.values & other.known & ~other.values
    return Column("flag", true, true | false)


def number_column(values: Values, known: Known) -> Column:
    known = known & np.isfinite(values)
    return Column("number", np.where(known, values, 0.0), known)


def constant_column(kind: Kind | None, value: Value, rows: int) -> Column:
    filled = _FILL.get(kind, False) if value is None else value
    values: Values = np.full(rows, filled, dtype=_TYPE.get(kind, object))
    return Column(kind, values, np.full(rows, value is not None))


def kind_name(kind: Kind | None) -> Message:
    names = {
        "number": message("숫자"),
        "text": message("글자"),
        "flag": message("예/아니요"),
        "date": message("날짜"),
    }
    return names.get(kind or "", message("모름"))


def is_iso_date(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and _ISO_DATE.fullmatch(node.value) is not None
    )


# ---- in and out ----------------------------------------------------------------------------


def column_of(expression: Expression, series: "pd.Series[Any]") -> Column:
    if pd.api.types.is_bool_dtype(series.dtype):
        known = series.notna().to_numpy(dtype=np.bool_)
        return Column("flag", series.fillna(False).to_numpy(dtype=np.bool_), known)
    if pd.api.types.is_numeric_dtype(series.dtype):
        values = series.to_numpy(dtype=np.float64, na_value=np.nan)
        return number_column(values, np.isfinite(values))
    return column_of_objects(expression, series.astype(object).to_numpy())


def boxed(value: object) -> Values:
    values = np.empty(1, dtype=object)
    values[0] = value
    return values


def column_of_objects(expression: Expression, values: Values) -> Column:
    known = ~pd.isna(values)
    found = pd.api.types.infer_dtype(values[known])
    if found == "empty":
        return constant_column(None, None, len(values))
    if found == "string":
        return _filled("text", values, known)
    if found == "boolean":
        return _filled("flag", values, known)
    if found in ("integer", "floating", "mixed-integer-float", "decimal"):
        filled = _filled("number", values, known)
        return number_column(filled.values, known)
    if found in ("date", "datetime", "datetime64"):
        texts = np.array([str(value)[:10] for value in values], dtype=object)
        return _filled("date", texts, known)
    raise AssessmentError(
        rule_problem(
            expression.text,
            message("한 열에 여러 종류의 값이 섞여 있습니다: {found}", found=found),
            message("열마다 숫자, 글자, 예/아니요, 날짜 가운데 한 가지만 두십시오."),
            "mixed_kinds",
        )
    )


def _filled(kind: Kind, values: Values, known: Known) -> Column:
    filled = np.where(known, values, cast(Any, _FILL[kind]))
    return Column(kind, filled.astype(_TYPE.get(kind, object)), known)


def series_of(column: Column, index: "pd.Index[Any]") -> "pd.Series[Any]":
    if column.kind == "number":
        array: Any = pd.arrays.FloatingArray(column.values.astype(np.float64), ~column.known)
    elif column.kind in ("flag", None):
        array = pd.arrays.BooleanArray(column.values.astype(np.bool_), ~column.known)
    else:
        texts = np.where(column.known, column.values, cast(Any, pd.NA))
        array = pd.array(texts, dtype="string")
    return pd.Series(array, index=index)
