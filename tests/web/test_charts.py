"""Charts are drawn without being held against their schema; here they are."""

import altair as alt
import pandas as pd
import pytest
from altair.utils import schemapi

from assessment.web.complex import charts, complex_charts

NAMED = pd.DataFrame({"name": ["품질", "설비"], "got": [40.0, 10.0], "possible": [80.0, 60.0]})
CHARTS = {
    "bars": lambda: charts.got_of_possible(NAMED.assign(tick=[30.0, 20.0]), tick="비슷한 업체"),
    "points": lambda: complex_charts.points_spread(
        pd.DataFrame({"low": [0, 50], "high": [50, 100], "firms": [3, 9]}), 61.0, [55.0]
    ),
    "levels": lambda: complex_charts.level_counts(
        pd.DataFrame({"name": ["기초 전", "기초"], "firms": [3, 9], "words": ["3", "9"]})
    ),
    "heatmap": lambda: complex_charts.heatmap(
        pd.DataFrame(
            {
                "area_name": ["품질", "설비"],
                "group_name": ["기계", "기계"],
                "share": [0.4, float("nan")],
                "firms": [9, 3],
                "hidden": [False, True],
            }
        ),
        ["품질", "설비"],
        ["기계"],
    ),
    "shares": lambda: complex_charts.shares(
        pd.DataFrame({"name": ["품질"], "share": [0.4], "words": ["40%"]})
    ),
    "gap": lambda: complex_charts.claimed_verified(
        pd.DataFrame({"name": ["품질"], "claimed": [0.6], "verified": [0.5]})
    ),
}


@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_is_right_vega_lite(name: str) -> None:
    with schemapi.debug_mode(True):
        chart = charts.styled(CHARTS[name]())
        assert chart.to_dict(validate=True) == charts.spec(CHARTS[name]())
    assert alt.theme.active == "none", "Streamlit brings its own theme"
