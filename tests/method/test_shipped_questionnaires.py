"""What is computed beside the score holds for every kind of node that the shipped files use."""

import numpy as np
import pandas as pd
import pytest

from assessment.method.dependence import effective_weights, leave_one_out
from assessment.method.explaining import contributions
from assessment.method.population import paired_changes
from assessment.method.profiles import profiles
from assessment.method.scoring import leaf_shares, score
from assessment.method.tree import compile_tree
from assessment.method.triage import what_can_move
from assessment.method.uncertainty import claim_draws, level_chances
from assessment.services.releases.sample_factories import case_answers
from tests.definitions.mutations import ROOT, shipped

NAMES = sorted(path.parent.name for path in ROOT.glob("questionnaires/*/scoring.yaml"))


def scored(name):
    release = shipped().releases[name]
    tree, answers = compile_tree(release), case_answers(release)
    return release, tree, answers, score(tree, answers)


@pytest.mark.parametrize("name", NAMES)
def test_the_items_of_every_sample_factory_explain_its_total(name):
    _, tree, answers, scores = scored(name)
    total, full = scores.of(tree.root), tree.branch(tree.root).points
    for row in np.flatnonzero(~np.isnan(total)):
        parts = contributions(tree, scores, answers, int(row))
        assert parts["got"].sum() == pytest.approx(total[row], abs=1e-9)
        assert parts["possible"].sum() == pytest.approx(full)
        assert (parts["missed"] >= -1e-9).all()


@pytest.mark.parametrize("name", NAMES)
def test_parts_can_be_left_out_and_claims_weighed_and_drawn(name):
    release, tree, answers, scores = scored(name)
    assert effective_weights(tree).sum() == pytest.approx(1)
    whole, *rest = leave_one_out(tree, answers)
    np.testing.assert_array_equal(whole.values, scores.of(tree.root))
    assert len(rest) == len(tree.branch(tree.root).children)
    stakes = [one.points for one in what_can_move(release, tree, answers, 0)]
    assert all(np.isfinite(stakes))
    chances = level_chances(release, claim_draws(tree, answers, None, draws=5))
    assert set(chances) == set(release.scoring.level_axes)
    shares = pd.DataFrame(leaf_shares(tree, answers, slice(0, len(answers))).T)
    assert len(paired_changes(shares, shares)) == tree.size


@pytest.mark.parametrize("name", NAMES)
def test_every_unknown_profile_of_a_sample_factory_says_what_is_missing(name):
    release, tree, answers, scores = scored(name)
    found = profiles(release, tree, scores, answers)
    assert set(found) == set(release.scoring.profile_axes)
    for result in found.values():
        for row in range(len(answers)):
            states = result.in_order(row)
            assert len(states) == len(result.profiles)
            assert [one.profile.historic for one in states] == sorted(
                one.profile.historic for one in states
            )
            assert all(one.missing for one in states if one.state == "unknown")
