"""Actions: each leads from one option to the next, and no chain of prerequisites bites its tail."""

from collections.abc import Mapping

from assessment.definitions.checks.findings import Findings, item_names
from assessment.definitions.questionnaires import Item, LevelItem, Questionnaire
from assessment.definitions.releases import Action, Actions
from assessment.definitions.shape import Part
from assessment.expressions import needed_at_least
from assessment.locale import message

Stage = tuple[str, int]


def check_actions(
    part: Part[Actions] | None,
    questionnaire: Part[Questionnaire],
    asked: Mapping[str, Item],
    findings: Findings,
) -> None:
    """Every action that an option names exists, fits, and can be reached."""
    named, astray = _check_named(part, questionnaire, findings)
    if part is None or part.model is None or questionnaire.model is None:
        return
    actions = part.model
    for name, band in actions.cost_bands.items():
        if band.low > band.high:
            findings.add(
                part.where("cost_bands", name),
                "cost_band",
                message("비용 구간 {name}의 low가 high보다 큽니다.", name=name),
                message("low와 high를 바꾸십시오."),
            )
    needs: dict[Stage, set[Stage]] = {}
    for name, action in actions.actions.items():
        if name not in named:
            findings.add(
                part.where("actions", name),
                "unused_action",
                message("어느 선택지도 이 과제를 가리키지 않습니다: {name}", name=name),
                message("선택지의 action에 쓰거나 과제를 지우십시오."),
            )
        _check_action(part, actions, name, action, asked, findings)
        # a circle through an action that leads elsewhere is only its echo
        reached = {} if name in astray else needs
        _gather_needs(part, name, action, asked, reached, findings)
    _check_acyclic(part, actions, asked, needs, findings)


def _check_named(
    part: Part[Actions] | None, questionnaire: Part[Questionnaire], findings: Findings
) -> tuple[set[str], set[str]]:
    """The actions that options name, and those among them that lead to no next option."""
    named: dict[str, str] = {}
    astray: set[str] = set()
    known = part.model.actions if part and part.model else {}
    own = questionnaire.model.items if questionnaire.model else {}
    for item, definition in own.items():
        if not isinstance(definition, LevelItem):
            continue
        ids = [option.id for option in definition.options]
        for place, option in enumerate(definition.options):
            if option.action is None:
                continue
            where = questionnaire.where("items", item, "options", place, "action")
            if part is None:
                if not named:
                    _tell_absent(where, questionnaire, findings)
            elif part.model is not None and option.action not in known:
                findings.unknown(
                    where,
                    "unknown_action",
                    message(
                        "{item}이(가) 없는 과제를 가리킵니다: {name}", item=item, name=option.action
                    ),
                    known,
                )
            following = ids[place + 1] if place + 1 < len(ids) else None
            action = known.get(option.action)
            if following is None or (action and (action.item, action.to) != (item, following)):
                astray.add(option.action)
                _tell_astray(where, option.action, item, option.id, findings)
            if option.action in named:
                _add_named_twice(where, option.action, named[option.action], item, findings)
            named[option.action] = item
    return set(named), astray


def _tell_astray(where: str, action: str, item: str, option: str, findings: Findings) -> None:
    findings.add(
        where,
        "action_target",
        message(
            "과제 {action}이(가) {item} {option}의 다음 단계로 이어지지 않습니다.",
            action=action,
            item=item,
            option=option,
        ),
        message("과제의 item과 to를 다음 선택지로 맞추거나, 맨 윗단계면 지우십시오."),
    )


def _tell_absent(where: str, questionnaire: Part[Questionnaire], findings: Findings) -> None:
    name = questionnaire.model.id if questionnaire.model else ""
    findings.add(
        where,
        "unknown_action",
        message("선택지가 과제를 가리키는데 과제 파일이 없습니다."),
        message(
            "이 폴더에 actions.yaml을 두거나(프로젝트 안이면 data/actions/{id}.yaml) "
            "선택지의 action을 지우십시오.",
            id=name,
        ),
    )


