"""What a measurement gives: one line of the table, with its limit and its baseline."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """`limit` is what was promised (an upper bound); `baseline` was measured in the same run."""

    what: str
    value: float
    unit: str
    limit: float | None = None
    baseline: float | None = None
    note: str = ""

    @property
    def kept(self) -> bool:
        return self.limit is None or self.value <= self.limit

    @property
    def ratio(self) -> str:
        if self.baseline is None or not self.value:
            return ""
        return f"{self.baseline / self.value:,.1f}×"

    def cells(self) -> tuple[str, ...]:
        """The line as it is printed: what, measured, limit, kept, baseline, ratio, note."""
        limit = "" if self.limit is None else f"≤ {self.limit:,.4g} {self.unit}"
        kept = "" if self.limit is None else ("yes" if self.kept else "NO")
        baseline = "" if self.baseline is None else f"{self.baseline:,.4g} {self.unit}"
        measured = f"{self.value:,.4g} {self.unit}"
        return self.what, measured, limit, kept, baseline, self.ratio, self.note


HEADERS = ("what", "measured", "limit", "kept", "baseline", "ratio", "note")


def percentile(values: list[float], share: float) -> float:
    """The smallest value that at least this share of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]
