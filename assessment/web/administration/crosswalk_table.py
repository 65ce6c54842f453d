"""The themes that our areas share with dimensions of other models, as authors look them up."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from assessment.locale import translate as _
from assessment.services.releases.crosswalk import crosswalk
from assessment.web.visitor import Visitor
from assessment.web.wording import cited, plain


def draw(person: Visitor) -> None:
    """Behind a fold; nothing where no such table is on file."""
    found = crosswalk(person.office, person.actor)
    if found is None:
        return
    with st.expander(_("다른 모형과 맞대어 본 주제"), icon=":material/hub:", key="crosswalk"):
        st.write(plain(found.use))
        table = pd.DataFrame(
            {
                _("주제"): [str(one.name) for one in found.themes],
                _("우리 영역"): [_listed(one.areas) for one in found.themes],
                _("다른 모형의 영역"): [_listed(one.models) for one in found.themes],
            }
        )
        st.dataframe(table, hide_index=True, key="crosswalk-themes", row_height=34)
        st.caption(_("근거: {source}", source=cited(found.source)))


def _listed(named: Mapping[str, tuple[str, ...]]) -> str:
    return " / ".join(f"{name}: {', '.join(some)}" for name, some in named.items()) or "–"
