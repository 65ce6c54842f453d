"""All that a server imports before it reads its settings; servers are forked from here."""

import importlib
import pkgutil

import altair
import pandas
import uvicorn.main
import uvicorn.protocols.http.auto
import uvicorn.protocols.websockets.auto
from streamlit.elements import vega_charts

from assessment import services, web

HEAVY = (altair, pandas, uvicorn, vega_charts)
DRAWS = ("main",)
"""Draws when it is imported."""

for package in (services, web):
    for one in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        if not one.ispkg and one.name.rsplit(".", 1)[1] not in DRAWS:
            importlib.import_module(one.name)
