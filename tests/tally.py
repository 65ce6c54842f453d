"""What the fault tests did, for the table that a soak prints at its end."""

from dataclasses import dataclass


@dataclass
class Line:
    """Faults of one kind, and what had been acknowledged before each; all of it was found again."""

    faults: int = 0
    acknowledged: int = 0


LINES: dict[str, Line] = {}


def count(what: str, acknowledged: int, faults: int = 1) -> None:
    """One more fault survived, with so many acknowledgements found again afterwards."""
    line = LINES.setdefault(what, Line())
    line.faults += faults
    line.acknowledged += acknowledged


def table(failed: int) -> list[str]:
    """Markdown, as it stands in docs/benchmarks.md."""
    lost = "0" if not failed else f"? ({failed} tests failed)"
    rows = [
        f"| {what} | {line.faults:,} | {line.acknowledged:,} | {lost} |"
        for what, line in sorted(LINES.items())
    ]
    return ["| fault | times | acknowledged before | lost |", "|---|---|---|---|", *rows]
