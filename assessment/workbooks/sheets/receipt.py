"""The receipt of a submission on one A4 page."""

from collections.abc import Sequence
from dataclasses import dataclass

from assessment.locale import translate as _
from assessment.workbooks.outgoing.form import Form


@dataclass(frozen=True)
class ReceiptForm:
    """`facts` are label and value; `open`, `unsure`, `missing` name items, one line each."""

    firm_name: str
    round: str
    facts: Sequence[tuple[str, object]]
    open: Sequence[str]
    unsure: Sequence[str]
    missing: Sequence[str]
    demo: bool = False


def receipt_workbook(given: ReceiptForm) -> bytes:
    """One sheet: what was handed in when, and what was open at that moment."""
    form = Form(given.demo, footer=f"{given.firm_name} · {given.round}")
    form.page(_("제출 확인서"), (20, 26, 20, 26))
    form.title(_("자가진단 제출 확인서"))
    form.line(f"{given.firm_name} · {given.round}")
    form.heading(_("제출 내용"))
    form.pairs(given.facts)
    for title, names in (
        (_("답하지 않은 문항"), given.open),
        (_("‘잘 모르겠음’으로 답한 문항"), given.unsure),
        (_("증빙을 붙이지 않은 문항"), given.missing),
    ):
        form.heading(f"{title}: {len(names)}")
        form.line(", ".join(names) or "-")
    return form.finish()
