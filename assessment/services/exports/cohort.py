"""Everything handed in to a round as one workbook: facts, points and levels of every firm."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from assessment.definitions.programmes import FactDefinition
from assessment.definitions.scoring import Gates, Ladder
from assessment.locale import language
from assessment.locale import translate as _
from assessment.method.ranking import competition_rank
from assessment.records.rounds import Round
from assessment.services.assessing.handling import STATUS_NAMES
from assessment.services.assessing.rounds import round_named
from assessment.services.complex.population_data import RoundData, register_of, round_data
from assessment.services.entry.sessions import is_demo
from assessment.services.funding.reasons import fact_definitions, words_of
from assessment.services.office import Actor, Office
from assessment.services.permissions import not_found, require
from assessment.services.register.facts import facts_of
from assessment.workbooks.cohorts.cohort import Cohort, CohortColumn, cohort_workbook
from assessment.workbooks.cohorts.cohort_summary import Count, Mean
from assessment.workbooks.proofs.proof_names import Names

Told = tuple[CohortColumn, "pd.Series[Any]"]


def of_round(
    office: Office, actor: Actor, round_name: str, questionnaire: str
) -> tuple[tuple[str, ...], bytes, int]:
    """Name parts, workbook and number of firms of all that was handed in to a round."""
    require(actor, "manager", "admin")
    with office.database.reading() as connection:
        found = round_named(connection, round_name)
        digest = found.releases.get(questionnaire)
        if digest is None:
            raise not_found(questionnaire)
        data = round_data(connection, found.id, questionnaire, digest)
        register = register_of(connection).reindex(data.firms)
        facts = facts_of(connection, data.firms.tolist(), office.today())
    names = Names(data.release, data.tree)
    told = [*_firm(data, register), *_facts(office, facts), *_scores(data, names)]
    given = Cohort(
        title=_("{round} 전체 업체 자료", round=found.name),
        about=_about(office, found, data),
        columns=tuple(column for column, _series in told),
        frame=pd.DataFrame({column.id: series.to_numpy() for column, series in told}),
        counts=tuple(_counts(data, names)),
        means=(_means(data, names),),
        method=_method(),
        hashes=((_("정의의 해시"), digest),),
        scales=("total",),
        demo=is_demo(office),
    )
    return (found.name, questionnaire, _("전체자료")), cohort_workbook(given), len(data.firms)


def _about(office: Office, found: Round, data: RoundData) -> tuple[tuple[str, object], ...]:
    return (
        (_("회차"), found.name),
        (_("진단"), data.release.texts[language()].title),
        (_("판"), data.release.questionnaire.version),
        (_("작성일"), office.today().isoformat()),
        (_("답하는 중이라 빠진 업체"), len(data.drafts)),
    )


def _method() -> tuple[str, ...]:
    return (
        _("제출한 업체만 들어 있습니다. 점수는 확인값이 있으면 확인값, 없으면 업체의 답입니다."),
        _("점수가 없는 칸은 비어 있습니다. 0점과 다릅니다."),
        _("순위는 총점이 같으면 같은 순위입니다(1, 2, 2, 4)."),
        _("열마다 v_코드라는 이름이 있어 수식에 쓸 수 있습니다. 예: =AVERAGE(v_total)"),
        _("여러 업체의 자료입니다. 필요한 사람만 보고, 다 쓰면 지워 주십시오."),
    )


def _firm(data: RoundData, register: pd.DataFrame) -> Iterator[Told]:
    yield CohortColumn("firm", _("업체 번호"), "whole", 10), pd.Series(data.firms)
    yield CohortColumn("name", _("업체"), "text", 24), register["name"]
    codes = tuple((code, _(word)) for code, word in STATUS_NAMES.items())
    words = dict(codes)
    status = pd.Series([words.get(str(one), str(one)) for one in data.statuses])
    yield CohortColumn("status", _("상태"), "word", 12, codes=codes), status


def _facts(office: Office, facts: pd.DataFrame) -> Iterator[Told]:
    """What is known of the firms; what nobody stated of any is left out."""
    for name, fact in fact_definitions(office.root).facts.items():
        if name in facts and facts[name].notna().any():
            yield _fact(name, fact, facts[name])


def _fact(name: str, fact: FactDefinition, values: "pd.Series[Any]") -> Told:
    codes = tuple((code, str(words_of(word))) for code, word in (fact.values or {}).items())
    if fact.type == "flag":
        codes = (("true", _("예")), ("false", _("아니요")))
        values = values.map({True: codes[0][1], False: codes[1][1]}, na_action="ignore")
    elif codes:
        words = dict(codes)
        values = values.map(lambda one: words.get(str(one), str(one)), na_action="ignore")
    column = CohortColumn(
        id=name,
        header=str(words_of(fact.label)),
        look="number" if fact.type == "number" else "word",
        width=13,
        meaning=str(words_of(fact.label)),
        unit=str(words_of(fact.unit)) if fact.unit else "",
        source=str(words_of(fact.supplier)),
        codes=codes,
    )
    return column, values


def _scores(data: RoundData, names: Names) -> Iterator[Told]:
    root = data.tree.root
    scores = data.scores
    for node in reversed(data.tree.nodes):
        meaning = _("{way}, 만점 {points}", way=names.aggregation(data.tree.branch(node)),
                    points=f"{data.tree.branch(node).points:g}")  # fmt: skip
        header = _("점수: {name}", name=names.node_name(node))
        column = CohortColumn(_points_id(root, node), header, "points", 11, meaning, _("점"))
        yield column, pd.Series(scores.of(node))
    claimed = pd.Series(data.claimed_scores.of(root))
    yield CohortColumn("claimed", _("업체 답의 총점"), "points", 11, unit=_("점")), claimed
    ranks = pd.Series(competition_rank(scores.of(root), data.tree.decimals))
    yield CohortColumn("rank", _("순위"), "whole", 8), ranks
    coverage = pd.Series(scores.of(root, "coverage"))
    yield CohortColumn("coverage", _("응답률"), "share", 9), coverage
    yield CohortColumn("verified", _("확인률"), "share", 9), pd.Series(data.verified_share)
    for axis, found in data.levels.items():
        one = data.release.scoring.axes[axis]
        if isinstance(one, Ladder | Gates):
            ids = [one.base, *(step.id for step in one.steps)]
            codes = tuple(zip(ids, names.step_names(axis, one), strict=True))
            words = dict(codes)
            steps = pd.Series([words.get(str(step)) for step in found.ids()], dtype=object)
            header = names.axis_name(axis)
            yield CohortColumn(f"level_{axis}", header, "word", 14, codes=codes), steps


def _points_id(root: str, node: str) -> str:
    return "total" if node == root else f"points_{node}"


def _counts(data: RoundData, names: Names) -> Iterator[Count]:
    for axis, one in data.release.scoring.level_axes.items():
        words = tuple(names.step_names(axis, one))
        yield Count(names.axis_name(axis), f"level_{axis}", words)


def _means(data: RoundData, names: Names) -> Mean:
    root = data.tree.root
    fields = data.release.scoring.nodes[root].children
    held = [node for node in fields if node in data.tree.nodes] or [root]
    columns = tuple((_points_id(root, node), names.node_name(node)) for node in held)
    return Mean(_("분야별 평균 점수"), columns)
