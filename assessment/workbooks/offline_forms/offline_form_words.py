"""What an offline form calls its answers, in one language: drop-down texts and units, by item."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from assessment.definitions.questionnaires import (
    ChoiceItem,
    Item,
    LevelItem,
    MultiItem,
    NumberItem,
)
from assessment.definitions.releases import Release
from assessment.definitions.texts import ItemText
from assessment.locale import Language, speaking
from assessment.locale import translate as _
from assessment.method.answers import State
from assessment.workbooks.offline_forms.offline_form import FormAnswer
from assessment.workbooks.outgoing.text import fold, trimmed

MARK = "○"
"""What marks a chosen option of an item that takes several."""


@dataclass(frozen=True)
class Columns:
    """Headers of the sheet of answers."""

    code: str
    number: str
    question: str
    options: str
    answer: str
    other: str
    comment: str
    state: str


@dataclass(frozen=True)
class States:
    """What the column of states says."""

    answered: str
    not_applicable: str
    unknown: str
    open: str
    not_asked: str
    check: str
    screen: str


class FormWords:
    """The words of one questionnaire's forms in one language."""

    def __init__(self, release: Release, language: Language) -> None:
        self.release, self.language = release, language
        texts = release.texts[language]
        parent = release.parent.texts[language] if release.parent else None
        self._items = {**(parent.items if parent else {}), **texts.items}
        self._reasons = {**(parent.reasons if parent else {}), **texts.reasons}
        self.title, self.summary = texts.title, texts.summary
        self.areas = {name: one.name for name, one in texts.areas.items()}
        with speaking(language):
            self.answers_sheet, self.guide_sheet = _("문항과 답"), _("안내")
            self.lists_sheet = _("목록")
            self.unknown, self.not_applicable = _("잘 모르겠음"), _("해당 없음")
            self.none_chosen = _("고른 것 없음")
            self.columns, self.states = _columns(), _states()

    @property
    def told(self) -> dict[str, str]:
        """The words by which a form is read back, as they stand in it."""
        headers = {f"column.{name}": text for name, text in vars(self.columns).items()}
        words = {"unknown": self.unknown, "not_applicable": self.not_applicable,
                 "none_chosen": self.none_chosen, "sheet": self.answers_sheet}  # fmt: skip
        return headers | words

    def text(self, item: str) -> ItemText:
        """The item's words."""
        return self._items.get(item) or ItemText(question=item, short=item)

    def unit(self, item: str) -> str:
        """The unit of a number; empty for what is no number."""
        given = self.release.items[item]
        if not isinstance(given, NumberItem):
            return ""
        return given.unit if isinstance(given.unit, str) else getattr(given.unit, self.language)

    @cached_property
    def _labels(self) -> dict[str, Mapping[str, str]]:
        return {item: self._labelled(item) for item in self.release.items}

    def labels(self, item: str) -> Mapping[str, str]:
        """Option id to the text of the drop-down; no two read alike."""
        return self._labels[item]

    def _labelled(self, item: str) -> Mapping[str, str]:
        texts = self.text(item).options
        ids = option_ids(self.release.items[item])
        named = {one: trimmed(texts[one].label) if one in texts else one for one in ids}
        return _distinct(named)

    @cached_property
    def _others(self) -> dict[str, Mapping[str, tuple[State, str | None]]]:
        return {item: self._listed(item) for item in self.release.items}

    def others(self, item: str) -> Mapping[str, tuple[State, str | None]]:
        """What can be said instead of an answer: drop-down text to state and reason."""
        return self._others[item]

    def _listed(self, item: str) -> Mapping[str, tuple[State, str | None]]:
        reasons = self.release.items[item].not_applicable
        told = {one: f"{self.not_applicable}: {self._reason(one)}" for one in reasons}
        known: dict[str, tuple[State, str | None]] = {self.unknown: ("unknown", None)}
        for reason, text in _distinct(told).items():
            known[text] = ("not_applicable", reason)
        return known

    def _reason(self, reason: str) -> str:
        return trimmed(self._reasons.get(reason, reason))

    def shown(self, item: str, answer: FormAnswer) -> tuple[str | None, str | None]:
        """The texts of the two cells in which an answer stands: the answer, and what is instead."""
        match answer.state:
            case "unanswered":
                return None, None
            case "answered":
                return self._value(item, answer.value or ""), None
        known = self.others(item)
        wanted = (answer.state, answer.reason)
        found = (text for text, said in known.items() if said == wanted)
        return None, next(found, f"{self.not_applicable}: {answer.reason or '?'}")

    def _value(self, item: str, value: str) -> str:
        """An option's label; of several options none stands here, their own cells are marked."""
        given = self.release.items[item]
        if isinstance(given, MultiItem):
            return "" if value else self.none_chosen
        return self.labels(item).get(value, value)


def option_ids(item: Item) -> tuple[str, ...]:
    """The ids of its options, in order; none of an item without options."""
    if isinstance(item, LevelItem | ChoiceItem | MultiItem):
        return tuple(one.id for one in item.options)
    return ()


def says_none(item: Item) -> bool:
    """Whether one of several options says that there is none of them."""
    return isinstance(item, MultiItem) and any(one.points <= 0 for one in item.options)


def _distinct(named: Mapping[str, str]) -> dict[str, str]:
    """The same texts, with the id behind those that would read alike."""
    folded = [fold(text) for text in named.values()]
    alike = {text for text in folded if folded.count(text) > 1}
    return {one: f"{text} ({one})" if fold(text) in alike else text for one, text in named.items()}


def _columns() -> Columns:
    return Columns(
        code=_("코드"),
        number=_("번호"),
        question=_("문항"),
        options=_("보기와 예"),
        answer=_("우리 업체의 답"),
        other=_("답할 수 없을 때"),
        comment=_("메모"),
        state=_("상태"),
    )


def _states() -> States:
    return States(
        answered=_("답함"),
        not_applicable=_("해당 없음"),
        unknown=_("모름"),
        open=_("남음"),
        not_asked=_("묻지 않음"),
        check=_("확인 필요"),
        screen=_("화면에서"),
    )
