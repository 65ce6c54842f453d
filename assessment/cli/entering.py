"""The account as which a command acts."""

from typing import TYPE_CHECKING

from assessment.locale import message
from assessment.problems import AssessmentError, NotFound, Problem

if TYPE_CHECKING:
    from assessment.services.office import Actor, Office

OPERATOR = "operator"
CONSOLE = "console"
"""Where a command comes from, in the journal."""


def entered(account: str) -> "tuple[Office, Actor]":
    """The installation's office and the account named by `--as`."""
    from assessment.services.entry.accounts import acting_as
    from assessment.services.office import open_office
    from assessment.services.trust.accesses import ask

    office = open_office()
    ask(lambda: CONSOLE)
    try:
        return office, acting_as(office, account)
    except NotFound:
        raise AssessmentError(
            Problem(
                account,
                message("이 설치에는 그런 계정이 없습니다."),
                message("serve를 열어 처음 설치를 마치거나, --as에 있는 계정을 적어 주십시오."),
                code="no_account",
            )
        ) from None
