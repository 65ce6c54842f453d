"""Answers in place of those that were there; only ever of the revision that was seen."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, Update, bindparam, cast, func, literal_column, select

from assessment.records import as_json, compiled
from assessment.records.database import Connection
from assessment.records.schema import answers

_MANY = "many"
_NAMES = tuple(column.name for column in answers.c)
_SET = tuple(column.name for column in answers.c if not column.primary_key)


def change(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Store these rows of `answers`; each has the revision after the one that is there.

    Fit for `one_trip`: PostgreSQL itself refuses where one has not.
    """
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        given = as_json.parameter(connection, answers, _NAMES, rows)
        compiled.run(connection, _of_given(), [{**given, _MANY: len(rows)}])
    elif compiled.run(connection, _one_by_one(), [_named(row) for row in rows]) != len(rows):
        raise RuntimeError("answer changed outside the writing transaction")


@cache
def _of_given() -> Select[Any]:
    given = as_json.given_rows(answers, _NAMES)
    done = (
        answers.update()
        .where(
            answers.c.assessment_id == given.c.assessment_id,
            answers.c.item == given.c.item,
            answers.c.revision == given.c.revision - literal_column("1"),
        )
        .values({name: given.c[name] for name in _SET})
        .returning(literal_column("1"))
        .cte("done")
    )
    stored = select(func.count()).select_from(done).scalar_subquery()
    # a division by zero, which undoes all, where fewer are stored than were given
    return select(literal_column("1") / cast(stored == bindparam(_MANY), Integer))


@cache
def _one_by_one() -> Update:
    return (
        answers.update()
        .where(
            answers.c.assessment_id == bindparam("of"),
            answers.c.item == bindparam("which"),
            answers.c.revision == bindparam("before"),
        )
        .values({name: bindparam(name) for name in _SET})
    )


def _named(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "of": row["assessment_id"],
        "which": row["item"],
        "before": row["revision"] - 1,
        **{name: row[name] for name in _SET},
    }
