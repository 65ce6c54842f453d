"""Workbooks that prove scores: of one assessment, and of everything handed in to a round."""

import pandas as pd

from assessment.definitions.releases import Release
from assessment.locale import language
from assessment.locale import translate as _
from assessment.method.profiles import profiles
from assessment.records import firms
from assessment.records import rounds as kept
from assessment.records.rounds import Round
from assessment.services.assessing.handling import reach_assessment
from assessment.services.assessing.rounds import round_named
from assessment.services.complex.population_data import register_of, round_data
from assessment.services.entry.sessions import is_demo
from assessment.services.office import Actor, Office
from assessment.services.permissions import not_found, require
from assessment.services.scoring.scored import assessed_one
from assessment.workbooks.proofs.proof import proof_workbook
from assessment.workbooks.proofs.proof_layout import Proof

Stem = tuple[str, ...]


def of_assessment(office: Office, actor: Actor, assessment_id: int) -> tuple[Stem, bytes]:
    """Name parts and the workbook that proves one assessment; an owner's own alone."""
    with office.database.reading() as connection:
        found = reach_assessment(office, connection, actor, assessment_id)
        group = assessed_one(connection, assessment_id)
        firm, held = firms.get(connection, found.firm_id), kept.get(connection, found.round_id)
    name = firm.name if firm else ""
    given = Proof(
        release=group.release,
        tree=group.tree,
        answers=group.used,
        scores=group.scores,
        levels=group.levels,
        profiles=profiles(group.release, group.tree, group.scores, group.used),
        firms=pd.Series([name]),
        about=_about(office, group.release, group.release_hash, held),
        demo=is_demo(office),
    )
    return (name, held.name if held else "", _("점수검증")), proof_workbook(given)


def of_round(
    office: Office, actor: Actor, round_name: str, questionnaire: str
) -> tuple[Stem, bytes, int]:
    """Name parts, workbook and number of firms of all that was handed in to a round."""
    require(actor, "manager", "admin")
    with office.database.reading() as connection:
        found = round_named(connection, round_name)
        digest = found.releases.get(questionnaire)
        if digest is None:
            raise not_found(questionnaire)
        data = round_data(connection, found.id, questionnaire, digest)
        names = register_of(connection)["name"]
    given = Proof(
        release=data.release,
        tree=data.tree,
        answers=data.used,
        scores=data.scores,
        levels=data.levels,
        profiles=profiles(data.release, data.tree, data.scores, data.used),
        firms=names.reindex(data.firms),
        about=_about(office, data.release, digest, found),
        demo=is_demo(office),
    )
    stem = (found.name, questionnaire, _("점수검증"))
    return stem, proof_workbook(given), len(data.firms)


def _about(
    office: Office, release: Release, digest: str, held: Round | None
) -> tuple[tuple[str, object], ...]:
    return (
        (_("진단"), release.texts[language()].title),
        (_("판"), release.questionnaire.version),
        (_("정의의 해시"), digest),
        (_("회차"), held.name if held else "-"),
        (_("작성일"), office.today().isoformat()),
        (_("쓴 값"), _("확인값이 있으면 확인값, 없으면 업체의 답")),
    )
