"""Where a firm stands among comparable firms of its round, without showing any single one."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from assessment.method.comparing import Circle, peer_group
from assessment.records import assessments, rounds
from assessment.records.assessments import Assessment
from assessment.records.database import Connection
from assessment.services.assessing.handling import HANDED_IN
from assessment.services.funding.reasons import Words, fact_definitions, words_of
from assessment.services.office import Office
from assessment.services.register.sectors import group_by_division, industries_of
from assessment.services.scoring.scored import AssessedRelease, assessed
from assessment.services.trust.consents import in_statistics


@dataclass(frozen=True)
class Position:
    """Quartiles of the `n` other firms in points, and the band of the firm from the top, percent.

    `area_shares` is the peers' middle share, 0..1, of each scored node.
    """

    circle: Circle
    name: Words
    round_name: str
    n: int
    lower: float
    median: float
    upper: float
    top: tuple[int, int] | None
    area_shares: Mapping[str, float]


def position_of(
    office: Office, connection: Connection, found: Assessment, group: AssessedRelease
) -> Position | None:
    """Among the firms that handed in this round, else the round before; None when too few."""
    before = rounds.before(connection, found.round_id)
    now = rounds.get(connection, found.round_id)
    for one in (now, before):
        if one is None:
            continue
        frame = _frame(office, connection, one.id, found, float(group.total()[0]))
        peers = peer_group(frame, found.firm_id)
        if peers is None:
            continue
        same = (frame[peers.circle] == peers.name).fillna(False).astype(bool)
        others = frame[same & frame["value"].notna() & (frame.index != found.firm_id)]
        return Position(
            circle=peers.circle,
            name=_name(office, peers.circle, peers.name),
            round_name=one.name,
            n=peers.n,
            lower=peers.lower,
            median=peers.median,
            upper=peers.upper,
            top=peers.top,
            area_shares=_middle_shares(connection, [int(key) for key in others["assessment"]]),
        )
    return None


def _frame(
    office: Office, connection: Connection, round_id: int, found: Assessment, value: float
) -> pd.DataFrame:
    """One row a firm of the round; the firm itself with its present value."""
    rows = assessments.standings(connection, round_id, found.questionnaire, HANDED_IN)
    own = [row for row in rows if row["firm_id"] == found.firm_id]
    agreeing = in_statistics(office.root, connection)
    rows = [
        row
        for row in rows
        if row["firm_id"] != found.firm_id and (agreeing is None or row["firm_id"] in agreeing)
    ]
    rows.append(own[0] if own else assessments.standing_of(connection, found.id))
    table = pd.DataFrame(rows).set_index("firm_id")
    groups = group_by_division(office.root)
    points = (
        table["verified_points"].astype("Float64").fillna(table["claimed_points"].astype("Float64"))
    )
    points[found.firm_id] = None if np.isnan(value) else value
    divisions = table["ksic_division"].astype("Int64")
    return pd.DataFrame(
        {
            "assessment": table["id"],
            "division": divisions,
            "group": divisions.map(groups, na_action="ignore"),
            "complex": table["complex"],
            "value": points,
            "sales": table["sales"].astype("Float64"),
        }
    )


def _middle_shares(connection: Connection, ids: list[int]) -> dict[str, float]:
    """Node to the middle share of these assessments, whatever release they are of."""
    frames = [group.scores.frame("shares") for group in assessed(connection, ids).groups]
    return {str(node): float(value) for node, value in pd.concat(frames).median().items()}


def _name(office: Office, circle: Circle, name: object) -> Words:
    industries = industries_of(office.root)
    if circle == "division":
        known = [one.name for one in industries.divisions if one.division == name]
        return words_of(known[0]) if known else Words(str(name), str(name))
    if circle == "group":
        return words_of(industries.groups[str(name)])
    values = fact_definitions(office.root).facts["complex"].values
    return words_of(values[str(name)]) if str(name) in values else Words(str(name), str(name))
