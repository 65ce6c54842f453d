"""Answers that do not fit together: asked again, never blocked."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.definitions.releases import Release
from assessment.expressions import evaluate, parse
from assessment.locale import language
from assessment.method.answers import AnswerTable
from assessment.method.binding import bind_answers


@dataclass(frozen=True)
class FiredContradiction:
    """A question about two answers, in the reader's language; the last item is the later one."""

    id: str
    text: str
    items: tuple[str, ...]


def fired_rules(release: Release, answers: AnswerTable) -> NDArray[np.bool_]:
    """Firms × the questionnaire's contradictions: true where the answers do not fit."""
    rules = release.questionnaire.contradictions
    fired = np.zeros((len(answers), len(rules)), bool)
    parsed = [parse(contradiction.rule) for contradiction in rules]
    table = bind_answers(answers, frozenset[str]().union(*(rule.names for rule in parsed)))
    for place, rule in enumerate(parsed):
        truth = evaluate(rule, table)
        fired[:, place] = truth.fillna(False).to_numpy(dtype=bool)
    return fired


def fired_for_one(release: Release, answers: AnswerTable) -> tuple[FiredContradiction, ...]:
    """Those of the first firm of the table."""
    texts = release.texts[language()].rules
    order = {item: place for place, item in enumerate(release.items)}
    return tuple(
        FiredContradiction(
            rule.id,
            texts.get(rule.id, rule.id),
            tuple(sorted(rule.items, key=lambda item: order.get(item, -1))),
        )
        for rule, is_fired in zip(
            release.questionnaire.contradictions, fired_rules(release, answers)[0], strict=True
        )
        if is_fired
    )
