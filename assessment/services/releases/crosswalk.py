"""Which areas of our questionnaires and of other models speak of the same thing, for authors."""

from collections.abc import Mapping
from dataclasses import dataclass

from assessment.definitions.institutions import Theme
from assessment.definitions.releases import Release
from assessment.locale import language
from assessment.records import releases, rounds
from assessment.services.funding.reasons import Words, words_of
from assessment.services.institutions.network import network_of
from assessment.services.office import Actor, Office
from assessment.services.permissions import STAFF, require
from assessment.services.releases.publishing import release_of


@dataclass(frozen=True)
class ThemeView:
    """A theme: our areas by the questionnaire's title, dimensions by the model's full name."""

    name: Words
    areas: Mapping[str, tuple[str, ...]]
    models: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class CrosswalkView:
    """`use` says what the table is for and what it must not be used for."""

    use: Words
    source: str
    themes: tuple[ThemeView, ...]


def crosswalk(office: Office, actor: Actor) -> CrosswalkView | None:
    """What stands in `data/crosswalk.yaml`; None where there is no such file."""
    require(actor, *STAFF)
    known = network_of(office.root).crosswalk
    if known is None:
        return None
    forms = _of_the_round(office)
    models = {model: str(name) for model, name in known.models.items()}
    return CrosswalkView(
        use=words_of(known.use),
        source=known.source.source,
        themes=tuple(_theme(one, forms, models) for one in known.themes),
    )


def _of_the_round(office: Office) -> Mapping[str, Release]:
    with office.database.reading() as connection:
        current = rounds.current(connection, office.today())
        return {
            name: release_of(connection, digest)
            for name, digest in (current.releases if current else {}).items()
            if releases.is_questionnaire(connection, digest)
        }


def _theme(theme: Theme, forms: Mapping[str, Release], models: Mapping[str, str]) -> ThemeView:
    areas = {}
    for name, some in theme.areas.items():
        texts = forms[name].texts[language()] if name in forms else None
        title = texts.title if texts else name
        known = texts.areas if texts else {}
        areas[title] = tuple(known[one].name if one in known else one for one in some)
    return ThemeView(
        name=words_of(theme.name),
        areas=areas,
        models={models[one]: tuple(map(str, names)) for one, names in theme.models.items()},
    )
