"""The quick list funds whom the list itself funds, with quotas, equals and money."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.method.selection import Quota, down_the_list, selection_problem
from assessment.method.selection.quick_list import QuickList
from assessment.problems import AssessmentError


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(st.data())
def test_it_funds_whom_the_list_itself_funds(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 14))
    scores = data.draw(st.lists(st.integers(0, 8), min_size=size, max_size=size))
    costs = data.draw(st.lists(st.integers(1, 5), min_size=size, max_size=size))
    groups = data.draw(st.lists(st.sampled_from("ab"), min_size=size, max_size=size))
    sizes = data.draw(st.lists(st.sampled_from("xy"), min_size=size, max_size=size))
    low, high = data.draw(st.integers(0, 3)), data.draw(st.integers(0, 4))
    quotas = [Quota({"group": "a"}, low), Quota({"size": "x"}, 0, high)]
    problem = selection_problem(
        np.array(scores, float),
        costs,
        budget=data.draw(st.sampled_from([None, 8.0, 20.0])),
        places=data.draw(st.sampled_from([None, 3, 6])),
        quotas=quotas,
        attributes={"group": groups, "size": sizes},
    )
    keys = data.draw(st.one_of(st.none(), st.permutations(range(size))))
    selected, met = QuickList(problem, 9, keys).walked(problem.values)
    try:
        own = down_the_list(problem, 9, keys)
    except AssessmentError:
        assert not met
    else:
        assert met
        assert selected.tolist() == own.selected.tolist()


def test_a_missing_score_stands_outside() -> None:
    problem = selection_problem([1.0, 2.0, 3.0], places=1)
    assert QuickList(problem)([1.0, np.nan, 0.5]).tolist() == [True, False, False]


def test_floors_that_cannot_be_met_are_met_as_far_as_they_go() -> None:
    problem = selection_problem(
        [3.0, 2.0, 1.0], places=1, quotas=[Quota({"g": 1}, 1)], attributes={"g": [0, 0, 1]}
    )
    selected, met = QuickList(problem).walked([3.0, 2.0, np.nan])
    assert (selected.tolist(), met) == ([True, False, False], False)
    with pytest.raises(AssessmentError):
        down_the_list(problem.limited(1, 2.0))
