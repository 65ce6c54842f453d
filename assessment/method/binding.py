"""Answers and scores as the columns that rules name."""

from collections.abc import Collection

import numpy as np
import pandas as pd

from assessment.method.answers import HIGHEST, AnswerTable


def bind_answers(answers: AnswerTable, names: Collection[str] | None = None) -> pd.DataFrame:
    """One nullable column an item: option index, number, or how many options are chosen (multi).

    Null when unanswered, unknown or not applicable. Only the items in `names`, if given.
    """
    wanted = [item for item in answers.items if names is None or item in names]
    columns = {}
    for item in wanted:
        codes = answers.column(item)
        missing = codes > HIGHEST
        values = codes.astype(np.float64)
        if item in answers.numbers:
            values = answers.numbers[item]
            missing = missing | np.isnan(values)
        elif item in answers.chosen:
            values = np.bitwise_count(answers.chosen[item]).astype(np.float64)
        filled = np.where(missing, 0.0, values)
        columns[item] = pd.arrays.FloatingArray(filled, missing)
    return pd.DataFrame(columns, index=answers.firms)
