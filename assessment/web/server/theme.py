"""The theme of Streamlit's options, composed once instead of before every run."""

from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

_COMPOSE = "_populate_theme_msg"


def compose_once() -> None:
    """Keep what Streamlit makes of each theme section; it never changes while the app serves.

    Composing it took 2 of the 10 ms of a click (docs/benchmarks.md). Streamlit has no public way
    to say so; where the name is gone the theme is composed every time, as before.
    """
    compose = getattr(app_session, _COMPOSE, None)
    if compose is None or hasattr(compose, "composed"):
        return
    composed: dict[str, CustomThemeConfig] = {}

    def remembered(message: CustomThemeConfig, section: str = "theme") -> None:
        if section not in composed:
            composed[section] = CustomThemeConfig()
            compose(composed[section], section)
        if composed[section].ByteSize():
            message.MergeFrom(composed[section])

    remembered.composed = composed  # type: ignore[attr-defined]  # the mark of its being in place
    setattr(app_session, _COMPOSE, remembered)
