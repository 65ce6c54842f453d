"""What the figures of the demo rest on, for method sheets and a screen."""

from dataclasses import dataclass

from assessment.definitions.values import Confidence
from assessment.locale import mark
from assessment.locale import translate as _

SURVEY = "newspim.com 20250428000365"


@dataclass(frozen=True)
class Assumption:
    """One thing that is assumed of the synthetic complex; `text` is marked for the catalogues."""

    id: str
    text: str
    source: str
    confidence: Confidence


ASSUMPTIONS: tuple[Assumption, ...] = (
    Assumption(
        "synthetic",
        mark(
            "업체, 응답, 확인값, 공고, 결정은 모두 난수로 만든 가상 데이터입니다. 실제 업체와 "
            "관계가 없습니다."
        ),
        "",
        "confirmed",
    ),
    Assumption(
        "business_numbers",
        mark(
            "사업자등록번호는 검증 숫자만 맞는 가상 번호입니다. 세무서 자리에 000–009, 구분 "
            "자리에 00을 넣어 실제 번호와 겹치지 않게 했습니다. 세무서 번호가 101부터라는 점은 "
            "확인하지 못했습니다."
        ),
        "",
        "unconfirmed",
    ),
    Assumption(
        "sectors",
        mark(
            "업종 구성은 2017년쯤 안산 쪽 가동업체 비율(기계 44.1%, 전기·전자 29.3%, 석유화학 "
            "7.7%)을 시흥까지 그대로 썼습니다. 나머지 18.9%의 구성과 KSIC 중분류로 나눈 비율은 "
            "저희가 정했습니다."
        ),
        "kidd.co.kr 185448",
        "secondary",
    ),
    Assumption(
        "sizes",
        mark(
            "규모 구성은 공장을 가진 업체의 전국 비율(소상공인 61.8%, 소기업 27.2%, 중기업 "
            "9.7%, 중견 1.3%)입니다. 반월·시화만의 비율은 찾지 못했습니다."
        ),
        SURVEY,
        "confirmed",
    ),
    Assumption(
        "adoption",
        mark(
            "도입률은 규모별 전국 값(중견 85.7%, 중기업 54.2%, 소기업 28.5%, 소상공인 "
            "8.7%)이고, 도입 업체 가운데 중간1 이상의 비율도 규모별 전국 값입니다."
        ),
        SURVEY,
        "confirmed",
    ),
    Assumption(
        "technologies",
        mark(
            "도입 업체의 ERP 76.3%, 제어기 16.9%, MES 14.4%는 전국 값을 문항 답의 최저값으로 "
            "옮긴 것입니다. 어느 답이 그 도입에 해당하는지는 저희가 정했습니다."
        ),
        SURVEY,
        "confirmed",
    ),
    Assumption(
        "areas",
        mark(
            "영역마다의 높낮이(공정이 가장 높고 데이터·제어가 가장 낮음)는 연구에서 순서만 "
            "가져왔고 크기는 저희가 정했습니다."
        ),
        "koreascience JAKO202028851206601",
        "secondary",
    ),
    Assumption(
        "inflation",
        mark(
            "자가응답은 확인값보다 높게 만들었습니다. 한 칸 높게 답할 확률은 영역마다 13–30%, "
            "두 칸은 3%, 낮게 답할 확률은 2.5%이며 모두 저희가 정한 값입니다. 조사된 자료는 "
            "찾지 못했습니다."
        ),
        "",
        "unconfirmed",
    ),
    Assumption(
        "participation",
        mark(
            "참여 비율은 규모가 클수록 높게 두었습니다(소상공인 42%에서 중견 80%). 같은 업체가 "
            "여러 회차에 참여합니다. 모두 저희가 정한 값입니다."
        ),
        "",
        "unconfirmed",
    ),
    Assumption(
        "progress",
        mark("회차마다 문항의 약 7%가 한 칸씩 오르는 것으로 두었습니다."),
        "",
        "unconfirmed",
    ),
    Assumption(
        "figures",
        mark(
            "매출, 수출, 부채비율 같은 3년 재무값은 종업원 수에 따른 난수입니다. 종업원 수의 "
            "평균은 단지의 실제 평균과 맞추지 않았습니다."
        ),
        "",
        "unconfirmed",
    ),
    Assumption(
        "calls",
        mark(
            "공고 두 건은 ‘가상 공고’입니다. 지원사업 파일의 규칙을 그대로 쓰지만 예산과 선정 "
            "수, 평가위원 점수는 저희가 정했습니다."
        ),
        "",
        "unconfirmed",
    ),
)
"""Everything that the figures of the demo rest on; printed on method sheets and on a screen."""


def assumptions_told() -> tuple[tuple[str, str], ...]:
    """Each assumption in the reader's language with its source and how sure it is."""
    sure = {
        "confirmed": _("출처 확인"),
        "secondary": _("2차 자료"),
        "unconfirmed": _("출처 미확인"),
    }
    return tuple(
        (_(one.text), " · ".join(filter(None, (one.source, sure[one.confidence]))))
        for one in ASSUMPTIONS
    )
