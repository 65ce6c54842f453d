"""Why a result is what it is, as tables: areas and items, points got and missed."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from assessment.locale import language
from assessment.locale import translate as _
from assessment.method.explaining import contributions
from assessment.method.scoring import REASONS
from assessment.method.tree import Tree
from assessment.records.answers import StoredAnswer
from assessment.records.verifications import Verification
from assessment.services.assessing.item_texts import answer_text, item_text, reason_text
from assessment.services.review.review_sheet import REASON_CODES
from assessment.services.scoring.scored import AssessedRelease

_NO_POINTS = {"got": 0.0, "possible": 0.0, "missed": 0.0}


def area_table(
    group: AssessedRelease, parts: pd.DataFrame, peers: Mapping[str, float]
) -> pd.DataFrame:
    """By area, most points missed first, shown-only areas last.

    Columns: name, field, field_name, about, got, possible, missed, coverage, peers (points that
    the peers' middle share would give here), shown_only, reason ("", below_floor, not_applicable).
    `parts` are the `contributions_of` the group; without a total, each area that has a value
    stands for itself.
    """
    texts = group.release.texts[language()]
    rows = []
    for area in group.release.questionnaire.areas:
        own = parts[parts["area_id"] == area.id]
        got, possible = float(own["got"].sum()), float(own["possible"].sum())
        scored = area.id in group.tree.nodes
        middle = peers.get(area.id)
        rows.append(
            {
                "area": area.id,
                "name": texts.areas[area.id].name,
                "field": area.field,
                "field_name": texts.fields.get(area.field, area.field),
                "about": texts.areas[area.id].about,
                "got": got,
                "possible": possible,
                "missed": possible - got,
                "coverage": float(group.scores.of(area.id, "coverage")[0]) if scored else None,
                "peers": middle * possible if middle is not None else None,
                "shown_only": area.id in group.release.scoring.shown_only,
                "reason": REASONS[int(group.scores.of(area.id, "reasons")[0])] if scored else "",
            }
        )
    table = pd.DataFrame(rows).set_index("area")
    order = ["shown_only", "missed"]
    return table.sort_values(order, ascending=[True, False], kind="stable")


def item_table(
    group: AssessedRelease,
    parts: pd.DataFrame,
    claims: Mapping[str, StoredAnswer],
    held: Mapping[str, Verification],
) -> pd.DataFrame:
    """By item, in the order of the questionnaire.

    Columns: area, short, question, state, claimed, verified (text, None where none holds),
    reason_code, reason (of the verification), na_reason, note, stale, got, possible, missed.
    """
    points = parts.set_index("item")[["got", "possible", "missed"]].to_dict("index")
    areas = {item: one.id for one in group.release.questionnaire.areas for item in one.items}
    rows = []
    for place, item in enumerate(group.used.items):
        claim, found = claims.get(item), held.get(item)
        in_force = found if group.verified[0, place] else None
        row: dict[str, Any] = {"item": item, "area": areas[item]}
        row |= {
            "short": item_text(group.release, item).short,
            "question": item_text(group.release, item).question,
            "state": claim.state if claim else "unanswered",
            "claimed": answer_text(
                group.release,
                item,
                claim.state if claim else "unanswered",
                claim.value if claim else None,
            ),
            "verified": None
            if in_force is None
            else answer_text(group.release, item, in_force.state, in_force.value),
            "reason_code": in_force.reason_code if in_force else None,
            "reason": _(REASON_CODES[in_force.reason_code]) if in_force else "",
            "na_reason": reason_text(group.release, claim.reason if claim else None),
            "note": in_force.note if in_force else None,
            "stale": bool(group.stale[0, place]),
        }
        rows.append(row | points.get(item, _NO_POINTS))
    return pd.DataFrame(rows).set_index("item")


def contributions_of(group: AssessedRelease) -> pd.DataFrame:
    """Items with got, possible, missed and `area_id`; shown-only areas count by themselves.

    Without a total the fields and areas that have a value stand for themselves.
    """
    tree, scores, used = group.tree, group.scores, group.used
    areas = {item: one.id for one in group.release.questionnaire.areas for item in one.items}
    found = [contributions(tree, scores, used, 0)]
    apart = _parentless(tree)
    if found[0].empty:
        apart = {area for area in areas.values() if area in tree.nodes} | apart
    seen = set(found[0]["item"])
    for node in tree.nodes:
        if node in apart and node != tree.root:
            own = contributions(tree, scores, used, 0, node)
            found.append(own[~own["item"].isin(seen)])
            seen |= set(own["item"])
    filled = [part for part in found if not part.empty] or found[:1]
    table = pd.concat(filled, ignore_index=True)
    return table.assign(area_id=table["item"].map(areas))


def _parentless(tree: Tree) -> set[str]:
    held = {child for branch in tree.branches for child in branch.children}
    return {
        branch.id for place, branch in enumerate(tree.branches) if tree.size + place not in held
    }
