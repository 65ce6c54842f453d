"""Items of a questionnaire, each on its own."""

from assessment.definitions.checks.findings import (
    CELLS,
    STATES,
    Findings,
    is_reserved,
    option_ids,
    repeated,
)
from assessment.definitions.questionnaires import (
    ChoiceItem,
    Item,
    LevelItem,
    MultiItem,
    NumberItem,
    Questionnaire,
)
from assessment.definitions.shape import Part
from assessment.locale import message

ITEMS = "items"
LEAST_MINUTES, MOST_MINUTES = 1 / 6, 2
"""What answering one item takes, in minutes."""


def check_items(part: Part[Questionnaire], findings: Findings) -> None:
    """Names, options, points, codes, columns and succession of each item."""
    questionnaire = part.model
    if questionnaire is None:
        return
    _check_minutes(part, questionnaire, findings)
    for name, item in questionnaire.items.items():
        _check_name(part, name, findings)
        _check_options(part, name, item, findings)
        _check_codes(part, name, item, findings)
    _check_columns(part, questionnaire, findings)
    _check_replaced(part, questionnaire, findings)


def _check_minutes(
    part: Part[Questionnaire], questionnaire: Questionnaire, findings: Findings
) -> None:
    count = sum(len(area.items) for area in questionnaire.areas)
    if not LEAST_MINUTES * count <= questionnaire.minutes <= MOST_MINUTES * count:
        findings.add(
            part.where("minutes"),
            "minutes",
            message(
                "{count}문항에 {minutes}분은 믿기 어렵습니다.",
                count=count,
                minutes=questionnaire.minutes,
            ),
            message("몇 사람에게 답해 보게 하고 걸린 시간을 쓰십시오(문항마다 10초에서 2분)."),
            "warning",
        )


def _check_name(part: Part[Questionnaire], name: str, findings: Findings) -> None:
    if is_reserved(name):
        findings.add(
            part.where(ITEMS, name),
            "reserved_name",
            message("규칙 언어가 쓰는 낱말은 이름이 될 수 없습니다: {name}", name=name),
            message("다른 이름을 쓰십시오."),
        )


def _check_options(part: Part[Questionnaire], name: str, item: Item, findings: Findings) -> None:
    ids = option_ids(item)
    for place, option in repeated(ids):
        findings.add(
            part.where(ITEMS, name, "options", place),
            "duplicate_option",
            message("{item}에 같은 선택지가 두 번 있습니다: {option}", item=name, option=option),
            message("선택지마다 다른 이름을 쓰십시오."),
        )
    for place, option in enumerate(ids):
        if option in CELLS | STATES:
            findings.add(
                part.where(ITEMS, name, "options", place),
                "reserved_option",
                message("{option}은(는) 답의 상태를 뜻하는 말입니다.", option=option),
                message("선택지에 다른 이름을 쓰십시오."),
            )
    if isinstance(item, LevelItem | ChoiceItem | MultiItem):
        points = [option.points for option in item.options]
        _check_points(part, name, item, points, findings)
    if isinstance(item, MultiItem) and all(option.points > 0 for option in item.options):
        findings.add(
            part.where(ITEMS, name, "options"),
            "multi_without_none",
            message("{item}에는 아무것도 없다고 답할 선택지가 없습니다.", item=name),
            message("points가 없는 선택지를 더하십시오(예: 없음). 빈 답은 답하지 않은 것입니다."),
            "warning",
        )
    if isinstance(item, NumberItem):
        _check_number(part, name, item, findings)


def _check_points(
    part: Part[Questionnaire], name: str, item: Item, points: list[float], findings: Findings
) -> None:
    for place, value in enumerate(points):
        where = part.where(ITEMS, name, "options", place, "points")
        if value < 0:
            findings.add(
                where,
                "negative_points",
                message("{item}의 점수가 0보다 작습니다: {value}", item=name, value=f"{value:g}"),
                message("0 이상의 점수를 쓰십시오."),
            )
        if isinstance(item, LevelItem) and place and value <= points[place - 1]:
            findings.add(
                where,
                "points_order",
                message("{item}의 단계 점수가 윗단계에서 늘지 않습니다.", item=name),
                message("낮은 단계부터 점수가 커지게 쓰십시오."),
            )


