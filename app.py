"""Where the app is made; `streamlit run app.py` and `uvicorn app:app` both find it."""

import sys
from pathlib import Path

import streamlit as st

sys.path.insert(0, str(Path(__file__).resolve().parent))

from assessment.web.server import crash, lifespan, options, routes
from assessment.web.server.gate import middleware

options.apply(Path(__file__).resolve().parent / ".streamlit" / "config.toml")

app = st.App(
    Path(__file__).resolve().parent / "assessment" / "web" / "main.py",
    routes=routes.routes(),
    middleware=middleware(),
    lifespan=lifespan.lifespan,
    on_script_error=crash.on_script_error,
)
