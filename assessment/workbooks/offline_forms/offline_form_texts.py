"""The running texts of an offline form: the question with its help, the options with examples."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from assessment.definitions.questionnaires import MultiItem, NumberItem, PlainItem
from assessment.expressions import parse
from assessment.locale import speaking
from assessment.locale import translate as _
from assessment.workbooks.offline_forms.offline_form_plan import FormPlan, Line, asked_after, limits
from assessment.workbooks.offline_forms.offline_form_words import option_ids
from assessment.workbooks.outgoing.text import lines_of

Weight = Literal["bold", "plain", "quiet"]
LONGEST_TEXT = 2_000
"""Letters of an answer or comment in words."""
_LOWEST, _HIGHEST = 32.0, 405.0
"""Points of a row; Excel draws none higher than 409."""


@dataclass(frozen=True)
class Piece:
    """A stretch of text in one weight."""

    text: str
    weight: Weight = "plain"


Pieces = Sequence[Piece]


class FormTexts:
    """The texts of one plan."""

    def __init__(self, plan: FormPlan) -> None:
        self._plan, self._words = plan, plan.words

    def question(self, line: Line) -> Pieces:
        """The question, terms explained, and after which answers it is asked."""
        text = self._words.text(line.item)
        pieces = [Piece(text.question, "bold")]
        pieces += [Piece(f"\n· {term}: {told}", "quiet") for term, told in text.help.items()]
        with speaking(self._words.language):
            if line.definition.ask_if is not None:
                pieces.append(Piece("\n" + self._asked_after(line.definition.ask_if), "quiet"))
        return pieces

    def _asked_after(self, rule: str) -> str:
        numbers = asked_after(self._plan, sorted(parse(rule).names))
        return _(
            "※ {numbers}번의 답에 따라 묻습니다. 상태가 ‘{state}’이면 비워 두십시오.",
            numbers=", ".join(str(one) for one in sorted(numbers)),
            state=self._words.states.not_asked,
        )

    def options(self, line: Line) -> Pieces:
        """Every option with what it means and an example, or what is to be written."""
        with speaking(self._words.language):
            match line.definition:
                case MultiItem():
                    return [Piece(_("아래에서 해당하는 것마다 ○를 고르십시오."))]
                case NumberItem() as item:
                    return [Piece(self._number(line, item))]
                case PlainItem(type="date"):
                    return [Piece(_("날짜로 적습니다. 예) 2026-11-22"))]
                case PlainItem(type="text"):
                    return [Piece(_("글로 적습니다. {most}자까지.", most=f"{LONGEST_TEXT:,}"))]
                case PlainItem():
                    return [Piece(_("화면에서 올려 주십시오."))]
            return self._fitting(line)

    def option(self, line: Line, option: str) -> Pieces:
        """One option in a row of its own."""
        with speaking(self._words.language):
            return list(self._option(line, option, examples=True))

    def _number(self, line: Line, item: NumberItem) -> str:
        low, high = limits(item)
        unit = self._words.unit(line.item)
        return _(
            "숫자만 적습니다. 단위: {unit}, {low}부터 {high}까지.", unit=unit, low=low, high=high
        )

    def _fitting(self, line: Line) -> Pieces:
        """Without examples where the row would be higher than a row can be."""
        for examples in (True, False):
            pieces: list[Piece] = []
            for place, option in enumerate(option_ids(line.definition)):
                more = list(self._option(line, option, examples))
                head = Piece(("\n" if place else "") + more[0].text, more[0].weight)
                pieces += [head, *more[1:]]
            if height(pieces, OPTIONS_WIDTH) + 6 <= _HIGHEST:
                break
        return pieces

    def _option(self, line: Line, option: str, examples: bool) -> Iterator[Piece]:
        text = self._words.text(line.item).options.get(option)
        yield Piece(f"○ {self._words.labels(line.item)[option]}", "bold")
        if text is None:
            return
        yield Piece(f"  {text.descriptor}")
        if examples and text.example:
            yield Piece("\n    " + _("예) {example}", example=text.example), "quiet")


QUESTION_WIDTH, OPTIONS_WIDTH = 32.0, 52.0
"""Characters of the two columns with running text."""
_POINTS: Mapping[Weight, float] = {"bold": 14.0, "plain": 14.0, "quiet": 12.5}
_FIT: Mapping[Weight, float] = {"bold": 1.05, "plain": 1.08, "quiet": 1.2}
"""How much more than the usual text goes into a line."""


def height(pieces: Pieces, width: float) -> float:
    """Points that these take in a column so wide; a line is as high as its first sign."""
    found, waiting, weight = 0.0, "", pieces[0].weight
    for piece in pieces:
        for place, part in enumerate(piece.text.split("\n")):
            if place:
                found += _paragraph(waiting, weight, width)
                waiting, weight = "", piece.weight
            waiting += part
    return found + _paragraph(waiting, weight, width)


def _paragraph(text: str, weight: Weight, width: float) -> float:
    return lines_of(text, width * _FIT[weight]) * _POINTS[weight]


def row_height(*given: tuple[Pieces, float]) -> float:
    """The height of a row that holds all of these, within what a row can be."""
    return min(_HIGHEST, max(_LOWEST, *(height(pieces, width) + 6 for pieces, width in given)))
