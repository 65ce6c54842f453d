"""Who can help: every tag is known and served, and explicit institutions stay explicit."""

from collections.abc import Callable, Collection, Iterable, Mapping

from assessment.definitions.checks.findings import Findings, repeated
from assessment.definitions.institutions import (
    Capabilities,
    Crosswalk,
    GapCase,
    Institution,
    Institutions,
    Suppliers,
)
from assessment.definitions.questionnaires import Questionnaire
from assessment.definitions.shape import Part
from assessment.definitions.source import Step
from assessment.locale import message
from assessment.problems import Problem

Asked = Mapping[str, Part[Questionnaire]] | None
"""Questionnaires by their folder; None where nobody looks at them."""


def check_capabilities(
    known: Institutions | None,
) -> Callable[[Part[Capabilities], Findings], None]:
    """Every capability is offered by somebody, or the file says why by nobody."""
    offered = {
        tag
        for institution in (known.institutions if known else ())
        for service in institution.services
        for tag in service.tags
    }

    def check(part: Part[Capabilities], findings: Findings) -> None:
        for name, one in part.model.capabilities.items() if part.model and known else ():
            if name not in offered and one.nobody is None:
                findings.add(
                    part.where("capabilities", name),
                    "unserved_capability",
                    message("어느 기관도 {name} 도움을 주지 않습니다.", name=name),
                    message("기관의 서비스에 쓰거나, nobody에 까닭을 적으십시오."),
                )
            if name in offered and one.nobody is not None:
                findings.add(
                    part.where("capabilities", name, "nobody"),
                    "served_after_all",
                    message("{name} 도움을 주는 기관이 있습니다.", name=name),
                    message("nobody 줄을 지우십시오."),
                )

    return check


def check_institutions(
    capabilities: Capabilities | None, asked: Asked
) -> Callable[[Part[Institutions], Findings], None]:
    """Ids, tags, notices and the names in the sample gaps."""

    def check(part: Part[Institutions], findings: Findings) -> None:
        if part.model is None:
            return
        found = part.model.institutions
        _unique(part, "institutions", (one.id for one in found), findings)
        _unique(part, "cases", (one.id for one in part.model.cases), findings)
        for place, one in enumerate(found):
            _check_institution(part, place, one, capabilities, findings)
        ids = [one.id for one in found]
        for place, case in enumerate(part.model.cases):
            _check_case(part, place, case, ids, capabilities, asked, findings)

    return check


def check_suppliers(
    capabilities: Capabilities | None,
) -> Callable[[Part[Suppliers], Findings], None]:
    """Ids and tags."""

    def check(part: Part[Suppliers], findings: Findings) -> None:
        rows = part.model.suppliers if part.model else ()
        _unique(part, "suppliers", (one.id for one in rows), findings)
        for place, one in enumerate(rows):
            _check_tags(part, ("suppliers", place, "tags"), one.tags, capabilities, findings)

    return check


def check_crosswalk(asked: Asked) -> Callable[[Part[Crosswalk], Findings], None]:
    """Models that are introduced, questionnaires and areas that exist."""

    def check(part: Part[Crosswalk], findings: Findings) -> None:
        themes = part.model.themes if part.model else ()
        _unique(part, "themes", (one.id for one in themes), findings)
        for place, theme in enumerate(themes):
            for model in theme.models:
                if part.model and model not in part.model.models:
                    _unknown(part, ("themes", place, "models", model), model, part.model.models,
                             findings)  # fmt: skip
            for name, areas in theme.areas.items() if asked is not None else ():
                assert asked is not None
                _check_areas(part, ("themes", place, "areas", name), name, areas, asked, findings)

    return check


def check_tags(capabilities: Capabilities, asked: Asked) -> list[Problem]:
    """Tags of items that are no capability."""
    findings = Findings()
    for part in (asked or {}).values():
        for item, definition in part.model.items.items() if part.model else ():
            route = ("items", item, "tags")
            _check_tags(part, route, definition.tags, capabilities, findings)
    return findings.problems


