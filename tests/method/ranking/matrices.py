"""Published matrices, and small ones drawn for properties."""

import json
from pathlib import Path

import numpy as np
from hypothesis import strategies as st

CASES = Path(__file__).parents[1] / "cases"


def case(name):
    """Inputs (matrix, weights, direction) and the expected figures of a published case."""
    known = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    given = known["inputs"]
    return (given["matrix"], given["weights"], given["direction"]), known["expected"]


@st.composite
def decisions(draw, lowest=1, least=2, most=12):
    """(values, weights, directions): whole numbers 1..9, so that ties are common."""
    rows = draw(st.integers(least, most))
    criteria = draw(st.integers(1, 5))
    values = draw(
        st.lists(
            st.lists(st.integers(lowest, 9), min_size=criteria, max_size=criteria),
            min_size=rows,
            max_size=rows,
        )
    )
    weights = draw(st.lists(st.integers(1, 9), min_size=criteria, max_size=criteria))
    ways = draw(st.lists(st.sampled_from([1, -1]), min_size=criteria, max_size=criteria))
    return np.array(values, float), np.array(weights, float), ways
