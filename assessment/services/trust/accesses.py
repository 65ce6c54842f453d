"""Who looked at whose data: collected while people work, journalled within a second.

Nothing is written while somebody waits. The same look of the same person is one row in ten minutes.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal
from weakref import WeakKeyDictionary

from assessment.records import journal, origin
from assessment.records.database import Database
from assessment.records.journal import Entry
from assessment.records.origin import address as address
from assessment.records.origin import ask as ask
from assessment.records.origin import coming_from as coming_from
from assessment.services.office import Actor, Office

KIND = "looked"
AGAIN = timedelta(minutes=10)
MOST_WAITING = 500
"""When as many wait, they are written without anybody asking for it."""

What = Literal["data", "firm", "answers", "result", "review", "evidence", "file", "list"]
_what: ContextVar[What] = ContextVar("what", default="data")
_Look = tuple[str, str, str, str]
_log = logging.getLogger("assessment")


@dataclass
class _Book:
    guard: threading.Lock = field(default_factory=threading.Lock)
    noted: dict[_Look, datetime] = field(default_factory=dict)
    waiting: list[tuple[Entry, datetime]] = field(default_factory=list)


_books: WeakKeyDictionary[Database, _Book] = WeakKeyDictionary()
_books_guard = threading.Lock()


@contextmanager
def looking(what: What) -> Iterator[None]:
    """What is reached inside, and has no name of its own, is this."""
    token = _what.set(what)
    try:
        yield
    finally:
        _what.reset(token)


def saw(office: Office, actor: Actor, subject: str, what: What | None = None) -> None:
    """Note that the actor was shown this of the subject (a firm's pseudonym, or `list:…`).

    `data` is what has no name of its own; it is left out beside anything that has.
    """
    at, address = office.clock(), origin.address()
    what = what or _what.get()
    book = _book_of(office.database)
    look = (actor.pseudonym, subject, what, address)
    with book.guard:
        before = book.noted.get(look)
        if before is not None and timedelta(0) <= at - before < AGAIN:
            return
        if len(book.noted) > 20 * MOST_WAITING:
            book.noted = {k: v for k, v in book.noted.items() if at - v < AGAIN}
        book.noted[look] = at
        entry = Entry(KIND, actor.pseudonym, subject, {"what": what}, address)
        book.waiting.append((entry, at))
        many = len(book.waiting)
    if many == MOST_WAITING:
        threading.Thread(target=_write_quietly, args=(office.database,), daemon=True).start()


def write_accesses(database: Database) -> int:
    """How many rows were journalled; what cannot be written now waits for the next time."""
    book = _book_of(database)
    with book.guard:
        taken, book.waiting = book.waiting, []
    if not taken:
        return 0
    named = {(one.actor, one.subject) for one, _ in taken if one.payload["what"] != "data"}
    try:
        with database.writing() as connection:
            for one, at in taken:
                if one.payload["what"] != "data" or (one.actor, one.subject) not in named:
                    journal.append_later(connection, one, at)
    except BaseException:
        with book.guard:
            book.waiting[:0] = taken
        raise
    return len(taken)


def write_all_accesses() -> None:
    """Journal whatever still waits in this process; for its orderly end."""
    with _books_guard:
        databases = list(_books)
    for database in databases:
        _write_quietly(database)


def _write_quietly(database: Database) -> None:
    try:
        write_accesses(database)
    except Exception:
        _log.exception("accesses could not be journalled")


def _book_of(database: Database) -> _Book:
    with _books_guard:
        return _books.setdefault(database, _Book())
