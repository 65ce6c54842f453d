"""How findings read in the cells of a review workbook, and back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from assessment.definitions.questionnaires import (
    ChoiceItem,
    Item,
    LevelItem,
    MultiItem,
    NumberItem,
)
from assessment.definitions.releases import Release
from assessment.locale import Message, message
from assessment.locale import translate as _
from assessment.problems import Problem
from assessment.records.verifications import Verification
from assessment.services.assessing.answer_values import AnswerValue, check_answer
from assessment.services.assessing.item_texts import item_text
from assessment.services.review.review_sheet import METHODS, REASON_CODES
from assessment.workbooks.outgoing.text import fold, visible
from assessment.workbooks.review_books.review_book import BaseRow, BookWords, Typed

VISIT = "visit"
"""How most books are filled: on the spot."""


@dataclass(frozen=True)
class Finding:
    """What a reviewer found of one item, as it is kept."""

    state: str
    value: str | None
    reason: str
    method: str
    note: str | None

    @classmethod
    def of(cls, one: Verification) -> "Finding":
        """What a stored verification says, in signs that a workbook holds."""
        value = visible(one.value) if one.value else None
        return cls(one.state, value, one.reason_code, one.method, visible(one.note or "") or None)

    @classmethod
    def started(cls, row: BaseRow) -> "Finding | None":
        """What held of an item when its book was made."""
        if not row.state:
            return None
        return cls(row.state, row.value or None, row.reason, row.method, row.note or None)


@dataclass(frozen=True)
class Claimed:
    """The claim of one item; a book holds it as it was when the book was made."""

    state: str = "unanswered"
    value: str | None = None


@dataclass(frozen=True)
class Choices:
    """What the drop-down of an item offers: words to state and value.

    Where it is not `closed` anything may be typed besides, a number within `limits`.
    """

    words: Mapping[str, Claimed]
    closed: bool
    limits: tuple[float, float] | None


def book_words() -> BookWords:
    """The words of the drop-downs in the reader's language."""
    return BookWords(
        reasons=tuple(_(word) for word in REASON_CODES.values()),
        methods=tuple(_(word) for word in METHODS.values()),
        same=_("자가와 같음"),
        confirmed=_(REASON_CODES["confirmed"]),
        other=_(REASON_CODES["other"]),
        method=_(METHODS[VISIT]),
    )


class Wording:
    """What stands in the cells of one release's items, in the reader's language."""

    def __init__(self, release: Release) -> None:
        self.release = release
        self.items: Mapping[str, Item] = release.items  # which makes them anew each time
        self._same, self._absent, self._unknown = _("자가와 같음"), _("해당 없음"), _("잘 모르겠음")
        self._labels: dict[str, Mapping[str, str]] = {}

    def choices(self, item: str, claim: Claimed) -> Choices:
        """What may be chosen of this item, the options numbered as on the screen."""
        definition = self.items[item]
        words: dict[str, Claimed] = {}
        if claim.state != "unanswered":
            words[self._same] = claim
        closed = isinstance(definition, LevelItem | ChoiceItem)
        if isinstance(definition, LevelItem | ChoiceItem):
            labels = self._labels_of(item, definition)
            words |= {label: Claimed("answered", option) for option, label in labels.items()}
        if definition.not_applicable:
            words[self._absent] = Claimed("not_applicable")
        if claim.state == "unknown":
            words[self._unknown] = claim
        limits = None
        if isinstance(definition, NumberItem):
            limits = (definition.minimum, definition.maximum)
        return Choices(words, closed or definition.type == "file", limits)

    def typed(self, item: str, state: str, value: str | None) -> Typed:
        """How this answer reads in the cell of its value; None where no cell can say it."""
        if state != "answered":
            return {"not_applicable": self._absent, "unknown": self._unknown}.get(state)
        match definition := self.items[item]:
            case LevelItem() | ChoiceItem():
                return self._labels_of(item, definition).get(value or "", self._same)
            case MultiItem():
                chosen = (value or "").split()
                numbers = [n for n, option in _numbered(definition).items() if option in chosen]
                return ", ".join(numbers) or "0"
            case NumberItem():
                return float(value or "nan")
            case _ if definition.type == "file":
                return self._same
        return visible(value or "") or None

    def understood(
        self, item: str, claim: Claimed, cell: object, na_reason: str | None
    ) -> AnswerValue | Problem:
        """State and value that a cell stands for, as they are kept; or what is wrong with it."""
        offered, definition = self.choices(item, claim), self.items[item]
        said = _plain(cell)
        words = {fold(word): one for word, one in offered.words.items()}
        chosen = words.get(fold(said))
        if chosen == claim and chosen is not None:
            return AnswerValue(claim.state, claim.value)
        if chosen is None and isinstance(definition, LevelItem | ChoiceItem):
            known = _numbered(definition)  # by its number alone, as the keys of the screen have it
            chosen = Claimed("answered", known[said]) if said in known else None
        if chosen is None and isinstance(definition, MultiItem):
            return _many(self.release, item, definition, said)
        if chosen is None and (offered.closed or said == ""):
            return _refused(item, said)
        found = chosen or Claimed("answered", said)
        reason = na_reason if found.state == "not_applicable" else None
        if reason is None and found.state == "not_applicable":
            reason = definition.not_applicable[0]
        return check_answer(self.release, item, found.state, found.value, reason)

    def _labels_of(self, item: str, definition: LevelItem | ChoiceItem) -> Mapping[str, str]:
        """What each option is called: its number leads, so that no two read alike."""
        if item not in self._labels:
            texts = item_text(self.release, item).options
            found = {}
            for number, option in _numbered(definition).items():
                label = texts[option].label if option in texts else option
                found[option] = f"{number} {visible(' '.join(label.split()))}"
            self._labels[item] = found
        return self._labels[item]


def code_of(names: Mapping[str, str], cell: object) -> str | None:
    """The code that the words of a drop-down stand for."""
    said = fold(_plain(cell))
    return next((code for code, word in names.items() if fold(_(word)) == said), None)


def _plain(cell: object) -> str:
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    if isinstance(cell, float):
        return f"{cell:.15g}"
    return str(cell).strip()


def _numbered(definition: LevelItem | ChoiceItem | MultiItem) -> dict[str, str]:
    """The options by their number from 1."""
    ids = [one.id for one in definition.options]
    return {str(number): option for number, option in enumerate(ids, 1)}


def _many(release: Release, item: str, definition: MultiItem, said: str) -> AnswerValue | Problem:
    numbered = _numbered(definition)
    known = {**numbered, **{option: option for option in numbered.values()}}
    given = said.replace(",", " ").replace("，", " ").split()
    parts = [one for one in given if one != "0"]
    if not given or any(part not in known for part in parts):
        return _refused(item, said, message("보기의 번호를 쉼표로 이어 적어 주십시오. 없으면 0."))
    return check_answer(release, item, "answered", " ".join(known[part] for part in parts))


def _refused(item: str, said: str, fix: Message | None = None) -> Problem:
    what = message("쓸 수 없는 확인값입니다: {value}", value=said[:40] or "-")
    return Problem(item, what, fix or message("목록에서 고르십시오."), code="bad_answer")
