"""A register of firms that was given where a workbook of ours is wanted: told for what it is."""

from pathlib import Path

from assessment.locale import message
from assessment.problems import AssessmentError, Problem
from assessment.services.register.register_columns import columns_of, known_headers
from assessment.workbooks.incoming.guard import Admitted
from assessment.workbooks.tabular.tables import read_table

_NOT_OURS = frozenset({"form_no_meta", "review_book_meta", "author_sheets"})
_ENOUGH = 3


def told_as_register(root: Path, file: Admitted, refused: AssessmentError) -> AssessmentError:
    """The refusal of a file that is no workbook of ours, in better words where it is a register."""
    if not _NOT_OURS & {one.code for one in refused.problems} or not _is_register(root, file):
        return refused
    what = message("업체 명부로 보이는 파일입니다.")
    fix = message(
        "업체 화면의 ‘명부 가져오기’에 올리십시오. 명령줄에서는 import registry를 쓰십시오."
    )
    return AssessmentError(Problem(file.name, what, fix, "other_workbook"))


def _is_register(root: Path, file: Admitted) -> bool:
    try:
        table = read_table(file, known_headers(root))
    except AssessmentError:
        return False
    known = columns_of(root, [str(name) for name in table.frame.columns]).values()
    return "name" in known and len(set(known)) >= _ENOUGH
