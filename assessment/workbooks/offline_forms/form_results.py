"""What became of many offline forms, as a workbook: one row a file, one row a cell left out."""

import pandas as pd

from assessment.locale import translate as _
from assessment.workbooks.outgoing.writing import Column, Pages

FILES = ("firm", "file", "did", "new", "changed", "emptied", "unchanged", "left", "refused", "why")
CELLS = ("file", "firm", "place", "what", "fix")


def form_results(files: pd.DataFrame, cells: pd.DataFrame) -> bytes:
    """`files` has the columns FILES, `cells` the columns CELLS; both in the reader's words."""
    pages = Pages()
    page = pages.page(_("파일별"))
    page.table(
        files,
        [
            Column("firm", _("업체"), width=22),
            Column("file", _("파일"), width=36),
            Column("did", _("결과"), width=16),
            Column("new", _("새로"), "whole", 8),
            Column("changed", _("바뀜"), "whole", 8),
            Column("emptied", _("지움"), "whole", 8),
            Column("unchanged", _("그대로"), "whole", 8),
            Column("left", _("충돌"), "whole", 8),
            Column("refused", _("거부"), "whole", 8),
            Column("why", _("까닭"), "wrapped", 52),
        ],
    )
    page = pages.page(_("칸별"))
    page.table(
        cells,
        [
            Column("file", _("파일"), width=36),
            Column("firm", _("업체"), width=22),
            Column("place", _("시트와 칸"), width=20),
            Column("what", _("무엇이"), "wrapped", 52),
            Column("fix", _("어떻게"), "wrapped", 44),
        ],
    )
    return pages.finish()
