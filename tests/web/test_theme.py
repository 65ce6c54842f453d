"""The theme that the browser gets."""

import inspect

import pytest
from streamlit import config
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

from assessment.web.server import options, theme
from tests.web.server import ROOT

SECTIONS = ["theme", *(f"theme.{one.value}" for one in config.CustomThemeCategories)]


@pytest.mark.parametrize("section", SECTIONS)
def test_the_theme_composed_once_is_what_streamlit_composes(
    section: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    options.apply(ROOT / ".streamlit" / "config.toml")
    own = app_session._populate_theme_msg
    assert hasattr(own, "composed"), "Streamlit composes its theme under another name now"
    compose = inspect.getclosurevars(own).nonlocals["compose"]
    monkeypatch.setattr(app_session, "_populate_theme_msg", compose)
    theme.compose_once()
    for _ in range(2):
        expected, found = CustomThemeConfig(), CustomThemeConfig()
        compose(expected, section)
        app_session._populate_theme_msg(found, section)
        assert found == expected
    if section == "theme":
        assert found.primary_color == "#256ef4"
