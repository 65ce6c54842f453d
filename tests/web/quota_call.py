"""A call with quotas and a lottery: the demo's decided call once more, under a stricter notice.

It weighs no assessment, so that the `rank` command can be given everything that the call ranks by.
"""

import re
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from assessment.records import bulk
from assessment.records.schema import metadata
from assessment.services.demo.people import ADMIN, MANAGER, actor
from assessment.services.funding import calls
from assessment.services.office import Office
from assessment.services.releases import publishing
from tests.web.server import ROOT

BASED_ON = "gyeonggi-basic-2026"
MOST_MICRO, LEAST_SMALL = 6, 4
BUDGET = 600_000_000.0
RANDOMNESS = "동행복권 로또 당첨번호, 작은 수부터, 빈칸 하나씩"
_SOURCE = "{source: made up, as_of: 2026-11-22, confidence: unconfirmed}"
_MORE = f"""budget: {BUDGET:.0f}
selection: by_rank
quotas:
  - id: micro
    name: {{ko: 소상공인, en: Micro firms}}
    fact: size_class
    values: [micro]
    at_most: {MOST_MICRO}
    source: {_SOURCE}
  - id: small
    name: {{ko: 소기업, en: Small firms}}
    fact: size_class
    values: [small]
    at_least: {LEAST_SMALL}
    source: {_SOURCE}
tie_break: lottery
lottery:
  randomness: {{ko: '{RANDOMNESS}', en: 'Lotto numbers, ascending, single spaces'}}
  source: {_SOURCE}
"""


def open_quota_call(office: Office, project: Path, like: int) -> tuple[int, Path]:
    """The new call, with the applications and panel scores of the call `like`; its programme."""
    shutil.copytree(ROOT / "questionnaires", project / "questionnaires")
    shutil.copytree(ROOT / "data", project / "data", ignore=shutil.ignore_patterns("local"))
    folder = project / "data" / "programmes"
    text = (folder / f"{BASED_ON}.yaml").read_text(encoding="utf-8")
    text = text.replace(f"id: {BASED_ON}", "id: with-quotas", 1)
    text = text.replace("selection: by_rank\n", _MORE, 1)
    for criterion in ("need", "readiness"):
        text = re.sub(rf"  - id: {criterion}\n(    .*\n)+", "", text)
    text = text[: text.index("  - id: scored\n")]  # what they score has changed with it
    path = folder / "with-quotas.yaml"
    path.write_text(text, encoding="utf-8")
    publishing.publish(replace(office, root=project), actor(ADMIN), "with-quotas")
    known = next(one for one in calls.calls(office, actor(MANAGER)) if one.id == like)
    today = office.today()
    made = calls.open_call(
        office,
        actor(MANAGER),
        name="쿼터가 있는 공고",
        programme="with-quotas",
        round_id=known.round_id,
        opens_on=today - timedelta(days=5),
        closes_on=today + timedelta(days=12),
    )
    _copy_applications(office, like, made)
    return made, path


def _copy_applications(office: Office, like: int, made: int) -> None:
    tables = metadata.tables
    applications, scores = tables["applications"], tables["panel_scores"]
    with office.database.writing() as connection:
        everybody = connection.execute(select(applications)).mappings().all()
        first = max(row["id"] for row in everybody) + 1
        old = [row for row in everybody if row["call_id"] == like]
        number = {row["id"]: first + place for place, row in enumerate(old)}
        copied: list[dict[str, Any]] = [
            {**row, "id": number[row["id"]], "call_id": made} for row in old
        ]
        given = connection.execute(select(scores)).mappings().all()
        panel: list[dict[str, Any]] = [
            {**row, "application_id": number[row["application_id"]]}
            for row in given
            if row["application_id"] in number
        ]
        bulk.add(connection, "applications", copied)
        bulk.add(connection, "panel_scores", panel)
        bulk.continue_numbering(connection)
