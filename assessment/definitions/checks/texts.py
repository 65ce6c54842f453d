"""Texts in both languages: complete, distinct, and none for what does not exist."""

from collections.abc import Iterable, Mapping

from assessment.definitions.checks.findings import Findings, option_ids
from assessment.definitions.questionnaires import Item, Questionnaire
from assessment.definitions.releases import Release
from assessment.definitions.scoring import Axis, Gates, Ladder, Profiles, Scoring
from assessment.definitions.shape import Part
from assessment.definitions.source import Step
from assessment.definitions.texts import ItemText, Texts
from assessment.locale import message


def check_texts(
    part: Part[Texts],
    language: str,
    questionnaire: Questionnaire | None,
    scoring: Scoring | None,
    parent: Release | None,
    findings: Findings,
) -> None:
    """Everything that `ko.yaml` or `en.yaml` can lack or have too much of."""
    texts = part.model
    if texts is None:
        return
    if texts.language != language:
        findings.add(
            part.where("language"),
            "wrong_language",
            message("이 파일의 언어는 {language}이어야 합니다.", language=language),
            message("language를 고치거나 파일 이름을 바꾸십시오."),
        )
    if questionnaire is not None:
        _check_areas(part, texts, questionnaire, findings)
        _check_items(part, texts, questionnaire, findings)
        _check_reasons(part, texts, questionnaire, parent, findings)
    if scoring is not None:
        _check_axes(part, texts, scoring, findings)
    if questionnaire is not None and scoring is not None:
        contradictions = [rule.id for rule in questionnaire.contradictions]
        _match(part, ("rules",), texts.rules, [*contradictions, *gate_codes(scoring)], findings)


def gate_codes(scoring: Scoring) -> list[str]:
    """The reason codes of every gate and profile, over all axes."""
    return [
        one.code
        for axis in scoring.axes.values()
        if not isinstance(axis, Ladder)
        for one in (axis.steps if isinstance(axis, Gates) else axis.profiles)
    ]


def step_ids(axis: Axis) -> list[str]:
    """What an axis can say of a firm: base and steps, or profiles."""
    if isinstance(axis, Profiles):
        return [profile.id for profile in axis.profiles]
    return [axis.base, *(step.id for step in axis.steps)]


def _match(
    part: Part[Texts],
    route: tuple[Step, ...],
    have: Iterable[str],
    wanted: Iterable[str],
    findings: Findings,
    also_known: Iterable[str] = (),
) -> None:
    have, wanted = list(have), list(dict.fromkeys(wanted))
    place = ".".join(str(step) for step in route)
    for name in wanted:
        if name not in have:
            findings.add(
                part.where(*route),
                "missing_text",
                message("{place}에 글이 없습니다: {name}", place=place, name=name),
                message("{place} 아래에 '{name}:'의 글을 쓰십시오.", place=place, name=name),
            )
    for name in have:
        if name not in wanted and name not in also_known:
            findings.unknown(
                part.where(*route, name),
                "unused_text",
                message("{place}의 글이 없는 것을 가리킵니다: {name}", place=place, name=name),
                wanted,
            )


def _check_areas(
    part: Part[Texts], texts: Texts, questionnaire: Questionnaire, findings: Findings
) -> None:
    fields = [area.field for area in questionnaire.areas]
    _match(part, ("fields",), texts.fields, fields, findings)
    areas = [area.id for area in questionnaire.areas]
    _match(part, ("areas",), texts.areas, areas, findings)


def _check_items(
    part: Part[Texts], texts: Texts, questionnaire: Questionnaire, findings: Findings
) -> None:
    # Included items bring their texts along.
    _match(part, ("items",), texts.items, questionnaire.items, findings)
    shorts: dict[str, str] = {}
    for name, text in texts.items.items():
        item = questionnaire.items.get(name)
        if item is not None:
            _check_options(part, name, item, text, findings)
        if text.short in shorts:
            findings.add(
                part.where("items", name, "short"),
                "same_short",
                message(
                    "{item}의 짧은 이름이 {other}와(과) 같습니다: {words}",
                    item=name,
                    other=shorts[text.short],
                    words=text.short,
                ),
                message("표에서 구별되도록 다르게 쓰십시오."),
            )
        shorts[text.short] = name


def _check_options(
    part: Part[Texts], name: str, item: Item, text: ItemText, findings: Findings
) -> None:
    route = ("items", name, "options")
    _match(part, route, text.options, option_ids(item), findings)
    for kind in ("label", "descriptor"):
        said: dict[str, str] = {}
        for option, words in text.options.items():
            shown = getattr(words, kind)
            if shown in said:
                findings.add(
                    part.where(*route, option, kind),
                    "same_words",
                    message(
                        "{item}의 선택지 {one}와(과) {other}의 글이 같습니다: {words}",
                        item=name,
                        one=said[shown],
                        other=option,
                        words=shown,
                    ),
                    message("두 선택지를 구별할 수 있게 쓰십시오."),
                )
            said[shown] = option


def _check_reasons(
    part: Part[Texts],
    texts: Texts,
    questionnaire: Questionnaire,
    parent: Release | None,
    findings: Findings,
) -> None:
    wanted = [reason for item in questionnaire.items.values() for reason in item.not_applicable]
    inherited: Mapping[str, str] = {}
    if parent:
        inherited = parent.texts["ko" if texts.language == "ko" else "en"].reasons
    own = [reason for reason in wanted if reason not in inherited or reason in texts.reasons]
    _match(part, ("reasons",), texts.reasons, own, findings, also_known=inherited)


def _check_axes(part: Part[Texts], texts: Texts, scoring: Scoring, findings: Findings) -> None:
    _match(part, ("axes",), texts.axes, scoring.axes, findings)
    for name, axis in scoring.axes.items():
        text = texts.axes.get(name)
        if text is None:
            continue
        steps = step_ids(axis)
        _match(part, ("axes", name, "steps"), text.steps, steps, findings)
        base = axis.base if isinstance(axis, Gates) else None
        for step in steps if not isinstance(axis, Ladder) else ():
            words = text.steps.get(step)
            if words is not None and words.missing is None and step != base:
                findings.add(
                    part.where("axes", name, "steps", step),
                    "missing_text",
                    message("{axis} {step}에 missing 글이 없습니다.", axis=name, step=step),
                    message("이 단계에 무엇이 모자란지 missing에 쓰십시오."),
                )
