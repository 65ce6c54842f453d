"""Sample gaps and the questionnaires' own items held against the institutions that they lead to."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from assessment.definitions.institutions import Capabilities, GapCase, Institutions
from assessment.definitions.loading import Library
from assessment.definitions.source import COMPILED, Document, read_yaml
from assessment.locale import message
from assessment.method.matching import matches, reach
from assessment.problems import Problem

MOST = 0.5
"""The share of all gaps beyond which an institution stands for everything, and so for nothing."""
FEWEST = 10
"""From so many gaps on that share means something."""

Gap = Sequence[str]


def gap_cases(library: Library) -> tuple[Problem, ...]:
    """What the sample gaps lead to otherwise than they state, and institutions that always fit."""
    capabilities, known = library.network.capabilities, library.network.institutions
    if capabilities is None or known is None:
        return ()
    path = library.root / "data" / "institutions" / "institutions.yaml"
    document = _document(path)
    gaps = {case.id: _tags(library, case) for case in known.cases}
    asked = {
        f"{name}.{item}": definition.tags
        for name, release in library.releases.items()
        for item, definition in release.questionnaire.items.items()
        if definition.tags
    }
    return (
        *(
            problem
            for place, case in enumerate(known.cases)
            for problem in _case(capabilities, known, document, place, case, gaps[case.id])
        ),
        *_everywhere(capabilities, known, document, list(gaps.values())),
        *_everywhere(capabilities, known, document, list(asked.values())),
    )


def _tags(library: Library, case: GapCase) -> Gap:
    if case.questionnaire is None or case.item is None:
        return case.tags
    release = library.releases.get(case.questionnaire)
    item = release.questionnaire.items.get(case.item) if release else None
    return item.tags if item else ()


def _case(
    capabilities: Capabilities,
    known: Institutions,
    document: Document,
    place: int,
    case: GapCase,
    gap: Gap,
) -> Iterator[Problem]:
    found = [match.institution.id for match in matches(capabilities, known.institutions, gap)]
    if found != list(case.institutions):
        yield Problem(
            document.where("cases", place, "institutions"),
            message(
                "사례 {case}: {wanted} 차례여야 하는데 {found}입니다.",
                case=case.id,
                wanted=" ".join(case.institutions) or "-",
                found=" ".join(found) or "-",
            ),
            message("꼬리표가 맞으면 사례를, 아니면 꼬리표를 고치십시오."),
            code="case",
        )


def _everywhere(
    capabilities: Capabilities, known: Institutions, document: Document, gaps: Sequence[Gap]
) -> Iterator[Problem]:
    if len(gaps) < FEWEST:
        return
    counts = reach(capabilities, known.institutions, gaps)
    for place, institution in enumerate(known.institutions):
        matched = counts[institution.id]
        if matched > MOST * len(gaps):
            yield Problem(
                document.where("institutions", place, "services"),
                message(
                    "{name}이(가) 빈틈 {all}개 가운데 {n}개에 나옵니다.",
                    name=institution.id,
                    all=len(gaps),
                    n=matched,
                ),
                message("절반이 넘지 않게 서비스의 꼬리표를 줄이십시오."),
                code="everywhere",
            )


def _document(path: Path) -> Document:
    document, _problems = read_yaml(path, path.parents[2] / COMPILED)
    return document or Document(path, None, {})
