"""The words of an item, its own or those of the questionnaire that it is taken from."""

from assessment.definitions.questionnaires import Item, NumberItem
from assessment.definitions.releases import Release
from assessment.definitions.texts import ItemText, OptionText
from assessment.locale import language
from assessment.locale import translate as _


def item_text(release: Release, item: str) -> ItemText:
    """The item's words in the reader's language."""
    own = release.texts[language()].items.get(item)
    if own is None and release.parent is not None:
        return item_text(release.parent, item)
    return own or ItemText(question=item, short=item)


def option_text(release: Release, item: str, option: str | None) -> OptionText | None:
    """The option's words in the reader's language."""
    return item_text(release, item).options.get(option or "")


def reason_text(release: Release, reason: str | None) -> str:
    """The words of a reason for "not applicable"."""
    if reason is None:
        return ""
    own = release.texts[language()].reasons.get(reason)
    if own is None and release.parent is not None:
        return reason_text(release.parent, reason)
    return own or reason


def answer_text(release: Release, item: str, state: str, value: str | None) -> str:
    """A short name of an answer for tables."""
    match state:
        case "unanswered":
            return _("답하지 않음")
        case "not_applicable":
            return _("해당 없음")
        case "unknown":
            return _("잘 모르겠음")
    definition = release.items.get(item)
    if isinstance(definition, NumberItem) and value:
        if _unranked(definition, float(value)):
            return _("순위 밖")
        unit = unit_text(definition)
        apart = "" if language() == "ko" or unit == "%" else " "
        return f"{float(value):,.15g}{apart}{unit}".rstrip()
    options = item_text(release, item).options
    parts = (value or "").split() if options else [value or ""]
    return ", ".join(options[part].label if part in options else part for part in parts)


def _unranked(definition: NumberItem, value: float) -> bool:
    """A place in a ranking has one number more, for who is not in it."""
    unit = definition.unit
    return not isinstance(unit, str) and unit.ko == "위" and value >= definition.maximum


def unit_text(definition: Item) -> str:
    """The unit of a number in the reader's language; empty for what is no number."""
    if not isinstance(definition, NumberItem):
        return ""
    unit = definition.unit
    return unit if isinstance(unit, str) else (unit.en if language() == "en" else unit.ko)
