"""The result of bringing in many offline forms, in the reader's words."""

from collections.abc import Mapping

import pandas as pd

from assessment.locale import mark
from assessment.locale import translate as _
from assessment.services.forms.form_batches import Did, FormOutcome, FormsImport
from assessment.workbooks.offline_forms.form_results import CELLS, FILES, form_results

DID_NAMES: Mapping[Did, str] = {
    "stored": mark("저장함"),
    "unchanged": mark("바뀐 것 없음"),
    "already": mark("이미 가져온 파일"),
    "conflicts": mark("충돌 있음"),
    "refused": mark("거부함"),
}
REHEARSED = mark("저장할 것")


def did_name(one: FormOutcome, stored: bool) -> str:
    """What was done with the file, or would be."""
    return _(REHEARSED if one.did == "stored" and not stored else DID_NAMES[one.did])


def result_workbook(result: FormsImport) -> bytes:
    """One row a file with how many cells were new, changed, …; one row each cell left out."""
    files, cells = [], []
    for one in result.outcomes:
        counts = {name: getattr(one.counts, name) for name in FILES[3:9]}
        why = " / ".join(str(problem.what) for problem in one.problems[:3])
        if len(one.problems) > 3:
            why += " " + _("외 {count}건", count=len(one.problems) - 3)
        did = did_name(one, result.stored)
        files.append({"firm": one.firm, "file": one.file, "did": did, "why": why} | counts)
        for problem in one.problems:
            place = problem.where.removeprefix(one.file).strip()
            told = {"place": place, "what": str(problem.what), "fix": str(problem.fix)}
            cells.append({"file": one.file, "firm": one.firm} | told)
    return form_results(
        pd.DataFrame(files, columns=list(FILES)), pd.DataFrame(cells, columns=list(CELLS))
    )
