"""The small questionnaire a year later: QM09 follows QM01 on another scale, QM02 was split."""

from datetime import date

from assessment.services.office import Office
from assessment.services.releases import publishing
from tests.conftest import Clock
from tests.services.conftest import People, add_round

NEXT_ROUND = "2026년 3회차"
_FOLLOWS = {
    "  QM09: {type: level, since: 1.0.0, ": (
        "  QM09: {type: level, since: 2.0.0, "
        "replaces: {id: QM01, relation: rescaled, map: {d: c}}, "
    ),
    "  QM08:\n    type: level\n    since: 1.0.0\n": (
        "  QM08:\n    type: level\n    since: 2.0.0\n"
        "    replaces: {id: QM02, relation: split, map: {}}\n"
    ),
    "version: 1.0.0": "version: 2.0.0",
}


def publish_next(office: Office, people: People, clock: Clock) -> str:
    """The name of a round, open today, that asks by the new release."""
    clock.move(days=1)
    names = ("questionnaires/mini", "questionnaires/mini-scan", "data/actions")
    for path in (one for name in names for one in (office.root / name).iterdir()):
        text = path.read_text(encoding="utf-8").replace("QM01", "QM09").replace("QM02", "QM08")
        for before, after in _FOLLOWS.items():
            text = text.replace(before, after)
        path.write_text(text, encoding="utf-8")
    for questionnaire in ("mini", "mini-scan"):
        publishing.publish(office, people.admin, questionnaire, explanation="next year")
    add_round(office, people.admin, NEXT_ROUND, date(2026, 11, 1), date(2026, 12, 31))
    return NEXT_ROUND
