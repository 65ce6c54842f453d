"""Where the person is for whom something is written: an address of the network, or the console."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from sqlalchemy import Connection

Result = TypeVar("Result")
_here: ContextVar[str | None] = ContextVar("origin", default=None)
_askers: list[Callable[[], str]] = []


def address() -> str:
    """Where whoever acts in this thread comes from; empty when nobody knows."""
    known = _here.get()
    if known is None and _askers:
        return _askers[-1]()
    return known or ""


def ask(asker: Callable[[], str]) -> None:
    """Ask this wherever no `coming_from` holds."""
    _askers[:] = [asker]


@contextmanager
def coming_from(where: str) -> Iterator[None]:
    """Everything inside is done for somebody at this address."""
    token = _here.set(where)
    try:
        yield
    finally:
        _here.reset(token)


def held(work: Callable[[Connection], Result]) -> Callable[[Connection], Result]:
    """The work as it is to be done by another thread: for somebody at the address of now."""
    where = address()

    def done(connection: Connection) -> Result:
        with coming_from(where):
            return work(connection)

    return done
