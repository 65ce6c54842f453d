"""The register of firms: what is known of each, who changed it, and finding them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from assessment.locale import message
from assessment.problems import AssessmentError, Conflict, Problem, errors_in
from assessment.records import accounts, journal
from assessment.records import firms as kept
from assessment.records.database import Connection
from assessment.records.firms import Firm as Firm
from assessment.services.office import Actor, Office
from assessment.services.permissions import STAFF, reach_firm, require
from assessment.services.register.attestations import add_certificate as add_certificate
from assessment.services.register.attestations import add_support as add_support
from assessment.services.register.attestations import declare as declare
from assessment.services.register.attestations import note_firm
from assessment.services.register.firm_fields import clean, clean_figures
from assessment.services.trust.accesses import looking, saw


@dataclass(frozen=True)
class Change:
    """One line of a firm's history; `said` is None when it was erased."""

    seq: int
    at: Any
    kind: str
    who: str
    said: Mapping[str, Any] | None


@dataclass(frozen=True)
class FirmView:
    """A firm with all that is kept of it; tables may be empty."""

    firm: Firm
    figures: pd.DataFrame
    certificates: pd.DataFrame
    supports: pd.DataFrame
    sites: pd.DataFrame
    declarations: Mapping[str, bool]
    history: tuple[Change, ...]


@dataclass(frozen=True)
class Saved:
    """What was kept, and what looks odd without being refused."""

    firm_id: int
    revision: int
    warnings: tuple[Problem, ...]


@dataclass(frozen=True)
class Page:
    """One page of a longer list."""

    rows: pd.DataFrame
    total: int


def firm(office: Office, actor: Actor, firm_id: int) -> FirmView:
    """Everything kept of one firm."""
    with office.database.reading() as connection:
        with looking("firm"):
            reach_firm(office, connection, actor, firm_id)
        found = kept.get(connection, firm_id)
        assert found is not None
        declared = kept.declarations_of(connection, [firm_id])
        return FirmView(
            found,
            pd.DataFrame(kept.figures_of(connection, [firm_id])),
            pd.DataFrame(kept.certificates_of(connection, [firm_id])),
            pd.DataFrame(kept.supports_of(connection, [firm_id])),
            pd.DataFrame(kept.sites_of(connection, [firm_id])),
            {row["kind"]: row["value"] for row in declared},
            _history(connection, found, actor),
        )


def save_firm(
    office: Office,
    actor: Actor,
    firm_id: int | None,
    changes: Mapping[str, Any],
    revision: int = 0,
) -> Saved:
    """Keep these fields of a firm, or of a new one (staff only) when `firm_id` is None.

    Every fault is raised at once and nothing is kept; Conflict when the firm is no longer at
    `revision`. `facts` are merged into what is known.
    """
    now = office.clock()
    if firm_id is None:
        require(actor, *STAFF)
    with office.database.writing() as connection:
        if firm_id is not None:
            reach_firm(office, connection, actor, firm_id)
        values, problems = clean(changes, office.today())
        problems += _taken(connection, firm_id, values)
        if firm_id is None and "name" not in values:
            what = message("업체명이 비어 있습니다.")
            problems.append(Problem("name", what, message("업체명을 적어 주십시오."), "name"))
        if errors_in(problems):
            raise AssessmentError(*problems)
        number = firm_id
        if number is None:
            number, revision = kept.add(connection, values, now, "web"), 0
        else:
            before = kept.get(connection, number)
            if "facts" in values and before is not None:
                values["facts"] = dict(before.facts) | values["facts"]
            values["source"] = "web"  # from here on a register's import leaves it alone
            if not kept.change(connection, number, revision, values, now):
                raise _changed_meanwhile()
        kind = "firm_changed" if firm_id is not None else "firm_added"
        note_firm(office, connection, actor, number, kind, values)
    return Saved(number, revision + 1, tuple(problems))


def save_figures(
    office: Office, actor: Actor, firm_id: int, years: Mapping[int, Mapping[str, Any]]
) -> None:
    """Keep these years' figures: million won, thousand dollars, percent; a blank is unknown."""
    with office.database.writing() as connection:
        reach_firm(office, connection, actor, firm_id)
        problems: list[Problem] = []
        read: dict[int, dict[str, float | None]] = {}
        for year, typed in years.items():
            read[year], found = clean_figures(typed)
            problems += [
                Problem(f"{year}.{p.where}", p.what, p.fix, p.code, p.severity) for p in found
            ]
            if not 1950 <= year <= office.today().year:
                what = message("{year}년은 적을 수 없는 해입니다.", year=year)
                fix = message("지난 해를 적어 주십시오.")
                problems.append(Problem(str(year), what, fix, code="year"))
        if problems:
            raise AssessmentError(*problems)
        for year, values in read.items():
            kept.put_figures(connection, firm_id, year, values)
        said = {str(year): values for year, values in read.items()}
        note_firm(office, connection, actor, firm_id, "figures_saved", said)


def find_firms(
    office: Office,
    actor: Actor,
    text: str = "",
    filters: Mapping[str, Any] | None = None,
    sort: str = "name",
    page: int = 1,
    size: int = 100,
    *,
    descending: bool = False,
) -> Page:
    """One page of the register for staff: id, name, business_number, region, complex, …"""
    require(actor, *STAFF)
    saw(office, actor, "list:firms", "list")
    with office.database.reading() as connection:
        rows, total = kept.find(
            connection,
            text=text,
            filters=filters,
            sort=sort,
            descending=descending,
            page=page,
            size=min(size, 500),
            seen_by=actor.account_id if actor.role == "consultant" else None,
        )
    columns = ["id", "business_number", *kept.SHOWN]
    return Page(pd.DataFrame(rows, columns=columns), total)


def _history(connection: Connection, found: Firm, reader: Actor) -> tuple[Change, ...]:
    rows = journal.rows(connection, subject=found.pseudonym, limit=50)
    if reader.role == "owner":  # who was refused is of another firm, which they may not know of
        rows = [row for row in rows if row.kind != "refused"]
    people = accounts.by_pseudonym(connection, {row.actor for row in rows})
    return tuple(
        Change(row.seq, row.at, row.kind, people.get(row.actor, ""), row.payload) for row in rows
    )


def _taken(connection: Connection, firm_id: int | None, values: Mapping[str, Any]) -> list[Problem]:
    fix = message("이미 등록된 업체를 찾아 주십시오.")
    problems: list[Problem] = []
    for name in ("business_number", "factory_number"):
        other = kept.with_number(connection, name, values.get(name))
        if other is not None and other != firm_id:
            what = message("이 번호로 등록된 업체가 이미 있습니다.")
            problems.append(Problem(name, what, fix, code=f"{name}_taken"))
    return problems


def _changed_meanwhile() -> Conflict:
    return Conflict(
        Problem(
            "firm",
            message("그사이 다른 사람이 업체 정보를 바꾸었습니다."),
            message("새로 고쳐 바뀐 내용을 본 뒤 다시 저장해 주십시오."),
            code="changed_meanwhile",
        )
    )
