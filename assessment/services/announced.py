"""What others have announced: targets, plans, and programmes without a rule pack, as registered."""

from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from assessment.definitions.registers import ProgrammeRow, ProgrammeTable, Targets
from assessment.definitions.shape import read_part
from assessment.problems import AssessmentError
from assessment.services.office import Actor, Office
from assessment.services.permissions import STAFF, require

Register = TypeVar("Register", bound=BaseModel)


def targets(office: Office, actor: Actor) -> Targets | None:
    """What stands in `data/targets.yaml`; None where there is no such file."""
    require(actor, *STAFF)
    return _register(office, "targets", Targets)


def other_programmes(office: Office) -> tuple[ProgrammeRow, ...]:
    """Programmes that are over, expected or little known, for everybody to read."""
    known = _register(office, "programme_table", ProgrammeTable)
    return () if known is None else tuple(one for one in known.programmes if one.pack is None)


def _register(office: Office, name: str, model: type[Register]) -> Register | None:
    path = office.root / "data" / f"{name}.yaml"
    return _read(path, model, path.stat().st_mtime_ns) if path.exists() else None


@lru_cache(maxsize=8)
def _read(path: Path, model: type[Register], _changed: int) -> Register:
    cache = path.parent / "local" / "compiled"
    part = read_part(path, model, cache if cache.is_dir() else None)
    if part.model is None or part.problems:
        raise AssessmentError(*part.problems)
    return part.model
