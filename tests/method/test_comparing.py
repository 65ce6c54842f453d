import numpy as np
import pandas as pd

from assessment.method.comparing import may_be_shown, peer_group


def firms(divisions, values, sales=None, groups=None):
    n = len(divisions)
    return pd.DataFrame(
        {
            "division": pd.array(divisions, dtype="Int64"),
            "group": groups or ["metal"] * n,
            "complex": ["banwol"] * n,
            "value": pd.array(values, dtype="Float64"),
            "sales": sales or [10.0] * n,
        },
        index=range(100, 100 + n),
    )


def test_the_closest_group_of_five_others_is_named_with_its_quartiles():
    """Peers 100, 200, 300, 400, 500: quartiles 200, 300, 400; 450 has 1 of 5 above: top quarter."""
    frame = firms([25] * 6, [450, 100, 200, 300, 400, 500])
    group = peer_group(frame, 100)
    assert group is not None
    assert (group.circle, group.name, group.n) == ("division", 25, 5)
    assert (group.lower, group.median, group.upper) == (200, 300, 400)
    assert group.top == (0, 25)


def test_four_others_are_too_few_and_the_next_wider_group_is_taken():
    frame = firms([25] * 5 + [26] * 2, [1, 2, 3, 4, 5, 6, 7])
    group = peer_group(frame, 100)
    assert group is not None
    assert (group.circle, group.name, group.n) == ("group", "metal", 6)


def test_peers_without_a_value_do_not_count():
    frame = firms([25] * 6, [1, 2, 3, 4, 5, pd.NA])
    assert peer_group(frame, 100) is None


def test_a_group_that_one_firm_dominates_is_not_shown():
    frame = firms(
        [25] * 6 + [26] * 5, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], [1, 100, *[10] * 9]
    )  # 100 of 140 in the division; 100 of 190 in the sector group
    assert peer_group(frame, 100) is None
    frame.loc[101, "sales"] = 40  # 40 of 80: just half of the division
    group = peer_group(frame, 100)
    assert group is not None
    assert group.circle == "division"


def test_two_firms_may_not_hold_more_than_three_quarters():
    assert may_be_shown(pd.Series([40.0, 35, 10, 10, 5]))
    assert not may_be_shown(pd.Series([40.0, 36, 10, 9, 5]))


def test_unknown_sales_count_as_the_median_of_the_known():
    """60 with four of 20 (median 40 of 60, 20): 60 of 60 + 20 + 3·40 = 200."""
    assert may_be_shown(pd.Series([60.0, 20, np.nan, np.nan, np.nan]))
    assert may_be_shown(pd.Series([np.nan] * 5))


def test_a_firm_without_value_or_division_still_sees_its_wider_group():
    frame = firms([pd.NA] + [25] * 6, [pd.NA, 1, 2, 3, 4, 5, 6])
    group = peer_group(frame, 100)
    assert group is not None
    assert (group.circle, group.top) == ("group", None)


def test_the_lowest_firm_is_in_the_last_quarter_and_equals_are_in_the_middle():
    low = peer_group(firms([25] * 6, [0, 1, 2, 3, 4, 5]), 100)
    same = peer_group(firms([25] * 6, [7] * 6), 100)
    assert low is not None
    assert same is not None
    assert low.top == (75, 100)
    assert same.top == (50, 75)
