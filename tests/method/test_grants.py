import numpy as np

from assessment.definitions.programmes import Grant
from assessment.definitions.values import Source
from assessment.method.grants import granted

SOURCE = Source.model_validate(
    {"source": "x", "as_of": "2026-11-22", "confidence": "unconfirmed"}
)  # fmt: skip


def test_the_least_of_request_cap_and_share_is_granted() -> None:
    """Cap 50, half of the cost: 60 of 200 → 50; 40 of 60 → 30; 20 of 200 → 20."""
    grant = Grant(cap=50.0, share=0.5, source=SOURCE)
    assert granted(grant, [60.0, 40.0, 20.0], [200.0, 60.0, 200.0]).tolist() == [50, 30, 20]


def test_an_unknown_cost_leaves_the_share_out_and_no_request_gets_nothing() -> None:
    grant = Grant(cap=50.0, share=0.5, source=SOURCE)
    found = granted(grant, [60.0, np.nan], [np.nan, 100.0])
    assert found[0] == 50
    assert np.isnan(found[1])


def test_without_cap_and_share_what_is_asked_for_is_granted() -> None:
    assert granted(Grant(source=SOURCE), [7e9], [1.0]).tolist() == [7e9]
