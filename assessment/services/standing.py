"""What is true of everything that is shown: real or synthetic, which complex, which round."""

from dataclasses import dataclass

from assessment.records import rounds, settings
from assessment.services.office import Office


@dataclass(frozen=True)
class Standing:
    """Nobody has to be signed in to know this; `round` is None between rounds."""

    demo: bool
    complex: str | None
    round: str | None


def standing(office: Office) -> Standing:
    """The marks of this database and the round of today."""
    with office.database.reading() as connection:
        current = rounds.current(connection, office.today())
        demo = settings.is_demo(connection)
    return Standing(demo, current.complex if current else None, current.name if current else None)
