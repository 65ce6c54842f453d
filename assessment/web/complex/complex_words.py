"""The names that stand in the tables of a complex: groups, areas, steps and what changed."""

from collections.abc import Mapping

from assessment.definitions.programmes import FactDefinition
from assessment.definitions.releases import Release
from assessment.locale import language
from assessment.locale import translate as _
from assessment.services.complex.population import Figure, Grouping, Overview
from assessment.services.funding.reasons import fact_definitions, words_of
from assessment.services.office import Office
from assessment.services.register.sectors import industries_of

ABSENT = "absent"


def groupings() -> dict[str, str]:
    """By what the firms can be told apart."""
    return {
        "group": _("업종별"),
        "size_class": _("규모별"),
        "complex": _("산업단지별"),
        "division": _("세부 업종별"),
    }


def names_of(office: Office, by: Grouping) -> Mapping[object, str]:
    """The words of every value of a grouping."""
    industries = industries_of(office.root)
    if by == "group":
        return {key: str(words_of(name)) for key, name in industries.groups.items()}
    if by == "division":
        return {one.division: str(words_of(one.name)) for one in industries.divisions}
    return {key: str(words_of(name)) for key, name in _fact(office, by).values.items()}


def _fact(office: Office, name: str) -> FactDefinition:
    return fact_definitions(office.root).facts[name]


def named(names: Mapping[object, str], value: object) -> str:
    """The words of a value; what the register does not say is named so."""
    if value is None or value != value or value == "":
        return _("모름")
    return names.get(value, str(value))


def area_name(release: Release, area: str) -> str:
    """An area in the reader's language."""
    return release.texts[language()].areas[area].name


def step_name(release: Release, axis: str, step: str) -> str:
    """A step of an axis; firms of which too little is known stand apart."""
    if step == ABSENT:
        return _("판단 못 함")
    found = release.texts[language()].axes[axis].steps.get(step)
    return found.name if found else step


def first_step_name(found: Overview) -> str | None:
    """What the first step of the leading axis is called."""
    return step_name(found.release, *found.first_step) if found.first_step else None


def axis_name(release: Release, axis: str) -> str:
    """What an axis is called."""
    return release.texts[language()].axes[axis].name


def share_change(figure: Figure) -> str | None:
    """ "+1.2%p", none when there is nothing to compare with."""
    if figure.change is None:
        return None
    return f"{figure.change * 100:+.1f}%p"


def points_change(figure: Figure) -> str | None:
    """ "+19.4점", none when there is nothing to compare with."""
    if figure.change is None:
        return None
    return _("{n}점", n=f"{figure.change:+.1f}")
