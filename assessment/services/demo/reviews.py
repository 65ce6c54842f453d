"""What reviewers found in the synthetic factories, what they asked for, and the evidence."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from assessment.method.answers import HIGHEST, UNANSWERED
from assessment.services.assessing.file_guard import CleanFile
from assessment.services.demo.claims import Codes
from assessment.services.demo.sheets import Rows, Sheet, Wording
from assessment.services.demo.trades import NOTES, REQUESTS

_TOO_HIGH = ("no_evidence", "misread_level", "other_line")
_METHODS = ("visit", "document", "interview")
_PICTURES = (
    ("작업일지", "#f4f1e8"),
    ("현장 단말 화면", "#e8eef4"),
    ("검사 기록", "#eef4e8"),
    ("설비 사진", "#e9e9ec"),
    ("바코드 라벨", "#ffffff"),
    ("생산계획 표", "#f3eef7"),
)


def verification_rows(
    rng: np.random.Generator,
    wording: Wording,
    sheets: Sequence[Sheet],
    columns: NDArray[np.intp],
) -> Iterator[dict[str, Any]]:
    """What was looked at: all of most finished sheets, a part of those still under review."""
    for sheet in sheets:
        if sheet.status in ("draft", "submitted") or sheet.reviewer_id is None:
            continue
        share = _looked_at(rng, sheet.status)
        seen = rng.random(len(columns)) < share
        how = rng.choice(3, p=(0.55, 0.40, 0.05))
        why = rng.integers(0, len(_TOO_HIGH), len(columns))
        claims, truth = sheet.first_claims[columns].tolist(), sheet.truth[columns].tolist()
        at = sheet.verified_at or _since(sheet)
        for place in np.flatnonzero(seen).tolist():
            claim, found = claims[place], truth[place]
            if found == UNANSWERED:
                continue
            reason = _reason(claim, found, _TOO_HIGH[why[place]])
            yield {
                "assessment_id": sheet.id,
                "item": wording.items[place],
                "state": wording.state(found),
                "value": wording.value(place, found, sheet.place),
                "claim_state": wording.state(claim),
                "claim_value": wording.value(place, claim, sheet.place),
                "reason_code": reason,
                "note": wording.reviewer_notes.get(reason),
                "method": _METHODS[how],
                "reviewer_id": sheet.reviewer_id,
                "at": at,
            }


def comment_rows(
    rng: np.random.Generator,
    wording: Wording,
    sheets: Sequence[Sheet],
    owners: Mapping[int, int],
) -> Rows:
    """Remarks of owners, and what was sent back; a resubmitted sheet has answered its requests."""
    rows: Rows = []
    for sheet in sheets:
        if sheet.submitted_at is None:
            continue
        if rng.random() < 0.12 and sheet.place in owners:
            item = wording.items[int(rng.integers(len(wording.items)))]
            text = NOTES[int(rng.integers(len(NOTES)))]
            rows.append(_comment(sheet.id, item, "note", text, owners[sheet.place], sheet))
        if sheet.status in ("returned", "resubmitted") and sheet.reviewer_id is not None:
            for item in sorted(rng.choice(wording.items, int(rng.integers(1, 4)), replace=False)):
                text = REQUESTS[int(rng.integers(len(REQUESTS)))]
                one = _comment(sheet.id, str(item), "send_back", text, sheet.reviewer_id, sheet)
                answered = sheet.status == "resubmitted"
                rows.append(one | {"resolved_at": sheet.submitted_at if answered else None})
    return rows


def evidence_rows(
    rng: np.random.Generator,
    wording: Wording,
    sheets: Sequence[Sheet],
    owners: Mapping[int, int],
    columns: NDArray[np.intp],
    kept: Sequence[tuple[CleanFile, str]],
) -> tuple[Rows, dict[int, int]]:
    """Files behind answers, and how many each assessment has; contents are shared by hash."""
    rows: Rows = []
    counts: dict[int, int] = {}
    for sheet in sheets:
        if sheet.submitted_at is None or sheet.place not in owners:
            continue
        codes: Codes = sheet.claims[columns]
        able = np.flatnonzero((codes <= HIGHEST) & (codes >= 2))
        wanted = min(int(rng.poisson(2.2)), len(able))
        for place in sorted(rng.choice(able, wanted, replace=False).tolist()):
            file, digest = kept[int(rng.integers(len(kept)))]
            rows.append(
                {
                    "assessment_id": sheet.id,
                    "item": wording.items[place],
                    "sha256": digest,
                    "name": file.name,
                    "media_type": file.media_type,
                    "size": len(file.content),
                    "by": owners[sheet.place],
                    "at": sheet.submitted_at - timedelta(minutes=10),
                    "removed_at": None,
                }
            )
        counts[sheet.id] = wanted
    return rows, counts


def evidence_files() -> list[CleanFile]:
    """A few small pictures and one PDF, each marked as synthetic; the same bytes every time."""
    found = []
    for number, (name, colour) in enumerate(_PICTURES):
        picture = Image.new("RGB", (320, 220), colour)
        draw = ImageDraw.Draw(picture)
        draw.rectangle((8, 8, 311, 211), outline="#6d7882")
        draw.text((16, 14), f"SYNTHETIC DATA  {number + 1}", fill="#063a74")
        for line in range(6):
            width = 120 + (number * 37 + line * 53) % 150
            draw.rectangle((20, 50 + line * 24, 20 + width, 60 + line * 24), fill="#8a949e")
        target = BytesIO()
        picture.save(target, format="PNG", optimize=True)
        found.append(CleanFile(f"{name}.png", "image/png", target.getvalue()))
    found.append(CleanFile("점검표.pdf", "application/pdf", _pdf()))
    return found


def _pdf() -> bytes:
    """One page saying that it is synthetic, written by hand so that its bytes never change."""
    text = b"BT /F1 18 Tf 60 760 Td (SYNTHETIC DATA - demo evidence) Tj ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    content, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    content += b"trailer << /Size %d /Root 1 0 R >>\n" % (len(objects) + 1)
    return content + b"startxref\n%d\n%%%%EOF\n" % start


def _looked_at(rng: np.random.Generator, status: str) -> float:
    if status == "verified":
        return 1.0 if rng.random() < 0.6 else float(rng.uniform(0.6, 0.95))
    return float(rng.uniform(0.25, 0.8))


def _since(sheet: Sheet) -> datetime:
    assert sheet.submitted_at is not None
    return sheet.submitted_at - timedelta(minutes=30)


def _reason(claim: int, found: int, too_high: str) -> str:
    if claim == found:
        return "confirmed"
    if claim > HIGHEST or found > HIGHEST:
        return "other"
    return too_high if claim > found else "better_than_claimed"


def _comment(
    assessment_id: int, item: str, kind: str, text: str, author: int, sheet: Sheet
) -> dict[str, Any]:
    assert sheet.submitted_at is not None
    at = sheet.submitted_at - timedelta(hours=1)
    return {
        "assessment_id": assessment_id,
        "item": item,
        "kind": kind,
        "text": text,
        "author_id": author,
        "at": at,
        "resolved_at": None,
    }
