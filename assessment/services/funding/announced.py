"""What others have announced: targets, plans, and programmes without a rule pack, as registered."""

from typing import TypeVar

from pydantic import BaseModel

from assessment.definitions.installed import installed
from assessment.definitions.registers import ProgrammeRow, ProgrammeTable, Targets
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
    exists = (office.root / "data" / f"{name}.yaml").exists()
    return installed(office.root, name, model) if exists else None
