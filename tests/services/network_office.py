"""The small office with a small network of institutions: who helps, and what the items ask for."""

from pathlib import Path

from tests.services.conftest import small_project
from tests.small_network import small_network

TAGGED = {"QM02": "trial, training", "EC02": "training"}
"""QM02 asks for trials before courses, EC02 for courses alone; the others for nobody."""


def network_project(folder: Path) -> Path:
    """Two of the four items carry tags, a school and a hospital help."""
    root = small_project(folder)
    small_network(root)
    path = root / "questionnaires" / "mini" / "questionnaire.yaml"
    text = path.read_text(encoding="utf-8")
    text = text.replace(
        "QM02:\n    type: level\n", f"QM02:\n    type: level\n    tags: [{TAGGED['QM02']}]\n"
    )
    text = text.replace("EC02: {type: level, ", f"EC02: {{type: level, tags: [{TAGGED['EC02']}], ")
    path.write_text(text, encoding="utf-8")
    return root
