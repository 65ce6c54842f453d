"""Who wrote something, as it is told to somebody else."""

from assessment.locale import translate as _
from assessment.records import accounts, answers
from assessment.records.database import Connection
from assessment.services.assessing.handling import reach_assessment
from assessment.services.office import Actor, Office


def author_of(connection: Connection, actor: Actor, account_id: int | None) -> str:
    """The name of the account, or that it is the reader's own."""
    if account_id == actor.account_id:
        return _("다른 창(내 계정)")
    account = accounts.get(connection, account_id) if account_id is not None else None
    return account.name if account else _("다른 사람")


def written_by(office: Office, actor: Actor, assessment_id: int, account_id: int | None) -> str:
    """The same for a screen that shows an answer of this assessment; nobody else is named."""
    with office.database.reading() as connection:
        reach_assessment(office, connection, actor, assessment_id)
        stored = answers.of_assessment(connection, assessment_id)
        wrote = account_id in {actor.account_id, *(one.by for one in stored.values())}
        return author_of(connection, actor, account_id if wrote else None)
