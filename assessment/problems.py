"""What went wrong, in words that a person can act on."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from assessment.locale import Message, speaking

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Problem:
    """One fault: where it is, what is wrong, how to mend it."""

    where: str
    what: Message
    fix: Message
    code: str = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        return f"{self.where}: {self.what} {self.fix}".strip()

    def as_row(self) -> dict[str, str]:
        """The problem as flat text, both parts in Korean and in English."""
        row = {"where": self.where, "code": self.code, "severity": self.severity}
        for language in ("ko", "en"):
            with speaking(language):
                row |= {f"what_{language}": str(self.what), f"fix_{language}": str(self.fix)}
        return row


class AssessmentError(Exception):
    """Work refused, with every problem that was found; nothing was stored."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class NotAllowed(AssessmentError):
    """The acting user may not do this."""


class NotFound(AssessmentError):
    """There is no such thing, or none that the acting user may know of."""


class Conflict(AssessmentError):
    """Somebody else changed the same thing meanwhile."""


def errors_in(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems that refuse the work; warnings are left out."""
    return tuple(problem for problem in problems if problem.severity == "error")
