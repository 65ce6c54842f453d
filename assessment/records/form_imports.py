"""Of each offline form that was issued: which files of it came back, and what they held."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from sqlalchemy import delete, insert, select

from assessment.records.database import Connection
from assessment.records.schema import settings

_AT_ONCE = 500


@dataclass(frozen=True)
class FormRecord:
    """`files` is the moment of import (ISO) by the file's hash.

    `told` holds, for each cell that a file of this form changed and that was settled, a digest of
    what stood in the file: no answer can be read from it.
    """

    files: Mapping[str, str] = field(default_factory=dict)
    told: Mapping[str, str] = field(default_factory=dict)


def of_forms(connection: Connection, nonces: Sequence[str]) -> dict[str, FormRecord]:
    """The records of these forms; a form of which nothing came back yet has none."""
    names = {_name(nonce): nonce for nonce in nonces}
    found: dict[str, FormRecord] = {}
    for part in _parts(list(names)):
        query = select(settings.c.name, settings.c.value).where(settings.c.name.in_(part))
        for row in connection.execute(query):
            kept = json.loads(row.value)
            found[names[row.name]] = FormRecord(kept["files"], kept["told"])
    return found


def put(connection: Connection, records: Mapping[str, FormRecord]) -> None:
    """Keep these records by the nonce of each form instead of the ones before."""
    rows = [
        {
            "name": _name(nonce),
            "value": json.dumps({"files": dict(one.files), "told": dict(one.told)}),
        }
        for nonce, one in records.items()
    ]
    for part in _parts([str(row["name"]) for row in rows]):
        connection.execute(delete(settings).where(settings.c.name.in_(part)))
    if rows:
        connection.execute(insert(settings), rows)


def _name(nonce: str) -> str:
    return f"form:{sha256(nonce.encode()).hexdigest()[:34]}"


def _parts(names: Sequence[str]) -> Iterable[Sequence[str]]:
    return (names[start : start + _AT_ONCE] for start in range(0, len(names), _AT_ONCE))