def _check_institution(
    part: Part[Institutions],
    place: int,
    one: Institution,
    capabilities: Capabilities | None,
    findings: Findings,
) -> None:
    route = ("institutions", place)
    services = [service.id for service in one.services]
    for again, name in repeated(services):
        _twice(part, (*route, "services", again, "id"), name, findings)
    if one.explicit_only and one.notice is None:
        findings.add(
            part.where(*route, "explicit_only"),
            "explicit_without_notice",
            message("{name}에는 무엇을 먼저 확인해야 하는지 적혀 있지 않습니다.", name=one.id),
            message("notice: 줄을 더하십시오."),
        )
    for number, service in enumerate(one.services):
        where = (*route, "services", number, "tags")
        _check_tags(part, where, service.tags, capabilities, findings)
        known = capabilities.capabilities if capabilities else {}
        general = [tag for tag in service.tags if tag in known and not known[tag].explicit]
        if one.explicit_only and general:
            findings.add(
                part.where(*where),
                "general_tag",
                message(
                    "{name}은(는) 명시한 꼬리표로만 이어져야 합니다: {tags}",
                    name=one.id,
                    tags=", ".join(general),
                ),
                message("explicit: true인 꼬리표만 쓰십시오."),
            )


def _check_case(
    part: Part[Institutions],
    place: int,
    case: GapCase,
    ids: Collection[str],
    capabilities: Capabilities | None,
    asked: Asked,
    findings: Findings,
) -> None:
    route = ("cases", place)
    for name in case.institutions:
        if name not in ids:
            _unknown(part, (*route, "institutions"), name, ids, findings)
    if bool(case.tags) == (case.item is not None) or (case.item is None) != (
        case.questionnaire is None
    ):
        findings.add(
            part.where(*route),
            "gap_case",
            message("사례 {name}에는 tags와 item 가운데 하나만 있어야 합니다.", name=case.id),
            message("tags만 쓰거나, questionnaire와 item을 함께 쓰십시오."),
        )
    _check_tags(part, (*route, "tags"), case.tags, capabilities, findings)
    if asked is not None and case.item is not None and case.questionnaire is not None:
        owner = asked.get(case.questionnaire)
        if owner is None:
            _unknown(part, (*route, "questionnaire"), case.questionnaire, asked, findings)
        elif owner.model is not None and case.item not in owner.model.items:
            _unknown(part, (*route, "item"), case.item, owner.model.items, findings)


def _check_areas(
    part: Part[Crosswalk],
    route: tuple[Step, ...],
    name: str,
    areas: Iterable[str],
    asked: Mapping[str, Part[Questionnaire]],
    findings: Findings,
) -> None:
    owner = asked.get(name)
    if owner is None:
        _unknown(part, route, name, asked, findings)
    elif owner.model is not None:
        known = [area.id for area in owner.model.areas]
        for area in areas:
            if area not in known:
                _unknown(part, route, area, known, findings)


def _check_tags(
    part: Part[Institutions] | Part[Suppliers] | Part[Questionnaire],
    route: tuple[Step, ...],
    tags: Collection[str],
    capabilities: Capabilities | None,
    findings: Findings,
) -> None:
    for tag in tags if capabilities else ():
        if capabilities and tag not in capabilities.capabilities:
            findings.unknown(
                part.where(*route),
                "unknown_tag",
                message("없는 꼬리표입니다: {name}", name=tag),
                capabilities.capabilities,
            )
    for _place, tag in repeated(tags):
        _twice(part, route, tag, findings)


def _unique(
    part: Part[Institutions] | Part[Suppliers] | Part[Crosswalk],
    key: str,
    ids: Iterable[str],
    findings: Findings,
) -> None:
    for place, name in repeated(ids):
        _twice(part, (key, place, "id"), name, findings)


def _twice(
    part: Part[Institutions] | Part[Suppliers] | Part[Crosswalk] | Part[Questionnaire],
    route: tuple[Step, ...],
    name: str,
    findings: Findings,
) -> None:
    findings.add(
        part.where(*route),
        "twice",
        message("같은 이름이 두 번 있습니다: {name}", name=name),
        message("하나를 지우거나 이름을 바꾸십시오."),
    )


def _unknown(
    part: Part[Institutions] | Part[Crosswalk],
    route: tuple[Step, ...],
    name: str,
    known: Iterable[str],
    findings: Findings,
) -> None:
    findings.unknown(
        part.where(*route), "unknown_name", message("없는 이름입니다: {name}", name=name), known
    )
