"""Who takes part, by cell."""

import numpy as np
import pandas as pd

from assessment.method.population import participation

REGISTER = pd.DataFrame(
    {"sector": ["a", "a", "b", "b", None], "size": ["s", "l", "s", "s", "s"]},
    index=[3, 5, 7, 9, 11],
)


def test_every_cell_says_how_many_are_registered_and_answered() -> None:
    found = participation(REGISTER, [True, False, True, False, True], ["sector", "size"])
    assert found["registered"].tolist() == [1, 1, 2, 1]
    assert found["answered"].tolist() == [0, 1, 1, 1]
    assert found["share"].tolist() == [0, 1, 0.5, 1]
    np.testing.assert_array_equal(found["weight"], [np.nan, 1, 2, 1])
    assert found["sector"].isna().tolist() == [False, False, False, True]


def test_without_dimensions_the_whole_is_one_row() -> None:
    found = participation(REGISTER, [True, False, True, False, True])
    assert found[["registered", "answered", "share"]].to_numpy().tolist() == [[5, 3, 0.6]]


def test_an_empty_register_has_no_share() -> None:
    assert participation(REGISTER[:0], [], ["sector"]).empty
    assert participation(REGISTER[:0], [])["share"].isna().all()
