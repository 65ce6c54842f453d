"""All that a server imports before it reads its settings; servers are forked from here."""

import gc
import importlib
import pkgutil
from functools import cache

import alembic.context
import altair
import pandas
import starlette.middleware.sessions
import uvicorn.main
import uvicorn.protocols.http.auto
import uvicorn.protocols.websockets.auto
from streamlit.components.v2 import manifest_scanner
from streamlit.elements import vega_charts

from assessment import services, web
from tests.web import quick_hashing

HEAVY = (alembic.context, altair, pandas, starlette.middleware.sessions, uvicorn, vega_charts)
DRAWS = ("assessment.web.main", "assessment.web.screens.")
"""Draws when it is imported."""

for package in (services, web):
    for one in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not one.ispkg and not one.name.startswith(DRAWS):
            importlib.import_module(one.name)

quick_hashing.begin()

# each start looks through all that is installed, half of what it costs; that does not change
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)
manifest_scanner.scan_component_manifests()

gc.freeze()  # a server's first look for garbage would copy all of it
