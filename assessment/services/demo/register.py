"""The synthetic firms as rows of the register: names, numbers, figures, certificates, history."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from assessment.definitions.programmes import Industries
from assessment.services.demo.population import BASIC, Population
from assessment.services.demo.sectors import PLACES
from assessment.services.demo.trades import TRADES
from assessment.services.register.identifiers import business_check_digit

Rows = list[dict[str, Any]]
SOURCE = "demo"
_WON_PER_DOLLAR = 1_350.0


def register_rows(
    rng: np.random.Generator,
    population: Population,
    industries: Industries,
    now: datetime,
    today: date,
) -> dict[str, Rows]:
    """Rows by table: firms, sites, figures, certificates, supports, declarations."""
    founded = _founded(rng, len(population), today)
    return {
        "firms": _firms(rng, population, industries, founded, now),
        "sites": _sites(rng, population),
        "figures": _figures(rng, population, today),
        "certificates": _certificates(rng, population, today),
        "supports": _supports(rng, population, today),
        "declarations": _declarations(rng, population, now),
    }


def firm_name(number: int, division: int) -> str:
    """A name that nobody can take for a real firm."""
    return f"가상{TRADES[division].word} {number:04d}"


def business_number(number: int) -> str:
    """Ten digits with a fitting check digit in a stretch that no tax office gives out."""
    first = f"{number // 10_000:03d}00{number % 10_000:04d}"
    return first + str(business_check_digit(first))


def _firms(
    rng: np.random.Generator,
    population: Population,
    industries: Industries,
    founded: list[date],
    now: datetime,
) -> Rows:
    names = {one.division: one.name.ko for one in industries.divisions}
    roots = rng.random(len(population))
    street = rng.integers(1, 900, len(population)).tolist()
    tagged = rng.random(len(population))
    rows = []
    for place, division in enumerate(population.division.tolist()):
        number = place + 1
        trade = TRADES[division]
        region, complex_, road, _ = PLACES[population.place[place]]
        rows.append(
            {
                "id": number,
                "pseudonym": f"demo-firm-{number:06d}",
                "name": firm_name(number, division),
                "business_number": business_number(number),
                "representative": "대표자",
                "address": f"{road} {street[place]} (가상 주소)",
                "region": region,
                "complex": complex_,
                "ksic_code": str(division),
                "ksic_revision": industries.revision,
                "ksic_division": division,
                "industry_name": names.get(division),
                "products": ", ".join(trade.products[: 1 + number % len(trade.products)]),
                "processes": ", ".join(trade.processes[: 2 + number % 2]),
                "employees": int(population.employees[place]),
                "size_class": population.size[place],
                "founded_on": founded[place],
                "tags": _tags(float(tagged[place])),
                "facts": _kept_apart(rng, population, place, float(roots[place])),
                "source": SOURCE,
                "revision": 1,
                "created_at": now,
                "updated_at": now,
            }
        )
    return rows


def _founded(rng: np.random.Generator, firms: int, today: date) -> list[date]:
    ages = np.clip(rng.gamma(3.0, 5.0, firms), 0.5, 48.0) * 365
    return [today - timedelta(days=int(days)) for days in ages]


def _tags(draw: float) -> list[str]:
    return ["robot"] if draw < 0.03 else ["mobility"] if draw < 0.07 else []


def _kept_apart(
    rng: np.random.Generator, population: Population, place: int, root: float
) -> dict[str, Any]:
    large = population.size[place] in ("medium", "mid_market")
    facts: dict[str, Any] = {
        "root_industry": bool(population.division[place] in (24, 25) and root < 0.7),
        "research_institute": bool(rng.random() < (0.6 if large else 0.12)),
    }
    if rng.random() < 0.85:
        facts["patents"] = int(rng.poisson(4 if large else 0.6))
    return facts


def _sites(rng: np.random.Generator, population: Population) -> Rows:
    rows = []
    for place in np.flatnonzero(rng.random(len(population)) < 0.06).tolist():
        _, complex_, road, _ = PLACES[(population.place[place] + 1) % len(PLACES)]
        rows.append(
            {
                "firm_id": place + 1,
                "name": "2공장",
                "address": f"{road} {900 + place % 90} (가상 주소)",
                "complex": complex_,
            }
        )
    return rows


def _figures(rng: np.random.Generator, population: Population, today: date) -> Rows:
    """Three years, oldest first; one firm in ten has handed in none."""
    firms = len(population)
    given = rng.random(firms) >= 0.1
    sales = population.employees * np.exp(rng.normal(np.log(230.0), 0.45, firms))
    exporter = rng.random(firms) < 0.12 + 0.1 * (population.employees >= 50)
    share = np.where(exporter, rng.beta(1.6, 4.0, firms), 0.0)
    debt = np.exp(rng.normal(np.log(140.0), 0.6, firms))
    research = np.where(rng.random(firms) < 0.4, rng.gamma(1.5, 0.012, firms), 0.0)
    rows = []
    growth = rng.normal(0.02, 0.10, (firms, 3))
    margin = rng.normal(4.0, 4.5, (firms, 3))
    for place in np.flatnonzero(given).tolist():
        level = float(sales[place])
        for back in (3, 2, 1):
            level *= 1 + max(float(growth[place, back - 1]), -0.5)
            exports = level * float(share[place])
            assets = level * 0.8
            rows.append(
                {
                    "firm_id": place + 1,
                    "year": today.year - back,
                    "sales": round(level, 1),
                    "exports": round(exports, 1),
                    "exports_usd": round(exports * 1_000 / _WON_PER_DOLLAR, 1),
                    "operating_margin": round(float(margin[place, back - 1]), 1),
                    "employees": float(population.employees[place]),
                    "debt_ratio": round(float(debt[place]), 1),
                    "capital": round(assets / (1 + float(debt[place]) / 100), 1),
                    "assets": round(assets, 1),
                    "rnd_spend": round(level * float(research[place]), 1),
                }
            )
    return rows


def _certificates(rng: np.random.Generator, population: Population, today: date) -> Rows:
    """Some adopters hold a certificate of three years; a part of these has run out."""
    rows = []
    holders = (population.adopted >= BASIC) & (rng.random(len(population)) < 0.3)
    for place in np.flatnonzero(holders).tolist():
        starts = today - timedelta(days=int(rng.integers(60, 1_600)))
        level = int(population.adopted[place])
        capability = min(level + int(rng.integers(0, 2)), 4)
        rows.append(
            {
                "firm_id": place + 1,
                "serial": f"가상-{place + 1:06d}",
                "capability_level": capability,
                "system_level": level,
                "total": float(540 + 100 * capability + int(rng.integers(-40, 50))),
                "starts_on": starts,
                "ends_on": starts + timedelta(days=3 * 365),
            }
        )
    return rows


def _supports(rng: np.random.Generator, population: Population, today: date) -> Rows:
    rows = []
    supported = (population.adopted >= BASIC) & (rng.random(len(population)) < 0.35)
    for place in np.flatnonzero(supported).tolist():
        provincial = bool(rng.random() < 0.2)
        level = int(population.adopted[place])
        programme = "gyeonggi-basic-2025" if provincial else "general-2024"
        rows.append(
            {
                "firm_id": place + 1,
                "year": today.year - (1 if provincial else 2),
                "programme": programme,
                "track": "기초" if level == BASIC else "고도화",
                "level_before": max(level - 1, 0),
                "level_after": level,
                "grant": 50_000_000.0 if level == BASIC else 150_000_000.0,
                "completed": bool(rng.random() < 0.9),
            }
        )
    return rows


def _declarations(rng: np.random.Generator, population: Population, now: datetime) -> Rows:
    """Most firms that take part have declared themselves; few state anything against them."""
    rows = []
    chance: Mapping[str, float] = {
        "tax_arrears": 0.03,
        "banned": 0.008,
        "closed": 0.004,
        "insolvent": 0.006,
    }
    declared = population.takes_part.any(axis=1) & (rng.random(len(population)) < 0.88)
    for place in np.flatnonzero(declared).tolist():
        draws = rng.random(len(chance))
        rows += [
            {"firm_id": place + 1, "kind": kind, "value": bool(draw < odds), "by": None, "at": now}
            for (kind, odds), draw in zip(chance.items(), draws, strict=True)
        ]
    return rows
