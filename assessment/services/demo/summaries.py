"""What lists show of each assessment of the demo, with how many files belong to it."""

from collections.abc import Mapping, Sequence

from assessment.records import bulk
from assessment.records.database import Connection
from assessment.services.scoring.scored import assessed
from assessment.services.scoring.summaries import summary_rows


def fill_summaries(connection: Connection, ids: Sequence[int], evidence: Mapping[int, int]) -> None:
    """Score these assessments from what is stored and keep what lists show of them."""
    for group in assessed(connection, ids).groups:
        rows = [
            {**row, "evidence_count": evidence.get(row["id"], 0)} for row in summary_rows(group)
        ]
        bulk.change(connection, "assessments", rows)