def _add_named_twice(where: str, action: str, one: str, other: str, findings: Findings) -> None:
    findings.add(
        where,
        "action_twice",
        message(
            "과제 {action}을(를) {one}와(과) {other}이(가) 함께 가리킵니다.",
            action=action,
            one=one,
            other=other,
        ),
        message("단계마다 과제를 따로 두십시오."),
    )


def _check_action(
    part: Part[Actions],
    actions: Actions,
    name: str,
    action: Action,
    asked: Mapping[str, Item],
    findings: Findings,
) -> None:
    route = ("actions", name)
    item = asked.get(action.item)
    if item is None:
        findings.unknown(
            part.where(*route, "item"),
            "unknown_item",
            message(
                "과제 {action}이(가) 없는 문항을 가리킵니다: {name}", action=name, name=action.item
            ),
            asked,
        )
    elif not isinstance(item, LevelItem) or action.to not in [o.id for o in item.options]:
        findings.add(
            part.where(*route, "to"),
            "unknown_option",
            message("{item}에 없는 선택지입니다: {name}", item=action.item, name=action.to),
            message("이 문항의 선택지 가운데 하나를 쓰십시오."),
        )
    if action.cost not in actions.cost_bands:
        findings.unknown(
            part.where(*route, "cost"),
            "unknown_cost",
            message("없는 비용 구간입니다: {name}", name=action.cost),
            actions.cost_bands,
        )


def _gather_needs(
    part: Part[Actions],
    name: str,
    action: Action,
    asked: Mapping[str, Item],
    needs: dict[Stage, set[Stage]],
    findings: Findings,
) -> None:
    item = asked.get(action.item)
    ids = [option.id for option in item.options] if isinstance(item, LevelItem) else []
    stage = (action.item, ids.index(action.to) if action.to in ids else 0)
    for place, text in enumerate(action.needs):
        rule = findings.rule(
            part, ("actions", name, "needs", place), text, item_names(asked), "flag"
        )
        if rule is not None:
            needs.setdefault(stage, set()).update(needed_at_least(rule).items())


def _check_acyclic(
    part: Part[Actions],
    actions: Actions,
    asked: Mapping[str, Item],
    needs: Mapping[Stage, set[Stage]],
    findings: Findings,
) -> None:
    """Reaching a stage takes the stage below it and what its action needs."""
    done: set[Stage] = set()
    told: set[frozenset[Stage]] = set()

    def visit(stage: Stage, path: tuple[Stage, ...]) -> None:
        if stage in path:
            circle = path[path.index(stage) :]
            if frozenset(circle) not in told:
                told.add(frozenset(circle))
                _tell_circle(part, actions, asked, circle, findings)
            return
        if stage in done or stage[1] <= 0:
            return
        below = (stage[0], stage[1] - 1)
        for other in sorted({below, *needs.get(stage, ())}):
            visit(other, (*path, stage))
        done.add(stage)

    for stage in needs:
        visit(stage, ())


def _tell_circle(
    part: Part[Actions],
    actions: Actions,
    asked: Mapping[str, Item],
    circle: tuple[Stage, ...],
    findings: Findings,
) -> None:
    reached = {}
    for name, action in actions.actions.items():
        item = asked.get(action.item)
        if isinstance(item, LevelItem):
            ids = [option.id for option in item.options]
            if action.to in ids:
                reached[(action.item, ids.index(action.to))] = name
    names = [reached[stage] for stage in circle if stage in reached]
    shown = " → ".join(f"{item} {index}" for item, index in (*circle, circle[0]))
    findings.add(
        part.where("actions", names[0], "needs") if names else part.where("actions"),
        "needs_cycle",
        message("선행 조건이 돌고 돕니다: {circle}", circle=shown),
        message("이 고리 가운데 한 과제의 needs를 지우거나 낮추십시오."),
    )
