"""Whether this process can serve: asked by a proxy or an orchestrator, not by a person."""

from assessment.problems import AssessmentError
from assessment.records.database import HEAD, revision_of
from assessment.services.office import Office


def ready(office: Office) -> bool:
    """Whether the records answer and have the shape that this program works with.

    Tells no more than yes or no, so anybody may ask. A database that a newer program has migrated
    is not served any more: the older replica leaves by itself while the new ones come up.
    """
    try:
        with office.database.reading() as connection:
            return revision_of(connection) == HEAD
    except AssessmentError:
        return False
