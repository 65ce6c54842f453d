"""What a firm's figures say of its size class, beside what its papers say."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from assessment.definitions.installed import installed
from assessment.definitions.registers import SizeCase, SizeClasses
from assessment.definitions.source import Document, read_yaml
from assessment.locale import Message, message
from assessment.method.size_class import Figures, SizeClass, size_class
from assessment.problems import Problem
from assessment.services.office import Actor, Office
from assessment.services.permissions import reach_firm, require
from assessment.services.register.facts import facts_of

_HUNDRED_MILLION = 100


@dataclass(frozen=True)
class SizeCheck:
    """`stated` is the class on the SME certificate; `notes` are to be shown beside it."""

    stated: str | None
    found: SizeClass
    notes: tuple[Message, ...]


def check_size(office: Office, actor: Actor, firm_id: int) -> SizeCheck:
    """The firm's class by its figures today; an owner sees that of the own firm."""
    require(actor, "owner", "consultant", "manager", "admin")
    with office.database.reading() as connection:
        reach_firm(office, connection, actor, firm_id)
        row = facts_of(connection, [firm_id], office.today()).iloc[0]
    found = size_class(size_classes_of(office.root), office.today(), _figures(row))
    stated = None if pd.isna(row["size_class"]) else str(row["size_class"])
    return SizeCheck(stated, found, tuple(_notes(found, stated, office.today())))


def size_cases(table: SizeClasses, path: Path) -> tuple[Problem, ...]:
    """Every sample firm that the table puts elsewhere than it states; `path` is for the words."""
    wrong = size_misses(table)
    if not wrong:  # reading the file only for its line numbers takes longest
        return ()
    document, _ = read_yaml(path)
    document = document or Document(path, None, {})
    return tuple(
        Problem(
            document.where("cases", place, key),
            message(
                "사례 {case}: {name}은(는) {wanted}이어야 하는데 {found}입니다.",
                case=table.cases[place].id,
                name=key,
                wanted=wanted or "-",
                found=got or "-",
            ),
            message("규칙이 맞으면 사례를, 아니면 규칙을 고치십시오."),
            code="case",
        )
        for place, key, wanted, got in wrong
    )


def size_misses(table: SizeClasses) -> list[tuple[int, str, str, str]]:
    """Place of the case, what it states of, what it states, what the table says."""
    return [
        (place, key, wanted, got)
        for place, case in enumerate(table.cases)
        for key, wanted, got in _compared(table, case)
        if wanted != got
    ]


def _compared(table: SizeClasses, case: SizeCase) -> tuple[tuple[str, str, str], ...]:
    figures = Figures(case.division, case.sales_mean3, case.assets, case.employees)
    found = size_class(table, case.on, figures)
    near = " ".join(edge for edge, _ in found.near)
    return (
        ("possible", " ".join(case.possible), " ".join(found.possible)),
        ("near", " ".join(case.near), near),
    )


def size_classes_of(root: Path) -> SizeClasses:
    """The installation's `data/size_classes.yaml`."""
    return installed(root, "size_classes", SizeClasses)


def _figures(row: pd.Series) -> Figures:
    def known(name: str) -> float | None:
        return None if pd.isna(row[name]) else float(row[name])

    division = known("ksic_division")
    return Figures(
        division=None if division is None else int(division),
        sales_mean3=known("sales_mean3"),
        assets=known("assets"),
        employees=known("employees"),
    )


def _notes(found: SizeClass, stated: str | None, today: date) -> list[Message]:
    notes = []
    sales = [value for edge, value in found.near if edge != "micro"]
    if sales:
        edges = ", ".join(f"{value / _HUNDRED_MILLION:,.0f}" for value in sales)
        notes.append(
            message(
                "3년 평균 매출이 기준 {edges}억 원에 가까워 규모가 바뀔 수 있습니다.", edges=edges
            )
        )
    if len(sales) < len(found.near):
        notes.append(message("직원 수가 소상공인 기준에 가까워 규모가 바뀔 수 있습니다."))
    if found.unlisted and found.name is None and found.lacking == ():
        notes.append(
            message(
                "{year}년의 업종별 기준을 확인하지 못해 규모를 정하지 않습니다.", year=today.year
            )
        )
    if stated is not None and stated not in found.possible:
        notes.append(message("확인서의 규모와 적은 숫자가 맞지 않습니다. 두 쪽을 확인해 주십시오."))
    if not found.confirmed:
        notes.append(message("이 업종의 기준은 원문으로 확인하지 못했습니다."))
    return notes
