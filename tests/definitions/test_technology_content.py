"""What the ICT and AI questionnaires promise: whole scales, a step everywhere, no hidden gate."""

import pytest

from assessment.definitions.questionnaires import LevelItem, MultiItem
from assessment.definitions.releases import Release
from assessment.definitions.scoring import Gates
from assessment.expressions import parse
from tests.definitions.mutations import shipped


def _release(name: str) -> Release:
    return shipped().releases[name]


def _levels(release: Release) -> dict[str, LevelItem]:
    return {name: one for name, one in release.items.items() if isinstance(one, LevelItem)}


@pytest.mark.parametrize(("name", "steps"), [("ict-iot-adoption", 124), ("ai-readiness", 66)])
def test_an_action_leads_from_every_option_to_the_next(name: str, steps: int) -> None:
    release = _release(name)
    lower = [option for item in _levels(release).values() for option in item.options[:-1]]
    assert [option for option in lower if option.action is None] == []
    assert release.actions is not None
    assert len(release.actions.actions) == len(lower) == steps


def test_twenty_eight_technologies_share_one_scale_and_twelve_basics_are_yes_or_no() -> None:
    scales: dict[tuple[tuple[str, float], ...], int] = {}
    for item in _levels(_release("ict-iot-adoption")).values():
        scale = tuple((option.id, option.points) for option in item.options)
        scales[scale] = scales.get(scale, 0) + 1
    assert scales == {
        (("a", 0.0), ("b", 5.0), ("c", 25.0), ("d", 60.0), ("e", 100.0)): 28,
        (("no", 0.0), ("yes", 1.0)): 12,
    }


def test_every_scored_answer_about_ai_is_worth_nought_to_three() -> None:
    scales = {
        tuple((option.id, option.points) for option in item.options)
        for item in _levels(_release("ai-readiness")).values()
    }
    assert scales == {(("a", 0.0), ("b", 1.0), ("c", 2.0), ("d", 3.0))}


def test_the_autonomous_factory_asks_the_firm_for_its_level_and_not_for_ai() -> None:
    release = _release("ai-readiness")
    entry = release.scoring.axes["entry"]
    assert isinstance(entry, Gates)
    assert [parse(step.rule).names for step in entry.steps] == [{"AX23"}]
    project = release.items["AX24"]
    assert isinstance(project, MultiItem)
    assert [option.id for option in project.options][:3] == ["ai", "digital_twin", "asset_standard"]
    held = {child for node in release.scoring.nodes.values() for child in node.children}
    assert held.isdisjoint({"AX23", "AX24"})


def test_every_item_says_what_a_visitor_asks_to_be_shown() -> None:
    silent = [
        (name, language, item)
        for name in ("ict-iot-adoption", "ai-readiness")
        for language, texts in _release(name).texts.items()
        for item, text in texts.items.items()
        if text.check is None or any(one.example is None for one in text.options.values())
    ]
    assert silent == []