def _check_number(
    part: Part[Questionnaire], name: str, item: NumberItem, findings: Findings
) -> None:
    if item.minimum >= item.maximum:
        findings.add(
            part.where(ITEMS, name, "maximum"),
            "number_range",
            message("{item}의 최솟값이 최댓값보다 작지 않습니다.", item=name),
            message("minimum을 maximum보다 작게 쓰십시오."),
        )
    marks = [mark for mark, _ in item.points]
    if marks != sorted(set(marks)) or any(
        not item.minimum <= mark <= item.maximum for mark in marks
    ):
        findings.add(
            part.where(ITEMS, name, "points"),
            "number_points",
            message("{item}의 점수표가 오름차순이 아니거나 범위를 벗어납니다.", item=name),
            message("[값, 점수]를 값이 커지는 순서로, 최솟값과 최댓값 사이에 쓰십시오."),
        )
    if any(points < 0 for _, points in item.points):
        findings.add(
            part.where(ITEMS, name, "points"),
            "negative_points",
            message("{item}의 점수가 0보다 작습니다.", item=name),
            message("0 이상의 점수를 쓰십시오."),
        )


def _check_codes(part: Part[Questionnaire], name: str, item: Item, findings: Findings) -> None:
    ids = option_ids(item)
    for raw, target in item.codes.items():
        if target in STATES or target in ids or (isinstance(item, NumberItem) and _number(target)):
            continue
        findings.unknown(
            part.where(ITEMS, name, "codes", raw),
            "unknown_code",
            message(
                "{item}의 부호 {raw}이(가) 없는 선택지를 가리킵니다: {name}",
                item=name,
                raw=raw,
                name=target,
            ),
            (*ids, *STATES),
        )


def _number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _check_columns(
    part: Part[Questionnaire], questionnaire: Questionnaire, findings: Findings
) -> None:
    owners: dict[str, str] = {}
    for name, item in questionnaire.items.items():
        column = item.column or name
        if column in owners:
            findings.add(
                part.where(ITEMS, name, "column"),
                "duplicate_column",
                message(
                    "{column} 열을 {one}와(과) {other}이(가) 함께 씁니다.",
                    column=column,
                    one=owners[column],
                    other=name,
                ),
                message("문항마다 다른 열을 쓰십시오."),
            )
        owners[column] = name


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in text.split("."))


def _check_replaced(
    part: Part[Questionnaire], questionnaire: Questionnaire, findings: Findings
) -> None:
    for name, item in questionnaire.items.items():
        if _version(item.since) > _version(questionnaire.version):
            findings.add(
                part.where(ITEMS, name, "since"),
                "since_later",
                message(
                    "{item}의 since가 설문 판 {version}보다 뒤입니다.",
                    item=name,
                    version=questionnaire.version,
                ),
                message("설문의 판 번호를 올리거나 since를 고치십시오."),
            )
        if item.replaces is None:
            continue
        if item.replaces.id in questionnaire.items:
            findings.add(
                part.where(ITEMS, name, "replaces"),
                "reused_id",
                message(
                    "{item}이(가) 대신하는 {old}이(가) 아직 설문에 있습니다.",
                    item=name,
                    old=item.replaces.id,
                ),
                message("대신한 문항의 이름은 다시 쓸 수 없습니다. 새 이름을 쓰십시오."),
            )
        ids = option_ids(item)
        for old, new in item.replaces.map.items():
            if ids and new not in ids:
                findings.unknown(
                    part.where(ITEMS, name, "replaces", "map", old),
                    "unknown_option",
                    message("{item}에 없는 선택지입니다: {name}", item=name, name=new),
                    ids,
                )
