"""The journal as the administrator sees it: who did what, and whether the chain is whole."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from assessment.problems import Problem
from assessment.records import accounts, firms
from assessment.records import journal as kept
from assessment.records.journal import Head as Head
from assessment.services.office import Actor, Office
from assessment.services.permissions import not_found, require
from assessment.services.trust.anchors import anchors_of, keep_anchor
from assessment.services.trust.journal_subjects import subject_names


@dataclass(frozen=True)
class JournalCheck:
    """`head` is worth writing down elsewhere: given back later it shows a cut-off end.

    `anchors` is how many were found in the file and compared.
    """

    rows: int
    head: Head
    problems: tuple[Problem, ...]
    anchors: int = 0


def check_journal(
    office: Office, actor: Actor, anchor: Head | None = None, copy: Path | None = None
) -> JournalCheck:
    """Every row that was edited, removed, inserted or moved since it was written.

    The chain is compared with the anchors outside the database, and with a copy of them where one
    is named; a whole one leaves today's there.
    """
    require(actor, "admin")
    with office.database.reading() as connection:
        noted, odd = anchors_of(office, connection, copy)
        problems = (*kept.verify(connection, anchor, noted), *odd)
        checked = JournalCheck(kept.count(connection), kept.head(connection), problems, len(noted))
    if not any(one.severity == "error" for one in checked.problems):
        keep_anchor(office)
    return checked


def entries(
    office: Office,
    actor: Actor,
    *,
    kind: str | None = None,
    account_id: int | None = None,
    firm_id: int | None = None,
    before: int | None = None,
    size: int = 100,
) -> pd.DataFrame:
    """The latest entries first: seq, at, kind, who, subject, said (None when erased).

    `before` is the last seq of the page above. Who and subject are names where they are known, in
    the reader's language.
    """
    require(actor, "admin")
    with office.database.reading() as connection:
        person = accounts.get(connection, account_id) if account_id is not None else None
        firm = firms.pseudonym(connection, firm_id) if firm_id is not None else None
        if (account_id is not None and person is None) or (firm_id is not None and firm is None):
            raise not_found("journal")
        rows = kept.rows(
            connection,
            kind=kind,
            actor=person.pseudonym if person else None,
            subject=firm,
            before=before,
            limit=min(size, 500),
        )
        called = {row.actor for row in rows} | {row.subject for row in rows}
        names = accounts.by_pseudonym(connection, called) | firms.by_pseudonym(connection, called)
        names |= subject_names(connection, called - names.keys())
    shown = [
        {
            "seq": row.seq,
            "at": row.at,
            "kind": row.kind,
            "who": names.get(row.actor, row.actor),
            "subject": names.get(row.subject, row.subject),
            "said": row.payload,
        }
        for row in rows
    ]
    return pd.DataFrame(shown, columns=["seq", "at", "kind", "who", "subject", "said"])


def erase_what_is_said_of(office: Office, actor: Actor, firm_id: int) -> int:
    """How many entries about this firm have lost what they said; the chain stays whole."""
    require(actor, "admin")
    with office.database.writing() as connection:
        pseudonym = firms.pseudonym(connection, firm_id)
        if pseudonym is None:
            raise not_found("firm")
        seqs = kept.seqs_of(connection, pseudonym)
        kept.erase(connection, seqs, actor=actor.pseudonym, at=office.clock())
    return len(seqs)
