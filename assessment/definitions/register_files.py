"""The registers of a project folder, read and held against each other."""

from collections.abc import Callable, Collection
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from assessment.definitions.checks.findings import Findings
from assessment.definitions.checks.registers import (
    check_form_fields,
    check_programme_table,
    check_sectors,
    check_size_classes,
    check_targets,
)
from assessment.definitions.programmes import Facts
from assessment.definitions.registers import (
    FormFields,
    ProgrammeTable,
    Registers,
    Sectors,
    SizeClasses,
    Targets,
)
from assessment.definitions.shape import Part, read_part
from assessment.problems import Problem, errors_in

M = TypeVar("M", bound=BaseModel)


def read_registers(
    root: Path, packs: Collection[str], facts: Facts | None, cache: Path | None
) -> tuple[Registers, list[Problem]]:
    """Every register with its problems; a file that does not exist is no problem."""
    problems: list[Problem] = []

    def read(name: str, model: type[M], check: Callable[[Part[M], Findings], None]) -> M | None:
        path = root / "data" / f"{name}.yaml"
        if not path.exists():
            return None
        part = read_part(path, model, cache)
        findings = Findings(part.dropped)
        check(part, findings)
        told = [*part.problems, *findings.problems]
        problems.extend(told)
        return None if errors_in(told) else part.model

    registers = Registers(
        targets=read("targets", Targets, check_targets),
        programme_table=read(
            "programme_table",
            ProgrammeTable,
            lambda part, findings: check_programme_table(part, packs, findings),
        ),
        size_classes=read("size_classes", SizeClasses, check_size_classes),
        sectors=read("sectors", Sectors, check_sectors),
        form_fields=read(
            "form_fields",
            FormFields,
            lambda part, findings: check_form_fields(part, facts, findings),
        ),
    )
    return registers, problems
