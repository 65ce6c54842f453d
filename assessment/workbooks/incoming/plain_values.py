"""What a cell can hold of any value; nothing is lost without a mark."""

from datetime import date, datetime, time
from math import isinf
from numbers import Real

import numpy as np
import pandas as pd

from assessment.workbooks.incoming.cells import Value
from assessment.workbooks.outgoing.text import fitted

_EXACT = 10**15
"""Spreadsheets keep fifteen digits of a number."""
_FIRST_YEAR = 1900


def plain_value(value: object) -> Value | None:
    """Text that fits, a number, a flag, a day or a moment; None where nothing is known.

    What a cell cannot hold as such becomes text: a whole number of more than fifteen digits, an
    infinite one, a day before 1900, a moment with a time zone.
    """
    if value is None or value is pd.NA or value != value:
        return None
    if isinstance(value, str):
        return fitted(value)
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, date):
        return _day(value)
    if isinstance(value, Real):
        return _number(value)
    return fitted(str(value))


def _number(value: Real) -> Value:
    if isinstance(value, int | np.integer) and abs(int(value)) > _EXACT:
        return str(int(value))
    number = float(value)
    if isinf(number):
        return "∞" if number > 0 else "-∞"
    return number


def _day(value: date) -> Value:
    if value.year < _FIRST_YEAR:
        return value.isoformat()
    if not isinstance(value, datetime):
        return value
    if value.tzinfo is not None:
        return value.isoformat(" ")
    moment = value.to_pydatetime(warn=False) if isinstance(value, pd.Timestamp) else value
    return moment.date() if moment.time() == time() else moment.replace(microsecond=0)
