"""Who can help with what: the installation's capabilities, institutions and suppliers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from assessment.definitions.installed import Stamps, stamps
from assessment.definitions.institution_files import FILES, read_network
from assessment.definitions.institutions import Institution, Network, Service, Supplier
from assessment.definitions.source import COMPILED
from assessment.definitions.values import Confidence
from assessment.method.matching import Match, matches
from assessment.problems import AssessmentError, errors_in
from assessment.services.funding.reasons import Words, words_of


@dataclass(frozen=True)
class Help:
    """One service that answers a gap; its source is public."""

    name: Words
    source: str
    confidence: Confidence


@dataclass(frozen=True)
class Helper:
    """An institution for a gap: `notice` must be shown with it, `to_ask` before going there."""

    id: str
    name: Words
    place: Words
    contact: Words
    notice: Words | None
    helps: tuple[Help, ...]
    to_ask: tuple[Words, ...]


def network_of(root: Path) -> Network:
    """What `data/institutions/` says, read anew when a file changes."""
    return _read(root, stamps(root / "data" / f"{name}.yaml" for name in FILES))


def helpers(root: Path, tags: Sequence[str], most: int | None = None) -> tuple[Helper, ...]:
    """Institutions for a gap with these tags, best first."""
    network = network_of(root)
    if network.capabilities is None or network.institutions is None:
        return ()
    found = matches(network.capabilities, network.institutions.institutions, tags)
    return tuple(_helper(match.institution, match) for match in found[:most])


def suppliers(root: Path, tags: Sequence[str]) -> tuple[Supplier, ...]:
    """Registered suppliers that share a tag, in the order of the file."""
    network = network_of(root)
    rows = network.suppliers.suppliers if network.suppliers else ()
    return tuple(one for one in rows if set(one.tags) & set(tags))


def tag_names(root: Path, tags: Sequence[str]) -> tuple[Words, ...]:
    """What these kinds of help are called; unknown ones are left out."""
    known = network_of(root).capabilities
    named = known.capabilities if known else {}
    return tuple(words_of(named[tag].name) for tag in tags if tag in named)


def institutions(root: Path) -> Mapping[str, Helper]:
    """Every institution by its id, with all that it does."""
    known = network_of(root).institutions
    return {one.id: _helper(one, None) for one in (known.institutions if known else ())}


def _helper(institution: Institution, match: Match | None) -> Helper:
    services: Sequence[Service] = match.services if match else institution.services
    return Helper(
        id=institution.id,
        name=words_of(institution.name),
        place=words_of(institution.place),
        contact=words_of(institution.contact),
        notice=words_of(institution.notice) if institution.notice else None,
        helps=tuple(
            Help(words_of(one.name), one.source.source, one.source.confidence) for one in services
        ),
        to_ask=tuple(words_of(one) for one in institution.unknown),
    )


@lru_cache(maxsize=8)
def _read(root: Path, _changed: Stamps) -> Network:
    network, problems = read_network(root, None, root / COMPILED)
    if wrong := errors_in(problems):
        raise AssessmentError(*wrong)
    return network
