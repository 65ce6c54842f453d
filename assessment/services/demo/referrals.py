"""Requests of synthetic firms to institutions, in every status."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from assessment.definitions.releases import Release
from assessment.records import bulk
from assessment.services.demo.calendar import at_nine
from assessment.services.demo.people import CONSULTANTS
from assessment.services.demo.sheets import Sheet
from assessment.services.institutions.network import helpers
from assessment.services.office import Office

Rows = list[dict[str, Any]]
MOST = 36
LOW = 2
"""The option up to which an answer asks for help."""
_PATHS: Sequence[tuple[str, ...]] = (
    ("asked",),
    ("asked", "accepted"),
    ("asked", "accepted", "met"),
    ("asked", "accepted", "met", "done"),
    ("asked", "declined"),
)
_SHARES = (0.3, 0.25, 0.15, 0.25, 0.05)
_DAYS_AGO = {
    "asked": (1, 9),
    "accepted": (6, 18),
    "met": (12, 30),
    "done": (40, 120),
    "declined": (15, 60),
}
"""When a request was made that stands so now."""
_NOTES = {
    "met": "공장에서 한 시간 이야기했습니다. 다음 달에 설비를 함께 봅니다.",
    "done": "시험을 마치고 결과를 업체에 드렸습니다.",
    "declined": "올해 모집이 끝났습니다. 내년 공고 때 다시 알려 드립니다.",
}
_WISHES = {
    "shop-data": "설비가 돌고 멈춘 시간을 자동으로 모으고 싶습니다.",
    "smart-factory": "생산 실적을 종이 대신 화면에 적고 싶습니다.",
    "business-systems": "수주와 재고를 한 화면에서 보고 싶습니다.",
    "manufacturing-ai": "모은 데이터로 불량을 미리 알고 싶습니다.",
    "root-process": "불량이 나는 조건을 함께 찾고 싶습니다.",
    "measurement": "측정기를 교정하고 검사 방법을 정하고 싶습니다.",
    "robot": "무거운 부품을 옮기는 일을 로봇에 맡기고 싶습니다.",
    "product-development": "새 부품의 시제품을 만들고 싶습니다.",
    "energy": "전기를 어디에 많이 쓰는지 알고 싶습니다.",
    "safety": "프레스 안전장치를 점검받고 싶습니다.",
}
_ANY_WISH = "어디서부터 시작하면 좋을지 상담을 받고 싶습니다."
_TALENT = (("설비 데이터를 볼 사람", 1), ("현장 시스템을 맡을 청년 직원", 2), ("품질 담당", 1))


def ask_some(
    office: Office,
    release: Release,
    sheets: Sequence[Sheet],
    items: Sequence[str],
    owners: Mapping[int, int],
    first: int,
    seed: int,
) -> None:
    """Store requests of firms whose sheets are verified; the firm at `first` always has one.

    `items` are the columns of the sheets, `owners` the account by the firm's place.
    """
    rng = np.random.default_rng(seed)
    yesterday = at_nine(office.today() - timedelta(days=1))  # equal for an equal day
    done = [one for one in sheets if one.verified_at is not None and one.place in owners]
    own = [one for one in done if one.place == first]
    others = [one for one in done if one.place != first]
    chosen = sorted(rng.permutation(len(others))[: MOST - len(own)].tolist())
    referrals: Rows = []
    steps: Rows = []
    for number, sheet in enumerate([*own, *(others[place] for place in chosen)], 1):
        path = _PATHS[2] if sheet.place == first else _PATHS[rng.choice(len(_PATHS), p=_SHARES)]
        row = _referral(office, rng, release, sheet, items, number)
        if row is None:
            continue
        low, high = _DAYS_AGO[path[-1]]
        at = yesterday - timedelta(days=float(rng.uniform(low, high)))
        row |= {"asked_by": owners[sheet.place], "asked_at": at}
        taken = _steps(rng, row, path, sheet, yesterday)
        changes = {"status": path[-1], "changed_at": taken[-1]["at"], "revision": len(path)}
        if "accepted" in path:
            changes["handler_id"] = taken[-1]["by"]
        referrals.append(row | changes)
        steps += taken
    with office.database.writing() as connection:
        bulk.add(connection, "referrals", referrals)
        bulk.add(connection, "referral_steps", steps)
        bulk.continue_numbering(connection)


def _referral(
    office: Office,
    rng: np.random.Generator,
    release: Release,
    sheet: Sheet,
    items: Sequence[str],
    number: int,
) -> dict[str, Any] | None:
    """The lowest answer for which somebody in the register helps."""
    low = [
        item
        for place, item in enumerate(items)
        if sheet.claims[place] <= LOW and release.items[item].tags
    ]
    able = [item for item in low if helpers(office.root, release.items[item].tags)]
    if not able:
        return None
    item = able[int(rng.integers(len(able)))]
    tags = release.items[item].tags
    seeks = _TALENT[int(rng.integers(len(_TALENT)))] if rng.random() < 0.25 else (None, None)
    return {
        "id": number,
        "firm_id": sheet.place + 1,
        "assessment_id": sheet.id,
        "item": item,
        "institution": helpers(office.root, tags, 1)[0].id,
        "wish": _WISHES.get(tags[0], _ANY_WISH),
        "talent": seeks[0],
        "talent_count": seeks[1],
        "handler_id": None,
    }


def _steps(
    rng: np.random.Generator,
    row: Mapping[str, Any],
    path: Sequence[str],
    sheet: Sheet,
    latest: datetime,
) -> Rows:
    handler = sheet.reviewer_id or CONSULTANTS[0]
    at, rows = row["asked_at"], []
    for status in path:
        rows.append(
            {
                "referral_id": row["id"],
                "status": status,
                "institution": row["institution"],
                "note": _NOTES.get(status),
                "by": row["asked_by"] if status == "asked" else handler,
                "at": at,
            }
        )
        at = min(at + timedelta(days=float(rng.uniform(1, 6))), latest)
    return rows
