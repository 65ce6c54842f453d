"""Rounds of assessment, each with the releases that it pins."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, insert, select

from assessment.records import compiled
from assessment.records.database import Connection
from assessment.records.schema import round_releases, rounds


@dataclass(frozen=True)
class Round:
    """`releases` is the pinned hash by the name of the questionnaire or programme."""

    id: int
    name: str
    complex: str
    opens_on: date
    closes_on: date
    releases: Mapping[str, str]


_OWN = tuple(name for name in Round.__dataclass_fields__ if name != "releases")


def add(
    connection: Connection,
    *,
    name: str,
    complex: str,  # noqa: A002 - the field's word
    opens_on: date,
    closes_on: date,
    releases: Mapping[str, str],
) -> int:
    """The id of the new round."""
    row = {"name": name, "complex": complex, "opens_on": opens_on, "closes_on": closes_on}
    result = connection.execute(insert(rounds).values(row))
    assert result.inserted_primary_key is not None
    number = int(result.inserted_primary_key[0])
    pins = [{"round_id": number, "name": n, "release_hash": h} for n, h in releases.items()]
    if pins:
        connection.execute(insert(round_releases), pins)
    return number


def listed(connection: Connection) -> list[Round]:
    """Every round, the last to open first."""
    pins: dict[int, dict[str, str]] = {}
    for pin in connection.execute(select(round_releases)):
        pins.setdefault(pin.round_id, {})[pin.name] = pin.release_hash
    ordered = select(rounds).order_by(rounds.c.opens_on.desc(), rounds.c.id.desc())
    found = connection.execute(ordered).mappings()
    return [_round(dict(row), pins.get(row["id"], {})) for row in found]


_one = select(*(rounds.c[name] for name in _OWN)).where(rounds.c.id == bindparam("round"))
_pins = select(round_releases.c.name, round_releases.c.release_hash).where(
    round_releases.c.round_id == bindparam("round")
)


def get(connection: Connection, round_id: int) -> Round | None:
    """The round with this id."""
    found, pins = compiled.ask(
        connection, (_one, {"round": round_id}), (_pins, {"round": round_id})
    )
    if not found:
        return None
    return Round(**dict(zip(_OWN, found[0], strict=True)), releases=dict(pins))


def current(connection: Connection, today: date) -> Round | None:
    """The round open today; of several the last to open."""
    query = select(rounds.c.id).where(rounds.c.opens_on <= today, rounds.c.closes_on >= today)
    ordered = query.order_by(rounds.c.opens_on.desc(), rounds.c.id.desc()).limit(1)
    found = connection.execute(ordered).scalar_one_or_none()
    return get(connection, found) if found is not None else None


def before(connection: Connection, round_id: int) -> Round | None:
    """The round of the same complex that opened last before this one."""
    this = get(connection, round_id)
    if this is None:
        return None
    query = select(rounds.c.id).where(
        rounds.c.complex == this.complex, rounds.c.opens_on < this.opens_on
    )
    ordered = query.order_by(rounds.c.opens_on.desc(), rounds.c.id.desc()).limit(1)
    found = connection.execute(ordered).scalar_one_or_none()
    return get(connection, found) if found is not None else None


def _round(row: dict[str, Any], pins: Mapping[str, str]) -> Round:
    return Round(**row, releases=pins)
