"""A firm sees who saw its data: named, with role, time and what was looked at."""

from collections.abc import Mapping

import pandas as pd

from assessment.locale import mark
from assessment.locale import translate as _
from assessment.records import accounts, firms, journal
from assessment.services.office import Actor, Office
from assessment.services.permissions import reach_firm
from assessment.services.trust.accesses import KIND

MOST = 200
_SEEN: Mapping[str, str] = {
    "data": mark("업체 자료"),
    "firm": mark("업체 정보"),
    "answers": mark("응답"),
    "result": mark("결과"),
    "review": mark("검토 자료"),
    "evidence": mark("증빙 파일"),
    "file": mark("내려받은 파일"),
}


def seen_name(what: str) -> str:
    """What was looked at, in the reader's language."""
    return _(_SEEN.get(what, _SEEN["data"]))


def who_saw(office: Office, actor: Actor, firm_id: int) -> pd.DataFrame:
    """The latest looks first: at, who, role, what; the firm's own people are left out.

    What says nothing any more, because its time to be kept is over, is left out too.
    """
    with office.database.reading() as connection:
        reach_firm(office, connection, actor, firm_id)
        pseudonym = firms.pseudonym(connection, firm_id)
        rows = journal.rows(connection, kind=KIND, subject=pseudonym, limit=5 * MOST)
        people = accounts.of_pseudonyms(connection, {row.actor for row in rows})
    shown = [
        {"at": row.at, "who": one.name, "role": one.role, "what": row.payload["what"]}
        for row in rows
        if row.payload is not None
        and (one := people.get(row.actor)) is not None
        and one.firm_id != firm_id
    ]
    return pd.DataFrame(shown[:MOST], columns=["at", "who", "role", "what"])
