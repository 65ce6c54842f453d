"""Skip logic: an item whose `ask_if` is false was rightly not asked."""

import numpy as np

from assessment.definitions.releases import Release
from assessment.expressions import evaluate, parse
from assessment.method.answers import NOT_APPLICABLE, AnswerTable
from assessment.method.binding import bind_answers


def leave_out_unasked(release: Release, answers: AnswerTable) -> AnswerTable:
    """The table with every item whose `ask_if` is false made not applicable, in area order.

    A rule that cannot be decided (an answer is missing) leaves its item asked.
    """
    rules = {item: it.ask_if for item, it in release.items.items() if it.ask_if}
    for item, text in rules.items():
        place = answers.position(item)
        if place < 0:
            continue
        rule = parse(text)
        asked = evaluate(rule, bind_answers(answers, rule.names)).fillna(True).astype(bool)
        skipped = ~asked.to_numpy(dtype=bool)
        if skipped.any():
            codes = answers.codes.copy()
            codes[skipped, place] = np.uint8(NOT_APPLICABLE)
            answers = answers.with_codes(codes)
    return answers
