"""What a synthetic applicant writes into an application: what is bought, own part, staff."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from assessment.services.demo.trades import TRADES

_EXISTING = ("엑셀로 만든 작업일지", "회계 프로그램", "구형 ERP(재고만 사용)", "없음")
_CUSTOMERS = ("자동차 부품 1차 협력사", "가전 부품사", "반도체 장비사", "건설기계 부품사")
_LEFT_OPEN = 0.2
"""Share of applicants who have not yet written everything."""


class Plans:
    """Draws of their own, so that what a firm writes moves no other number of the demo."""

    def __init__(self, seed: Sequence[int]) -> None:
        self._rng = np.random.default_rng(seed)

    def details(
        self, system: str, division: int, employees: int, cost: float, grant: float, *, told: bool
    ) -> dict[str, Any]:
        """The details of one application, by field; without `told` no money is named."""
        rng, trade = self._rng, TRADES[division]
        product = trade.products[int(rng.integers(len(trade.products)))]
        shop = max(round(employees * float(rng.uniform(0.62, 0.82))), 1)
        found: dict[str, Any] = {
            "project_name": f"{product} {system}",
            "project_period": float(rng.integers(5, 11)),
            "existing_system": _EXISTING[int(rng.integers(len(_EXISTING)))],
            "customers": _CUSTOMERS[int(rng.integers(len(_CUSTOMERS)))],
            "foreign_share": float(rng.integers(0, 35)),
            "research_share": float(rng.integers(0, 12)),
        }
        if told:
            _software, _hardware, labour = _split(cost)
            found |= {"own_cash": cost - grant - labour, "own_in_kind": labour}
        if rng.random() >= _LEFT_OPEN:
            found |= {
                "summary": f"{trade.processes[0]} 공정부터 시작합니다. 손으로 적던 기록을 자동으로 "
                "모아 불량과 지연의 원인을 찾습니다.",
                "contact": "생산관리 담당",
                "shop_staff": float(shop),
                "office_staff": float(max(employees - shop, 0)),
            }
        return found


def costs(short: str, cost: float, grant: float) -> list[dict[str, Any]]:
    """What is bought, of which item of expenditure, and what of it the firm pays."""
    software, hardware, labour = _split(cost)
    cash = cost - grant - labour
    return [
        {
            "name": f"소프트웨어 ({short})",
            "amount": software,
            "own": cash,
            "class": "cost_software",
        },
        {"name": "하드웨어·센서", "amount": hardware, "own": 0.0, "class": "cost_hardware"},
        {"name": "업체 인건비", "amount": labour, "own": labour, "class": "cost_staff"},
    ]


def _split(cost: float) -> tuple[float, float, float]:
    """Software, hardware and the firm's own labour."""
    software, hardware = float(round(cost * 0.6, -6)), float(round(cost * 0.3, -6))
    return software, hardware, cost - software - hardware
