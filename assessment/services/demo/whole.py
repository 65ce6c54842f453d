"""The demo of this installation: a database that is there is complete."""

import os

from assessment.records.database import file_of
from assessment.services.demo.building import Built, build
from assessment.services.office import address_of, open_office, project_root


def build_whole(firms: int = 1200, seed: int = 20260) -> Built:
    """Build where this installation keeps its data; a new file appears only when it is finished."""
    path = file_of(address_of(project_root()))
    if path is None or path.exists():
        return build(open_office(), firms, seed)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        office = open_office(f"sqlite:///{unfinished.as_posix()}")
        try:
            made = build(office, firms, seed)
        finally:
            office.database.close()  # writes the log back into the file and removes it
        unfinished.replace(path)
    finally:
        for rest in path.parent.glob(f"{unfinished.name}*"):
            rest.unlink()
    return made
