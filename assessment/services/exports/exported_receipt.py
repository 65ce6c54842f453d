"""The receipt of what a firm has handed in, as a workbook."""

from assessment.locale import language
from assessment.locale import translate as _
from assessment.services.assessing.item_texts import item_text
from assessment.services.assessing.submitting import open_points, receipts
from assessment.services.entry.sessions import is_demo
from assessment.services.office import SEOUL, Actor, Office
from assessment.services.scoring import results
from assessment.workbooks.sheets.receipt import ReceiptForm, receipt_workbook


def receipt(office: Office, actor: Actor, assessment_id: int) -> tuple[tuple[str, str], bytes]:
    """Name parts and the receipt of what was handed in last."""
    found = results.result(office, actor, assessment_id)
    given = receipts(office, actor, assessment_id)
    points = open_points(office, actor, assessment_id)
    number, at = given[-1] if given else ("-", None)
    seoul = at.astimezone(SEOUL) if at else None
    form = ReceiptForm(
        firm_name=found.firm,
        round=found.round_name,
        facts=[
            (_("접수번호"), number),
            (_("제출 시각"), f"{seoul:%Y-%m-%d %H:%M}" if seoul else _("아직 제출하지 않음")),
            (_("진단"), found.release.texts[language()].title),
            (_("답한 문항"), points.decided),
            (_("제출 횟수"), len(given)),
            (_("작성일"), office.today().isoformat()),
        ],
        open=[item_text(found.release, item).short for item in points.open],
        unsure=[item_text(found.release, item).short for item in points.unsure],
        missing=[item_text(found.release, item).short for item in points.missing_evidence],
        demo=is_demo(office),
    )
    return (found.firm, f"{found.round_name}_{_('제출 확인서')}"), receipt_workbook(form)
