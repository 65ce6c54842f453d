"""The one office of this server process."""

from functools import cache

from assessment.services.office import Office, open_office
from assessment.services.standing import standing


@cache
def office() -> Office:
    """The database and definitions that this server works on; opened at first use."""
    return open_office()


@cache
def demo() -> bool:
    """Whether this server shows synthetic firms only; a database never changes that."""
    return standing(office()).demo
