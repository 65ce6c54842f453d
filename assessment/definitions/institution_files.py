"""The files that say who can help, read and held against each other and the questionnaires."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from assessment.definitions.checks.findings import Findings
from assessment.definitions.checks.institutions import (
    Asked,
    check_capabilities,
    check_crosswalk,
    check_institutions,
    check_suppliers,
    check_tags,
)
from assessment.definitions.institutions import (
    Capabilities,
    Crosswalk,
    Institutions,
    Network,
    Suppliers,
)
from assessment.definitions.shape import Part, read_part
from assessment.problems import Problem, errors_in

M = TypeVar("M", bound=BaseModel)

FILES: Mapping[str, type[Any]] = {
    "institutions/capabilities": Capabilities,
    "institutions/institutions": Institutions,
    "institutions/suppliers": Suppliers,
    "crosswalk": Crosswalk,
}
"""Files under `data/` and what they are read as."""


def read_network(
    root: Path, asked: Asked, cache: Path | None = None
) -> tuple[Network, list[Problem]]:
    """Every file with its problems; a file that does not exist is no problem.

    `asked` are the questionnaires by folder; None leaves out what only they can show.
    """
    problems: list[Problem] = []
    wrong: set[type[BaseModel]] = set()
    parts = {
        model: read_part(path, model, cache)
        for name, model in FILES.items()
        if (path := root / "data" / f"{name}.yaml").exists()
    }

    def found(model: type[M], check: Callable[[Part[M], Findings], None]) -> M | None:
        """As far as it can be read: what is wrong in one file hides nothing in another."""
        part = parts.get(model)
        if part is None:
            return None
        findings = Findings(part.dropped)
        check(part, findings)
        told = [*part.problems, *findings.problems]
        problems.extend(told)
        if errors_in(told):
            wrong.add(model)
        return part.model

    def right(model: M | None) -> M | None:
        return None if type(model) in wrong else model

    known = parts[Institutions].model if Institutions in parts else None
    capabilities = found(Capabilities, check_capabilities(known))
    institutions = found(Institutions, check_institutions(capabilities, asked))
    suppliers = found(Suppliers, check_suppliers(capabilities))
    crosswalk = found(Crosswalk, check_crosswalk(asked))
    if capabilities is not None:
        problems += check_tags(capabilities, asked)
    network = Network(right(capabilities), right(institutions), right(suppliers), right(crosswalk))
    return network, problems
