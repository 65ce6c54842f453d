"""What the programme office's desk needs besides the verbs: what is on offer, what is new."""

from assessment.definitions.programmes import Programme
from assessment.records import journal, releases
from assessment.services.funding.calls import OFFICE_ROLES
from assessment.services.funding.panels import Imported, import_panel_scores
from assessment.services.office import Actor, Office
from assessment.services.permissions import require
from assessment.services.releases.publishing import programme_of
from assessment.workbooks.tabular.panel import read_panel


def published_programmes(office: Office, actor: Actor) -> tuple[Programme, ...]:
    """Every programme in its last published version, by id."""
    require(actor, *OFFICE_ROLES)
    with office.database.reading() as connection:
        names = sorted({row.name for row in releases.listed(connection) if row.kind == "programme"})
        hashes = [releases.latest(connection, name, "programme") for name in names]
        return tuple(programme_of(connection, digest) for digest in hashes if digest)


def last_change(office: Office, actor: Actor) -> int:
    """A number that grows with everything that anybody does; equal means nothing has changed."""
    require(actor, *OFFICE_ROLES)
    with office.database.reading() as connection:
        return journal.head(connection).seq


def import_panel_file(
    office: Office, actor: Actor, call_id: int, name: str, content: bytes
) -> Imported:
    """Scores of an uploaded template; `rejected` numbers rows as the file does."""
    require(actor, *OFFICE_ROLES)
    read = read_panel(name, content)
    done = import_panel_scores(office, actor, call_id, read.rows)
    faults = [
        {"row": fault.row, "column": fault.column, "problem": fault.problem}
        for fault in read.faults
    ]
    rejected = [{**row, "row": read.places[int(str(row["row"])) - 1]} for row in done.rejected]
    return Imported(done.rows, done.saved, (*faults, *rejected))
