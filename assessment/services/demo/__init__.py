"""The demo complex: synthetic firms, claims, reviews and calls, and what they rest on."""

from assessment.services.demo.assumptions import ASSUMPTIONS as ASSUMPTIONS
from assessment.services.demo.assumptions import Assumption as Assumption
from assessment.services.demo.building import Built as Built
from assessment.services.demo.building import build as build
