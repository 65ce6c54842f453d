"""What is known of a firm in the reader's words: industries, sizes, places, fields, units."""

from assessment.definitions.values import Bilingual
from assessment.locale import language
from assessment.locale import translate as _
from assessment.services.funding.reasons import fact_definitions
from assessment.services.office import Office
from assessment.services.register.sectors import industries_of


def told(text: Bilingual) -> str:
    """The text in the reader's language."""
    return text.en if language() == "en" else text.ko


def choices(office: Office, fact: str) -> dict[str, str]:
    """What each value of a fact is called, e.g. of `size_class` or `region`."""
    definition = fact_definitions(office.root).facts.get(fact)
    values = definition.values if definition else None
    return {value: told(text) for value, text in (values or {}).items()}


def fact_name(office: Office, fact: str) -> str:
    """What a fact is called, with its unit."""
    definition = fact_definitions(office.root).facts.get(fact)
    if definition is None:
        return fact
    unit = f" ({told(definition.unit)})" if definition.unit else ""
    return told(definition.label) + unit


def industries(office: Office) -> dict[int, str]:
    """KSIC divisions by number."""
    return {
        one.division: f"{one.division} {told(one.name)}"
        for one in industries_of(office.root).divisions
    }


def number(value: float | None, unit: str = "") -> str:
    """ "1,234"; a dash when unknown."""
    if value is None or value != value:
        return "–"
    return f"{value:,.0f}{unit}" if float(value).is_integer() else f"{value:,.1f}{unit}"


def yes_no(value: bool | None) -> str:
    """ "예", "아니요", or a dash when nobody said."""
    return "–" if value is None else (_("예") if value else _("아니요"))
