import numpy as np
import pytest

from assessment.method.ranking import Profile, borda
from assessment.problems import AssessmentError


def test_ballots_name_alternatives_from_the_first():
    profile = Profile.of([(3, "abc"), (1.5, ["c", ("a", "b")])])
    assert profile.alternatives == ("a", "b", "c")
    assert profile.places.tolist() == [[1, 2], [2, 2], [3, 1]]
    assert profile.counts.tolist() == [3, 1.5]


def test_those_not_named_share_the_last_place():
    profile = Profile.of([(2, ["x"])], alternatives=["z", "y", "x"])
    assert profile.places[:, 0].tolist() == [2, 2, 1]
    assert borda(profile).score.tolist() == [1, 1, 4]


def test_every_fault_of_the_ballots_is_told():
    with pytest.raises(AssessmentError) as refused:
        Profile.of([(-1, "aab"), (np.nan, "ac")], alternatives=["a", "b"])
    assert [(p.where, p.code) for p in refused.value.problems] == [
        ("ballots[0]", "count_not_usable"),
        ("ballots[0]", "named_twice"),
        ("ballots[1]", "count_not_usable"),
        ("ballots[1]", "alternative_unknown"),
        ("ballots", "no_votes"),
    ]


def test_values_bring_weights_and_directions():
    with pytest.raises(ValueError, match="weights"):
        borda([[1, 2]])
