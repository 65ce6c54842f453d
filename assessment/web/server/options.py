"""Streamlit's options from our file, also where Streamlit itself would not look for it."""

import secrets
import tomllib
from pathlib import Path

from streamlit import config

from assessment.services.office import read_settings
from assessment.web.server import theme
from assessment.web.server.hosts import LOOPBACK


def apply(path: Path) -> None:
    """Set every option of the file that neither flag nor environment has set, and the secret."""
    for section, options in tomllib.loads(path.read_text(encoding="utf-8")).items():
        for name, value in options.items():
            nested = isinstance(value, dict) and section == "theme"
            entries = value.items() if nested else [(None, value)]
            for inner, setting in entries:
                key = f"{section}.{name}.{inner}" if inner else f"{section}.{name}"
                if not config.is_manually_set(key):
                    config.set_option(key, setting)
    ours = read_settings()
    # without a secret of the installation's own nothing signed outlives this process
    config.set_option("server.cookieSecret", ours.get("cookie_secret") or secrets.token_hex(32))
    if ours.get("allowed_hosts"):
        config.set_option("server.allowedHosts", [*ours["allowed_hosts"], *LOOPBACK])
    theme.compose_once()
