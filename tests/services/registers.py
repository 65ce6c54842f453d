"""Registers as tables, laid out as cities and FactoryOn lay them out."""

import hashlib
from typing import Any

import pandas as pd

from assessment.services.register.register_import import Register
from assessment.workbooks.tabular.tables import Table

CITY = [
    "순번",
    "회사명",
    "공장대표주소(도로명)",
    "공장대표주소(지번)",
    "업종명",
    "생산품",
    "데이터기준일자",
]
FACTORY_ON = [
    "단지명",
    "회사명",
    "공장관리번호",
    "공장대표주소(도로명)",
    "사업자등록번호",
    "대표업종차수",
    "대표업종번호",
    "업종명",
    "시도",
    "시군구",
    "전화번호",
]


def given(headers: list[str], *rows: list[Any]) -> Register:
    """A register of one sheet, its header in row 1."""
    table = two_sheets("공장", headers, *rows, name="공장등록.xlsx")
    digest = hashlib.sha256(repr((headers, rows)).encode()).hexdigest()
    return Register(table.name, digest, table)


def two_sheets(sheet: str, headers: list[str], *rows: list[Any], name: str = "재무.xlsx") -> Table:
    """A sheet as a table."""
    frame = pd.DataFrame(list(rows), columns=headers, dtype=object)
    frame = frame.where(frame.notna(), None)
    frame.index = pd.RangeIndex(2, 2 + len(rows))
    places = {header: place for place, header in enumerate(headers, start=1)}
    return Table(name, frame, sheet=sheet, places=places)


def city(name: str, road: str, lot: str = "", products: str = "볼트") -> list[Any]:
    """A row as cities publish it."""
    return [1, name, road, lot, "볼트 및 너트류 제조업 외 2종", products, "2026-01-01"]


def factory(
    name: str, number: str, business: str, road: str = "경기도 안산시 단원구 산단로 1"
) -> list[Any]:
    """A row of FactoryOn's export."""
    return [
        "반월국가산업단지",
        name,
        number,
        road,
        business,
        10,
        "25941",
        "볼트 및 너트류 제조업 외 1종",
        "경기도",
        "안산시 단원구",
        "031-400-0000",
    ]
