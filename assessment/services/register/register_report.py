"""A register's preview as tables for people: what changes, what is refused, what to look at."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from assessment.locale import translate as _
from assessment.services.register.field_names import field_names, figure_names
from assessment.services.register.firm_fields import COMPLEXES, REGIONS
from assessment.services.register.identifiers import show_business_number
from assessment.services.register.register_changes import Did, FieldChange, Outcome, Reason
from assessment.services.register.register_import import Preview
from assessment.workbooks.incoming.guard import Kind
from assessment.workbooks.tabular.tables import table_bytes


def did_names() -> Mapping[Did, str]:
    """What becomes of a row, in words."""
    return {
        "new": _("새 업체"),
        "changed": _("고침"),
        "unchanged": _("그대로"),
        "site": _("사업장 더함"),
        "duplicate": _("중복"),
        "refused": _("거절"),
        "left_out": _("뺌"),
    }


def why(outcome: Outcome, reason: Reason) -> str:
    """Why a person should look at this row."""
    if reason == "repeated":
        if outcome.of is None:
            return _("같은 공장이 두 번 있어 반영하지 않습니다.")
        return _("{row}행과 같은 업체라 반영하지 않습니다.", row=outcome.of)
    if reason == "site":
        return _("같은 사업자의 다른 공장이라 사업장으로 더합니다.")
    if reason == "by_name":
        return _("번호 없이 이름과 주소로 같은 업체로 보았습니다.")
    if reason == "kept":
        return _("사람이 적은 값과 달라 그대로 둡니다.")
    if reason == "number":
        return _("등록된 번호와 달라 번호는 그대로 둡니다.")
    return _("이름이 같은 업체가 있습니다: {name}", name=outcome.alike)


def shown(field: str, value: Any) -> str:
    """A value as people read it."""
    if value is None or value == "":
        return "–"
    if field == "business_number":
        return show_business_number(str(value))
    if field == "notes" and isinstance(value, Mapping):
        return _noted(value)
    if field in ("region", "complex"):
        return _places().get(str(value), str(value))
    return str(value)


def _noted(notes: Mapping[str, Any]) -> str:
    words = []
    if "more_products" in notes:
        words.append(_("생산품 외 {n}종", n=notes["more_products"]))
    if "more_industries" in notes:
        words.append(_("업종 외 {n}종", n=notes["more_industries"]))
    if "industry_codes" in notes:
        words.append(_("업종번호 {codes}", codes=", ".join(notes["industry_codes"])))
    return " · ".join(words)


def _places() -> Mapping[str, str]:
    names = (
        *(_("안산시"), _("시흥시"), _("경기도의 다른 시·군"), _("경기도 밖")),
        *(_("반월"), _("시화"), _("시화 MTV"), _("다른 산업단지"), _("산업단지 밖")),
    )
    return dict(zip((*REGIONS, *COMPLEXES), names, strict=False)) | {"other": _("그 밖")}


def change_table(outcomes: Sequence[Outcome]) -> pd.DataFrame:
    """A line for each field that changes, or stays although the register has it otherwise."""
    names, did = field_names(), did_names()
    lines = [
        (one.row, did[one.did], one.name, names[part.field], shown(part.field, part.old),
         shown(part.field, part.new), told)
        for one in outcomes
        for told, parts in ((_("반영"), one.changes), (_("그대로 둠"), one.differs))
        for part in parts
    ]  # fmt: skip
    headers = (_("행"), _("처리"), _("업체명"), _("항목"), _("지금 값"), _("명부의 값"), _("결과"))
    return pd.DataFrame(lines, columns=list(headers))


def new_table(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """A line for each firm that is new."""
    names = field_names()
    fields = ("name", "business_number", "factory_number", "address", "industry_name", "products")
    lines = [(one["row"], *(shown(name, one[name]) for name in fields)) for one in rows]
    return pd.DataFrame(lines, columns=[_("행"), *(names[name] for name in fields)])


def review_table(outcomes: Sequence[Outcome]) -> pd.DataFrame:
    """A line for each row that a person should look at."""
    did = did_names()
    lines = [
        (one.row, did[one.did], one.name, " ".join(why(one, reason) for reason in one.reasons),
         _differences(one.changes, one.differs))
        for one in outcomes
    ]  # fmt: skip
    headers = (_("행"), _("처리"), _("업체명"), _("살펴볼 까닭"), _("다른 값"))
    return pd.DataFrame(lines, columns=list(headers))


def problem_table(preview: Preview) -> pd.DataFrame:
    """A line for each cell that was refused, and how to mend it."""
    lines = [(one.where, str(one.what), str(one.fix)) for one in preview.problems]
    return pd.DataFrame(lines, columns=[_("어디"), _("무엇이"), _("어떻게")])


def figure_table(preview: Preview, part: slice = slice(None)) -> pd.DataFrame:
    """A line for each figure that is filled, or stays although the register has it otherwise."""
    names = figure_names()
    lines: list[tuple[Any, ...]] = []
    for one in preview.figures.changes[part]:
        lines += [
            (one.row, one.firm, one.year, names[name], "–", f"{value:,.10g}", _("반영"))
            for name, value in one.filled.items()
        ]
        lines += [
            (one.row, one.firm, one.year, names[name], f"{old:,.10g}", f"{new:,.10g}",
             _("그대로 둠"))
            for name, (old, new) in one.differs.items()
        ]  # fmt: skip
    headers = (_("행"), _("업체명"), _("연도"), _("항목"), _("지금 값"), _("명부의 값"), _("결과"))
    return pd.DataFrame(lines, columns=list(headers))


def _differences(*parts: Sequence[FieldChange]) -> str:
    names = field_names()
    told = [
        f"{names[one.field]}: {shown(one.field, one.old)} → {shown(one.field, one.new)}"
        for one in (one for part in parts for one in part)
    ]
    return "; ".join(told)


def result_table(preview: Preview) -> pd.DataFrame:
    """Every row of the register with what becomes of it, refused cells after them."""
    did = did_names()
    rows = [
        (str(one.row), did[one.did], one.name, " ".join(why(one, reason) for reason in one.reasons),
         _differences(one.changes, one.differs), "")
        for one in preview.outcomes
    ]  # fmt: skip
    refused = did["refused"]
    rows += [(one.where, refused, "", str(one.what), "", str(one.fix)) for one in preview.problems]
    headers = (_("행"), _("처리"), _("업체명"), _("까닭"), _("다른 값"), _("고치는 법"))
    return pd.DataFrame(rows, columns=list(headers))


def result_file(preview: Preview, kind: Kind) -> bytes:
    """The whole result as a workbook or CSV."""
    return table_bytes(result_table(preview), kind, _("명부 가져오기"))
