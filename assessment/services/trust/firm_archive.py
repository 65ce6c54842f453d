"""Everything about one firm in one ZIP: what is kept of it, its files, what the journal says."""

import io
import json
import zipfile
from typing import Any

from assessment.locale import translate as _
from assessment.records import decisions, files, firms, journal, whole_firm
from assessment.records.database import Connection
from assessment.services.exports.exporting import ZIP, File
from assessment.services.office import Actor, Office
from assessment.services.permissions import not_found, reach_firm, require
from assessment.services.trust.accesses import looking
from assessment.workbooks.outgoing.text import file_name

_SECRET = frozenset({"password_hash", "secret", "code_hash", "token_hash", "content"})
_OTHERS = frozenset({"interests", "panel_scores"})
"""What consultants said of themselves and who gave how many points: not the firm's to know."""
_OF_OTHERS = ("interest_declared", "interest_ended", "refused")
_MOST_ROWS = 1_000_000


def archive(office: Office, actor: Actor, firm_id: int) -> File:
    """The firm's whole file, for its owner and for administrators; journalled."""
    require(actor, "owner", "admin")
    with office.database.reading() as connection:
        with looking("file"):
            reach_firm(office, connection, actor, firm_id)
        found = firms.get(connection, firm_id)
        if found is None:
            raise not_found("firm")
        owned = whole_firm.ids_of(connection, firm_id)
        tables = {
            table.name: [{k: v for k, v in row.items() if k not in _SECRET} for row in rows]
            for table, rows in whole_firm.rows_of(connection, owned)
            if table.name not in _OTHERS
        }
        if "decision_rows" in tables:
            tables["decision_rows"] = _approved(connection, tables["decision_rows"])
        said = journal.rows(connection, subject=found.pseudonym, limit=_MOST_ROWS)
        papers = {
            f"{sha[:12]}-{name}": files.get(connection, sha) or b""
            for sha, name in whole_firm.contents_of(connection, owned).items()
        }
    told = [
        {"at": row.at, "kind": row.kind, "said": row.payload}
        for row in said
        if row.kind not in _OF_OTHERS
    ]
    content = _zipped({"data.json": tables, "journal.json": told}, papers)
    with office.database.writing() as connection:
        journal.append(
            connection,
            kind="firm_archived",
            actor=actor.pseudonym,
            subject=found.pseudonym,
            payload={"rows": sum(map(len, tables.values())), "files": len(papers)},
            at=office.clock(),
        )
    named = file_name(found.name, _("보관자료"), office.today().isoformat(), suffix=".zip")
    return File(named, ZIP, content)


def _approved(connection: Connection, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a second person has approved; before that a decision is nobody's to know."""
    numbers = {row["decision_id"] for row in rows}
    found = {number: decisions.decision(connection, number) for number in numbers}
    return [row for row in rows if (one := found[row["decision_id"]]) and one.approved_at]


def _zipped(said: dict[str, object], papers: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as book:
        for name, one in said.items():
            book.writestr(name, json.dumps(one, ensure_ascii=False, indent=1, default=str))
        for name, content in papers.items():
            book.writestr(f"files/{name}", content)
    return target.getvalue()
