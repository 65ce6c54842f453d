"""A workbook's cell styles: which show days, and twins that keep text from becoming a formula."""

from collections.abc import Collection

from assessment.workbooks.templates.template_markup import Edit, edited, spans, tag_with

_DAYS = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])


def date_styles(content: bytes) -> frozenset[int]:
    """The numbers of the styles whose numbers are shown as days or times."""
    found = spans(content, {"numFmt", "cellXfs", "xf"})
    codes = {
        int(one.given["numFmtId"]): one.given.get("formatCode", "")
        for one in found
        if one.name == "numFmt"
    }
    table = next((one for one in found if one.name == "cellXfs"), None)
    shown = [int(one.given.get("numFmtId") or 0) for one in table.children] if table else []
    return frozenset(
        place for place, code in enumerate(shown) if code in _DAYS or _is_day(codes.get(code, ""))
    )


def _is_day(code: str) -> bool:
    bare, quoted, bracket = "", False, False
    for sign in code.split(";")[0]:
        quoted ^= sign == '"'
        bracket = (bracket or sign == "[") and sign != "]"
        bare += "" if quoted or bracket or sign in '"]' else sign.lower()
    return any(sign in bare for sign in "yd") or "h:" in bare or "mm" in bare


def quoting(content: bytes, styles: Collection[int]) -> tuple[bytes, dict[int, int]]:
    """The styles with a copy of each of these that keeps text from becoming a formula."""
    found = spans(content, {"cellXfs", "xf"})
    table = next(one for one in found if one.name == "cellXfs")
    known = [one for one in table.children if one.name == "xf"]
    twins: dict[int, int] = {}
    made = b""
    for style in sorted(styles):
        if known[style].given.get("quotePrefix") in ("1", "true"):
            continue
        twins[style] = len(known) + len(twins)
        tag = tag_with(content, known[style], quotePrefix="1")
        made += tag + content[known[style].inner : known[style].end]
    if not twins:
        return content, {}
    head = tag_with(content, table, count=str(len(known) + len(twins)))
    edits = [Edit(table.start, table.inner, head), Edit(table.close, table.close, made)]
    return edited(content, edits), twins
